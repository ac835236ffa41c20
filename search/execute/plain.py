# cython: language_level=3
"""All there is to the answer to a plain question: the documents that match, the best of them, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cython

from search.execute.best import EVERY, Best
from search.execute.clock import Clock
from search.execute.codes import KnownCodes
from search.execute.filtering import Filters
from search.execute.kernels import sets
from search.execute.kernels.counting import n_articles
from search.execute.kernels.listing import MOST_LISTED
from search.execute.plan import NONE, Outcome
from search.execute.segments import Segment, filled
from search.query.shape import Shape
from search.request import FacetRequest
from search.results import Total

MOST_AT_ONCE: Final = 1000
"""So many best ones are found together with all matches: of more there are mostly fewer, which is known only then."""


@cython.cclass
class PlainRuns:
    """Runs plain questions over the segments of an index, without a plan and without filters. For one thread."""

    _segments: Sequence[Segment]
    _live: list[memoryview]
    _best: Best
    _codes: KnownCodes

    def __init__(self, segments: Sequence[Segment], best: Best, filters: Filters, codes: KnownCodes) -> None:
        self._segments = segments
        # A bit for each document that is not deleted, or `EVERY`.
        self._live = [filters.passing(number, ()) for number in range(len(segments))]
        self._best = best
        self._codes = codes

    def outcome(
        self,
        shape: Shape,
        offset: int,
        limit: int,
        facets: tuple[FacetRequest, ...],
        facet_limit: int,
        facet_min: int,
        is_counted: bool,
        time_limit: float,
    ) -> Outcome | None:
        """Return what `ColumnarExecutor.run` does for a tree of that shape, which `best` covers.

        `offset` and `limit`, at least 1, are `MOST_AT_ONCE` together at most. None where one of the `facets` is not
        counted with the others, as none is before their codes are made, or where more values are listed of it than
        codes are for.
        """
        coded = None
        if facets:
            coded = self._codes.known(facets)
            if coded is None or len(coded.facets) < len(facets) or facet_limit > MOST_LISTED:
                return None
        clock = Clock(time_limit)
        best = self._best
        top = best.room(offset + limit)
        found: list[memoryview] = []
        for number, live in enumerate(self._live):
            if not clock.has_time():
                break
            if coded is None and not is_counted:
                best.offer(shape, number, live, top)
                continue
            docs = best.find_all(shape, number, live, top)
            found.append(docs if live is EVERY else filled(len(docs), sets.keep, docs, live, 1))
        counted, total = NONE, None
        if coded is not None:
            counted, total = coded.count(coded.every, facet_limit, facet_min, found, clock.is_complete)
        elif is_counted:
            articles = [n_articles(docs, each.articles) for docs, each in zip(found, self._segments, strict=False)]
            total = Total(sum(map(len, found)), sum(articles), clock.is_complete)
        documents = tuple(top.best()[offset:])
        # The constructor of a named tuple is Python, and waits longer for its code than it runs.
        return tuple.__new__(
            Outcome, (documents, total if is_counted else None, counted, NONE, (), clock.is_complete, "columnar")
        )
