"""The `indexer` command: options to the calls of `indexer.api`, and what came of them to the terminal. No logic."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from indexer.api import (
    OUT_OF_STEP,
    IndexStats,
    NothingToIndexError,
    UnknownExtractorError,
    build,
    check,
    compiled,
    entity_ledger_warnings,
    list_entities,
    list_proposals,
    remove,
    stats,
    update,
    use_entity_ledger,
)
from indexer.entities.extractor import DEFAULT_EXTRACTOR, EXTRACTORS
from indexer.entities.proposals import as_toml
from indexer.format.errors import IndexFaultError
from indexer.format.ledger_entries import LedgerError as EntityLedgerError
from indexer.format.locate import index_for_writing, locate_index
from indexer.format.names import NameCount
from indexer.format.version import __version__
from indexer.ledger import LedgerError
from indexer.model import ENTITY_TYPES, calendar_date
from indexer.report import Progress, Report
from indexer.sinks.local import DEFAULT_MEMORY_MB
from indexer.sources import Note, Reject
from indexer.sources.clean import one_line

SHOWN_REMARKS: Final = 20
"""How many rejects and notes are listed without --verbose."""

SHOWN_FORMS: Final = 5
"""How many written forms of an entity are listed beside it."""

FAULT: Final = 2
"""Exit code where the index or the options are at fault."""

SOME_FAILED: Final = 3
"""Exit code of --fail-on-error where a file could not be indexed."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "INDEXER"})
@click.version_option(__version__, prog_name="indexer")
def main() -> None:
    """Make and keep an index over a folder of news, for the `search` command.

    \b
    Examples:
      indexer build seeds                    index a folder into ./.dateline
      indexer build 2021 2022 --index n.idx  index two folders into n.idx
      indexer update                         read only what is new or has changed
      indexer remove 2021/drafts             take a folder, a file or an article out
      indexer stats                          what the index holds
      indexer entities                       whom and what it names, and how often
      indexer check                          read every byte and say what is wrong

    Without --index the index is, in this order: what DATELINE_INDEX names, the nearest folder .dateline here or above,
    the user's data folder. `indexer build` makes ./.dateline where there is none.
    """


def _faults_told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a user can mend into a message and an exit code."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (IndexFaultError, NothingToIndexError, UnknownExtractorError, LedgerError, EntityLedgerError) as error:
            message = str(error)
        except BrokenPipeError:
            # The reader has what it wanted. Python would complain once more when it flushes at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except PermissionError as error:
            message = f"{error.filename} may not be written or read; check its permissions"
        except OSError as error:
            message = f"{error.filename or 'the index'}: {error.strerror or error}; what was committed before is kept"
        click.echo(f"indexer: {one_line(message)}", err=True)
        sys.exit(FAULT)

    return told


_index = click.option("--index", "index", metavar="FOLDER", help="The index folder.")
_wait = click.option(
    "--wait", "wait_seconds", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS", show_default=True,
    help="How long to wait when another process writes the index.",
)  # fmt: skip
_entities = click.option(
    "--entities", "entities_file", metavar="FILE",
    help="A ledger of merges, splits, renamings and more, to be put into the index as its entities.toml.",
)  # fmt: skip
_run_options: Sequence[Callable[[Any], Any]] = (
    _index,
    click.option(
        "--extractor", default="", metavar="NAME",
        help=f"What finds people, organisations and places: {', '.join(sorted(EXTRACTORS))}. "
        f"[default: as before, {DEFAULT_EXTRACTOR} for a new index]",
    ),
    click.option(
        "--processes", type=click.IntRange(min=0), default=0, metavar="N",
        help="Processes to use. [default: one a core]",
    ),
    click.option(
        "--memory", "memory_mb", type=click.IntRange(min=1), default=DEFAULT_MEMORY_MB, metavar="MB", show_default=True,
        help="How much the writer keeps in memory before it goes to disk.",
    ),
    _wait,
    _entities,
    click.option("--fail-on-error", is_flag=True, help=f"Exit with {SOME_FAILED} when a file could not be indexed."),
    click.option("-v", "--verbose", is_flag=True, help="List every reject, every note and every file passed over."),
    click.option("-q", "--quiet", is_flag=True, help="No progress bar and no lists, only the closing line."),
)  # fmt: skip


def _with_run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_run_options):
        command = option(command)
    return command


@main.command("build")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_with_run_options
@_faults_told
def build_command(paths: tuple[str, ...], index: str | None, **options: Any) -> None:
    """Index all articles in PATHs: every file is read, also those that look unchanged.

    Makes the index where there is none, adds to it where there is one. Text files (.txt), Markdown (.md), JSON and
    JSON Lines are read, also packed with gzip. One article a file; many in a JSON file.

    \b
    Examples:
      indexer build seeds
      indexer build ~/news/2021 ~/news/2022 --index ~/news.idx
    """
    with _progress(options["quiet"]) as progress:
        report = build(paths, path := _writable(index), progress=progress, **_passed(options))
    _use_ledger(path, options)
    _show(report, options)


@main.command("update")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_with_run_options
@_faults_told
def update_command(paths: tuple[str, ...], index: str | None, **options: Any) -> None:
    """Read what is new or has changed in the folders of the index, and in PATHs if any are named.

    A file counts as changed when its size or its time of change is another. Articles whose file is gone leave the
    index; a folder that cannot be reached keeps its articles and is reported.
    """
    with _progress(options["quiet"]) as progress:
        report = update(path := _readable(index), paths, progress=progress, **_passed(options))
    _use_ledger(path, options)
    _show(report, options)


@main.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_index
@_wait
@_faults_told
def remove_command(names: tuple[str, ...], index: str | None, wait_seconds: float) -> None:
    """Take articles out of the index by folder, by file or by the article's key. The files themselves stay.

    A folder that was indexed is forgotten. A file or an article inside one stays out of later updates until it is
    named in `indexer build` or `indexer update`.
    """
    report = remove(_readable(index), names, wait_seconds=wait_seconds)
    _show(report, {"verbose": True, "fail_on_error": bool(report.rejects)}, rejected="Not removed")


@main.command("stats")
@_index
@_faults_told
def stats_command(index: str | None) -> None:
    """Show what the index holds: articles, paragraphs, dates, files, size."""
    for name, value in _stat_rows(stats(_readable(index))):
        click.echo(f"{name:<12}{value}")


@main.command("entities")
@_index
@click.option("--type", "entity_type", type=click.Choice(ENTITY_TYPES), help="Only entities of this type.")
@click.option("--match", default="", metavar="TEXT", help="Only entities with this in their name or in a written form.")
@click.option("-n", "--limit", type=click.IntRange(min=0), default=50, show_default=True, metavar="N", help="How many.")
@click.option("--reasons", is_flag=True, help="Show why each written form stands for the entity.")
@click.option("--propose", is_flag=True, help="Propose merges, as entries ready for entities.toml.")
@_entities
@_faults_told
def entities_command(
    index: str | None,
    entity_type: str | None,
    match: str,
    limit: int,
    reasons: bool,
    propose: bool,
    entities_file: str | None,
) -> None:
    """List the people, organisations, places and groups of the index, with counts and written forms.

    What `entities.toml` in the index folder says is followed at once, here and in every question; no article is read
    again. A name in it that no entity has is a warning.

    \b
    Examples:
      indexer entities --type person
      indexer entities --match putin --reasons
      indexer entities --propose > merges.toml
      indexer entities --entities merges.toml
    """
    path = _readable(index)
    warnings = use_entity_ledger(path, entities_file) if entities_file else entity_ledger_warnings(path)
    for warning in warnings:
        click.echo(f"indexer: {one_line(warning)}", err=True)
    if propose:
        wanted = [each for each in list_proposals(path) if entity_type in (None, each.type)]
        click.echo(as_toml(wanted), nl=False)
        return
    shown = [each for each in list_entities(path) if entity_type in (None, each.type) and _mentions(each, match)]
    click.echo(f"{'paragraphs':>10} {'articles':>9}  {'type':<7} name")
    for each in shown[:limit]:
        click.echo(f"{each.paragraphs:>10,} {each.articles:>9,}  {each.type:<7} {one_line(each.name)}{_forms(each)}")
        for variant in each.variants if reasons else ():
            click.echo(f"{'':>30}{one_line(variant.form)}: {variant.reason}")
    if len(shown) > limit:
        click.echo(f"… and {len(shown) - limit:,} more; --limit shows them", err=True)


def _mentions(entity: NameCount, text: str) -> bool:
    wanted = text.casefold()
    return any(wanted in form.casefold() for form in (entity.name, *(variant.form for variant in entity.variants)))


def _forms(entity: NameCount) -> str:
    forms = list(dict.fromkeys(one_line(variant.form) for variant in entity.variants))
    more = f", … {len(forms) - SHOWN_FORMS} more" if len(forms) > SHOWN_FORMS else ""
    return f"  ({', '.join(forms[:SHOWN_FORMS])}{more})" if forms else ""


@main.command("check")
@_index
@_faults_told
def check_command(index: str | None) -> None:
    """Read every byte of the index and say what is wrong, and how to mend it."""
    path = _readable(index)
    faults = check(path)
    for fault in faults:
        click.echo(one_line(fault))
    if any(not fault.endswith(OUT_OF_STEP) for fault in faults):
        click.echo(f"indexer: to mend it, make the index anew: indexer build FOLDER --index {path}", err=True)
    if faults:
        sys.exit(1)
    click.echo("The index is sound.", err=True)


def _readable(index: str | None) -> Path:
    return Path(locate_index(index, os.environ, Path.cwd()))


def _writable(index: str | None) -> Path:
    return Path(index_for_writing(index, os.environ, Path.cwd()))


def _use_ledger(path: Path, options: dict[str, Any]) -> None:
    if options["entities_file"]:
        for warning in use_entity_ledger(path, options["entities_file"]):
            click.echo(f"indexer: {one_line(warning)}", err=True)


def _passed(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("extractor", "processes", "memory_mb", "wait_seconds")}


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Give a callback that draws a bar on the terminal; None where standard error is none."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    if not compiled():
        click.echo(
            "note: Dateline was installed without a C compiler; it gives the same index, many times slower", err=True
        )
    with click.progressbar(length=1, label="Indexing", file=sys.stderr, width=0, show_pos=False) as bar:

        def draw(progress: Progress) -> None:
            bar.length = max(progress.total_bytes, 1)
            bar.label = f"Indexing  {progress.n_paragraphs:,} paragraphs"
            bar.update(progress.done_bytes - bar.pos)

        yield draw


def _show(report: Report, options: dict[str, Any], rejected: str = "Not indexed") -> None:
    """Print rejects and notes on standard error and the closing line on standard output."""
    if not options.get("quiet"):
        limit = None if options["verbose"] else SHOWN_REMARKS
        _list(rejected, report.rejects, limit)
        _list("Noted", report.notes, limit)
        if options["verbose"]:
            _list("Passed over", report.ignored, None)
    click.echo(str(report))
    if report.rejects and options["fail_on_error"]:
        sys.exit(SOME_FAILED)


def _list(title: str, remarks: Sequence[Reject | Note], limit: int | None) -> None:
    if not remarks:
        return
    click.echo(f"{title}:", err=True)
    for remark in remarks[:limit]:
        text = remark.reason if isinstance(remark, Reject) else remark.message
        click.echo(f"  {one_line(remark.file)}: {one_line(text)}", err=True)
    if limit is not None and len(remarks) > limit:
        click.echo(f"  … and {len(remarks) - limit:,} more; --verbose lists them all", err=True)


def _stat_rows(found: IndexStats) -> Iterator[tuple[str, str]]:
    yield "index", one_line(str(found.path))
    yield "articles", f"{found.articles:,}"
    yield "paragraphs", f"{found.paragraphs:,}"
    if found.first_day is not None and found.last_day is not None:
        yield "dates", f"{calendar_date(found.first_day)} to {calendar_date(found.last_day)}"
    yield "undated", f"{found.undated_paragraphs:,} paragraphs"
    yield "files", f"{found.files:,}"
    yield "size", f"{found.bytes / 1e6:,.1f} MB in {found.segments} segment{'s' * (found.segments != 1)}"
    yield "extractor", found.extractor
    for root in found.roots:
        yield "folder", one_line(root)


if __name__ == "__main__":
    main()
