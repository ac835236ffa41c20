# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sets of documents, as rising numbers or as bits: kept, joined, taken away.

`out` may be the first array, for nothing is read behind where it is written; it is as long as the first array. Bit i
is bit i & 7 of byte i >> 3. Each function returns how many documents it wrote.
"""

from __future__ import annotations

import cython

if not cython.compiled:

    def lowest_bit(word: int) -> int:
        """Return the place of the lowest bit that is set, of one at least."""
        return (word & -word).bit_length() - 1


@cython.cfunc
@cython.exceptval(check=False)
def _first_from(docs: cython.const[cython.uint][::1], start: cython.Py_ssize_t, doc: cython.uint) -> cython.Py_ssize_t:
    """Return the first place from `start` on that is not below `doc`: galloping, for it is mostly near."""
    low: cython.Py_ssize_t = start
    high: cython.Py_ssize_t = start
    step: cython.Py_ssize_t = 1
    middle: cython.Py_ssize_t
    while high < docs.shape[0] and docs[high] < doc:
        low = high + 1
        high += step
        step *= 2
    high = min(high, docs.shape[0])
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low


_NEAR = cython.declare(cython.Py_ssize_t, 8)
"""How many times more documents others may be, for a step through all of them to cost less than leaps."""


def intersect(
    docs: cython.const[cython.uint][::1], others: cython.const[cython.uint][::1], out: cython.uint[::1]
) -> int:
    """Write those of `docs` that are among `others`, to be called with the shorter one first.

    >>> from array import array
    >>> from search.execute.kernels.arrays import numbers
    >>> out = numbers(3)
    >>> n = intersect(memoryview(array("I", [1, 4, 9])), memoryview(array("I", [0, 4, 5, 9, 12])), out)
    >>> out[:n].tolist()
    [4, 9]
    """
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t = 0
    doc: cython.uint
    other: cython.uint
    if others.shape[0] < _NEAR * docs.shape[0]:
        # Step by step where steps are short: what comes next is not guessed, so that no guess is wrong.
        while i < docs.shape[0] and at < others.shape[0]:
            doc = docs[i]
            other = others[at]
            out[n] = doc
            n += doc == other
            i += doc <= other
            at += other <= doc
        return n
    for i in range(docs.shape[0]):
        doc = docs[i]
        at = _first_from(others, at, doc)
        if at == others.shape[0]:
            break
        if others[at] == doc:
            out[n] = doc
            n += 1
    return n


def subtract(
    docs: cython.const[cython.uint][::1], others: cython.const[cython.uint][::1], out: cython.uint[::1]
) -> int:
    """Write those of `docs` that are not among `others`."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    doc: cython.uint
    for i in range(docs.shape[0]):
        doc = docs[i]
        at = _first_from(others, at, doc)
        if at == others.shape[0] or others[at] != doc:
            out[n] = doc
            n += 1
    return n


def set_bits(docs: cython.const[cython.uint][::1], bits: cython.uchar[::1]) -> None:
    """Set the bit of each of `docs`."""
    i: cython.Py_ssize_t
    for i in range(docs.shape[0]):
        bits[docs[i] >> 3] |= 1 << (docs[i] & 7)


def keep(
    docs: cython.const[cython.uint][::1],
    bits: cython.const[cython.uchar][::1],
    wanted: cython.int,
    out: cython.uint[::1],
) -> int:
    """Write those of `docs` whose bit is `wanted`, 0 or 1."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    doc: cython.uint
    for i in range(docs.shape[0]):
        doc = docs[i]
        out[n] = doc
        n += ((bits[doc >> 3] >> (doc & 7)) & 1) == wanted
    return n


def docs_of_words(words: cython.const[cython.ulonglong][::1], out: cython.uint[::1]) -> int:
    """Write the documents whose bit is set to `out`, which has room for them; the bits stand 64 in a word.

    >>> from array import array
    >>> from search.execute.kernels.arrays import numbers
    >>> out = numbers(4)
    >>> n = docs_of_words(memoryview(array("Q", [1 << 63 | 1 << 8 | 1, 0, 2])), out)
    >>> out[:n].tolist()
    [0, 8, 63, 129]
    """
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    first: cython.uint
    word: cython.ulonglong
    top: cython.ulonglong = 1
    top <<= 63
    for i in range(words.shape[0]):
        word = words[i]
        first = cython.cast(cython.uint, i * 64)
        if word and n + 4 <= out.shape[0]:
            # How many a word has cannot be guessed: four are written, and those it does not have written over.
            for _ in range(4):
                out[n] = first + lowest_bit(word | top)
                n += word != 0
                word &= word - (word != 0)
        while word:
            out[n] = first + lowest_bit(word)
            n += 1
            word &= word - 1
    return n


def within(
    ordinals: cython.const[cython.uint][::1], start: cython.uint, stop: cython.uint, out: cython.uint[::1]
) -> int:
    """Write the documents whose ordinal lies in `start` to `stop`, half open; `out` is as long as `ordinals`."""
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    for i in range(ordinals.shape[0]):
        out[n] = cython.cast(cython.uint, i)
        n += start <= ordinals[i] < stop
    return n


def bits_within(
    ordinals: cython.const[cython.uint][::1], start: cython.uint, stop: cython.uint, bits: cython.uchar[::1]
) -> None:
    """Set the bit of each document whose ordinal lies in `start` to `stop`, half open.

    >>> from array import array
    >>> from search.execute.kernels.arrays import bits
    >>> found = bits(9)
    >>> bits_within(memoryview(array("I", [3, 4, 5, 6, 5, 5, 5, 5, 4])), 4, 6, found)
    >>> [f"{byte:08b}" for byte in found]
    ['11110110', '00000001']
    """
    byte: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n_docs: cython.Py_ssize_t = ordinals.shape[0]
    whole: cython.Py_ssize_t = min(n_docs >> 3, bits.shape[0])
    found: cython.uint
    for byte in range(whole):
        found = 0
        for i in range(8):
            found |= (start <= ordinals[byte * 8 + i] < stop) << i
        bits[byte] = cython.cast(cython.uchar, found)
    for i in range(whole * 8, min(n_docs, bits.shape[0] * 8)):
        bits[i >> 3] |= (start <= ordinals[i] < stop) << (i & 7)


def intersect_bits(bits: cython.uchar[::1], others: cython.const[cython.uchar][::1]) -> None:
    """Keep the bits of `bits` that are set in `others` too, which are as many."""
    i: cython.Py_ssize_t
    for i in range(min(bits.shape[0], others.shape[0])):
        bits[i] &= others[i]


def add_at(
    docs: cython.const[cython.uint][::1],
    scores: cython.const[cython.double][::1],
    every_doc: cython.const[cython.uint][::1],
    out: cython.double[::1],
) -> None:
    """Write the scores of `docs`, all of them among `every_doc`, to the places of those in `out`, and 0.0 elsewhere."""
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    for i in range(every_doc.shape[0]):
        if at < docs.shape[0] and docs[at] == every_doc[i]:
            out[i] = scores[at]
            at += 1
        else:
            out[i] = 0.0


def add(scores: cython.double[::1], others: cython.const[cython.double][::1]) -> None:
    """Add to each of `scores` the one in the same place of `others`."""
    i: cython.Py_ssize_t
    for i in range(scores.shape[0]):
        scores[i] += others[i]


def scale(scores: cython.double[::1], boost: cython.double) -> None:
    """Multiply each of `scores`."""
    i: cython.Py_ssize_t
    for i in range(scores.shape[0]):
        scores[i] *= boost


def fill(scores: cython.double[::1], score: cython.double) -> None:
    """Write the same score everywhere."""
    i: cython.Py_ssize_t
    for i in range(scores.shape[0]):
        scores[i] = score


def look_up(
    docs: cython.const[cython.uint][::1],
    ordinals: cython.const[cython.uint][::1],
    table: cython.const[cython.double][::1],
    out: cython.double[::1],
) -> None:
    """Write to `out` for each of `docs` what its ordinal stands for in `table`."""
    i: cython.Py_ssize_t
    for i in range(docs.shape[0]):
        out[i] = table[ordinals[docs[i]]]
