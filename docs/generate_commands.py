"""Writes docs/commands.md from the commands themselves. With --check nothing is written; a stale page is exit code 1.

python docs/generate_commands.py
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import indexer.cli
import search.cli

PAGE = Path(__file__).with_name("commands.md")

HEAD = """\
# Commands

<!-- Written by docs/generate_commands.py from the help texts of the commands. Change those, not this page. -->

Every command explains itself with `-h` or `--help`.
"""

COMMANDS = (("search", search.cli.main), ("indexer", indexer.cli.main))


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for name, command in COMMANDS:
        parts += [part for path, each in walk(name, command) for part in chapter(path, each)]
    return "\n".join(parts)


def walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and all commands below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            if not below.hidden:
                yield from walk(f"{path} {name}", below)


def chapter(path: str, command: click.Command) -> Iterator[str]:
    """Yield the parts of the chapter of one command."""
    yield f"{'#' * (path.count(' ') + 2)} `{path}`\n"
    yield f"```text\n{usage(path, command)}\n```\n"
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(command.help or "")):
        yield prose(paragraph)
    sections: dict[str, list[click.Option]] = {}
    for each in command.params:
        if isinstance(each, click.Option) and not each.hidden:
            sections.setdefault(getattr(each, "section", "Options"), []).append(each)
    for section, options in sections.items():
        yield f"| {section} | |\n| --- | --- |\n" + "".join(map(row, options))


def usage(path: str, command: click.Command) -> str:
    """Return how the command is called."""
    arguments = [each.metavar or each.name or "" for each in command.params if isinstance(each, click.Argument)]
    if isinstance(command, click.Group):
        arguments.append("COMMAND [ARGS]...")
    return " ".join([path, "[OPTIONS]", *arguments])


def prose(paragraph: str) -> str:
    """Return a paragraph of a help text as Markdown; lines that are kept as they stand become a block of code."""
    if not paragraph.startswith("\b"):
        return with_options_as_code(paragraph.strip()) + "\n"
    title, *lines = paragraph.lstrip("\b\n").splitlines()
    block = "\n".join(line.removeprefix("  ") for line in lines)
    return f"{title}\n\n```text\n{block}\n```\n"


def with_options_as_code(text: str) -> str:
    """Return `text` with the names of options, and values given to them by a sign of equality, set as code."""
    return re.sub(r"(?<![\w`])(--?[a-z][\w-]*(?:=\S+\b)?)", r"`\1`", text)


def row(option: click.Option) -> str:
    """Return the row of one option."""
    names = ", ".join(f"`{name}`" for name in option.opts)
    if not option.is_flag:
        names = f"{names[:-1]} {value_of(option)}`"
    text = with_options_as_code((option.help or "").replace("|", "\\|"))
    if option.show_default and option.default not in (None, "", ()):
        text += f" Default: `{option.default}`."
    return f"| {names} | {text} |\n"


def value_of(option: click.Option) -> str:
    """Return what stands for the value of an option."""
    if option.metavar:
        return option.metavar
    choices = getattr(option.type, "choices", None)
    return "\\|".join(choices) if choices else "NUMBER"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    text = page()
    if arguments != ["--check"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/commands.md is stale; run: python docs/generate_commands.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
