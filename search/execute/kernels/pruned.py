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
N_FIRST = cython.declare(cython.Py_ssize_t, 8)
"""Blocks of one list that are read before all others: about what the ten best of a list come from."""


@cython.cfunc
@cython.exceptval(check=False)
def is_wanted(wanted: cython.const[cython.uchar][::1], doc: cython.uint) -> cython.bint:
    """Return whether a document may be kept."""
    return wanted.shape[0] == 0 or (wanted[doc >> 3] >> (doc & 7)) & 1 != 0


@cython.cfunc
@cython.exceptval(check=False)
def summed(parts: cython.double[::1], pairs: cython.const[cython.uint][::1]) -> cython.double:
    """Add up `parts`, over which the sums are written."""
    i: cython.Py_ssize_t
    for i in range(0, pairs.shape[0], 2):
        parts[pairs[i]] += parts[pairs[i + 1]]
    return parts[pairs[pairs.shape[0] - 2]] if pairs.shape[0] else parts[0]


def best_of_term(scored: ScoredList, wanted: cython.const[cython.uchar][::1], top: Top, base: cython.uint) -> None:
    """Offer the documents of a list, plus `base`, to `top`: those that may be kept, and few of the others.

    The blocks of the greatest bounds come first: what they hold spares most of the rest.
    """
    block: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = min(scored.n_blocks, N_FIRST)
    if scored.n_blocks <= 2:
        for block in range(scored.n_blocks):
            _offer_block(scored, block, wanted, top, base)
        return
    first: Top = Top(n)
    for block in range(scored.n_blocks):
        first.put(cython.cast(cython.uint, block), scored.block_bound(block))
    worst: cython.double = first.least()
    worst_block: cython.Py_ssize_t = first.docs[0]
    for i in range(n):
        _offer_block(scored, first.docs[i], wanted, top, base)
    for block in range(scored.n_blocks):
        bound: cython.double = scored.block_bound(block)
        if bound < worst or (bound == worst and block > worst_block):
            _offer_block(scored, block, wanted, top, base)


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
    if bound < least:
        return
    # Of as good a block, only a document before the worst of the kept could still be kept.
    if bound == least and block > 0 and scored.last_docs[block - 1] + base >= top.docs[0]:
        return
    if not scored._open(block) or not scored._need_freqs():
        return
    least_freq: cython.double = scored.least_freq(least)
    for i in range(scored.n):
        if scored.freqs[i] >= least_freq:
            doc = scored.docs[i]
            if is_wanted(wanted, doc):
                top.put(doc + base, scored.value(scored.freqs[i], doc))


@cython.cclass
class Together:
    """The lists of terms all of which a document must hold, and room to work in. For one thread.

    `lists` are `ScoredList`s, the rarest first; the documents kept are scored by the sum of their parts times `boost`.
    `sequence` are the places in `lists` of the words of a phrase, in order, and empty where they may stand anywhere.
    """

    lists: list
    pairs: cython.const[cython.uint][::1]
    sequence: cython.const[cython.uint][::1]
    boost: cython.double
    parts: cython.double[::1]
    ends: cython.uint[::1]
    found: cython.uint[::1]

    def __init__(self, lists: list, pairs: memoryview, sequence: memoryview, boost: float) -> None:
        self.lists = lists
        self.pairs = pairs
        self.sequence = sequence
        self.boost = boost
        self.parts = doubles(len(lists))
        if len(sequence):
            self.ends = numbers(64)
            self.found = numbers(64)

    def best(self, wanted: cython.const[cython.uchar][::1], top: Top, base: cython.uint) -> None:
        """Offer the documents, plus `base`, to `top`: those that may be kept, and few of the others."""
        n_lists: cython.Py_ssize_t = len(self.lists)
        leader: ScoredList = self.lists[0]
        other: ScoredList
        j: cython.Py_ssize_t
        i: cython.Py_ssize_t
        block: cython.Py_ssize_t
        doc: cython.uint
        others: cython.double = 0.0
        scale: cython.double = self.boost * SLACK
        score: cython.double
        for j in range(1, n_lists):
            other = self.lists[j]
            others += other.greatest * other.boost
        for block in range(leader.n_blocks):
            if (leader.block_bound(block) + others) * scale < top.least():
                continue
            if not leader._open(block) or not leader._need_freqs():
                return
            for i in range(leader.n):
                doc = leader.docs[i]
                if not is_wanted(wanted, doc):
                    continue
                leader.at = i
                score = self._score(doc, leader.value(leader.freqs[i], doc), top.least() / scale)
                if score < 0.0:
                    if score < -1.5:
                        return
                elif score > top.least() and self._fits():
                    top.put(doc + base, score)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _score(self, doc: cython.uint, total: cython.double, least: cython.double) -> cython.double:
        """Return the score of a document of the rarest list, whose part is `total`.

        -1.0 where it does not match or falls below `least`; -2.0 where neither it nor any after it can match.
        """
        n_lists: cython.Py_ssize_t = len(self.lists)
        j: cython.Py_ssize_t
        other: ScoredList
        others: cython.double = 0.0
        score: cython.double
        if least > 0.0:
            for j in range(1, n_lists):
                other = cython.cast(ScoredList, self.lists[j])
                others += other.value(other.max_freq, doc)
            if total + others < least:
                return -1.0
        self.parts[0] = total
        for j in range(1, n_lists):
            other = cython.cast(ScoredList, self.lists[j])
            if not other.reach(doc):
                return -2.0
            if least > 0.0:
                others -= other.value(other.max_freq, doc)
                if total + others + other.value(other.freq_bound(other.ahead), doc) < least:
                    return -1.0
            if not other.holds(doc):
                return -1.0
            score = other.value_here()
            self.parts[j] = score
            total += score
        return summed(self.parts, self.pairs) * self.boost

    @cython.cfunc
    def _fits(self) -> cython.bint:
        """Return whether the words of a phrase stand one after the other where the lists stand."""
        word: ScoredList
        n: cython.Py_ssize_t = 0
        n_found: cython.Py_ssize_t
        j: cython.Py_ssize_t
        if self.sequence.shape[0] == 0:
            return True
        for j in range(self.sequence.shape[0]):
            word = self.lists[self.sequence[j]]
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
