# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Whole values by document: what a field makes of a value is asked once, and a document is one number.

A document has a *set*: the terms of its values, and what its column holds of them. Documents that have the same share
it, so that a run of paragraphs costs one look-up; set 0 is that of a document without a value.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence

import cython

from indexer.format.codec.buffers import zeros

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
else:
    from indexer.format.codec.buffers import grown


@cython.final
@cython.cclass
class ValueStream:
    """The values of a field by document, in rising order of documents.

    `analyse(value)` returns the distinct terms of a value and what the column holds of it. A field with `has_many`
    takes tuples of values, any other takes one value, and its `default` is what the column holds of a document without.
    """

    n_docs = cython.declare(cython.Py_ssize_t, visibility="readonly")
    n_numbers = cython.declare(cython.Py_ssize_t, visibility="readonly")
    n_sets = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _has_many: cython.bint
    _analyse: object
    _given: cython.uint[::1]
    _known: dict
    _analysed: dict
    _terms: dict
    _values: dict
    _set_terms: cython.uint[::1]
    _term_ends: cython.uint[::1]
    _set_values: cython.uint[::1]
    _value_ends: cython.uint[::1]

    def __init__(self, analyse: Callable[[object], tuple], has_many: bool = False, default: object = None) -> None:
        self.n_docs = 0
        self.n_numbers = 0
        self.n_sets = 1
        self._has_many = has_many
        self._analyse = analyse
        self._given = zeros(64)
        self._known = {None: 0}
        self._analysed = {}
        self._terms = {}
        self._values = {} if has_many else {default: 0}
        self._set_terms = zeros(64)
        self._term_ends = zeros(64)
        self._set_values = zeros(64)
        self._value_ends = zeros(64)
        if not has_many:
            self._value_ends[0] = 1  # of set 0: the default, whose number is 0

    @cython.ccall
    def add_run(self, doc: cython.Py_ssize_t, key: Hashable, n_docs: cython.Py_ssize_t) -> cython.void:
        """Give `n_docs` documents from `doc` on the same value, or None; in a field of many the same values."""
        number = self._known.get(key)
        if number is None:
            number = self._learn((key,) if not self._has_many else key)
            self._known[key] = number
        self._put(doc, number, n_docs)

    @cython.ccall
    def add_each(self, doc: cython.Py_ssize_t, keys: list) -> cython.void:
        """Give documents from `doc` on one value each, or None."""
        i: cython.Py_ssize_t
        for i in range(len(keys)):
            self.add_run(doc + i, keys[i], 1)

    @cython.ccall
    def add_once(self, doc: cython.Py_ssize_t, values: Sequence) -> cython.void:
        """Give a document its values, in a field of many where hardly two documents have the same."""
        self._put(doc, self._learn(values), 1)

    @cython.cfunc
    def _put(self, doc: cython.Py_ssize_t, number: cython.uint, n_docs: cython.Py_ssize_t) -> cython.void:
        i: cython.Py_ssize_t
        if number == 0 or n_docs < 1:
            return
        if self._given.shape[0] < doc + n_docs:
            self._given = grown(self._given, self.n_docs, doc + n_docs)
        for i in range(doc, doc + n_docs):
            self._given[i] = number
        self.n_docs = doc + n_docs
        self.n_numbers += n_docs * (self._term_ends[number] - self._term_ends[number - 1])

    @cython.cfunc
    def _learn(self, values: Sequence) -> cython.Py_ssize_t:
        """Return the number of a new set, of the distinct ones of `values`."""
        terms: dict = {}
        kept: dict = {}
        for value in values:
            known = self._analysed.get(value)
            if known is None:
                of_value, column_value = self._analyse(value)
                known = tuple([self._terms.setdefault(term, len(self._terms)) for term in of_value]), column_value
                self._analysed[value] = known
            for number in known[0]:
                terms[number] = None
            kept[known[1]] = None
        # As Whoosh sees it, a document whose only value is empty has none.
        if self._has_many and len(kept) == 1 and b"" in kept:
            kept = {}
        number = self.n_sets
        if number >= self._term_ends.shape[0]:
            self._term_ends = grown(self._term_ends, number, number + 1)
            self._value_ends = grown(self._value_ends, number, number + 1)
        self._set_terms = _extended(self._set_terms, self._term_ends[number - 1], list(terms))
        self._term_ends[number] = self._term_ends[number - 1] + len(terms)
        numbers = [self._values.setdefault(value, len(self._values)) for value in kept]
        self._set_values = _extended(self._set_values, self._value_ends[number - 1], numbers)
        self._value_ends[number] = self._value_ends[number - 1] + len(numbers)
        self.n_sets += 1
        return number

    def terms(self) -> list[bytes]:
        """Return the distinct terms by number."""
        return list(self._terms)

    def lists(self, n_docs: int) -> tuple[memoryview, memoryview]:
        """Return the numbers of the terms of all documents, one after the other, and where those of each end."""
        return self._spread(n_docs, self._set_terms, self._term_ends)

    def column(self, n_docs: int) -> tuple[dict, memoryview, memoryview]:
        """Return what the column holds: the number of each distinct value, those of all documents, where each ends."""
        return self._values, *self._spread(n_docs, self._set_values, self._value_ends)

    @cython.cfunc
    def _spread(
        self,
        n_docs: cython.Py_ssize_t,
        members: cython.const[cython.uint][::1],
        set_ends: cython.const[cython.uint][::1],
    ) -> tuple:
        """Return the members of the sets of all documents, and where those of each document end."""
        ends: cython.uint[::1] = zeros(n_docs)
        doc: cython.Py_ssize_t
        i: cython.Py_ssize_t
        number: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        for doc in range(n_docs):
            number = self._given[doc] if doc < self.n_docs else 0
            n += set_ends[number] - (set_ends[number - 1] if number else 0)
            ends[doc] = n
        out: cython.uint[::1] = zeros(n)
        n = 0
        for doc in range(n_docs):
            number = self._given[doc] if doc < self.n_docs else 0
            for i in range(set_ends[number - 1] if number else 0, set_ends[number]):
                out[n] = members[i]
                n += 1
        return memoryview(out), memoryview(ends)


@cython.cfunc
def _extended(numbers: cython.uint[::1], used: cython.Py_ssize_t, more: list) -> cython.uint[::1]:
    """Return `numbers[:used]` with `more` behind, in the same array where it is long enough."""
    i: cython.Py_ssize_t
    if numbers.shape[0] < used + len(more):
        numbers = grown(numbers, used, used + len(more))
    for i in range(len(more)):
        numbers[used + i] = more[i]
    return numbers


def ranked(numbers: cython.const[cython.uint][::1], rank: cython.const[cython.uint][::1], typecode: str) -> memoryview:
    """Return the ranks of `numbers`, as unsigned numbers of an `array` typecode: B, H or I, none of them greater."""
    n: cython.Py_ssize_t = numbers.shape[0]
    i: cython.Py_ssize_t
    out = memoryview(array(typecode, bytes(array(typecode).itemsize * n)))
    small: cython.uchar[::1]
    middle: cython.ushort[::1]
    large: cython.uint[::1]
    if typecode == "B":
        small = out
        for i in range(n):
            small[i] = rank[numbers[i]]
    elif typecode == "H":
        middle = out
        for i in range(n):
            middle[i] = rank[numbers[i]]
    else:
        large = out
        for i in range(n):
            large[i] = rank[numbers[i]]
    return out


def steepest(starts: cython.const[cython.uint][::1]) -> int:
    """Return the greatest difference between neighbours of rising numbers, 0 of fewer than two."""
    most: cython.uint = 0
    i: cython.Py_ssize_t
    for i in range(1, starts.shape[0]):
        most = max(most, starts[i] - starts[i - 1])
    return most


def one_each(
    starts: cython.const[cython.uint][::1], numbers: cython.const[cython.uint][::1], empty: cython.uint
) -> memoryview:
    """Return the one number of each document, `empty` for one that has none; see `Column` for the arrays."""
    n_docs: cython.Py_ssize_t = starts.shape[0] - 1
    out: cython.uint[::1] = zeros(n_docs)
    doc: cython.Py_ssize_t
    for doc in range(n_docs):
        out[doc] = numbers[starts[doc]] if starts[doc] < starts[doc + 1] else empty
    return memoryview(out)
