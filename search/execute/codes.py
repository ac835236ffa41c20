"""Fields of an index that are counted at once: a code for every value, and by document the codes of all its values."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final, NamedTuple

from search.execute.kernels import census
from search.execute.kernels.arrays import numbers
from search.execute.ordinals import Calendar, CountedField, CountedFields
from search.execute.segments import Segment, Uncovered
from search.request import FacetRequest
from search.results import FacetCount

_MOST_KNOWN: Final = 1 << 14
"""Counts of periods that are kept: most are small, and one is as good for the next question."""


_MOST_CODED: Final = 2
"""Sets of facets whose codes are kept: for a million paragraphs each takes some 20 MB."""


_MOST_ASKED: Final = 8
"""Sets of facets that are remembered to have been asked for."""


class KnownCodes:
    """The fields of an index with their codes, made when they are needed. For one thread."""

    def __init__(self, fields: CountedFields, segments: Sequence[Segment]) -> None:
        self._fields = fields
        self._segments = segments
        self._known: dict[tuple[FacetRequest, ...], CodedFields | None] = {}
        self._asked: tuple[tuple[FacetRequest, ...], ...] = ()

    def of(self, facets: tuple[FacetRequest, ...]) -> CodedFields | None:
        """Return those of `facets` that have codes, None where none has.

        Codes are made when facets are asked for again: that takes as long as a dozen questions without, and a process
        that answers one has nothing of it.
        """
        if facets not in self._known:
            if facets not in self._asked:
                self._asked = (*self._asked[1 - _MOST_ASKED :], facets)
                return None
            while len(self._known) >= _MOST_CODED:
                del self._known[next(iter(self._known))]
            with_codes = [each for each in facets if self._has_codes(each)][: census.MOST_FIELDS]
            self._known[facets] = CodedFields(with_codes, self._fields, self._segments) if with_codes else None
        return self._known[facets]

    def _has_codes(self, facet: FacetRequest) -> bool:
        try:
            if not self._fields.covers(facet):
                return False
            self._fields.field(facet.field, facet.step)
            return not facet.is_histogram or self._fields.calendar(facet.step) is not None
        except Uncovered:
            return False


class SegmentCodes(NamedTuple):
    """The codes of the documents of one segment, as `kernels.census` reads them."""

    starts: memoryview
    codes: memoryview


class CodedFields:
    """What facets ask for, counted at once. For one thread.

    `facets` are those of one field each that have ordinals, at most `census.MOST_FIELDS` of them, and of dates those
    with a calendar.
    """

    def __init__(self, facets: Sequence[FacetRequest], fields: CountedFields, segments: Sequence[Segment]) -> None:
        self.facets = tuple(facets)
        self.names = tuple(facet.name for facet in facets)
        self.fields = [fields.field(facet.field, facet.step) for facet in facets]
        self.periods = [_Periods(calendar) if (calendar := _calendar(each, fields)) else None for each in facets]
        self.ranked = [
            (number, self.names[number], field)
            for number, field in enumerate(self.fields)
            if self.periods[number] is None
        ]
        firsts = array("I", [0])
        tables = []
        codes_of = array("I")
        for field, periods in zip(self.fields, self.periods, strict=True):
            first = firsts[-1]
            table = _by_frequency(field, first + 1) if periods is None else periods.codes(field, first + 1)
            tables.append(table)
            codes_of.extend(table if periods is None else range(first + 1, first + 1 + len(periods.names)))
            codes_of.append(first)
            firsts.append(len(codes_of))
        is_ranked = bytes(periods is None for periods in self.periods)
        self.census = census.Census(memoryview(firsts), memoryview(codes_of), is_ranked)
        self._of = [self._codes(number, segment, tables, firsts) for number, segment in enumerate(segments)]

    def _codes(self, number: int, segment: Segment, tables: list[memoryview], firsts: array[int]) -> SegmentCodes:
        own = [field.of[number] for field in self.fields]
        sizes = numbers(segment.n_docs)
        n_codes = sum(census.add_sizes(each.starts, sizes) for each in own)
        starts, ends = numbers(segment.n_docs + 1), numbers(segment.n_docs)
        codes = numbers(segment.n_docs + n_codes + census.AT_ONCE)
        census.begin(sizes, segment.articles, segment.base, starts, ends, codes)
        for each, table, first in zip(own, tables, firsts, strict=False):
            census.put_codes(each.starts, each.ordinals, each.blank, table, first, ends, codes)
        return SegmentCodes(starts, codes)

    def count(self, found: Sequence[memoryview]) -> census.Census:
        """Count the documents `found` in each segment. The answer holds until the next call."""
        counts = self.census
        counts.clear()
        for docs, own in zip(found, self._of, strict=False):
            if len(docs):
                counts.add(docs, own.starts, own.codes)
        return counts

    def histogram(self, number: int) -> list[FacetCount]:
        """Return the counts of a facet of dates, from the first period with a match to the last; none of another."""
        periods = self.periods[number]
        if periods is None:
            return []
        if len(periods.known) >= _MOST_KNOWN:
            periods.known.clear()
        return self.census.histogram(number, periods.nothing, periods.known, periods.count)


class _Periods:
    """The periods of a calendar, numbered in their order, and counts of them that were made."""

    def __init__(self, calendar: Calendar) -> None:
        self.names = calendar.names
        self._places = calendar.places
        self._paragraphs = calendar.paragraphs
        self.nothing = [self.count(place, 0, 0) for place in range(len(self.names))]
        self.known: dict[object, FacetCount] = {}

    def count(self, place: int, paragraphs: int, articles: int) -> FacetCount:
        """Return the count of a period."""
        return FacetCount(self.names[place], paragraphs, articles, "", self._paragraphs[place])

    def codes(self, field: CountedField, first: int) -> memoryview:
        """Return by the ordinal of a period its code, the first of all being `first`; of no period any."""
        return memoryview(array("I", [first + self._places.get(ordinal, 0) for ordinal in range(field.n_values)]))


def _calendar(facet: FacetRequest, fields: CountedFields) -> Calendar | None:
    return fields.calendar(facet.step) if facet.is_histogram else None


def _by_frequency(field: CountedField, first: int) -> memoryview:
    """Return the codes of the values of a field from `first` on: those met most stand side by side."""
    counts = numbers(field.n_values)
    for own in field.of:
        census.frequencies(own.ordinals, counts)
    places = numbers(field.n_values)
    census.by_frequency(counts, places)
    return memoryview(array("I", [first + place for place in places]))
