"""One pass trained and run: feature numbers, epochs with dropout, averaged weights, labels.

Whole templates are dropped at random for each paragraph (a share of `DROPOUT`): evidence that stands alone in
the development text then has weight of its own. Without it the best epoch is the second and every further one
forgets names that training never showed. Weights are averaged over the later epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger.layout import N_LABELS, STRIDE
from indexer.entities.training import crf

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

FEWEST_SIGHTINGS: Final = 2
NEVER: Final = -1e4


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a pass is trained: epochs, AdaGrad's rate, the share of templates dropped, and the seed."""

    epochs: int = 8
    rate: float = 0.05
    dropout: float = 0.4
    seed: int = 1


class FeatureSpace:
    """The features that training saw often enough, by number."""

    def __init__(self, *tables: NDArray[np.uint32]) -> None:
        values, counts = np.unique(np.concatenate([table.ravel() for table in tables]), return_counts=True)
        # 0 is no feature
        self.keys: NDArray[np.uint32] = values[(counts >= FEWEST_SIGHTINGS) & (values > 0)]

    def numbers(self, hashes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return the number of each hash, -1 for one not known; the shape stays."""
        flat = hashes.ravel()
        places = np.minimum(np.searchsorted(self.keys, flat), len(self.keys) - 1)
        return np.where(self.keys[places] == flat, places, -1).astype(np.int32).reshape(hashes.shape)


@dataclass(frozen=True, slots=True)
class Trained:
    """Float weights of a pass: `weights` (features, STRIDE), `moves` (256,), `starts` (16,)."""

    weights: Floats
    moves: Doubles
    starts: Doubles


def legal_moves() -> tuple[Doubles, Doubles]:
    """Return moves and starts with 0 for what BIO allows and `NEVER` for the rest."""
    moves = np.full((16, 16), NEVER)
    starts = np.full(16, NEVER)
    moves[:N_LABELS, :N_LABELS] = starts[:N_LABELS] = 0
    for inside in range(2, N_LABELS, 2):
        starts[inside] = NEVER
        moves[[i for i in range(N_LABELS) if i not in (inside, inside - 1)], inside] = NEVER
    return moves.ravel(), starts


def train(
    numbers: NDArray[np.int32],
    borders: NDArray[np.int64],
    masks: NDArray[np.uint32],
    n_features: int,
    schedule: Schedule,
    paragraphs: NDArray[np.int64] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Train on paragraphs of `numbers` (tokens, width) with allowed labels `masks`; all of them, or those listed."""
    draw = np.random.default_rng(schedule.seed)
    width = numbers.shape[1]
    flat = np.ascontiguousarray(numbers).ravel()
    weights = np.zeros(n_features * STRIDE, np.float32)
    squares = np.full(n_features * STRIDE, 1e-2, np.float32)
    moves, starts = legal_moves()
    move_squares, start_squares = np.ones(256), np.ones(16)
    longest = int(np.diff(borders).max())
    scratch, scores = np.zeros(longest * 48 + 1024), np.zeros(longest * 16 + 16, np.float32)
    everything = np.full(len(masks), (1 << N_LABELS) - 1, np.uint32)
    chosen = np.arange(len(borders) - 1) if paragraphs is None else paragraphs
    total, total_moves, total_starts, n_summed = np.zeros_like(weights), np.zeros(256), np.zeros(16), 0
    for epoch in range(schedule.epochs):
        dropped = (draw.random((997, width)) < schedule.dropout).astype(np.uint8)
        order = draw.permutation(chosen).astype(np.int64)
        loss = crf.run_epoch(
            flat, width, borders, order, masks, everything, weights, squares, moves, move_squares, starts,
            start_squares, dropped, schedule.rate, scratch, scores,
        )  # fmt: skip
        tell(f"epoch {epoch + 1} of {schedule.epochs}: loss {loss:.3f} a paragraph")
        if epoch >= schedule.epochs // 2:
            total += weights
            total_moves += moves
            total_starts += starts
            n_summed += 1
    mean = (total / np.float32(n_summed)).astype(np.float32).reshape(-1, STRIDE)
    return Trained(mean, total_moves / n_summed, total_starts / n_summed)


def predict(trained: Trained, numbers: NDArray[np.int32], borders: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the best label of every token."""
    longest = int(np.diff(borders).max())
    labels = np.zeros(len(numbers), np.uint8)
    crf.decode(
        np.ascontiguousarray(numbers).ravel(), numbers.shape[1], borders, trained.weights.ravel(), trained.moves,
        trained.starts, np.zeros(longest * 16, np.float32), np.zeros(longest * 16), np.zeros(longest * 16, np.uint8),
        labels,
    )  # fmt: skip
    return labels
