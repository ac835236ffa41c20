# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Which documents may still be kept, by two small numbers: how often a term stands there, and how long they are.

A score falls with the length, and rises with the frequency. So when a document of a length is not good enough, no
longer one of that frequency is, nor one of a lower frequency: what was computed once need not be computed again. A loop
over a list then compares two whole numbers a document, and divides only for the few that pass.
"""

from __future__ import annotations

import cython

from search.execute.kernels.arrays import numbers

N_FREQS = cython.declare(cython.Py_ssize_t, 15)
"""Frequencies with a gate of their own; greater ones hardly occur, and share one that stays open."""
OPEN = cython.declare(cython.uint, 0xFFFFFFFF)


@cython.cclass
class Gate:
    """Says by frequency, of `N_FREQS` and more together at the last place, the greatest length that passes: `longest`.

    What bars a document must bar those that are longer, and those of lower frequencies that are as long. `passing`
    are those that passed at last.
    """

    def __init__(self) -> None:
        self.longest = numbers(N_FREQS + 1)
        self.passing = numbers(0)
        self.open()

    @cython.cfunc
    @cython.exceptval(check=False)
    def open(self) -> cython.void:
        """Let everything pass."""
        freq: cython.Py_ssize_t
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
    def select(
        self,
        docs: cython.uint[::1],
        freqs: cython.uint[::1],
        n: cython.Py_ssize_t,
        lengths: cython.const[cython.ushort][::1],
        least: cython.uint,
    ) -> cython.Py_ssize_t:
        """List in `passing` the places of those of the first `n` of `docs` that pass; return how many.

        None of a frequency below `least` passes. Lengths stand anywhere in memory: few are looked for, and without a
        branch, so that many are fetched at a time and none is waited for.
        """
        i: cython.Py_ssize_t
        k: cython.Py_ssize_t = 0
        m: cython.Py_ssize_t = 0
        if self.passing.shape[0] <= n:
            self.passing = numbers(n + 1)
        passing: cython.uint[::1] = self.passing
        longest: cython.uint[::1] = self.longest
        last: cython.uint = cython.cast(cython.uint, N_FREQS)
        place: cython.uint
        length: cython.uint
        for i in range(n):
            passing[k] = cython.cast(cython.uint, i)
            k += freqs[i] >= least
        for i in range(k):
            place = passing[i]
            passing[m] = place
            length = lengths[docs[place]]
            m += length <= longest[min(freqs[place], last)]
        return m

    @cython.cfunc
    @cython.exceptval(check=False)
    def least_freq(self, freq: cython.uint, length: cython.uint) -> cython.uint:
        """Return the first frequency from `freq` on of which a document of that length passes."""
        while freq < N_FREQS and length > self.longest[freq]:
            freq += 1
        return freq
