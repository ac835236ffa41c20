# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Counting the values of several fields at once, in documents and in articles.

What is known of a document stands on its card (`kernels.cards`): the codes of its values. Documents come rising, the
paragraphs of an article side by side: so a new article for a code is one that differs from the last seen with it. What
all paragraphs of an article *share*, as their date, is on no card: it is counted once for all of them.

Three things keep this from waiting for memory. The documents counted lie far apart: so cards are asked for long before
they are read. How many codes each has cannot be guessed: so all that a card has room for are put down, whether they are
there or not, and counted from there. And a counter is one number, for there are as many as values: in how many articles
they stand is only counted of the few that are listed (`kernels.listing`), in a second pass over what was put down,
together with all that are not.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.memory import ask_for
else:
    from indexer.format.codec.buffers import grown

from search.execute.kernels.arrays import numbers

MOST_FIELDS = 8
_N_MASKS = cython.declare(cython.Py_ssize_t, 256)
_MANY = cython.declare(cython.uint, 0xFF)

_IN_A_ROW = cython.declare(cython.Py_ssize_t, 512)
"""Documents whose codes are put down at a time: the nearest cache holds them."""

_FAR = cython.declare(cython.Py_ssize_t, 64)
_NEAR = cython.declare(cython.Py_ssize_t, 16)
"""So many documents before they are read what is known of them is asked for: cards, then what they tell of. It takes a
tenth of a microsecond to come, and a document a fortieth to be counted."""

_AHEAD = cython.declare(cython.Py_ssize_t, 48)
"""So many codes before they are counted their counts are asked for."""

_ROOM = cython.declare(cython.Py_ssize_t, 8 * 512)
"""Codes there is always room for: more than the cards of so many documents have."""

_MOST_KEPT = cython.declare(cython.Py_ssize_t, 1 << 19)
"""Codes for which room is kept from question to question: four megabytes with their documents."""


@cython.cclass
class Census:
    """Counts by code; `clear` makes it as new at the cost of what was counted. For one thread.

    `n_docs` and `n_articles` are those counted.
    """

    def __init__(
        self,
        firsts: cython.const[cython.uint][::1],
        codes_of: cython.const[cython.uint][::1],
        is_shared: cython.const[cython.uchar][::1],
    ) -> None:
        """`codes_of[firsts[field] + place]` is the code of a value, from 1 on, and no other's.

        `firsts` has an end for the last field, of at most `MOST_FIELDS`. Behind the values of a field stands its code
        for none. `is_shared` is 1 for those of articles.
        """
        n_codes: cython.Py_ssize_t = codes_of.shape[0] + 1
        field: cython.Py_ssize_t
        self._n_fields = firsts.shape[0] - 1
        self._n_shared = 0
        self._firsts = firsts
        self._codes_of = codes_of
        self._is_shared = is_shared
        for field in range(self._n_fields):
            self._n_shared += is_shared[field]
        self._counts = numbers(n_codes)
        self._articles_of = numbers(n_codes)
        self._before = numbers(_ROOM)
        self._touched = numbers(n_codes + 1)
        self._n_touched = 0
        self._shared = numbers(n_codes + 1)
        self._n_shared_touched = 0
        self._codes = numbers(_ROOM)
        self._places = numbers(_ROOM)
        self._articles = numbers(_IN_A_ROW)
        self._runs = numbers(2 * _IN_A_ROW + 2)
        self._missing = numbers(2 * _N_MASKS)
        self.n_docs = self.n_articles = 0
        self._n_codes = 0
        self._last = self._seen = 0

    def clear(self) -> None:
        """Forget all counts."""
        i: cython.Py_ssize_t
        counts: cython.uint[::1] = self._counts
        for i in range(self._n_touched):
            counts[self._touched[i]] = 0
        for i in range(self._n_shared_touched):
            self._articles_of[self._shared[i]] = 0
        for i in range(cython.cast(cython.Py_ssize_t, 1) << self._n_fields):
            self._missing[i] = self._missing[_N_MASKS + i] = 0
        if self._codes.shape[0] > _MOST_KEPT:
            self._codes = numbers(_ROOM)
            self._places = numbers(_ROOM)
            self._articles = numbers(_IN_A_ROW)
        self._n_touched = self._n_shared_touched = self._n_codes = 0
        self._last = self._seen = 0
        self.n_docs = self.n_articles = 0

    def add(
        self,
        docs: cython.const[cython.uint][::1],
        base: cython.uint,
        cards: cython.const[cython.uint][::1],
        more: cython.const[cython.uint][::1],
        shared: cython.const[cython.uint][::1],
    ) -> None:
        """Count `docs` of one segment, which are on `cards`; the first of it is number `base` of the index.

        `more` is never empty. `shared` has by the number of an article the codes it has of each field that is shared.
        An article has its paragraphs in one segment, and articles are fewer than documents: so that their numbers plus
        `base` are those of no other.
        """
        start: cython.Py_ssize_t = 0
        stop: cython.Py_ssize_t
        n_new: cython.Py_ssize_t
        n_counted: cython.Py_ssize_t
        if self._articles.shape[0] < self.n_docs + docs.shape[0]:
            self._articles = grown(self._articles, self.n_docs, self.n_docs + docs.shape[0])
        if cython.compiled:
            for n_new in range(min(_FAR, docs.shape[0])):
                ask_for(cython.address(cards[4 * cython.cast(cython.Py_ssize_t, docs[n_new])]))
        while start < docs.shape[0]:
            stop = min(start + _IN_A_ROW, docs.shape[0])
            n_counted = self._n_codes
            n_new = self._put(docs, start, stop, base + 1, cards, more, shared)
            self._count(n_counted)
            if self._n_shared:
                self._count_shared(n_new, stop - start, base + 1, shared)
            self.n_docs += stop - start
            self.n_articles += n_new
            start = stop

    @cython.cfunc
    def _put(
        self,
        docs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        first: cython.uint,
        cards: cython.const[cython.uint][::1],
        more: cython.const[cython.uint][::1],
        shared: cython.const[cython.uint][::1],
    ) -> cython.Py_ssize_t:
        """Put down the codes of a row of documents, and count these by what they have no value of.

        Article 0 has the number `first`. Returns how many articles begin here; `_runs` then has their first documents
        in the row, each with the article.
        """
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        place: cython.uint = cython.cast(cython.uint, self.n_docs)
        n: cython.Py_ssize_t = self._n_codes
        n_new: cython.Py_ssize_t = 0
        article: cython.uint
        one: cython.uint
        two: cython.uint
        three: cython.uint
        mask: cython.uint
        last: cython.uint = self._last
        seen: cython.uint = self._seen
        if n + _ROOM > self._codes.shape[0]:
            self._places = grown(self._places, n, n + _ROOM)
            self._codes = grown(self._codes, n, n + _ROOM)
        codes: cython.uint[::1] = self._codes
        places: cython.uint[::1] = self._places
        articles: cython.uint[::1] = self._articles
        missing: cython.uint[::1] = self._missing
        runs: cython.uint[::1] = self._runs
        end: cython.Py_ssize_t = docs.shape[0] - 1
        for i in range(start, stop):
            if cython.compiled:
                ask_for(cython.address(cards[4 * cython.cast(cython.Py_ssize_t, docs[min(i + _FAR, end)])]))
                at = 4 * cython.cast(cython.Py_ssize_t, docs[min(i + _NEAR, end)])
                ask_for(cython.address(more[cards[at + 2] if (cards[at + 1] & 0xFF) == _MANY else 0]))
                ask_for(cython.address(shared[self._n_shared * cython.cast(cython.Py_ssize_t, cards[at])]))
            at = 4 * cython.cast(cython.Py_ssize_t, docs[i])
            article = cards[at] + first
            one = cards[at + 1]
            two = cards[at + 2]
            three = cards[at + 3]
            articles[place] = article
            if (one & 0xFF) == _MANY:
                n = self._put_many(more, two, n, place)
                codes = self._codes
                places = self._places
            else:
                codes[n] = one >> 16
                codes[n + 1] = two & 0xFFFF
                codes[n + 2] = two >> 16
                codes[n + 3] = three & 0xFFFF
                codes[n + 4] = three >> 16
                places[n] = places[n + 1] = places[n + 2] = places[n + 3] = places[n + 4] = place
                n += one & 0xFF
            mask = (one >> 8) & 0xFF
            seen = seen if article == last else 0
            missing[mask] += 1
            missing[_N_MASKS + (mask & ~seen)] += 1
            seen |= mask
            runs[2 * n_new] = cython.cast(cython.uint, i - start)
            runs[2 * n_new + 1] = article
            n_new += article != last
            last = article
            place += 1
        self._n_codes = n
        self._last = last
        self._seen = seen
        return n_new

    @cython.cfunc
    def _put_many(
        self,
        more: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
        place: cython.uint,
    ) -> cython.Py_ssize_t:
        i: cython.Py_ssize_t
        size: cython.Py_ssize_t = more[start]
        if n + size + _ROOM > self._codes.shape[0]:
            self._places = grown(self._places, n, n + size + _ROOM)
            self._codes = grown(self._codes, n, n + size + _ROOM)
        for i in range(size):
            self._codes[n + i] = more[start + 1 + i]
            self._places[n + i] = place
        return n + size

    @cython.cfunc
    @cython.exceptval(check=False)
    def _count(self, start: cython.Py_ssize_t) -> cython.void:
        """Count the codes that were put down, from `start` on."""
        i: cython.Py_ssize_t
        stop: cython.Py_ssize_t
        end: cython.Py_ssize_t = self._n_codes - 1
        n: cython.Py_ssize_t = self._n_touched
        counts: cython.uint[::1] = self._counts
        touched: cython.uint[::1] = self._touched
        codes: cython.uint[::1] = self._codes
        before: cython.uint[::1] = self._before
        if cython.compiled:
            for i in range(start, min(start + _AHEAD, self._n_codes)):
                ask_for(cython.address(counts[codes[i]]))
        # Two loops: where a code is noted hangs on all counts before, and no later count should wait for that.
        while start < self._n_codes:
            stop = min(start + _ROOM, self._n_codes)
            for i in range(start, stop):
                if cython.compiled:
                    ask_for(cython.address(counts[codes[min(i + _AHEAD, end)]]))
                before[i - start] = counts[codes[i]]
                counts[codes[i]] += 1
            for i in range(start, stop):
                touched[n] = codes[i]
                n += before[i - start] == 0
            start = stop
        self._n_touched = n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _count_shared(
        self,
        n_new: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
        first: cython.uint,
        shared: cython.const[cython.uint][::1],
    ) -> cython.void:
        """Count what articles share for the `n` documents of a row, in which `n_new` articles begin."""
        i: cython.Py_ssize_t
        runs: cython.uint[::1] = self._runs
        runs[2 * n_new] = cython.cast(cython.uint, n)
        if runs[0] > 0:  # the first ones are of the last article of the row before
            self._add_shared(self._articles[self.n_docs] - first, runs[0], 0, shared)
        for i in range(n_new):
            self._add_shared(runs[2 * i + 1] - first, runs[2 * i + 2] - runs[2 * i], 1, shared)

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _add_shared(
        self,
        article: cython.Py_ssize_t,
        n_docs: cython.uint,
        n_articles: cython.uint,
        shared: cython.const[cython.uint][::1],
    ) -> cython.void:
        i: cython.Py_ssize_t
        code: cython.Py_ssize_t
        for i in range(self._n_shared * article, self._n_shared * (article + 1)):
            code = shared[i]
            self._touched[self._n_touched] = shared[i]
            self._n_touched += self._counts[code] == 0
            self._counts[code] += n_docs
            self._shared[self._n_shared_touched] = shared[i]
            self._n_shared_touched += n_articles & (self._articles_of[code] == 0)
            self._articles_of[code] += n_articles

    @cython.ccall
    @cython.exceptval(check=False)
    def none(self, field: cython.Py_ssize_t) -> cython.uint:
        """Return how many documents have no value of a field."""
        i: cython.Py_ssize_t
        n: cython.uint = 0
        if self._is_shared[field]:
            return self._counts[self._codes_of[self._firsts[field + 1] - 1]]
        for i in range(cython.cast(cython.Py_ssize_t, 1) << self._n_fields):
            n += self._missing[i] * ((i >> field) & 1)
        return n

    @cython.ccall
    @cython.exceptval(check=False)
    def none_articles(self, field: cython.Py_ssize_t) -> cython.uint:
        """Return in how many articles documents stand that have no value of a field."""
        i: cython.Py_ssize_t
        n: cython.uint = 0
        if self._is_shared[field]:
            return self._articles_of[self._codes_of[self._firsts[field + 1] - 1]]
        for i in range(cython.cast(cython.Py_ssize_t, 1) << self._n_fields):
            n += self._missing[_N_MASKS + i] * ((i >> field) & 1)
        return n

    @cython.ccall
    @cython.exceptval(check=False)
    def count_of(self, field: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.uint:
        """Return how many documents have the value at a place of a field."""
        return self._counts[self._codes_of[self._firsts[field] + place]]

    @cython.ccall
    @cython.exceptval(check=False)
    def articles_of(self, field: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.uint:
        """Return how many articles do, of a shared field."""
        return self._articles_of[self._codes_of[self._firsts[field] + place]]
