"""How far apart two spellings are: edits between two words, and the pairs of names that differ in one word by a few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_SHORTEST_FOR_ONE_EDIT: Final = 5
_SHORTEST_FOR_TWO_EDITS: Final = 8
# A block is a set of names that share all words but one and that one's first letter. Above this size the shared
# words say nothing ("john *"), and comparing every pair would cost more than it finds.
_LARGEST_BLOCK: Final = 400


def edits(one: str, other: str, most: int) -> int:
    """Return the least number of letters to add, drop, change or swap with a neighbour, or `most + 1` if there are
    more.

    This is the restricted Damerau-Levenshtein distance: no letter is touched twice.

    >>> edits("zelensky", "zelenskyy", 2), edits("kharkiv", "kharikv", 2), edits("smith", "jones", 2)
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


class SpellingPair(NamedTuple):
    """Two keys that differ by `n_edits` in one word of `n_letters`."""

    one: str
    other: str
    n_edits: int
    n_letters: int


def similar(keys: Iterable[str]) -> Iterator[SpellingPair]:
    """Yield the pairs of names that differ in one word, by one edit from five letters on and by two from eight on.

    The differing words begin with the same letter. The cost grows with the names times their words, not with their
    pairs.

    >>> [(pair.one, pair.other) for pair in similar(["volodymyr zelensky", "volodymyr zelenskyy", "vladimir putin"])]
    [('volodymyr zelensky', 'volodymyr zelenskyy')]
    """
    blocks: dict[tuple[str, int, str], list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(set(keys)):
        words = key.split(" ")
        for n, word in enumerate(words):
            if len(word) >= _SHORTEST_FOR_ONE_EDIT:
                rest = " ".join((*words[:n], "", *words[n + 1 :]))
                blocks[rest, n, word[:2] if len(words) == 1 else word[0]].append((word, key))
    for block in blocks.values():
        if len(block) > _LARGEST_BLOCK:
            continue
        for n, (word, key) in enumerate(block):
            for other_word, other_key in block[n + 1 :]:
                shorter = min(len(word), len(other_word))
                most = 2 if shorter >= _SHORTEST_FOR_TWO_EDITS else 1
                distance = edits(word, other_word, most)
                if distance <= most:
                    yield SpellingPair(key, other_key, distance, shorter)
