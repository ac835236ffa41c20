"""The best documents of the plainest questions, by kernels that look at few of the others.

A question of one term, of terms all or any of which are asked for, or of a phrase of written words is taken to one of
the kernels in `kernels.one`, `kernels.together` and `kernels.union`. For any other there is no `shape_of` it, and every
match is scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from whoosh import query

from indexer.format.schema import STEM_FIELD
from search.execute.coverage import TEXT_FIELDS
from search.execute.kernels.one import OneTerm
from search.execute.kernels.scored import ScoredList
from search.execute.kernels.together import Together
from search.execute.kernels.top import Top
from search.execute.kernels.union import AnyOf
from search.execute.scoring import IndexStatistics
from search.execute.segments import Segment
from search.execute.sums import NO_STEPS, as_array, chain, weighted_steps, without
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
"""Terms whose lists are kept ready; each list takes about two kilobytes."""

_FEW: Final = 3
"""Terms of which Whoosh always adds the two rarest first, then the next."""


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
        is_ours = tree.fieldname in TEXT_FIELDS and _is_fit(tree.boost)
        return Shape("one", [(tree.fieldname, tree.text, tree.boost)]) if is_ours else None
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
    """The best documents over the segments of an index. For one thread.

    Kernels take the lists of a term by segment, None where it has none.
    """

    def __init__(self, segments: Sequence[Segment], statistics: IndexStatistics) -> None:
        self._makers = [_Lists(segment, statistics) for segment in segments]
        self._has_deletions = any(segment.deleted is not None for segment in segments)
        self._known: dict[tuple[str, str | bytes, int], list[ScoredList | None]] = {}
        self._one = OneTerm()
        self._together = Together()
        self._any = AnyOf(WINDOW)
        self._top = Top(1)
        self._k = 1

    def covers(self, shape: Shape) -> bool:
        """Return whether the parts of a score are added as Whoosh adds them.

        Where documents are deleted and some terms have a weight of their own, it orders terms as frequent as each other
        by the classes of their matchers: that is left to `Scoring`.
        """
        if not self._has_deletions or len(shape.terms) < 3:
            return True
        return len({boost == 1.0 for _, _, boost in shape.terms}) == 1

    def top(self, k: int) -> Top:
        """Return an empty `Top` of `k`, the same one for one question after the other."""
        if k != self._k:
            self._top, self._k = Top(k), k
        self._top.clear()
        return self._top

    def offer_all(self, shape: Shape, top: Top) -> None:
        """Offer the best documents of all segments, by their numbers in the index, where no filter narrows them."""
        join, terms, boost = shape
        if len(terms) == 1 and boost == 1.0:
            ((field, text, boost),) = terms
            lists = self._lists(field, text)
            if self._one.best(lists, boost, top):
                self._check([lists])
            return
        words = self._words(shape)
        boosts = [each[2] for each in terms]
        if join != "any":
            is_damaged = self._together.best(words, boosts, join == "phrase", boost, top)
        elif len(words) <= _FEW:
            is_damaged = self._any.best(words, boosts, boost, top)
        else:
            is_damaged = False
            for number, each in enumerate(self._makers):
                is_damaged |= self._offer_many(shape, words, number, each.live, top)
        if is_damaged:
            self._check(words)

    def offer(self, shape: Shape, number: int, wanted: memoryview, top: Top) -> None:
        """Offer the best documents of segment `number` to `top`, by their numbers in the index.

        `wanted` has a bit for each document that may be kept, or is `EVERY`.
        """
        words = self._words(shape)
        boosts = [boost for _, _, boost in shape.terms]
        if len(words) == 1 and shape.boost == 1.0:
            is_damaged = self._one.best_of_wanted(words[0], boosts[0], number, wanted, top)
        elif shape.join != "any":
            is_phrase = shape.join == "phrase"
            is_damaged = self._together.best_of_wanted(words, boosts, is_phrase, shape.boost, number, wanted, top)
        elif len(words) <= _FEW:
            is_damaged = self._any.best_of_wanted(words, boosts, shape.boost, number, wanted, top)
        else:
            is_damaged = self._offer_many(shape, words, number, wanted, top)
        if is_damaged:
            self._check(words)

    def _offer_many(
        self, shape: Shape, words: list[list[ScoredList | None]], number: int, wanted: memoryview, top: Top
    ) -> bool:
        found = [word[number] for word in words]
        steps = without(
            weighted_steps([0 if each is None else each.df for each in found]), [each is not None for each in found]
        )
        order = chain(steps) or tuple(place for place, each in enumerate(found) if each is not None)
        lists = []
        for place in order:
            if (each := found[place]) is not None:
                each.start(shape.terms[place][2])
                lists.append(each)
        if not lists:
            return False
        place_of = {place: i for i, place in enumerate(order)}
        pairs = NO_STEPS if chain(steps) else as_array(steps, place_of)
        return self._any.best_of_many(lists, pairs, shape.boost, wanted, top)

    def _words(self, shape: Shape) -> list[list[ScoredList | None]]:
        """Return the lists of each term; a word that stands in a phrase again has others the second time."""
        terms = shape.terms
        if shape.join != "phrase":
            return [self._lists(field, text) for field, text, _ in terms]
        texts = [text for _, text, _ in terms]
        return [self._lists(field, text, texts[:place].count(text)) for place, (field, text, _) in enumerate(terms)]

    def _lists(self, field: str, text: str | bytes, again: int = 0) -> list[ScoredList | None]:
        key = field, text, again
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = [each.of(field, text) for each in self._makers]
            return found

    def _check(self, words: list[list[ScoredList | None]]) -> None:
        """Raise `IndexDamagedError` for a list in which a kernel met bytes that cannot be right."""
        for lists in words:
            for each, found in zip(self._makers, lists, strict=True):
                if found is not None and found.is_damaged:
                    each.refuse(found)


class _Lists:
    """Makes the lists of one segment, with what scores them."""

    def __init__(self, segment: Segment, statistics: IndexStatistics) -> None:
        self._segment = segment
        self._statistics = statistics
        self.live = EVERY if segment.deleted is None else segment.live_bits

    def of(self, field: str, text: str | bytes) -> ScoredList | None:
        """Return the list of a term; None when no document has it. Raises `IndexDamagedError`."""
        segment = self._segment
        term = segment.term(field, text)
        postings = None if term is None else segment.posting_list(field, term)
        if term is None or postings is None:
            return None
        statistics = self._statistics.of(field, term)
        lengths, most = segment.lengths(field)
        norms = self._statistics.norms(field, statistics, most)
        scored = ScoredList(
            postings, segment.n_docs, lengths, norms, statistics.idf, K1 + 1, self.live, segment.base, field
        )
        segment.checked(field, scored)
        return scored

    def refuse(self, scored: ScoredList) -> None:
        """Raise `IndexDamagedError` for a list of this segment that is damaged."""
        self._segment.checked(scored.field, scored)
