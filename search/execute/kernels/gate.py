# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Which documents may still be kept, by two small numbers: how often a term stands there, and how long they are.

A score falls with the length, and rises with the frequency. So when a document of a length is not good enough, no
longer one of that frequency is, nor one of a lower frequency: what was computed once need not be computed again. A loop
over a list then compares two whole numbers a document, and divides only for the few that pass.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.scored import ScoredList
else:
    from search.execute.kernels.scored import ScoredList

from search.execute.kernels.arrays import numbers

N_FREQS = cython.declare(cython.Py_ssize_t, 15)
"""Frequencies with a gate of their own; greater ones hardly occur, and share one that stays open."""
N_AT_ONCE = cython.declare(cython.Py_ssize_t, 8)
"""Documents whose frequencies are compared at once."""
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
    def select(self, scored: ScoredList, least: cython.uint) -> cython.Py_ssize_t:
        """List in `passing` the places in the block a list stands in of what passes; return how many.

        None of a frequency below `least` passes. Most documents have a low one, so that many are passed over at a time.
        Lengths stand anywhere in memory: few are looked for, and without a branch, so that many are fetched at a time
        and none is waited for.
        """
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t = 0
        k: cython.Py_ssize_t = 0
        m: cython.Py_ssize_t = 0
        n: cython.Py_ssize_t = scored.n
        if self.passing.shape[0] <= n:
            self.passing = numbers(n + 1)
        last: cython.uint = cython.cast(cython.uint, N_FREQS)
        place: cython.uint
        length: cython.uint
        are_any: cython.uint
        while j < n:
            i = j
            j = min(j + N_AT_ONCE, n)
            if j - i == N_AT_ONCE:
                are_any = 0
                for i in range(j - N_AT_ONCE, j):
                    are_any |= scored.freqs[i] >= least
                if not are_any:
                    continue
                i = j - N_AT_ONCE
            while i < j:
                self.passing[k] = cython.cast(cython.uint, i)
                k += scored.freqs[i] >= least
                i += 1
        for i in range(k):
            place = self.passing[i]
            self.passing[m] = place
            length = scored.lengths[scored.docs[place]]
            m += length <= self.longest[min(scored.freqs[place], last)]
        return m

    @cython.cfunc
    @cython.exceptval(check=False)
    def least_freq(self, freq: cython.uint, length: cython.uint) -> cython.uint:
        """Return the first frequency from `freq` on of which a document of that length passes."""
        while freq < N_FREQS and length > self.longest[freq]:
            freq += 1
        return freq
