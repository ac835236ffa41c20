"""Labelled articles to the arrays that training runs over: feature numbers, masks, borders.

Tokens, rows and features are the product's own (`indexer.entities.tagger.reader`), so a model never meets in use what
it did not meet in training.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.entities.tagger.layout import N_COLUMNS, PADDING, START, STOP
from indexer.entities.tagger.layout import TAG_TYPES as TYPES
from indexer.entities.tagger.reader import Reader, extract
from indexer.entities.training.sources import OUTSIDE, GoldArticle, GoldParagraph

BEGIN = {name: 1 + 2 * at for at, name in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class Encoded:
    """Paragraphs of articles as arrays.

    `hashes` (tokens, features) uint32; `columns` (tokens, layout.N_COLUMNS); `masks` (tokens,) allowed labels as bits;
    `borders` (paragraphs + 1,) and `article_borders` (articles + 1, in paragraphs) int64.
    """

    hashes: NDArray[np.uint32]
    columns: NDArray[np.uint32]
    masks: NDArray[np.uint32]
    borders: NDArray[np.int64]
    article_borders: NDArray[np.int64]


def _mask_outside(paragraph: GoldParagraph) -> int:
    mask = 1
    for name in paragraph.unmarked:
        mask |= 3 << BEGIN[name]
    return mask


def masks_of(paragraph: GoldParagraph, columns: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the labels that each token may carry; a token that a name covers in part belongs to it."""
    masks = np.full(len(columns), _mask_outside(paragraph), np.uint32)
    for span in paragraph.spans:
        inside = np.flatnonzero((columns[:, START] < span.stop) & (columns[:, STOP] > span.start))
        for place, at in enumerate(inside):
            mask = 1 if OUTSIDE in span.types else 0
            for name in span.types:
                if name != OUTSIDE:
                    mask |= 1 << (BEGIN[name] + (place > 0))
            masks[at] = mask
    return masks


def encode(articles: Sequence[GoldArticle], reader: Reader) -> Encoded:
    """Read articles with `reader` and return their arrays; paragraphs without a token are left out.

    Quiet tokens have features too: in use nobody looks at them, in training they show what is no name. Two models
    trained without them, and with other changes, did worse (docs/decisions/0006-names.md).
    """
    hashes, columns, masks, borders, article_borders = [], [], [], [0], [0]
    for article in articles:
        for paragraph in article.paragraphs:
            rows = reader.read([paragraph.text])
            if not rows.n_tokens:
                continue
            table = np.frombuffer(rows.columns, np.uint32).reshape(-1, N_COLUMNS)[PADDING:-PADDING]
            every = array("I", range(PADDING, PADDING + rows.n_tokens))
            hashes.append(np.frombuffer(extract(rows.columns, every), np.uint32).reshape(rows.n_tokens, -1))
            columns.append(table)
            masks.append(masks_of(paragraph, table))
            borders.append(borders[-1] + rows.n_tokens)
        article_borders.append(len(borders) - 1)
    return Encoded(
        np.concatenate(hashes),
        np.concatenate(columns),
        np.concatenate(masks),
        np.array(borders, np.int64),
        np.array(article_borders, np.int64),
    )
