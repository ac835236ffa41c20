"""The columnar executor: the answer of the reference, from kernels over the arrays of our own segments.

A plain question whose best matches alone are asked for is answered by the kernels that leave most of them out. Else
the documents that match are found, segment by segment, as a rising array; filters and deletions are taken out as bits;
and what is left is counted, the facets that are asked for again by codes in one pass, others by ordinals in one each.
The best few of a plain question are found together with its matches, those of any other are scored last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from math import inf
from typing import Any, Final, NamedTuple

from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from search.execute.association import LEAST_PARAGRAPHS, related_names
from search.execute.best import EVERY, Best
from search.execute.clock import Clock
from search.execute.codes import CodedFields, KnownCodes
from search.execute.counted import facet_by_ordinals
from search.execute.coverage import covers, covers_filter
from search.execute.facets import FacetCounter
from search.execute.filtering import Filters
from search.execute.groups import SortKey, best_groups
from search.execute.kernels import sets
from search.execute.kernels.arrays import doubles
from search.execute.kernels.counting import n_articles
from search.execute.kernels.listing import MOST_LISTED
from search.execute.kernels.top import Top
from search.execute.matching import Matching, TimeIsUp
from search.execute.ordinals import CountedFields, day_scores
from search.execute.plain import MOST_AT_ONCE, PlainRuns
from search.execute.plan import DocumentGroup, Outcome, Plan
from search.execute.scoring import IndexStatistics, Scoring
from search.execute.segments import Segment, Uncovered, filled
from search.execute.values import values_reader
from search.query.shape import Shape, shape_of
from search.request import FacetRequest
from search.results import Facet, RelatedName, Total

Found = list[memoryview]
"""Documents by segment."""

_NONE: Final[frozenset[str]] = frozenset()


class ColumnarExecutor:
    """Runs plans over the reader of one index state. Not to be shared between threads.

    `best` finds the best documents of plain questions, `plain` all there is to an answer to them, `filters` the
    documents that pass filters. Raises `Uncovered` when a segment is not of our own codec; `run` raises it for a plan
    that only the reference can answer.
    """

    name: Final = "columnar"

    def __init__(self, reader: Any, ledger: EntityLedger = NO_LEDGER) -> None:
        """`reader` is a Whoosh `IndexReader` over the schema of `indexer.format`; names are those `ledger` shows."""
        segments = [Segment(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]
        statistics = IndexStatistics(segments)
        fields = CountedFields(segments, reader, ledger)
        codes = KnownCodes(fields, segments)
        self.best = Best(segments, statistics)
        self.filters = Filters(segments, reader)
        self.plain = PlainRuns(segments, self.best, self.filters, codes)
        self._index = _Index(reader, ledger, segments, statistics, fields, self.best, self.filters, codes)

    def run(self, plan: Plan) -> Outcome:
        """Return the paragraphs of one page and the counts."""
        shape = shape_of(plan.tree) if plan.sort == "score" and plan.by == "paragraph" else None
        if shape is not None and not self.best.covers(shape):
            shape = None
        if shape is not None and not (plan.count or plan.facets or plan.related or plan.filters):
            return self._best_only(plan, shape)
        if not covers(plan.tree, plan.sort == "score") or not all(map(covers_filter, plan.filters.values())):
            raise Uncovered
        return _Run(plan, shape, self._index).outcome()

    def _best_only(self, plan: Plan, shape: Shape) -> Outcome:
        """Answer a question whose other matches nobody asks for."""
        is_complete = not plan.limit or Clock(plan.time_limit).has_time()
        found = self.best.page(shape, plan.offset, plan.limit) if plan.limit and is_complete else ()
        return Outcome(tuple(found), None, {}, {}, (), is_complete, ColumnarExecutor.name)


class _Index(NamedTuple):
    """An open index, as every run reads it."""

    reader: Any
    ledger: EntityLedger
    segments: list[Segment]
    statistics: IndexStatistics
    fields: CountedFields
    best: Best
    filters: Filters
    codes: KnownCodes


class _Run:
    """One plan over all segments; `shape` is that of its tree where the best of it can be found by kernels."""

    def __init__(self, plan: Plan, shape: Shape | None, index: _Index) -> None:
        self._plan = plan
        self._shape = shape
        self._ledger = index.ledger
        self._statistics = index.statistics
        self._fields = index.fields
        self._codes = index.codes
        self._best = index.best
        self._filters = index.filters
        self._needs_all = shape is None or plan.count or bool(plan.facets) or bool(plan.related)
        self._passing: dict[frozenset[str], Found] = {}
        self._bits: dict[tuple[int, frozenset[str]], memoryview] = {}
        self._matchings: list[Matching] = []
        self._found: Found = []
        self._top: Top | None = None
        # Matching asks the clock and not the run: what refers to each other is not let go when the answer is given.
        clock = self._clock = Clock(plan.time_limit)
        if shape is not None and (not self._needs_all or 0 < plan.limit <= MOST_AT_ONCE - plan.offset):
            self._find_best(shape, index)
        else:
            self._match(index)
        clock.end_matching()
        self._segments = index.segments[: len(self._found)]

    def _find_best(self, shape: Shape, index: _Index) -> None:
        """Find the best documents of each segment, and all that match where they are asked for."""
        plan, best = self._plan, index.best
        top = self._top = best.room(plan.offset + plan.limit) if plan.limit else None
        for number in range(len(index.segments)):
            if not self._clock.has_time():
                break
            if self._needs_all and top is not None:
                self._found.append(best.find_all(shape, number, self._wanted(number), top))
            elif top is not None:
                best.offer(shape, number, self._wanted(number), top)

    def _match(self, index: _Index) -> None:
        for segment in index.segments:
            if not self._clock.has_time():
                break
            matching = Matching(segment, index.reader, self._clock.lets_match)
            try:
                self._found.append(matching.docs(self._plan.tree))
            except TimeIsUp:
                break
            self._matchings.append(matching)

    def outcome(self) -> Outcome:
        """Return the answer."""
        plan = self._plan
        if not self._needs_all:
            return Outcome(self._best_page(), None, {}, {}, (), self._clock.is_complete, ColumnarExecutor.name)
        passing = self._passing_all_but(_NONE)
        facets, total = self._facets_and_total()
        if total is None and (plan.count or plan.related):
            articles = sum(n_articles(docs, each.articles) for each, docs in zip(self._segments, passing, strict=True))
            total = Total(sum(map(len, passing)), articles, exact=self._clock.is_complete)
        groups: tuple[DocumentGroup, ...] = ()
        if plan.limit and plan.by == "article":
            best = best_groups(self._ranked(passing), plan)
            groups = tuple(DocumentGroup(each.score, each.n_paragraphs, len(each.best)) for each in best)
            documents = tuple(document for each in best for document in each.best)
        else:
            documents = self._page(passing)
        return Outcome(
            documents,
            total if plan.count else None,
            facets,
            self._related(passing, total.paragraphs if total else 0),
            groups,
            self._clock.is_complete,
            ColumnarExecutor.name,
        )

    def _passing_all_but(self, left_out: frozenset[str]) -> Found:
        """Return the matches that are not deleted and pass all filters but those of the fields `left_out`."""
        if left_out:
            left_out = left_out.intersection(self._plan.filters)
        if left_out not in self._passing:
            self._passing[left_out] = [self._kept(number, left_out) for number in range(len(self._found))]
        return self._passing[left_out]

    def _kept(self, number: int, left_out: frozenset[str]) -> memoryview:
        docs = self._found[number]
        wanted = self._wanted(number, left_out) if len(docs) else EVERY
        return docs if wanted is EVERY else filled(len(docs), sets.keep, docs, wanted, 1)

    def _wanted(self, number: int, left_out: frozenset[str] = _NONE) -> memoryview:
        """Return a bit for each document of a segment that passes all filters but those `left_out`, or `EVERY`."""
        bits = self._bits.get((number, left_out))
        if bits is None:
            trees = [tree for name, tree in self._plan.filters.items() if name not in left_out]
            bits = self._bits[number, left_out] = self._filters.passing(number, trees)
        return bits

    def _best_page(self) -> tuple[tuple[int, float], ...]:
        return () if self._top is None else tuple(self._top.best()[self._plan.offset :])

    def _page(self, passing: Found) -> tuple[tuple[int, float], ...]:
        plan = self._plan
        if self._top is not None:
            return self._best_page()
        wanted = min(plan.offset + plan.limit, sum(map(len, passing))) if plan.limit else 0
        if not wanted:
            return ()
        top = Top(wanted)
        for number, docs in enumerate(passing):
            if not len(docs):
                continue
            if self._shape is not None:
                self._best.offer(self._shape, number, self._wanted(number), top)
            else:
                matching = self._matchings[number]
                top.offer(docs, self._ranks(matching, docs), matching.segment.base)
        is_scored = plan.sort == "score"
        return tuple((doc, score if is_scored else 0.0) for doc, score in top.best()[plan.offset :])

    def _ranked(self, passing: Found) -> Iterator[tuple[SortKey, bytes]]:
        """Yield every match with its sort key and the key of its article, in the order of the index."""
        is_scored = self._plan.sort == "score"
        for matching, docs in zip(self._matchings, passing, strict=True):
            column, base = matching.segment.data.column("article"), matching.segment.base
            article_of = cache(column.values.__getitem__) if column is not None else bytes
            articles = matching.segment.articles
            for doc, rank in zip(docs, self._ranks(matching, docs), strict=True):
                key = (-rank, 0, base + doc) if is_scored else (int(rank == -inf), -rank, base + doc)
                yield key, article_of(articles[doc])  # type: ignore[misc]  # days are whole

    def _ranks(self, matching: Matching, docs: memoryview) -> memoryview[float]:
        if self._plan.sort == "score":
            return Scoring(matching, self._statistics).scores(self._plan.tree, docs)
        out = doubles(len(docs))
        days = day_scores(matching.segment, -1 if self._plan.sort == "date" else 1)
        if days:
            sets.look_up(docs, matching.segment.ordinals("date"), days, out)
        else:
            sets.fill(out, -inf)
        return out

    def _facets_and_total(self) -> tuple[dict[str, Facet], Total | None]:
        """Return all facets in their order, and the total where it comes with them."""
        plan = self._plan
        if not plan.facets:
            return {}, None
        is_listed_whole = plan.facet_limit <= MOST_LISTED and not plan.facet_prefix
        coded = self._codes.of(plan.facets) if is_listed_whole else None
        if coded is None:
            return {facet.name: self._facet(facet) for facet in plan.facets}, None
        found, total = self._facets_by_filters(coded) if plan.filters else self._at_once(coded, coded.every, _NONE)
        if len(found) == len(plan.facets):
            return found, total
        return {each.name: found[each.name] if each.name in found else self._facet(each) for each in plan.facets}, total

    def _at_once(self, coded: CodedFields, wanted: bytes, left_out: frozenset[str]) -> tuple[dict[str, Facet], Total]:
        plan = self._plan
        passing = self._passing_all_but(left_out)
        return coded.count(wanted, plan.facet_limit, plan.facet_min, passing, self._clock.is_complete)

    def _facets_by_filters(self, coded: CodedFields) -> tuple[dict[str, Facet], Total | None]:
        """Return facets, each counted without the filter of its own field."""
        by_left_out: dict[frozenset[str], bytearray] = {}
        for number, facet in enumerate(coded.facets):
            left_out = frozenset(self._plan.filters).intersection((facet.field,))
            by_left_out.setdefault(left_out, bytearray(len(coded.facets)))[number] = 1
        found: dict[str, Facet] = {}
        total: Total | None = None
        for left_out, wanted in by_left_out.items():
            facets, counted = self._at_once(coded, bytes(wanted), left_out)
            found.update(facets)
            if not left_out:
                total = counted
        return {each.name: found[each.name] for each in coded.facets}, total

    def _facet(self, facet: FacetRequest) -> Facet:
        found = self._passing_all_but(frozenset(part.field for part in facet.parts))
        try:
            return facet_by_ordinals(facet, self._plan, self._fields, self._segments, found)
        except Uncovered:
            return self._counted_one_by_one(facet, found)

    def _counted_one_by_one(self, facet: FacetRequest, found: Found) -> Facet:
        """Return a facet as the reference counts it, over documents that are found already."""
        counter = FacetCounter(facet, self._ledger)
        for segment, docs in zip(self._segments, found, strict=True):
            counter.open(segment.leaf)
            articles = segment.leaf.column_reader("article", translate=False)
            for doc in docs:
                counter.add(doc, bytes(articles[doc]))
        return counter.facet(self._plan, self._fields)

    def _related(self, passing: Found, n_matching: int) -> dict[str, tuple[RelatedName, ...]]:
        plan = self._plan
        return {
            entity_type: related_names(
                self._names(entity_type, passing),
                self._fields.of(entity_type),
                n_matching,
                self._fields.n_paragraphs,
                plan.facet_limit,
                {name for type_, name in plan.left_out if type_ == entity_type},
            )
            for entity_type in plan.related
        }

    def _names(self, entity_type: str, passing: Found) -> Mapping[str, int]:
        facet = FacetRequest(entity_type)  # type: ignore[arg-type]
        try:
            if not self._fields.covers(facet):
                raise Uncovered
            field = self._fields.field(entity_type)
        except Uncovered:
            names: Counter[str] = Counter()
            for segment, docs in zip(self._segments, passing, strict=True):
                values = values_reader(segment.leaf, entity_type, ledger=self._ledger)
                for doc in docs:
                    names.update(values(doc))
            return names
        counts = field.count(self._segments, passing)
        together = zip(counts.touched, counts.of(counts.touched)[0], strict=True)
        return {field.value(ordinal): n for ordinal, n in together if n >= LEAST_PARAGRAPHS}
