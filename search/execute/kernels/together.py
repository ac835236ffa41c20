# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best documents that hold all of several terms, or them as a phrase, without a look at most of the others.

Goes through the rarest list block by block. Each step first asks whether the best that could come of it would still be
kept: of a block, by its greatest frequency and least length; of its documents in a block of the next list, by those of
both blocks; of a document that two lists hold, by its score in them, before it is looked for in a third; of a phrase,
by the whole score, before a position is read. Documents are compared before they are scored: their lengths stand
anywhere in memory, and few documents are in two lists. What is offered is scored exactly, its parts added in the order
the reference adds them: the kept ones are those that scoring everything would keep, to the last digit.

Block-max bounds: S. Ding and T. Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011, section 4.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.places import advance
    from cython.cimports.search.execute.kernels.scored import ScoredList, any_damaged
    from cython.cimports.search.execute.kernels.top import Top
else:
    from indexer.format.codec.buffers import grown
    from search.execute.kernels.places import advance
    from search.execute.kernels.scored import ScoredList, any_damaged
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import doubles, numbers

SLACK = cython.declare(cython.double, 1.0 + 1e-9)
N_LIMITS = cython.declare(cython.Py_ssize_t, 512)
"""Lengths that have a bound of their own; hardly a paragraph is longer."""
FEW = cython.declare(cython.Py_ssize_t, 4)
"""Frequencies of a block that are read one by one."""
N_FREQS = cython.declare(cython.uint, 8)
"""Frequencies that are asked whether they are enough; greater ones hardly occur."""


@cython.cclass
class Together:
    """Keeps room to work in, for one question at a time.

    What is left of a block of the rarest list after each list stands in `docs`, with its place there in `own`, what it
    scores so far in `totals`, and its parts by list in `parts`, `room` apart. `limits` are by length bounds on what the
    other lists add, below 0 where not known yet; `place` and `rank` tell where a list was asked for and where it is.
    """

    lists: list
    docs: cython.uint[::1]
    own: cython.uint[::1]
    totals: cython.double[::1]
    parts: cython.double[::1]
    places: cython.uint[::1]
    stands: cython.uint[::1]
    sums: cython.double[::1]
    limits: cython.double[::1]
    place: cython.uint[::1]
    rank: cython.uint[::1]
    ends: cython.uint[::1]
    found: cython.uint[::1]
    room: cython.Py_ssize_t
    n_lists: cython.Py_ssize_t
    others: cython.double
    boost: cython.double
    scale: cython.double
    is_phrase: cython.bint
    is_over: cython.bint

    def __init__(self) -> None:
        self.lists = []
        self.room = 0
        self.sums = doubles(0)
        self.limits = doubles(N_LIMITS)
        self.ends = numbers(64)
        self.found = numbers(64)

    def best(self, words: list, boosts: list, is_phrase: cython.bint, boost: cython.double, top: Top) -> bool:
        """Offer documents to `top` by their numbers in the index; return whether a list is damaged.

        `words` are the terms, of a phrase in its order, each with its `ScoredList`s by segment, None where there is
        none, and `boosts` those of the terms: a score is the sum of the parts times `boost`.
        """
        segment: cython.Py_ssize_t
        is_damaged: cython.bint = False
        self.boost = boost
        self.scale = boost * SLACK
        self.is_phrase = is_phrase
        for segment in range(len(words[0])):
            if self._begin(words, boosts, segment):
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
        self.boost = boost
        self.scale = boost * SLACK
        self.is_phrase = is_phrase
        if not self._begin(words, boosts, segment):
            return False
        self._offer(wanted, top)
        return any_damaged(self.lists)

    @cython.cfunc
    def _begin(self, words: list, boosts: list, segment: cython.Py_ssize_t) -> cython.bint:
        """Sort the lists of a segment, the rarest first; False where one of them is missing.

        Of equals the last comes first, in a phrase the first: as the reference sorts them.
        """
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        df: cython.Py_ssize_t
        scored: ScoredList
        lists: list = []
        room: cython.Py_ssize_t = self.room
        for i in range(len(words)):
            found = cython.cast(list, words[i])[segment]
            if found is None:
                return False
            room = max(room, cython.cast(ScoredList, found).block_size)
        if room > self.room or len(words) > self.sums.shape[0]:
            self._make_room(max(len(words), self.sums.shape[0]), room)
        for i in range(len(words)):
            scored = cython.cast(list, words[i])[segment]
            scored.start(boosts[i])
            at = i
            while at > 0:
                df = cython.cast(ScoredList, lists[at - 1]).df
                if df < scored.df or (self.is_phrase and df == scored.df):
                    break
                self.place[at] = self.place[at - 1]
                at -= 1
            lists.insert(at, scored)
            self.place[at] = i
        self.lists = lists
        self.n_lists = len(lists)
        self.others = 0.0
        for i in range(self.n_lists):
            self.rank[self.place[i]] = i
            if i > 0:
                self.others += cython.cast(ScoredList, lists[i]).greatest
        for i in range(N_LIMITS):
            self.limits[i] = -1.0
        self.is_over = False
        return True

    @cython.cfunc
    def _make_room(self, n_lists: cython.Py_ssize_t, room: cython.Py_ssize_t) -> cython.void:
        self.room = room
        self.docs = numbers(room + 1)
        self.own = numbers(room + 1)
        self.places = numbers(room + 1)
        self.stands = numbers(room + 1)
        self.totals = doubles(room + 1)
        self.parts = doubles(room * n_lists)
        self.sums = doubles(n_lists)
        self.place = numbers(n_lists)
        self.rank = numbers(n_lists)

    @cython.cfunc
    def _offer(self, wanted: cython.const[cython.uchar][::1], top: Top) -> cython.void:
        leader: ScoredList = cython.cast(ScoredList, self.lists[0])
        block: cython.Py_ssize_t
        j: cython.Py_ssize_t
        n: cython.Py_ssize_t
        rest: cython.double
        if (leader.greatest + self.others) * self.scale < top.least():
            return
        for block in range(leader.n_blocks):
            rest = self._limit(leader.bounds[block] >> 16)
            if (leader.block_bound(block) + rest) * self.scale < top.least():
                continue
            n = self._candidates(leader, block, top.least() / self.scale - rest)
            if wanted.shape[0]:
                n = self._keep_wanted(wanted, n)
            if self.n_lists == 1:
                self._alone(leader, n, top)
            rest = self.others
            for j in range(1, self.n_lists):
                rest -= cython.cast(ScoredList, self.lists[j]).greatest
                n = self._narrow(j, n, rest, top)
            if self.is_over:
                return

    @cython.cfunc
    @cython.exceptval(check=False)
    def _limit(self, length: cython.Py_ssize_t) -> cython.double:
        """Return a bound on what the lists but the first add to a document of that length or a greater one."""
        j: cython.Py_ssize_t
        bound: cython.double = 0.0
        other: ScoredList
        leader: ScoredList
        length = min(length, N_LIMITS - 1)
        if self.limits[length] < 0.0:
            leader = cython.cast(ScoredList, self.lists[0])
            for j in range(1, self.n_lists):
                other = cython.cast(ScoredList, self.lists[j])
                if other.lengths_object is leader.lengths_object:
                    bound += other.bound_at(other.max_freq, length) * other.boost
                else:
                    bound += other.greatest
            self.limits[length] = bound
        return self.limits[length]

    @cython.cfunc
    @cython.exceptval(check=False)
    def _candidates(self, leader: ScoredList, block: cython.Py_ssize_t, least: cython.double) -> cython.Py_ssize_t:
        """List the documents of a block of the rarest list that may come to `least` in it; return how many."""
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        freq: cython.uint = 1
        length: cython.Py_ssize_t = leader.bounds[block] >> 16
        if not leader._open(block):
            self.is_over = True
            return 0
        docs: cython.uint[::1] = leader.docs
        found: cython.uint[::1] = self.docs
        own: cython.uint[::1] = self.own
        while freq < N_FREQS and leader.bound_at(freq, length) * leader.boost < least:
            freq += 1
        if freq == 1:
            for i in range(leader.n):
                found[i] = docs[i]
                own[i] = cython.cast(cython.uint, i)
            return leader.n
        if not leader._need_freqs():
            self.is_over = True
            return 0
        freqs: cython.uint[::1] = leader.freqs
        for i in range(leader.n):
            found[n] = docs[i]
            own[n] = cython.cast(cython.uint, i)
            n += freqs[i] >= freq
        return n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _keep_wanted(self, wanted: cython.const[cython.uchar][::1], n: cython.Py_ssize_t) -> cython.Py_ssize_t:
        k: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        doc: cython.uint
        for k in range(n):
            doc = self.docs[k]
            self.docs[kept] = doc
            self.own[kept] = self.own[k]
            kept += (wanted[doc >> 3] >> (doc & 7)) & 1
        return kept

    @cython.cfunc
    def _alone(self, leader: ScoredList, n: cython.Py_ssize_t, top: Top) -> cython.void:
        """Offer the documents of the only list there is."""
        k: cython.Py_ssize_t
        for k in range(n):
            leader.at = self.own[k]
            self.parts[k] = leader.value_here()
        self._put(n, top)

    @cython.cfunc
    def _narrow(self, j: cython.Py_ssize_t, n: cython.Py_ssize_t, rest: cython.double, top: Top) -> cython.Py_ssize_t:
        """Keep those of the `n` documents that list `j` holds and that may still be kept with it; return how many.

        `rest` is a bound on what the lists after it add. What the last list leaves is offered.
        """
        other: ScoredList = cython.cast(ScoredList, self.lists[j])
        is_last: cython.bint = j + 1 == self.n_lists
        start: cython.Py_ssize_t = 0
        stop: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        m: cython.Py_ssize_t
        least: cython.double
        while start < n:
            if not other.reach(self.docs[start]):
                self.is_over = True  # nor can any document of the blocks to come be in it
                break
            stop = start + 1
            while stop < n and self.docs[stop] <= other.last_docs[other.ahead]:
                stop += 1
            least = max(top.least() / self.scale - rest, 0.0)
            m = self._all(other, start, stop, least) if j == 1 else self._promising(other, start, stop, least)
            start = stop
            if m == 0:
                continue
            if other.block != other.ahead and not other._open(other.ahead):
                self.is_over = True
                break
            m = self._each(other, m)
            if is_last:
                self._put(self._take(other, j, m, 0, least), top)
            else:
                kept = self._take(other, j, m, kept, least)
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _all(
        self, other: ScoredList, start: cython.Py_ssize_t, stop: cython.Py_ssize_t, least: cython.double
    ) -> cython.Py_ssize_t:
        """List in `places` the documents that the block ahead may hold, if both blocks can come to `least`."""
        k: cython.Py_ssize_t
        leader: ScoredList = cython.cast(ScoredList, self.lists[0])
        length: cython.Py_ssize_t = leader.bounds[leader.block] >> 16
        if other.lengths_object is leader.lengths_object:
            length = max(length, other.bounds[other.ahead] >> 16)
            bound: cython.double = leader.bound_at(leader.freq_bound(leader.block), length) * leader.boost
            if (bound + other.bound_at(other.freq_bound(other.ahead), length) * other.boost) * SLACK < least:
                return 0
        for k in range(start, stop):
            self.places[k - start] = cython.cast(cython.uint, k)
        return stop - start

    @cython.cfunc
    @cython.exceptval(check=False)
    def _promising(
        self, other: ScoredList, start: cython.Py_ssize_t, stop: cython.Py_ssize_t, least: cython.double
    ) -> cython.Py_ssize_t:
        """List in `places` the documents that may come to `least` by what the block ahead can add; return how many."""
        k: cython.Py_ssize_t
        m: cython.Py_ssize_t = 0
        freq: cython.double = other.freq_bound(other.ahead)
        most: cython.double = other.weight * freq * other.saturation * other.boost * SLACK
        lengths: cython.const[cython.ushort][::1] = other.lengths
        norms: cython.const[cython.double][::1] = other.norms
        docs: cython.uint[::1] = self.docs
        places: cython.uint[::1] = self.places
        totals: cython.double[::1] = self.totals
        for k in range(start, stop):
            places[m] = cython.cast(cython.uint, k)
            m += totals[k] + most / (freq + norms[lengths[docs[k]]]) >= least
        return m

    @cython.cfunc
    @cython.exceptval(check=False)
    def _each(self, other: ScoredList, m: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Keep those of the first `m` of `places` whose document is in the open block, and where it `stands`."""
        docs: cython.uint[::1] = other.docs
        wanted: cython.uint[::1] = self.docs
        places: cython.uint[::1] = self.places
        stands: cython.uint[::1] = self.stands
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        low: cython.Py_ssize_t
        high: cython.Py_ssize_t
        middle: cython.Py_ssize_t
        doc: cython.uint
        place: cython.uint
        for i in range(m):
            place = places[i]
            doc = wanted[place]
            low = 0
            high = other.n
            while high > 1:
                middle = high >> 1
                low += middle * (docs[low + middle - 1] < doc)
                high -= middle
            low += docs[low] < doc and low + 1 < other.n
            places[n] = place
            stands[n] = cython.cast(cython.uint, low)
            n += docs[low] == doc
        return n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _take(
        self,
        other: ScoredList,
        j: cython.Py_ssize_t,
        m: cython.Py_ssize_t,
        kept: cython.Py_ssize_t,
        least: cython.double,
    ) -> cython.Py_ssize_t:
        """Move those of the documents at the first `m` of `places` that come to `least` with list `j` up to `kept`.

        Return how many are kept then. The first two lists are scored here.
        """
        i: cython.Py_ssize_t
        p: cython.Py_ssize_t
        k: cython.Py_ssize_t
        score: cython.double
        total: cython.double
        leader: ScoredList = cython.cast(ScoredList, self.lists[0])
        if m > FEW and other._need_freqs() and j == 1 and leader._need_freqs():
            m = self._sift(leader, other, m, least)
        for i in range(m):
            k = self.places[i]
            other.at = self.stands[i]
            score = other.value_here()
            if j == 1:
                leader.at = self.own[k]
                self.parts[k] = leader.value_here()
                self.totals[k] = self.parts[k]
            total = self.totals[k] + score
            if total * SLACK < least:
                continue
            for p in range(j):
                self.parts[p * self.room + kept] = self.parts[p * self.room + k]
            self.parts[j * self.room + kept] = score
            self.docs[kept] = self.docs[k]
            self.totals[kept] = total
            kept += 1
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _sift(
        self, leader: ScoredList, other: ScoredList, m: cython.Py_ssize_t, least: cython.double
    ) -> cython.Py_ssize_t:
        """Keep those of the first `m` of `places` that about come to `least` in the first two lists; return how many.

        Without a branch, so that no length is waited for.
        """
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        doc: cython.uint
        place: cython.uint
        stand: cython.uint
        freq: cython.double
        other_freq: cython.double
        weight: cython.double = leader.weight * leader.saturation * leader.boost * SLACK
        other_weight: cython.double = other.weight * other.saturation * other.boost * SLACK
        docs: cython.uint[::1] = self.docs
        own: cython.uint[::1] = self.own
        places: cython.uint[::1] = self.places
        stands: cython.uint[::1] = self.stands
        freqs: cython.uint[::1] = leader.freqs
        lengths: cython.const[cython.ushort][::1] = leader.lengths
        norms: cython.const[cython.double][::1] = leader.norms
        other_freqs: cython.uint[::1] = other.freqs
        other_lengths: cython.const[cython.ushort][::1] = other.lengths
        other_norms: cython.const[cython.double][::1] = other.norms
        for i in range(m):
            place = places[i]
            stand = stands[i]
            doc = docs[place]
            freq = freqs[own[place]]
            other_freq = other_freqs[stand]
            places[n] = place
            stands[n] = stand
            n += (
                weight * freq / (freq + norms[lengths[doc]])
                + other_weight * other_freq / (other_freq + other_norms[other_lengths[doc]])
                >= least
            )
        return n

    @cython.cfunc
    def _put(self, n: cython.Py_ssize_t, top: Top) -> cython.void:
        """Offer the first `n` documents, which all lists hold."""
        k: cython.Py_ssize_t
        score: cython.double
        base: cython.uint = cython.cast(ScoredList, self.lists[0]).base
        for k in range(n):
            score = self._score(k)
            # A later document must be better: of as good ones the first is kept.
            if score > top.least() and (not self.is_phrase or self._fits(self.docs[k])):
                top.put(self.docs[k] + base, score)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _score(self, k: cython.Py_ssize_t) -> cython.double:
        """Add up the parts of a document as Whoosh does: the two most frequent terms first, then the next.

        Those of a phrase are halves of halves, in the order of the words.
        """
        j: cython.Py_ssize_t
        score: cython.double
        if self.is_phrase:
            for j in range(self.n_lists):
                self.sums[j] = self.parts[self.rank[j] * self.room + k]
            return self._halves(0, self.n_lists) * self.boost
        score = self.parts[(self.n_lists - 1) * self.room + k]
        for j in range(2, self.n_lists + 1):
            score += self.parts[(self.n_lists - j) * self.room + k]
        return score * self.boost

    @cython.cfunc
    @cython.exceptval(check=False)
    def _halves(self, start: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.double:
        half: cython.Py_ssize_t = n >> 1
        if n < 2:
            return self.sums[start]
        return self._halves(start, half) + self._halves(start + half, n - half)

    @cython.cfunc
    def _fits(self, doc: cython.uint) -> cython.bint:
        """Return whether the words of a phrase stand one after the other in a document that holds them all."""
        word: ScoredList
        n: cython.Py_ssize_t = 0
        n_found: cython.Py_ssize_t
        j: cython.Py_ssize_t
        for j in range(self.n_lists):
            word = cython.cast(ScoredList, self.lists[self.rank[j]])
            if not word.go_back_to(doc):
                return False
            n_found = word.n_positions()
            if self.found.shape[0] < n_found:
                self.found = grown(self.found, 0, n_found)
            n_found = word.positions(self.found, 0)
            if j == 0:
                self.found, self.ends = self.ends, self.found
                n = n_found
            else:
                n = advance(self.ends, n, self.found, n_found)
            if n == 0:
                return False
        return True
