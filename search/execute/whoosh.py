"""The reference executor: every match visited, one after the other, through Whoosh's matchers.

It is the plainest reading of what an answer is, and what faster executors are compared with.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

from whoosh.matching import Matcher
from whoosh.searching import Searcher

from indexer.format.schema import NO_DATE
from search.execute.facets import FacetCounter, counter
from search.execute.plan import Outcome, Plan, QueryTree
from search.execute.weighting import NewsWeighting
from search.results import Total

SortKey = tuple[float, int, int]
"""Smaller is better: the sort value (twice, for its two parts) and the document number, which breaks ties."""


class WhooshExecutor:
    """Runs plans over the reader of one index state. Not to be shared between threads."""

    def __init__(self, reader: Any) -> None:
        """`reader` is a Whoosh `IndexReader` over the schema of `indexer.format`."""
        self._searcher = Searcher(reader, weighting=NewsWeighting())

    def run(self, plan: Plan) -> Outcome:
        """Return the paragraphs of one page and the counts."""
        counting = _Counting(plan)
        wanted = plan.offset + plan.limit if plan.limit else 0
        best = heapq.nsmallest(wanted, self._visit(plan, counting)) if wanted else _exhaust(self._visit(plan, counting))
        is_scored = plan.sort == "score"
        documents = tuple((key[2], -key[0] if is_scored else 0.0) for key in best[plan.offset :])
        return Outcome(documents, counting.total(), counting.facets())

    def _visit(self, plan: Plan, counting: _Counting) -> Iterator[SortKey]:
        """Count every match, and yield the sort key of each that passes all filters."""
        for leaf, base in self._searcher.leaf_searchers():
            reader = leaf.reader()
            counting.open(reader)
            masks = {name: self._mask(leaf, tree) for name, tree in plan.filters.items()}
            sort_key = _sort_key(plan, reader, base)
            matcher = plan.tree.matcher(leaf, self._searcher.boolean_context() if plan.sort != "score" else None)
            for document in _documents(matcher):
                failed = [name for name, mask in masks.items() if not mask[document]]
                if counting.add(document, failed):
                    yield sort_key(document, matcher)

    def _mask(self, leaf: Any, tree: QueryTree) -> bytearray:
        """Return a byte for each document of the leaf: 1 where the filter lets it pass."""
        mask = bytearray(leaf.reader().doc_count_all())
        for document in _documents(tree.matcher(leaf, self._searcher.boolean_context())):
            mask[document] = 1
        return mask


def _documents(matcher: Matcher) -> Iterator[int]:
    """Yield the document numbers of a matcher, which stands at each while it is dealt with."""
    while matcher.is_active():
        yield matcher.id()
        matcher.next()


def _exhaust(keys: Iterator[SortKey]) -> list[SortKey]:
    for _ in keys:
        pass
    return []


def _sort_key(plan: Plan, reader: Any, base: int) -> Callable[[int, Matcher], SortKey]:
    """Return the function from a document of the leaf, at which the matcher stands, to its sort key."""
    if plan.sort == "score":
        return lambda document, matcher: (-matcher.score(), 0, base + document)
    days = reader.column_reader("date")
    sign = 1 if plan.sort == "date" else -1

    def by_date(document: int, _: Matcher) -> SortKey:
        day = days[document]
        return (1, 0, base + document) if day == NO_DATE else (0, sign * day, base + document)

    return by_date


class _Counting:
    """Totals and facets of one run."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._counters: dict[str, FacetCounter] = {facet.field: counter(facet) for facet in plan.facets}
        self._articles: Any = None
        self._n_paragraphs = 0
        self._n_articles = 0
        self._last_article = b""

    def open(self, reader: Any) -> None:
        self._articles = reader.column_reader("article", translate=False)
        for each in self._counters.values():
            each.open(reader)

    def add(self, document: int, failed: list[str]) -> bool:
        """Count a match that fails the filters `failed`; return whether it passes all."""
        if failed:
            # Another facet's filter keeps it out everywhere; a facet's own filter does not count against that facet.
            if len(failed) == 1 and failed[0] in self._counters:
                self._counters[failed[0]].add(document, bytes(self._articles[document]))
            return False
        article = bytes(self._articles[document])
        self._n_paragraphs += 1
        if article != self._last_article:
            self._n_articles += 1
            self._last_article = article
        for each in self._counters.values():
            each.add(document, article)
        return True

    def total(self) -> Total | None:
        return Total(self._n_paragraphs, self._n_articles) if self._plan.count else None

    def facets(self) -> dict[str, Any]:
        return {name: each.counts(self._plan.facet_limit) for name, each in self._counters.items()}
