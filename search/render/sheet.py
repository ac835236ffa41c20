"""The answer for spreadsheets: CSV and TSV, one hit a row, or one count a row.

A cell that a spreadsheet would take for a formula gets an apostrophe in front. A cell is one line of printable text
(line breaks and tabs become spaces): JSON is the form that keeps every byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from indexer.model import ENTITY_TYPES
from search.render.untrusted import printable
from search.results import FacetCount, Hit, Results

HIT_COLUMNS: Final = (
    *("rank", "id", "article", "paragraph", "kind", "date", "title", "text", "source", "authors"),
    *("url", "dateline", "language", "score", *ENTITY_TYPES, "mentioned"),
)
COUNT_COLUMNS: Final = (
    "facet",
    "value",
    "second",
    "paragraphs",
    "articles",
    "all_paragraphs",
    "share",
    "expected",
    "score",
)

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BETWEEN_VALUES: Final = "; "

_FOUR: Final = ("",) * 4

_Row = Iterable[str | int | float]


def cell(text: str) -> str:
    """Return `text` as the text of a cell, never read as a formula.

    >>> cell("=1+1"), cell("sanctions"), cell("\\t@home")
    ("'=1+1", 'sanctions', "' @home")
    """
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def hit_rows(results: Results, delimiter: str) -> Iterator[str]:
    """Yield a row of column names, then a row for each hit."""
    yield _row(HIT_COLUMNS, delimiter)
    for rank, hit in results.ranked():
        yield _row(_hit_cells(rank, hit), delimiter)


def count_rows(results: Results, delimiter: str) -> Iterator[str]:
    """Yield a row of column names, the total (unless it was not counted), then a row for each value of each facet and
    for each related name, `person:related`.

    After its values a facet has a row for what is not listed, `person:others`, and one for the paragraphs without a
    value, `person:none`, where there are any.
    """
    yield _row(COUNT_COLUMNS, delimiter)
    if results.total is not None:
        yield _row(("total", "", "", results.total.paragraphs, results.total.articles, *_FOUR), delimiter)
    for name, facet in results.facets.items():
        for count in facet:
            yield _row((name, *_count_cells(count)), delimiter)
        others, none = facet.others, facet.none
        if others.values:
            yield _row((f"{name}:others", "", "", others.paragraphs, others.articles, *_FOUR), delimiter)
        if none.paragraphs:
            yield _row((f"{name}:none", "", "", none.paragraphs, none.articles, *_FOUR), delimiter)
    for name, names in results.related.items():
        for each in names:
            scores = each.all_paragraphs, "", round(each.expected, 6), round(each.score, 6)
            yield _row((f"{name}:related", cell(each.value), "", each.paragraphs, "", *scores), delimiter)


def _count_cells(count: FacetCount) -> _Row:
    everything = "" if count.all_paragraphs is None else count.all_paragraphs
    share = "" if count.share is None else round(count.share, 6)
    return cell(count.value), cell(count.second), count.paragraphs, count.articles, everything, share, "", ""


def _hit_cells(rank: int, hit: Hit) -> _Row:
    return (
        *(rank, cell(hit.id), cell(hit.article), hit.paragraph, hit.kind, "" if hit.date is None else str(hit.date)),
        *(cell(hit.title), cell(hit.text), cell(hit.source), _joined(hit.authors), cell(hit.url)),
        *(cell(hit.dateline), cell(hit.language), hit.score),
        *(_joined(hit.names(each)) for each in ENTITY_TYPES),
        _joined(map(str, hit.mentioned)),
    )


def _joined(values: Iterable[str]) -> str:
    return cell(_BETWEEN_VALUES.join(values))


def joined_row(cells: Iterable[str | int], delimiter: str) -> str:
    """Return cells as a part of a row, without a line end.

    >>> joined_row((3, "=1+1"), ",")
    "3,'=1+1"
    """
    return _row((cell(each) if isinstance(each, str) else each for each in cells), delimiter).removesuffix("\n")


def _row(cells: _Row, delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return line.getvalue()
