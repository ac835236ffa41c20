# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What a token is among its neighbours: lexicon, lines in capitals, runs of capitals, listed phrases.

Fills the second part of an article's rows (see `layout`) from the first, compiled or as it stands, to the same
numbers. Rows run from 0 to `n_rows`; those of a boundary stay zero and keep paragraphs apart. Hash tables are pairs of
arrays: `keys` ascending, `index[b]` the first key whose high bits are b.
"""

from __future__ import annotations

import cython

from indexer.entities.tagger import layout

N_COLUMNS = cython.declare(cython.Py_ssize_t, layout.N_COLUMNS)
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
LOW_BITS = cython.declare(cython.uint, 0xFFFFFFFF)
FNV_START = cython.declare(cython.uint, 2166136261)
FNV_PRIME = cython.declare(cython.uint, 16777619)
PADDING = cython.declare(cython.Py_ssize_t, layout.PADDING)
SMALL_SHAPE = cython.declare(cython.uint, ((2166136261 ^ 120) * 16777619) & 0xFFFFFFFF)
LETTER_SHAPE = cython.declare(cython.uint, ((2166136261 ^ 88) * 16777619) & 0xFFFFFFFF)
CAPITAL_SHAPE = cython.declare(cython.uint, ((LETTER_SHAPE ^ 120) * 16777619) & 0xFFFFFFFF)
CONNECTOR = cython.declare(cython.uint, layout.LEXICON_CONNECTOR)
IN_CAPITALS = cython.declare(cython.uint, layout.LEXICON_CAPITALS)
MOSTLY_SMALL = cython.declare(cython.uint, 5)
NEARLY_ALWAYS_SMALL = cython.declare(cython.uint, 6)
LONGEST_PHRASE = cython.declare(cython.Py_ssize_t, 5)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def find(keys: cython.uint[::1], index: cython.uint[::1], shift: cython.int, key: cython.uint) -> cython.Py_ssize_t:
    """Return where `key` stands in `keys`, or -1."""
    bucket: cython.Py_ssize_t = key >> shift
    at: cython.Py_ssize_t
    for at in range(index[bucket], index[bucket + 1]):
        if keys[at] == key:
            return at
    return -1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_capital(case: cython.uint) -> cython.bint:
    return 2 <= case <= 7 or case == 11


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _ratio(payload: cython.uint) -> cython.uint:
    return (payload >> 10) & 7


def look_up(
    columns: cython.uint[::1],
    n_rows: cython.Py_ssize_t,
    keys: cython.uint[::1],
    index: cython.uint[::1],
    payloads: cython.uint[::1],
    middle: cython.uint[::1],
    coarse: cython.uint[::1],
    shift: cython.int,
) -> None:
    """Fill LEXICON, the clusters and, as a beginning, CASE; a word not listed has payload 0."""
    at: cython.Py_ssize_t
    row: cython.Py_ssize_t
    place: cython.Py_ssize_t
    payload: cython.uint
    for at in range(PADDING, n_rows - PADDING):
        row = at * N_COLUMNS
        if columns[row + 11] == 0:
            continue
        place = find(keys, index, shift, columns[row + 2])
        payload = payloads[place] if place >= 0 else 0
        columns[row + 14] = payload
        columns[row + 15] = payload & 1023
        columns[row + 16] = middle[payload & 1023]
        columns[row + 17] = coarse[payload & 1023]
        columns[row + 13] = columns[row + 11]


def set_case(columns: cython.uint[::1], borders: cython.uint[::1]) -> None:
    """Mark lines in capitals and headlines; in the former give words the case that the corpus gives them.

    `borders` as `scan.cut` fills it; a line is a paragraph.
    """
    p: cython.Py_ssize_t
    for p in range(len(borders) - 1):
        _set_case(columns, borders[p] * N_COLUMNS, (borders[p + 1] - PADDING) * N_COLUMNS)


@cython.cfunc
@cython.exceptval(check=False)
def _set_case(columns: cython.uint[::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.void:
    """Do what `set_case` does for the line whose numbers run from `start` to `stop`."""
    n_words: cython.Py_ssize_t = 0
    n_capitals: cython.Py_ssize_t = 0
    n_small: cython.Py_ssize_t = 0
    row: cython.Py_ssize_t = start
    kind: cython.uint
    payload: cython.uint
    while row < stop:
        kind = columns[row + 11]
        if 1 <= kind <= 5:
            n_words += 1
            if kind == 3:
                n_capitals += 1
            elif kind == 1 and columns[row + 1] - columns[row] > 3:
                n_small += 1
        row += N_COLUMNS
    row = start
    if n_words >= 3 and n_small == 0 and n_capitals * 10 >= n_words * 7:
        while row < stop:
            kind = columns[row + 11]
            payload = columns[row + 14]
            columns[row + 12] |= 4
            if kind == 3 or kind == 4:
                if _ratio(payload) >= MOSTLY_SMALL:
                    columns[row + 13] = 1
                    columns[row + 10] = SMALL_SHAPE
                elif kind == 3 and not payload & IN_CAPITALS:
                    columns[row + 13] = 2
                    columns[row + 10] = CAPITAL_SHAPE
            row += N_COLUMNS
    elif n_words >= 4 and n_small == 0:
        while row < stop:
            columns[row + 12] |= 8
            row += N_COLUMNS


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _runs_on(columns: cython.uint[::1], row: cython.Py_ssize_t) -> cython.bint:
    """Whether the token can be part of a run: capitalised, and not only because a sentence begins."""
    if not _is_capital(columns[row + 13]):
        return False
    return not (columns[row + 12] & 2 and columns[row + 13] == 2 and _ratio(columns[row + 14]) >= MOSTLY_SMALL)


def mark_runs(columns: cython.uint[::1], n_rows: cython.Py_ssize_t) -> None:
    """Fill RUN_ and WIDE_ columns with rows; a token outside runs is a run of its own."""
    first: cython.Py_ssize_t = PADDING
    end: cython.Py_ssize_t = n_rows - PADDING
    last: cython.Py_ssize_t
    ahead: cython.Py_ssize_t
    at: cython.Py_ssize_t
    for at in range(first, end):
        columns[at * N_COLUMNS + 18] = columns[at * N_COLUMNS + 19] = at
        columns[at * N_COLUMNS + 20] = columns[at * N_COLUMNS + 21] = at
    while first < end:
        if not _runs_on(columns, first * N_COLUMNS):
            first += 1
            continue
        last = first
        while last + 1 < end and _runs_on(columns, (last + 1) * N_COLUMNS):
            last += 1
        for at in range(first, last + 1):
            columns[at * N_COLUMNS + 18] = first
            columns[at * N_COLUMNS + 19] = last
        first = last + 1
    first = PADDING
    while first < end:
        if not _runs_on(columns, first * N_COLUMNS):
            first += 1
            continue
        last = first
        while last + 1 < end:
            ahead = last + 1
            while ahead < end and ahead <= last + 2 and columns[ahead * N_COLUMNS + 14] & CONNECTOR:
                ahead += 1
            if ahead >= end or not _runs_on(columns, ahead * N_COLUMNS):
                break
            last = ahead
        for at in range(first, last + 1):
            columns[at * N_COLUMNS + 20] = first
            columns[at * N_COLUMNS + 21] = last
        first = last + 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_still(columns: cython.uint[::1], row: cython.Py_ssize_t) -> cython.bint:
    """Whether the token makes no name likely: no capital, or one that a sentence gave to a word written small."""
    case: cython.uint = columns[row + 13]
    if case == 2:
        return columns[row + 12] & 2 and _ratio(columns[row + 14]) >= NEARLY_ALWAYS_SMALL
    return case == 0 or case == 1 or case == 8 or case == 10 or case == 12 or case == 14


def list_loud(columns: cython.uint[::1], n_rows: cython.Py_ssize_t, loud: cython.uint[::1]) -> cython.Py_ssize_t:
    """Write the rows of tokens that make a name likely, or stand within two tokens of one; return how many.

    The other two thirds of all tokens are quiet: they are outside without a look at their features. Over the
    development part that costs 0.05 of F1 and nothing over UNER; one token instead of two would cost 0.6 and 0.8
    (benchmarks/record/2026-11-22-names.md).
    """
    row: cython.Py_ssize_t
    n_loud: cython.Py_ssize_t = 0
    n_since: cython.Py_ssize_t = 3  # rows since the last that was not still
    at: cython.Py_ssize_t
    for row in range(PADDING, n_rows - PADDING):
        at = row * N_COLUMNS
        n_since = n_since + 1 if _is_still(columns, at) else 0
        if columns[at + 11] == 0:
            continue
        if n_since <= 2 or not (_is_still(columns, at + N_COLUMNS) and _is_still(columns, at + 2 * N_COLUMNS)):
            loud[n_loud] = row
            n_loud += 1
    return n_loud


def mark_phrases(
    columns: cython.uint[::1],
    n_rows: cython.Py_ssize_t,
    keys: cython.uint[::1],
    index: cython.uint[::1],
    kinds: cython.uchar[::1],
    shift: cython.int,
) -> None:
    """Mark the longest listed phrase that begins at each capitalised token: 4 * kind + 1 on its first, + 2 behind.

    A phrase's key is the FNV-1a hash of its words' hashes, two to five of them.
    """
    at: cython.Py_ssize_t = PADDING
    end: cython.Py_ssize_t = n_rows - PADDING
    ahead: cython.Py_ssize_t
    last: cython.Py_ssize_t
    place: cython.Py_ssize_t
    best: cython.Py_ssize_t
    key: cython.uint
    while at < end:
        if not _is_capital(columns[at * N_COLUMNS + 13]):
            at += 1
            continue
        key = ((FNV_START ^ columns[at * N_COLUMNS + 2]) * FNV_PRIME) & LOW_BITS
        last = at
        best = -1
        for ahead in range(at + 1, min(at + LONGEST_PHRASE, end)):
            if columns[ahead * N_COLUMNS + 11] == 0:
                break
            key = ((key ^ columns[ahead * N_COLUMNS + 2]) * FNV_PRIME) & LOW_BITS
            place = find(keys, index, shift, key)
            if place >= 0:
                best = place
                last = ahead
        if best >= 0:
            columns[at * N_COLUMNS + 22] = 4 * kinds[best] + 1
            for ahead in range(at + 1, last + 1):
                columns[ahead * N_COLUMNS + 22] = 4 * kinds[best] + 2
        at = last + 1
