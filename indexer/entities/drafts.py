"""Spans made ready to be named: edges trimmed, noise dropped, and who stands apart from the story.

A story's names explain each other. Those of a credit or byline explain each other too, but nothing in the story, and
the same holds for a photographer named in brackets at the end of a caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.entities.edges import trim
from indexer.entities.resolution import Reason
from indexer.entities.spans import Span
from indexer.model import EntityType, Paragraph

_PHOTO_CREDIT: Final = re.compile(r"\((?=[^()]*(?:/|\b(?:photo|AP|Reuters|Getty)\b))[^()]*\)\W*$", re.IGNORECASE)


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
    surnames: set[str] | None = None
    for number, (paragraph, found) in enumerate(zip(article, spans, strict=True)):
        if not found:
            continue
        text = paragraph.text
        apart = _apart_from(paragraph)
        before = 0
        for start, stop, type_ in sorted(found):
            start, stop = max(start, 0), min(stop, len(text))
            if start < before or stop <= start:
                continue
            first, after, name_key, is_noise = trim(text[start:stop], type_)
            if is_noise:
                if type_ != "person":
                    continue
                if surnames is None:
                    surnames = _surnames(article, spans)
                if name_key not in surnames:
                    continue
            before = start + after
            made = Draft(number, start + first, before, type_, text[start + first : before], name_key)
            (scopes.credit if made.start >= apart else scopes.story).append(made)
    return scopes


def _apart_from(paragraph: Paragraph) -> int:
    """Return the character from which on a paragraph speaks of those who made it."""
    if paragraph.kind in ("credit", "byline"):
        return 0
    credit = _PHOTO_CREDIT.search(paragraph.text) if paragraph.kind == "caption" else None
    return credit.start() if credit else len(paragraph.text) + 1


def _surnames(article: Sequence[Paragraph], spans: Sequence[Sequence[Span]]) -> set[str]:
    """Return the folded last words of persons named in full: with Theresa May in the article, May is no month."""
    surnames = set()
    for paragraph, found in zip(article, spans, strict=True):
        for start, stop, type_ in found:
            words = (
                trim(paragraph.text[max(start, 0) : max(stop, 0)], type_).key.split(" ") if type_ == "person" else []
            )
            if len(words) > 1:
                surnames.add(words[-1])
    return surnames
