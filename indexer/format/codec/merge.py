"""Several segments into one, without what is deleted.

Documents keep their order. The lists of a term follow each other, because the documents of a later segment have higher
numbers; the terms of a field are merged from the sorted dictionaries, some thousands at a time. Memory: the
dictionaries, columns and lengths of the new segment and the longest list; lists and records go through, and the files
they are read from are let go of.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path
from typing import Final

from indexer.format.codec import remap
from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineCodec
from indexer.format.codec.columns import Column
from indexer.format.codec.documents import DocumentsWriter
from indexer.format.codec.inverted import Field, FieldShape, TermsWriter
from indexer.format.codec.layout import (
    CF,
    DF,
    DOCUMENTS_EXTENSION,
    ENTRY_SIZE,
    FIRST_WORD,
    N_WORDS,
    ORDINAL,
    TERMS_EXTENSION,
)
from indexer.format.codec.segment import SegmentData

_NO_DOC: Final = 0xFFFFFFFF
_NOTHING: Final = zeros(0)
_TERMS_AT_ONCE: Final = 4096
_OCCURRENCES_AT_ONCE: Final = 1 << 17
"""What is read of a part at once, or one list that has more."""


@dataclass(slots=True)
class _Part:
    """A segment to be merged: its data, and for each document its new number or `_NO_DOC`."""

    data: SegmentData
    document_map: memoryview
    kept: Sequence[int]
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
        every = range(data.n_docs)
        kept = [doc for doc in every if doc not in deleted] if deleted else every
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
        part.data.release()
    writer.finish(n_docs)
    lengths_of = {name: memoryview(each) for name, each in writer.lengths.items() if any(each)}
    return lengths_of | {name: lengths_of[other] for name, other in writer.aliases.items() if other in lengths_of}


def _add_lengths(writer: DocumentsWriter, part: _Part, start: int) -> None:
    for name in part.data.documents.length_fields:
        lengths = part.data.lengths(name)
        if lengths is None or name in writer.aliases:
            continue
        kept = array("I", lengths.by_doc.tolist() if part.is_whole else [lengths.by_doc[doc] for doc in part.kept])
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
    given = column.ordinals.tolist()
    kept = given if part.is_whole else [given[doc] for doc in part.kept]
    distinct = sorted(set(kept))
    if distinct in ([], [default]):
        return
    new = writer.column(name, column.default)
    if new.has_many:
        for doc, ordinal in enumerate(kept, start):
            new.add_many(doc, () if ordinal == default else [column.values[ordinal]])
    else:
        numbers = {ordinal: new.number(column.values[ordinal]) for ordinal in distinct}
        new.extend(start, map(numbers.__getitem__, kept))


def _add_many(writer: DocumentsWriter, name: str, column: Column, part: _Part, start: int) -> None:
    starts = column.starts
    if starts is None:
        return
    given = column.ordinals.tolist()
    kept = [given[starts[doc] : starts[doc + 1]] for doc in part.kept]
    distinct = sorted(set(chain.from_iterable(kept)))
    if not distinct:
        return
    new = writer.column(name, b"", has_many=True)
    if not new.has_many:
        new.widen()
    numbers = {ordinal: new.number(column.values[ordinal]) for ordinal in distinct}
    new.extend_many(start, [[numbers[ordinal] for ordinal in ordinals] for ordinals in kept])


def _field_order(parts: Sequence[_Part]) -> Iterator[FieldShape]:
    """Yield the fields of all parts: sorted, but stems right behind their words."""
    shapes: dict[str, FieldShape] = {}
    for part in parts:
        for name in part.data.terms.field_names:
            found = part.data.field(name)
            if found is not None:
                shapes.setdefault(name, found.shape)
    return iter(sorted(shapes.values(), key=lambda shape: (shape.stems_of or shape.name, bool(shape.stems_of))))


class _Source:
    """The terms of a field in one part, in order, some thousands at a time."""

    def __init__(self, part: _Part, terms: Field) -> None:
        self.part = part
        self.field = terms
        self.terms: list[bytes] = []
        self._ends: list[int] = []
        self._words: list[int] = []
        self._entries = zeros(_TERMS_AT_ONCE * ENTRY_SIZE)
        self._cursor = terms.cursor()

    def fill(self) -> bool:
        """Read the next terms when all are taken; False when there are none."""
        if not self.terms:
            taken = self._cursor.take(_TERMS_AT_ONCE, _OCCURRENCES_AT_ONCE, self._entries)
            self.terms, self._ends, self._words = taken
        return bool(self.terms)

    def take(self, last: bytes) -> _Lists:
        """Take the terms up to `last`."""
        n = bisect_right(self.terms, last)
        taken = _Lists(self.part, self.field, self.terms[:n], self._ends[:n], self._words, self._entries)
        n_words = self._ends[n - 1] if self._ends and n else 0
        self.terms, self._entries = self.terms[n:], self._entries[n * ENTRY_SIZE :]
        self._ends, self._words = [end - n_words for end in self._ends[n:]], self._words[n_words:]
        if not self.terms:
            self._entries = zeros(_TERMS_AT_ONCE * ENTRY_SIZE)
        return taken


@dataclass(slots=True)
class _Lists:
    """Terms of a part that are merged with those of others, and then their lists, under new document numbers."""

    part: _Part
    field: Field
    terms: list[bytes]
    word_ends: list[int]
    words: list[int]
    entries: memoryview
    places: memoryview = _NOTHING
    starts: memoryview = _NOTHING
    docs: memoryview = _NOTHING
    freqs: memoryview = _NOTHING
    position_starts: memoryview = _NOTHING
    positions: memoryview = _NOTHING

    def choose(self, words: Sequence[Sequence[int]]) -> None:
        """Give stems the lists that are needed: those of several words in the new segment."""
        for i, place in enumerate(self.places):
            entry = self.entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE]
            if len(words[place]) < 2:
                entry[DF] = entry[CF] = 0
            elif entry[N_WORDS] == 1 and self.field.words is not None:
                self.field.words.entry_at(entry[FIRST_WORD], entry)

    def read(self, has_positions: bool) -> None:
        """Read the lists."""
        n_terms, postings = len(self.terms), self.field.postings
        entries = self.entries[: n_terms * ENTRY_SIZE]
        n, most = remap.total(entries, DF)
        if most > self.part.data.n_docs:
            raise self.field.fault("a list")
        self.docs, self.freqs, self.starts = zeros(n), zeros(n), zeros(n_terms + 1)
        if postings.read_lists(entries, self.docs, self.freqs, self.starts) != n:
            raise self.field.fault("a list")
        if has_positions:
            n_positions, _ = remap.total(entries, CF)
            if remap.sum_of(self.freqs) != n_positions:
                raise self.field.fault("the positions of a list")
            self.positions, self.position_starts = zeros(n_positions), zeros(n_terms + 1)
            if postings.read_positions_of(entries, self.freqs, self.starts, self.positions) != n_positions:
                raise self.field.fault("the positions of a list")
        document_map = self.part.document_map
        remap.remap(self.docs, self.freqs, self.starts, self.positions, self.position_starts, document_map)


class _FieldMerge:
    """The merge of one field: terms up to the least of the last ones read, again and again."""

    def __init__(
        self, writer: TermsWriter, parts: Sequence[_Part], shape: FieldShape, lengths: dict[str, memoryview]
    ) -> None:
        self._writer = writer
        self._shape = FieldShape(shape.name, 0, shape.name in lengths, shape.has_positions, shape.stems_of)
        self._lengths = lengths.get(shape.name, _NOTHING)
        self._sources: list[_Source] = []
        self._n_terms = 0
        for part in parts:
            found = part.data.field(shape.name)
            part.words[shape.name] = zeros(found.shape.n_terms if found is not None and not shape.stems_of else 0)
            if found is not None:
                self._sources.append(_Source(part, found))

    def run(self) -> None:
        """Write the field."""
        self._writer.begin_field(self._shape, self._lengths)
        while self._sources:
            self._sources = [source for source in self._sources if source.fill()]
            if self._sources:
                last = min(source.terms[-1] for source in self._sources)
                self._add([source.take(last) for source in self._sources])
                for source in self._sources:
                    source.part.data.release()
        self._writer.end_field()

    def _add(self, lists: Sequence[_Lists]) -> None:
        """Write the terms of `lists`."""
        terms, places = remap.group([each.terms for each in lists])
        for each, own_places in zip(lists, places, strict=True):
            each.places = own_places
        if self._shape.stems_of:
            self._add_stems(terms, lists)
        else:
            self._add_terms(terms, lists)

    def _add_terms(self, terms: list[bytes], lists: Sequence[_Lists]) -> None:
        has_positions = self._shape.has_positions
        for each in lists:
            each.read(has_positions)
        starts, docs, freqs = _joined(lists, len(terms), "starts", "docs", "freqs")
        position_starts, positions = _NOTHING, _NOTHING
        if has_positions:
            position_starts, positions = _joined(lists, len(terms), "position_starts", "positions")
        ordinals = remap.ordinals(starts, self._n_terms)
        if has_positions:  # a field that stems may be made from
            for each in lists:
                first = each.entries[ORDINAL] if each.terms else 0
                words = each.part.words[self._shape.name]
                remap.note_words(each.starts, each.places, ordinals, first, words)
        kept = [place for place, ordinal in enumerate(ordinals) if ordinal != _NO_DOC]
        if len(kept) < len(terms):
            terms = [terms[place] for place in kept]
            starts = _at_places(starts, kept)
            position_starts = _at_places(position_starts, kept) if has_positions else _NOTHING
        self._writer.add_lists(terms, docs, freqs, starts, positions, position_starts)
        self._n_terms += len(terms)

    def _add_stems(self, stems: list[bytes], lists: Sequence[_Lists]) -> None:
        stems_of = self._shape.stems_of
        parts = [(each.word_ends, each.words, each.places, each.part.words.get(stems_of, _NOTHING)) for each in lists]
        try:
            words = remap.words_of_stems(len(stems), parts)
        except ValueError:
            raise lists[0].field.fault("a stem") from None
        for each in lists:
            each.choose(words)
            each.read(has_positions=False)
        starts, docs, freqs = _joined(lists, len(stems), "starts", "docs", "freqs")
        kept = [place for place, own in enumerate(words) if own]
        ends = accumulate((len(words[place]) for place in kept), initial=0)
        self._writer.add_united(
            [stems[place] for place in kept],
            memoryview(array("I", ends)),
            memoryview(array("I", chain.from_iterable(words))),
            _at_places(starts, kept),
            docs,
            freqs,
        )


def _at_places(starts: memoryview, kept: Sequence[int]) -> memoryview:
    """Return where the lists that are kept begin, and where the last one ends; those left out are empty."""
    return memoryview(array("I", [*(starts[place] for place in kept), starts[-1]]))


def _joined(lists: Sequence[_Lists], n_terms: int, starts_of: str, *arrays: str) -> tuple[memoryview, ...]:
    """Return the lists of the parts as those of `n_terms` terms: where each begins, and the arrays of all."""
    sizes = zeros(n_terms)
    for each in lists:
        remap.count(getattr(each, starts_of), each.places, sizes)
    starts = remap.starts_of(sizes)
    joined = [zeros(starts[n_terms]) for _ in arrays]
    for name, out in zip(arrays, joined, strict=True):
        cursors = zeros(n_terms + 1)
        cursors[:] = starts
        for each in lists:
            remap.append(getattr(each, name), getattr(each, starts_of), each.places, cursors, out)
    return starts, *joined
