"""The few words of a text that a query may mark, found without reading the others.

Reading a text as the analysis does takes two microseconds a word, and of a hundred words two are marked. What is looked
for is told here: the words, and the first letters that each must have. `spotting` finds them by these.

What first letters are certain: a term as written is its word in small letters. A stem has all of the word's letters but
its last one (`happy`, `happi`; `hoping`, `hope`), in English apart from three verbs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from indexer.format.analysis import tokenize
from search.marks import AnyWord, Choice, Cluster, Fitting, Mark, Marks, Run
from search.spotting import Spotter

MOST_STARTS: Final = 24
"""With more first letters to look for, fewer of them are told apart: a wildcard can stand for a thousand words."""

_FIRST_LETTER_ONLY: Final = frozenset(("die", "lie", "tie"))
"""Stems of dying, lying and tying."""

Placed = tuple[int, str, int, int]
"""A word: its place among the words of its text, its term and the characters (start, stop) that it stands for.

Places tell how far two words are from each other only up to the words of a gap that count.
"""


class Sought(NamedTuple):
    """What is looked for: the first letters, and what finds the words."""

    starts: tuple[str, ...]
    spotter: Spotter


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
    few = _few(starts)
    return Sought(few, Spotter(terms, stems, few, max(map(_reach, parts), default=0)))


def all_words(text: str) -> list[Placed]:
    """Return all words of `text`."""
    return [(place, *token) for place, token in enumerate(tokenize(text))]


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
