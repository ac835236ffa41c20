"""Float weights to the whole numbers that ship: one scale a pass, signed bytes, the weakest features left out."""

from __future__ import annotations

from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger.layout import N_LABELS, STRIDE
from indexer.entities.tagger.model import FORBIDDEN, Weights
from indexer.entities.training.optimise import NEVER, Trained

_LARGEST: Final = 63  # six bits and a sign: finer steps cost a megabyte and change no figure
_CLIPPED_SHARE: Final = 1e-4


def _whole(values: NDArray[np.float64], scale: float) -> array[int]:
    numbers = np.where(values <= NEVER / 2, FORBIDDEN, np.rint(values * scale)).astype(np.int32)
    return array("i", numbers.tolist())


def quantise(keys: NDArray[np.uint32], trained: Trained, n_kept: int) -> Weights:
    """Return the `n_kept` features with the longest rows, less those that find their bucket full, in whole numbers.

    The scale makes all but one in ten thousand weights fit a signed byte; those are clipped. Label-independent parts
    of a row shift every sequence alike and are taken out first, by the median.
    """
    rows = trained.weights[:, :N_LABELS].astype(np.float64)
    rows -= np.median(rows, axis=1, keepdims=True)
    strength = np.sqrt((rows**2).sum(axis=1))
    kept = np.argsort(-strength, kind="stable")[:n_kept]
    limit = np.quantile(np.abs(rows[kept]), 1 - _CLIPPED_SHARE)
    scale = _LARGEST / float(limit)
    table = np.zeros((len(kept), STRIDE), np.int8)
    table[:, :N_LABELS] = np.clip(np.rint(rows[kept] * scale), -_LARGEST, _LARGEST)
    return Weights.of(
        keys[kept].tolist(),
        [row.tobytes() for row in table],
        _whole(trained.moves, scale),
        _whole(trained.starts, scale),
    )
