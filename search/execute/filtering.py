"""Filters as bits of a segment's documents, kept from one question to the next: a reader narrows many of them alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from whoosh import query

from search.execute.best import EVERY
from search.execute.kernels import sets
from search.execute.kernels.arrays import bits as no_bits
from search.execute.matching import Matching
from search.execute.plan import QueryTree
from search.execute.segments import Segment, filled

MOST_KEPT: Final = 256
"""Sets of bits that are kept; one of a million documents takes 125 KB."""

FEW: Final = 6
"""Of two to the power of so many documents one at most, and they are few: each is looked for in the lists of terms."""


class Narrowed(NamedTuple):
    """The documents of a segment that pass filters: `bits` of all its documents, or `best.EVERY`.

    `docs` are the same as rising numbers where they are few, else None.
    """

    bits: memoryview
    docs: memoryview | None


class Filters:
    """The filters of an open index, by segment. For one thread; `reader` is that of the whole index."""

    def __init__(self, segments: Sequence[Segment], reader: Any) -> None:
        self._segments = segments
        self._reader = reader
        self._each = lru_cache(MOST_KEPT)(self._made)

    def passing(self, number: int, trees: Iterable[QueryTree]) -> memoryview:
        """Return a bit for each document of segment `number`, 1 where it is not deleted and all `trees` match it.

        `best.EVERY` where that is every one. Not to be written to.
        """
        segment = self._segments[number]
        parts = [self._each(number, tree).bits for tree in trees]
        if segment.deleted is not None:
            parts.append(segment.live_bits)
        return _common(parts) if parts else EVERY

    def narrowed(self, trees: Sequence[QueryTree]) -> list[Narrowed]:
        """Return by segment what passes all `trees`."""
        return [self._narrowed(number, trees) for number in range(len(self._segments))]

    def _narrowed(self, number: int, trees: Sequence[QueryTree]) -> Narrowed:
        bits = self.passing(number, trees)
        for tree in trees:
            each = self._each(number, tree)
            if each.docs is not None:
                if bits is each.bits:
                    return each
                return Narrowed(bits, filled(len(each.docs), sets.keep, each.docs, bits, 1))
        return Narrowed(bits, None)

    def _made(self, number: int, tree: QueryTree) -> Narrowed:
        segment = self._segments[number]
        if type(tree) is query.And and tree.subqueries:
            return Narrowed(_common([self._made(number, each).bits for each in tree.subqueries]), None)
        bits = no_bits(segment.n_docs)
        if type(tree) is query.NumericRange:
            start, stop = segment.ordinals_within(tree.fieldname, tree.start, tree.end)
            sets.bits_within(segment.ordinals(tree.fieldname), start, stop, bits)
            return Narrowed(bits, None)
        docs = Matching(segment, self._reader).docs(tree)
        sets.set_bits(docs, bits)
        return Narrowed(bits, docs if len(docs) <= segment.n_docs >> FEW else None)


def _common(parts: Sequence[memoryview]) -> memoryview:
    first, *others = parts
    if not others:
        return first
    found = memoryview(bytearray(first))
    for other in others:
        sets.intersect_bits(found, other)
    return found
