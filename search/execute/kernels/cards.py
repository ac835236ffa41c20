# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Cards: what is counted of a document, side by side, so that one line of the cache brings all of it.

Every value of every field has a *code*, a number from 1 on. The card of a document is four numbers:

    0  the number of its article in the segment
    1  bits 0 to 7 how many codes it has, 8 to 15 the fields it has no value of, from 16 on the first code
    2  the second code, from bit 16 on the third
    3  the fourth, from bit 16 on the fifth; those it does not have are 0

Few documents have more codes, or one that is wider than 16 bits. For them number 1 says `MANY`, and number 2 is where
their codes stand in `more`: how many, then one after the other.
"""

from __future__ import annotations

import cython

from search.execute.kernels.arrays import numbers

MANY = 0xFF
_MANY = cython.declare(cython.uint, 0xFF)
_N_CODES = cython.declare(cython.uint, 5)
_WIDEST = cython.declare(cython.uint, 0xFFFF)
_IS_WIDE = cython.declare(cython.uint, 0x80000000)
_BUCKETS = cython.declare(cython.Py_ssize_t, 1024)


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


def spread(
    articles: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    out: cython.uint[::1],
) -> bool:
    """Write the ordinal of each article's documents by the number of the article; False where theirs differ.

    `out` has room for every number, all of them `NO_ORDINAL`.
    """
    doc: cython.Py_ssize_t
    for doc in range(articles.shape[0]):
        if out[articles[doc]] != ordinals[doc]:
            if out[articles[doc]] != 0xFFFFFFFF:
                return False
            out[articles[doc]] = ordinals[doc]
    return True


def add_sizes(
    starts: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    blank: cython.uint,
    codes: cython.const[cython.uint][::1],
    sizes: cython.uint[::1],
) -> None:
    """Add to `sizes` how many codes each document has of a field; bit 31 tells of a code that is too wide for a card.

    Where there are no `starts` a document has one ordinal, and none of value `blank`; `codes` are by ordinal.
    """
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    for doc in range(sizes.shape[0]):
        if starts.shape[0] == 0:
            if ordinals[doc] != blank:
                sizes[doc] += 1
                if codes[ordinals[doc]] > _WIDEST:
                    sizes[doc] |= _IS_WIDE
        else:
            sizes[doc] += starts[doc + 1] - starts[doc]
            for i in range(starts[doc], starts[doc + 1]):
                if codes[ordinals[i]] > _WIDEST:
                    sizes[doc] |= _IS_WIDE


def begin(
    sizes: cython.const[cython.uint][::1], articles: cython.const[cython.uint][::1], cards: cython.uint[::1]
) -> int:
    """Begin the card of each document, which has no code yet; return how long `more` is to be."""
    doc: cython.Py_ssize_t
    n: cython.uint = 0
    for doc in range(sizes.shape[0]):
        cards[4 * doc] = articles[doc]
        if sizes[doc] > _N_CODES:
            cards[4 * doc + 1] = _MANY
            cards[4 * doc + 2] = n
            n += (sizes[doc] & ~_IS_WIDE) + 1
    return n


def put_codes(
    starts: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    blank: cython.uint,
    codes: cython.const[cython.uint][::1],
    field: cython.uint,
    cards: cython.uint[::1],
    more: cython.uint[::1],
) -> None:
    """Write the codes of a field behind those of the fields before it; arguments as those of `add_sizes`."""
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n_docs: cython.Py_ssize_t = cards.shape[0] >> 2
    missing: cython.uint = cython.cast(cython.uint, 0x100) << field
    for doc in range(n_docs):
        if starts.shape[0] == 0:
            if ordinals[doc] == blank:
                cards[4 * doc + 1] |= missing
            else:
                _put(codes[ordinals[doc]], doc, cards, more)
        elif starts[doc] == starts[doc + 1]:
            cards[4 * doc + 1] |= missing
        else:
            for i in range(starts[doc], starts[doc + 1]):
                _put(codes[ordinals[i]], doc, cards, more)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _put(code: cython.uint, doc: cython.Py_ssize_t, cards: cython.uint[::1], more: cython.uint[::1]) -> cython.void:
    at: cython.Py_ssize_t = 4 * doc
    place: cython.Py_ssize_t
    n: cython.uint = cards[at + 1] & 0xFF
    if n == _MANY:
        place = cards[at + 2]
        more[place] += 1
        more[place + more[place]] = code
        return
    cards[at + 1] += 1
    cards[at + 1 + ((n + 1) >> 1)] |= code if n & 1 else code << 16
