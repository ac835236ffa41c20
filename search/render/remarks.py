"""What is to be said beside an answer: diagnostics, and what to try when nothing was found. It goes to stderr."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from search.render.terminal import Terminal, display_width
from search.render.text import in_words
from search.render.untrusted import printable
from search.render.wrap import Mark, wrap
from search.results import ADVICE, Diagnostic, Results

_INDENT: Final = "    "
_CONTEXT: Final = 24
"""Characters of the question shown before a place in it, where all of it would not fit."""


def remark_lines(results: Results, terminal: Terminal) -> Iterator[str]:
    """Yield the diagnostics of an answer, then, where no hit is shown, why, and what to ask instead.

    >>> from search.results import Total
    >>> answer = Results("snctions", (), Total(0, 0), suggestions=("sanctions",))
    >>> list(remark_lines(answer, Terminal()))
    ['nothing found for: snctions', 'did you mean: sanctions']
    """
    for diagnostic in results.diagnostics:
        if diagnostic.code not in ADVICE:
            yield from diagnostic_lines(diagnostic, results.query, terminal)
    if not results.hits and (results.total is None or results.total.paragraphs == 0):
        in_time = " in time" if any(each.code == "time-limit" for each in results.diagnostics) else ""
        asked = f" for: {_shortened(results.query, terminal)}" if results.query else ""
        yield f"nothing found{in_time}{asked}"
    elif not results.hits and results.offset and results.total:
        yield f"this page is past the end: {in_words(results.total)} match"
    for diagnostic in results.diagnostics:
        if diagnostic.code in ADVICE:
            yield from wrap(f"- {printable(diagnostic.message)}", (), terminal.width, terminal)
    if results.suggestions:
        yield "did you mean: " + " | ".join(printable(each) for each in results.suggestions)


def diagnostic_lines(diagnostic: Diagnostic, query: str, terminal: Terminal) -> Iterator[str]:
    """Yield a diagnostic, and the part of the question it is about with carets below.

    >>> print(*diagnostic_lines(Diagnostic("field", "no field 'foo'", 4, 7), "new foo:bar", Terminal()), sep="\\n")
    warning: no field 'foo'
        new foo:bar
            ^^^
    """
    label = "note" if diagnostic.severity == "info" else diagnostic.severity
    message = f"{label}: {printable(diagnostic.message)}"
    yield from wrap(message, [Mark(0, len(label) + 1, "heading")], terminal.width, terminal)
    start, stop = diagnostic.start, min(diagnostic.stop, len(query))
    if not 0 <= start < stop:
        return
    shown = printable(query)
    room = terminal.width - len(_INDENT)
    left = 0 if display_width(shown) <= room else max(0, start - _CONTEXT)
    right = left + room
    yield _INDENT + shown[left:right]
    carets = "^" * max(1, display_width(shown[start : min(stop, right)]))
    yield _INDENT + " " * display_width(shown[left:start]) + terminal.paint(carets, "match")


def _shortened(query: str, terminal: Terminal) -> str:
    room = terminal.width - len("nothing found for: ")
    shown = printable(query)
    return shown if len(shown) <= room else shown[: room - len(terminal.ellipsis)] + terminal.ellipsis
