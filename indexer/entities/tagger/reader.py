"""An article's paragraphs to the rows that features are made of: the order of the kernels, and their arrays.

>>> from indexer.entities.tagger.lexicon import Lexicon
>>> rows = Reader(Lexicon.of({}, {}, [], [])).read(["Talks open in Geneva.", "Nobody came."])
>>> rows.n_tokens, rows.span(rows.borders[0] + 3, rows.borders[0] + 4)
(8, (14, 20))
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from indexer.entities.characters import CharacterTable
from indexer.entities.tagger import context, features, scan
from indexer.entities.tagger.layout import N_COLUMNS, PADDING, START, STOP
from indexer.entities.tagger.lexicon import Lexicon
from indexer.entities.tokens import ABBREVIATIONS


@dataclass(frozen=True, slots=True)
class Rows:
    """The tokens of an article: `columns` as `layout` draws them, `layout.PADDING` boundary rows around paragraphs.

    Paragraph p's tokens stand in rows `borders[p]` to `borders[p + 1] - PADDING`; `loud` lists the rows that may be
    part of a name.
    """

    columns: array[int]
    borders: array[int]
    loud: array[int]

    @property
    def n_rows(self) -> int:
        """How many rows there are, boundaries counted."""
        return self.borders[-1]

    @property
    def n_tokens(self) -> int:
        """How many tokens there are."""
        return self.n_rows - PADDING * len(self.borders)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the characters of a paragraph that its rows `first` to `stop` (half open) cover."""
        return self.columns[first * N_COLUMNS + START], self.columns[(stop - 1) * N_COLUMNS + STOP]


class Reader:
    """Reads articles with one lexicon. It keeps no state but its tables, which only grow by characters met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._characters = CharacterTable()
        self._abbreviations = bytearray(b"".join(bytes([len(word)]) + word.encode("ascii") for word in ABBREVIATIONS))

    def read(self, paragraphs: Sequence[str]) -> Rows:
        """Return the rows of an article. Any strings are taken; one without a token gives no rows of its own."""
        codes = array("I")
        codes.frombytes("".join(paragraphs).encode("utf-32-le", "surrogatepass"))
        size = len(codes)
        classes, folds = bytearray(size), numbers(size)
        ends = array("I", accumulate(map(len, paragraphs)))
        starts, stops, borders = numbers(size), numbers(size), numbers(len(ends) + 1)
        scan.classify(codes, classes, folds, self._characters)
        scan.cut(codes, classes, self._abbreviations, ends, starts, stops, borders)
        columns = numbers(N_COLUMNS * borders[-1])
        scan.describe(codes, classes, folds, ends, starts, stops, borders, columns)
        return Rows(columns, borders, self._look_around(columns, borders))

    def _look_around(self, columns: array[int], borders: array[int]) -> array[int]:
        """Fill what rows say of their neighbours and return the loud ones."""
        words, n_rows = self._lexicon, borders[-1]
        context.look_up(
            columns, n_rows, words.keys, words.index, words.payloads, words.middle, words.coarse, words.shift
        )
        context.set_case(columns, borders)
        context.mark_runs(columns, n_rows)
        context.mark_phrases(
            columns, n_rows, words.phrase_keys, words.phrase_index, words.phrase_kinds, words.phrase_shift
        )
        loud = numbers(n_rows)
        del loud[context.list_loud(columns, n_rows, loud) :]
        return loud


def extract(columns: array[int], rows: array[int]) -> array[int]:
    """Return the feature hashes of the tokens in `rows` of `columns`, `features.N_FEATURES` each."""
    hashes = numbers(features.N_FEATURES * len(rows))
    features.extract(columns, rows, hashes)
    return hashes


def numbers(size: int) -> array[int]:
    """Return `size` unsigned 32-bit zeros."""
    return array("I", (0,)) * size
