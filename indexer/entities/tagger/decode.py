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
CERTAIN = cython.declare(cython.int, 100_000)  # above any sum of signed bytes over a token's features
TAG_MASK = cython.declare(cython.uint, (1 << layout.TAG_BITS) - 1)


def add_scores(
    hashes: cython.uint[::1],
    n_tokens: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    tags: cython.ushort[::1],
    weights: cython.schar[::1],
    found: cython.uint[::1],
    scores: cython.int[::1],
) -> None:
    """Add to `scores` (`layout.STRIDE` a token) the weights of each token's `width` features.

    A token whose first number is 0 has no features here; one whose first is 1 is quiet, and outside for certain.
    `tags` and `weights` are a table as `model.Weights` draws it; a feature that is not in it adds nothing. `found` is
    scratch of `width` + 4. The search for a token's features is one loop and the sum another, neither with a
    branch on what was found: misses of the cache then overlap, which is most of the time saved.
    """
    total = cython.declare(cython.int[16])
    _token: cython.Py_ssize_t
    f: cython.Py_ssize_t
    way: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    label: cython.Py_ssize_t
    n_found: cython.Py_ssize_t
    base: cython.Py_ssize_t = 0
    out: cython.Py_ssize_t = 0
    tag: cython.uint
    for _token in range(n_tokens):
        if hashes[base] <= QUIET:
            if hashes[base] == QUIET:
                scores[out] += CERTAIN
            base += width
            out += 16
            continue
        n_found = 0
        for f in range(width):
            slot = (hashes[base + f] >> TAG_BITS) * 4
            tag = (hashes[base + f] & TAG_MASK) + 1
            for way in range(4):
                found[n_found] = cython.cast(cython.uint, slot + way)
                n_found += tags[slot + way] == tag
        for label in range(16):
            total[label] = scores[out + label]
        for f in range(n_found):
            slot = cython.cast(cython.Py_ssize_t, found[f]) * 16
            for label in range(16):
                total[label] += weights[slot + label]
        for label in range(16):
            scores[out + label] = total[label]
        base += width
        out += 16


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
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    out: cython.Py_ssize_t
    top: cython.int
    value: cython.int
    choice: cython.Py_ssize_t
    if n_tokens == 0:
        return
    for j in range(N_LABELS):
        scores[j] += starts[j]
    for token in range(1, n_tokens):
        out = token * 16
        for j in range(N_LABELS):
            if j > 0 and j % 2 == 0:
                choice = j - 1
                top = scores[out - 16 + choice] + moves[choice * 16 + j]
                value = scores[out - 16 + j] + moves[j * 16 + j]
                if value > top:
                    top = value
                    choice = j
            else:
                choice = 0
                top = scores[out - 16] + moves[j]
                for i in range(1, N_LABELS):
                    value = scores[out - 16 + i] + moves[i * 16 + j]
                    if value > top:
                        top = value
                        choice = i
            scores[out + j] += top
            back[out + j] = cython.cast(cython.uchar, choice)
    out = (n_tokens - 1) * 16
    choice = 0
    for j in range(1, N_LABELS):
        if scores[out + j] > scores[out + choice]:
            choice = j
    token = n_tokens - 1
    while token >= 0:
        labels[token] = cython.cast(cython.uchar, choice)
        choice = back[token * 16 + choice]
        token -= 1
