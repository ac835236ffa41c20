# cython: language_level=3
"""The short way for a plain question: from its words to the kernels, and to hits of what they find.

A few words get no query tree and no plan made: these take as long as to find a rare word, and nobody would look at
them. The answer is that of the long way, or there is none.
"""

from __future__ import annotations

from functools import lru_cache
from time import perf_counter
from typing import Any, Final

import cython

from indexer.format.entity_ledger import EntityLedger
from search.backends.answers import add_counts, answer_of
from search.backends.records import Records
from search.execute.best import Best
from search.execute.columnar import ColumnarExecutor
from search.execute.coverage import covers_filter
from search.execute.filtering import Filters, Narrowed
from search.execute.filters import filter_trees
from search.execute.plain import MOST_AT_ONCE, PlainRuns
from search.frozen import frozen
from search.highlight import SpanFinder, finder
from search.query import DEFAULT
from search.query.marks import marks_of_plain
from search.query.plain import plain_shape
from search.query.shape import Shape
from search.request import DEFAULTS, FILTER_FIELDS, SearchRequest
from search.results import Results

_FILTERS: Final = frozenset((*FILTER_FIELDS, "since", "until"))
_BEST: Final = frozenset(
    ("query", "count", "snippets", "limit", "page", "strict", "today", "time_limit", "max_nesting", "max_clauses")
)
_OF_BEST: Final = _BEST.union(_FILTERS)
_OF_ALL: Final = _BEST.union(("facets", "facet_limit", "facet_min"))
"""What may be asked for, of the best hits alone or of all that match; whatever else a request sets leads the long way.
"""

_LIMIT: Final = DEFAULTS["limit"]
_FACET_LIMIT: Final = DEFAULTS["facet_limit"]
_FACET_MIN: Final = DEFAULTS["facet_min"]
_TIME_LIMIT: Final = DEFAULTS["time_limit"]


@cython.cclass
class ShortWay:
    """Answers the plainest questions to an open index. Not to be shared between threads."""

    _best: Best
    _plain: PlainRuns
    _filters: Filters
    _records: Records
    _reader: object
    _ledger: EntityLedger

    def __init__(self, executor: ColumnarExecutor, records: Records, reader: Any, ledger: EntityLedger) -> None:
        self._best = executor.best
        self._plain = executor.plain
        self._filters = executor.filters
        self._records = records
        self._reader = reader
        self._ledger = ledger

    def answer(self, request: SearchRequest) -> Results | None:
        """Return the answer, None where the question is of another kind, finds nothing or has no time."""
        started: float = perf_counter()
        asked: dict[str, Any] = vars(request)
        wants_best: cython.bint = not (asked.get("count", True) or asked.get("snippets", True))
        if not (_OF_BEST if wants_best else _OF_ALL).issuperset(asked):
            return None
        shape = plain_shape(asked["query"], DEFAULT.characters, asked.get("max_clauses", DEFAULT.clauses))
        limit = asked.get("limit", _LIMIT)
        if shape is None or not limit or not self._best.covers(shape):
            return None
        offset = request.offset if "page" in asked else 0
        if wants_best:
            return self._page(request, asked, shape, offset, limit, started)
        if offset + limit > MOST_AT_ONCE:
            return None
        return self._whole(request, asked, shape, offset, limit, started)

    @cython.cfunc
    def _page(
        self, request: SearchRequest, asked: dict[str, Any], shape: Shape, offset: int, limit: int, started: float
    ) -> Results | None:
        """Return a page of the best hits."""
        narrowed: list[Narrowed] | None = [] if _FILTERS.isdisjoint(asked) else self._narrowed(request)
        if narrowed is None:
            return None
        read_at: float = perf_counter()
        if 0 < asked.get("time_limit", _TIME_LIMIT) < read_at - started:
            return None
        found: list[tuple[int, float]] = self._best.page(shape, offset, limit, narrowed)
        if not found:
            return None
        run_at: float = perf_counter()
        hits = self._records.hits(found, None)
        times = started, read_at, run_at, perf_counter()
        return frozen(Results, answer_of(request, hits, offset, "columnar", times))

    @cython.cfunc
    def _narrowed(self, request: SearchRequest) -> list[Narrowed] | None:
        """Return by segment what passes the filters, None where there is something to be said of them."""
        trees, remarks = filter_trees(request, self._reader, self._ledger)
        if remarks or not all(map(covers_filter, trees.values())):
            return None
        return self._filters.narrowed(list(trees.values()))

    @cython.cfunc
    def _whole(
        self, request: SearchRequest, asked: dict[str, Any], shape: Shape, offset: int, limit: int, started: float
    ) -> Results | None:
        """Return a page with the counts that are asked for."""
        read_at: float = perf_counter()
        outcome = self._plain.outcome(
            shape,
            offset,
            limit,
            asked.get("facets", ()),
            asked.get("facet_limit", _FACET_LIMIT),
            asked.get("facet_min", _FACET_MIN),
            asked.get("count", True),
            asked.get("time_limit", _TIME_LIMIT),
        )
        if outcome is None or not outcome.documents:
            return None
        run_at: float = perf_counter()
        spans_of = _finder(shape.join, tuple(shape.terms)) if asked.get("snippets", True) else None
        hits = self._records.hits(outcome.documents, spans_of)
        answer = answer_of(request, hits, offset, outcome.executor, (started, read_at, run_at, perf_counter()))
        add_counts(answer, outcome, request)
        return frozen(Results, answer)


@lru_cache(256)
def _finder(join: str, terms: tuple[tuple[str, str | bytes, float], ...]) -> SpanFinder:
    """Return what finds a question's words, known by them: to make marks and to compare them takes longer."""
    return finder(marks_of_plain(join, terms))
