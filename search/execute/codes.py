# cython: language_level=3
"""Fields of an index that are counted at once: a code for every value, and by document the codes of all its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cython

from search.execute.cards import CountedValues, SegmentCards, cards_of, codes_of, shared_of
from search.execute.kernels.census import MOST_FIELDS
from search.execute.ordinals import Calendar, CountedField, CountedFields
from search.execute.segments import Segment, Uncovered
from search.request import FacetRequest
from search.results import Facet, FacetCount, Others, Total

if cython.compiled:
    from cython.cimports.search.execute.kernels.census import Census
    from cython.cimports.search.execute.kernels.listing import Listing
    from cython.cimports.search.frozen import Maker
else:
    from search.execute.kernels.census import Census
    from search.execute.kernels.listing import Listing
    from search.frozen import Maker

_MOST_CODED: Final = 2
"""Sets of facets whose codes are kept: for a million paragraphs each takes some 20 MB."""

_MOST_LEAST: Final = 0xFFFFFFFF
"""More paragraphs than there can be."""

_MOST_ASKED: Final = 8
"""Sets of facets that are remembered to have been asked for."""


_NO_OTHERS: Final = Others()

_facet = cython.declare(Maker, Maker(Facet))
_facet_count = cython.declare(Maker, Maker(FacetCount))
_others = cython.declare(Maker, Maker(Others))
_total = cython.declare(Maker, Maker(Total))


@cython.cclass
class KnownCodes:
    """The fields of an index with their codes, made when they are needed. For one thread."""

    _fields: CountedFields
    _segments: Sequence[Segment]
    _known: dict[tuple[FacetRequest, ...], CodedFields | None]
    _asked: tuple[tuple[FacetRequest, ...], ...]
    _last: tuple[tuple[FacetRequest, ...], CodedFields | None]

    def __init__(self, fields: CountedFields, segments: Sequence[Segment]) -> None:
        self._fields = fields
        self._segments = segments
        self._known = {}
        self._asked = ()
        self._last = (), None

    def known(self, facets: tuple[FacetRequest, ...]) -> CodedFields | None:
        """Return those of `facets` that have codes, None where none has or they are not made."""
        # Mostly those of the last question are asked for: to hash them takes as long as to find all their counts.
        if facets != self._last[0] and facets in self._known:
            self._last = facets, self._known[facets]
        return self._last[1] if facets == self._last[0] else None

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
            with_codes = [each for each in facets if self._has_codes(each)][:MOST_FIELDS]
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


@cython.cclass
class CodedFields:
    """What facets ask for, counted at once. For one thread.

    `facets` are those of one field each that have ordinals, at most `census.MOST_FIELDS` of them, and of dates those
    with a calendar, which articles share. `every` has a byte for each.
    """

    facets = cython.declare(tuple, visibility="readonly")
    every = cython.declare(bytes, visibility="readonly")
    _names: list[str]
    _steps: list[str]
    _fields: list[CountedField]
    _periods: list[_Periods | None]
    _census: Census
    _listing: Listing
    _cards: list[SegmentCards]

    def __init__(self, facets: Sequence[FacetRequest], fields: CountedFields, segments: Sequence[Segment]) -> None:
        self.facets = tuple(facets)
        self.every = bytes([1] * len(facets))
        self._names = [facet.name for facet in facets]
        self._steps = [facet.step for facet in facets]
        self._fields = [fields.field(facet.field, facet.step) for facet in facets]
        self._periods = [_Periods(calendar) if (calendar := _calendar(each, fields)) else None for each in facets]
        counted = [
            CountedValues(field.of, *_places(field, periods), shared_of(field.of, segments))
            for field, periods in zip(self._fields, self._periods, strict=True)
        ]
        codes = codes_of(counted)
        self._census = Census(codes.firsts, codes.of, bytes([each.shared is not None for each in counted]))
        self._listing = Listing(self._census, bytes([periods is None for periods in self._periods]))
        self._cards = cards_of(counted, codes, segments)

    def count(
        self, wanted: bytes, limit: int, least: int, found: Sequence[memoryview], is_complete: bool
    ) -> tuple[dict[str, Facet], Total]:
        """Return facets by name, and the total, over the documents `found` in each segment.

        `wanted` has a byte for each facet, other than 0 for those that are to be returned. Listed are at most `limit`
        values of each, those in at least `least` paragraphs. `is_complete` tells whether all that match are found.
        """
        counts: Census = self._census
        listing: Listing = self._listing
        number: cython.Py_ssize_t
        start: cython.Py_ssize_t = 0
        counts.clear()
        for docs, own in zip(found, self._cards, strict=False):
            if len(docs):
                counts.add(docs, *own)
        listing.choose(limit, min(least, _MOST_LEAST), wanted)
        facets = {}
        for number in range(len(self._names)):
            if not wanted[number]:
                continue
            others = _NO_OTHERS
            if self._periods[number] is None:
                values = self._listed(number, start)
                start += len(values)
                n_more = listing.n_values[number] - len(values)
                if n_more:
                    others = _others.of((n_more, listing.unlisted[2 * number], listing.unlisted[2 * number + 1]))
            else:
                values = self._histogram(number)
            none = _total.of((counts.none(number), counts.none_articles(number), True))
            facets[self._names[number]] = _facet.of((tuple(values), self._steps[number], others, none, False))
        return facets, _total.of((counts.n_docs, counts.n_articles, is_complete))

    @cython.cfunc
    def _listed(self, number: cython.Py_ssize_t, start: cython.Py_ssize_t) -> list[FacetCount]:
        """Return the values of a field that are listed, the first of which stands at `start`."""
        field = self._fields[number]
        texts: dict[int, str] = field.texts
        shown: cython.uint[::1] = self._listing.shown
        ordinal: int
        i: cython.Py_ssize_t
        found: list[FacetCount] = []
        for i in range(start, start + self._listing.n_shown[number]):
            ordinal = shown[3 * i]
            text = texts.get(ordinal)
            if text is None:
                text = field.value(ordinal)
            found.append(_facet_count.of((text, shown[3 * i + 1], shown[3 * i + 2], "", None)))
        return found

    @cython.cfunc
    def _histogram(self, number: cython.Py_ssize_t) -> list[FacetCount]:
        """Return the counts of a facet of dates, from the first period with a match to the last."""
        counts: Census = self._census
        periods = self._periods[number]
        names: list[str] = periods.names
        paragraphs: list[int] = periods.paragraphs
        nothing: list[FacetCount] = periods.nothing
        start: cython.Py_ssize_t = 0
        stop: cython.Py_ssize_t = len(names)
        i: cython.Py_ssize_t
        n: cython.uint
        found: list[FacetCount]
        while start < stop and counts.count_of(number, start) == 0:
            start += 1
        while start < stop and counts.count_of(number, stop - 1) == 0:
            stop -= 1
        found = nothing[start:stop]
        for i in range(start, stop):
            n = counts.count_of(number, i)
            if n:
                made = _facet_count.of((names[i], n, counts.articles_of(number, i), "", paragraphs[i]))
                found[i - start] = made
        return found


class _Periods:
    """The periods of a calendar, numbered in their order: their names, paragraphs of the whole index, counts of none.

    `places` are by ordinal.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.names = calendar.names
        self.places = calendar.places
        self.paragraphs = calendar.paragraphs
        self.nothing = [
            FacetCount(name, 0, 0, "", all_paragraphs)
            for name, all_paragraphs in zip(calendar.names, calendar.paragraphs, strict=True)
        ]


def _calendar(facet: FacetRequest, fields: CountedFields) -> Calendar | None:
    return fields.calendar(facet.step) if facet.is_histogram else None


def _places(field: CountedField, periods: _Periods | None) -> tuple[int, Sequence[int]]:
    """Return how many places the values of a field have, and by ordinal which; that of no period is any."""
    if periods is None:
        return field.n_values, range(field.n_values)
    return len(periods.names), [periods.places.get(ordinal, 0) for ordinal in range(field.n_values)]
