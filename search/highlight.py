"""Matches shown in their text: which characters a query found, and the part of a paragraph that shows them best.

All of it is linear in the text, but for words near each other inside words near each other, where each pair counts.

>>> from search.marks import AnyWord, Run
>>> text = "The White House said sanctions on the house would follow."
>>> marks = (Run(("white", "house")), AnyWord(frozenset(["sanction"]), by_stem=True))
>>> [text[span.start:span.stop] for span in match_spans(text, marks)]
['White House', 'sanctions']
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Final, TypeGuard

from indexer.format.analysis import stem, stems
from search.glimpse import Placed, all_words, sought
from search.marks import AnyWord, Choice, Cluster, Fitting, Mark, Marks, Pair, Run
from search.proximity import Occurrence, near_pairs, near_sides, windows
from search.results import Snippet, Span
from search.spotting import MOST_IN_PHRASE, Phrase, made_span

SNIPPET_CHARACTERS: Final = 240
"""Three lines of a terminal 80 wide, less the indent."""

# What a search begins with is what few characters are: the letters before are looked at last.
_SENTENCE: Final = re.compile(r"[.!?](?<=[^\W\d_]{3}.)[\"'”’)]*\s+(?=[\"'“‘(]*[^\W\d_a-z])")
_SPACE: Final = re.compile(r"\s+")

SpanFinder = Callable[[str], tuple[Span, ...]]
"""Returns the characters that are marked of a text, in order and apart."""

# A frozen dataclass sets its fields one by one through `object.__setattr__`, which looks each up by name first.
_new: Final = object.__new__
_SET_TEXT, _SET_SPANS, _SET_STARTS_INSIDE, _SET_ENDS_INSIDE = (
    getattr(Snippet, name).__set__ for name in ("text", "spans", "starts_inside", "ends_inside")
)

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


def snippet(text: str, spans: Sequence[Span], width: int = SNIPPET_CHARACTERS) -> Snippet:
    """Return the part of `text`, about `width` characters, that shows the most different matches, then the most.

    It is cut between words and starts with a sentence where one starts near enough; a text that fits is shown whole.

    >>> snippet("One two three four five six.", [Span(14, 18)], width=15)
    Snippet(text='four five six.', spans=(Span(start=0, stop=4),), starts_inside=True, ends_inside=False)
    """
    if len(text) <= width:
        return _snippet(text, tuple(spans), False, False)
    first, last = _best_window(text, spans, width)
    start, stop = _cut(text, first, min(last, first + width), width)
    inside = [
        made_span(max(span.start, start) - start, min(span.stop, stop) - start)
        for span in spans
        if span.start < stop and span.stop > start
    ]
    return _snippet(text[start:stop], tuple(inside), start > 0, stop < len(text.rstrip()))


def _snippet(text: str, spans: tuple[Span, ...], starts_inside: bool, ends_inside: bool) -> Snippet:
    """Return `Snippet(text, spans, starts_inside, ends_inside)`."""
    made = _new(Snippet)
    _SET_TEXT(made, text)
    _SET_SPANS(made, spans)
    _SET_STARTS_INSIDE(made, starts_inside)
    _SET_ENDS_INSIDE(made, ends_inside)
    return made


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


def _best_window(text: str, spans: Sequence[Span], width: int) -> Occurrence:
    """Return the characters from the first to the last match of the window with the most different matches."""
    if not spans:
        return 0, 0
    if spans[-1].stop - spans[0].start <= width:
        return spans[0].start, spans[-1].stop
    keys = [_key(text[span.start : span.stop]) for span in spans]
    inside: Counter[str] = Counter()
    n_different = 0
    best, window = (0, 0), (spans[0].start, spans[0].stop)
    first = 0
    for last, span in enumerate(spans):
        inside[keys[last]] += 1
        n_different += inside[keys[last]] == 1
        while first < last and span.stop - spans[first].start > width:
            inside[keys[first]] -= 1
            n_different -= not inside[keys[first]]
            first += 1
        worth = n_different, last - first + 1
        if worth > best:
            best, window = worth, (spans[first].start, span.stop)
    return window


@lru_cache(maxsize=4096)
def _key(found: str) -> str:
    """Return what a match has in common with its inflections."""
    return " ".join(stems(found))


def _cut(text: str, first: int, last: int, width: int) -> Occurrence:
    """Return where to cut `text` around the characters `first` to `last`, which fit into `width`."""
    spare = width - (last - first)
    earliest = max(0, first - spare)
    if earliest == 0 and first <= spare // 2:
        start = 0
    elif sentences := [earliest + match.end() for match in _SENTENCE.finditer(text[earliest:first])]:
        start = sentences[0] if first - sentences[0] <= spare * 2 // 3 else sentences[-1]
    else:
        start = _word_start(text, max(0, first - spare // 2), first)
    return start, _word_stop(text, min(len(text), start + width), last)


def _word_start(text: str, at: int, latest: int) -> int:
    """Return the start of the first word from `at` on, `at` itself where no space comes before `latest`."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = _SPACE.search(text, at, latest)
    return space.end() if space else at


def _word_stop(text: str, at: int, earliest: int) -> int:
    """Return the end of the last whole word up to `at`, `at` itself where no space comes after `earliest`."""
    if at == len(text) or text[at].isspace():
        return len(text[:at].rstrip()) if at == len(text) else at
    cut = max(text.rfind(" ", earliest, at), text.rfind("\n", earliest, at))
    return cut if cut > earliest else at
