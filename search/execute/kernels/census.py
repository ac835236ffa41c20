# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Counting the values of several fields at once, in documents and in articles.

Every value of every field has a *code*; a field has a range of them, the first of which stands for no value. What is
known of a document is `codes[starts[doc]:starts[doc + 1]]`: the number of its article, from 1 on, and its codes, each
once and at least one of each field. Documents come rising, the paragraphs of an article side by side: so a new article
for a code is one that differs from the last seen with it.

The documents counted lie far apart, and what is known of them is mostly in no near cache. How many codes each has
cannot be guessed, and each wrong guess ends the reading ahead of what comes next. So a row of documents is first looked
at without any guess, which fetches them all at once; then their codes are put down, as many at a time as most documents
have; and they are counted from there.
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

AT_ONCE = 8
"""Numbers that are put down without asking how many there are; `codes` has as many more at its end, whatever they
are."""

MOST_FIELDS = 16

NO_NUMBER = cython.declare(cython.uint, 0xFFFFFFFF)
_BUCKETS = cython.declare(cython.Py_ssize_t, 1024)

_IN_A_ROW = cython.declare(cython.Py_ssize_t, 512)
"""Documents fetched at a time: two lines of the cache each, which the second nearest holds."""

_UNLISTED = cython.declare(cython.uchar, 16)
"""The field of a code that is no value, or of a field that is not listed by number."""


def frequencies(ordinals: cython.const[cython.uint][::1], out: cython.uint[::1]) -> None:
    """Add to `out` how often each ordinal is there; all are below its length."""
    i: cython.Py_ssize_t
    for i in range(ordinals.shape[0]):
        out[ordinals[i]] += 1


def by_frequency(counts: cython.const[cython.uint][::1], out: cython.uint[::1]) -> None:
    """Write to `out` the place of each value when the frequent ones come first; from 1,023 on they are as frequent.

    >>> from array import array
    >>> out = numbers(3)
    >>> by_frequency(memoryview(array("I", [1, 5000, 2])), out)
    >>> out.tolist()
    [2, 0, 1]
    """
    i: cython.Py_ssize_t
    bucket: cython.Py_ssize_t
    n: cython.uint = 0
    n_in: cython.uint
    places: cython.uint[::1] = numbers(1024)
    for i in range(counts.shape[0]):
        places[_BUCKETS - 1 - min(cython.cast(cython.Py_ssize_t, counts[i]), _BUCKETS - 1)] += 1
    for i in range(_BUCKETS):
        n_in = places[i]
        places[i] = n
        n += n_in
    for i in range(counts.shape[0]):
        bucket = _BUCKETS - 1 - min(cython.cast(cython.Py_ssize_t, counts[i]), _BUCKETS - 1)
        out[i] = places[bucket]
        places[bucket] += 1


def add_sizes(starts: cython.const[cython.uint][::1], sizes: cython.uint[::1]) -> int:
    """Add to `sizes` the codes each document has of a field, and return how many they are.

    Where there are no `starts`, a document has one.
    """
    doc: cython.Py_ssize_t
    size: cython.uint
    n: cython.Py_ssize_t = 0
    for doc in range(sizes.shape[0]):
        size = max(starts[doc + 1] - starts[doc], 1) if starts.shape[0] else 1
        sizes[doc] += size
        n += size
    return n


def begin(
    sizes: cython.const[cython.uint][::1],
    articles: cython.const[cython.uint][::1],
    base: cython.uint,
    starts: cython.uint[::1],
    ends: cython.uint[::1],
    codes: cython.uint[::1],
) -> None:
    """Write where each document begins, its article there and where that ends; `sizes` are of its codes alone.

    An article has its paragraphs in one segment, and articles are fewer than documents: plus `base`, the number of its
    first document in the index, no two of different segments share a number.
    """
    doc: cython.Py_ssize_t
    n: cython.uint = 0
    for doc in range(sizes.shape[0]):
        starts[doc] = n
        codes[n] = articles[doc] + base + 1
        ends[doc] = n + 1
        n += sizes[doc] + 1
    starts[sizes.shape[0]] = n


def put_codes(
    starts: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    blank: cython.uint,
    table: cython.const[cython.uint][::1],
    first: cython.uint,
    ends: cython.uint[::1],
    codes: cython.uint[::1],
) -> None:
    """Write the codes of one field behind what is there of each document up to `ends`, which move on behind them.

    `table` has the code of each ordinal, `first` is the code of no value.
    """
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    at: cython.uint
    for doc in range(ends.shape[0]):
        at = ends[doc]
        if starts.shape[0] == 0:
            codes[at] = first if ordinals[doc] == blank else table[ordinals[doc]]
            at += 1
        elif starts[doc] == starts[doc + 1]:
            codes[at] = first
            at += 1
        else:
            for i in range(starts[doc], starts[doc + 1]):
                codes[at] = table[ordinals[i]]
                at += 1
        ends[doc] = at


@cython.cclass
class Census:
    """Counts by code; `clear` makes it as new at the cost of what was counted.

    `n_docs` and `n_articles` are those counted. What is known of a code stands side by side, for codes are met in any
    order:

        paragraphs | articles | the last article, as a number from 1 on | nothing
    """

    n_docs = cython.declare(cython.Py_ssize_t, visibility="readonly")
    n_articles = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _n_fields: cython.Py_ssize_t
    _firsts: cython.const[cython.uint][::1]
    _codes_of: cython.const[cython.uint][::1]
    _ordinals: cython.uint[::1]
    _rows: cython.uint[::1]
    _fields: cython.uchar[::1]
    _touched: cython.uint[::1]
    _n_touched: cython.Py_ssize_t
    _tops: list
    _k: cython.Py_ssize_t
    # What was put down: articles and codes, and by document where they end.
    _codes: cython.uint[::1]
    _ends: cython.uint[::1]
    _fetched: cython.uint

    def __init__(
        self,
        firsts: cython.const[cython.uint][::1],
        codes_of: cython.const[cython.uint][::1],
        is_ranked: cython.const[cython.uchar][::1],
    ) -> None:
        """`firsts` are the first codes of the fields, at most `MOST_FIELDS`, and behind them the number of all codes.

        `codes_of[firsts[field] + ordinal]` is the code of a value, which is one of that field. `is_ranked` is 1 for the
        fields that `best` and `others` are asked of, and 0 for those that are shown by `histogram`.
        """
        n_codes: cython.Py_ssize_t = codes_of.shape[0]
        field: cython.Py_ssize_t
        i: cython.Py_ssize_t
        self._n_fields = firsts.shape[0] - 1
        self._firsts = firsts
        self._codes_of = codes_of
        self._ordinals = numbers(n_codes)
        self._fields = bytearray(n_codes)
        for field in range(self._n_fields):
            for i in range(firsts[field], firsts[field + 1]):
                # Neither no value nor a period is listed.
                self._fields[i] = cython.cast(cython.uchar, field) if i > firsts[field] and is_ranked[field] else 16
                if i + 1 < firsts[field + 1]:
                    self._ordinals[codes_of[i]] = cython.cast(cython.uint, i - firsts[field])
        self._rows = numbers(4 * n_codes)
        self._touched = numbers(n_codes + 1)
        self._n_touched = 0
        self._tops = []
        self._k = 0
        self.n_docs = self.n_articles = 0
        self._codes = numbers(256)
        self._ends = numbers(64)
        self._fetched = 0

    def clear(self) -> None:
        """Forget all counts."""
        i: cython.Py_ssize_t
        row: cython.Py_ssize_t
        for i in range(self._n_touched):
            row = 4 * cython.cast(cython.Py_ssize_t, self._touched[i])
            self._rows[row] = self._rows[row + 1] = self._rows[row + 2] = 0
        self._n_touched = 0
        self.n_docs = self.n_articles = 0

    def add(
        self,
        docs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        codes: cython.const[cython.uint][::1],
    ) -> None:
        """Count `docs` of one segment."""
        start: cython.Py_ssize_t = 0
        stop: cython.Py_ssize_t
        last: cython.uint = 0
        while start < docs.shape[0]:
            stop = min(start + _IN_A_ROW, docs.shape[0])
            self._put(docs, start, stop, starts, codes)
            last = self._count(self.n_docs, self.n_docs + stop - start, last)
            self.n_docs += stop - start
            start = stop

    @cython.cfunc
    def _put(
        self,
        docs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        starts: cython.const[cython.uint][::1],
        codes: cython.const[cython.uint][::1],
    ) -> cython.void:
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        at: cython.Py_ssize_t
        size: cython.Py_ssize_t
        n: cython.Py_ssize_t = self.n_docs
        end: cython.Py_ssize_t = self._ends[n - 1] if n else 0
        wanted: cython.Py_ssize_t = end + 8
        fetched: cython.uint = 0
        for i in range(start, stop):
            wanted += starts[docs[i] + 1] - starts[docs[i]]
            fetched ^= codes[starts[docs[i]]]
        self._fetched = fetched  # it would not be read if it were not kept
        if self._codes.shape[0] < wanted:
            self._codes = grown(self._codes, end, wanted)
        if self._ends.shape[0] < n + stop - start:
            self._ends = grown(self._ends, n, n + stop - start)
        put: cython.uint[::1] = self._codes
        ends: cython.uint[::1] = self._ends
        for i in range(start, stop):
            at = starts[docs[i]]
            size = starts[docs[i] + 1] - at
            for j in range(8):  # as many as `AT_ONCE`, told to the compiler
                put[end + j] = codes[at + j]
            for j in range(8, size):
                put[end + j] = codes[at + j]
            end += size
            ends[n + i - start] = cython.cast(cython.uint, end)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _count(self, first: cython.Py_ssize_t, stop: cython.Py_ssize_t, last: cython.uint) -> cython.uint:
        """Count what was put down of documents; `last` is the article before them. Return the last of theirs."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        row: cython.Py_ssize_t
        at: cython.Py_ssize_t
        article: cython.uint
        n_articles: cython.Py_ssize_t = 0
        n: cython.Py_ssize_t = self._n_touched
        rows: cython.uint[::1] = self._rows
        touched: cython.uint[::1] = self._touched
        codes: cython.uint[::1] = self._codes
        ends: cython.uint[::1] = self._ends
        at = ends[first - 1] if first else 0
        for i in range(first, stop):
            article = codes[at]
            n_articles += article != last
            last = article
            for j in range(at + 1, ends[i]):
                row = 4 * cython.cast(cython.Py_ssize_t, codes[j])
                touched[n] = codes[j]
                n += rows[row] == 0
                rows[row] += 1
                rows[row + 1] += rows[row + 2] != article
                rows[row + 2] = article
            at = ends[i]
        self._n_touched = n
        self.n_articles += n_articles
        return last

    def none(self, field: cython.Py_ssize_t) -> tuple[int, int]:
        """Return how many documents have no value of a field, and in how many articles they stand."""
        row: cython.Py_ssize_t = 4 * cython.cast(cython.Py_ssize_t, self._firsts[field])
        return self._rows[row], self._rows[row + 1]

    def best(self, k: int) -> list[tuple[int, list[tuple[int, int, int]]]]:
        """Return for each field how many values were counted, and the `k`, at least 1, in most paragraphs.

        Of a value: its ordinal, paragraphs and articles. Ties are in the order of the ordinals.
        """
        i: cython.Py_ssize_t
        code: cython.Py_ssize_t
        row: cython.Py_ssize_t
        field: cython.Py_ssize_t
        n: cython.uint
        top: Top
        n_values: cython.uint[::1] = numbers(MOST_FIELDS + 1)
        leasts: cython.uint[::1] = numbers(MOST_FIELDS + 1)
        leasts[_UNLISTED] = NO_NUMBER
        if k != self._k:
            self._k = k
            self._tops = [Top(k) for _ in range(self._n_fields)]
        for i in range(self._n_touched):
            code = self._touched[i]
            field = self._fields[code]
            n = self._rows[4 * code]
            n_values[field] += 1
            if n >= leasts[field]:
                top = self._tops[field]
                top.put(self._ordinals[code], n)
                if top.n == top.k:
                    leasts[field] = cython.cast(cython.uint, top.scores[0])
        found: list = []
        told: list
        for field in range(self._n_fields):
            told = []
            top = self._tops[field]
            for ordinal, _ in top.best():
                row = ordinal
                row = 4 * cython.cast(cython.Py_ssize_t, self._codes_of[self._firsts[field] + row])
                told.append((ordinal, self._rows[row], self._rows[row + 1]))
            top.clear()
            found.append((n_values[field], told))
        return found

    def others(self, listed: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return for each field how many documents have a value that is not listed, and in how many articles.

        `listed` are values as (field, ordinal).
        """
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        field: cython.Py_ssize_t
        mask: cython.uint
        seen: cython.uint = 0
        last: cython.uint = 0
        of_docs: cython.uint[::1] = numbers(1 << self._n_fields)
        of_articles: cython.uint[::1] = numbers(1 << self._n_fields)
        codes: cython.uint[::1] = self._codes
        ends: cython.uint[::1] = self._ends
        fields: cython.uchar[::1] = self._fields
        bits: cython.uint[::1] = numbers(MOST_FIELDS + 1)  # that of what is not listed stays 0
        for field in range(self._n_fields):
            bits[field] = cython.cast(cython.uint, 1) << field
        for field, i in listed:
            fields[self._codes_of[self._firsts[field] + i]] = _UNLISTED
        for i in range(self.n_docs):
            mask = 0
            for j in range(at + 1, ends[i]):
                mask |= bits[fields[codes[j]]]
            seen = seen if codes[at] == last else 0
            last = codes[at]
            at = ends[i]
            of_docs[mask] += 1
            of_articles[mask & ~seen] += 1
            seen |= mask
        for field, i in listed:
            fields[self._codes_of[self._firsts[field] + i]] = cython.cast(cython.uchar, field)
        found: list = []
        n: cython.uint
        n_articles: cython.uint
        for field in range(self._n_fields):
            n = n_articles = 0
            for i in range(of_docs.shape[0]):
                if (i >> field) & 1:
                    n += of_docs[i]
                    n_articles += of_articles[i]
            found.append((n, n_articles))
        return found

    def histogram(self, field: cython.Py_ssize_t, nothing: list, known: dict, make: object) -> list:
        """Return a count for each ordinal of a field, from the first that was counted to the last.

        `nothing` has those of none by ordinal; `make(ordinal, paragraphs, articles)` makes another, and `known` keeps
        what it made.
        """
        start: cython.Py_ssize_t = cython.cast(cython.Py_ssize_t, self._firsts[field]) + 1
        stop: cython.Py_ssize_t = self._firsts[field + 1]
        i: cython.Py_ssize_t
        n: cython.ulonglong
        n_articles: cython.ulonglong
        ordinal: cython.ulonglong
        key: object
        found: list
        while start < stop and self._rows[4 * start] == 0:
            start += 1
        while start < stop and self._rows[4 * (stop - 1)] == 0:
            stop -= 1
        first: cython.Py_ssize_t = cython.cast(cython.Py_ssize_t, self._firsts[field]) + 1
        found = nothing[start - first : stop - first]
        for i in range(start, stop):
            n = self._rows[4 * i]
            if n:
                n_articles = self._rows[4 * i + 1]
                ordinal = i - first
                key = (ordinal << 48) | (n << 24) | n_articles
                if n >= 1 << 24:
                    key = ordinal, n, n_articles
                count = known.get(key)
                if count is None:
                    count = known[key] = make(ordinal, n, n_articles)
                found[i - start] = count
        return found
