"""The trainer's loss and gradient, judged by every label sequence written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from indexer.entities.tagger.layout import N_LABELS
from indexer.entities.training import crf
from indexer.entities.training.optimise import legal_moves

N_TOKENS, N_FEATURES, WIDTH = 3, 4, 2
EVERY = (1 << N_LABELS) - 1


def brute(scores: np.ndarray, moves: np.ndarray, starts: np.ndarray, masks: list[int]) -> tuple[float, np.ndarray]:
    """Return log Z and the expected labels (token, label) over every sequence that the masks allow."""
    total, expected = 0.0, np.zeros((N_TOKENS, N_LABELS))
    for labels in itertools.product(*([j for j in range(N_LABELS) if mask >> j & 1] for mask in masks)):
        value = starts[labels[0]] + sum(scores[t, j] for t, j in enumerate(labels))
        value += sum(moves[16 * i + j] for i, j in itertools.pairwise(labels))
        weight = np.exp(value)
        total += weight
        for t, j in enumerate(labels):
            expected[t, j] += weight
    return float(np.log(total)), expected / total


@pytest.mark.parametrize("masks", [[1 << 1, 1 << 2, 1], [EVERY, 1 << 3, 1 | 1 << 5], [1, 1 | 1 << 7, EVERY]])
def test_loss_and_gradient(masks: list[int]) -> None:
    """One step's loss is log Z - log Z', its squared gradient that of the two expectations, partial labels too."""
    draw = np.random.default_rng(5)
    features = np.array([[0, 1], [2, -1], [3, 0]], np.int32)
    weights = np.zeros((N_FEATURES, 16), np.float32)
    weights[:, :N_LABELS] = draw.normal(size=(N_FEATURES, N_LABELS))
    moves, starts = legal_moves()
    moves[moves > -100] += draw.normal(size=int((moves > -100).sum()))
    starts[starts > -100] += draw.normal(size=int((starts > -100).sum()))
    before = weights.copy()
    scores = np.array([sum(weights[f, :N_LABELS] for f in row if f >= 0) for row in features], np.float64)
    allowed, wanted = brute(scores, moves, starts, masks)
    free, given = brute(scores, moves, starts, [EVERY] * N_TOKENS)
    gradients = np.zeros((N_FEATURES, N_LABELS))
    squared = np.zeros((N_FEATURES, N_LABELS))
    for t, row in enumerate(features):
        for f in row[row >= 0]:
            gradients[f] += (wanted - given)[t]
            squared[f] += (wanted - given)[t] ** 2
    flat, squares = weights.ravel(), np.full(16 * N_FEATURES, 1e-2, np.float32)
    loss = crf.run_epoch(
        features.ravel(), WIDTH, np.array([0, N_TOKENS]), np.array([0]), np.array(masks, np.uint32),
        np.full(N_TOKENS, EVERY, np.uint32), flat, squares, moves, np.ones(256), starts, np.ones(16),
        np.zeros((1, WIDTH), np.uint8), 1e-3, np.zeros(48 * N_TOKENS + 1024), np.zeros(16 * N_TOKENS + 16, np.float32),
    )  # fmt: skip
    assert loss == pytest.approx(free - allowed, rel=1e-6)
    assert squares.reshape(-1, 16)[:, :N_LABELS] - 1e-2 == pytest.approx(squared, abs=1e-5)
    once = [1, 2, 3]  # features of one token: their step is against the sign of nothing else
    moved = (weights - before)[once][:, :N_LABELS]
    assert (
        np.sign(moved)[np.abs(gradients[once]) > 1e-3] == np.sign(gradients[once])[np.abs(gradients[once]) > 1e-3]
    ).all()
