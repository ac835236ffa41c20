# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best documents of one term, or of all of several, without a look at most of the others.

The naive loop scores every match and offers it to a heap. Here each step first asks whether the best that could come of
it would still be kept: of a block, by its greatest frequency and least length; of a document of the rarest list, by
its own length and the greatest frequencies of the other lists, before any of their blocks is read; of a phrase, by the
whole score, before a position is read. What is offered is scored exactly, its parts added in the order the reference
adds them: the kept ones are those of the naive loop, to the last digit.

Block-max bounds: S. Ding and T. Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011, section 4. What
is different: bounds are pairs of frequency and length, true whatever the average length of the whole index is; and one
list is not read in its own order, but from its most promising blocks on.

`wanted` has a bit for each document that may be kept, or is empty where every one may. `pairs` are places of parts, two
a step: the second is added to the first, which the last step leaves the sum in (see `sums`).
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.places import advance
    from cython.cimports.search.execute.kernels.scored import ScoredList
    from cython.cimports.search.execute.kernels.top import Top
else:
    from indexer.format.codec.buffers import grown
    from search.execute.kernels.places import advance
    from search.execute.kernels.scored import ScoredList
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import doubles, numbers

SLACK = cython.declare(cython.double, 1.0 + 1e-9)
N_LIMITS = cython.declare(cython.Py_ssize_t, 512)
"""Lengths that have a bound of their own; hardly a paragraph is longer."""
N_FIRST = cython.declare(cython.Py_ssize_t, 8)
"""Blocks of one list that are read before all others: about what the ten best of a list come from."""


@cython.cfunc
@cython.exceptval(check=False)
def summed(parts: cython.double[::1], pairs: cython.const[cython.uint][::1]) -> cython.double:
    """Add up `parts`, over which the sums are written."""
    i: cython.Py_ssize_t
    for i in range(0, pairs.shape[0], 2):
        parts[pairs[i]] += parts[pairs[i + 1]]
    return parts[pairs[pairs.shape[0] - 2]] if pairs.shape[0] else parts[0]


def best_of_one(lists: list, boost: cython.double, top: Top) -> None:
    """Offer the documents of the lists of one term, one a segment, to `top` by their numbers in the index."""
    scored: ScoredList
    for scored in lists:
        scored.start(boost)
        best_of_term(scored, scored.wanted, top, scored.base)


@cython.ccall
def best_of_term(
    scored: ScoredList, wanted: cython.const[cython.uchar][::1], top: Top, base: cython.uint
) -> cython.void:
    """Offer the documents of a list, plus `base`, to `top`: those that may be kept, and few of the others.

    The blocks of the greatest bounds come first: what they hold spares most of the rest.
    """
    block: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = min(scored.n_blocks, N_FIRST)
    bound: cython.double
    if scored.n_blocks > N_FIRST and scored.leading.shape[0] == 0:
        scored.leading = _leading(scored)
    if scored.n_blocks <= N_FIRST:
        for block in range(n):
            _offer_block(scored, block, wanted, top, base)
        return
    for i in range(n):
        _offer_block(scored, scored.leading[i], wanted, top, base)
    worst_block: cython.Py_ssize_t = scored.leading[n - 1]
    worst: cython.double = scored.block_bound(worst_block)
    for block in range(scored.n_blocks):
        bound = scored.block_bound(block)
        if bound < worst or (bound == worst and block > worst_block):
            _offer_block(scored, block, wanted, top, base)


@cython.cfunc
def _leading(scored: ScoredList) -> cython.uint[::1]:
    """Return the blocks of the greatest bounds, the greatest first, of equal ones the first."""
    first: Top = Top(N_FIRST)
    block: cython.Py_ssize_t
    for block in range(scored.n_blocks):
        first.put(cython.cast(cython.uint, block), scored.block_bound(block))
    found: cython.uint[::1] = numbers(N_FIRST)
    for i, (block_found, _) in enumerate(first.best()):
        found[i] = block_found
    return found


@cython.cfunc
def _offer_block(
    scored: ScoredList,
    block: cython.Py_ssize_t,
    wanted: cython.const[cython.uchar][::1],
    top: Top,
    base: cython.uint,
) -> cython.void:
    least: cython.double = top.least()
    bound: cython.double = scored.block_bound(block)
    i: cython.Py_ssize_t
    doc: cython.uint
    score: cython.double
    if bound < least:
        return
    # Of as good a block, only a document before the worst of the kept could still be kept.
    if bound == least and block > 0 and scored.last_docs[block - 1] + base >= top.docs[0]:
        return
    if not scored._open(block) or not scored._need_freqs():
        return
    docs: cython.uint[::1] = scored.docs
    freqs: cython.uint[::1] = scored.freqs
    has_bits: cython.bint = wanted.shape[0] > 0
    least_freq: cython.uint = scored.least_freq(least)
    for i in range(scored.n):
        if freqs[i] < least_freq:
            continue
        doc = docs[i]
        score = scored.value(freqs[i], doc)
        if score < least or (has_bits and not (wanted[doc >> 3] >> (doc & 7)) & 1):
            continue
        top.put(doc + base, score)
        if top.least() > least:
            least = top.least()
            least_freq = scored.least_freq(least)


@cython.cclass
class Together:
    """Finds the best documents that hold all of several terms; keeps room to work in, for one question at a time.

    Goes through the rarest list block by block. What is left of a block after each list stands in `docs`, with what it
    scores so far in `totals`, and its parts by list in `parts`, `size` apart.
    """

    lists: list
    docs: cython.uint[::1]
    totals: cython.double[::1]
    parts: cython.double[::1]
    places: cython.uint[::1]
    sums: cython.double[::1]
    limits: cython.double[::1]
    ends: cython.uint[::1]
    found: cython.uint[::1]
    size: cython.Py_ssize_t
    n_limits: cython.Py_ssize_t
    has_limits: cython.bint
    is_over: cython.bint

    def __init__(self) -> None:
        self.lists = []
        self.size = 0
        self.sums = doubles(0)
        self.limits = doubles(N_LIMITS)
        self.ends = numbers(64)
        self.found = numbers(64)

    @cython.cfunc
    def _begin(self, lists: list) -> cython.void:
        n_lists: cython.Py_ssize_t = len(lists)
        size: cython.Py_ssize_t = cython.cast(ScoredList, lists[0]).block_size
        self.lists = lists
        if size > self.size or n_lists > self.sums.shape[0]:
            self.size = max(size, self.size)
            self.docs = numbers(self.size)
            self.places = numbers(self.size)
            self.totals = doubles(self.size)
            self.sums = doubles(max(n_lists, 4))
            self.parts = doubles(self.size * max(n_lists, 4))
        self.has_limits = False
        self.is_over = False

    def best(
        self,
        lists: list,
        pairs: cython.const[cython.uint][::1],
        sequence: cython.const[cython.uint][::1],
        boost: cython.double,
        wanted: cython.const[cython.uchar][::1],
        top: Top,
        base: cython.uint,
    ) -> None:
        """Offer documents, plus `base`, to `top`: those that may be kept, and few of the others.

        `lists` are `ScoredList`s, the rarest first; a score is the sum of its parts times `boost`. `sequence` are the
        places in `lists` of the words of a phrase, in order, and empty where words may stand anywhere.
        """
        self._begin(lists)
        n_lists: cython.Py_ssize_t = len(lists)
        leader: ScoredList = lists[0]
        j: cython.Py_ssize_t
        k: cython.Py_ssize_t
        n: cython.Py_ssize_t
        block: cython.Py_ssize_t
        others: cython.double = 0.0
        scale: cython.double = boost * SLACK
        score: cython.double
        for j in range(1, n_lists):
            others += cython.cast(ScoredList, lists[j]).greatest
        for block in range(leader.n_blocks):
            if (leader.block_bound(block) + others) * scale < top.least():
                continue
            n = self._candidates(leader, block, wanted, top.least() / scale)
            rest: cython.double = others
            for j in range(1, n_lists):
                rest -= cython.cast(ScoredList, lists[j]).greatest
                n = self._narrow(j, n, top.least() / scale - rest)
            for k in range(n):
                for j in range(n_lists):
                    self.sums[j] = self.parts[j * self.size + k]
                score = summed(self.sums, pairs) * boost
                if score > top.least() and (sequence.shape[0] == 0 or self._fits(sequence, self.docs[k])):
                    top.put(self.docs[k] + base, score)
            if self.is_over:
                return

    @cython.cfunc
    @cython.exceptval(check=False)
    def _candidates(
        self,
        leader: ScoredList,
        block: cython.Py_ssize_t,
        wanted: cython.const[cython.uchar][::1],
        least: cython.double,
    ) -> cython.Py_ssize_t:
        """List the documents of a block of the rarest list that may come to `least`; return how many."""
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        doc: cython.uint
        length: cython.Py_ssize_t
        freq: cython.double
        score: cython.double
        if not leader._open(block) or not leader._need_freqs():
            self.is_over = True
            return 0
        if least > 0.0 and not self.has_limits:
            self._limit(leader)
        docs: cython.uint[::1] = leader.docs
        freqs: cython.uint[::1] = leader.freqs
        lengths: cython.const[cython.ushort][::1] = leader.lengths
        norms: cython.const[cython.double][::1] = leader.norms
        limits: cython.double[::1] = self.limits
        found: cython.uint[::1] = self.docs
        totals: cython.double[::1] = self.totals
        for i in range(leader.n):
            doc = docs[i]
            length = lengths[doc]
            freq = freqs[i]
            score = leader.weight * freq * leader.saturation / (freq + norms[length]) * leader.boost
            found[n] = doc
            totals[n] = score
            if least > 0.0:
                n += score + limits[min(length, self.n_limits - 1)] >= least
            else:
                n += 1
        if wanted.shape[0]:
            n = self._keep_wanted(wanted, n)
        for i in range(n):
            self.parts[i] = totals[i]
        return n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _keep_wanted(self, wanted: cython.const[cython.uchar][::1], n: cython.Py_ssize_t) -> cython.Py_ssize_t:
        k: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        for k in range(n):
            if (wanted[self.docs[k] >> 3] >> (self.docs[k] & 7)) & 1:
                self.docs[kept] = self.docs[k]
                self.totals[kept] = self.totals[k]
                kept += 1
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _limit(self, leader: ScoredList) -> cython.void:
        """Set `limits` by length to bounds on what the other lists add, that of the last one for all greater ones."""
        length: cython.Py_ssize_t
        j: cython.Py_ssize_t
        other: ScoredList
        self.n_limits = min(N_LIMITS, leader.norms.shape[0])
        for length in range(self.n_limits):
            self.limits[length] = 0.0
        for j in range(1, len(self.lists)):
            other = cython.cast(ScoredList, self.lists[j])
            is_alike: cython.bint = other.lengths_object is leader.lengths_object
            for length in range(self.n_limits):
                if is_alike:
                    self.limits[length] += other.bound_at(other.max_freq, length) * other.boost
                else:
                    self.limits[length] += other.greatest
        self.has_limits = True

    @cython.cfunc
    @cython.exceptval(check=False)
    def _narrow(self, j: cython.Py_ssize_t, n: cython.Py_ssize_t, least: cython.double) -> cython.Py_ssize_t:
        """Keep those of the `n` documents that list `j` holds and that may come to `least` with it; return how many."""
        other: ScoredList = cython.cast(ScoredList, self.lists[j])
        start: cython.Py_ssize_t = 0
        kept: cython.Py_ssize_t = 0
        m: cython.Py_ssize_t
        last: cython.uint
        freq: cython.double
        while start < n:
            if not other.reach(self.docs[start]):
                self.is_over = True  # nor can any document of the blocks to come be in it
                break
            last = other.last_docs[other.ahead]
            freq = other.freq_bound(other.ahead)
            m = 0
            while start < n and self.docs[start] <= last:
                self.places[m] = cython.cast(cython.uint, start)
                if least > 0.0:
                    m += self.totals[start] + other.value(freq, self.docs[start]) >= least
                else:
                    m += 1
                start += 1
            if m == 0:
                continue
            if other.block != other.ahead and not other._open(other.ahead):
                self.is_over = True
                break
            if m > 4:
                other._need_freqs()
            kept = self._look_up(other, j, m, kept)
        return kept

    @cython.cfunc
    @cython.exceptval(check=False)
    def _look_up(
        self, other: ScoredList, j: cython.Py_ssize_t, m: cython.Py_ssize_t, kept: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Keep those of the documents at the first `m` of `places` that are in the open block of list `j`."""
        docs: cython.uint[::1] = other.docs
        i: cython.Py_ssize_t
        p: cython.Py_ssize_t
        k: cython.Py_ssize_t
        low: cython.Py_ssize_t
        high: cython.Py_ssize_t
        middle: cython.Py_ssize_t
        doc: cython.uint
        score: cython.double
        for i in range(m):
            k = self.places[i]
            doc = self.docs[k]
            low = 0
            high = other.n
            while high > 1:
                middle = high >> 1
                low += middle * (docs[low + middle - 1] < doc)
                high -= middle
            low += docs[low] < doc and low + 1 < other.n
            if docs[low] != doc:
                continue
            other.at = low
            score = other.value_here()
            for p in range(j):
                self.parts[p * self.size + kept] = self.parts[p * self.size + k]
            self.parts[j * self.size + kept] = score
            self.docs[kept] = doc
            self.totals[kept] = self.totals[k] + score
            kept += 1
        return kept

    @cython.cfunc
    def _fits(self, sequence: cython.const[cython.uint][::1], doc: cython.uint) -> cython.bint:
        """Return whether the words of a phrase stand one after the other in a document that holds them all."""
        word: ScoredList
        n: cython.Py_ssize_t = 0
        n_found: cython.Py_ssize_t
        j: cython.Py_ssize_t
        for j in range(sequence.shape[0]):
            word = self.lists[sequence[j]]
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
