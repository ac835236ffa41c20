"""Matches shown in their text: which characters a query found.

All of it is linear in the text, but for words near each other inside words near each other, where each pair counts.

>>> from search.marks import AnyWord, Run
>>> text = "The White House said sanctions on the house would follow."
>>> marks = (Run(("white", "house")), AnyWord(frozenset(["sanction"]), by_stem=True))
>>> [text[span.start:span.stop] for span in match_spans(text, marks)]
['White House', 'sanctions']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import TypeGuard

from indexer.format.analysis import stem
from search.glimpse import Placed, all_words, sought
from search.marks import AnyWord, Choice, Cluster, Fitting, Mark, Marks, Pair, Run
from search.proximity import Occurrence, near_pairs, near_sides, windows
from search.results import Span
from search.spotting import MOST_IN_PHRASE, Phrase

SpanFinder = Callable[[str], tuple[Span, ...]]
"""Returns the characters that are marked of a text, in order and apart."""

# What is to be marked for each occurrence of a part: runs of word positions.
_Found = dict[Occurrence, frozenset[Occurrence]]


def match_spans(text: str, marks: Marks) -> tuple[Span, ...]:
    """Return the characters of `text` that the marks find, in order and apart; a phrase is one span.

    Words of a phrase or a nearness are marked only where they stand as it asks.
    """
    return finder(marks)(text)


@lru_cache(maxsize=256)
def finder(marks: Marks) -> SpanFinder:
    """Return what does for one text after the other what `match_spans` does."""
    wanted = sought(marks)
    if wanted is None:
        return lambda text: _spans(all_words(text), marks)
    words = wanted.spotter.words
    if all(isinstance(mark, AnyWord) for mark in marks):
        spans: SpanFinder = wanted.spotter.spans
        return spans
    if len(marks) == 1 and _is_phrase(marks[0]):
        return partial(wanted.spotter.runs, Phrase(marks[0].terms))
    return lambda text: _spans(words(text), marks)


def _is_phrase(mark: Mark) -> TypeGuard[Run]:
    return isinstance(mark, Run) and not mark.by_stem and len(mark.terms) <= MOST_IN_PHRASE


def _spans(found: list[Placed], marks: Marks) -> tuple[Span, ...]:
    """Return what the marks find among words: all words of a text, or those the marks look for."""
    words = _Words(found)
    runs: set[Occurrence] = set()
    for mark in marks:
        runs.update(words.shown(mark))
    at = words.at
    return tuple(Span(at[start][0], at[stop - 1][1]) for start, stop in _united(runs))


class _Words:
    """Words of one text by place, by term and by stem; those by stem are made when first asked for."""

    def __init__(self, words: Iterable[Placed]) -> None:
        self.at = {place: (start, stop) for place, _, start, stop in words}
        self._by_term: dict[str, list[int]] = defaultdict(list)
        self._by_stem: dict[str, list[int]] = {}
        for place, term, _, _ in words:
            self._by_term[term].append(place)

    def positions(self, term: str, by_stem: bool) -> Sequence[int]:
        """Return where a term or a stem stands, in order."""
        if by_stem and not self._by_stem and self._by_term:
            gathered: dict[str, list[int]] = defaultdict(list)
            for word, positions in self._by_term.items():
                gathered[stem(word)].extend(positions)
            self._by_stem = {key: sorted(positions) for key, positions in gathered.items()}
        return (self._by_stem if by_stem else self._by_term).get(term, ())

    def shown(self, mark: Mark) -> Iterable[Occurrence]:
        """Return the runs of words to show for a mark that stands alone."""
        if not isinstance(mark, Pair):
            return (run for runs in self.find(mark).values() for run in runs)
        # Which of the two sides take part is told in linear time; which pairs they form is only asked when nested.
        left, right = self.find(mark.left), self.find(mark.right)
        used = near_sides(sorted(left), sorted(right), mark.distance, mark.ordered)
        return (run for found, side in zip((left, right), used, strict=True) for each in side for run in found[each])

    def find(self, mark: Mark) -> _Found:
        """Return all occurrences of a mark, each with the runs of words to show for it."""
        if isinstance(mark, AnyWord):
            return self._words(p for term in mark.terms for p in self.positions(term, mark.by_stem))
        if isinstance(mark, Fitting):
            fits = re.compile(mark.pattern, re.DOTALL).fullmatch
            return self._words(p for term, positions in self._by_term.items() if fits(term) for p in positions)
        if isinstance(mark, Run):
            return {run: frozenset((run,)) for run in self._runs(mark)}
        if isinstance(mark, Cluster):
            return self._clusters(mark)
        if isinstance(mark, Choice):
            return {place: runs for part in mark.parts for place, runs in self.find(part).items()}
        left, right = self.find(mark.left), self.find(mark.right)
        found: dict[Occurrence, frozenset[Occurrence]] = {}
        for one, other in near_pairs(sorted(left), sorted(right), mark.distance, mark.ordered):
            place = min(one[0], other[0]), max(one[1], other[1])
            found[place] = found.get(place, frozenset()) | left[one] | right[other]
        return found

    def _words(self, positions: Iterable[int]) -> _Found:
        return {(p, p + 1): frozenset(((p, p + 1),)) for p in positions}

    def _runs(self, mark: Run) -> Iterable[Occurrence]:
        starts = set(self.positions(mark.terms[0], mark.by_stem))
        for offset, term in enumerate(mark.terms[1:], 1):
            starts &= {position - offset for position in self.positions(term, mark.by_stem)}
        return [(start, start + len(mark.terms)) for start in starts]

    def _clusters(self, mark: Cluster) -> _Found:
        positions = {term: self.positions(term, by_stem=False) for term in mark.terms}
        ours = {position for each in positions.values() for position in each}
        return {
            (start, stop): frozenset((p, p + 1) for p in range(start, stop) if p in ours)
            for start, stop in windows(mark.terms, positions, mark.distance)
        }


def _united(runs: Iterable[Occurrence]) -> list[Occurrence]:
    """Return runs in order, those that share a word made one."""
    united: list[Occurrence] = []
    for start, stop in sorted(runs):
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(united[-1][1], stop)
        else:
            united.append((start, stop))
    return united
