"""The rule finder: shapes of names over NLTK's tokens, then a second reading that knows who was named in the article.

>>> finder = RuleFinder()
>>> text = "Ushakov agreed, said Putin's adviser Yuri Ushakov of the Security Council."
>>> [(text[start:stop], type_) for start, stop, type_ in finder.find([text])[0]]
[('Ushakov', 'person'), ('Yuri Ushakov', 'person'), ('Security Council', 'org')]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from indexer.entities.capitals import Joint
from indexer.entities.folding import key
from indexer.entities.gazetteers import read_entities
from indexer.entities.grammar import SHAPES, Found, Line, capitals_of_place, known_phrase
from indexer.entities.lexicon import lexicon
from indexer.entities.spans import Span
from indexer.model import ENTITY_TYPES, EntityType

# Acronyms that are words when everything is in capitals, and listed names that are.
_WORDS_IN_CAPITALS: Final = frozenset("US WHO ICE IRA HOUSE FORD APPLE SHELL INTEL VISA NICE MALE".split())
_COUNTRIES_AND_SURNAMES: Final = frozenset({"Jordan", "Chad", "Georgia", "Israel"})
# Behind these a name that is both a place and a surname of the article is the place.
_BEFORE_PLACES: Final = ("in", "from", "near", "at", "across", "to", "outside", "visit", "around")


class RuleFinder:
    """Finds names by rules and lists: quick to read and to mend, good enough until a trained tagger is at hand."""

    name = "rules"
    version = "1"

    def find(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each paragraph of one article."""
        lines = [Line.of(text) for text in paragraphs]
        first = [list(_read(line)) for line in lines]
        parts = _parts_of_persons(zip(lines, first, strict=True))
        return [_second_reading(line, found, parts) for line, found in zip(lines, first, strict=True)]


def _read(line: Line) -> Iterable[Found]:
    """Walk over the words once; at each the first shape that fits wins and the walk goes on behind it."""
    i = 0
    while i < len(line.words):
        word = line.words[i].text
        if _says_nothing(line, i, word):
            i += 1
            continue
        found = _shouted(line, i) if line.is_shouted else next(filter(None, (shape(line, i) for shape in SHAPES)), None)
        if found is None:
            i += 1
            continue
        if found.type is not None:
            yield found
        i = found.after


def _says_nothing(line: Line, i: int, word: str) -> bool:
    """Say whether no name begins here: at a word of grammar, save "The Hague", and at a lone common word."""
    words = lexicon()
    if words.is_never(word) or len(word) == 1:
        return word not in words.names.longest or known_phrase(line, i) is None
    if line.joint(i + 1) not in (Joint.BREAK, Joint.COMMA) or word.lower() not in words.common:
        return False
    return word not in words.names.longest and word not in words.titles.longest


def _shouted(line: Line, i: int) -> Found | None:
    """Find a listed name in a line of capitals, as it is or written as names are: NATO, UKRAINE."""
    found = known_phrase(line, i)
    if found is not None and line.words[i].text not in _WORDS_IN_CAPITALS:
        return found
    return capitals_of_place(line, i, frozenset(ENTITY_TYPES))


def _parts_of_persons(article: Iterable[tuple[Line, list[Found]]]) -> frozenset[str]:
    """Return the folded last words of the persons named in full."""
    parts = set()
    for line, names in article:
        for found in names:
            if found.type == "person":
                parts.add(key(line.words[found.after - 1].text))
    return frozenset(part for part in parts if len(part) > 1)


def _second_reading(line: Line, names: list[Found], parts: frozenset[str]) -> list[Span]:
    """Add the bare surnames of persons the article names, in words no name has taken."""
    taken = {i for found in names for i in range(found.first, found.after)}
    names = [found._replace(type="person") if _is_bearer(line, found, parts) else found for found in names]
    words = lexicon()
    spans = [_span(line, found.first, found.after, found.type) for found in names if found.type is not None]
    for i, word in enumerate(line.words):
        if i in taken or key(word.text) not in parts or word.text in words.never:
            continue
        if word.text.lower() in words.common and (line.is_shouted or line.is_sentence_start(i)):
            continue
        spans.append(_span(line, i, i + 1, "person"))
    return sorted(spans)


def _is_bearer(line: Line, found: Found, parts: frozenset[str]) -> bool:
    """Say whether a place or organisation of one word is a surname of the article: Jordan, where Jim Jordan is."""
    word = line.words[found.first].text
    if found.after > found.first + 1 or found.type not in ("place", "org") or key(word) not in parts:
        return False
    if word not in lexicon().names.types:
        return True
    is_place = word in read_entities("countries.txt") and word not in _COUNTRIES_AND_SURNAMES
    return not (is_place or word.isupper() or line.word_before(found.first).lower() in _BEFORE_PLACES)


def _span(line: Line, first: int, after: int, type_: EntityType) -> Span:
    return Span(line.words[first].start, line.words[after - 1].stop, type_)
