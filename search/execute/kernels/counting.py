# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Counting the values of documents, in documents and in articles.

Values are ordinals. A column of single values has no `starts` (an empty array): the ordinal of a document is
`ordinals[doc]`, and `blank` is the one that stands for no value, `NO_ORDINAL` where none does. Else its ordinals are
`ordinals[starts[doc]:starts[doc + 1]]`, each once. Documents come rising, the paragraphs of an article side by side:
so a new article for a value is one that differs from the last seen with it. `articles` are ordinals by document.
"""

from __future__ import annotations

import cython

from search.execute.kernels.arrays import doubles
from search.execute.kernels.top import Top

NO_ORDINAL = 0xFFFFFFFF


def widened(values: memoryview, out: cython.uint[::1]) -> None:
    """Write 8 or 16-bit numbers, as many as `out` has, as 32-bit ones."""
    if values.format == "B":
        _widen_bytes(values, out)
    else:
        _widen_shorts(values, out)


@cython.cfunc
def _widen_bytes(values: cython.const[cython.uchar][::1], out: cython.uint[::1]) -> cython.void:
    i: cython.Py_ssize_t
    for i in range(out.shape[0]):
        out[i] = values[i]


@cython.cfunc
def _widen_shorts(values: cython.const[cython.ushort][::1], out: cython.uint[::1]) -> cython.void:
    i: cython.Py_ssize_t
    for i in range(out.shape[0]):
        out[i] = values[i]


def mapped(
    values: cython.const[cython.uint][::1], table: cython.const[cython.uint][::1], out: cython.uint[::1]
) -> None:
    """Write `table[value]` for each value; every value is below the length of `table`."""
    i: cython.Py_ssize_t
    for i in range(values.shape[0]):
        out[i] = table[values[i]]


def agreed(
    first: cython.const[cython.uint][::1],
    first_table: cython.const[cython.uint][::1],
    last: cython.const[cython.uint][::1],
    last_table: cython.const[cython.uint][::1],
    out: cython.uint[::1],
) -> None:
    """Write for each document what both its ordinals stand for in their tables, 0 where that differs."""
    i: cython.Py_ssize_t
    for i in range(first.shape[0]):
        out[i] = first_table[first[i]] if first_table[first[i]] == last_table[last[i]] else 0


def n_articles(docs: cython.const[cython.uint][::1], articles: cython.const[cython.uint][::1]) -> int:
    """Return in how many articles `docs` stand."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    last: cython.uint = NO_ORDINAL
    for i in range(docs.shape[0]):
        n += articles[docs[i]] != last
        last = articles[docs[i]]
    return n


@cython.cclass
class Counts:
    """Counts by ordinal below `n_values`; `clear` makes it as new at the cost of what was counted.

    `none` and `none_articles` are those of the documents without a value.
    """

    n_touched = cython.declare(cython.Py_ssize_t, visibility="readonly")
    none = cython.declare(cython.Py_ssize_t, visibility="readonly")
    none_articles = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _paragraphs: cython.uint[::1]
    _articles: cython.uint[::1]
    _last: cython.uint[::1]
    _touched: cython.uint[::1]
    _segment: cython.uint

    def __init__(self, paragraphs: memoryview, articles: memoryview, last: memoryview, touched: memoryview) -> None:
        """Each array is of zeros, one for each ordinal."""
        self._paragraphs = paragraphs
        self._articles = articles
        self._last = last
        self._touched = touched
        self.n_touched = 0
        self.none = 0
        self.none_articles = 0

    @property
    def paragraphs(self) -> memoryview:
        """Documents by ordinal."""
        return memoryview(self._paragraphs)

    @property
    def articles(self) -> memoryview:
        """Articles by ordinal."""
        return memoryview(self._articles)

    @property
    def touched(self) -> memoryview:
        """The ordinals counted, in the order they were met."""
        return memoryview(self._touched)[: self.n_touched]

    def best(self, k: int) -> list[int]:
        """Return the `k` ordinals counted in most paragraphs, at least 1, ties by ordinal."""
        scores: cython.double[::1] = doubles(self.n_touched)
        i: cython.Py_ssize_t
        for i in range(self.n_touched):
            scores[i] = self._paragraphs[self._touched[i]]
        top = Top(min(k, max(self.n_touched, 1)))
        top.offer(self.touched, memoryview(scores), 0)
        return [ordinal for ordinal, _ in top.best()]

    def flag(self, flags: cython.uchar[::1]) -> None:
        """Set the flag of each ordinal counted to 1."""
        i: cython.Py_ssize_t
        for i in range(self.n_touched):
            flags[self._touched[i]] = 1

    def clear(self) -> None:
        """Forget all counts."""
        i: cython.Py_ssize_t
        for i in range(self.n_touched):
            self._paragraphs[self._touched[i]] = 0
            self._articles[self._touched[i]] = 0
        self.n_touched = 0
        self.none = 0
        self.none_articles = 0

    def add(
        self,
        docs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        ordinals: cython.const[cython.uint][::1],
        blank: cython.uint,
        articles: cython.const[cython.uint][::1],
    ) -> None:
        """Count `docs` of one segment; its articles are none of those counted before."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        stop: cython.Py_ssize_t
        article: cython.uint
        last_none: cython.uint = NO_ORDINAL
        has_many: cython.bint = starts.shape[0] > 0
        for i in range(docs.shape[0]):
            article = articles[docs[i]] + 1  # 0 stands for none yet
            if has_many:
                at = starts[docs[i]]
                stop = starts[docs[i] + 1]
            else:
                at = docs[i]
                stop = at + (ordinals[at] != blank)
            if at == stop:
                self.none += 1
                self.none_articles += article != last_none
                last_none = article
            while at < stop:
                self._count(ordinals[at], article)
                at += 1
        for i in range(self.n_touched):
            self._last[self._touched[i]] = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _count(self, ordinal: cython.uint, article: cython.uint) -> cython.void:
        if self._paragraphs[ordinal] == 0:
            self._touched[self.n_touched] = ordinal
            self.n_touched += 1
        self._paragraphs[ordinal] += 1
        self._articles[ordinal] += self._last[ordinal] != article
        self._last[ordinal] = article


def with_any(
    docs: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    flags: cython.const[cython.uchar][::1],
    out: cython.uint[::1],
) -> int:
    """Write those of `docs` with an ordinal whose flag is not 0 to `out`; return how many."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    found: cython.uint
    has_many: cython.bint = starts.shape[0] > 0
    for i in range(docs.shape[0]):
        at = starts[docs[i]] if has_many else docs[i]
        stop = starts[docs[i] + 1] if has_many else at + 1
        found = 0
        while at < stop:
            found |= flags[ordinals[at]]
            at += 1
        out[n] = docs[i]
        n += found != 0
    return n
