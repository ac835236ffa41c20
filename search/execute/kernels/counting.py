# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Counting the values of documents, in documents and in articles.

Values are ordinals. A column of single values has no `starts` (an empty array): the ordinal of a document is
`ordinals[doc]`, and `blank` is the one that stands for no value, `NO_ORDINAL` where none does. Else its ordinals are
`ordinals[starts[doc]:starts[doc + 1]]`, each once. Documents come rising, the paragraphs of an article side by side:
so a new article for a value is one that differs from the last seen with it. `articles` are ordinals by document.

How many values a document has cannot be guessed, and each wrong guess costs as much as five counts: so values are put
down in a row first, without a branch where they are few, and counted and looked through from there.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.top import Top
else:
    from indexer.format.codec.buffers import grown
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
class Occurrences:
    """The values of documents one after the other: what is counted is first put down here, then looked at in a row.

    For the value at each place: its ordinal, its document and its article, both as numbers over the whole index, from
    1 on, so that 0 stands for none. One serves one count after the other.
    """

    n = cython.declare(cython.Py_ssize_t, visibility="readonly")
    ordinals: cython.uint[::1]
    docs: cython.uint[::1]
    articles: cython.uint[::1]

    def __init__(self) -> None:
        self.n = 0
        self.ordinals = numbers(64)
        self.docs = numbers(64)
        self.articles = numbers(64)

    @cython.cfunc
    def _reserve(self, n: cython.Py_ssize_t) -> cython.void:
        """Make room for `n` more, and two that are written over."""
        wanted: cython.Py_ssize_t = self.n + n + 2
        if self.ordinals.shape[0] < wanted:
            self.ordinals = grown(self.ordinals, self.n, wanted)
            self.docs = grown(self.docs, self.n, wanted)
            self.articles = grown(self.articles, self.n, wanted)

    def n_with_any(self, bits: cython.const[cython.uchar][::1], wanted: cython.uint) -> tuple[int, int]:
        """Return how many documents have a value whose bit is `wanted`, 0 or 1, and in how many articles they stand."""
        n: cython.Py_ssize_t = 0
        n_articles: cython.Py_ssize_t = 0
        i: cython.Py_ssize_t
        ordinal: cython.uint
        last_doc: cython.uint = 0
        last_article: cython.uint = 0
        ordinals: cython.uint[::1] = self.ordinals
        docs: cython.uint[::1] = self.docs
        articles: cython.uint[::1] = self.articles
        for i in range(self.n):
            ordinal = ordinals[i]
            if ((bits[ordinal >> 3] >> (ordinal & 7)) & 1) == wanted:
                n += docs[i] != last_doc
                n_articles += articles[i] != last_article
                last_doc = docs[i]
                last_article = articles[i]
        return n, n_articles


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
    occurrences = cython.declare(Occurrences, visibility="readonly")
    _rows: cython.uint[::1]
    _touched: cython.uint[::1]

    def __init__(self, n_values: int, occurrences: Occurrences) -> None:
        """`occurrences` hold what was counted until they are used for another count."""
        self.occurrences = occurrences
        self._rows = numbers(4 * n_values)
        self._touched = numbers(n_values + 1)
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

    def best(self, k: int) -> list[tuple[int, int, int]]:
        """Return the `k` values, at least 1, in most paragraphs, ties by ordinal: (ordinal, paragraphs, articles)."""
        top: Top = Top(min(k, max(self.n_touched, 1)))
        i: cython.Py_ssize_t
        ordinal: cython.uint
        for i in range(self.n_touched):
            ordinal = self._touched[i]
            top.put(ordinal, self._rows[4 * cython.cast(cython.Py_ssize_t, ordinal)])
        found: list = []
        row: cython.Py_ssize_t
        for ordinal, _ in top.best():
            row = 4 * cython.cast(cython.Py_ssize_t, ordinal)
            found.append((ordinal, self._rows[row], self._rows[row + 1]))
        return found

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
        self.occurrences.n = 0

    def add(
        self,
        docs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        ordinals: cython.const[cython.uint][::1],
        blank: cython.uint,
        articles: cython.const[cython.uint][::1],
        base: cython.uint,
    ) -> None:
        """Count `docs` of one segment, the first of which is number `base` of the index.

        An article has its paragraphs in one segment, and articles are fewer than documents: plus `base`, no two of
        different segments share a number.
        """
        start: cython.Py_ssize_t = self.occurrences.n
        if starts.shape[0]:
            self._put_many(docs, starts, ordinals, articles, base)
        else:
            self._put_single(docs, ordinals, blank, articles, base)
        self._count(start)

    @cython.cfunc
    def _put_single(
        self,
        docs: cython.const[cython.uint][::1],
        ordinals: cython.const[cython.uint][::1],
        blank: cython.uint,
        articles: cython.const[cython.uint][::1],
        base: cython.uint,
    ) -> cython.void:
        room: Occurrences = self.occurrences
        room._reserve(docs.shape[0])
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = room.n
        is_blank: cython.bint
        doc: cython.uint
        article: cython.uint
        last_none: cython.uint = 0
        put_ordinals: cython.uint[::1] = room.ordinals
        put_docs: cython.uint[::1] = room.docs
        put_articles: cython.uint[::1] = room.articles
        for i in range(docs.shape[0]):
            doc = docs[i]
            article = articles[doc] + base + 1
            put_ordinals[n] = ordinals[doc]
            put_docs[n] = doc + base + 1
            put_articles[n] = article
            is_blank = ordinals[doc] == blank
            n += not is_blank
            if is_blank:
                self.none += 1
                self.none_articles += article != last_none
                last_none = article
        room.n = n

    @cython.cfunc
    def _put_many(
        self,
        docs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        ordinals: cython.const[cython.uint][::1],
        articles: cython.const[cython.uint][::1],
        base: cython.uint,
    ) -> cython.void:
        room: Occurrences = self.occurrences
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        at: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        n_values: cython.Py_ssize_t
        n_none: cython.Py_ssize_t = 0
        doc: cython.uint
        article: cython.uint
        last_none: cython.uint = 0
        for i in range(docs.shape[0]):
            n += starts[docs[i] + 1] - starts[docs[i]]
        room._reserve(n)
        n = room.n
        put_ordinals: cython.uint[::1] = room.ordinals
        put_docs: cython.uint[::1] = room.docs
        put_articles: cython.uint[::1] = room.articles
        last: cython.Py_ssize_t = ordinals.shape[0] - 1
        if last < 0:
            last = 0
        for i in range(docs.shape[0]):
            doc = docs[i]
            at = starts[doc]
            n_values = starts[doc + 1] - at
            article = articles[doc] + base + 1
            doc += base + 1
            # Most have none, one or two: these are put down without asking, and what is not theirs written over.
            if ordinals.shape[0]:
                put_ordinals[n] = ordinals[min(at, last)]
                put_ordinals[n + 1] = ordinals[min(at + 1, last)]
            put_docs[n] = put_docs[n + 1] = doc
            put_articles[n] = put_articles[n + 1] = article
            for j in range(2, n_values):
                put_ordinals[n + j] = ordinals[at + j]
                put_docs[n + j] = doc
                put_articles[n + j] = article
            n += n_values
            n_none += n_values == 0
            self.none_articles += (n_values == 0) & (article != last_none)
            last_none = article if n_values == 0 else last_none
        self.none += n_none
        room.n = n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _count(self, start: cython.Py_ssize_t) -> cython.void:
        """Count the occurrences from `start` on."""
        i: cython.Py_ssize_t
        row: cython.Py_ssize_t
        n: cython.Py_ssize_t = self.n_touched
        rows: cython.uint[::1] = self._rows
        touched: cython.uint[::1] = self._touched
        ordinals: cython.uint[::1] = self.occurrences.ordinals
        articles: cython.uint[::1] = self.occurrences.articles
        for i in range(start, self.occurrences.n):
            row = 4 * cython.cast(cython.Py_ssize_t, ordinals[i])
            touched[n] = ordinals[i]
            n += rows[row] == 0
            rows[row] += 1
            rows[row + 1] += rows[row + 2] != articles[i]
            rows[row + 2] = articles[i]
        self.n_touched = n
