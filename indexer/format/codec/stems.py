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

from collections.abc import Callable

from indexer.format.codec.buffers import zeros


def group(words: list[bytes], stem: Callable[[bytes], bytes]) -> tuple[list[bytes], memoryview, memoryview]:
    """Return the distinct stems of the sorted `words` in order, and the words of each.

    The words of stem i are those with the ordinals `ordinals[starts[i]:starts[i + 1]]`, rising; returned are the stems,
    `starts` and `ordinals`. Cost: that of `stem` for each word, and of sorting the stems.
    """
    numbers: cython.uint[::1] = zeros(len(words))
    number_of: dict = {}
    i: cython.Py_ssize_t
    number: cython.Py_ssize_t
    for i in range(len(words)):
        each = stem(words[i])
        found = number_of.get(each)
        if found is None:
            found = len(number_of)
            number_of[each] = found
        numbers[i] = found
    stems = sorted(number_of)
    starts: cython.uint[::1] = zeros(len(stems) + 2)
    ordinals: cython.uint[::1] = zeros(len(words))
    place_of: cython.uint[::1] = zeros(len(stems))
    for i in range(len(stems)):
        place_of[number_of[stems[i]]] = i
    for i in range(numbers.shape[0]):
        numbers[i] = place_of[numbers[i]]
        starts[numbers[i] + 2] += 1
    for i in range(len(stems)):
        starts[i + 2] += starts[i + 1]
    for i in range(numbers.shape[0]):
        number = numbers[i] + 1
        ordinals[starts[number]] = i
        starts[number] += 1
    return stems, memoryview(starts)[: len(stems) + 1], memoryview(ordinals)


@cython.final
@cython.cclass
class Union:
    """Unites lists of documents: `begin`, `add` each list, then `append_to` writes their union of `n` documents."""

    n: cython.Py_ssize_t
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

    @cython.cfunc
    def begin(self) -> cython.void:
        """Begin with no documents."""
        self.n = 0

    @cython.cfunc
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

    @cython.cfunc
    def append_to(self, docs: cython.uint[::1], freqs: cython.uint[::1], at: cython.Py_ssize_t) -> cython.void:
        """Write the union to `docs` and `freqs` from `at` on."""
        i: cython.Py_ssize_t
        for i in range(self.n):
            docs[at + i] = self._docs[i]
            freqs[at + i] = self._freqs[i]


def unite(
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    word_starts: cython.const[cython.uint][::1],
    words: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
    docs: cython.const[cython.uint][::1],
    freqs: cython.const[cython.uint][::1],
) -> tuple[memoryview, memoryview, memoryview]:
    """Return the lists of stems `first` to `stop` as `starts`, documents and frequencies; of one word an empty one.

    The words of stem i are `words[word_starts[i]:word_starts[i + 1]]`, the list of word w is
    `docs[starts[w]:starts[w + 1]]` with its `freqs`.
    """
    union: Union = Union()
    n: cython.Py_ssize_t = 0
    stem: cython.Py_ssize_t
    i: cython.Py_ssize_t
    for stem in range(first, stop):
        n += _size(stem, word_starts, words, starts)
    out_starts: cython.uint[::1] = zeros(stop - first + 1)
    out_docs: cython.uint[::1] = zeros(n)
    out_freqs: cython.uint[::1] = zeros(n)
    n = 0
    for stem in range(first, stop):
        if word_starts[stem + 1] - word_starts[stem] > 1:
            union.begin()
            for i in range(word_starts[stem], word_starts[stem + 1]):
                union.add(docs, freqs, starts[words[i]], starts[words[i] + 1])
            union.append_to(out_docs, out_freqs, n)
            n += union.n
        out_starts[stem - first + 1] = n
    return memoryview(out_starts), memoryview(out_docs), memoryview(out_freqs)


def reach(
    first: cython.Py_ssize_t,
    most: cython.Py_ssize_t,
    word_starts: cython.const[cython.uint][::1],
    words: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
) -> int:
    """Return up to which stem those from `first` on, at least one, have lists of `most` documents at most."""
    n: cython.Py_ssize_t = 0
    stem: cython.Py_ssize_t = first
    while stem < word_starts.shape[0] - 1:
        n += _size(stem, word_starts, words, starts)
        if n > most and stem > first:
            break
        stem += 1
    return stem


@cython.cfunc
@cython.exceptval(check=False)
def _size(
    stem: cython.Py_ssize_t,
    word_starts: cython.const[cython.uint][::1],
    words: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
) -> cython.Py_ssize_t:
    """Return how many documents the lists of a stem's words have together, 0 for one word."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    if word_starts[stem + 1] - word_starts[stem] > 1:
        for i in range(word_starts[stem], word_starts[stem + 1]):
            n += starts[words[i] + 1] - starts[words[i]]
    return n
