"""Several segments into one, without what is deleted.

Documents keep their order. The lists of a term follow each other, because the documents of a later segment have higher
numbers; the terms of a field are merged from the sorted dictionaries. Memory: the dictionaries, columns and lengths of
the new segment and the longest list; lists and records go through.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineCodec
from indexer.format.codec.columns import Column
from indexer.format.codec.documents import DocumentsWriter
from indexer.format.codec.inverted import Field, FieldShape, TermCursor, TermsWriter
from indexer.format.codec.layout import CF, DF, DOCUMENTS_EXTENSION, ENTRY_SIZE, ORDINAL, TERMS_EXTENSION
from indexer.format.codec.remap import keep_positions, remap
from indexer.format.codec.segment import SegmentData

_NO_DOC = 0xFFFFFFFF


@dataclass(slots=True)
class _Part:
    """A segment to be merged: its data, and for each document its new number or `_NO_DOC`."""

    data: SegmentData
    document_map: memoryview
    kept: list[int]
    words: dict[str, memoryview] = field(default_factory=dict)
    """By field: for each written word its ordinal in the new segment."""

    @property
    def is_whole(self) -> bool:
        return len(self.kept) == self.data.n_docs


def merge(segments: Sequence[tuple[SegmentData, set[int]]], folder: Path, name: str, codec: DatelineCodec) -> int:
    """Write the documents of `segments` that are not in the set beside each as segment `name`; return how many.

    Raises `IndexDamagedError` when a segment cannot be read.
    """
    parts = []
    n_docs = 0
    for data, deleted in segments:
        kept = [doc for doc in range(data.n_docs) if doc not in deleted]
        document_map = array("I", [_NO_DOC]) * data.n_docs
        for new, doc in enumerate(kept, n_docs):
            document_map[doc] = new
        parts.append(_Part(data, memoryview(document_map), kept))
        n_docs += len(kept)
    with (folder / (name + DOCUMENTS_EXTENSION)).open("wb") as file:
        lengths = _merge_documents(DocumentsWriter(file, codec.stems_of, _dictionary(parts)), parts, n_docs)
    with (folder / (name + TERMS_EXTENSION)).open("wb") as file:
        writer = TermsWriter(file, codec.block_size)
        for each in _field_order(parts):
            _FieldMerge(writer, parts, each, lengths).run()
        writer.finish()
    return n_docs


def _dictionary(parts: Sequence[_Part]) -> bytes | None:
    """Return the dictionary of the longest segment, None when there is none to take."""
    longest = max(parts, key=lambda part: part.data.n_docs)
    return longest.data.documents.records.dictionary or None


def _merge_documents(writer: DocumentsWriter, parts: Sequence[_Part], n_docs: int) -> dict[str, memoryview]:
    start = 0
    for part in parts:
        records = part.data.documents.records
        if part.is_whole and records.dictionary and records.dictionary == writer.records.dictionary:
            writer.records.add_frames(records.frames, list(records.rows()))
        else:
            for doc in part.kept:
                writer.records.add(records.line(doc))
        _add_columns(writer, part, start)
        _add_lengths(writer, part, start)
        start += len(part.kept)
    writer.finish(n_docs)
    lengths_of = {name: memoryview(each) for name, each in writer.lengths.items() if any(each)}
    return lengths_of | {name: lengths_of[other] for name, other in writer.aliases.items() if other in lengths_of}


def _add_lengths(writer: DocumentsWriter, part: _Part, start: int) -> None:
    for name in part.data.documents.length_fields:
        lengths = part.data.lengths(name)
        if lengths is None or name in writer.aliases:
            continue
        kept = array("I", [lengths.by_doc[doc] for doc in part.kept])
        if any(kept):
            merged = writer.lengths.setdefault(name, array("I"))
            merged.extend([0] * (start - len(merged)))
            merged.extend(kept)


def _add_columns(writer: DocumentsWriter, part: _Part, start: int) -> None:
    for name in part.data.documents.column_names:
        column = part.data.column(name)
        if column is None:
            continue
        if column.starts is not None:
            _add_many(writer, name, column, part, start)
        else:
            _add_single(writer, name, column, part, start)


def _add_single(writer: DocumentsWriter, name: str, column: Column, part: _Part, start: int) -> None:
    default = column.values.find(column.default)
    kept = [column.ordinals[doc] for doc in part.kept]
    if all(ordinal == default for ordinal in kept):
        return
    new = writer.column(name, column.default)
    if new.has_many:
        for doc, ordinal in enumerate(kept, start):
            new.add_many(doc, () if ordinal == default else [column.values[ordinal]])
    else:
        new.extend(start, [new.number(column.values[ordinal]) for ordinal in kept])


def _add_many(writer: DocumentsWriter, name: str, column: Column, part: _Part, start: int) -> None:
    kept = [column.of(doc) for doc in part.kept]
    if not any(kept):
        return
    new = writer.column(name, b"", has_many=True)
    if not new.has_many:
        new.widen()
    for doc, values in enumerate(kept, start):
        new.add_many(doc, values)


def _field_order(parts: Sequence[_Part]) -> Iterator[FieldShape]:
    """Yield the fields of all parts: sorted, but stems right behind their words."""
    shapes: dict[str, FieldShape] = {}
    for part in parts:
        for name in part.data.terms.field_names:
            found = part.data.field(name)
            if found is not None:
                shapes.setdefault(name, found.shape)
    return iter(sorted(shapes.values(), key=lambda shape: (shape.stems_of or shape.name, bool(shape.stems_of))))


class _FieldMerge:
    """The merge of one field."""

    def __init__(
        self, writer: TermsWriter, parts: Sequence[_Part], shape: FieldShape, lengths: dict[str, memoryview]
    ) -> None:
        self._writer = writer
        self._parts = parts
        self._shape = FieldShape(shape.name, 0, shape.name in lengths, shape.has_positions, shape.stems_of)
        self._lengths = lengths.get(shape.name, zeros(0))
        self._fields = [part.data.field(shape.name) for part in parts]
        self._entry = zeros(ENTRY_SIZE)
        self._docs, self._freqs, self._positions = zeros(64), zeros(64), zeros(64)
        self._old_docs, self._old_freqs, self._old_positions = zeros(64), zeros(64), zeros(64)
        self._n = self._n_positions = 0

    def run(self) -> None:
        """Write the field."""
        name = self._shape.name
        for part, each in zip(self._parts, self._fields, strict=True):
            part.words[name] = zeros(each.shape.n_terms if each is not None else 0)
        self._writer.begin_field(self._shape, self._lengths)
        n_terms = 0
        cursors = {number: each.cursor() for number, each in enumerate(self._fields) if each is not None}
        terms = {number: cursor.term() for number, cursor in cursors.items() if cursor.seek(b"")}
        while terms:
            term = min(terms.values())
            found = [number for number, each in terms.items() if each == term]
            n_terms += self._add(term, [(number, cursors[number]) for number in found], n_terms)
            for number in found:
                if cursors[number].advance():
                    terms[number] = cursors[number].term()
                else:
                    del terms[number]
        self._writer.end_field()

    def _add(self, term: bytes, found: Sequence[tuple[int, TermCursor]], ordinal: int) -> bool:
        """Write a term that `found` parts have; False when all its documents are deleted."""
        self._n = self._n_positions = 0
        words: set[int] = set()
        for number, cursor in found:
            cursor.copy_entry(self._entry)
            before = self._n
            self._take(number)
            if self._n > before:
                words.update(self._new_words(number, cursor))
                self._parts[number].words[self._shape.name][self._entry[ORDINAL]] = ordinal
            else:
                self._parts[number].words[self._shape.name][self._entry[ORDINAL]] = _NO_DOC
        if self._n == 0:
            return False
        ordinals = memoryview(array("I", sorted(words)))
        if len(ordinals) == 1:
            self._writer.add_stem(term, ordinals)
        else:
            positions = self._positions[: self._n_positions]
            self._writer.add(term, self._docs, self._freqs, 0, self._n, positions, 0, ordinals)
        return True

    def _new_words(self, number: int, cursor: TermCursor) -> list[int]:
        if not self._shape.stems_of:
            return []
        words = self._parts[number].words[self._shape.stems_of]
        return [words[old] for old in cursor.stem_words() if words[old] != _NO_DOC]

    def _take(self, number: int) -> None:
        """Append the list of the entry, which is of that part."""
        entry, part, each = self._entry, self._parts[number], self._fields[number]
        if each is None:
            return
        n = entry[DF]
        if n > part.data.n_docs:
            raise each.fault("a list")
        self._reserve(n)
        if each.postings.read_list(entry, self._old_docs, self._old_freqs, 0) != n:
            raise each.fault("a list")
        if self._shape.has_positions and not self._shape.stems_of:
            self._take_positions(part, each, n)
        self._n = remap(self._old_docs, self._old_freqs, n, part.document_map, self._docs, self._freqs, self._n)

    def _take_positions(self, part: _Part, each: Field, n: int) -> None:
        n_positions = sum(self._old_freqs[:n])
        if n_positions != self._entry[CF]:
            raise each.fault("the positions of a list")
        self._old_positions = _at_least(self._old_positions, n_positions, 0)
        self._positions = _at_least(self._positions, self._n_positions + n_positions, self._n_positions)
        if each.postings.read_all_positions(self._entry, self._old_freqs, self._old_positions) != n_positions:
            raise each.fault("the positions of a list")
        self._n_positions = keep_positions(
            self._old_docs,
            self._old_freqs,
            n,
            part.document_map,
            self._old_positions,
            self._positions,
            self._n_positions,
        )

    def _reserve(self, n: int) -> None:
        self._old_docs = _at_least(self._old_docs, n, 0)
        self._old_freqs = _at_least(self._old_freqs, n, 0)
        # One more than is kept: `remap` writes before it knows.
        self._docs = _at_least(self._docs, self._n + n + 1, self._n)
        self._freqs = _at_least(self._freqs, self._n + n + 1, self._n)


def _at_least(numbers: memoryview, size: int, used: int) -> memoryview:
    """Return an array of at least `size` numbers that begins with `used` of `numbers`."""
    if len(numbers) >= size:
        return numbers
    new = zeros(2 * size)
    new[:used] = numbers[:used]
    return new
