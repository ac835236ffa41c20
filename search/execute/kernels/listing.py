# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Which values of a census are in most documents, and in how many documents and articles all others are."""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.census import Census
    from cython.cimports.search.execute.kernels.memory import ask_for
    from cython.cimports.search.execute.kernels.top import Top
else:
    from search.execute.kernels.census import Census
    from search.execute.kernels.top import Top

from search.execute.kernels.arrays import numbers

MOST_LISTED = 4096
"""Values that are listed of a field."""

_N_FIELDS = cython.declare(cython.Py_ssize_t, 8)  # `census.MOST_FIELDS`, as the next two
_UNRANKED = cython.declare(cython.ushort, 8)
"""The slot of a code that is no value, or of a field that is not listed by number. That of a value is its field, but
while it is listed, when it has one of its own.
"""
_FIRST_LISTED = cython.declare(cython.Py_ssize_t, 9)

_NO_NUMBER = cython.declare(cython.uint, 0xFFFFFFFF)

_AHEAD = cython.declare(cython.Py_ssize_t, 48)
"""So many codes before they are looked at their counts are asked for."""


@cython.cclass
class Listing:
    """Lists values of a census. For one thread.

    Of field f `n_values[f]` were counted and `n_shown[f]` are listed; a value that is not listed stands in
    `unlisted[2 * f]` documents, and these in as many articles as the next number tells. What is listed stands in
    `shown`, field after field, those in most documents first, of equals in the order of their ordinals: three numbers
    each, the ordinal, documents and articles.
    """

    def __init__(self, census: Census, is_ranked: cython.const[cython.uchar][::1]) -> None:
        """`is_ranked` is 1 for the fields that are listed by number."""
        n_codes: cython.Py_ssize_t = census._codes_of.shape[0] + 1
        field: cython.Py_ssize_t
        i: cython.Py_ssize_t
        code: cython.Py_ssize_t
        self._census = census
        self._ordinals = numbers(n_codes)
        self._slots = memoryview(bytearray(2 * n_codes)).cast("H")
        self._slots[0] = _UNRANKED
        for field in range(census._n_fields):
            for i in range(census._firsts[field], census._firsts[field + 1]):
                is_value: cython.bint = i + 1 < census._firsts[field + 1]
                code = census._codes_of[i]
                self._slots[code] = field if is_ranked[field] and is_value else _UNRANKED
                self._ordinals[code] = cython.cast(cython.uint, i - census._firsts[field])
        self.n_values = numbers(_N_FIELDS + 1)
        self.n_shown = numbers(_N_FIELDS)
        self.unlisted = numbers(2 * _N_FIELDS)
        self._leasts = numbers(_N_FIELDS + 1)
        self._k = 0
        self._tops = []

    @cython.ccall
    def choose(self, k: cython.Py_ssize_t, least: cython.uint, wanted: cython.const[cython.uchar][::1]) -> None:
        """List at most `k` values of a field, from 1 to `MOST_LISTED`, in `least` documents at least.

        None is listed of fields that are not `wanted`, which has a byte for each.
        """
        census: Census = self._census
        top: Top
        field: cython.Py_ssize_t
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t
        n_shown: cython.Py_ssize_t = 0
        code: cython.uint
        if k != self._k:
            self._tops = [Top(k) for _ in range(census._n_fields)]
            self.shown = numbers(3 * k * census._n_fields)
            self._tallies = numbers(4 * (_FIRST_LISTED + k * census._n_fields))
            self._k = k  # last: if there was no memory for one of them, they are made again
        self._rank()
        for field in range(census._n_fields):
            top = cython.cast(Top, self._tops[field])
            n = top.rank() if wanted[field] else 0
            while n > 0 and top.scores[top.order[n - 1]] < least:
                n -= 1
            self.n_shown[field] = cython.cast(cython.uint, n)
            for i in range(n):
                code = census._codes_of[census._firsts[field] + top.docs[top.order[i]]]
                self._slots[code] = cython.cast(cython.ushort, _FIRST_LISTED + n_shown)
                self.shown[3 * n_shown] = code
                n_shown += 1
        self._tally(_FIRST_LISTED + n_shown)
        n_shown = 0
        for field in range(census._n_fields):
            if census._is_shared[field]:
                self._tally_shared(field, n_shown)
            self.unlisted[2 * field] = self._tallies[4 * field]
            self.unlisted[2 * field + 1] = self._tallies[4 * field + 1]
            for i in range(n_shown, n_shown + self.n_shown[field]):
                code = self.shown[3 * i]
                self._slots[code] = cython.cast(cython.ushort, field)
                self.shown[3 * i] = self._ordinals[code]
                self.shown[3 * i + 1] = census._counts[code]
                self.shown[3 * i + 2] = self._tallies[4 * (_FIRST_LISTED + i) + 1]
            n_shown += self.n_shown[field]

    @cython.cfunc
    def _rank(self) -> None:
        """Count the values of each field, and keep the `k` of it in most documents."""
        census: Census = self._census
        i: cython.Py_ssize_t
        code: cython.Py_ssize_t
        field: cython.Py_ssize_t
        n: cython.uint
        top: Top
        counts: cython.uint[::1] = census._counts
        touched: cython.uint[::1] = census._touched
        slots: cython.ushort[::1] = self._slots
        n_values: cython.uint[::1] = self.n_values
        leasts: cython.uint[::1] = self._leasts
        for field in range(census._n_fields):
            n_values[field] = leasts[field] = 0
            top = cython.cast(Top, self._tops[field])
            top.n = 0
        leasts[_UNRANKED] = _NO_NUMBER
        end: cython.Py_ssize_t = census._n_touched - 1
        if cython.compiled:
            for i in range(min(_AHEAD, census._n_touched)):
                self._ask_for(touched[i])
        for i in range(census._n_touched):
            if cython.compiled:
                self._ask_for(touched[min(i + _AHEAD, end)])
            code = touched[i]
            field = slots[code]
            n = counts[code]
            n_values[field] += 1
            if n >= leasts[field]:
                top = cython.cast(Top, self._tops[field])
                top.put(self._ordinals[code], n)
                if top.n == top.k:
                    leasts[field] = cython.cast(cython.uint, top.scores[0])

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _ask_for(self, code: cython.Py_ssize_t) -> cython.void:
        """Ask for what `_rank` reads of a code."""
        ask_for(cython.address(self._slots[code]))
        ask_for(cython.address(self._census._counts[code]))
        ask_for(cython.address(self._ordinals[code]))

    @cython.cfunc
    @cython.exceptval(check=False)
    def _tally(self, n_slots: cython.Py_ssize_t) -> cython.void:
        """Count documents and articles by slot: of a listed value its own, of all others that of their field.

        documents | articles | the last document, as a place from 1 on | the last article
        """
        census: Census = self._census
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        place: cython.uint
        article: cython.uint
        codes: cython.uint[::1] = census._codes
        places: cython.uint[::1] = census._places
        articles: cython.uint[::1] = census._articles
        slots: cython.ushort[::1] = self._slots
        tallies: cython.uint[::1] = self._tallies
        for i in range(4 * n_slots):
            tallies[i] = 0
        for i in range(census._n_codes):
            at = 4 * cython.cast(cython.Py_ssize_t, slots[codes[i]])
            article = articles[places[i]]
            place = places[i] + 1
            tallies[at] += tallies[at + 2] != place
            tallies[at + 1] += tallies[at + 3] != article
            tallies[at + 2] = place
            tallies[at + 3] = article

    @cython.cfunc
    @cython.exceptval(check=False)
    def _tally_shared(self, field: cython.Py_ssize_t, start: cython.Py_ssize_t) -> cython.void:
        """Do so for a shared field, of which values are listed from `start` on: they are counted by article already."""
        census: Census = self._census
        i: cython.Py_ssize_t
        code: cython.Py_ssize_t
        n: cython.uint = cython.cast(cython.uint, census.n_docs) - census.none(field)
        n_articles: cython.uint = cython.cast(cython.uint, census.n_articles) - census.none_articles(field)
        for i in range(start, start + self.n_shown[field]):
            code = self.shown[3 * i]
            self._tallies[4 * (_FIRST_LISTED + i) + 1] = census._articles_of[code]
            n -= census._counts[code]
            n_articles -= census._articles_of[code]
        self._tallies[4 * field] = n
        self._tallies[4 * field + 1] = n_articles
