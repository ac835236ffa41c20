"""An article's paragraphs to names with types, in two passes: the one door to the kernels.

>>> tagger = load_tagger()
>>> [span.type for span in tagger.tag(["Vladimir Putin met Joe Biden in Geneva."])[0]]
['person', 'person', 'place']
"""

from __future__ import annotations

import functools
import re
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from indexer.entities.spans import Span
from indexer.entities.tagger import context, decode, features, memory, scan
from indexer.entities.tagger.layout import BOTH, N_COLUMNS, N_LABELS, START, STOP, STRIDE, TAG_TYPES
from indexer.entities.tagger.model import Chain, Model, read_model
from indexer.entities.tagger.reader import Reader, Rows, extract, numbers
from indexer.model import EntityType

MODEL_PATH: Final = Path(__file__).parent.parent / "model" / "names.bin"

# A building is a place to a reader; works, events and products (misc) are no facet of ours.
_TYPES: Final[dict[str, EntityType]] = {
    "person": "person",
    "org": "org",
    "place": "place",
    "group": "group",
    "facility": "place",
}
_SHOWN: Final = tuple(map(_TYPES.get, TAG_TYPES))
_SHORTS: Final = array("h", [0])
_INTS: Final = array("i", [0])
# A name's labels: one that begins it, then those inside it.
_NAME: Final = re.compile(rb"[^\0][%b]*" % re.escape(bytes(range(2, N_LABELS, 2))))


class Tagger:
    """Finds persons, organisations, places and groups. One tagger may serve many threads' articles in turn.

    A call is given *all* paragraphs of *one* article, because the second pass looks at the rest of the article;
    what it returns depends on nothing else.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self.reader = Reader(model.lexicon)

    @property
    def version(self) -> str:
        """The version of the model, as an index records it."""
        return self._model.version

    def tag(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the names of each paragraph of one article, in order and without overlap.

        Any text is taken: an empty one has no names, and nothing in it raises.
        """
        rows = self.reader.read(paragraphs)
        return _spans(rows, self.label(rows))

    def label(self, rows: Rows) -> bytearray:
        """Return the label of each of an article's rows, those of boundaries counted."""
        labels = bytearray(rows.n_rows)
        scores = _SHORTS * (BOTH * len(rows.loud))
        self._add(extract(rows.columns, rows.loud), features.N_FEATURES, scores)
        self._choose(rows, scores, 0, self._model.first, labels)
        self._add(self._recall(rows, labels), memory.N_RECALLED, scores)
        self._choose(rows, scores, STRIDE, self._model.second, labels)
        return labels

    def _recall(self, rows: Rows, labels: bytearray) -> array[int]:
        """Return what the first pass said of the same words elsewhere: `memory.N_RECALLED` hashes a loud row."""
        size = 1 << max(6, (4 * len(rows.loud)).bit_length())  # a word and a pair a row, and half of it free
        keys, counts = numbers(size), numbers(8 * size)
        memory.remember(rows.columns, rows.loud, labels, keys, counts)
        words, pairs = numbers(rows.n_rows), numbers(rows.n_rows)
        hashes = numbers(memory.N_RECALLED * len(rows.loud))
        memory.recall(rows.columns, rows.loud, labels, keys, counts, words, pairs, hashes)
        return hashes

    def _add(self, hashes: array[int], width: int, scores: array[int]) -> None:
        table = self._model.table
        decode.add_scores(hashes, len(hashes) // width, width, table.buckets, table.weights, numbers(width + 1), scores)

    @staticmethod
    def _choose(rows: Rows, scores: array[int], offset: int, chain: Chain, labels: bytearray) -> None:
        size = STRIDE * len(rows.loud)
        decode.choose(
            scores, offset, rows.columns, rows.loud, chain.moves, chain.starts, _INTS * size, bytearray(size), labels
        )


def _spans(rows: Rows, labels: bytearray) -> list[list[Span]]:
    """Return the names that `labels` draw, by paragraph."""
    borders, columns, make = rows.borders, rows.columns, Span._make
    spans: list[list[Span]] = [[] for _ in range(len(borders) - 1)]
    paragraph = 0
    for found in _NAME.finditer(labels):
        first, stop = found.span()
        while borders[paragraph + 1] <= first:
            paragraph += 1
        shown = _SHOWN[(labels[first] - 1) // 2]
        if shown is not None:
            start, end = columns[first * N_COLUMNS + START], columns[(stop - 1) * N_COLUMNS + STOP]
            spans[paragraph].append(make((start, end, shown)))
    return spans


@functools.cache
def load_tagger() -> Tagger:
    """Return the tagger with the model that comes with the package; read once a process.

    Raises:
        ModelError: the model file is missing or damaged.
    """
    return Tagger(read_model(MODEL_PATH))


def compiled() -> bool:
    """Return whether every kernel runs compiled."""
    kernels = (scan, context, features, memory, decode)
    return not any(str(kernel.__file__).endswith(".py") for kernel in kernels)
