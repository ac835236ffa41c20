# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Where words stand in a document, and whether they stand next to each other."""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.cursor import ListCursor
else:
    from indexer.format.codec.buffers import grown
    from search.execute.kernels.cursor import ListCursor

from search.execute.kernels.arrays import numbers


@cython.cclass
class Places:
    """The positions of one term: those of one list, or of the several lists of the words of a stem."""

    def __init__(self, cursors: list) -> None:
        self.cursors = cursors
        self.found = numbers(64)
        self.n = 0

    @cython.cfunc
    def read(self, doc: cython.uint) -> cython.Py_ssize_t:
        """Find the positions in `doc`, rising; documents are asked for in rising order. Return how many."""
        cursor: ListCursor
        wanted: cython.Py_ssize_t
        n_lists: cython.Py_ssize_t = 0
        self.n = 0
        for cursor in self.cursors:
            if cursor.seek(doc):
                wanted = self.n + cursor.n_positions()
                if self.found.shape[0] < wanted:
                    self.found = grown(self.found, self.n, wanted)
                self.n += cursor.positions(self.found, self.n)
                n_lists += 1
        if n_lists > 1:
            self._sort()
        return self.n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _sort(self) -> cython.void:
        # By insertion: a few runs, each of them sorted.
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        value: cython.uint
        for i in range(1, self.n):
            value = self.found[i]
            j = i
            while j > 0 and self.found[j - 1] > value:
                self.found[j] = self.found[j - 1]
                j -= 1
            self.found[j] = value

    def at(self, doc: int) -> list[int]:
        """Return the positions in `doc`, rising; documents are asked for in rising order."""
        self.read(doc)
        return [self.found[i] for i in range(self.n)]


@cython.cfunc
@cython.exceptval(check=False)
def advance(
    ends: cython.uint[::1], n: cython.Py_ssize_t, found: cython.uint[::1], n_found: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Keep those of the first `n` of `ends` that have their next position in `found`, as it; return how many."""
    kept: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    for i in range(n):
        while at < n_found and found[at] < ends[i] + 1:
            at += 1
        if at == n_found:
            break
        if found[at] == ends[i] + 1:
            ends[kept] = found[at]
            kept += 1
    return kept


def in_order(words: list, docs: cython.const[cython.uint][::1], out: cython.uint[::1]) -> int:
    """Write those of `docs`, rising, in which `words` (a `Places` each) stand one after the other; return how many.

    `out` may be `docs`.
    """
    ends: cython.uint[::1] = numbers(64)
    kept: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    doc: cython.uint
    places: Places
    n_words: cython.Py_ssize_t = len(words)
    for i in range(docs.shape[0]):
        doc = docs[i]
        places = words[0]
        n = places.read(doc)
        if ends.shape[0] < n:
            ends = grown(ends, 0, n)
        for j in range(n):
            ends[j] = places.found[j]
        for j in range(1, n_words):
            places = words[j]
            if n == 0 or places.read(doc) == 0:
                n = 0
                break
            n = advance(ends, n, places.found, places.n)
        if n:
            out[kept] = doc
            kept += 1
    return kept
