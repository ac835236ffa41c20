"""Fields of an index that are counted at once: a code for every value, and by document the codes of all its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from search.execute.cards import CountedValues, cards_of, codes_of, shared_of
from search.execute.kernels import census
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
        self._last: tuple[tuple[FacetRequest, ...], CodedFields | None] = (), None

    def known(self, facets: tuple[FacetRequest, ...]) -> CodedFields | None:
        """Return those of `facets` that have codes, None where none has or they are not made."""
        # Mostly the last ones are asked for: to hash them takes as long as to find all their counts.
        return self._last[1] if facets == self._last[0] else self._known.get(facets)

    def of(self, facets: tuple[FacetRequest, ...]) -> CodedFields | None:
        """Return those of `facets` that have codes, None where none has.

        Codes are made when facets are asked for again: that takes as long as a dozen questions without, and a process
        that answers one has nothing of it.
        """
        known = self.known(facets)
        if known is not None:
            return known
        if facets not in self._known:
            if facets not in self._asked:
                self._asked = (*self._asked[1 - _MOST_ASKED :], facets)
                return None
            while len(self._known) >= _MOST_CODED:
                del self._known[next(iter(self._known))]
            with_codes = [each for each in facets if self._has_codes(each)][: census.MOST_FIELDS]
            self._known[facets] = CodedFields(with_codes, self._fields, self._segments) if with_codes else None
        self._last = facets, self._known[facets]
        return self._last[1]

    def _has_codes(self, facet: FacetRequest) -> bool:
        try:
            if not self._fields.covers(facet):
                return False
            field = self._fields.field(facet.field, facet.step)
            if not facet.is_histogram:
                return True
            return self._fields.calendar(facet.step) is not None and shared_of(field.of, self._segments) is not None
        except Uncovered:
            return False


class CodedFields:
    """What facets ask for, counted at once. For one thread.

    `facets` are those of one field each that have ordinals, at most `census.MOST_FIELDS` of them, and of dates those
    with a calendar, which articles share.
    """

    def __init__(self, facets: Sequence[FacetRequest], fields: CountedFields, segments: Sequence[Segment]) -> None:
        self.facets = tuple(facets)
        self.names = tuple(facet.name for facet in facets)
        self.fields = [fields.field(facet.field, facet.step) for facet in facets]
        self.periods = [_Periods(calendar) if (calendar := _calendar(each, fields)) else None for each in facets]
        self.values = [field.value for field in self.fields]
        self.every = bytes([1] * len(self.facets))
        counted = [
            CountedValues(field.of, *_places(field, periods), shared_of(field.of, segments))
            for field, periods in zip(self.fields, self.periods, strict=True)
        ]
        codes = codes_of(counted)
        is_ranked = bytes(periods is None for periods in self.periods)
        self.census = census.Census(
            codes.firsts, codes.of, is_ranked, bytes(each.shared is not None for each in counted)
        )
        self._of = cards_of(counted, codes, segments)

    def count(self, found: Sequence[memoryview]) -> census.Census:
        """Count the documents `found` in each segment. The answer holds until the next call."""
        counts = self.census
        counts.clear()
        for docs, own in zip(found, self._of, strict=False):
            if len(docs):
                counts.add(docs, *own)
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
        self.places = calendar.places
        self._paragraphs = calendar.paragraphs
        self.nothing = [self.count(place, 0, 0) for place in range(len(self.names))]
        self.known: dict[object, FacetCount] = {}

    def count(self, place: int, paragraphs: int, articles: int) -> FacetCount:
        """Return the count of a period."""
        return FacetCount(self.names[place], paragraphs, articles, "", self._paragraphs[place])


def _calendar(facet: FacetRequest, fields: CountedFields) -> Calendar | None:
    return fields.calendar(facet.step) if facet.is_histogram else None


def _places(field: CountedField, periods: _Periods | None) -> tuple[int, Sequence[int]]:
    """Return how many places the values of a field have, and by ordinal which; that of no period is any."""
    if periods is None:
        return field.n_values, range(field.n_values)
    return len(periods.names), [periods.places.get(ordinal, 0) for ordinal in range(field.n_values)]
