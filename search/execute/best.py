"""The best documents of the plainest questions, by kernels that look at few of the others.

A question of one term, of terms all or any of which are asked for, or of a phrase of written words is taken to one of
the kernels in `kernels.pruned` and `kernels.union`. For any other there is no `shape_of` it, and every match is scored.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

from whoosh import query

from indexer.format.schema import STEM_FIELD
from search.execute.coverage import TEXT_FIELDS
from search.execute.kernels.pruned import Together, best_of_one, best_of_term
from search.execute.kernels.scored import ScoredList
from search.execute.kernels.top import Top
from search.execute.kernels.union import AnyOf, Window
from search.execute.scoring import IndexStatistics
from search.execute.segments import NOTHING, Segment
from search.execute.sums import as_array, binary_steps, chain, chain_steps, weighted_steps, without
from search.execute.weighting import K1

QueryTree = Any

EVERY: Final = memoryview(b"")
"""Bits of the documents that may be kept, where every one may."""

WINDOW: Final = 8192
"""Documents whose scores are added up at a time: their scores stay in the nearest two caches."""

_LEAST_BOOST: Final = 1e-6
_MOST_BOOST: Final = 1e6
"""A score must stay well above 0, and finite: what adds nothing is not seen as found."""

_MOST_TERMS: Final = 64
"""Terms of a question. Patterns stand for more, and are matched before they are scored."""

_MOST_KNOWN: Final = 4096
"""Lists kept ready; each takes about two kilobytes."""

_frequency: Final = attrgetter("df")


class Shape(NamedTuple):
    """What a tree asks for: terms as (field, text, boost), how they are joined, and the boost of the whole."""

    join: str
    terms: list[tuple[str, str | bytes, float]]
    boost: float = 1.0


def shape_of(tree: QueryTree) -> Shape | None:
    """Return what a tree asks for, None where no kernel finds its best.

    >>> shape_of(query.And([query.Term("stem", "oil"), query.Term("stem", "gas")]))
    Shape(join='all', terms=[('stem', 'oil', 1.0), ('stem', 'gas', 1.0)], boost=1.0)
    """
    kind = type(tree)
    if kind is query.Term:
        return _shape("one", [tree], 1.0)
    if kind is query.And or (kind is query.Or and not tree.scale and not tree.minmatch):
        if len(tree.subqueries) == 1:
            return shape_of(tree.subqueries[0])
        return _shape("all" if kind is query.And else "any", tree.subqueries, tree.boost)
    if kind is query.Phrase and tree.slop == 1 and tree.words and tree.fieldname in STEM_FIELD and _is_fit(tree.boost):
        return Shape("phrase", [(tree.fieldname, word, 1.0) for word in tree.words], tree.boost)
    return None


def _shape(join: str, trees: list[QueryTree], boost: float) -> Shape | None:
    terms: list[tuple[str, str | bytes, float]] = []
    for tree in trees:
        if type(tree) is not query.Term or tree.fieldname not in TEXT_FIELDS or not _is_fit(tree.boost):
            return None
        terms.append((tree.fieldname, tree.text, tree.boost))
    if not 0 < len(terms) <= _MOST_TERMS or not _is_fit(boost):
        return None
    if len(terms) > 1 and len({term[:2] for term in terms}) < len(terms):
        return None
    return Shape(join, terms, boost)


def _is_fit(boost: float) -> bool:
    return _LEAST_BOOST <= boost <= _MOST_BOOST


class Best:
    """The best documents over all segments of an index. For one thread."""

    def __init__(self, segments: Sequence[Segment], statistics: IndexStatistics) -> None:
        self._lists = [_Lists(segment, statistics) for segment in segments]
        self._words: dict[tuple[str, str | bytes], list[ScoredList]] = {}
        self._window = Window(WINDOW)
        self._together = Together()
        self._top = Top(1)
        self._k = 1

    def top(self, k: int) -> Top:
        """Return an empty `Top` of `k`, the same one for one question after the other."""
        if k != self._k:
            self._top, self._k = Top(k), k
        self._top.clear()
        return self._top

    def offer_one(self, shape: Shape, top: Top) -> None:
        """Offer the best documents of all segments for a question of one term that no filter narrows."""
        ((field, text, boost),) = shape.terms
        try:
            lists = self._words[field, text]
        except KeyError:
            if len(self._words) >= _MOST_KNOWN:
                self._words.clear()
            found = [each.of(field, text, boost) for each in self._lists]
            lists = self._words[field, text] = [each for each in found if each is not None]
        best_of_one(lists, boost, top)
        if any(each.is_damaged for each in lists):
            for each in self._lists:
                own = each.of(field, text, boost)
                each.check(shape, [] if own is None else [own])

    def offer(self, shape: Shape, number: int, wanted: memoryview, top: Top) -> None:
        """Offer the best documents of segment `number` to `top`, by their numbers in the index.

        `wanted` has a bit for each document that may be kept, or is `EVERY`.
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
            _any_of(shape.boost, found, there).best(self._window, lists.segment.n_docs, wanted, top, base)
        elif shape.join == "phrase":
            self._phrase(shape, lists.distinct(shape, there), wanted, top, base)
        else:
            # Whoosh adds the score of the two most frequent first, then that of the next.
            there.sort(key=_frequency, reverse=True)
            there.reverse()
            steps = chain_steps(len(there), last_first=True)
            self._together.best(there, steps, NOTHING, shape.boost, wanted, top, base)
        lists.check(shape, there)

    def _phrase(self, shape: Shape, words: list[ScoredList], wanted: memoryview, top: Top, base: int) -> None:
        order = sorted(range(len(words)), key=lambda place: words[place].df)
        place_of = {place: i for i, place in enumerate(order)}
        sequence = memoryview(array("I", [place_of[i] for i in range(len(words))]))
        steps = as_array(binary_steps(len(words)), place_of)
        lists = [words[place] for place in order]
        self._together.best(lists, steps, sequence, shape.boost, wanted, top, base)


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
            found.start(boost)
        return found

    def _make(self, field: str, text: str | bytes) -> ScoredList | None:
        term = self.segment.term(field, text)
        postings = None if term is None else self.segment.posting_list(field, term)
        if term is None or postings is None:
            return None
        statistics = self._statistics.of(field, term)
        lengths, most = self.segment.lengths(field)
        norms = self._statistics.norms(field, statistics, most)
        live = EVERY if self.segment.deleted is None else self.segment.live_bits
        scored = ScoredList(
            postings, self.segment.n_docs, lengths, norms, statistics.idf, K1 + 1, live, self.segment.base
        )
        self.segment.checked(field, scored)
        return scored

    def distinct(self, shape: Shape, lists: list[ScoredList]) -> list[ScoredList]:
        """Return the lists of a phrase, each once, though a word stands in it twice."""
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


def _any_of(boost: float, found: list[ScoredList | None], there: list[ScoredList]) -> AnyOf:
    if len(found) <= 3:
        # The two rarest are added first: of so few, one after the other.
        there.sort(key=_frequency)
        return AnyOf(there, chain_steps(len(there)), True, boost)
    steps = without(
        weighted_steps([0 if each is None else each.df for each in found]), [each is not None for each in found]
    )
    order = chain(steps) or tuple(place for place, each in enumerate(found) if each is not None)
    lists = [each for place in order if (each := found[place]) is not None]
    place_of = {place: i for i, place in enumerate(order)}
    return AnyOf(lists, as_array(steps, place_of), bool(chain(steps)), boost)
