# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best documents of any of several terms: scores added up window by window, and few of them looked at again.

The naive loop adds each list's scores to an array of all documents and offers every one that is not 0. Here the array
is of a window, which stays in the nearest cache, and the documents touched are listed as they are first met, without a
branch. As soon as the rarer lists alone must bring a document among the best, the others are not read through any more
but looked up where their scores could decide (MaxScore: H. Turtle and J. Flood, "Query evaluation: strategies and
optimizations", 1995). A look-up costs as much as several documents read in order, so lists are given up only where they
are several times as long as those that are left.

`pairs` are places of parts, two a step: the second is added to the first, which the last step leaves the sum in (see
`sums`). What is offered is scored exactly, its parts added in the order the reference adds them.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.memory import ask_for
    from cython.cimports.search.execute.kernels.scored import ScoredList, any_damaged
    from cython.cimports.search.execute.kernels.top import Top
else:
    from search.execute.kernels.scored import ScoredList, any_damaged
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import doubles, numbers

SLACK = cython.declare(cython.double, 1.0 + 1e-9)
AHEAD = cython.declare(cython.Py_ssize_t, 16)
"""Documents whose lengths are asked for before they are scored."""
WORTH = cython.declare(cython.Py_ssize_t, 5)
"""How many times as long as those kept the lists given up must be."""


@cython.cclass
class Window:
    """Room for the scores of `size` documents in a row, used by one question after the other. For one thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.scores = doubles(size)
        self.touched = numbers(size + 1)

    @cython.cfunc
    @cython.exceptval(check=False)
    def add(self, scored: ScoredList, start: cython.uint, stop: cython.uint, n: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Add the scores of a list from `start` to `stop`; `n` documents are listed, return how many then are."""
        i: cython.Py_ssize_t
        end: cython.Py_ssize_t
        at: cython.uint
        doc: cython.uint
        freq: cython.double
        weight: cython.double = scored.weight
        saturation: cython.double = scored.saturation
        boost: cython.double = scored.boost
        docs: cython.uint[::1]
        freqs: cython.uint[::1]
        lengths: cython.const[cython.ushort][::1] = scored.lengths
        norms: cython.const[cython.double][::1] = scored.norms
        touched: cython.uint[::1] = self.touched
        scores: cython.double[::1] = self.scores
        while scored.next_block < scored.n_blocks:
            if scored.next_at == 0 and scored.next_block > 0 and scored.last_docs[scored.next_block - 1] + 1 >= stop:
                break
            if scored.block != scored.next_block and not scored._open(scored.next_block):
                scored.next_block = scored.n_blocks
                break
            if not scored._need_freqs():
                scored.next_block = scored.n_blocks
                break
            docs = scored.docs  # only now: there was no room for them before
            freqs = scored.freqs
            end = scored.n
            while end > 0 and docs[end - 1] >= stop:
                end -= 1
            for i in range(scored.next_at, end):
                if cython.compiled:
                    ask_for(cython.address(lengths[docs[min(i + AHEAD, scored.n - 1)]]))
                doc = docs[i]
                freq = freqs[i]
                at = doc - start
                touched[n] = at
                n += scores[at] == 0.0
                scores[at] += weight * freq * saturation / (freq + norms[lengths[doc]]) * boost
            if end < scored.n:
                scored.next_at = end
                break
            scored.next_block += 1
            scored.next_at = 0
        return n


@cython.cclass
class AnyOf:
    """Keeps room to work in, for one question at a time. For one thread.

    `lists` are `ScoredList`s of a segment in the order in which they are added up, `by_bound` the same, that of the
    least bound first. Where there are no `pairs`, one is added after the other. A sum is taken times `boost`.
    """

    window: Window
    lists: list
    pairs: cython.const[cython.uint][::1]
    by_bound: list
    is_chain: cython.bint
    boost: cython.double
    parts: cython.double[::1]
    n_lists: cython.Py_ssize_t
    n_given_up: cython.Py_ssize_t
    given_up_bound: cython.double

    def __init__(self, window: cython.Py_ssize_t) -> None:
        """`window` are the documents whose scores are added up at a time."""
        self.window = Window(window)
        self.lists = []
        self.by_bound = []
        self.parts = doubles(4)
        self.boost = 1.0
        self.is_chain = True

    def best(self, words: list, boosts: list, boost: cython.double, top: Top) -> bool:
        """Offer documents to `top` by their numbers in the index; return whether a list is damaged.

        `words` are up to three terms, each with its `ScoredList`s by segment, None where there is none, and `boosts`
        those of the terms.
        """
        segment: cython.Py_ssize_t
        is_damaged: cython.bint = False
        self.boost = boost
        self.is_chain = True
        for segment in range(len(words[0])):
            if self._begin(words, boosts, segment):
                self._best(cython.cast(ScoredList, self.lists[0]).wanted, top)
                is_damaged = is_damaged or any_damaged(self.lists)
        return is_damaged

    def best_of_wanted(
        self,
        words: list,
        boosts: list,
        boost: cython.double,
        segment: cython.Py_ssize_t,
        wanted: cython.const[cython.uchar][::1],
        top: Top,
    ) -> bool:
        """Do as `best`, in one segment: `wanted` has a bit for each document that may be kept, or is empty."""
        self.boost = boost
        self.is_chain = True
        if not self._begin(words, boosts, segment):
            return False
        self._best(wanted, top)
        return any_damaged(self.lists)

    def best_of_many(
        self,
        lists: list,
        pairs: cython.const[cython.uint][::1],
        boost: cython.double,
        wanted: cython.const[cython.uchar][::1],
        top: Top,
    ) -> bool:
        """Do as `best_of_wanted`, for lists of a segment in the order in which `pairs` or their places add them."""
        self.lists = lists
        self.boost = boost
        self.pairs = pairs
        self.is_chain = pairs.shape[0] == 0
        self._sort()
        self._best(wanted, top)
        return any_damaged(self.lists)

    @cython.cfunc
    def _begin(self, words: list, boosts: list, segment: cython.Py_ssize_t) -> cython.bint:
        """Sort the lists of a segment, the rarest first: of so few they are added so. False where there is none."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        scored: ScoredList
        self.lists = []
        for i in range(len(words)):
            found = cython.cast(list, words[i])[segment]
            if found is None:
                continue
            scored = found
            scored.start(boosts[i])
            at = len(self.lists)
            while at > 0 and cython.cast(ScoredList, self.lists[at - 1]).df > scored.df:
                at -= 1
            self.lists.insert(at, scored)
        self._sort()
        return self.n_lists > 0

    @cython.cfunc
    def _sort(self) -> cython.void:
        # By insertion, the list of the least bound first: they are few.
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        scored: ScoredList
        self.by_bound = []
        self.n_lists = len(self.lists)
        self.n_given_up = 0
        self.given_up_bound = 0.0
        if self.n_lists > self.parts.shape[0]:
            self.parts = doubles(self.n_lists)
        for i in range(self.n_lists):
            scored = cython.cast(ScoredList, self.lists[i])
            at = i
            while at > 0 and cython.cast(ScoredList, self.by_bound[at - 1]).greatest > scored.greatest:
                at -= 1
            self.by_bound.insert(at, scored)
            scored.is_given_up = False

    @cython.cfunc
    def _best(self, wanted: cython.const[cython.uchar][::1], top: Top) -> cython.void:
        start: cython.uint = 0
        stop: cython.uint
        n_docs: cython.uint = cython.cast(ScoredList, self.lists[0]).n_docs
        n: cython.Py_ssize_t
        i: cython.Py_ssize_t
        scored: ScoredList
        while start < n_docs:
            stop = min(start + cython.cast(cython.uint, self.window.size), n_docs)
            self._give_up(top.least())
            if self.n_given_up == self.n_lists:
                return
            n = 0
            for i in range(self.n_lists):
                scored = cython.cast(ScoredList, self.lists[i])
                if not scored.is_given_up:
                    n = self.window.add(scored, start, stop, n)
            self._offer(n, start, wanted, top)
            start = stop

    @cython.cfunc
    @cython.exceptval(check=False)
    def _give_up(self, least: cython.double) -> cython.void:
        """Find the lists that together cannot bring a document among the best, if they are worth it."""
        n_kept: cython.Py_ssize_t = 0
        n_left: cython.Py_ssize_t = 0
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        bound: cython.double = 0.0
        scored: ScoredList
        for i in range(self.n_lists):
            n_kept += cython.cast(ScoredList, self.lists[i]).df
        for i in range(self.n_lists):
            scored = cython.cast(ScoredList, self.by_bound[i])
            bound += scored.greatest
            if bound * self.boost * SLACK >= least:
                break
            n_left += scored.df
            n_kept -= scored.df
            if n_left >= WORTH * n_kept:
                n = i + 1
                self.given_up_bound = bound
        while self.n_given_up < n:
            cython.cast(ScoredList, self.by_bound[self.n_given_up]).is_given_up = True
            self.n_given_up += 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def _offer(
        self, n: cython.Py_ssize_t, start: cython.uint, wanted: cython.const[cython.uchar][::1], top: Top
    ) -> cython.void:
        i: cython.Py_ssize_t
        at: cython.uint
        doc: cython.uint
        score: cython.double
        has_bits: cython.bint = wanted.shape[0] > 0
        touched: cython.uint[::1] = self.window.touched
        scores: cython.double[::1] = self.window.scores
        base: cython.uint = cython.cast(ScoredList, self.lists[0]).base
        scale: cython.double = self.boost * SLACK
        least: cython.double = top.least() / scale - self.given_up_bound
        is_exact: cython.bint = self.is_chain and self.n_given_up == 0
        for i in range(n):
            at = touched[i]
            score = scores[at]
            scores[at] = 0.0
            if score < least:
                continue
            doc = start + at
            if has_bits and not (wanted[doc >> 3] >> (doc & 7)) & 1:
                continue
            if is_exact:
                score *= self.boost
            elif self.n_given_up and not self._may_be_kept(doc, score, top.least() / scale):
                continue
            else:
                score = self._score(doc)
            top.put(doc + base, score)
            least = top.least() / scale - self.given_up_bound

    @cython.cfunc
    @cython.exceptval(check=False)
    def _may_be_kept(self, doc: cython.uint, score: cython.double, least: cython.double) -> cython.bint:
        """Return whether the lists given up can still lift a document to `least`: the weightiest is asked first."""
        j: cython.Py_ssize_t
        scored: ScoredList
        bound: cython.double = self.given_up_bound
        for j in range(self.n_given_up):
            if score + bound < least:
                return False
            scored = cython.cast(ScoredList, self.by_bound[self.n_given_up - 1 - j])
            bound -= scored.greatest
            score += scored.look_up(doc)
        return score + bound >= least

    @cython.cfunc
    @cython.exceptval(check=False)
    def _score(self, doc: cython.uint) -> cython.double:
        i: cython.Py_ssize_t
        score: cython.double = 0.0
        for i in range(self.n_lists):
            self.parts[i] = cython.cast(ScoredList, self.lists[i]).look_up(doc)
        if self.is_chain:
            for i in range(self.n_lists):
                score += self.parts[i]
            return score * self.boost
        for i in range(0, self.pairs.shape[0], 2):
            self.parts[self.pairs[i]] += self.parts[self.pairs[i + 1]]
        return self.parts[self.pairs[self.pairs.shape[0] - 2]] * self.boost
