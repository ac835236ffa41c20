# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Counting the values of documents, in documents and in articles.

Values are ordinals. A column of single values has no `starts` (an empty array): the ordinal of a document is
`ordinals[doc]`, and `blank` is the one that stands for no value, `NO_ORDINAL` where none does. Else its ordinals are
`ordinals[starts[doc]:starts[doc + 1]]`, each once. Documents come rising, the paragraphs of an article side by side:
so a new article for a value is one that differs from the last seen with it. `articles` are ordinals by document.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.top import Top
else:
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import numbers

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
    """Counts of `n_values` values by ordinal; `clear` makes it as new at the cost of what was counted.

    `none` and `none_articles` are those of the documents without a value, `n_touched` how many values were counted.
    What is known of a value stands side by side, for values are met in any order, and each is a miss of the cache:

        paragraphs | articles | the last article, as a number from 1 on | nothing
    """

    n_touched = cython.declare(cython.Py_ssize_t, visibility="readonly")
    none = cython.declare(cython.Py_ssize_t, visibility="readonly")
    none_articles = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _rows: cython.uint[::1]
    _touched: cython.uint[::1]

    def __init__(self, n_values: int) -> None:
        self._rows = numbers(4 * n_values)
        self._touched = numbers(n_values)
        self.n_touched = 0
        self.none = 0
        self.none_articles = 0

    @property
    def touched(self) -> memoryview:
        """The ordinals counted, in the order they were met."""
        return memoryview(self._touched)[: self.n_touched]

    def of(self, ordinals: cython.const[cython.uint][::1]) -> tuple[list[int], list[int]]:
        """Return the paragraphs and the articles of values, each as a list; `NO_ORDINAL` stands for a value of none."""
        paragraphs: list = []
        articles: list = []
        i: cython.Py_ssize_t
        row: cython.Py_ssize_t
        for i in range(ordinals.shape[0]):
            row = 4 * cython.cast(cython.Py_ssize_t, ordinals[i])
            if row < self._rows.shape[0]:
                paragraphs.append(self._rows[row])
                articles.append(self._rows[row + 1])
            else:
                paragraphs.append(0)
                articles.append(0)
        return paragraphs, articles

    def paragraphs(self, out: cython.uint[::1]) -> None:
        """Write the paragraphs of every value to `out`, of `n_values` numbers."""
        i: cython.Py_ssize_t
        for i in range(out.shape[0]):
            out[i] = self._rows[4 * i]

    def range(self) -> tuple[int, int]:
        """Return the least and the greatest ordinal counted; there is one."""
        i: cython.Py_ssize_t
        least: cython.uint = self._touched[0]
        most: cython.uint = self._touched[0]
        for i in range(self.n_touched):
            least = min(least, self._touched[i])
            most = max(most, self._touched[i])
        return least, most

    def best(self, k: int) -> list[int]:
        """Return the `k` ordinals counted in most paragraphs, at least 1, ties by ordinal."""
        top: Top = Top(min(k, max(self.n_touched, 1)))
        i: cython.Py_ssize_t
        ordinal: cython.uint
        for i in range(self.n_touched):
            ordinal = self._touched[i]
            top.put(ordinal, self._rows[4 * cython.cast(cython.Py_ssize_t, ordinal)])
        return [ordinal for ordinal, _ in top.best()]

    def clear(self) -> None:
        """Forget all counts."""
        i: cython.Py_ssize_t
        row: cython.Py_ssize_t
        for i in range(self.n_touched):
            row = 4 * cython.cast(cython.Py_ssize_t, self._touched[i])
            self._rows[row] = self._rows[row + 1] = self._rows[row + 2] = 0
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
        first_article: cython.uint,
    ) -> None:
        """Count `docs` of one segment; `articles` plus `first_article` are none of those counted before."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        stop: cython.Py_ssize_t
        row: cython.Py_ssize_t
        ordinal: cython.uint
        article: cython.uint
        last_none: cython.uint = 0  # stands for no article yet, here and in the rows
        has_many: cython.bint = starts.shape[0] > 0
        n: cython.Py_ssize_t = self.n_touched
        rows: cython.uint[::1] = self._rows
        touched: cython.uint[::1] = self._touched
        for i in range(docs.shape[0]):
            article = articles[docs[i]] + first_article + 1
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
                ordinal = ordinals[at]
                row = 4 * cython.cast(cython.Py_ssize_t, ordinal)
                if rows[row] == 0:
                    touched[n] = ordinal
                    n += 1
                rows[row] += 1
                rows[row + 1] += rows[row + 2] != article
                rows[row + 2] = article
                at += 1
        self.n_touched = n


def n_with_any(
    docs: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    bits: cython.const[cython.uchar][::1],
    wanted: cython.uint,
    articles: cython.const[cython.uint][::1],
) -> tuple[int, int]:
    """Return how many of `docs` have an ordinal whose bit is `wanted`, 0 or 1, and in how many articles they stand."""
    n: cython.Py_ssize_t = 0
    n_of_articles: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    last: cython.uint = NO_ORDINAL
    has_many: cython.bint = starts.shape[0] > 0
    for i in range(docs.shape[0]):
        at = starts[docs[i]] if has_many else docs[i]
        stop = starts[docs[i] + 1] if has_many else at + 1
        while at < stop:
            if ((bits[ordinals[at] >> 3] >> (ordinals[at] & 7)) & 1) == wanted:
                n += 1
                n_of_articles += articles[docs[i]] != last
                last = articles[docs[i]]
                break
            at += 1
    return n, n_of_articles
