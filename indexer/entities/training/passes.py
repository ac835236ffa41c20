"""Both passes trained: the first alone, the second on what the first said of articles it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger import memory
from indexer.entities.tagger.layout import N_COLUMNS, PADDING
from indexer.entities.training.encode import Encoded
from indexer.entities.training.optimise import FeatureSpace, Schedule, Trained, predict, train

FOLDS: Final = 3
SEEDS: Final = 2
Labels = NDArray[np.uint8]
Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Passes:
    """Two trained passes and the features that each knows by number."""

    first_space: FeatureSpace
    first: Trained
    second_space: FeatureSpace
    second: Trained


def _padded(encoded: Encoded, labels: Labels, paragraph: int) -> tuple[Numbers, Numbers, Labels]:
    """Return the columns of a paragraph between boundary rows, its own rows in them, and the labels of all rows."""
    start, stop = encoded.borders[paragraph : paragraph + 2]
    n_rows = stop - start + 2 * PADDING
    columns, of_rows = np.zeros((n_rows, N_COLUMNS), np.uint32), np.zeros(n_rows, np.uint8)
    columns[PADDING:-PADDING] = encoded.columns[start:stop]
    of_rows[PADDING:-PADDING] = labels[start:stop]
    return columns.ravel(), np.arange(PADDING, n_rows - PADDING, dtype=np.uint32), of_rows


def _articles(encoded: Encoded) -> Iterator[range]:
    for first, stop in zip(encoded.article_borders[:-1], encoded.article_borders[1:], strict=True):
        if stop > first:
            yield range(first, stop)


def recall(encoded: Encoded, labels: Labels) -> NDArray[np.uint32]:
    """Return the second pass's own features, (tokens, memory.N_RECALLED), given the first pass's labels."""
    hashes = np.zeros((len(labels), memory.N_RECALLED), np.uint32)
    for paragraphs in _articles(encoded):
        n_tokens = int(encoded.borders[paragraphs.stop] - encoded.borders[paragraphs.start])
        size = 1 << max(6, (4 * n_tokens).bit_length())
        keys, counts = np.zeros(size, np.uint32), np.zeros(8 * size, np.uint32)
        given = [_padded(encoded, labels, paragraph) for paragraph in paragraphs]
        for columns, rows, of_rows in given:
            memory.remember(columns, rows, of_rows, keys, counts)
        for (columns, rows, of_rows), p in zip(given, paragraphs, strict=True):
            words, pairs = np.zeros(len(of_rows), np.uint32), np.zeros(len(of_rows), np.uint32)
            out = hashes[encoded.borders[p] : encoded.borders[p + 1]].reshape(-1)
            memory.recall(columns, rows, of_rows, keys, counts, words, pairs, out)
    return hashes


def _jackknife(encoded: Encoded, numbers: NDArray[np.int32], n_features: int, schedule: Schedule) -> Labels:
    """Return first-pass labels of every token, by a model that did not see its article."""
    paragraph_article = np.repeat(np.arange(len(encoded.article_borders) - 1), np.diff(encoded.article_borders))
    token_article = np.repeat(paragraph_article, np.diff(encoded.borders))
    labels = np.zeros(len(encoded.masks), np.uint8)
    for fold in range(FOLDS):
        seen = np.flatnonzero(paragraph_article % FOLDS != fold)
        trained = train(numbers, encoded.borders, encoded.masks, n_features, schedule, seen)
        held_out = token_article % FOLDS == fold
        labels[held_out] = predict(trained, numbers, encoded.borders)[held_out]
    return labels


def _train_often(
    numbers: NDArray[np.int32], encoded: Encoded, n_features: int, schedule: Schedule, tell: Callable[[str], None]
) -> Trained:
    """Return the mean of `SEEDS` models that differ in what they were shown when and without which templates."""
    trained = [
        train(numbers, encoded.borders, encoded.masks, n_features, replace(schedule, seed=schedule.seed + n), tell=tell)
        for n in range(SEEDS)
    ]
    return Trained(
        np.mean([each.weights for each in trained], axis=0, dtype=np.float32),
        np.mean([each.moves for each in trained], axis=0),
        np.mean([each.starts for each in trained], axis=0),
    )


def train_passes(encoded: Encoded, schedule: Schedule, tell: Callable[[str], None]) -> Passes:
    """Train both passes on the articles of `encoded`."""
    first_space = FeatureSpace(encoded.hashes)
    numbers = first_space.numbers(encoded.hashes)
    n_first = len(first_space.keys)
    tell(f"first pass: {n_first:,} features")
    first = _train_often(numbers, encoded, n_first, schedule, tell)
    tell(f"first pass again, {FOLDS} times, for the second")
    recalled = recall(encoded, _jackknife(encoded, numbers, n_first, schedule))
    second_space = FeatureSpace(encoded.hashes, recalled)
    both = np.concatenate([second_space.numbers(encoded.hashes), second_space.numbers(recalled)], axis=1)
    tell(f"second pass: {len(second_space.keys):,} features")
    second = _train_often(both, encoded, len(second_space.keys), schedule, tell)
    return Passes(first_space, first, second_space, second)
