"""The short way to the best hits of a plain question: from its words to the kernels, and to hits of what they find.

Who asks for neither counts nor snippets of a few words gets no query tree and no plan made: these take as long as to
find a rare word, and nobody would look at them. The answer is that of the long way, or there is none.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any, Final

from search.backends.records import Records
from search.execute.best import Best
from search.execute.columnar import ColumnarExecutor
from search.execute.plan import NONE
from search.frozen import frozen
from search.query import DEFAULT
from search.query.plain import plain_shape
from search.request import DEFAULTS, SearchRequest
from search.results import Results, Timings

_OPTIONS: Final = frozenset(
    ("query", "count", "snippets", "limit", "page", "strict", "today", "time_limit", "max_nesting", "max_clauses")
)
"""What may be asked for; whatever else a request sets leads the long way."""

_LIMIT: Final = DEFAULTS["limit"]
_TIME_LIMIT: Final = DEFAULTS["time_limit"]


def short_answer(request: SearchRequest, best: Best, records: Records) -> Results | None:
    """Return the answer, None where the question is of another kind, finds nothing or has no time."""
    started = perf_counter()
    asked: dict[str, Any] = vars(request)
    if not _OPTIONS.issuperset(asked) or asked.get("count", True) or asked.get("snippets", True):
        return None
    shape = plain_shape(asked["query"], DEFAULT.characters, asked.get("max_clauses", DEFAULT.clauses))
    limit = asked.get("limit", _LIMIT)
    if shape is None or not limit or not best.covers(shape):
        return None
    offset = request.offset if "page" in asked else 0
    parsed_at = perf_counter()
    if 0 < asked.get("time_limit", _TIME_LIMIT) < parsed_at - started:
        return None
    found = best.page(shape, offset, limit)
    if not found:
        return None
    searched_at = perf_counter()
    hits = records.hits(found, None)
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
