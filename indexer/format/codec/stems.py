# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Stems from written words: the lists of a field of stems, made when a segment is written.

A stem stands for the words that have it. Its documents are those of its words, its frequency in each the sum of
theirs; where it stands in a document is found from the words' positions when it is asked for.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
else:
    from indexer.format.codec.buffers import grown

from indexer.format.codec.buffers import zeros


@cython.final
@cython.cclass
class Union:
    """Unites lists of documents: `begin`, `add` each list, then `docs`, `freqs` and `n` are their union."""

    n = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _docs: cython.uint[::1]
    _freqs: cython.uint[::1]
    _other_docs: cython.uint[::1]
    _other_freqs: cython.uint[::1]

    def __init__(self) -> None:
        self.n = 0
        self._docs = zeros(64)
        self._freqs = zeros(64)
        self._other_docs = zeros(64)
        self._other_freqs = zeros(64)

    @property
    def docs(self) -> memoryview:
        """The documents, rising, in the first `n` places."""
        return memoryview(self._docs)

    @property
    def freqs(self) -> memoryview:
        """The frequencies, in the first `n` places."""
        return memoryview(self._freqs)

    @cython.ccall
    def begin(self) -> cython.void:
        """Begin with no documents."""
        self.n = 0

    @cython.ccall
    def add(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
    ) -> cython.void:
        """Unite with the list `docs[start:stop]`, rising, and its `freqs`."""
        wanted: cython.Py_ssize_t = self.n + stop - start
        if self._other_docs.shape[0] < wanted:
            self._other_docs = grown(self._other_docs, 0, wanted)
            self._other_freqs = grown(self._other_freqs, 0, wanted)
        a: cython.Py_ssize_t = 0
        b: cython.Py_ssize_t = start
        out: cython.Py_ssize_t = 0
        while a < self.n or b < stop:
            if b >= stop or (a < self.n and self._docs[a] < docs[b]):
                self._other_docs[out] = self._docs[a]
                self._other_freqs[out] = self._freqs[a]
                a += 1
            elif a >= self.n or docs[b] < self._docs[a]:
                self._other_docs[out] = docs[b]
                self._other_freqs[out] = freqs[b]
                b += 1
            else:
                self._other_docs[out] = docs[b]
                self._other_freqs[out] = freqs[b] + self._freqs[a]
                a += 1
                b += 1
            out += 1
        self.n = out
        self._docs, self._other_docs = self._other_docs, self._docs
        self._freqs, self._other_freqs = self._other_freqs, self._freqs
