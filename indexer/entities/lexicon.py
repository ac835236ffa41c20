"""The words rules look at, ready to be asked: titles, heads, given names, common words, known names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from indexer.entities.aliases import ENTITY_LISTS
from indexer.entities.capitals import capitals
from indexer.entities.gazetteers import read_entities, read_words
from indexer.model import EntityType


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases found by longest match: `longest[word]` is the most capitalised words of any that begins so."""

    types: Mapping[str, EntityType]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, types: Mapping[str, EntityType]) -> Phrases:
        """Index phrases by their first capitalised word."""
        longest: dict[str, int] = {}
        for phrase in types:
            words = capitals(phrase)
            if words and words[0].start == 0:
                longest[words[0].text] = max(longest.get(words[0].text, 0), len(words))
        return cls(types, longest)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the rules know about words."""

    names: Phrases
    titles: Phrases
    roles: frozenset[str]
    org_heads: frozenset[str]
    place_heads: frozenset[str]
    given_names: frozenset[str]
    common: frozenset[str]
    never: frozenset[str]

    def is_common(self, word: str) -> bool:
        """Say whether news usually writes `word` small.

        >>> lexicon().is_common("Meanwhile"), lexicon().is_common("Ushakov")
        (True, False)
        """
        return word.lower() in self.common or self.is_never(word)

    def is_never(self, word: str) -> bool:
        """Say whether `word` is no name when it stands alone, whatever is joined to it: I've, He'll."""
        return word in self.never or word.replace("’", "'").partition("'")[0] in self.never


@cache
def never_words() -> frozenset[str]:
    """Return what is no name when it stands alone, as written.

    >>> "Us" in never_words(), "US" in never_words(), "Monday" in never_words()
    (True, False, True)
    """
    return frozenset(read_words("never.txt"))


@cache
def common_words() -> frozenset[str]:
    """Return the words that news usually writes small, in lower case."""
    return frozenset(read_words("common_words.txt"))


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read on first use."""
    names: dict[str, EntityType] = {}
    for type_, file_name in ENTITY_LISTS:
        for name, variants in read_entities(file_name).items():
            for phrase in (name, *variants):
                names.setdefault(phrase, type_)
    titles: dict[str, EntityType] = dict.fromkeys(read_words("titles.txt"), "person")
    return Lexicon(
        names=Phrases.of(names),
        titles=Phrases.of(titles),
        roles=frozenset(read_words("roles.txt")),
        org_heads=frozenset(read_words("org_heads.txt")),
        place_heads=frozenset(read_words("place_heads.txt")),
        given_names=frozenset(read_words("first_names.txt")),
        common=common_words(),
        never=never_words(),
    )
