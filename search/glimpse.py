"""The few words of a text that a query may mark, found without reading the others.

Reading a text as the analysis does takes two microseconds a word, and of a hundred words two are marked. What is looked
for is told here: the words, and the first letters that each must have. `spotting` finds them by these.

What first letters are certain: a term as written is its word in small letters. A stem has all of the word's letters but
its last one (`happy`, `happi`; `hoping`, `hope`), in English apart from three verbs.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from indexer.format.analysis import tokenize
from search.marks import Choice, Cluster, Fitting, Marks, Pair, Run
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


def sought(marks: Marks) -> Sought | None:
    """Return what to look for, None where a mark does not tell: then all words are to be read.

    >>> from search.marks import AnyWord
    >>> sought((AnyWord(frozenset({"sanction"}), by_stem=True), Run(("white", "house")))).starts
    ('house', 'sanctio', 'white')
    """
    terms: set[str] = set()
    stems: set[str] = set()
    reach = 0
    waiting = [*marks]
    while waiting:
        mark = waiting.pop()
        if isinstance(mark, Fitting):
            return None
        if isinstance(mark, Choice):
            waiting += mark.parts
        elif isinstance(mark, Pair):
            waiting += mark.left, mark.right
            reach = max(reach, mark.distance)
        elif isinstance(mark, Cluster):
            terms.update(mark.terms)
            reach = max(reach, mark.distance)
        else:
            (stems if mark.by_stem else terms).update(mark.terms)
            if isinstance(mark, Run):
                reach = max(reach, 1)
    few = _few({*filter(str.isascii, terms), *map(_stem_start, filter(str.isascii, stems))})
    return Sought(few, Spotter(frozenset(terms), frozenset(stems), few, reach))


def all_words(text: str) -> list[Placed]:
    """Return all words of `text`."""
    return [(place, *token) for place, token in enumerate(tokenize(text))]


def _stem_start(stem: str) -> str:
    return stem[:1] if stem in _FIRST_LETTER_ONLY else stem[: max(len(stem) - 1, 1)]


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
