"""The short way to the best hits of a plain question: from its words to the kernels, and to hits of what they find.

Who asks for neither counts nor snippets of a few words gets no query tree and no plan made: these take as long as to
find a rare word, and nobody would look at them. The answer is that of the long way, or there is none.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any, Final

from indexer.format.entity_ledger import EntityLedger
from search.backends.records import Records
from search.execute.columnar import ColumnarExecutor
from search.execute.coverage import covers_filter
from search.execute.filtering import Narrowed
from search.execute.filters import filter_trees
from search.execute.plan import NONE
from search.frozen import frozen
from search.query import DEFAULT
from search.query.plain import plain_shape
from search.request import DEFAULTS, FILTER_FIELDS, SearchRequest
from search.results import Results, Timings

_FILTERS: Final = frozenset((*FILTER_FIELDS, "since", "until"))
_OPTIONS: Final = _FILTERS.union(
    ("query", "count", "snippets", "limit", "page", "strict", "today", "time_limit", "max_nesting", "max_clauses")
)
"""What may be asked for; whatever else a request sets leads the long way."""

_LIMIT: Final = DEFAULTS["limit"]
_TIME_LIMIT: Final = DEFAULTS["time_limit"]


class ShortWay:
    """Answers the plainest questions to an open index. Not to be shared between threads."""

    def __init__(self, executor: ColumnarExecutor, records: Records, reader: Any, ledger: EntityLedger) -> None:
        self._executor = executor
        self._records = records
        self._reader = reader
        self._ledger = ledger

    def answer(self, request: SearchRequest) -> Results | None:
        """Return the answer, None where the question is of another kind, finds nothing or has no time."""
        started = perf_counter()
        asked: dict[str, Any] = vars(request)
        if not _OPTIONS.issuperset(asked) or asked.get("count", True) or asked.get("snippets", True):
            return None
        shape = plain_shape(asked["query"], DEFAULT.characters, asked.get("max_clauses", DEFAULT.clauses))
        limit = asked.get("limit", _LIMIT)
        best = self._executor.best
        if shape is None or not limit or not best.covers(shape):
            return None
        narrowed: list[Narrowed] | None = [] if _FILTERS.isdisjoint(asked) else self._narrowed(request)
        if narrowed is None:
            return None
        offset = request.offset if "page" in asked else 0
        parsed_at = perf_counter()
        if 0 < asked.get("time_limit", _TIME_LIMIT) < parsed_at - started:
            return None
        found = best.page(shape, offset, limit, narrowed)
        if not found:
            return None
        searched_at = perf_counter()
        hits = self._records.hits(found, None)
        timings = {
            "parse_ms": (parsed_at - started) * 1000,
            "search_ms": (searched_at - parsed_at) * 1000,
            "snippets_ms": (perf_counter() - searched_at) * 1000,
        }
        answer = {
            "query": asked["query"],
            "hits": hits,
            "total": None,
            "facets": NONE,
            "related": NONE,
            "timings": frozen(Timings, timings),
            "offset": offset,
            "executor": ColumnarExecutor.name,
        }
        return frozen(Results, answer)

    def _narrowed(self, request: SearchRequest) -> list[Narrowed] | None:
        """Return by segment what passes the filters, None where there is something to be said of them."""
        trees, remarks = filter_trees(request, self._reader, self._ledger)
        if remarks or not all(map(covers_filter, trees.values())):
            return None
        return self._executor.filters.narrowed(list(trees.values()))
