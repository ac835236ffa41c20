"""The command as a shell sees it: words told from options, help in sections, one line for what goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import click

from indexer.format.errors import IndexFaultError
from search.arguments import SlipError, divide
from search.render.output import write
from search.render.untrusted import printable
from search.request import RequestError

FOUND: Final = 0
NOTHING_FOUND: Final = 1
AT_FAULT: Final = 2
INTERRUPTED: Final = 130
"""128 and the number of SIGINT, as shells count."""


class SectionOption(click.Option):
    """An option that knows under which heading of the help it stands."""

    def __init__(self, *args: Any, section: str = "Other", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section


class SearchCommand(click.Command):
    """A command whose words may start with a hyphen, whose help has sections, and whose errors are one line each."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Part words from options before click sees them."""
        if ctx.resilient_parsing:  # a shell asks how to go on
            return super().parse_args(ctx, args)
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        flags = {name for each in options if each.is_flag or each.count for name in each.opts}
        valued = {name for each in options for name in each.opts} - flags
        try:
            return super().parse_args(ctx, divide(args, flags, valued))
        except SlipError as error:
            raise click.UsageError(str(error), ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by section, in the order they are declared."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for each in self.get_params(ctx):
            record = each.get_help_record(ctx) if isinstance(each, click.Option) else None
            if record is not None:
                sections.setdefault(getattr(each, "section", "Other"), []).append(record)
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run the command and exit with its code; what goes wrong is a line on stderr, never a traceback."""
        extra["standalone_mode"] = False
        sys.exit(guarded(self, lambda: super(SearchCommand, self).main(args, prog_name or "search", **extra)))


def guarded(command: click.Command, run: Callable[[], Any]) -> int:
    """Run the command and return its exit code; what goes wrong is told on stderr."""
    try:
        return int(run() or FOUND)
    except click.UsageError as error:
        return _complain(error.format_message(), "for help: search --help")
    except click.ClickException as error:
        return _complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except RequestError as error:
        return _complain(f"{flag(command, error.option)}: {str(error).removeprefix(f'{error.option}: ')}")
    except IndexFaultError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        if os.environ.get("DATELINE_TRACEBACK"):
            raise
        return _complain(
            f"this is a fault of Dateline's, not of yours: {type(error).__name__}: {error}",
            "please report it with the command; DATELINE_TRACEBACK=1 shows where it happened",
        )


def _complain(*lines: str) -> int:
    say(f"search: {printable(line)}" for line in lines)
    return AT_FAULT


def say(lines: Iterable[str]) -> None:
    """Write lines to stderr."""
    with suppress(OSError):  # nobody is listening
        write((line + "\n" for line in lines), sys.stderr)


def flag(command: click.Command, name: str) -> str:
    """Return how the option of a keyword is written, as in `--facet` for `facets`."""
    options = (each for each in command.params if isinstance(each, click.Option) and each.name == name)
    return next((each.opts[-1] for each in options), name)
