"""Spans made ready to be named: edges trimmed, noise dropped, and who stands apart from the story.

A story's names explain each other. Those of a credit or byline explain each other too, but nothing in the story, and
the same holds for a photographer named in brackets at the end of a caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.entities.aliases import alias_table
from indexer.entities.folding import key
from indexer.entities.lexicon import Lexicon, lexicon
from indexer.entities.resolution import Reason
from indexer.entities.spans import Span
from indexer.model import EntityType, Paragraph

_ARTICLE: Final = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"['’][sS]?$")
# A point belongs to a name after a single letter, after a listed abbreviation and after these.
_POINTED_WORDS: Final = frozenset("Jr Sr Inc Corp Co Ltd Bros".split())
_PHOTO_CREDIT: Final = re.compile(
    r"\((?=[^()]*(?:/|\bphoto\b|\bAP\b|\bReuters\b|\bGetty\b))[^()]*\)\W*$", re.IGNORECASE
)
_ROYAL: Final = frozenset({"Pope", "King", "Queen", "Prince", "Princess"})


@dataclass(slots=True)
class Draft:
    """A name on its way to a mention: where it stands, what it is, and what has been decided so far.

    Drafts of an article are in reading order. `name` is empty until a rule has spoken.
    """

    paragraph: int
    start: int
    stop: int
    type: EntityType
    text: str
    key: str
    name: str = ""
    reason: Reason = "spelling"

    def decide(self, name: str, reason: Reason) -> None:
        """Give the draft its canonical name."""
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Scopes:
    """The drafts of an article: those of the story, and those of credits and bylines."""

    story: list[Draft]
    credit: list[Draft]


def draft(article: Sequence[Paragraph], spans: Sequence[Sequence[Span]]) -> Scopes:
    """Return the drafts of an article. Spans that overlap an earlier one or name nothing are dropped."""
    scopes = Scopes([], [])
    for number, (paragraph, found) in enumerate(zip(article, spans, strict=True)):
        text = paragraph.text
        apart = _apart_from(paragraph)
        before = 0
        for start, stop, type_ in sorted(found):
            made = _draft(number, text, max(start, 0), max(0, min(stop, len(text))), type_) if start >= before else None
            if made is not None:
                before = made.stop
                (scopes.credit if made.start >= apart else scopes.story).append(made)
    return scopes


def _apart_from(paragraph: Paragraph) -> int:
    """Return the character from which on a paragraph speaks of those who made it."""
    if paragraph.kind in ("credit", "byline"):
        return 0
    credit = _PHOTO_CREDIT.search(paragraph.text) if paragraph.kind == "caption" else None
    return credit.start() if credit else len(paragraph.text) + 1


def _draft(number: int, text: str, start: int, stop: int, type_: EntityType) -> Draft | None:
    start, stop = trim(text, start, stop)
    words = lexicon()
    if type_ == "person":
        start = _after_titles(text, start, stop, words)
    written = text[start:stop]
    name_key = key(written)
    if not name_key or _is_noise(written, name_key, type_, words):
        return None
    return Draft(number, start, stop, type_, written, name_key)


def trim(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the edges of a name without quotes, marks, a leading article or a closing possessive.

    >>> text = "“The Kremlin’s,” of Inc."
    >>> start, stop = trim(text, 0, 16)
    >>> text[start:stop]
    'Kremlin'
    """
    while start < stop and not (
        text[stop - 1].isalnum() or (text[stop - 1] in "+." and _keeps_point(text, start, stop))
    ):
        stop -= 1
    possessive = _POSSESSIVE.search(text, start, stop)
    if possessive:
        stop = possessive.start()
    while start < stop and not text[start].isalnum():
        start += 1
    article = _ARTICLE.match(text, start, stop)
    if article and article.end() < stop:
        start = article.end()
    return start, stop


def _keeps_point(text: str, start: int, stop: int) -> bool:
    if text[stop - 1] == "+":
        return True
    word = text[start : stop - 1].rpartition(" ")[2]
    return len(word) == 1 or "." in word or word in _POINTED_WORDS or f"{word}." in lexicon().names.types


def _after_titles(text: str, start: int, stop: int, words: Lexicon) -> int:
    """Return where a person's name begins behind its titles. Popes and kings keep theirs: Pope Francis."""
    while True:
        parts = text[start:stop].split()
        if len(parts) == 2 and parts[0] in _ROYAL:
            return start
        for n in range(min(4, len(parts) - 1), 0, -1):
            title = " ".join(parts[:n])
            if title in words.titles.types or (n == 1 and title in words.roles):
                start = text.index(parts[n], start + len(title))
                break
        else:
            return start


def _is_noise(written: str, name_key: str, type_: EntityType, words: Lexicon) -> bool:
    """Say whether what was found is no name: a pronoun, a day, a number, a word written small."""
    if written in words.never or (written.capitalize() in words.never and not written.isupper()):
        return True
    if len(name_key) < 2 or len(name_key) > 120 or not any(map(str.isalpha, name_key)):
        return True
    if any(map(str.isupper, written)) or not any(map(str.islower, written)):
        return False
    return alias_table().name(type_, written) is None
