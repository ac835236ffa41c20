"""Answers put together of what was found and of the hits that were made of it."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from search.execute.plan import NONE, Outcome
from search.frozen import frozen
from search.request import SearchRequest
from search.results import Diagnostic, Hit, Timings

Times = tuple[float, float, float, float]
"""When a question was asked, read, run and shown, in seconds."""


def answer_of(
    request: SearchRequest, hits: tuple[Hit, ...], offset: int, executor: str, times: Times
) -> dict[str, Any]:
    """Return the fields of `Results` by name for `frozen`: those of an answer that counts nothing."""
    asked, read, run, shown = times
    timings = {"parse_ms": (read - asked) * 1000, "search_ms": (run - read) * 1000, "snippets_ms": (shown - run) * 1000}
    return {
        "query": request.query,
        "hits": hits,
        "total": None,
        "facets": NONE,
        "related": NONE,
        "timings": frozen(Timings, timings),
        "offset": offset,
        "executor": executor,
    }


def add_counts(answer: dict[str, Any], outcome: Outcome, request: SearchRequest) -> None:
    """Add to an answer what was counted, and what is to be said of that."""
    _, total, facets, related, _, is_complete, _ = outcome
    answer["total"] = total
    if facets:
        answer["facets"] = MappingProxyType(facets)
    if related:
        answer["related"] = MappingProxyType(related)
    if facets or not is_complete:
        answer["diagnostics"] = (*answer.get("diagnostics", ()), *_remarks_on(outcome, request))


def _remarks_on(outcome: Outcome, request: SearchRequest) -> Iterator[Diagnostic]:
    if not outcome.is_complete:
        message = (
            f"the answer is partial: the time limit of {request.time_limit:g} s was reached; ask for less or raise it"
        )
        yield Diagnostic("time-limit", message)
    for name, facet in outcome.facets.items():
        if facet.has_holes:
            message = f"{name} spans too many {facet.step}s to list them all: only those with a match are counted"
            yield Diagnostic("histogram-with-holes", message)
