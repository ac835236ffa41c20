"""In which order the parts of a score are added where any of many terms may stand: as Whoosh's matchers add them.

A step is a pair of places: the second part is added to the first. Added otherwise, floats differ in a last digit here
and there, and with them the order of paragraphs that are as good as each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

Steps = tuple[tuple[int, int], ...]

NO_STEPS: Final = memoryview(array("I"))


def weighted_steps(sizes: Sequence[int]) -> Steps:
    """Return the steps of `whoosh.util.make_weighted_tree` over parts of those sizes: the two smallest first, always.

    >>> weighted_steps([7, 3, 5]), weighted_steps([1, 1, 1, 1])
    (((1, 2), (0, 1)), ((0, 1), (2, 3), (0, 2)))
    """
    places = sorted(range(len(sizes)), key=sizes.__getitem__)
    weights = sorted(sizes)
    steps = []
    while len(weights) > 1:
        weight = weights[0] + weights[1]
        first, second, *places = places
        del weights[:2]
        at = bisect_right(weights, weight)
        weights.insert(at, weight)
        places.insert(at, first)
        steps.append((first, second))
    return tuple(steps)


def without(steps: Steps, is_there: Sequence[bool]) -> Steps:
    """Return the steps over the parts that are there: nothing is added where there is none.

    >>> without(((1, 2), (1, 0)), [True, False, True])
    ((2, 0),)
    """
    stands: list[int | None] = [place if there else None for place, there in enumerate(is_there)]
    kept = []
    for first, second in steps:
        a, b = stands[first], stands[second]
        if a is not None and b is not None:
            kept.append((a, b))
        elif a is None:
            stands[first] = b
    return tuple(kept)


def chain(steps: Steps) -> tuple[int, ...]:
    """Return the places in the order in which one after the other is added to all before, () where it is not so.

    >>> chain(((1, 2), (1, 0))), chain(((0, 1), (2, 3), (0, 2)))
    ((1, 2, 0), ())
    """
    if not steps:
        return ()
    order = list(steps[0])
    for (before, _), (first, second) in pairwise(steps):
        if before not in (first, second):
            return ()
        order.append(second if first == before else first)
    return tuple(order)


def as_array(steps: Steps, place_of: Mapping[int, int] | Sequence[int]) -> memoryview:
    """Return steps as kernels take them, `place_of` tells where the parts stand there."""
    if not steps:
        return NO_STEPS
    return memoryview(array("I", [place_of[place] for step in steps for place in step]))
