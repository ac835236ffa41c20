"""An article's paragraphs to names with types, in two passes: the one door to the kernels.

>>> tagger = load_tagger()
>>> [span.type for span in tagger.tag(["Vladimir Putin met Joe Biden in Geneva."])[0]]
['person', 'person', 'place']
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.entities.spans import Span
from indexer.entities.tagger import context, decode, features, memory, scan
from indexer.entities.tagger.layout import STRIDE, TAG_TYPES
from indexer.entities.tagger.model import Model, Weights, read_model
from indexer.entities.tagger.reader import Reader, Rows
from indexer.model import EntityType

MODEL_PATH: Final = Path(__file__).parent.parent / "model" / "names.bin"

# A building is a place to a reader; works, events and products are no facet of ours.
_SHOWN: Final[dict[str, EntityType]] = {
    "person": "person",
    "org": "org",
    "place": "place",
    "group": "group",
    "facility": "place",
}
_NUMBER: Final = array("I", [0])
_SIGNED: Final = array("i", [0])


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph under way: its rows, feature hashes and the labels found so far."""

    rows: Rows
    hashes: array[int]
    labels: bytearray


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
        return [list(_spans(draft)) for draft in self.label(paragraphs)]

    def label(self, paragraphs: Sequence[str]) -> list[Draft]:
        """Return the tokens of each paragraph of one article with their labels, which `tag` makes names of."""
        drafts = [self._first_pass(text) for text in paragraphs]
        keys, counts = self._remember(drafts)
        for draft in drafts:
            if draft.rows.n_tokens:
                self._second_pass(draft, keys, counts)
        return drafts

    def _first_pass(self, text: str) -> Draft:
        rows = self.reader.read(text)
        draft = Draft(rows, self.reader.features(rows), bytearray(rows.n_tokens))
        scores = _SIGNED * (STRIDE * rows.n_tokens)
        _add(self._model.first, draft.hashes, rows.n_tokens, features.N_FEATURES, scores)
        _decode(self._model.first, scores, draft)
        return draft

    def _remember(self, drafts: Sequence[Draft]) -> tuple[array[int], array[int]]:
        n_tokens = sum(draft.rows.n_tokens for draft in drafts)
        size = 1 << max(6, (4 * n_tokens).bit_length())  # a word and a pair a token, and half of it free
        keys, counts = _NUMBER * size, _NUMBER * (8 * size)
        for draft in drafts:
            memory.remember(draft.rows.columns, draft.rows.n_tokens, draft.labels, keys, counts)
        return keys, counts

    def _second_pass(self, draft: Draft, keys: array[int], counts: array[int]) -> None:
        n_tokens = draft.rows.n_tokens
        hashes = _NUMBER * (memory.N_RECALLED * n_tokens)
        words, pairs = _NUMBER * (n_tokens + 4), _NUMBER * (n_tokens + 4)
        memory.recall(draft.rows.columns, n_tokens, draft.labels, keys, counts, words, pairs, hashes)
        scores = _SIGNED * (STRIDE * n_tokens)
        _add(self._model.second, draft.hashes, n_tokens, features.N_FEATURES, scores)
        _add(self._model.second, hashes, n_tokens, memory.N_RECALLED, scores)
        _decode(self._model.second, scores, draft)


def _add(weights: Weights, hashes: array[int], n_tokens: int, width: int, scores: array[int]) -> None:
    decode.add_scores(
        hashes, n_tokens, width, weights.tags, weights.buckets, weights.weights, _NUMBER * (width + 1), scores
    )


def _decode(weights: Weights, scores: array[int], draft: Draft) -> None:
    n_tokens = draft.rows.n_tokens
    decode.find_best(scores, n_tokens, weights.moves, weights.starts, bytearray(STRIDE * n_tokens), draft.labels)


def _spans(draft: Draft) -> Iterator[Span]:
    labels = draft.labels
    at, end = 0, len(labels)
    while at < end:
        first = at
        at += 1
        if not labels[first]:
            continue
        while at < end and labels[at] and labels[at] % 2 == 0:
            at += 1
        shown = _SHOWN.get(TAG_TYPES[(labels[first] - 1) // 2])
        if shown is not None:
            start, stop = draft.rows.span(first, at)
            yield Span(start, stop, shown)


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
