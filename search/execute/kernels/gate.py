# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Which documents may still be kept, by two small numbers: how often a term stands there, and how long they are.

A score falls with the length, and rises with the frequency. So when a document of a length is not good enough, no
longer one of that frequency is, nor one of a lower frequency: what was computed once need not be computed again. A loop
over a list then compares two whole numbers a document, and divides only for the few that pass.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.memory import ask_for
    from cython.cimports.search.execute.kernels.scored import ScoredList
else:
    from search.execute.kernels.scored import ScoredList

    def first_byte(eight: int) -> int:
        """Return the number of the first byte that is not 0, of bytes of which each is 0 or 1."""
        return (eight & -eight).bit_length() >> 3


from search.execute.kernels.arrays import bits, numbers

N_FREQS = cython.declare(cython.Py_ssize_t, 15)
"""Frequencies with a gate of their own; greater ones hardly occur, and share one that stays open."""
N_COLLECTED = cython.declare(cython.Py_ssize_t, 64)
"""Documents whose lengths are looked for at once, about."""
OPEN = cython.declare(cython.uint, 0xFFFFFFFF)


@cython.cclass
class Gate:
    """Says by frequency, of `N_FREQS` and more together at the last place, the greatest length that passes: `longest`.

    What bars a document must bar those that are longer, and those of lower frequencies that are as long. It lets `n`
    documents at a time pass: `docs`, with their `freqs`.
    """

    def __init__(self) -> None:
        self.longest = numbers(N_FREQS + 1)
        self.docs = numbers(0)
        self.freqs = numbers(0)
        self.are_wanted = bits(0)
        self.eights = memoryview(self.are_wanted).cast("Q")
        self.open()

    @cython.cfunc
    @cython.exceptval(check=False)
    def open(self) -> cython.void:
        """Let everything pass that comes from now on."""
        freq: cython.Py_ssize_t
        self.n = 0
        for freq in range(N_FREQS + 1):
            self.longest[freq] = OPEN

    @cython.cfunc
    @cython.exceptval(check=False)
    def bar(self, freq: cython.Py_ssize_t, length: cython.uint) -> cython.void:
        """Let nothing of that frequency and length pass any more; of length 0 something may still do."""
        if freq >= N_FREQS:
            freq = N_FREQS - 1
        if length > 0:
            length -= 1
        while freq > 0 and self.longest[freq] > length:
            self.longest[freq] = length
            freq -= 1

    @cython.cfunc
    def collect(self, scored: ScoredList, least: cython.uint, wanted: cython.const[cython.uchar][::1]) -> cython.bint:
        """Take from the block a list stands in what is of frequency `least` or above; say if it is time to `sift`.

        `wanted` has a bit for each document that may be kept, or is empty. Most documents have a low frequency. All are
        compared at once, into bytes, and of these the few that are set are found eight at a time.
        """
        i: cython.Py_ssize_t
        k: cython.Py_ssize_t = self.n
        n: cython.Py_ssize_t = scored.n
        at: cython.Py_ssize_t
        doc: cython.uint
        eight: cython.ulonglong
        if self.docs.shape[0] < k + n:
            self._make_room(N_COLLECTED + n)
        freqs: cython.uint[::1] = scored.freqs
        are_wanted: cython.uchar[::1] = self.are_wanted
        for i in range(n):
            are_wanted[i] = freqs[i] >= least
        if wanted.shape[0]:
            for i in range(n):
                doc = scored.docs[i]
                are_wanted[i] &= wanted[doc >> 3] >> (doc & 7)
        for i in range(n, (n + 7) & ~7):
            are_wanted[i] = 0
        for i in range((n + 7) >> 3):
            eight = self.eights[i]
            while eight:
                at = 8 * i + first_byte(eight)
                doc = scored.docs[at]
                if cython.compiled:
                    ask_for(cython.address(scored.lengths[doc]))
                self.docs[k] = doc
                self.freqs[k] = freqs[at]
                k += 1
                eight &= eight - 1
        self.n = k
        return k >= N_COLLECTED

    @cython.cfunc
    def sift(self, lengths: cython.const[cython.ushort][::1]) -> cython.Py_ssize_t:
        """Let those pass of what was collected that are short enough; return how many.

        Lengths stand anywhere in memory. They were asked for as documents were collected, and are looked for without a
        branch, so that none is waited for.
        """
        i: cython.Py_ssize_t
        m: cython.Py_ssize_t = 0
        doc: cython.uint
        freq: cython.uint
        length: cython.uint
        last: cython.uint = cython.cast(cython.uint, N_FREQS)
        for i in range(self.n):
            doc = self.docs[i]
            freq = self.freqs[i]
            self.docs[m] = doc
            self.freqs[m] = freq
            length = lengths[doc]
            m += length <= self.longest[min(freq, last)]
        self.n = m
        return m

    @cython.cfunc
    def _make_room(self, size: cython.Py_ssize_t) -> cython.void:
        i: cython.Py_ssize_t
        docs: cython.uint[::1] = numbers(size)
        freqs: cython.uint[::1] = numbers(size)
        for i in range(self.n):
            docs[i] = self.docs[i]
            freqs[i] = self.freqs[i]
        self.docs = docs
        self.freqs = freqs
        self.are_wanted = bits(((size + 7) >> 3) * 64)
        self.eights = memoryview(self.are_wanted).cast("Q")

    @cython.cfunc
    @cython.exceptval(check=False)
    def least_freq(self, freq: cython.uint, length: cython.uint) -> cython.uint:
        """Return the first frequency from `freq` on of which a document of that length passes."""
        while freq < N_FREQS and length > self.longest[freq]:
            freq += 1
        return freq
