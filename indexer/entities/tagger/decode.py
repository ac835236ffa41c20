# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Feature hashes to labels: weights summed in whole numbers, then Viterbi. The same numbers compiled and interpreted.

Integers leave nothing to the order of additions, so both forms, any machine and any batch give the same tags.
"""

from __future__ import annotations

import cython

from indexer.entities.tagger import layout

N_LABELS = cython.declare(cython.int, layout.N_LABELS)
TAG_BITS = cython.declare(cython.int, layout.TAG_BITS)
QUIET = cython.declare(cython.uint, 1)  # the only feature of a quiet token, see `features.extract`
CERTAIN = cython.declare(cython.int, 50_000)  # above any sum of signed bytes over a token's features
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
ONES = cython.declare(cython.ulonglong, 0x0001_0001_0001_0001)
TOPS = cython.declare(cython.ulonglong, 0x8000_8000_8000_8000)
TAG_MASK = cython.declare(cython.uint, (1 << layout.TAG_BITS) - 1)


def add_scores(
    hashes: cython.uint[::1],
    n_tokens: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    tags: cython.ushort[::1],
    buckets: cython.ulonglong[::1],
    weights: cython.schar[::1],
    found: cython.uint[::1],
    scores: cython.int[::1],
) -> None:
    """Add to `scores` (`layout.STRIDE` a token) the weights of each token's `width` features.

    A token whose first number is 0 has no features here; one whose first is 1 is quiet, and outside for certain.
    `tags` and `weights` are a table as `model.Weights` draws it, `buckets` the same tags four at a time; a feature that
    is not in it adds nothing. A bucket holds a tag if one of its four 16-bit parts, less the tag, is zero, which takes
    no loop to see (Mycroft 1987). `found` is scratch of `width` + 1.

    The search for a token's features is one loop and the sum another, neither with a branch on what was found: misses
    of the cache then overlap, which is most of the time saved.
    """
    total: cython.int[16]
    _token: cython.Py_ssize_t
    f: cython.Py_ssize_t
    _way: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    label: cython.Py_ssize_t
    n_found: cython.Py_ssize_t
    base: cython.Py_ssize_t = 0
    out: cython.Py_ssize_t = 0
    tag: cython.uint
    difference: cython.ulonglong
    if not cython.compiled:
        total = [0] * 16
    for _token in range(n_tokens):
        if hashes[base] <= QUIET:
            if hashes[base] == QUIET:
                scores[out] += CERTAIN
            base += width
            out += 16
            continue
        n_found = 0
        for f in range(width):
            found[n_found] = hashes[base + f]
            difference = buckets[hashes[base + f] >> TAG_BITS] ^ (((hashes[base + f] & TAG_MASK) + 1) * ONES)
            n_found += ((difference - ONES) & ~difference & TOPS) != 0
        for label in range(16):
            total[label] = scores[out + label]
        for f in range(n_found):
            slot = (found[f] >> TAG_BITS) * 4
            tag = (found[f] & TAG_MASK) + 1
            for _way in range(3):
                slot += tags[slot] != tag
            for label in range(16):
                total[label] += weights[slot * 16 + label]
        for label in range(16):
            scores[out + label] = total[label]
        base += width
        out += 16


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _best_of(scores: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return the label with the highest of the sums that begin at `at`, the lowest of equals."""
    best: cython.Py_ssize_t = 0
    j: cython.Py_ssize_t
    for j in range(1, N_LABELS):
        if scores[at + j] > scores[at + best]:
            best = j
    return best


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _best_before(
    scores: cython.int[::1], at: cython.Py_ssize_t, j: cython.Py_ssize_t, moves: cython.int[::1]
) -> cython.Py_ssize_t:
    """Return the best label, of the token whose sums begin at `at`, to stand before label `j`."""
    best: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    top: cython.int = scores[at] + moves[j]
    if j > 0 and j % 2 == 0:
        return j - 1 if scores[at + j - 1] + moves[(j - 1) * 16 + j] >= scores[at + j] + moves[j * 16 + j] else j
    for i in range(1, N_LABELS):
        if scores[at + i] + moves[i * 16 + j] > top:
            top = scores[at + i] + moves[i * 16 + j]
            best = i
    return best


def find_best(
    scores: cython.int[::1],
    n_tokens: cython.Py_ssize_t,
    moves: cython.int[::1],
    starts: cython.int[::1],
    back: cython.uchar[::1],
    labels: cython.uchar[::1],
) -> None:
    """Write the best label sequence to `labels`; `scores` is overwritten with the best sums (Viterbi 1967).

    `moves[16 i + j]` is the score of label j behind label i, `starts[j]` of j at the beginning; what is forbidden
    has a score far below any sum. Inside a name (an even label above 0) only its own two labels can stand before.
    Of equal sequences the one with the lower labels, from the end on, wins. `back` is scratch, 16 a token.
    """
    token: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t
    top: cython.int
    choice: cython.Py_ssize_t
    if n_tokens == 0:
        return
    for j in range(N_LABELS):
        scores[j] += starts[j]
    for token in range(1, n_tokens):
        at = (token - 1) * 16
        top = scores[at + _best_of(scores, at)]
        for j in range(N_LABELS):  # the best sum becomes 0, so that no paragraph is too long for 32 bits
            scores[at + j] -= top
        for j in range(N_LABELS):
            choice = _best_before(scores, at, j, moves)
            scores[at + 16 + j] += scores[at + choice] + moves[choice * 16 + j]
            back[at + 16 + j] = choice
    choice = _best_of(scores, (n_tokens - 1) * 16)
    token = n_tokens - 1
    while token >= 0:
        labels[token] = choice
        choice = back[token * 16 + choice]
        token -= 1
