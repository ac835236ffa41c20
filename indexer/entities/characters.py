"""What a character counts as for tokens and features: its class and its folded form, in two tables.

The scanner looks characters up in `CharacterTable.classes` and `.folds` (65,536 entries each, filled when a
character is first met; beyond them it asks `class_of` and `fold_of`). The classes are those of `re`: a letter or
digit here is one for the pattern in `indexer.entities.tokens` too.

>>> fold_word("Erdoğan’s"), fold_word("F-35")
("erdogan's", 'f-00')
"""

from __future__ import annotations

import unicodedata
from array import array
from typing import Final

UNKNOWN, SPACE, UPPER, LETTER, DIGIT, MARK, OTHER = range(7)

TABLE_SIZE: Final = 65_536

_STRAIGHT: Final = {
    **dict.fromkeys("’‘‛ʼ`´", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": ".",
}


def class_of(code: int) -> int:
    """Return the class of a code point: SPACE, UPPER, LETTER (small or without case), DIGIT, MARK or OTHER."""
    character = chr(code)
    if character.isspace():
        return SPACE
    if 0x300 <= code <= 0x36F:
        return MARK
    if character.isdecimal():
        return DIGIT
    if character.isalnum():
        return UPPER if character.isupper() or character.istitle() else LETTER
    return OTHER


def fold_of(code: int) -> int:
    """Return the code point that stands for `code` in features: small, without accent, quotes straight, digits 0."""
    character = chr(code)
    if character in _STRAIGHT:
        return ord(_STRAIGHT[character])
    if character.isdecimal():
        return ord("0")
    base = unicodedata.normalize("NFKD", character)[0]
    return ord(base.lower()[0])


def fold_word(word: str) -> str:
    """Return `word` as features see it, accents that stand alone left out."""
    return "".join(chr(fold_of(ord(c))) for c in word if not 0x300 <= ord(c) <= 0x36F)


class CharacterTable:
    """Classes and folds of the first 65,536 code points, filled as they are met."""

    def __init__(self) -> None:
        self.classes = bytearray(TABLE_SIZE)
        self.folds = array("I", bytes(4 * TABLE_SIZE))

    def learn(self, code: int) -> int:
        """Fill in the entry of `code`, if the table has one, and return its class."""
        kind = class_of(code)
        if code < TABLE_SIZE:
            self.folds[code] = fold_of(code)
            self.classes[code] = kind
        return kind
