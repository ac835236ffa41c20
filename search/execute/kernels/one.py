# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best documents of one term, without a look at most of the others.

The naive loop scores every document and offers it to a heap. Here a list is read from its most promising blocks on, so
that what they hold spares the blocks whose greatest frequency and least length come to less; and of the documents that
are read, only those are scored that pass a `Gate`. What is offered is scored exactly: the kept ones are those of the
naive loop, to the last digit.

Block-max bounds: S. Ding and T. Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011, section 4. What
is different: bounds are pairs of frequency and length, true whatever the average length of the whole index is.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.gate import Gate
    from cython.cimports.search.execute.kernels.scored import ScoredList
    from cython.cimports.search.execute.kernels.top import Top
else:
    from search.execute.kernels.gate import Gate
    from search.execute.kernels.scored import ScoredList
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import numbers

N_FIRST = cython.declare(cython.Py_ssize_t, 8)
"""Blocks of a list that are read before all others: about what the ten best of a list come from."""

FEW = cython.declare(cython.Py_ssize_t, 4)
"""So many documents a block of the list are looked for one by one; of more, blocks are read whole."""


@cython.cclass
class OneTerm:
    """Finds the best documents of a term; for one question at a time.

    Of documents as good as the worst of the kept, only one before it is kept. So, where documents come in their order,
    one that is just as good bars the later ones as well: `is_in_order`.
    """

    gate: Gate
    is_in_order: cython.bint
    wanted: cython.const[cython.uchar][::1]

    def __init__(self) -> None:
        self.gate = Gate()
        self.is_in_order = False

    def best(self, lists: list, boost: cython.double, top: Top) -> bool:
        """Offer the documents of a term's lists by segment, None where there is none; say if one is damaged."""
        scored: ScoredList
        is_damaged: cython.bint = False
        self.gate.open()
        for found in lists:
            if found is None:
                continue
            scored = found
            scored.start(boost)
            if scored.greatest >= top.least():
                self.wanted = scored.wanted
                self._offer(scored, top)
            is_damaged = is_damaged or scored.is_damaged
        return is_damaged

    def best_of_wanted(
        self,
        lists: list,
        boost: cython.double,
        segment: cython.Py_ssize_t,
        wanted: cython.const[cython.uchar][::1],
        docs: object,
        top: Top,
    ) -> bool:
        """Do as `best`, in one segment: `wanted` has a bit for each document that may be kept, or is empty.

        `docs` are the same documents, rising, where they are few, else None.
        """
        found = lists[segment]
        if found is None:
            return False
        scored: ScoredList = found
        scored.start(boost)
        if docs is not None and len(docs) < FEW * scored.n_blocks:
            self._offer_few(scored, docs, top)
        else:
            self.gate.open()
            self.wanted = wanted
            self._offer(scored, top)
        return scored.is_damaged

    @cython.cfunc
    def _offer_few(self, scored: ScoredList, docs: cython.const[cython.uint][::1], top: Top) -> cython.void:
        """Offer those of `docs` that are in the list."""
        i: cython.Py_ssize_t
        score: cython.double
        for i in range(docs.shape[0]):
            if not scored.reach(docs[i]):
                break
            if scored.holds(docs[i]):
                score = scored.value_here()
                # A later document must be better: of as good ones the first is kept.
                if score > top.least():
                    top.put(docs[i] + scored.base, score)

    @cython.cfunc
    def _offer(self, scored: ScoredList, top: Top) -> cython.void:
        block: cython.Py_ssize_t
        i: cython.Py_ssize_t
        n_first: cython.Py_ssize_t = 0
        freq: cython.Py_ssize_t
        longest: cython.uint[::1] = self.gate.longest
        if scored.n_blocks > N_FIRST:
            n_first = N_FIRST
            if scored.leading.shape[0] == 0:
                scored.leading = _leading(scored)
            self.is_in_order = False
            for i in range(n_first):
                self._offer_block(scored, scored.leading[i], top)
            self._offer_collected(scored, top)
        self.is_in_order = True
        i = 0
        for block in range(scored.n_blocks):
            if i < n_first and scored.leading[n_first + i] == block:
                i += 1
                continue
            freq = cython.cast(cython.Py_ssize_t, scored.freq_bound(block))
            if scored.bounds[block] >> 16 <= longest[min(freq, longest.shape[0] - 1)]:
                self._offer_block(scored, block, top)
        self._offer_collected(scored, top)

    @cython.cfunc
    def _offer_block(self, scored: ScoredList, block: cython.Py_ssize_t, top: Top) -> cython.void:
        freq: cython.uint = cython.cast(cython.uint, scored.freq_bound(block))
        length: cython.uint = scored.bounds[block] >> 16
        score: cython.double = scored.block_bound(block)
        least: cython.double = top.least()
        last: cython.uint = cython.cast(cython.uint, self.gate.longest.shape[0] - 1)
        if score < least or (score == least and block > 0 and scored.last_docs[block - 1] + scored.base >= top.docs[0]):
            if score == least and self.is_in_order:
                self._offer_collected(scored, top)  # what stands before is not to be barred for being as good
            if score < least or self.is_in_order:
                self.gate.bar(freq, length)
            return
        least_freq: cython.uint = self.gate.least_freq(1, length)
        while least_freq < last and scored.bound_at(least_freq, length) * scored.boost < least:
            self.gate.bar(least_freq, length)
            least_freq = self.gate.least_freq(least_freq + 1, length)
        if scored._open(block) and scored._need_freqs() and self.gate.collect(scored, least_freq, self.wanted):
            self._offer_collected(scored, top)

    @cython.cfunc
    def _offer_collected(self, scored: ScoredList, top: Top) -> cython.void:
        i: cython.Py_ssize_t
        freq: cython.uint
        doc: cython.uint
        length: cython.uint
        score: cython.double
        least: cython.double = top.least()
        last: cython.uint = cython.cast(cython.uint, self.gate.longest.shape[0] - 1)
        for i in range(self.gate.sift(scored.lengths)):
            freq = self.gate.freqs[i]
            doc = self.gate.docs[i]
            length = scored.lengths[doc]
            if length > self.gate.longest[min(freq, last)]:
                continue
            score = scored.value(freq, doc)
            if score < least or (score == least and doc + scored.base > top.docs[0]):
                if score < least or self.is_in_order:
                    self.gate.bar(freq, length)
            else:
                top.put(doc + scored.base, score)
                least = top.least()
        self.gate.n = 0


@cython.cfunc
def _leading(scored: ScoredList) -> cython.uint[::1]:
    """Return the blocks of the greatest bounds, the greatest first, of equal ones the first; then the same in order."""
    first: Top = Top(N_FIRST)
    block: cython.Py_ssize_t
    for block in range(scored.n_blocks):
        first.put(cython.cast(cython.uint, block), scored.block_bound(block))
    blocks: list = [block_found for block_found, _ in first.best()]
    found: cython.uint[::1] = numbers(2 * N_FIRST)
    for i, block_found in enumerate([*blocks, *sorted(blocks)]):
        found[i] = block_found
    return found
