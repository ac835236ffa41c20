# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Feature hashes to labels: weights summed in whole numbers, then Viterbi. The same numbers compiled and interpreted.

Integers leave nothing to the order of additions, so both forms, any machine and any batch give the same tags.
"""

from __future__ import annotations

import cython

from indexer.entities.tagger import layout

N_LABELS = cython.declare(cython.int, layout.N_LABELS)
N_COLUMNS = cython.declare(cython.Py_ssize_t, layout.N_COLUMNS)
TAG_BITS = cython.declare(cython.int, layout.TAG_BITS)
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
ONES = cython.declare(cython.ulonglong, 0x0001_0001_0001_0001)
TOPS = cython.declare(cython.ulonglong, 0x8000_8000_8000_8000)
FIRST_TOP = cython.declare(cython.ulonglong, 0x8000)
SECOND_TOP = cython.declare(cython.ulonglong, 0x8000_0000)
THIRD_TOP = cython.declare(cython.ulonglong, 0x8000_0000_0000)
TAG_MASK = cython.declare(cython.uint, (1 << layout.TAG_BITS) - 1)


def add_scores(
    hashes: cython.uint[::1],
    n_tokens: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    buckets: cython.ulonglong[::1],
    weights: cython.schar[::1],
    found: cython.uint[::1],
    scores: cython.short[::1],
) -> None:
    """Add to `scores` (`layout.BOTH` a token) the weights of each token's `width` features, for both passes at once.

    `buckets` and `weights` are a table as `model.Table` draws it; a feature that is not in it adds nothing. A bucket
    holds a tag if one of its four 16-bit parts, less the tag, is zero, which takes no loop to see (Mycroft 1987): the
    lowest bit left says which. Sums of a hundred signed bytes fit 16 bits. `found` is scratch of `width` + 1.

    The search for a token's features is one loop and the sum another, neither with a branch on what was found: misses
    of the cache then overlap, which is most of the time saved.
    """
    total: cython.short[32]
    _token: cython.Py_ssize_t
    f: cython.Py_ssize_t
    row: cython.Py_ssize_t
    label: cython.Py_ssize_t
    n_found: cython.Py_ssize_t
    base: cython.Py_ssize_t = 0
    out: cython.Py_ssize_t = 0
    bucket: cython.Py_ssize_t
    parts: cython.ulonglong
    touched: cython.ulonglong = 0
    if not cython.compiled:
        total = [0] * 32
    for _token in range(n_tokens):
        n_found = 0
        if cython.compiled:
            for f in range(width):
                touched += buckets[2 * (hashes[base + f] >> TAG_BITS)]
        for f in range(width):
            bucket = hashes[base + f] >> TAG_BITS
            parts = buckets[2 * bucket] ^ (((hashes[base + f] & TAG_MASK) + 1) * ONES)
            parts = (parts - ONES) & ~parts & TOPS
            found[n_found] = buckets[2 * bucket + 1] + _lowest(parts)
            n_found += parts != 0
        if cython.compiled:
            for f in range(n_found):
                touched += weights[found[f] * 32]
        for label in range(32):
            total[label] = scores[out + label]
        for f in range(n_found):
            row = found[f]
            for label in range(32):
                total[label] += weights[row * 32 + label]
        for label in range(32):
            scores[out + label] = total[label]
        base += width
        out += 32
    found[width] = touched & 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _lowest(parts: cython.ulonglong) -> cython.uint:
    """Return which 16-bit part of `parts`, where only top bits may be set, has the lowest."""
    low: cython.ulonglong = parts & (~parts + 1)
    return (low > FIRST_TOP) + (low > SECOND_TOP) + (low > THIRD_TOP)


def choose(
    scores: cython.short[::1],
    offset: cython.Py_ssize_t,
    columns: cython.uint[::1],
    loud: cython.uint[::1],
    moves: cython.int[::1],
    starts: cython.int[::1],
    sums: cython.int[::1],
    back: cython.uchar[::1],
    labels: cython.uchar[::1],
) -> None:
    """Write the best label sequences to `labels`, one number a row (Viterbi 1967); only rows in `loud` are written.

    Quiet tokens are outside, so the best sequence of a paragraph is made of the best for each run of loud rows.
    `scores` has `layout.BOTH` numbers a loud row, of which the 16 from `offset` on are read. `moves[16 i + j]` is the
    score of label j behind label i, `starts[j]` of j at the beginning; what is forbidden has a score far below any
    sum. Of equal sequences the one with the lower labels, from the end on, wins. `sums` and `back` are scratch, 16 a
    loud row.
    """
    first: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t
    n_loud: cython.Py_ssize_t = len(loud)
    while first < n_loud:
        stop = first + 1
        while stop < n_loud and loud[stop] == loud[stop - 1] + 1:
            stop += 1
        _choose_run(scores, offset, columns, loud, first, stop, moves, starts, sums, back, labels)
        first = stop


@cython.cfunc
@cython.exceptval(check=False)
def _choose_run(
    scores: cython.short[::1],
    offset: cython.Py_ssize_t,
    columns: cython.uint[::1],
    loud: cython.uint[::1],
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    moves: cython.int[::1],
    starts: cython.int[::1],
    sums: cython.int[::1],
    back: cython.uchar[::1],
    labels: cython.uchar[::1],
) -> cython.void:
    """Write the best labels of the loud rows from place `first` to `stop`, which stand side by side."""
    at: cython.Py_ssize_t
    j: cython.Py_ssize_t
    s: cython.Py_ssize_t = first * 16
    top: cython.int
    choice: cython.Py_ssize_t
    is_start: cython.bint = columns[(loud[first] - 1) * N_COLUMNS + 11] == 0
    is_end: cython.bint = columns[(loud[stop - 1] + 1) * N_COLUMNS + 11] == 0
    for j in range(N_LABELS):
        sums[s + j] = scores[first * 32 + offset + j] + (starts[j] if is_start else moves[j])
    for at in range(first + 1, stop):
        top = sums[s + _best_of(sums, s)]
        for j in range(N_LABELS):  # the best sum becomes 0, so that no run is too long for 32 bits
            sums[s + j] -= top
        for j in range(N_LABELS):
            choice = _best_before(sums, s, j, moves)
            sums[s + 16 + j] = scores[at * 32 + offset + j] + sums[s + choice] + moves[choice * 16 + j]
            back[s + 16 + j] = choice
        s += 16
    choice = _best_of(sums, s) if is_end else _best_before(sums, s, 0, moves)
    at = stop - 1
    while at >= first:
        labels[loud[at]] = choice
        choice = back[at * 16 + choice]
        at -= 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _best_of(sums: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return the label with the highest of the sums that begin at `at`, the lowest of equals."""
    best: cython.Py_ssize_t = 0
    j: cython.Py_ssize_t
    for j in range(1, N_LABELS):
        if sums[at + j] > sums[at + best]:
            best = j
    return best


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _best_before(
    sums: cython.int[::1], at: cython.Py_ssize_t, j: cython.Py_ssize_t, moves: cython.int[::1]
) -> cython.Py_ssize_t:
    """Return the best label, of the token whose sums begin at `at`, to stand before label `j`.

    Inside a name (an even label above 0) only its own two labels can.
    """
    best: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    top: cython.int = sums[at] + moves[j]
    if j > 0 and j % 2 == 0:
        return j - 1 if sums[at + j - 1] + moves[(j - 1) * 16 + j] >= sums[at + j] + moves[j * 16 + j] else j
    for i in range(1, N_LABELS):
        if sums[at + i] + moves[i * 16 + j] > top:
            top = sums[at + i] + moves[i * 16 + j]
            best = i
    return best
