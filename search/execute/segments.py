"""Segments of Dateline's own codec as the columnar executor reads them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineSegment
from indexer.format.codec.columns import ValuesColumn
from indexer.format.codec.container import damaged
from indexer.format.codec.inverted import Field, PostingList
from indexer.format.codec.layout import ENTRY_SIZE, N_WORDS
from indexer.format.codec.segment import SegmentData
from indexer.format.schema import NO_DATE
from search.execute.kernels.arrays import numbers
from search.execute.kernels.counting import widened
from search.execute.kernels.cursor import ListCursor
from search.execute.kernels.phrases import AllOf
from search.execute.kernels.places import Places
from search.execute.kernels.sets import docs_of_words

NOTHING: Final = memoryview(array("I"))
NO_LENGTHS: Final = memoryview(array("H"))

_MOST_LISTS: Final = 4096
"""Lists whose place is remembered; each takes about a kilobyte."""

_MOST_CURSORS: Final = 1024
"""Cursors that are kept; each takes about two kilobytes."""


class Uncovered(Exception):  # noqa: N818  # no fault: the other executor answers
    """The columnar executor cannot answer this: the reference is to be asked."""


class Segment:
    """One segment: its arrays, its deletions and where its documents begin in the index. For one thread.

    `leaf` is its Whoosh reader. Raises `Uncovered` when the segment is of another codec.
    """

    def __init__(self, leaf: Any, base: int) -> None:
        segment = leaf.segment()
        if not isinstance(segment, DatelineSegment):
            raise Uncovered
        self.leaf = leaf
        self.base = base
        self.data: SegmentData = segment.data(leaf.storage())
        self.n_docs = self.data.n_docs
        self.deleted: memoryview | None = memoryview(segment.deletion_bits()) if segment.deleted_count() else None
        self.all_of = AllOf()
        self._days: dict[str, list[int]] = {}
        self._widened: dict[str, memoryview] = {}
        self._entry = zeros(ENTRY_SIZE)
        self._terms: dict[tuple[str, str | bytes], bytes | None] = {}
        self._lists: dict[tuple[str, bytes], PostingList | None] = {}
        self._cursors: dict[tuple[str, bytes], ListCursor] = {}

    def term(self, field: str, text: str | bytes) -> bytes | None:
        """Return a term as its field writes it, None where there is no such field."""
        key = field, text
        try:
            return self._terms[key]
        except KeyError:
            pass
        if len(self._terms) >= _MOST_LISTS:
            self._terms.clear()
        schema = self.leaf.schema
        try:
            self._terms[key] = bytes(schema[field].to_bytes(text)) if field in schema else None
        except ValueError:
            self._terms[key] = None
        return self._terms[key]

    def posting_list(self, field: str, term: bytes) -> PostingList | None:
        """Return the list of a term, None when no document has it."""
        key = field, term
        try:
            return self._lists[key]
        except KeyError:
            pass
        if len(self._lists) >= _MOST_LISTS:
            self._lists.clear()
        found = self.data.field(field)
        is_there = found is not None and found.find(term, self._entry)
        self._lists[key] = found.list_of(self._entry) if found is not None and is_there else None
        return self._lists[key]

    def cursor(self, field: str, text: str | bytes) -> ListCursor | None:
        """Return a cursor over the list of a term as it is asked for, None when no document has it.

        It is the same one each time: for one call of what begins at the first document.
        """
        term = self.term(field, text)
        if term is None:
            return None
        key = field, term
        try:
            return self._cursors[key]
        except KeyError:
            pass
        cursor = self._new_cursor(field, term)
        if cursor is not None:
            if len(self._cursors) >= _MOST_CURSORS:
                self._cursors.clear()
            self._cursors[key] = cursor
        return cursor

    def _new_cursor(self, field: str, term: bytes) -> ListCursor | None:
        postings = self.posting_list(field, term)
        if postings is None:
            return None
        cursor = ListCursor(postings, self.n_docs)
        self.checked(field, cursor)
        return cursor

    def document_frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        postings = self.posting_list(field, term)
        return 0 if postings is None else postings.df

    def places(self, field: str, term: bytes) -> Places | None:
        """Return the positions of a term, which of a stem are those of its words; None when no document has it."""
        found = self.data.field(field)
        words = None if found is None else found.words
        if words is None:
            cursor = self._new_cursor(field, term)
            return None if cursor is None else Places([cursor])
        if found is None or not found.find(term, self._entry):
            return None
        if self._entry[N_WORDS] < 2:
            return Places([self._cursor(found, self._entry)])
        return Places([self._cursor(words, entry) for entry in _entries(words, found.words_at(self._entry))])

    def _cursor(self, field: Field, entry: memoryview) -> ListCursor:
        cursor = ListCursor(field.list_of(entry), self.n_docs)
        if cursor.is_damaged:
            raise field.fault("a list")
        return cursor

    def checked(self, field: str, *cursors: ListCursor) -> None:
        """Raise `IndexDamagedError` when a cursor met bytes that cannot be right."""
        for cursor in cursors:
            if cursor.is_damaged and (found := self.data.field(field)) is not None:
                raise found.fault("a list")

    def ordinals(self, column: str) -> memoryview:
        """Return the ordinals of a column as 32-bit numbers; `NOTHING` when no document has a value.

        Where the field has one value a document there is one for each. Raises `IndexDamagedError`.
        """
        if column not in self._widened:
            found = self.data.column(column)
            if found is not None and found.starts is not None and not isinstance(self._type_of(column), ValuesColumn):
                raise damaged(self.data.documents.name, f"the column {column}")
            self._widened[column] = NOTHING if found is None else _wide(found.ordinals)
        return self._widened[column]

    def _type_of(self, column: str) -> Any:
        return self.leaf.schema[column].column_type

    def days(self, column: str) -> list[int]:
        """Return the distinct days of a column of dates by ordinal, rising; none when no document has one."""
        if column not in self._days:
            found = self.data.column(column)
            field = self.leaf.schema[column]
            self._days[column] = [] if found is None else [field.from_column_value(value) for value in found.values]
        return self._days[column]

    def ordinals_within(self, column: str, first: int | None, last: int | None) -> tuple[int, int]:
        """Return which ordinals of a column of dates, half open, stand for days: `first` to `last`, None for no end."""
        days = self.days(column)
        start = bisect_left(days, NO_DATE + 1 if first is None else max(first, NO_DATE + 1))
        return start, len(days) if last is None else max(start, bisect_right(days, last))

    @cached_property
    def articles(self) -> memoryview:
        """The number of the article of each document."""
        ordinals = self.ordinals("article")
        if len(ordinals) != self.n_docs:
            raise damaged(self.data.documents.name, "the column article")
        return ordinals

    @cached_property
    def live_bits(self) -> memoryview:
        """A bit for each document that is not deleted."""
        bits = bytearray(b"\xff" * ((self.n_docs + 7) // 8))
        if self.n_docs % 8:
            bits[-1] = (1 << self.n_docs % 8) - 1
        if self.deleted is not None:
            bits = bytearray(a & ~b for a, b in zip(bits, self.deleted, strict=True))
        return memoryview(bytes(bits))

    @cached_property
    def live(self) -> memoryview:
        """All documents that are not deleted."""
        words = bytes(self.live_bits).ljust((self.n_docs + 63) // 64 * 8, b"\0")
        return filled(self.n_docs, docs_of_words, memoryview(words).cast("Q"))

    def lengths(self, field: str) -> tuple[memoryview, int]:
        """Return the lengths of a field by document, 16 bits wide, and the greatest.

        Raises `Uncovered` where a paragraph is so long that they are wider.
        """
        found = self.data.lengths(field)
        if found is None and self.data.field(field) is not None:
            raise damaged(self.data.documents.name, f"the lengths of {field}")
        if found is None:
            return NO_LENGTHS, 0
        if found.by_doc.format != "H":
            raise Uncovered
        return found.by_doc, found.most


def _entries(field: Field, ordinals: list[int]) -> Iterator[memoryview]:
    for ordinal in ordinals:
        entry = zeros(ENTRY_SIZE)
        field.entry_at(ordinal, entry)
        yield entry


def _wide(values: memoryview) -> memoryview:
    if values.format == "I":
        return values
    out = numbers(len(values))
    widened(values, out)
    return out


def filled(size: int, kernel: Callable[..., int], *arguments: Any) -> memoryview:
    """Return what a kernel writes to an array of `size`, its last argument, cut to what it says it wrote."""
    out = numbers(size)
    return out[: kernel(*arguments, out)]
