"""The few words of a text that a query may mark, found without reading the others.

Reading a text as the analysis does takes two microseconds a word, and of a hundred words two are marked. But a word is
never parted by a space, so that a piece between two spaces can be read alone; and a piece that holds a wanted word
either has the first letters of it, one after the other, or something in it that the analysis would fold: a letter
beyond ASCII, or a full stop, a comma or an apostrophe before a letter. Both are found by searching for characters.

What first letters are certain: a term as written is its word in small letters. A stem has all of the word's letters but
its last one (`happy`, `happi`; `hoping`, `hope`), in English apart from three verbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from indexer.format.analysis import TOKEN, fold, stem, tokenize
from search.marks import AnyWord, Choice, Cluster, Fitting, Mark, Marks, Run

MOST_STARTS: Final = 24
"""With more first letters to look for, fewer of them are told apart: a wildcard can stand for a thousand words."""

_FIRST_LETTER_ONLY: Final = frozenset(("die", "lie", "tie"))
"""Stems of dying, lying and tying."""

# In a text of small letters: what is folded, and so may be any word. Quotation marks, dashes and spaces stand between
# words and are folded by nothing; apostrophes count only inside a word. The search skips to the class in front quickly.
_FOLDED: Final = re.compile(
    r"[^\x00-&(-+\-/-_a-\x7f](?:(?<=[.,'`´‘’ʼ＇‛])[^\W_]|(?<![\x00-\x7f´‘’ʼ＇‛“”„«»–—…•\xa0]))", re.DOTALL
)  # said by what is not in it, the first class is compiled in a hundredth of the time


class Sought(NamedTuple):
    """What is looked for: terms as written, stems, the first letters of both, and how many words of a gap count."""

    terms: frozenset[str]
    stems: frozenset[str]
    starts: tuple[str, ...]
    reach: int


Placed = tuple[int, str, int, int]
"""A word: its place among the words of its text, its term and the characters (start, stop) that it stands for.

Places tell how far two words are from each other only up to the words of a gap that count.
"""


@lru_cache(maxsize=256)
def sought(marks: Marks) -> Sought | None:
    """Return what to look for, None where a mark does not tell: then all words are to be read.

    >>> sought((AnyWord(frozenset({"sanction"}), by_stem=True), Run(("white", "house")))).starts
    ('house', 'sanctio', 'white')
    """
    parts = [each for mark in marks for each in _parts(mark)]
    if any(isinstance(each, Fitting) for each in parts):
        return None
    stems = frozenset(term for each in parts for term in _terms(each, by_stem=True))
    terms = frozenset(term for each in parts for term in _terms(each, by_stem=False))
    starts = {_stem_start(each) for each in stems if each.isascii()} | {each for each in terms if each.isascii()}
    return Sought(terms, stems, _few(starts), max(map(_reach, parts), default=0))


def words_sought(text: str, wanted: Sought) -> list[Placed]:
    """Return the words of `text` that are looked for, in order.

    >>> marks = (AnyWord(frozenset({"sanction", "us"}), by_stem=True),)
    >>> [term for _, term, *_ in words_sought("Sanctions on Biden's aides, said the U.S.", sought(marks))]
    ['sanctions', 'us']
    """
    terms, stems, starts, reach = wanted
    found = []
    place = done = 0
    for start, stop in _pieces(text, starts):
        if reach and done:
            place += len(tokenize(text, done, start, reach))
        for match in TOKEN.finditer(text, start, stop):
            term = fold(match[0])
            if term in terms or stem(term) in stems:
                found.append((place, term, *match.span()))
            place += term != ""
        done = stop
    return found


def all_words(text: str) -> list[Placed]:
    """Return all words of `text`."""
    return [(place, *token) for place, token in enumerate(tokenize(text))]


def _pieces(text: str, starts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the pieces between spaces that may hold a wanted word, in order and apart."""
    small = text.lower()
    if len(small) != len(text):  # a capital i with a dot becomes two characters
        yield 0, len(text)
        return
    places = [match.start() for match in _FOLDED.finditer(small)]
    for letters in starts:
        at = small.find(letters)
        while at >= 0:
            if not at or not small[at - 1].isalnum():
                places.append(at)
            at = small.find(letters, at + 1)
    places.sort()
    done = 0
    for at in places:
        if at >= done:
            start = max(text.rfind(" ", done, at), done - 1) + 1
            done = text.find(" ", at)
            if done < 0:
                done = len(text)
            yield start, done


def _parts(mark: Mark) -> list[Mark]:
    """Return a mark with all marks inside it."""
    if isinstance(mark, Choice):
        return [mark, *(each for part in mark.parts for each in _parts(part))]
    if isinstance(mark, AnyWord | Fitting | Run | Cluster):
        return [mark]
    return [mark, *_parts(mark.left), *_parts(mark.right)]


def _terms(mark: Mark, by_stem: bool) -> Iterable[str]:
    if isinstance(mark, AnyWord | Run):
        return mark.terms if mark.by_stem == by_stem else ()
    return mark.terms if isinstance(mark, Cluster) and not by_stem else ()


def _stem_start(stem: str) -> str:
    return stem[:1] if stem in _FIRST_LETTER_ONLY else stem[: max(len(stem) - 1, 1)]


def _reach(mark: Mark) -> int:
    if isinstance(mark, AnyWord | Fitting | Choice):
        return 0
    return 1 if isinstance(mark, Run) else mark.distance


def _few(starts: set[str]) -> tuple[str, ...]:
    """Return first letters without those that begin with others of them, cut until there are not too many."""
    for length in (64, 6, 4, 3, 2, 1):
        kept: list[str] = []
        for each in sorted({start[:length] for start in starts}):
            if not kept or not each.startswith(kept[-1]):
                kept.append(each)
        if len(kept) <= MOST_STARTS:
            break
    return tuple(kept)
