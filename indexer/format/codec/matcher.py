"""A posting list as Whoosh reads it, one document after the other."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.system import pack_uint

from indexer.format.codec.buffers import zeros
from indexer.format.codec.inverted import Field
from indexer.format.codec.layout import BOUND_CEILING, DF, ENTRY_SIZE, MAX_FREQ, MAX_LENGTH, N_BLOCKS, N_WORDS


class ListMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh is untyped
    """Goes through the list of an entry of `field`; Whoosh tells what its methods mean.

    A stem's positions are those of its written words, whose matchers follow this one.
    """

    def __init__(self, field: Field, entry: memoryview, format_: Any, term: Any = None, scorer: Any = None) -> None:
        self._field = field
        self._entry = entry
        self._term = term
        self.format = format_
        self.scorer = scorer
        self._postings = field.postings
        self._list = field.list_of(entry)
        size = min(entry[DF], self._postings.block_size)
        self._docs = zeros(size)
        self._freqs = zeros(size)
        self._words: list[ListMatcher] | None = None
        self.reset()

    def reset(self) -> None:
        """Return to the first document."""
        self._n = self._i = 0
        self._words = None
        self._open(0)

    def copy(self) -> ListMatcher:
        """Return a matcher of its own at the same document."""
        other = ListMatcher(self._field, self._entry, self.format, self._term, self.scorer)
        other._open(self._block)
        other._i = self._i
        return other

    def _open(self, block: int) -> None:
        self._block = block
        self._i = 0
        self._starts: list[int] | None = None
        if block >= self._entry[N_BLOCKS]:
            self._n = 0
            return
        self._n = self._postings.read_block(self._entry, block, self._docs, self._freqs, 0)
        if self._n < 1:
            raise self._field.fault("a list")

    def is_active(self) -> bool:
        """Return whether the matcher is at a document."""
        return self._i < self._n

    def id(self) -> int:
        """Return the document the matcher is at."""
        return self._docs[self._i]

    def weight(self) -> float:
        """Return how often the term stands in it."""
        return float(self._freqs[self._i])

    def next(self) -> bool:
        """Go to the next document; True when it is in another block."""
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        if self._i == self._n:
            self._open(self._block + 1)
            return True
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        """Go to the first document not below `id`, if it is not there yet."""
        if not self.is_active():
            raise ReadTooFar
        if id <= self.id():
            return
        if id > self.block_max_id():
            self._open(self._postings.find_block(self._entry, self._block, id))
        self._i = bisect_left(self._docs, id, self._i, self._n)

    def skip_to_quality(self, minquality: float) -> int:
        """Skip the blocks that cannot score above `minquality`; return how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._open(self._block + 1)
            skipped += 1
        return skipped

    def block_min_id(self) -> int:
        """Return the first document of the block."""
        return self._docs[0]

    def block_max_id(self) -> int:
        """Return the last document of the block."""
        return self._docs[self._n - 1]

    def block_max_weight(self) -> float:
        """Return the greatest frequency in the block."""
        bound = self._list.bounds[self._block] & 0xFFFF
        return float(self._entry[MAX_FREQ] if bound == BOUND_CEILING else bound)

    def block_min_length(self) -> int:
        """Return the least length in the block, or one below it."""
        return self._list.bounds[self._block] >> 16

    def block_max_length(self) -> int:
        """Return the greatest length over the whole list."""
        return self._entry[MAX_LENGTH]

    def all_ids(self) -> Iterator[int]:
        """Yield the documents from this one on."""
        while self.is_active():
            yield from self._docs[self._i : self._n].tolist()
            self._open(self._block + 1)

    def value(self) -> bytes:
        """Return the posting as the field's format encodes it."""
        if self.format.supports("positions"):
            return bytes(self.format.encode(self.positions()))
        return b"" if not self.format.fixed_value_size() else bytes(pack_uint(self._freqs[self._i]))

    def value_as(self, astype: str) -> Any:
        """Return the posting as `positions`, `frequency`, `weight` or what else the format decodes."""
        if astype == "positions":
            return self.positions()
        if astype in ("frequency", "weight") and self.format.supports("positions"):
            return self._freqs[self._i] if astype == "frequency" else self.weight()
        return super().value_as(astype)

    def spans(self) -> list[Span]:
        """Return the places of the term in the document."""
        if not self.format.supports("positions"):
            return list(super().spans())
        return [Span(position) for position in self.positions()]

    def positions(self) -> list[int]:
        """Return where the term stands in the document, rising."""
        if self._entry[N_WORDS] > 1:
            return self._merged_positions()
        if self._starts is None:
            self._starts = [0]
            for freq in self._freqs[: self._n]:
                self._starts.append(self._starts[-1] + freq)
        start, stop = self._starts[self._i], self._starts[self._i + 1]
        out = zeros(stop - start)
        if self._postings.read_positions(self._entry, self._block, self._starts[-1], start, stop, out, 0) < 0:
            raise self._field.fault("the positions of a list")
        return out.tolist()

    def _merged_positions(self) -> list[int]:
        words = self._field.words
        if self._words is None:
            self._words = (
                [] if words is None else [ListMatcher(words, entry, self.format) for entry in self._word_entries(words)]
            )
        doc = self.id()
        merged = array("I")
        for word in self._words:
            if word.is_active():
                word.skip_to(doc)
            if word.is_active() and word.id() == doc:
                merged.extend(word.positions())
        return sorted(merged)

    def _word_entries(self, words: Field) -> Iterator[memoryview]:
        for ordinal in self._field.words_at(self._entry):
            entry = zeros(ENTRY_SIZE)
            words.entry_at(ordinal, entry)
            entry[N_WORDS] = 0
            yield entry
