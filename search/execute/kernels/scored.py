# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A posting list with its scores and their bounds: what pruning goes by.

The score is that of `weighting.bm25`, operation by operation. It rises with the frequency and falls with the length, so
that the greatest frequency and the least length of a block, which the codec keeps apart from the postings, give a bound
on every score in it. Rounding keeps it one: division rounds in order, and between two frequencies below `CEILING` the
score rises by more than all rounding; above, `SLACK` is added.

A sum of such bounds is one of the sum but for rounding: those who add them compare with `SLACK`.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.cursor import ListCursor
else:
    from search.execute.kernels.cursor import ListCursor

from search.execute.kernels.arrays import doubles, numbers

CEILING = cython.declare(cython.uint, 0xFFFF)
SLACK = cython.declare(cython.double, 1.0 + 1e-9)
"""Far more than a sum of a thousand rounded scores can be off, far less than scores differ by."""


@cython.cfunc
@cython.exceptval(check=False)
def any_damaged(lists: list) -> cython.bint:
    """Return whether one of the `ScoredList`s met bytes that cannot be right."""
    i: cython.Py_ssize_t
    is_damaged: cython.bint = False
    for i in range(len(lists)):
        is_damaged |= cython.cast(ScoredList, lists[i]).is_damaged
    return is_damaged


def norms_by_length(
    most: int, least: cython.double, average: cython.double, k1: cython.double, b: cython.double
) -> memoryview[float]:
    """Return by length, from 0 to `most`, what `weighting.norm` gives, operation by operation.

    A length counts as no less than `least` or 1; the average is that of the field.
    """
    length: cython.Py_ssize_t
    counted: cython.double
    norms: cython.double[::1]
    out = norms = doubles(most + 1)
    for length in range(norms.shape[0]):
        counted = max(length, least, 1.0)
        norms[length] = k1 * (1 - b + b * counted / average)
    return out


@cython.cclass
class ScoredList(ListCursor):
    """Stands at a document of the list, or at none; `start` before each use. For one thread, one use at a time.

    `postings` is an `indexer.format.codec.inverted.PostingList` of a segment of `n_docs` documents, `lengths` are the
    field's by document, `norms` by length what `weighting.norm` gives, for every length there is. `wanted` has a bit
    for each document that is not deleted, or is empty where none is; the first document is number `base` of the index;
    `field` is whose list it is.
    `greatest` is a bound on all scores.
    """

    def __init__(
        self,
        postings: object,
        n_docs: int,
        lengths: memoryview,
        norms: memoryview[float],
        weight: float,
        saturation: float,
        wanted: memoryview,
        base: int,
        field: str,
    ) -> None:
        ListCursor.__init__(self, postings, n_docs)
        self.bounds = postings.bounds
        self.lengths = lengths
        self.lengths_object = lengths
        self.leading = numbers(0)
        self.norms = norms
        self.weight = weight
        self.wanted = wanted
        self.base = base
        self.field = field
        self.saturation = saturation
        self.boost = 1.0
        self.max_freq = postings.max_freq
        if self.bounds.shape[0] < self.n_blocks or self.lengths.shape[0] < n_docs or self.norms.shape[0] < 1:
            self.is_damaged = True
            self.n_blocks = self.df = 0
        self.unboosted = self.bound_at(self.max_freq, postings.min_length) * SLACK
        self.start(1.0)

    @cython.ccall
    @cython.exceptval(check=False)
    def start(self, boost: cython.double) -> cython.void:
        """Stand before the first document; scores are times `boost` from now on."""
        self.boost = boost
        self.greatest = self.unboosted * boost
        self.rewind()
        self.next_block = 0
        self.next_at = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def value(self, freq: cython.double, doc: cython.uint) -> cython.double:
        """Return the score of a document that holds the term so often."""
        return self.weight * freq * self.saturation / (freq + self.norms[self.lengths[doc]]) * self.boost

    @cython.cfunc
    @cython.exceptval(check=False)
    def bound_at(self, freq: cython.double, length: cython.Py_ssize_t) -> cython.double:
        """Return the score, before the boost, of a document of that length."""
        length = min(length, self.norms.shape[0] - 1)
        if length < 0:
            return 0.0
        return self.weight * freq * self.saturation / (freq + self.norms[length])

    @cython.cfunc
    @cython.exceptval(check=False)
    def freq_bound(self, block: cython.Py_ssize_t) -> cython.double:
        """Return the greatest frequency in a block."""
        freq: cython.uint = self.bounds[block] & CEILING
        return self.max_freq if freq == CEILING else freq

    @cython.cfunc
    @cython.exceptval(check=False)
    def block_bound(self, block: cython.Py_ssize_t) -> cython.double:
        """Return a bound on the scores in a block."""
        freq: cython.double = self.freq_bound(block)
        bound: cython.double = self.bound_at(freq, self.bounds[block] >> 16) * self.boost
        return bound if freq < CEILING else bound * SLACK

    @cython.cfunc
    @cython.exceptval(check=False)
    def holds(self, doc: cython.uint) -> cython.bint:
        """Return whether the block `ahead`, which `reach` found, holds `doc`, and stand there if it does."""
        if self.block != self.ahead and not self._open(self.ahead):
            return False
        self.at = self._place_of(doc)
        return self.docs[self.at] == doc

    @cython.cfunc
    @cython.exceptval(check=False)
    def go_back_to(self, doc: cython.uint) -> cython.bint:
        """Stand at a document anywhere in the list, also before the last one asked for; False when it is not in it."""
        if self.ahead >= self.n_blocks or (self.ahead > 0 and self.last_docs[self.ahead - 1] >= doc):
            self.ahead = self.block_for(doc, 0)
        elif self.last_docs[self.ahead] < doc:
            self.ahead = self.block_for(doc, self.ahead + 1)
        return self.ahead < self.n_blocks and self.holds(doc)

    @cython.cfunc
    @cython.exceptval(check=False)
    def look_up(self, doc: cython.uint) -> cython.double:
        """Return the score of a document, anywhere in the list; 0.0 when it is not in it."""
        return self.value_here() if self.go_back_to(doc) else 0.0

    @cython.cfunc
    @cython.exceptval(check=False)
    def value_here(self) -> cython.double:
        """Return the score of the document it stands at."""
        return self.value(self.freq_at(self.at), self.docs[self.at])
