"""A brute-force reading of paragraphs: the judge of every engine.

It knows no index. A question is a `Wanted`: the text a person would type, and what it means, as a test on the terms of
one paragraph. Terms come from the analysis alone; scores are BM25 written out, over all paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.format.analysis import STOP_WORDS, stem, words
from indexer.model import Paragraph

K1, B, STOP_WORD_FACTOR, SHORTEST = 1.5, 0.75, 0.01, 0.5


@dataclass(frozen=True)
class Wanted:
    """A question: its `text`, whether a paragraph `matches`, and the stems it scores by (None where that is open)."""

    text: str
    matches: Callable[[Paragraph], bool]
    scored: tuple[str, ...] | None


def word(text: str) -> Wanted:
    """An unquoted word: any inflection of it."""
    wanted = stem(words(text)[0])
    return Wanted(text, lambda p: wanted in map(stem, words(p.text)), (wanted,))


def exact(text: str) -> Wanted:
    """`=word`: as written, folded."""
    return Wanted(f"={text}", lambda p: words(text)[0] in words(p.text), None)


def phrase(*parts: str) -> Wanted:
    """`"a phrase"`: the words as written, next to each other."""
    wanted = [words(part)[0] for part in parts]

    def matches(paragraph: Paragraph) -> bool:
        found = words(paragraph.text)
        return any(found[at : at + len(wanted)] == wanted for at in range(len(found)))

    return Wanted(f'"{" ".join(parts)}"', matches, None)


def name(field: str, text: str) -> Wanted:
    """`person:putin`: a part of a canonical name, word by word."""
    wanted = words(text)

    def has(value: str) -> bool:
        found = words(value)
        return any(found[at : at + len(wanted)] == wanted for at in range(len(found)))

    quoted = f'{field}:"{text}"' if " " in text else f"{field}:{text}"
    return Wanted(quoted, lambda p: any(m.type == field and has(m.name) for m in p.mentions), None)


def all_of(parts: Sequence[Wanted]) -> Wanted:
    """Parts one after the other: all required."""
    return Wanted(
        " ".join(part.text for part in parts), lambda p: all(part.matches(p) for part in parts), _scored(parts)
    )


def any_of(parts: Sequence[Wanted]) -> Wanted:
    """`(a OR b)`: one at least."""
    text = f"({' OR '.join(part.text for part in parts)})"
    return Wanted(text, lambda p: any(part.matches(p) for part in parts), _scored(parts))


def without(part: Wanted, unwanted: Wanted) -> Wanted:
    """`a -b`: the first and not the second."""
    return Wanted(f"{part.text} -{unwanted.text}", lambda p: part.matches(p) and not unwanted.matches(p), part.scored)


def _scored(parts: Iterable[Wanted]) -> tuple[str, ...] | None:
    stems: list[str] = []
    for part in parts:
        if part.scored is None:
            return None
        stems.extend(part.scored)
    return tuple(stems) if len(set(stems)) == len(stems) else None


def score(scored: Iterable[str], paragraph: Paragraph, documents: Sequence[Sequence[str]]) -> float:
    """Return the BM25 score of a paragraph for stems; `documents` are the stems of every paragraph ever added.

    The length of a paragraph is kept in one byte by Whoosh's codec, and rounded as it does.
    """
    own = [stem(term) for term in words(paragraph.text)]
    average = sum(map(len, documents)) / len(documents)
    length = max(byte_to_length(length_to_byte(len(own))), SHORTEST * average)
    stops = STOP_WORDS | set(map(stem, STOP_WORDS))
    total = 0.0
    for term in scored:
        frequency = own.count(term)
        n_with = sum(term in document for document in documents)
        idf = log(1 + (len(documents) - n_with + 0.5) / (n_with + 0.5)) * (STOP_WORD_FACTOR if term in stops else 1)
        if frequency:
            total += idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average))
    return total


def counts(paragraphs: Iterable[Paragraph], values: Callable[[Paragraph], Iterable[str]]) -> dict[str, tuple[int, int]]:
    """Return for each value how many of the paragraphs, and of their articles, carry it."""
    found: dict[str, tuple[int, set[str]]] = {}
    for paragraph in paragraphs:
        for value in set(values(paragraph)):
            n_paragraphs, articles = found.get(value, (0, set()))
            found[value] = n_paragraphs + 1, articles | {paragraph.article}
    return {value: (n_paragraphs, len(articles)) for value, (n_paragraphs, articles) in found.items()}
