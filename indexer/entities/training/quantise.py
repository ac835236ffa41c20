"""Float weights to the whole numbers that ship: one scale a pass, signed bytes, the weakest features left out."""

from __future__ import annotations

from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger.layout import BOTH, N_LABELS, STRIDE
from indexer.entities.tagger.model import FORBIDDEN, Chain, Table
from indexer.entities.training.optimise import NEVER, Trained
from indexer.entities.training.passes import Passes

_LARGEST: Final = 63  # six bits and a sign: finer steps cost a megabyte and change no figure
_CLIPPED_SHARE: Final = 1e-4


def _whole(values: NDArray[np.float64], scale: float) -> array[int]:
    numbers = np.where(values <= NEVER / 2, FORBIDDEN, np.rint(values * scale)).astype(np.int32)
    return array("i", numbers.tolist())


def _scaled(trained: Trained, n_kept: int) -> tuple[NDArray[np.int64], NDArray[np.int8], float]:
    """Return the places of the `n_kept` features with the longest rows, their rows in whole numbers, and the scale.

    The scale makes all but one in ten thousand weights fit; those are clipped. Label-independent parts of a row shift
    every sequence alike and are taken out first, by the median.
    """
    rows = trained.weights[:, :N_LABELS].astype(np.float64)
    rows -= np.median(rows, axis=1, keepdims=True)
    kept = np.argsort(-np.sqrt((rows**2).sum(axis=1)), kind="stable")[:n_kept]
    scale = _LARGEST / float(np.quantile(np.abs(rows[kept]), 1 - _CLIPPED_SHARE))
    table = np.zeros((len(kept), STRIDE), np.int8)
    table[:, :N_LABELS] = np.clip(np.rint(rows[kept] * scale), -_LARGEST, _LARGEST)
    return kept, table, scale


def quantise(passes: Passes, n_kept: int) -> tuple[Table, Chain, Chain]:
    """Return the features of both passes, `n_kept` of each less those that find their bucket full, and the chains."""
    halves, chains = [], []
    for space, trained in ((passes.first_space, passes.first), (passes.second_space, passes.second)):
        kept, table, scale = _scaled(trained, n_kept)
        halves.append((space.keys[kept], table))
        chains.append(Chain(_whole(trained.moves, scale), _whole(trained.starts, scale)))
    keys = np.union1d(halves[0][0], halves[1][0])
    rows = np.zeros((len(keys), BOTH), np.int8)
    for half, (its_keys, table) in enumerate(halves):
        rows[np.searchsorted(keys, its_keys), half * STRIDE : (half + 1) * STRIDE] = table
    squares = rows.astype(np.int64) ** 2
    order = np.argsort(-np.maximum(squares[:, :STRIDE].sum(axis=1), squares[:, STRIDE:].sum(axis=1)), kind="stable")
    return Table.of(keys[order].tolist(), [row.tobytes() for row in rows[order]]), chains[0], chains[1]
