"""Tokens of a labelled set back to text as it was printed, with the place of each token in it.

The sets were cut by other tokenizers (`U . S .`, `Covid - 19`, `country ’ s`). A tagger trained on such tokens and run
on the product's loses up to five points, so training joins them into text first and cuts that with the product's own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

_LEFT: Final = frozenset(", . ; : ! ? ) ] } % … ” »".split()) | frozenset(
    ("'s", "’s", "n't", "n’t", "...", "'re", "'ll")
)
_RIGHT: Final = frozenset("( [ { “ « $ £ € # @".split())
_AFTER_APOSTROPHE: Final = frozenset("s t re ve ll d m S T".split())
_LOOSE_HYPHENS: Final = 0.05


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word.isupper()


class _Joiner:
    """Decides, token by token, whether a blank stands before it."""

    def __init__(self, words: Sequence[str], noise: random.Random | None) -> None:
        self.words = ["", *words, "", ""]  # so that a look to either side needs no check
        self.noise = noise
        self.open_quotes = {'"': False, "'": False}

    def word(self, at: int) -> str:
        return self.words[at + 1]

    def _is_apostrophe(self, at: int) -> bool:
        return self.word(at) in ("'", "’") and self.word(at + 1) in _AFTER_APOSTROPHE

    def _is_hyphen(self, at: int) -> bool:
        if self.word(at) not in ("-", "/"):
            return False
        before, after = self.word(at - 1), self.word(at + 1)
        return before[-1:].isalnum() and after[:1].isalnum()

    def _is_inner_stop(self, at: int) -> bool:
        """Whether the full stop at `at` stands inside an acronym or a number."""
        if self.word(at) != "." or not _is_initial(self.word(at - 1)):
            return False
        return _is_initial(self.word(at + 1)) and self.word(at + 2) == "."

    def glued(self, at: int, loose_hyphens: frozenset[int]) -> bool:
        """Whether no blank stands before token `at`."""
        word, before = self.word(at), self.word(at - 1)
        if self._is_hyphen(at) or self._is_hyphen(at - 1):
            return not ({at, at - 1} & loose_hyphens)
        if word in _LEFT or before in _RIGHT or self._is_inner_stop(at - 1):
            return True
        if self._is_apostrophe(at) or self._is_apostrophe(at - 1):
            return True
        return self._quote_glues(at)

    def _is_plural_possessive(self, at: int) -> bool:
        return self.word(at) == "'" and not self.open_quotes["'"] and self.word(at - 1)[-1:] == "s"

    def _quote_glues(self, at: int) -> bool:
        word, before = self.word(at), self.word(at - 1)
        if self._is_plural_possessive(at):
            return True
        if self.open_quotes.get(word):
            return True
        if self.open_quotes.get(before):
            return True
        return before == "‘" or word == "’"

    def see(self, at: int) -> None:
        """Note a straight quote, which opens and closes in turn."""
        word = self.word(at)
        if word in self.open_quotes and not self._is_apostrophe(at) and not self._is_plural_possessive(at):
            self.open_quotes[word] = not self.open_quotes[word]


def join_tokens(
    words: Sequence[str], *, spaced: bool = False, noise: random.Random | None = None
) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of `words` and the half-open place of each in it.

    `spaced` puts one blank between any two. With `noise` a few hyphens keep their blanks, because some were dashes.

    >>> join_tokens("the U . S . said Covid - 19 , the country ’ s worst".split())[0]
    'the U.S. said Covid-19, the country’s worst'
    """
    joiner = _Joiner(words, noise)
    loose = frozenset(
        at for at in range(len(words)) if noise is not None and words[at] == "-" and noise.random() < _LOOSE_HYPHENS
    )
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for at, word in enumerate(words):
        if at and (spaced or not joiner.glued(at, loose)):
            pieces.append(" ")
            length += 1
        pieces.append(word)
        places.append((length, length + len(word)))
        length += len(word)
        joiner.see(at)
    return "".join(pieces), places
