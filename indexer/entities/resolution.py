"""What is decided about the names of an article, and why: mentions with the reasons of every merge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.entities.folding import bare
from indexer.model import EntityType, Mention

Reason = Literal[
    "table",  # the shipped table of aliases
    "spelling",  # case, accents, punctuation, possessive, title or company form
    "longer form",  # a fuller form of a person's name in the same article
    "surname",  # a bare surname, its only bearer in the article
    "surname, nearest before",  # a bare surname, several bearers: the one named last before it
    "surname, first after",  # a bare surname, several bearers, none before it: the first one after it
    "known surname",  # a bare surname of nobody the article names in full, from the shipped list
    "given name",  # a bare given name, its only bearer in the article
    "acronym",  # the initials of a long form in the same article
    "short form",  # the beginning or end of a longer name in the same article
    "plural",  # the plural of a group named in the same article
    "same name elsewhere",  # another type for a name whose type the rest of the article tells
]


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A name as written that stands under another name, and the reason. Equal merges of an article are one record."""

    type: EntityType
    variant: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The names of one article: `mentions[i]` are those of its i-th paragraph."""

    mentions: tuple[tuple[Mention, ...], ...]

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The names that stand under another one, sorted, each once."""
        found = (mention for mentions in self.mentions for mention in mentions if mention.reason)
        return tuple(sorted({Merge(each.type, bare(each.text), each.name, each.reason) for each in found}))
