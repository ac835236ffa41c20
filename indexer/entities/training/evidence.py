"""What an earlier model says of every capitalised word over the whole corpus: nine bits of the word's payload.

The second pass looks around in one article, this in all of them (the corpus-level majority of Krishnan and Manning,
2006): a word that is hard to tell where it stands has been plain in a hundred other places.

    bits 0-2   0 unknown, 1 mostly no name, 2 + t mostly of type t
    bits 3-4   how mostly: 0 below 60 %, 1 from 60, 2 from 85, 3 from 97
    bit 5      rather inside a name than at its head
    bits 6-8   the runner-up, as bits 0-2, where it has 15 % or more
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger import Tagger
from indexer.entities.tagger.layout import CASE, LOW, N_COLUMNS, PADDING, TAG_TYPES

FEWEST_SIGHTINGS: Final = 5
_SURE: Final = (0.6, 0.85, 0.97)
_RUNNER_UP: Final = 0.15
_CAPITALISED: Final = (2, 3, 4, 5, 6, 7, 9, 11, 13)


class Evidence:
    """Labels counted by word: outside, the types, and how often inside a name."""

    def __init__(self) -> None:
        self._words: list[NDArray[np.uint32]] = []
        self._labels: list[NDArray[np.uint8]] = []

    def add(self, tagger: Tagger, paragraphs: Sequence[str]) -> None:
        """Count one article."""
        for draft in tagger.label(paragraphs):
            rows = np.frombuffer(draft.rows.columns, np.uint32).reshape(-1, N_COLUMNS)[PADDING:-PADDING]
            capitalised = np.isin(rows[:, CASE], _CAPITALISED)
            self._words.append(rows[capitalised, LOW])
            self._labels.append(np.frombuffer(bytes(draft.labels), np.uint8)[capitalised])

    def payloads(self) -> dict[int, int]:
        """Return the nine bits of every word seen often enough, by its hash."""
        words, places = np.unique(np.concatenate(self._words), return_inverse=True)
        labels = np.concatenate(self._labels)
        width = 1 + len(TAG_TYPES)
        counts = np.zeros((len(words), width), np.int64)
        np.add.at(counts, (places, (labels + 1) // 2), 1)
        inside = np.bincount(places, (labels > 0) & (labels % 2 == 0), len(words))
        seen = counts.sum(axis=1)
        often = np.flatnonzero(seen >= FEWEST_SIGHTINGS)
        return {int(words[at]): _bits(counts[at], int(inside[at])) for at in often}


def _bits(counts: NDArray[np.int64], inside: int) -> int:
    total = int(counts.sum())
    second, first = (int(place) for place in np.argsort(counts, kind="stable")[-2:])
    share = counts[first] / total
    bits = first + 1 | sum(share >= edge for edge in _SURE) << 3
    bits |= (2 * inside > total - int(counts[0])) << 5
    if counts[second] >= _RUNNER_UP * total:
        bits |= (second + 1) << 6
    return int(bits)


def count(tagger: Tagger, articles: Iterable[Sequence[str]]) -> dict[int, int]:
    """Return the evidence of `tagger` over `articles`."""
    evidence = Evidence()
    for paragraphs in articles:
        evidence.add(tagger, paragraphs)
    return evidence.payloads()
