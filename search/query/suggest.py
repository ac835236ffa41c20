"""Corrections when nothing was found: the same query with words that the index knows.

A word the index does not hold is replaced by one that differs by few letters and stands in many paragraphs; a word in
the field of a name, by a word of the names there are. What else is in the query stays as it was typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from string import ascii_lowercase
from typing import Any, Final, NamedTuple

from indexer.format.analysis import STOP_WORDS, fold, stem, tokenize
from indexer.format.schema import STEM_FIELD
from search.query.fields import VALUE_FIELDS
from search.query.leaves import near_terms
from search.query.reading import ParsedQuery, QueryWord
from search.query.spelling import edits, near_words

MAX_SUGGESTIONS: Final = 3
MAX_CORRECTED: Final = 8
"""Words of one query that are looked up; a pasted page is no slip of the finger."""

_SHORTEST: Final = 4
"""Shorter words, and numbers, are near to everything."""

_FAR_FROM: Final = 5
"""Words as long as this may be two letters off, shorter ones one: two letters of four are half the word."""

_RARE: Final = 2
_MUCH_MORE: Final = 50
"""A word in so few paragraphs is doubted where a near one stands in so many times more: archives hold slips too."""


class Correction(NamedTuple):
    """What to write for a word, how many letters differ, and in how many paragraphs it stands."""

    text: str
    distance: int
    frequency: int


def suggest(parsed: ParsedQuery, reader: Any) -> tuple[str, ...]:
    """Return up to three corrected queries, the likeliest first; none where every word is known.

    `reader` is that of the whole index. The first one corrects every word that needs it; the others differ in the first
    of these.
    """
    wrong = [(word, found) for word in _typed(parsed)[:MAX_CORRECTED] if (found := _corrections(word, reader))]
    if not wrong:
        return ()
    (first, choices), others = wrong[0], [(word, found[0].text) for word, found in wrong[1:]]
    queries = (_replaced(parsed.text, [(first, choice.text), *others]) for choice in choices)
    return tuple(islice(dict.fromkeys(queries), MAX_SUGGESTIONS))


def _typed(parsed: ParsedQuery) -> list[QueryWord]:
    """Return the words that were typed, not those taken from a text that results are to be like."""
    return [word for word in parsed.words if word.start >= 0]


def _corrections(word: QueryWord, reader: Any) -> list[Correction]:
    """Return what the word may be meant for, the likeliest first: fewer letters off, then in more paragraphs."""
    if word.field in VALUE_FIELDS:
        return sorted(_name_corrections(word, reader), key=_likelihood)
    if word.term in STOP_WORDS or len(word.term) < _SHORTEST or not word.term.isalpha():
        return []
    frequency = _frequency(word, reader)
    if frequency > _RARE:
        return []
    most = 2 if len(word.term) >= _FAR_FROM else 1
    found = [
        Correction(term, edits(word.term, term, most), reader.doc_frequency(word.field, term))
        for term in near_terms(reader, word.field, word.term, most)
        if term != word.term and stem(term) != stem(word.term)
    ]
    found = found or list(_other_starts(word, reader)) or list(_split(word, reader))
    found = sorted((each for each in found if each.frequency > frequency * _MUCH_MORE), key=_likelihood)
    by_stem: dict[str, Correction] = {}
    for each in found:
        if each.distance == found[0].distance:
            by_stem.setdefault(stem(each.text), each)
    return list(by_stem.values())


def _likelihood(correction: Correction) -> tuple[int, int, str]:
    return correction.distance, -correction.frequency, correction.text


def _frequency(word: QueryWord, reader: Any) -> int:
    """Return in how many paragraphs a word stands, in any inflection."""
    written: int = reader.doc_frequency(word.field, word.term)
    inflected: int = reader.doc_frequency(STEM_FIELD[word.field], stem(word.term))
    return max(written, inflected)


def _other_starts(word: QueryWord, reader: Any) -> Iterator[Correction]:
    """Yield words one letter off at the start, where a slip is rare: each possible one is looked up."""
    term = word.term
    if len(term) < _FAR_FROM:
        return
    starts = [letter + rest for letter in ascii_lowercase for rest in (term, term[1:])]
    for each in dict.fromkeys((term[1] + term[0] + term[2:], term[1:], *starts)):
        if each != term and (frequency := reader.doc_frequency(word.field, each)):
            yield Correction(each, 1, frequency)


def _split(word: QueryWord, reader: Any) -> Iterator[Correction]:
    """Yield two words that were written as one."""
    for cut in range(2, len(word.term) - 1):
        parts = word.term[:cut], word.term[cut:]
        frequency = min(reader.doc_frequency(word.field, part) for part in parts)
        if frequency:
            yield Correction(" ".join(parts), 1, frequency)


def _name_corrections(word: QueryWord, reader: Any) -> Iterator[Correction]:
    """Yield words of the names in a field, as they are written there."""
    written: dict[str, Counter[str]] = {}
    for text in reader.lexicon(word.field):
        value = text.decode("utf-8", "replace")
        for term, start, stop in tokenize(value):
            written.setdefault(term, Counter())[value[start:stop]] += reader.doc_frequency(word.field, text)
    most = 2 if len(word.term) >= _FAR_FROM else 1
    if word.term in written:
        return
    for term in near_words(written, word.term, most):
        spelling, _ = written[term].most_common(1)[0]
        yield Correction(spelling, edits(word.term, term, most), written[term].total())


def _replaced(text: str, corrections: list[tuple[QueryWord, str]]) -> str:
    """Return the query with words replaced, in their case of letters."""
    for word, correction in sorted(corrections, key=lambda each: each[0].start, reverse=True):
        written = text[word.start : word.stop]
        text = text[: word.start] + _in_case_of(written, correction) + text[word.stop :]
    return text


def _in_case_of(written: str, correction: str) -> str:
    if correction != fold(correction) and correction != correction.lower():
        return correction  # a name comes as it is written
    if written.isupper() and len(written) > 1:
        return correction.upper()
    return correction.capitalize() if written[:1].isupper() else correction
