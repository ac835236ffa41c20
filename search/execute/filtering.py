"""Filters as bits of a segment's documents, kept from one question to the next: a reader narrows many of them alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from whoosh import query

from search.execute.best import EVERY
from search.execute.kernels import sets
from search.execute.kernels.arrays import bits as no_bits
from search.execute.matching import Matching
from search.execute.plan import QueryTree
from search.execute.segments import Segment

MOST_KEPT: Final = 256
"""Sets of bits that are kept; one of a million documents takes 125 KB."""


class Filters:
    """The filters of an open index, by segment. For one thread; `reader` is that of the whole index."""

    def __init__(self, segments: Sequence[Segment], reader: Any) -> None:
        self._segments = segments
        self._reader = reader
        self._bits = lru_cache(MOST_KEPT)(self._made)

    def passing(self, number: int, trees: Iterable[QueryTree]) -> memoryview:
        """Return a bit for each document of segment `number`, 1 where it is not deleted and all `trees` match it.

        `best.EVERY` where that is every one. Not to be written to.
        """
        segment = self._segments[number]
        parts = [self._bits(number, tree) for tree in trees]
        if segment.deleted is not None:
            parts.append(segment.live_bits)
        return _common(parts) if parts else EVERY

    def _made(self, number: int, tree: QueryTree) -> memoryview:
        segment = self._segments[number]
        if type(tree) is query.And and tree.subqueries:
            return _common([self._made(number, each) for each in tree.subqueries])
        bits = no_bits(segment.n_docs)
        if type(tree) is query.NumericRange:
            start, stop = segment.ordinals_within(tree.fieldname, tree.start, tree.end)
            sets.bits_within(segment.ordinals(tree.fieldname), start, stop, bits)
        else:
            sets.set_bits(Matching(segment, self._reader).docs(tree), bits)
        return bits


def _common(parts: Sequence[memoryview]) -> memoryview:
    first, *others = parts
    if not others:
        return first
    found = memoryview(bytearray(first))
    for other in others:
        sets.intersect_bits(found, other)
    return found
