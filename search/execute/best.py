# cython: language_level=3
"""The best documents of the plainest questions, by kernels that look at few of the others.

A question of one term, of terms all or any of which are asked for, or of a phrase of written words is taken to one of
the kernels in `kernels.one`, `kernels.together` and `kernels.union`. For any other there is no `query.shape`, and every
match is scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cython

from search.execute.kernels.one import OneTerm
from search.execute.kernels.scored import ScoredList
from search.execute.kernels.together import Together
from search.execute.kernels.top import Top
from search.execute.kernels.union import AnyOf
from search.execute.matching import in_any
from search.execute.scoring import IndexStatistics
from search.execute.segments import NOTHING, Segment, filled
from search.execute.sums import NO_STEPS, as_array, chain, weighted_steps, without
from search.execute.weighting import K1
from search.query.shape import Shape

EVERY: Final = memoryview(b"")
"""Bits of the documents that may be kept, where every one may."""

WINDOW: Final = 8192
"""Documents whose scores are added up at a time: their scores stay in the nearest two caches."""

_MOST_KNOWN: Final = 4096
"""Terms whose lists are kept ready; each list takes about two kilobytes."""

_FEW: Final = 3
"""Terms of which Whoosh always adds the two rarest first, then the next."""


@cython.cclass
class Best:
    """The best documents over the segments of an index. For one thread.

    Kernels take the lists of a term by segment, None where it has none.
    """

    _makers: list[_Lists]
    _has_deletions: bool
    _known: dict[tuple[str, str | bytes, int], list[ScoredList | None]]
    _one: OneTerm
    _together: Together
    _any: AnyOf
    _top: Top
    _k: int

    def __init__(self, segments: Sequence[Segment], statistics: IndexStatistics) -> None:
        self._makers = [_Lists(segment, statistics) for segment in segments]
        self._has_deletions = any(segment.deleted is not None for segment in segments)
        self._known = {}
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

    def page(
        self, shape: Shape, offset: int, limit: int, narrowed: Sequence[tuple[memoryview, memoryview | None]] = ()
    ) -> list[tuple[int, float]]:
        """Return `limit` documents from `offset` on, best first, by their numbers in the index, each with its score.

        `narrowed` are by segment those that may be kept, if not every one may: a bit for each document, and the same
        as rising numbers where they are few.
        """
        top = self.room(offset + limit)
        if narrowed:
            for number, (wanted, docs) in enumerate(narrowed):
                self.offer(shape, number, wanted, top, docs)
        else:
            self._offer_all(shape, top)
        found = top.best()
        return found[offset:] if offset else found

    def room(self, k: int) -> Top:
        """Return room for the `k` best, until the next call: mostly the one there is, emptied."""
        if k != self._k:
            self._top, self._k = Top(k), k
        self._top.clear()
        return self._top

    def _offer_all(self, shape: Shape, top: Top) -> None:
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

    def offer(self, shape: Shape, number: int, wanted: memoryview, top: Top, docs: memoryview | None = None) -> None:
        """Offer the best documents of segment `number` to `top`, by their numbers in the index.

        `wanted` has a bit for each document that may be kept, or is `EVERY`; `docs` are the same where they are few.
        """
        words = self._words(shape)
        boosts = [boost for _, _, boost in shape.terms]
        if len(words) == 1 and shape.boost == 1.0:
            is_damaged = self._one.best_of_wanted(words[0], boosts[0], number, wanted, docs, top)
        elif shape.join != "any":
            is_phrase = shape.join == "phrase"
            is_damaged = self._together.best_of_wanted(words, boosts, is_phrase, shape.boost, number, wanted, top)
        elif len(words) <= _FEW:
            is_damaged = self._any.best_of_wanted(words, boosts, shape.boost, number, wanted, top)
        else:
            is_damaged = self._offer_many(shape, words, number, wanted, top)
        if is_damaged:
            self._check(words)

    def find_all(self, shape: Shape, number: int, wanted: memoryview, top: Top) -> memoryview:
        """Do as `offer`; return all documents of the segment that match, wanted or not, rising."""
        words = self._words(shape)
        lists = [each for word in words if (each := word[number]) is not None]
        if shape.join == "any" and len(words) > 1:
            found = in_any(lists, self._makers[number].n_docs)
        elif len(lists) < len(words):
            return NOTHING
        elif len(lists) > 1:
            return self._in_all(shape, words, number, wanted, top)
        else:
            found = filled(lists[0].df, lists[0].read_docs)
        self.offer(shape, number, wanted, top)
        self._check(words)
        return found

    def _in_all(
        self, shape: Shape, words: list[list[ScoredList | None]], number: int, wanted: memoryview, top: Top
    ) -> memoryview:
        """Offer the best documents that hold all terms, and return all that do, by one reading of the lists."""
        boosts = [boost for _, _, boost in shape.terms]
        is_phrase = shape.join == "phrase"
        found, is_damaged = self._together.find_all(words, boosts, is_phrase, shape.boost, number, wanted, top)
        if is_damaged:
            self._check(words)
        return found

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
        texts = [text for _, text, _ in terms]
        if shape.join != "phrase" or len(set(texts)) == len(texts):
            return [self._lists(field, text) for field, text, _ in terms]
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
        self.n_docs = segment.n_docs
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
