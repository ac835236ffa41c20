# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What the first pass said of the same words elsewhere in the article: the features of the second pass.

A name is often plain in one place (`President Gabriel Boric`) and bare in another (`Boric added`). `remember` counts
the first pass's labels of every capitalised word, and of every pair of them, over a whole article; `recall` turns the
counts, less the token's own vote, into features. After Krishnan and Manning (2006), who add the majority label of
the same token to a second model's features; the pairs and the inside count are ours.

The table is open addressing with linear steps over `keys` (0 is empty), a power of two of them, at most half full;
`counts` has eight numbers a key: outside, the six types, and how often inside a name rather than at its head.
"""

from __future__ import annotations

from typing import Final

import cython

from indexer.entities.tagger import layout

N_RECALLED: Final = 22

_N_RECALLED = cython.declare(cython.Py_ssize_t, N_RECALLED)
N_COLUMNS = cython.declare(cython.Py_ssize_t, layout.N_COLUMNS)
BOUNDARY = cython.declare(cython.uint, 15)  # stands for the label of what is no token
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
LOW_BITS = cython.declare(cython.uint, 0xFFFFFFFF)
GOLDEN = cython.declare(cython.uint, 0x9E3779B9)
MIX_1 = cython.declare(cython.uint, 0x85EBCA6B)
MIX_2 = cython.declare(cython.uint, 0xC2B2AE35)
MIX_3 = cython.declare(cython.uint, 0xCC9E2D51)
FIRST_TEMPLATE = cython.declare(cython.uint, 200)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _mix(template: cython.uint, value: cython.uint) -> cython.uint:
    h: cython.uint = value ^ (((FIRST_TEMPLATE + template) * GOLDEN) & LOW_BITS)
    h = ((h ^ (h >> 16)) * MIX_1) & LOW_BITS
    h = ((h ^ (h >> 13)) * MIX_2) & LOW_BITS
    return h ^ (h >> 16)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _pair(a: cython.uint, b: cython.uint) -> cython.uint:
    h: cython.uint = (a * MIX_3) & LOW_BITS
    return _mix(0, (h >> 15) ^ h ^ b)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_remembered(case: cython.uint) -> cython.bint:
    """Whether a token may be a name's: capitals of any kind, letters with digits; no small words, numbers, marks."""
    return 2 <= case <= 7 or case == 9 or case == 11 or case == 13


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _slot(keys: cython.uint[::1], key: cython.uint) -> cython.Py_ssize_t:
    """Return where `key` stands or would stand."""
    mask: cython.uint = cython.cast(cython.uint, len(keys) - 1)
    slot: cython.uint = key & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _word_key(columns: cython.uint[::1], row: cython.Py_ssize_t) -> cython.uint:
    return columns[row + 2] | 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _pair_key(columns: cython.uint[::1], row: cython.Py_ssize_t) -> cython.uint:
    return _pair(columns[row + 2], columns[row + N_COLUMNS + 2]) | 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _joined(labels: cython.uchar[::1], row: cython.Py_ssize_t) -> cython.uint:
    """Return the type of the name that the tokens of `row` and the next are both inside, or 0."""
    if labels[row + 1] != 0 and labels[row + 1] % 2 == 0:
        return labels[row + 1] // 2
    return 0


def remember(
    columns: cython.uint[::1],
    loud: cython.uint[::1],
    labels: cython.uchar[::1],
    keys: cython.uint[::1],
    counts: cython.uint[::1],
) -> None:
    """Enter the words and pairs of an article, with the first pass's labels, in its table.

    `loud` lists the rows that may hold a name; `labels` has one number a row of `columns`, 0 outside `loud`.
    """
    at: cython.Py_ssize_t
    row: cython.Py_ssize_t
    r: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    for at in range(len(loud)):
        row = loud[at]
        r = row * N_COLUMNS
        if not _is_remembered(columns[r + 13]):
            continue
        slot = _slot(keys, _word_key(columns, r))
        keys[slot] = _word_key(columns, r)
        counts[slot * 8 + (labels[row] + 1) // 2] += 1
        if labels[row] and labels[row] % 2 == 0:
            counts[slot * 8 + 7] += 1
        if _is_remembered(columns[r + N_COLUMNS + 13]):
            slot = _slot(keys, _pair_key(columns, r))
            keys[slot] = _pair_key(columns, r)
            counts[slot * 8 + _joined(labels, row)] += 1


@cython.cfunc
@cython.exceptval(check=False)
def _verdict(counts: cython.uint[::1], slot: cython.Py_ssize_t, own: cython.uint) -> cython.uint:
    """Return the majority of the other votes: 0 for none, else 1 + type * 6 + how sure and how many."""
    total: cython.uint = 0
    most: cython.uint = 0
    best: cython.uint = 0
    kind: cython.uint
    votes: cython.uint
    for kind in range(7):
        votes = counts[slot * 8 + kind] - (1 if kind == own else 0)
        total += votes
        if votes > most:
            most = votes
            best = kind
    if total == 0:
        return 0
    sure: cython.uint = 2 if most == total else (1 if most * 4 >= total * 3 else 0)
    return 1 + best * 6 + sure * 2 + (1 if total >= 3 else 0)


def recall(
    columns: cython.uint[::1],
    loud: cython.uint[::1],
    labels: cython.uchar[::1],
    keys: cython.uint[::1],
    counts: cython.uint[::1],
    words: cython.uint[::1],
    pairs: cython.uint[::1],
    out: cython.uint[::1],
) -> None:
    """Write `N_RECALLED` feature hashes for each row in `loud` to `out`.

    `words` and `pairs` are scratch of one number a row of `columns`, zeroed.
    """
    at: cython.Py_ssize_t
    row: cython.Py_ssize_t
    r: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    inner: cython.uint
    for at in range(len(loud)):
        row = loud[at]
        r = row * N_COLUMNS
        if not _is_remembered(columns[r + 13]):
            continue
        slot = _slot(keys, _word_key(columns, r))
        words[row] = _verdict(counts, slot, (labels[row] + 1) // 2)
        if words[row]:
            inner = counts[slot * 8 + 7] - (1 if labels[row] and labels[row] % 2 == 0 else 0)
            if inner * 2 > counts[slot * 8 + (words[row] - 1) // 6]:
                words[row] += 64
        if _is_remembered(columns[r + N_COLUMNS + 13]):
            slot = _slot(keys, _pair_key(columns, r))
            pairs[row] = _verdict(counts, slot, _joined(labels, row))
    for at in range(len(loud)):
        _write(columns, loud[at], labels, words, pairs, out, at * _N_RECALLED)


@cython.cfunc
@cython.exceptval(check=False)
def _write(
    columns: cython.uint[::1],
    row: cython.Py_ssize_t,
    labels: cython.uchar[::1],
    words: cython.uint[::1],
    pairs: cython.uint[::1],
    out: cython.uint[::1],
    o: cython.Py_ssize_t,
) -> cython.void:
    """Write the features of one token."""
    r: cython.Py_ssize_t = row * N_COLUMNS
    case: cython.uint = columns[r + 13]
    place: cython.uint = (columns[r + 19] - columns[r + 18]) * 8 + (row - columns[r + 18])
    before: cython.uint = labels[row - 1] if columns[r - N_COLUMNS + 11] else BOUNDARY
    label: cython.uint = labels[row]
    after: cython.uint = labels[row + 1] if columns[r + N_COLUMNS + 11] else BOUNDARY
    a: cython.uint = words[row - 1]
    m: cython.uint = words[row]
    b: cython.uint = words[row + 1]
    head: cython.uint = words[columns[r + 18]]
    tail: cython.uint = words[columns[r + 19]]
    out[o] = _mix(1, _pair(m, case))
    out[o + 1] = _mix(2, _pair(a, m))
    out[o + 2] = _mix(3, _pair(m, b))
    out[o + 3] = _mix(4, _pair(a, _pair(m, b)))
    out[o + 4] = _mix(5, label)
    out[o + 5] = _mix(6, _pair(before, _pair(label, after)))
    out[o + 6] = _mix(7, _pair(label, m))
    out[o + 7] = _mix(8, _pair(pairs[row - 1], pairs[row]))
    out[o + 8] = _mix(9, _pair(pairs[row], m))
    out[o + 9] = _mix(10, _pair(pairs[row - 1], m))
    out[o + 10] = _mix(11, _pair(label, columns[r + 2]))
    out[o + 11] = _mix(12, _pair(before, label))
    out[o + 12] = _mix(13, _pair(label, after))
    out[o + 13] = _mix(14, _pair(m, columns[r - N_COLUMNS + 2]))
    out[o + 14] = _mix(15, _pair(m, columns[r + N_COLUMNS + 2]))
    out[o + 15] = _mix(16, _pair(head, place))
    out[o + 16] = _mix(17, _pair(tail, place))
    out[o + 17] = _mix(18, _pair(head, _pair(tail, place)))
    out[o + 18] = _mix(19, _pair(m, place))
    out[o + 19] = _mix(20, _pair(label, _pair(words[row - 2], words[row + 2])))
    out[o + 20] = _mix(21, _pair(label, columns[r + 16]))
    out[o + 21] = _mix(22, _pair(m, _pair(label, case)))
