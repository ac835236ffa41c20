# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A linear-chain conditional random field, trained by AdaGrad on labels that may be partial.

The loss of a paragraph is log Z - log Z', Z over all label sequences and Z' over those its masks allow (Lafferty,
McCallum and Pereira 2001; partial labels as in Tsuboi et al. 2008), and its gradient the difference of the two
expectations. Sums run in scaled probabilities, one scale a token (Rabiner 1989, section V.A), so no logarithm is taken
on the way. Steps are AdaGrad's (Duchi, Hazan and Singer 2011).

For training only: it runs interpreted too, but nobody would wait for it.
"""

from __future__ import annotations

import cython
from cython.cimports.libc.math import exp, log, sqrt

from indexer.entities.tagger import layout

N_LABELS = cython.declare(cython.int, layout.N_LABELS)
STRIDE = cython.declare(cython.Py_ssize_t, layout.STRIDE)
NEGLIGIBLE = cython.declare(cython.double, 1e-4)


@cython.cfunc
@cython.exceptval(check=False)
def _emissions(
    features: cython.int[::1],
    first: cython.Py_ssize_t,
    n_tokens: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    weights: cython.float[::1],
    dropped: cython.uchar[::1],
    scores: cython.float[::1],
) -> cython.void:
    """Sum the weights of each token's features to `scores`; a feature number of -1 or a dropped template is none."""
    at: cython.Py_ssize_t
    f: cython.Py_ssize_t
    label: cython.Py_ssize_t
    row: cython.Py_ssize_t
    out: cython.Py_ssize_t
    for at in range(n_tokens):
        out = at * 16
        for label in range(16):
            scores[out + label] = 0
        for f in range(width):
            row = features[(first + at) * width + f]
            if row < 0 or dropped[f]:
                continue
            row = row * 16
            for label in range(16):
                scores[out + label] += weights[row + label]


@cython.cfunc
@cython.exceptval(check=False)
def _go_forward(
    n_tokens: cython.Py_ssize_t,
    potentials: cython.double[::1],
    masks: cython.uint[::1],
    first: cython.Py_ssize_t,
    moves: cython.double[::1],
    starts: cython.double[::1],
    forward: cython.double[::1],
) -> cython.double:
    """Fill the scaled forward sums; return log Z, or 1e300 where the masks allow no sequence."""
    at: cython.Py_ssize_t
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    total: cython.double
    value: cython.double
    log_z: cython.double = 0
    for at in range(n_tokens):
        total = 0
        for j in range(N_LABELS):
            value = 0
            if (masks[first + at] >> j) & 1:
                if at == 0:
                    value = starts[j]
                else:
                    for i in range(N_LABELS):
                        value += forward[(at - 1) * 16 + i] * moves[i * 16 + j]
                value *= potentials[at * 16 + j]
            forward[at * 16 + j] = value
            total += value
        if total <= 0:
            return 1e300
        for j in range(N_LABELS):
            forward[at * 16 + j] /= total
        log_z += log(total)
    return log_z


@cython.cfunc
@cython.exceptval(check=False)
def _go_backward(  # noqa: C901 - one recursion, its steps share every array
    n_tokens: cython.Py_ssize_t,
    potentials: cython.double[::1],
    masks: cython.uint[::1],
    first: cython.Py_ssize_t,
    moves: cython.double[::1],
    forward: cython.double[::1],
    backward: cython.double[::1],
    expected: cython.double[::1],
    expected_moves: cython.double[::1],
    sign: cython.double,
) -> cython.void:
    """Add `sign` times the expected counts of labels and moves. `backward` holds one token's sums and the next's."""
    at: cython.Py_ssize_t = n_tokens - 1
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    total: cython.double
    value: cython.double
    for j in range(N_LABELS):
        backward[j] = 1
    while at >= 0:
        total = 0
        for j in range(N_LABELS):
            total += forward[at * 16 + j] * backward[j]
        for j in range(N_LABELS):
            expected[at * 16 + j] += sign * forward[at * 16 + j] * backward[j] / total
        if at == 0:
            return
        for j in range(N_LABELS):
            backward[16 + j] = backward[j] * potentials[at * 16 + j] if (masks[first + at] >> j) & 1 else 0
        total = 0
        for i in range(N_LABELS):
            value = 0
            for j in range(N_LABELS):
                value += moves[i * 16 + j] * backward[16 + j]
            backward[i] = value
            total += forward[(at - 1) * 16 + i] * value
        for i in range(N_LABELS):
            value = sign * forward[(at - 1) * 16 + i] / total
            if value != 0:
                for j in range(N_LABELS):
                    expected_moves[i * 16 + j] += value * moves[i * 16 + j] * backward[16 + j]
        total = 0
        for i in range(N_LABELS):
            total += backward[i]
        for i in range(N_LABELS):
            backward[i] /= total
        at -= 1


@cython.cfunc
@cython.exceptval(check=False)
def _set_potentials(
    scores: cython.float[::1], n_tokens: cython.Py_ssize_t, potentials: cython.double[::1]
) -> cython.void:
    """Write exp(score - the token's best score)."""
    at: cython.Py_ssize_t
    k: cython.Py_ssize_t
    best: cython.float
    for at in range(n_tokens):
        best = scores[at * 16]
        for k in range(1, N_LABELS):
            if scores[at * 16 + k] > best:
                best = scores[at * 16 + k]
        for k in range(N_LABELS):
            potentials[at * 16 + k] = exp(scores[at * 16 + k] - best) + 1e-30


@cython.cfunc
@cython.exceptval(check=False)
def _step_table(
    table: cython.double[::1], squares: cython.double[::1], gradient: cython.double[::1], rate: cython.float
) -> cython.void:
    """Take one AdaGrad step on moves or starts; what is forbidden stays."""
    k: cython.Py_ssize_t
    for k in range(table.shape[0]):
        if table[k] > -100 and gradient[k] != 0:
            squares[k] += gradient[k] * gradient[k]
            table[k] += rate * gradient[k] / sqrt(squares[k])


@cython.cfunc
@cython.exceptval(check=False)
def _step_weights(
    features: cython.int[::1],
    first: cython.Py_ssize_t,
    n_tokens: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    dropped: cython.uchar[::1],
    expected: cython.double[::1],
    gradient: cython.float[::1],
    weights: cython.float[::1],
    squares: cython.float[::1],
    rate: cython.float,
) -> cython.void:
    """Take one AdaGrad step on the weights of every feature of a paragraph; tokens that are right already wait."""
    at: cython.Py_ssize_t
    f: cython.Py_ssize_t
    k: cython.Py_ssize_t
    row: cython.Py_ssize_t
    size: cython.double
    g: cython.float
    for at in range(n_tokens):
        size = 0
        for k in range(16):
            size += expected[at * 16 + k] * expected[at * 16 + k]
            gradient[k] = cython.cast(cython.float, expected[at * 16 + k])
        if size < NEGLIGIBLE * NEGLIGIBLE:
            continue
        for f in range(width):
            row = features[(first + at) * width + f]
            if row < 0 or dropped[f]:
                continue
            row = row * 16
            for k in range(16):
                g = gradient[k]
                squares[row + k] += g * g
                weights[row + k] += rate * g / cython.cast(cython.float, sqrt(squares[row + k]))


def run_epoch(
    features: cython.int[::1],
    width: cython.Py_ssize_t,
    borders: cython.Py_ssize_t[::1],
    order: cython.Py_ssize_t[::1],
    masks: cython.uint[::1],
    everything: cython.uint[::1],
    weights: cython.float[::1],
    squares: cython.float[::1],
    moves: cython.double[::1],
    move_squares: cython.double[::1],
    starts: cython.double[::1],
    start_squares: cython.double[::1],
    dropped: cython.uchar[:, ::1],
    rate: cython.float,
    scratch: cython.double[::1],
    scores: cython.float[::1],
) -> float:
    """Go once over the paragraphs in `order`, changing weights, moves and starts in place; return the mean loss.

    Args:
        features: feature numbers, `width` a token, -1 for none.
        width: features of a token.
        borders: where each paragraph's tokens begin, and the end.
        order: numbers of paragraphs, none of them empty.
        masks: bit l of a token's mask is set where it may carry label l.
        everything: masks that allow every label, as many as `masks`.
        weights: `layout.STRIDE` a feature. `squares`: sums of squared gradients above 0, the same shape.
        moves: log weight of label i before label j at 16 i + j; below -100 a move is forbidden and stays so.
        move_squares: sums of squared gradients of the moves, above 0.
        starts: log weight of a label at the beginning, 16. `start_squares`: their sums of squares.
        dropped: rows of templates to leave out, taken in turn, one for each paragraph.
        rate: AdaGrad's step.
        scratch: 48 doubles a token of the longest paragraph, and 1,024 more. scores: 16 floats a token of it, and 16.
    """
    block: cython.Py_ssize_t = scores.shape[0] - 16
    potentials: cython.double[::1] = scratch[:block]
    forward: cython.double[::1] = scratch[block : 2 * block]
    expected: cython.double[::1] = scratch[2 * block : 3 * block]
    tables: cython.double[::1] = scratch[3 * block :]
    exp_moves: cython.double[::1] = tables[:256]
    expected_moves: cython.double[::1] = tables[256:512]
    exp_starts: cython.double[::1] = tables[512:528]
    backward: cython.double[::1] = tables[528:560]
    gradient: cython.float[::1] = scores[block:]
    step: cython.Py_ssize_t
    k: cython.Py_ssize_t
    first: cython.Py_ssize_t
    n_tokens: cython.Py_ssize_t
    loss: cython.double = 0
    free: cython.double
    allowed: cython.double
    drop: cython.uchar[::1]
    for step in range(order.shape[0]):
        first = borders[order[step]]
        n_tokens = borders[order[step] + 1] - first
        drop = dropped[step % dropped.shape[0]]
        _emissions(features, first, n_tokens, width, weights, drop, scores)
        _set_potentials(scores, n_tokens, potentials)
        for k in range(256):
            exp_moves[k] = exp(moves[k]) if moves[k] > -100 else 0
            expected_moves[k] = 0
        for k in range(16):
            exp_starts[k] = exp(starts[k]) if starts[k] > -100 else 0
        for k in range(n_tokens * 16):
            expected[k] = 0
        allowed = _go_forward(n_tokens, potentials, masks, first, exp_moves, exp_starts, forward)
        if allowed > 1e200:
            continue
        _go_backward(n_tokens, potentials, masks, first, exp_moves, forward, backward, expected, expected_moves, 1.0)
        free = _go_forward(n_tokens, potentials, everything, first, exp_moves, exp_starts, forward)
        _go_backward(
            n_tokens, potentials, everything, first, exp_moves, forward, backward, expected, expected_moves, -1.0
        )
        loss += free - allowed
        _step_table(moves, move_squares, expected_moves, rate)
        _step_table(starts, start_squares, expected[:16], rate)
        _step_weights(features, first, n_tokens, width, drop, expected, gradient, weights, squares, rate)
    return loss / max(1, order.shape[0])


def decode(
    features: cython.int[::1],
    width: cython.Py_ssize_t,
    borders: cython.Py_ssize_t[::1],
    weights: cython.float[::1],
    moves: cython.double[::1],
    starts: cython.double[::1],
    scores: cython.float[::1],
    best: cython.double[::1],
    back: cython.uchar[::1],
    labels: cython.uchar[::1],
) -> None:
    """Write the best label of every token to `labels` (Viterbi); scratch as long as the longest paragraph, by 16."""
    none: cython.uchar[::1] = bytearray(width)
    p: cython.Py_ssize_t
    at: cython.Py_ssize_t
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    first: cython.Py_ssize_t
    n_tokens: cython.Py_ssize_t
    top: cython.double
    value: cython.double
    choice: cython.Py_ssize_t
    for p in range(borders.shape[0] - 1):
        first = borders[p]
        n_tokens = borders[p + 1] - first
        if n_tokens == 0:
            continue
        _emissions(features, first, n_tokens, width, weights, none, scores)
        for at in range(n_tokens):
            for j in range(N_LABELS):
                choice = 0
                if at == 0:
                    top = starts[j]
                else:
                    top = -1e300
                    for i in range(N_LABELS):
                        value = best[(at - 1) * 16 + i] + moves[i * 16 + j]
                        if value > top:
                            top = value
                            choice = i
                best[at * 16 + j] = top + scores[at * 16 + j]
                back[at * 16 + j] = choice
        choice = 0
        for j in range(N_LABELS):
            if best[(n_tokens - 1) * 16 + j] > best[(n_tokens - 1) * 16 + choice]:
                choice = j
        at = n_tokens - 1
        while at >= 0:
            labels[first + at] = choice
            choice = back[at * 16 + choice]
            at -= 1
