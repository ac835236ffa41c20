# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best documents that hold all of several terms, or them as a phrase.

Documents are compared before they are scored: their lengths stand anywhere in memory, and few documents are in two
lists. What two lists hold is scored as far as it is known, and before it is looked for in a third it must be able to
come among the best with the most that the others can add to a document of its length; so must a phrase by its whole
score before a position is read, but for the first ones, which all are kept. What is offered is scored exactly, its
parts added in the order the reference adds them: the kept ones are those that scoring everything would keep, to the
last digit.

Bounds of blocks (S. Ding and T. Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011, section 4) rule
out next to nothing here: among any hundred paragraphs there is a short one.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.meeting import Meeting
    from cython.cimports.search.execute.kernels.phrases import Phrase
    from cython.cimports.search.execute.kernels.scored import ScoredList, any_damaged
    from cython.cimports.search.execute.kernels.top import Top
else:
    from indexer.format.codec.buffers import grown
    from search.execute.kernels.meeting import Meeting
    from search.execute.kernels.phrases import Phrase
    from search.execute.kernels.scored import ScoredList, any_damaged
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import doubles, numbers

SLACK = cython.declare(cython.double, 1.0 + 1e-9)
MOST_KEPT = cython.declare(cython.Py_ssize_t, 1 << 18)
"""Documents for which room is kept from question to question: a megabyte."""


@cython.cclass
class Together:
    """Keeps room to work in, for one question at a time.

    `lists` are those of a segment, the rarest first; term i has list `rank[i]`, list j is that of term `place[j]`.
    """

    lists: list
    meeting: Meeting
    phrase: Phrase
    sums: cython.double[::1]
    totals: cython.double[::1]
    found: cython.uint[::1]
    place: cython.uint[::1]
    rank: cython.uint[::1]
    n_lists: cython.Py_ssize_t
    boost: cython.double
    scale: cython.double
    is_phrase: cython.bint

    def __init__(self) -> None:
        self.lists = []
        self.meeting = Meeting()
        self.phrase = Phrase()
        self.sums = doubles(0)
        self.totals = doubles(0)
        self.found = numbers(0)
        self.place = numbers(0)
        self.rank = numbers(0)

    def best(self, words: list, boosts: list, is_phrase: cython.bint, boost: cython.double, top: Top) -> bool:
        """Offer documents to `top` by their numbers in the index; return whether a list is damaged.

        `words` are the terms, of a phrase in its order, each with its `ScoredList`s by segment, None where there is
        none, and `boosts` those of the terms: a score is the sum of the parts times `boost`.
        """
        segment: cython.Py_ssize_t
        is_damaged: cython.bint = False
        for segment in range(len(words[0])):
            if self._begin(words, boosts, is_phrase, boost, segment):
                self._offer(cython.cast(ScoredList, self.lists[0]).wanted, top)
                is_damaged = is_damaged or any_damaged(self.lists)
        return is_damaged

    def best_of_wanted(
        self,
        words: list,
        boosts: list,
        is_phrase: cython.bint,
        boost: cython.double,
        segment: cython.Py_ssize_t,
        wanted: cython.const[cython.uchar][::1],
        top: Top,
    ) -> bool:
        """Do as `best`, in one segment: `wanted` has a bit for each document that may be kept, or is empty."""
        if not self._begin(words, boosts, is_phrase, boost, segment):
            return False
        self._offer(wanted, top)
        return any_damaged(self.lists)

    def find_all(
        self,
        words: list,
        boosts: list,
        is_phrase: cython.bint,
        boost: cython.double,
        segment: cython.Py_ssize_t,
        wanted: cython.const[cython.uchar][::1],
        top: Top,
    ) -> tuple[memoryview, bool]:
        """Do as `best_of_wanted`; return all documents of the segment that match, wanted or not, rising, too."""
        n: cython.Py_ssize_t
        j: cython.Py_ssize_t
        k: cython.Py_ssize_t
        block: cython.Py_ssize_t
        n_found: cython.Py_ssize_t = 0
        meeting: Meeting = self.meeting
        if not self._begin(words, boosts, is_phrase, boost, segment):
            return numbers(0), False
        for block in range(cython.cast(ScoredList, self.lists[0]).n_blocks):
            n = meeting.begin(block)
            for j in range(1, self.n_lists):
                n = meeting.meet(cython.cast(ScoredList, self.lists[j]), j, n, not is_phrase)
            if is_phrase:
                n = self.phrase.keep(meeting, self.lists, self.rank, n)
            elif n:
                meeting.count(cython.cast(ScoredList, self.lists[0]), 0, 0, n)
            # Mostly they are few: there is no room made for all that might match.
            if self.found.shape[0] < n_found + n:
                self.found = grown(self.found, n_found, n_found + n)
            for k in range(n):
                self.found[n_found + k] = meeting.docs[k]
            n_found += n
            if wanted.shape[0]:
                n = self._keep_wanted(wanted, n, self.n_lists)
            self._put_all(n, top)
            if meeting.is_over:
                break
        out = numbers(n_found)
        kept: cython.uint[::1] = out
        for k in range(n_found):
            kept[k] = self.found[k]
        if n_found > MOST_KEPT:
            self.found = numbers(0)
        return out, any_damaged(self.lists)

    @cython.cfunc
    def _begin(
        self,
        words: list,
        boosts: list,
        is_phrase: cython.bint,
        boost: cython.double,
        segment: cython.Py_ssize_t,
    ) -> cython.bint:
        """Sort the lists of a segment, the rarest first; False where one of them is missing.

        Of equals the last comes first, in a phrase the first: as the reference sorts them.
        """
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        df: cython.Py_ssize_t
        scored: ScoredList
        self.boost = boost
        self.scale = boost * SLACK
        self.is_phrase = is_phrase
        self.lists = []
        self.n_lists = len(words)
        for i in range(self.n_lists):
            if cython.cast(list, words[i])[segment] is None:
                return False
        if self.n_lists != self.rank.shape[0]:
            self.sums = doubles(self.n_lists)
            self.place = numbers(self.n_lists)
            self.rank = numbers(self.n_lists)
        for i in range(self.n_lists):
            scored = cython.cast(list, words[i])[segment]
            scored.start(boosts[i])
            at = i
            while at > 0:
                df = cython.cast(ScoredList, self.lists[at - 1]).df
                if df < scored.df or (self.is_phrase and df == scored.df):
                    break
                self.place[at] = self.place[at - 1]
                at -= 1
            self.lists.insert(at, scored)
            self.place[at] = i
        for i in range(self.n_lists):
            self.rank[self.place[i]] = i
        self.meeting.prepare(self.lists, self.is_phrase, cython.cast(ScoredList, self.lists[0]).lengths)
        return True

    @cython.cfunc
    def _offer(self, wanted: cython.const[cython.uchar][::1], top: Top) -> cython.void:
        meeting: Meeting = self.meeting
        leader: ScoredList = cython.cast(ScoredList, self.lists[0])
        block: cython.Py_ssize_t
        j: cython.Py_ssize_t
        n: cython.Py_ssize_t
        is_scored: cython.bint
        if self._greatest() * self.scale < top.least():
            return
        for block in range(leader.n_blocks):
            n = meeting.begin(block)
            if wanted.shape[0]:
                n = self._keep_wanted(wanted, n, 1)
            # Most phrases stand in few documents: as long as all of them are kept, only those are scored.
            is_scored = not self.is_phrase or top.is_full()
            if is_scored and self.n_lists == 1:
                n = self._promising(1, n, top)
            for j in range(1, self.n_lists):
                n = meeting.meet(cython.cast(ScoredList, self.lists[j]), j, n, is_scored)
                if is_scored:
                    n = self._promising(j + 1, n, top)
            if is_scored:
                self._put(n, top)
            else:
                self._put_all(self.phrase.keep(meeting, self.lists, self.rank, n), top)
            if meeting.is_over:
                return

    @cython.cfunc
    @cython.exceptval(check=False)
    def _greatest(self) -> cython.double:
        """Return a bound on all scores."""
        j: cython.Py_ssize_t
        bound: cython.double = 0.0
        for j in range(self.n_lists):
            bound += cython.cast(ScoredList, self.lists[j]).greatest
        return bound

    @cython.cfunc
    @cython.exceptval(check=False)
    def _keep_wanted(
        self, wanted: cython.const[cython.uchar][::1], n: cython.Py_ssize_t, n_met: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Keep those of `n` documents of the first `n_met` lists that are wanted; return how many."""
        k: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        doc: cython.uint
        for k in range(n):
            doc = self.meeting.docs[k]
            self.meeting.kept[kept] = cython.cast(cython.uint, k)
            kept += (wanted[doc >> 3] >> (doc & 7)) & 1
        self.meeting.keep(n_met, kept)
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _promising(self, n_met: cython.Py_ssize_t, n: cython.Py_ssize_t, top: Top) -> cython.Py_ssize_t:
        """Keep those of `n` documents of the first `n_met` lists that may come among the best; return how many."""
        meeting: Meeting = self.meeting
        k: cython.Py_ssize_t
        j: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        least: cython.double = top.least() / self.scale
        if n == 0:
            return 0
        if n_met <= 2:
            meeting.count(cython.cast(ScoredList, self.lists[0]), 0, 0, n)
            self._score_parts(0, n)
        if n_met > 1:
            self._score_parts(n_met - 1, n)
        if least <= 0.0:
            return n
        if self.totals.shape[0] < n:
            self.totals = doubles(meeting.room)
        for k in range(n):
            self.totals[k] = meeting.parts[k]
        for j in range(1, n_met):
            for k in range(n):
                self.totals[k] += meeting.parts[j * meeting.room + k]
        for j in range(n_met, self.n_lists):
            self._add_most(cython.cast(ScoredList, self.lists[j]), n)
        for k in range(n):
            meeting.kept[kept] = cython.cast(cython.uint, k)
            kept += self.totals[k] >= least
        if kept < n:
            meeting.keep(n_met, kept)
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _score_parts(self, j: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.void:
        """Write what list j adds to the scores of `n` documents.

        One after the other without a branch: their lengths stand anywhere in memory, and many are fetched at a time.
        """
        meeting: Meeting = self.meeting
        scored: ScoredList = cython.cast(ScoredList, self.lists[j])
        k: cython.Py_ssize_t
        at: cython.Py_ssize_t = j * meeting.room
        for k in range(n):
            meeting.parts[at + k] = scored.value(meeting.freqs[at + k], meeting.docs[k])

    @cython.cfunc
    @cython.exceptval(check=False)
    def _add_most(self, scored: ScoredList, n: cython.Py_ssize_t) -> cython.void:
        """Add what a list adds at most to documents of the length of each of the `n`."""
        k: cython.Py_ssize_t
        for k in range(n):
            self.totals[k] += scored.value(scored.max_freq, self.meeting.docs[k])

    @cython.cfunc
    def _put(self, n: cython.Py_ssize_t, top: Top) -> cython.void:
        """Offer the first `n` documents, which all lists hold."""
        k: cython.Py_ssize_t
        score: cython.double
        base: cython.uint = cython.cast(ScoredList, self.lists[0]).base
        for k in range(n):
            score = self._score(k)
            # A later document must be better: of as good ones the first is kept.
            if score > top.least() and (not self.is_phrase or self.phrase.fits(self.meeting, self.lists, self.rank, k)):
                top.put(self.meeting.docs[k] + base, score)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _put_all(self, n: cython.Py_ssize_t, top: Top) -> cython.void:
        """Offer the first `n` documents, which all lists hold, by frequencies that are known."""
        j: cython.Py_ssize_t
        k: cython.Py_ssize_t
        base: cython.uint = cython.cast(ScoredList, self.lists[0]).base
        for j in range(self.n_lists):
            self._score_parts(j, n)
        for k in range(n):
            top.put(self.meeting.docs[k] + base, self._score(k))

    @cython.cfunc
    @cython.exceptval(check=False)
    def _score(self, k: cython.Py_ssize_t) -> cython.double:
        """Add up the parts of a document as Whoosh does: the two most frequent terms first, then the next.

        Those of a phrase are halves of halves, in the order of the words.
        """
        meeting: Meeting = self.meeting
        j: cython.Py_ssize_t
        score: cython.double
        if self.is_phrase:
            for j in range(self.n_lists):
                self.sums[j] = meeting.parts[self.rank[j] * meeting.room + k]
            return self._halves(0, self.n_lists) * self.boost
        score = meeting.parts[(self.n_lists - 1) * meeting.room + k]
        for j in range(2, self.n_lists + 1):
            score += meeting.parts[(self.n_lists - j) * meeting.room + k]
        return score * self.boost

    @cython.cfunc
    @cython.exceptval(check=False)
    def _halves(self, start: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.double:
        half: cython.Py_ssize_t = n >> 1
        if n < 2:
            return self.sums[start]
        return self._halves(start, half) + self._halves(start + half, n - half)
