"""Words that stand in the same surroundings, by number: vectors (word2vec) cut into clusters of three sizes (k-means).

Continuous bags of words with negative sampling (Mikolov et al. 2013), by gensim; spherical k-means over the vectors,
then over its own centres, so that a finer cluster lies within one wider cluster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_FINE: Final = 1000
N_MIDDLE: Final = 250
N_COARSE: Final = 63
DIMENSIONS: Final = 64
_ROUNDS: Final = 25
_SEED: Final = 1

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clusters:
    """`fine` numbers words from 1; `middle` and `coarse` give the wider clusters of 0 (none) to N_FINE."""

    fine: dict[str, int]
    middle: list[int]
    coarse: list[int]


def _k_means(rows: Matrix, n_centres: int, weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], Matrix]:
    draw = np.random.default_rng(_SEED)
    centres = rows[draw.choice(len(rows), n_centres, replace=False, p=weights / weights.sum())].copy()
    nearest = np.zeros(len(rows), np.int64)
    for _ in range(_ROUNDS):
        nearest = np.concatenate([(part @ centres.T).argmax(axis=1) for part in np.array_split(rows, 20)])
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, rows * weights[:, None].astype(np.float32))
        empty = np.bincount(nearest, minlength=n_centres) == 0
        sums[empty] = rows[draw.choice(len(rows), int(empty.sum()))]
        centres = sums / np.maximum(1e-9, np.linalg.norm(sums, axis=1, keepdims=True))
    return nearest, centres


def cluster(sentences: Iterable[list[str]], workers: int = 1) -> Clusters:
    """Learn vectors over `sentences` (folded tokens; iterated five times) and return their clusters.

    With more than one worker gensim's result depends on how threads interleave; a seed alone does not fix it.
    """
    from gensim.models import Word2Vec

    vectors = Word2Vec(
        sentences,
        vector_size=DIMENSIONS,
        window=3,
        min_count=5,
        sg=0,
        negative=8,
        workers=workers,
        epochs=4,
        seed=_SEED,
    ).wv
    rows = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    weights = np.sqrt([float(vectors.get_vecattr(word, "count")) for word in vectors.index_to_key])
    fine, centres = _k_means(rows, N_FINE, weights)
    fine_weights = (np.bincount(fine, weights, N_FINE) + 1e-6).astype(np.float64)
    middle, centres = _k_means(centres, N_MIDDLE, fine_weights)
    middle_weights = (np.bincount(middle, fine_weights, N_MIDDLE) + 1e-6).astype(np.float64)
    coarse, _ = _k_means(centres, N_COARSE, middle_weights)
    return Clusters(
        {word: int(number) + 1 for word, number in zip(vectors.index_to_key, fine, strict=True)},
        [0, *(int(number) + 1 for number in middle)],
        [0, *(int(coarse[number]) + 1 for number in middle)],
    )
