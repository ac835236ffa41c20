"""The `search` command: options to a question, `Engine.search` for the answer, `render` to show it. No logic here."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from indexer.format.locate import locate_index
from search.cli.command import AT_FAULT, FOUND, NOTHING_FOUND, SearchCommand, flag, say
from search.cli.options import QUESTION_OPTIONS, with_options
from search.render import FORMATS, Format
from search.render.output import Presentation
from search.render.remarks import diagnostic_lines, remark_lines
from search.render.terminal import Terminal
from search.results import Results

if TYPE_CHECKING:
    from search.api import Engine
    from search.batch import BatchQuestion
    from search.modes import Told

MODES: Final = ("open", "why", "keyword_in_context", "rerun", "saved", "forget", "queries", "complete")
"""Options that give another answer than a list of hits; one at a time."""

ASKING_NOTHING: Final = ("rerun", "saved", "forget")
"""Modes that take no question, only the index and the form of the answer."""

NEEDING_NO_WORDS: Final = ("open", "queries", "complete")
"""Modes that say themselves what they are about."""

GOES_WITH: Final = {"order": "keyword_in_context", "update": "rerun"}
"""Options that mean something beside a mode only."""

MODE_OPTIONS: Final = (*GOES_WITH, "save")
"""Options that go with a mode, or beside the list of hits."""

_HELP: Final = """\
Search an index of news and print the paragraphs that answer best.

All words of QUERY are required. A phrase stands in quotes (inside quotes for the shell), OR and NOT are in capitals,
and a leading hyphen leaves a word out. Fields are asked as in person:putin, date:2021-12 or title:nato. A QUERY of -
is read from standard input; without a QUERY the filters choose, or everything counts.

\b
Examples:
  search sanctions
  search '"economic pain"' --since 2021-12
  search sanctions -covid --person Putin --sort -date
  search '(talks OR summit) place:geneva' -n 3
  search nato --facet person --facet date:week
  search sanctions --count-only --facet place --csv
  search -l sanctions

Filters: the values of one filter are alternatives, different filters are all required, and a value with a leading
hyphen excludes, as in --person=-Putin.

Results go to standard output, everything else to standard error. The exit code is 0 when something was found, 1 when
nothing was, 2 when the question or the index is at fault. The index is the one of --index, else of DATELINE_INDEX, else
the nearest .dateline folder in the working folder or above it, else the one in the user's data folder.
"""


@click.command(cls=SearchCommand, name="search", help=_HELP, add_help_option=False)
@with_options
@click.pass_context
def main(context: click.Context, /, words: tuple[str, ...], **options: Any) -> int:
    """Ask the question and print the answer; return the exit code."""
    presentation = _presentation(options)
    if options["queries"] and presentation.form == "text":
        presentation = replace(presentation, form="jsonl")
    query = _query(words)
    _check_together(context, query, options)
    keywords = {name: options[name] for name in QUESTION_OPTIONS} | presentation.wants()
    remarks = Terminal.of(sys.stderr, presentation.color)

    from search import open_index  # help and usage need no engine
    from search.query import QueryError

    try:
        with open_index(locate_index(options["index"], os.environ, Path.cwd())) as engine:
            told = _mode(engine, query, options, presentation)
            if told is not None:
                return _put(told, presentation)
            results = engine.search(query, **keywords)
            if options["save"]:
                asked = {name: options[name] for name in QUESTION_OPTIONS}
                saved = engine.save(options["save"], query, **asked)
                say([f"saved as {saved.name}, which found {len(saved.ids):,}; --rerun {saved.name} tells what is new"])
    except QueryError as error:
        say(diagnostic_lines(replace(error.diagnostic, severity="error"), query, remarks))
        return AT_FAULT
    say(remark_lines(results, remarks))
    if (results.facets or results.related) and presentation.leaves_facets_out:
        say([f"note: facets are not part of {presentation.form}; --count-only --csv makes a table of them"])
    presentation.show(results, sys.stdout, os.environ)
    return FOUND if _is_found(results) else NOTHING_FOUND


def _check_together(context: click.Context, query: str, options: dict[str, Any]) -> None:
    """Refuse options that say nothing together, or nothing at all."""
    asks = [name for name in QUESTION_OPTIONS if _is_given(context, name)]
    alone = next((name for name in ASKING_NOTHING if options[name]), None)
    if alone and (query or asks):
        raise click.UsageError(f"{flag(main, alone)} takes no question; the one that was saved is asked as it is")
    if not query and not asks and not alone and not any(options[name] for name in NEEDING_NO_WORDS):
        raise click.UsageError("nothing to search for; give words, a filter or a facet, as in: search sanctions")
    for name, mode in GOES_WITH.items():
        if _is_given(context, name) and not options[mode]:
            raise click.UsageError(f"{flag(main, name)} goes with {flag(main, mode)}")


def _put(told: Told, presentation: Presentation) -> int:
    """Print what another mode gave; return the exit code."""
    say(told.remarks)
    presentation.put(told.pieces, sys.stdout, os.environ)
    if told.afterwards is not None:
        told.afterwards()
    if told.tally is not None:
        say(f"search: {each}" for each in told.tally.faults)
        return AT_FAULT if told.tally.faults else FOUND if told.tally.n_found else NOTHING_FOUND
    return FOUND if told.is_found else NOTHING_FOUND


def _mode(engine: Engine, query: str, options: dict[str, Any], presentation: Presentation) -> Told | None:
    """Return what another mode than listing hits gives, None where none is asked for."""
    chosen = [name for name in MODES if options[name]]
    if not chosen:
        return None
    if len(chosen) > 1:
        raise click.UsageError(f"one at a time, not {' and '.join(flag(main, name) for name in chosen)}")
    from search import modes

    terminal = Terminal.of(sys.stdout, presentation.color)
    keywords = {name: options[name] for name in QUESTION_OPTIONS}
    form = presentation.form
    if options["rerun"]:
        line_end = "\0" if presentation.ends_with_null else "\n"
        return modes.tell_rerun(engine, options["rerun"], form, terminal, line_end, update=options["update"])
    if options["queries"]:
        if query:
            raise click.UsageError("--queries has its questions in a file; give options for all of them, no words")
        questions = _questions(options["queries"])
        wants = presentation.wants()
        return modes.tell_batch(engine, questions, keywords, wants, form, counts_only=presentation.counts_only)
    if options["complete"]:
        return modes.tell_completions(engine, options["complete"], options["limit"], form)
    if options["saved"]:
        return modes.tell_saved(engine, form, terminal)
    if options["forget"]:
        return modes.forget(engine, options["forget"])
    if options["keyword_in_context"]:
        keywords |= presentation.wants()
        return modes.tell_occurrences(engine, options["order"], query, keywords, form, terminal)
    if options["open"]:
        return modes.tell_article(engine, options["open"], query, keywords, form, terminal)
    return modes.tell_why(engine, options["why"], query, keywords, form, terminal)


def _presentation(options: dict[str, Any]) -> Presentation:
    forms: list[Format] = [form for form in FORMATS if options.get(f"as_{form}")]
    forms += [options["form"]] if options["form"] and options["form"] not in forms else []
    if len(forms) > 1:
        raise click.UsageError(f"one form at a time, not {' and '.join(forms)}")
    presentation = Presentation(
        form=forms[0] if forms else "text",
        counts_only=options["count_only"],
        ends_with_null=options["null"],
        encoding=options["encoding"],
        color=options["color"],
        pages=options["pager"],
    )
    if presentation.ends_with_null and presentation.form != "paths":
        raise click.UsageError("--null goes with --paths")
    if presentation.counts_only and presentation.form == "paths":
        raise click.UsageError("--count-only prints no hits, so there are no paths to list")
    return presentation


def _query(words: tuple[str, ...]) -> str:
    """Return the question; a single `-` stands for what comes on standard input. Undecodable bytes are replaced."""
    asked = sys.stdin.buffer.read() if words == ("-",) else " ".join(words).encode("utf-8", "surrogateescape")
    return " ".join(asked.decode("utf-8", "replace").split())


def _questions(name: str) -> list[BatchQuestion]:
    """Return the questions of a file, or of standard input for `-`: lines of JSON where the first one begins with {."""
    from search.batch import layout_of, read_questions

    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    text = data.decode("utf-8-sig", "replace")
    layout = layout_of(name)
    if name == "-" and text.lstrip().startswith("{"):
        layout = "jsonl"
    return read_questions(text.splitlines(keepends=True), layout)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def _is_found(results: Results) -> bool:
    return bool(results.hits) if results.total is None else results.total.paragraphs > 0
