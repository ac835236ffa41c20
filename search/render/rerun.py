"""What a saved question tells when it is asked again: the new hits as in any answer, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indexer.format.questions import SavedQuestion
from search.render import Format, render
from search.render.document import document, json_lines, value_text
from search.render.terminal import Terminal
from search.render.untrusted import printable
from search.render.wrap import wrap
from search.results import FORMAT_VERSION, Results, Total
from search.saved import Rerun


def rerun_pieces(rerun: Rerun, form: Format, terminal: Terminal, line_end: str = "\n") -> Iterator[str]:
    """Yield a rerun in a form, in pieces that end with a line end; text is empty where nothing changed."""
    results = as_results(rerun)
    if form == "text":
        yield from (line + "\n" for line in _text_lines(rerun, results, terminal))
    elif form == "json":
        yield value_text({**document(results), "rerun": _document(rerun)})
    elif form == "jsonl":
        yield from json_lines(results, rerun=_document(rerun))
    else:
        yield from render(results, form, terminal, line_end=line_end)


def gone_lines(rerun: Rerun) -> Iterator[str]:
    """Yield the ids of what is gone, after a line that counts them; nothing where nothing is.

    A paragraph is gone when it, or its place in its article, was changed, and when a relative date went on.
    """
    if rerun.gone:
        n_gone = len(rerun.gone)
        yield f"no longer found: {n_gone:,} paragraph{'' if n_gone == 1 else 's'}"
        yield from (f"   {printable(each)}" for each in rerun.gone)


def saved_lines(questions: Sequence[SavedQuestion], terminal: Terminal) -> Iterator[str]:
    """Yield the saved questions: name, when it was last asked, how many paragraphs it found, and what it asks."""
    width = max((len(each.name) for each in questions), default=0)
    for each in questions:
        asked = " ".join([each.query, *_written(each)])
        n_found = f"{len(each.ids):,} paragraph{'' if len(each.ids) == 1 else 's'}"
        line = f"{each.name:<{width}}  {each.saved[:16].replace('T', ' ')}  {n_found}  {asked}"
        yield from wrap(printable(line), (), terminal.width, terminal)


def saved_document(questions: Sequence[SavedQuestion]) -> dict[str, Any]:
    """Return the saved questions as plain values, without what they found."""
    return {
        "format_version": FORMAT_VERSION,
        "questions": [
            {
                "name": each.name,
                "query": each.query,
                "options": dict(each.options),
                "saved": each.saved,
                "paragraphs": len(each.ids),
            }
            for each in questions
        ],
    }


def as_results(rerun: Rerun) -> Results:
    """Return the new hits as an answer of their own."""
    total = Total(len(rerun.new), len({hit.article for hit in rerun.new}))
    return Results(rerun.before.query, rerun.new, total)


def _text_lines(rerun: Rerun, results: Results, terminal: Terminal) -> Iterator[str]:
    if rerun.new:
        since = rerun.before.saved[:16].replace("T", " ")
        yield terminal.paint(f"{rerun.before.name}: new since {since} UTC", "heading")
        yield from (line.removesuffix("\n") for line in render(results, "text", terminal))
    if rerun.new and rerun.gone:
        yield ""
    yield from gone_lines(rerun)


def _document(rerun: Rerun) -> dict[str, Any]:
    return {
        "name": rerun.before.name,
        "since": rerun.before.saved,
        "new": [hit.id for hit in rerun.new],
        "gone": list(rerun.gone),
        "same_index": rerun.is_same_index,
    }


def _written(question: SavedQuestion) -> Iterator[str]:
    for name, value in question.options.items():
        values = value if isinstance(value, tuple | list) else (value,)
        yield from (f"{name}={one}" for one in values)
