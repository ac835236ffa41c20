# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Unsigned numbers of one width, packed into 32-bit words.

Straight: value i stands at bit i * width, lowest bit first. Runs of exactly 128 values stand in four lanes instead, so
that one instruction can treat four at once (the layout of D. Lemire and L. Boytsov, "Decoding billions of integers per
second through vectorization", 2015, section 4): value i is number i // 4 of lane i % 4, and word w of a lane is word
4 * w + lane of the run. Either way n values of a width take `words_for(n, width)` words; a width of 0 takes none.

Callers have checked that the words they name exist: nothing here reads or writes elsewhere.
"""

from __future__ import annotations

import cython

N_LANED = cython.declare(cython.Py_ssize_t, 128)


@cython.ccall
@cython.exceptval(check=False)
def words_for(n: cython.Py_ssize_t, width: cython.int) -> cython.Py_ssize_t:
    """Return how many words `n` values of `width` bits take."""
    return (n * width + 31) >> 5


@cython.ccall
@cython.exceptval(check=False)
def width_of(greatest: cython.uint) -> cython.int:
    """Return how many bits the number `greatest` needs: 0 for 0, 32 at most."""
    width: cython.int = 0
    while greatest:
        width += 1
        greatest >>= 1
    return width


@cython.ccall
@cython.exceptval(check=False)
def pack(
    values: cython.const[cython.uint][::1],
    start: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    width: cython.int,
    out: cython.uint[::1],
    at: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Write `n` values from `values[start]` on to `out[at]` on; return where the next word goes.

    Every value must fit `width` bits.
    """
    if width == 0:
        return at
    if n == N_LANED:
        lane: cython.Py_ssize_t
        for lane in range(4):
            _pack_run(values, start + lane, 32, 4, width, out, at + lane, 4)
    else:
        _pack_run(values, start, n, 1, width, out, at, 1)
    return at + words_for(n, width)


@cython.cfunc
@cython.exceptval(check=False)
def _pack_run(
    values: cython.const[cython.uint][::1],
    start: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    step: cython.Py_ssize_t,
    width: cython.int,
    out: cython.uint[::1],
    at: cython.Py_ssize_t,
    word_step: cython.Py_ssize_t,
) -> cython.void:
    pending: cython.ulonglong = 0
    filled: cython.int = 0
    value: cython.ulonglong
    low: cython.ulonglong = 0xFFFFFFFF
    i: cython.Py_ssize_t
    for i in range(n):
        value = values[start + i * step]
        pending |= value << filled
        filled += width
        if filled >= 32:
            out[at] = pending & low
            at += word_step
            pending >>= 32
            filled -= 32
    if filled:
        out[at] = pending & low


@cython.ccall
@cython.exceptval(check=False)
def unpack(
    words: cython.const[cython.uint][::1],
    at: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    width: cython.int,
    out: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> cython.void:
    """Read `n` values of `width` bits from `words[at]` on into `out[start]` on; the inverse of `pack`."""
    i: cython.Py_ssize_t
    if width == 0:
        for i in range(n):
            out[start + i] = 0
    elif n == N_LANED:
        _unpack_laned(words, at, width, out, start)
    else:
        pending: cython.ulonglong = 0
        filled: cython.int = 0
        one: cython.ulonglong = 1
        mask: cython.ulonglong = (one << width) - 1
        word: cython.ulonglong
        for i in range(n):
            if filled < width:
                word = words[at]
                at += 1
                pending |= word << filled
                filled += 32
            out[start + i] = pending & mask
            pending >>= width
            filled -= width


@cython.cfunc
@cython.exceptval(check=False)
def _unpack_laned(  # noqa: C901  # a table, which a compiler must see through
    words: cython.const[cython.uint][::1],
    at: cython.Py_ssize_t,
    width: cython.int,
    out: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> cython.void:
    """Read a run of four lanes: to a compiler a function for each width, with every shift a constant.

    Wider numbers than these hardly occur: in a list of 128 documents and more the steps are small.
    """
    if width == 1:
        _unpack_rows(words, at, 1, out, start)
    elif width == 2:
        _unpack_rows(words, at, 2, out, start)
    elif width == 3:
        _unpack_rows(words, at, 3, out, start)
    elif width == 4:
        _unpack_rows(words, at, 4, out, start)
    elif width == 5:
        _unpack_rows(words, at, 5, out, start)
    elif width == 6:
        _unpack_rows(words, at, 6, out, start)
    elif width == 7:
        _unpack_rows(words, at, 7, out, start)
    elif width == 8:
        _unpack_rows(words, at, 8, out, start)
    elif width == 9:
        _unpack_rows(words, at, 9, out, start)
    elif width == 10:
        _unpack_rows(words, at, 10, out, start)
    elif width == 11:
        _unpack_rows(words, at, 11, out, start)
    elif width == 12:
        _unpack_rows(words, at, 12, out, start)
    elif width == 13:
        _unpack_rows(words, at, 13, out, start)
    elif width == 14:
        _unpack_rows(words, at, 14, out, start)
    elif width == 15:
        _unpack_rows(words, at, 15, out, start)
    elif width == 16:
        _unpack_rows(words, at, 16, out, start)
    else:
        _unpack_rows(words, at, width, out, start)


@cython.inline
@cython.cfunc
@cython.exceptval(check=False)
def _unpack_rows(
    words: cython.const[cython.uint][::1],
    at: cython.Py_ssize_t,
    width: cython.int,
    out: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> cython.void:
    row: cython.Py_ssize_t
    w: cython.Py_ssize_t
    o: cython.Py_ssize_t
    shift: cython.int
    one: cython.ulonglong = 1
    mask: cython.uint = (one << width) - 1
    a: cython.uint
    b: cython.uint
    c: cython.uint
    d: cython.uint
    for row in range(32):
        w = at + 4 * ((row * width) >> 5)
        o = start + 4 * row
        shift = (row * width) & 31
        a, b, c, d = words[w] >> shift, words[w + 1] >> shift, words[w + 2] >> shift, words[w + 3] >> shift
        if shift + width > 32:
            shift = 32 - shift
            a |= words[w + 4] << shift
            b |= words[w + 5] << shift
            c |= words[w + 6] << shift
            d |= words[w + 7] << shift
        out[o], out[o + 1], out[o + 2], out[o + 3] = a & mask, b & mask, c & mask, d & mask


@cython.ccall
@cython.exceptval(check=False)
def value_at(
    words: cython.const[cython.uint][::1],
    at: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    width: cython.int,
    i: cython.Py_ssize_t,
) -> cython.uint:
    """Return value `i` of the `n` that `pack` wrote to `words[at]` on, without reading the others."""
    if width == 0:
        return 0
    step: cython.Py_ssize_t = 1
    if n == N_LANED:
        at += i & 3
        i >>= 2
        step = 4
    bit: cython.Py_ssize_t = i * width
    shift: cython.int = bit & 31
    one: cython.ulonglong = 1
    value: cython.ulonglong = words[at + (bit >> 5) * step]
    value >>= shift
    if shift + width > 32:
        rest: cython.ulonglong = words[at + ((bit >> 5) + 1) * step]
        value |= rest << (32 - shift)
    return value & ((one << width) - 1)
