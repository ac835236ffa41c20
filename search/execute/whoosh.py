"""The reference executor: every match visited, one after the other, through Whoosh's matchers.

It is the plainest reading of what an answer is, and what faster executors are compared with.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from math import inf
from time import perf_counter
from typing import Any, Final

from whoosh.matching import Matcher
from whoosh.searching import Searcher

from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from indexer.format.schema import NO_DATE
from indexer.model import EntityType
from search.execute.association import related_names
from search.execute.facets import FacetCounter, Tally
from search.execute.groups import SortKey, best_groups
from search.execute.plan import DocumentGroup, Outcome, Plan, QueryTree
from search.execute.values import IndexCounts, ValuesReader, values_reader
from search.execute.weighting import NewsWeighting
from search.results import Facet, RelatedName, Total

_CLOCK_EVERY: Final = 64
"""Matches between two looks at the clock: a match takes microseconds, a look a tenth of one."""


class WhooshExecutor:
    """Runs plans over the reader of one index state. Not to be shared between threads."""

    name: Final = "whoosh"

    def __init__(self, reader: Any, ledger: EntityLedger = NO_LEDGER) -> None:
        """`reader` is a Whoosh `IndexReader` over the schema of `indexer.format`; names are those `ledger` shows."""
        self._ledger = ledger
        self._searcher = Searcher(reader, weighting=NewsWeighting())
        self._everywhere = IndexCounts(reader, ledger)

    def run(self, plan: Plan) -> Outcome:
        """Return the paragraphs of one page and the counts."""
        counting = _Counting(plan, self._everywhere, self._ledger)
        matches = self._visit(plan, counting)
        documents: tuple[tuple[int, float], ...] = ()
        groups: tuple[DocumentGroup, ...] = ()
        if not plan.limit:
            _exhaust(matches)
        elif plan.by == "article":
            best = best_groups(matches, plan)
            groups = tuple(DocumentGroup(each.score, each.n_paragraphs, len(each.best)) for each in best)
            documents = tuple(document for each in best for document in each.best)
        else:
            keys = heapq.nsmallest(plan.offset + plan.limit, (key for key, _ in matches))
            is_scored = plan.sort == "score"
            documents = tuple((key[2], -key[0] if is_scored else 0.0) for key in keys[plan.offset :])
        return Outcome(documents, counting.total(), counting.facets(), counting.related(), groups, counting.is_complete)

    def _visit(self, plan: Plan, counting: _Counting) -> Iterator[tuple[SortKey, bytes]]:
        """Count every match, and yield the sort key of each that passes all filters, with the key of its article; stop
        when the time is up."""
        deadline = perf_counter() + plan.time_limit if plan.time_limit else inf
        for leaf, base in self._searcher.leaf_searchers():
            reader = leaf.reader()
            counting.open(reader)
            masks = {name: self._mask(leaf, tree) for name, tree in plan.filters.items()}
            sort_key = _sort_key(plan, reader, base)
            matcher = plan.tree.matcher(leaf, self._searcher.boolean_context() if plan.sort != "score" else None)
            for visited, document in enumerate(_documents(matcher)):
                if visited % _CLOCK_EVERY == 0 and perf_counter() > deadline:
                    counting.is_complete = False
                    return
                failed = [name for name, mask in masks.items() if not mask[document]]
                article = counting.add(document, failed)
                if article is not None:
                    yield sort_key(document, matcher), article

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


def _exhaust(matches: Iterator[Any]) -> None:
    for _ in matches:
        pass


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
    """Totals, facets and related names of one run."""

    def __init__(self, plan: Plan, everywhere: IndexCounts, ledger: EntityLedger) -> None:
        self._plan = plan
        self._ledger = ledger
        self._everywhere = everywhere
        self._counters = {facet.name: FacetCounter(facet, ledger) for facet in plan.facets}
        self._names: dict[EntityType, Counter[str]] = {each: Counter() for each in plan.related}
        self._name_readers: dict[EntityType, ValuesReader] = {}
        self._articles: Any = None
        self._total = Tally()
        self.is_complete = True

    def open(self, leaf: Any) -> None:
        """Turn to another segment, a Whoosh leaf reader."""
        self._articles = leaf.column_reader("article", translate=False)
        for each in self._counters.values():
            each.open(leaf)
        self._name_readers = {each: values_reader(leaf, each, ledger=self._ledger) for each in self._names}

    def add(self, document: int, failed: Collection[str]) -> bytes | None:
        """Count a match that fails the filters `failed`; return the key of its article if it passes all."""
        article = bytes(self._articles[document])
        for each in self._counters.values():
            # The filter of a field that a facet counts does not count against that facet, any other does.
            if each.fields.issuperset(failed):
                each.add(document, article)
        if failed:
            return None
        self._total.add(article)
        for entity_type, names in self._names.items():
            names.update(self._name_readers[entity_type](document))
        return article

    def total(self) -> Total | None:
        return Total(self._total.paragraphs, self._total.articles, self.is_complete) if self._plan.count else None

    def facets(self) -> dict[str, Facet]:
        return {name: each.facet(self._plan, self._everywhere) for name, each in self._counters.items()}

    def related(self) -> dict[str, tuple[RelatedName, ...]]:
        left_out = self._plan.left_out
        return {
            entity_type: related_names(
                names,
                self._everywhere.of(entity_type),
                self._total.paragraphs,
                self._everywhere.n_paragraphs,
                self._plan.facet_limit,
                {name for type_, name in left_out if type_ == entity_type},
            )
            for entity_type, names in self._names.items()
        }
