"""A paragraph's text to the rows that features are made of: the order of the kernels, and their arrays.

>>> from indexer.entities.tagger.lexicon import Lexicon
>>> rows = Reader(Lexicon.of({}, {}, [], [])).read("Talks open in Geneva.")
>>> rows.n_tokens, rows.span(3, 4)
(5, (14, 20))
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from indexer.entities.characters import CharacterTable
from indexer.entities.tagger import context, features, scan
from indexer.entities.tagger.layout import N_COLUMNS, PADDING, START, STOP
from indexer.entities.tagger.lexicon import Lexicon
from indexer.entities.tokens import ABBREVIATIONS


@dataclass(frozen=True, slots=True)
class Rows:
    """The tokens of one paragraph: `columns` as `layout` draws them, padding included."""

    columns: array[int]
    n_tokens: int

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the characters that tokens `first` to `stop` (half open) cover."""
        start_row, last_row = (PADDING + first) * N_COLUMNS, (PADDING + stop - 1) * N_COLUMNS
        return self.columns[start_row + START], self.columns[last_row + STOP]


class Reader:
    """Reads paragraphs with one lexicon. It keeps no state but its tables, which only grow by characters met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._characters = CharacterTable()
        self._abbreviations = bytearray(b"".join(bytes([len(word)]) + word.encode("ascii") for word in ABBREVIATIONS))

    def read(self, text: str) -> Rows:
        """Return the rows of `text`. Any string is taken; one without a token gives none."""
        codes = array("I")
        codes.frombytes(text.encode("utf-32-le", "surrogatepass"))
        size = len(codes)
        classes, folds = bytearray(size), array("I", bytes(4 * size))
        scan.classify(codes, classes, folds, self._characters)
        n_tokens = scan.count(codes, classes, self._abbreviations)
        columns = array("I", bytes(4 * N_COLUMNS * (n_tokens + 2 * PADDING)))
        scan.scan(codes, classes, folds, self._abbreviations, columns, PADDING)
        words = self._lexicon
        context.look_up(
            columns, n_tokens, words.keys, words.index, words.payloads, words.middle, words.coarse, words.shift
        )
        context.set_case(columns, n_tokens)
        context.mark_quiet(columns, n_tokens)
        context.mark_runs(columns, n_tokens)
        context.mark_phrases(
            columns, n_tokens, words.phrase_keys, words.phrase_index, words.phrase_kinds, words.phrase_shift
        )
        return Rows(columns, n_tokens)

    def features(self, rows: Rows) -> array[int]:
        """Return the feature hashes of every token, `features.N_FEATURES` each."""
        hashes = array("I", bytes(4 * features.N_FEATURES * rows.n_tokens))
        features.extract(rows.columns, rows.n_tokens, hashes)
        return hashes
