"""Counting a field, or two crossed, over matching paragraphs, in paragraphs and in articles. docs/facets.md says what
each number is.

The paragraphs of an article stand next to each other in an index, within one segment, and are counted in that order:
so a new article for a value is one that differs from the last one seen with that value, and no set is needed.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from indexer.format.analysis import words
from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from search.execute.periods import periods_between, spans_too_many
from search.execute.plan import Plan
from search.execute.values import CellsReader, Everywhere, cells_reader
from search.request import FacetRequest
from search.results import Facet, FacetCount, Others, Total

Cell = tuple[str, str]
"""A value, and with two fields crossed a value of the second, else an empty text."""


class Tally:
    """Paragraphs, and the distinct articles they stand in; paragraphs come in the order of the index."""

    __slots__ = ("_last_article", "articles", "paragraphs")

    def __init__(self) -> None:
        self.paragraphs = 0
        self.articles = 0
        self._last_article: bytes | None = None

    def add(self, article: bytes) -> None:
        """Count a paragraph of the article with this key."""
        self.paragraphs += 1
        if article != self._last_article:
            self.articles += 1
            self._last_article = article


class _Segment(NamedTuple):
    """What is counted in one segment: the cells and the articles of its paragraphs, and those that matched."""

    cells: CellsReader
    articles: Any
    matches: array[int]


class FacetCounter:
    """Counts one facet over the segments of an index: `open` each, then `add` its matches in rising order."""

    def __init__(self, request: FacetRequest, ledger: EntityLedger = NO_LEDGER) -> None:
        self.fields = frozenset(part.field for part in request.parts)
        """The fields whose own filters do not count against this facet."""
        self._request = request
        self._ledger = ledger
        self._tallies: dict[Cell, Tally] = {}
        self._none = Tally()
        self._segments: list[_Segment] = []

    def open(self, leaf: Any) -> None:
        """Turn to another segment, a Whoosh leaf reader."""
        articles = leaf.column_reader("article", translate=False)
        self._segments.append(_Segment(cells_reader(leaf, self._request, self._ledger), articles, array("I")))

    def add(self, document: int, article: bytes) -> None:
        """Count a matching paragraph: its number within the segment, and the key of its article."""
        segment = self._segments[-1]
        segment.matches.append(document)
        cells = segment.cells(document)
        for cell in cells:
            tally = self._tallies.get(cell)
            if tally is None:
                tally = self._tallies[cell] = Tally()
            tally.add(article)
        if not cells:
            self._none.add(article)

    def facet(self, plan: Plan, everywhere: Everywhere) -> Facet:
        """Return what was counted, listed as the plan asks."""
        counts = [FacetCount(value, t.paragraphs, t.articles, second) for (value, second), t in self._tallies.items()]
        none = Total(self._none.paragraphs, self._none.articles)
        if self._request.is_histogram:
            everything = everywhere.of(self._request.field, self._request.step)
            return histogram(counts, self._request.step, none, everything)
        listed, rest = listing(counts, plan)
        return Facet(listed, others=self._others(rest), none=none)

    def _others(self, rest: Collection[Cell]) -> Others:
        """Return in how many matching paragraphs and articles one at least of the cells `rest` stands."""
        if not rest:
            return Others()
        tally = Tally()
        unlisted = frozenset(rest)
        for segment in self._segments:
            for document in segment.matches:
                if not unlisted.isdisjoint(segment.cells(document)):
                    tally.add(bytes(segment.articles[document]))
        return Others(len(rest), tally.paragraphs, tally.articles)


def listing(counts: list[FacetCount], plan: Plan) -> tuple[tuple[FacetCount, ...], list[Cell]]:
    """Return the counts to list, most paragraphs first and ties by value, and the further cells.

    Values without the prefix the plan asks for are neither.

    >>> counts = [FacetCount("Kyiv", 1, 1), FacetCount("Geneva", 4, 2)]
    >>> listing(counts, Plan(None, facet_min=2))
    ((FacetCount(value='Geneva', paragraphs=4, articles=2, second='', all_paragraphs=None),), [('Kyiv', '')])
    """
    prefix = _folded(plan.facet_prefix)
    asked = [each for each in counts if not prefix or _folded(each.value).startswith(prefix)]
    asked.sort(key=lambda each: (-each.paragraphs, each.value, each.second))
    listed = tuple(each for each in asked[: plan.facet_limit] if each.paragraphs >= plan.facet_min)
    return listed, [(each.value, each.second) for each in asked[len(listed) :]]


def histogram(counts: list[FacetCount], step: str, none: Total, everything: Mapping[str, int]) -> Facet:
    """Return every period from the first to the last with a match, in order, those without included.

    `everything` is the number of paragraphs of the whole index by period.
    """
    found = {each.value: each for each in counts}
    has_holes = bool(found) and spans_too_many(min(found), max(found), step)
    if not found:
        periods: list[str] = []
    elif has_holes:
        periods = sorted(found)
    else:
        periods = list(periods_between(min(found), max(found), step))
    nothing = FacetCount("", 0, 0)
    return Facet(
        tuple(
            FacetCount(name, count.paragraphs, count.articles, all_paragraphs=everything.get(name, 0))
            for name, count in ((name, found.get(name, nothing)) for name in periods)
        ),
        step,
        none=none,
        has_holes=has_holes,
    )


def _folded(text: str) -> str:
    return " ".join(words(text)) or text.strip().casefold()
