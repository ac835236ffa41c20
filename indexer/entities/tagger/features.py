# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The features of a token, as 32-bit hashes: an article's rows in, `N_FEATURES` numbers a token out.

Words, shapes, affixes, clusters and lists of the token and its neighbours, alone and in pairs, and the run of
capitals that it stands in. Training and tagging call the same function, so they cannot differ. Hashes are
MurmurHash3's finaliser over (template, value); a value of several parts is folded first.
"""

from __future__ import annotations

from typing import Final

import cython

from indexer.entities.tagger import layout

N_FEATURES: Final = 76

_N_FEATURES = cython.declare(cython.Py_ssize_t, N_FEATURES)
N_COLUMNS = cython.declare(cython.Py_ssize_t, layout.N_COLUMNS)
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
LOW_BITS = cython.declare(cython.uint, 0xFFFFFFFF)
GOLDEN = cython.declare(cython.uint, 0x9E3779B9)
MIX_1 = cython.declare(cython.uint, 0x85EBCA6B)
MIX_2 = cython.declare(cython.uint, 0xC2B2AE35)
MIX_3 = cython.declare(cython.uint, 0xCC9E2D51)
MIX_4 = cython.declare(cython.uint, 0x1B873593)
MIX_5 = cython.declare(cython.uint, 0xE6546B64)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _one(template: cython.uint, value: cython.uint) -> cython.uint:
    h: cython.uint = value ^ ((template * GOLDEN) & LOW_BITS)
    h = ((h ^ (h >> 16)) * MIX_1) & LOW_BITS
    h = ((h ^ (h >> 13)) * MIX_2) & LOW_BITS
    return h ^ (h >> 16)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _pair(a: cython.uint, b: cython.uint) -> cython.uint:
    h: cython.uint = (a * MIX_3) & LOW_BITS
    h = ((h >> 15) ^ h ^ b) & LOW_BITS
    return (h * MIX_4 + MIX_5) & LOW_BITS


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _two(template: cython.uint, a: cython.uint, b: cython.uint) -> cython.uint:
    return _one(template, _pair(a, b))


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _place(at: cython.Py_ssize_t, first: cython.uint, last: cython.uint) -> cython.uint:
    """Return the place of a token in a run: (place, length), each at most 6."""
    place: cython.uint = at - first
    length: cython.uint = last - first + 1
    if place > 6:
        place = 6
    if length > 6:
        length = 6
    return length * 8 + place


@cython.cfunc
@cython.exceptval(check=False)
def _words(rows: cython.uint[::1], r: cython.Py_ssize_t, out: cython.uint[::1], o: cython.Py_ssize_t) -> cython.void:
    """Words around the token, alone and in pairs."""
    u: cython.uint = rows[r - 2 * N_COLUMNS + 2]
    v: cython.uint = rows[r - N_COLUMNS + 2]
    w: cython.uint = rows[r + 2]
    x: cython.uint = rows[r + N_COLUMNS + 2]
    y: cython.uint = rows[r + 2 * N_COLUMNS + 2]
    case: cython.uint = rows[r + 13]
    out[o] = _one(1, w)
    out[o + 1] = _one(2, v)
    out[o + 2] = _one(3, x)
    out[o + 3] = _one(4, u)
    out[o + 4] = _one(5, y)
    out[o + 5] = _two(6, w, case)
    out[o + 6] = _two(7, v, case)
    out[o + 7] = _two(8, x, case)
    out[o + 8] = _two(9, v, w)
    out[o + 9] = _two(10, w, x)
    out[o + 10] = _two(11, v, x)
    out[o + 11] = _two(12, u, v)
    out[o + 12] = _two(13, x, y)
    out[o + 13] = _two(14, v, _pair(x, case))
    out[o + 14] = _two(15, u, _pair(v, case))
    out[o + 15] = _two(16, x, _pair(y, case))
    out[o + 16] = _two(17, w, _pair(rows[r - N_COLUMNS + 13], rows[r + N_COLUMNS + 13]))


@cython.cfunc
@cython.exceptval(check=False)
def _shapes(rows: cython.uint[::1], r: cython.Py_ssize_t, out: cython.uint[::1], o: cython.Py_ssize_t) -> cython.void:
    """Shapes, cases and affixes."""
    h: cython.uint = rows[r + 10]
    g: cython.uint = rows[r - N_COLUMNS + 10]
    i: cython.uint = rows[r + N_COLUMNS + 10]
    case: cython.uint = rows[r + 13]
    before: cython.uint = rows[r - N_COLUMNS + 13]
    after: cython.uint = rows[r + N_COLUMNS + 13]
    out[o] = _one(18, h)
    out[o + 1] = _two(19, g, h)
    out[o + 2] = _two(20, h, i)
    out[o + 3] = _two(21, g, _pair(h, i))
    out[o + 4] = _two(22, rows[r - 2 * N_COLUMNS + 13], _pair(before, case))
    out[o + 5] = _two(23, case, _pair(after, rows[r + 2 * N_COLUMNS + 13]))
    out[o + 6] = _one(24, rows[r + 3])
    out[o + 7] = _one(25, rows[r + 4])
    out[o + 8] = _one(26, rows[r + 5])
    out[o + 9] = _one(27, rows[r + 6])
    out[o + 10] = _one(28, rows[r + 7])
    out[o + 11] = _one(29, rows[r + 8])
    out[o + 12] = _one(30, rows[r + 9])
    out[o + 13] = _two(31, rows[r + 8], case)
    out[o + 14] = _two(32, rows[r - N_COLUMNS + 8], case)
    out[o + 15] = _two(33, rows[r + N_COLUMNS + 8], case)
    out[o + 16] = _two(34, _pair(case, before), _pair(after, (rows[r + 12] & 13) * 16 + (rows[r + N_COLUMNS + 12] & 1)))
    out[o + 17] = _two(35, rows[r + 9], _pair(rows[r + 3], case))


@cython.cfunc
@cython.exceptval(check=False)
def _clusters(rows: cython.uint[::1], r: cython.Py_ssize_t, out: cython.uint[::1], o: cython.Py_ssize_t) -> cython.void:
    """Word clusters, lists and how the corpus writes the words."""
    fine: cython.uint = rows[r + 15]
    b: cython.uint = rows[r - N_COLUMNS + 16]
    m: cython.uint = rows[r + 16]
    d: cython.uint = rows[r + N_COLUMNS + 16]
    case: cython.uint = rows[r + 13]
    lists: cython.uint = (rows[r + 14] >> 15) & 255
    lists_before: cython.uint = (rows[r - N_COLUMNS + 14] >> 15) & 255
    lists_after: cython.uint = (rows[r + N_COLUMNS + 14] >> 15) & 255
    ratio: cython.uint = (rows[r + 14] >> 10) & 15
    out[o] = _one(36, fine)
    out[o + 1] = _one(37, m)
    out[o + 2] = _one(38, rows[r + 17])
    out[o + 3] = _one(39, rows[r - N_COLUMNS + 15])
    out[o + 4] = _one(40, rows[r + N_COLUMNS + 15])
    out[o + 5] = _one(41, b)
    out[o + 6] = _one(42, d)
    out[o + 7] = _one(43, rows[r - 2 * N_COLUMNS + 16])
    out[o + 8] = _one(44, rows[r + 2 * N_COLUMNS + 16])
    out[o + 9] = _two(45, b, case)
    out[o + 10] = _two(46, d, case)
    out[o + 11] = _two(47, b, m)
    out[o + 12] = _two(48, m, d)
    out[o + 13] = _two(49, b, _pair(d, case))
    out[o + 14] = _two(50, fine, case)
    out[o + 15] = _two(51, rows[r - N_COLUMNS + 17], _pair(rows[r + 17], rows[r + N_COLUMNS + 17]))
    out[o + 16] = _two(52, ratio, _pair(case, rows[r + 12]))
    out[o + 17] = _two(53, (rows[r - N_COLUMNS + 14] >> 10) & 15, _pair(rows[r - N_COLUMNS + 13], case))
    out[o + 18] = _two(54, (rows[r + N_COLUMNS + 14] >> 10) & 15, _pair(rows[r + N_COLUMNS + 13], case))
    out[o + 19] = _two(55, lists, case)
    out[o + 20] = _two(56, lists_before, _pair(lists, case))
    out[o + 21] = _two(57, lists, _pair(lists_after, case))
    out[o + 22] = _two(58, rows[r + 22], case)


@cython.cfunc
@cython.exceptval(check=False)
def _runs(
    rows: cython.uint[::1], r: cython.Py_ssize_t, at: cython.Py_ssize_t, out: cython.uint[::1], o: cython.Py_ssize_t
) -> cython.void:
    """The run of capitals around the token: its edges, what stands before and behind it."""
    first: cython.uint = rows[r + 18]
    last: cython.uint = rows[r + 19]
    wide_first: cython.uint = rows[r + 20]
    wide_last: cython.uint = rows[r + 21]
    place: cython.uint = _place(at, first, last)
    wide_place: cython.uint = _place(at, wide_first, wide_last)
    head: cython.uint = rows[first * N_COLUMNS + 2]
    tail: cython.uint = rows[last * N_COLUMNS + 2]
    before: cython.uint = rows[(first - 1) * N_COLUMNS + 2]
    after: cython.uint = rows[(last + 1) * N_COLUMNS + 2]
    case: cython.uint = rows[r + 13]
    head_lists: cython.uint = (rows[first * N_COLUMNS + 14] >> 15) & 255
    tail_lists: cython.uint = (rows[last * N_COLUMNS + 14] >> 15) & 255
    out[o] = _two(59, head, case)
    out[o + 1] = _two(60, tail, case)
    out[o + 2] = _two(61, before, case)
    out[o + 3] = _two(62, after, case)
    out[o + 4] = _two(63, place, case)
    out[o + 5] = _two(64, head, tail)
    out[o + 6] = _two(65, rows[wide_first * N_COLUMNS + 2], case)
    out[o + 7] = _two(66, rows[wide_last * N_COLUMNS + 2], case)
    out[o + 8] = _two(67, wide_place, case)
    out[o + 9] = _two(68, tail, place)
    out[o + 10] = _two(69, before, place)
    out[o + 11] = _two(70, after, place)
    out[o + 12] = _two(71, rows[last * N_COLUMNS + 16], place)
    out[o + 13] = _two(72, rows[(first - 1) * N_COLUMNS + 16], place)
    out[o + 14] = _two(73, rows[(last + 1) * N_COLUMNS + 16], place)
    out[o + 15] = _two(74, head_lists, _pair(tail_lists, place))
    out[o + 16] = _two(75, rows[(wide_first - 1) * N_COLUMNS + 2], _pair(rows[(wide_last + 1) * N_COLUMNS + 2], case))
    out[o + 17] = _two(76, rows[wide_first * N_COLUMNS + 16], _pair(rows[wide_last * N_COLUMNS + 16], wide_place))


def extract(columns: cython.uint[::1], loud: cython.uint[::1], out: cython.uint[::1]) -> None:
    """Write the feature hashes of the tokens in rows `loud`, `N_FEATURES` each, to `out`.

    `columns` holds whole paragraphs with `layout.PADDING` boundary rows around each.
    """
    at: cython.Py_ssize_t
    o: cython.Py_ssize_t = 0
    row: cython.Py_ssize_t
    r: cython.Py_ssize_t
    rows: cython.uint[::1] = columns
    for at in range(len(loud)):
        row = loud[at]
        r = row * N_COLUMNS
        _words(rows, r, out, o)
        _shapes(rows, r, out, o + 17)
        _clusters(rows, r, out, o + 35)
        _runs(rows, r, row, out, o + 58)
        o += _N_FEATURES
