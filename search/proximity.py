"""Nearness of words: which occurrences stand close enough, by position alone.

An *occurrence* is a pair `(start, stop)` of word positions, half open; a word takes one position, a phrase several. The
distance of two that do not overlap is 1 where one follows the other directly, and one more for each word between.
The search and the highlighting of what it found share these rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

Occurrence = tuple[int, int]


def near_pairs(
    left: Sequence[Occurrence], right: Sequence[Occurrence], distance: int, ordered: bool
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield the pairs of a `left` and a `right` at most `distance` apart; where `ordered`, left comes first.

    `left` and `right` are in rising order. The time is that of the bisections and of the pairs given.

    >>> list(near_pairs([(4, 5)], [(1, 2), (6, 7), (9, 10)], 3, ordered=False))
    [((4, 5), (6, 7)), ((4, 5), (1, 2))]
    """
    starts = [start for start, _ in right]
    by_stop = right if ordered else sorted(right, key=lambda each: each[1])
    stops = [stop for _, stop in by_stop]
    for one in left:
        start, stop = one
        for index in range(bisect_left(starts, stop), bisect_left(starts, stop + distance)):
            yield one, right[index]
        if not ordered:
            for index in range(bisect_right(stops, start - distance), bisect_right(stops, start)):
                yield one, by_stop[index]


def near_sides(
    left: Sequence[Occurrence], right: Sequence[Occurrence], distance: int, ordered: bool
) -> tuple[set[Occurrence], set[Occurrence]]:
    """Return which of `left` and which of `right` are in any pair of `near_pairs`, without forming the pairs.

    >>> near_sides([(0, 1), (4, 5)], [(1, 2), (9, 10)], 3, ordered=True)
    ({(0, 1)}, {(1, 2)})
    """
    starts, stops = [start for start, _ in right], sorted(stop for _, stop in right)
    used_left = {
        (start, stop)
        for start, stop in left
        if bisect_left(starts, stop) < bisect_left(starts, stop + distance)
        or (not ordered and bisect_right(stops, start - distance) < bisect_right(stops, start))
    }
    left_starts, left_stops = [start for start, _ in left], sorted(stop for _, stop in left)
    used_right = {
        (start, stop)
        for start, stop in right
        if bisect_right(left_stops, start - distance) < bisect_right(left_stops, start)
        or (not ordered and bisect_left(left_starts, stop) < bisect_left(left_starts, stop + distance))
    }
    return used_left, used_right


def windows(words: Sequence[str], positions: Mapping[str, Sequence[int]], distance: int) -> Iterator[Occurrence]:
    """Yield the shortest runs that hold all `words` with the first and last at most `distance` apart.

    A word named twice must stand there twice. `positions` holds rising positions. Linear in their number.

    >>> list(windows(["a", "b"], {"a": [0, 9], "b": [2, 7]}, 2))
    [(0, 3), (7, 10)]
    """
    wanted = Counter(words)
    places = sorted((position, word) for word in wanted for position in positions.get(word, ()))
    missing = len(words)
    held: Counter[str] = Counter()
    first = 0
    for position, word in places:
        held[word] += 1
        missing -= held[word] <= wanted[word]
        while held[places[first][1]] > wanted[places[first][1]]:
            held[places[first][1]] -= 1
            first += 1
        if not missing and position - places[first][0] <= distance:
            yield places[first][0], position + 1
