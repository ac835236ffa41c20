"""Keyword in context laid out: aligned for people, a row or an object for each occurrence for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from search.concordance import Concordance, Line
from search.render.document import diagnostic_document, value_text
from search.render.sheet import cell
from search.render.terminal import Terminal, display_width
from search.render.untrusted import printable
from search.results import FORMAT_VERSION

COLUMNS: Final = (
    *("number", "id", "article", "paragraph", "date", "title"),
    *("left", "keyword", "right", "start", "stop"),
)


def concordance_lines(concordance: Concordance, terminal: Terminal) -> Iterator[str]:
    """Yield a headline, the occurrences with their keywords below each other, and where each of them stands.

    The number before an occurrence is that of its paragraph in the list at the end.

    >>> line = Line("a.txt#2", "a.txt", 2, None, "", "more ", "talks", " follow", 27, 32)
    >>> print(*concordance_lines(Concordance("talks", (line,), 1, 1), Terminal(width=40)), sep="\\n")
    1 occurrence in 1 paragraph
    <BLANKLINE>
     1          more talks follow
    <BLANKLINE>
     1 a.txt#2, no date
    """
    if not concordance.n_occurrences:
        return
    yield terminal.paint(_headline(concordance), "heading")
    places = {line.id: line for line in concordance}
    numbers = {id_: number for number, id_ in enumerate(places, 1)}
    columns = max(2, len(str(len(numbers))))
    if places:
        yield ""
    for line in concordance:
        yield terminal.paint(f"{numbers[line.id]:>{columns}}", "faint") + " " + _aligned(line, columns, terminal)
    if places:
        yield ""
    for id_, line in places.items():
        date = str(line.date) if line.date else "no date"
        yield terminal.paint(f"{numbers[id_]:>{columns}} {printable(id_)}, {date}", "faint")


def _headline(concordance: Concordance) -> str:
    occurrences = f"{concordance.n_occurrences:,} occurrence{'' if concordance.n_occurrences == 1 else 's'}"
    paragraphs = f"{concordance.n_paragraphs:,} paragraph{'' if concordance.n_paragraphs == 1 else 's'}"
    shown = ""
    if concordance.lines and len(concordance) < concordance.n_occurrences:
        shown = f"{concordance.offset + 1:,}-{concordance.offset + len(concordance):,} of "
    return f"{shown}{occurrences} in {paragraphs}"


def _aligned(line: Line, columns: int, terminal: Terminal) -> str:
    room = terminal.width - columns - 1
    side = (room * 2) // 5
    left, keyword, right = map(printable, (line.left, line.keyword, line.right))
    while left and display_width(left) > side:
        left = left.lstrip().partition(" ")[2]
    rest = room - side - display_width(keyword)
    while right and display_width(right) > rest:
        right = right.rpartition(" ")[0]
    return (" " * (side - display_width(left)) + left + terminal.paint(keyword, "match") + right).rstrip()


def concordance_json(concordance: Concordance) -> Iterator[str]:
    """Yield the occurrences as one JSON object."""
    yield value_text({**_summary(concordance), "lines": [_document(*each) for each in _numbered(concordance)]})


def concordance_jsonl(concordance: Concordance) -> Iterator[str]:
    """Yield a line of type `line` for each occurrence, then one of type `summary`."""
    for number, line in _numbered(concordance):
        yield value_text({"type": "line", **_document(number, line)}, in_one_line=True)
    yield value_text({"type": "summary", **_summary(concordance)}, in_one_line=True)


def concordance_rows(concordance: Concordance, delimiter: str) -> Iterator[str]:
    """Yield a row of column names, then a row for each occurrence, its cells safe in a spreadsheet."""
    for cells in (COLUMNS, *(_document(*each).values() for each in _numbered(concordance))):
        text = io.StringIO()
        safe = (cell(each) if isinstance(each, str) else each for each in cells)
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(safe)
        yield text.getvalue()


def _numbered(concordance: Concordance) -> Iterator[tuple[int, Line]]:
    return enumerate(concordance, concordance.offset + 1)


def _document(number: int, line: Line) -> dict[str, Any]:
    values = (number, line.id, line.article, line.paragraph, line.date and str(line.date), line.title)
    return dict(zip(COLUMNS, (*values, line.left, line.keyword, line.right, line.start, line.stop), strict=True))


def _summary(concordance: Concordance) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "query": concordance.query,
        "total": {"occurrences": concordance.n_occurrences, "paragraphs": concordance.n_paragraphs},
        "order": concordance.order,
        "offset": concordance.offset,
        "diagnostics": [diagnostic_document(each) for each in concordance.diagnostics],
    }
