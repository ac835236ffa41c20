"""The best documents of the plainest questions, by kernels that look at few of the others.

A question of one term, of terms all or any of which are asked for, or of a phrase of written words is taken to one of
the kernels in `kernels.pruned` and `kernels.union`. For any other there is no `shape_of` it, and every match is scored.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from whoosh import query

from search.execute.kernels.pruned import Together, best_of_term
from search.execute.kernels.scored import ScoredList
from search.execute.kernels.top import Top
from search.execute.kernels.union import AnyOf, Window
from search.execute.scoring import IndexStatistics
from search.execute.segments import NOTHING, Segment, Uncovered
from search.execute.sums import Steps, as_array, binary_steps, chain, weighted_steps, without
from search.execute.weighting import K1

QueryTree = Any

EVERY: Final = memoryview(b"")
"""Bits of the documents that may be kept, where every one may."""

WINDOW: Final = 8192
"""Documents whose scores are added up at a time: their scores stay in the nearest two caches ."""

_LEAST_BOOST: Final = 1e-6
"""A score must stay well above 0: what adds nothing is not seen as found."""

_MOST_KNOWN: Final = 4096
"""Lists kept ready; each takes about two kilobytes."""


class Shape(NamedTuple):
    """What a tree asks for: terms as (field, text, boost), how they are joined, and the boost of the whole."""

    join: str
    terms: tuple[tuple[str, str | bytes, float], ...]
    boost: float = 1.0


def shape_of(tree: QueryTree) -> Shape | None:
    """Return what a tree asks for, None where no kernel answers it.

    >>> shape_of(query.And([query.Term("stem", "oil"), query.Term("stem", "gas")]))
    Shape(join='all', terms=(('stem', 'oil', 1.0), ('stem', 'gas', 1.0)), boost=1.0)
    """
    kind = type(tree)
    if kind is query.Term:
        return _checked(Shape("one", ((tree.fieldname, tree.text, tree.boost),)))
    if kind is query.And or kind is query.Or:
        subs = tree.subqueries
        if len(subs) == 1:
            return shape_of(subs[0])
        if any(type(each) is not query.Term for each in subs):
            return None
        terms = tuple((each.fieldname, each.text, each.boost) for each in subs)
        if len({(field, text) for field, text, _ in terms}) < len(terms):
            return None
        return _checked(Shape("all" if kind is query.And else "any", terms, tree.boost))
    if kind is query.Phrase:
        terms = tuple((tree.fieldname, word, 1.0) for word in tree.words)
        return _checked(Shape("phrase", terms, tree.boost))
    return None


def _checked(shape: Shape) -> Shape | None:
    boosts = (shape.boost, *(boost for _, _, boost in shape.terms))
    return shape if shape.terms and min(boosts) >= _LEAST_BOOST and max(boosts) <= 1 / _LEAST_BOOST else None


class Best:
    """The best documents over all segments of an index. For one thread."""

    def __init__(self, segments: Sequence[Segment], statistics: IndexStatistics) -> None:
        self._lists = [_Lists(segment, statistics) for segment in segments]
        self._window = Window(WINDOW)

    def offer(self, shape: Shape, number: int, wanted: memoryview, top: Top) -> None:
        """Offer the best documents of segment `number` to `top`, by their numbers in the index.

        `wanted` has a bit for each document that may be kept, or is `EVERY`. Raises `Uncovered` where no kernel can.
        """
        lists = self._lists[number]
        found = [lists.of(field, text, boost) for field, text, boost in shape.terms]
        there = [each for each in found if each is not None]
        if not there or (len(there) < len(found) and shape.join != "any"):
            return
        base = lists.segment.base
        if len(there) == 1 and shape.boost == 1.0:
            best_of_term(there[0], wanted, top, base)
        elif shape.join == "any":
            _any_of(shape.boost, found).best(self._window, lists.segment.n_docs, wanted, top, base)
        elif shape.join == "all":
            steps = weighted_steps([-each.df for each in there])
            _all_of(shape.boost, there, steps, is_phrase=False).best(wanted, top, base)
        else:
            words = lists.distinct(shape, there)
            _all_of(shape.boost, words, binary_steps(len(words)), is_phrase=True).best(wanted, top, base)
        lists.check(shape, there)


class _Lists:
    """The lists of one segment, kept ready with what scores them."""

    def __init__(self, segment: Segment, statistics: IndexStatistics) -> None:
        self.segment = segment
        self._statistics = statistics
        self._known: dict[tuple[str, str | bytes], ScoredList | None] = {}

    def of(self, field: str, text: str | bytes, boost: float) -> ScoredList | None:
        """Return the list of a term, standing before its first document; None when no document has it."""
        key = field, text
        try:
            found = self._known[key]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._make(field, text)
        if found is not None:
            found.boost = boost
            found.rewind()
        return found

    def _make(self, field: str, text: str | bytes) -> ScoredList | None:
        schema = self.segment.leaf.schema
        if field not in schema:
            return None
        if not schema[field].scorable:
            raise Uncovered
        term = self.segment.term(field, text)
        postings = None if term is None else self.segment.posting_list(field, term)
        if term is None or postings is None:
            return None
        statistics = self._statistics.of(field, term)
        lengths, most = self.segment.lengths(field)
        norms = self._statistics.norms(field, statistics, most)
        scored = ScoredList(postings, self.segment.n_docs, lengths, norms, statistics.idf, K1 + 1)
        self.segment.checked(field, scored)
        return scored

    def distinct(self, shape: Shape, lists: list[ScoredList]) -> list[ScoredList]:
        """Return the lists of a phrase, each once, though a word stands in it twice.

        Raises `Uncovered` where the positions of a term are not those of its own list.
        """
        data = self.segment.data.field(shape.terms[0][0])
        if data is None or data.words is not None:
            raise Uncovered
        words = [text for _, text, _ in shape.terms]
        if len(set(words)) == len(words):
            return lists
        seen: set[str | bytes] = set()
        distinct = []
        for (field, text, _), each in zip(shape.terms, lists, strict=True):
            again = self._make(field, text) if text in seen else None
            distinct.append(each if again is None else again)
            seen.add(text)
        return distinct

    def check(self, shape: Shape, lists: list[ScoredList]) -> None:
        """Raise `IndexDamagedError` when a kernel met bytes that cannot be right."""
        if any(each.is_damaged for each in lists):
            self.segment.checked(shape.terms[0][0], *lists)


def _any_of(boost: float, found: list[ScoredList | None]) -> AnyOf:
    steps = weighted_steps([0 if each is None else each.df for each in found]) if len(found) > 2 else ((0, 1),)
    steps = without(steps, [each is not None for each in found])
    order = chain(steps) or tuple(place for place, each in enumerate(found) if each is not None)
    lists = [each for place in order if (each := found[place]) is not None]
    place_of = {place: i for i, place in enumerate(order)}
    by_bound = sorted(range(len(lists)), key=lambda i: lists[i].bound())
    is_chain = len(order) == len(steps) + 1 and bool(chain(steps))
    return AnyOf(lists, as_array(steps, place_of), memoryview(array("I", by_bound)), is_chain, boost)


def _all_of(boost: float, lists: list[ScoredList], steps: Steps, is_phrase: bool) -> Together:
    order = sorted(range(len(lists)), key=lambda i: lists[i].df)
    place_of = {place: i for i, place in enumerate(order)}
    sequence = memoryview(array("I", [place_of[i] for i in range(len(lists))])) if is_phrase else NOTHING
    return Together([lists[i] for i in order], as_array(steps, place_of), sequence, boost)
