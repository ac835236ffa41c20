"""A segment as Whoosh's writer hands it over: documents in order, then postings sorted by field, term and document."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from whoosh import formats
from whoosh.codec.base import FieldWriter, PerDocumentWriter

from indexer.format.codec.columns import VALUE_SEPARATOR, ValuesColumn
from indexer.format.codec.derive import write_stems
from indexer.format.codec.documents import MAIN_STORED, DocumentsReader, DocumentsWriter
from indexer.format.codec.inverted import FieldShape, TermsWriter
from indexer.format.codec.records import pack_stored
from indexer.format.codec.segment import map_file

_KEPT_FORMATS = (formats.Existence, formats.Frequency, formats.Positions)
_TOO_MUCH = (formats.Characters, formats.PositionBoosts, formats.CharacterBoosts)


class UnkeptError(ValueError):
    """A field asks for what the codec does not keep: vectors, characters, boosts, values that JSON cannot hold."""


class SegmentDocumentsWriter(PerDocumentWriter):  # type: ignore[misc]  # Whoosh is untyped
    """Writes lengths, columns and stored fields of a segment to the file `path`."""

    def __init__(self, path: Path, segment: Any, stems_of: Mapping[str, str]) -> None:
        self._file = path.open("wb")
        self._writer = DocumentsWriter(self._file, dict(stems_of))
        self._segment = segment
        self._doc = -1
        self._stored: dict[str, Any] = {}
        self._lengths: list[tuple[str, int]] = []
        self._values: list[tuple[str, Any, Any]] = []
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document."""
        self._doc = docnum
        self._stored, self._lengths, self._values = {}, [], []

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Keep the stored value of a field, where it has one, and its length."""
        del fieldobj
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._lengths.append((fieldname, length))

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Keep the value of a column."""
        if not isinstance(value, bytes | int | float):
            raise UnkeptError(f"the column {fieldname} holds {type(value).__name__}; bytes and numbers are kept")
        self._values.append((fieldname, columnobj, value))

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Raise `UnkeptError`."""
        del fieldobj, items
        raise UnkeptError(f"the field {fieldname} asks for vectors, which are not kept")

    def finish_doc(self) -> None:
        """End the document."""
        writer, doc = self._writer, self._doc
        writer.records.add(pack_stored(self._stored, MAIN_STORED))
        for name, length in self._lengths:
            writer.add_length(name, doc, length)
        for name, column, value in self._values:
            if isinstance(column, ValuesColumn):
                values = value.split(VALUE_SEPARATOR) if value else []
                writer.column(name, b"", has_many=True).add_many(doc, values)
            else:
                writer.column(name, column.default_value()).add(doc, value)
        self._doc = -1

    def cancel_doc(self) -> None:
        """Forget the document that was begun."""
        self._doc = -1

    def close(self) -> None:
        """Write the file."""
        self._writer.finish(self._writer.records.n_records)
        self._file.close()
        self.is_closed = True


class SegmentFieldWriter(FieldWriter):  # type: ignore[misc]
    """Writes the terms of a segment to the file `path`, after the documents in the file `documents`.

    `stems_of` names for each field of stems its field of written words; what is handed over for a field of stems is
    not looked at, for it is made from the words by `stem`.
    """

    def __init__(
        self, path: Path, documents: Path, block_size: int, stems_of: Mapping[str, str], stem: Callable[[bytes], bytes]
    ) -> None:
        self._file = path.open("wb")
        self._writer = TermsWriter(self._file, block_size)
        self._documents_path = documents
        self._documents: DocumentsReader | None = None
        self._stems_of = stems_of
        self._stem_field_of = {words: stems for stems, words in stems_of.items()}
        self._stem = stem
        self._field: _FieldBeingWritten | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        if fieldname in self._stems_of:
            self._field = None
            return
        format_ = fieldobj.format
        if not isinstance(format_, _KEPT_FORMATS) or isinstance(format_, _TOO_MUCH):
            raise UnkeptError(f"the field {fieldname} has the format {type(format_).__name__}, which is not kept")
        lengths = self._lengths(fieldname)
        shape = FieldShape(fieldname, 0, len(lengths) > 0, isinstance(format_, formats.Positions))
        self._field = _FieldBeingWritten(shape, format_, lengths)
        self._writer.begin_field(shape, lengths)

    def _lengths(self, fieldname: str) -> memoryview:
        if self._documents is None:
            self._documents = DocumentsReader(memoryview(map_file(self._documents_path)), str(self._documents_path))
        lengths = self._documents.lengths(fieldname)
        return memoryview(array("I", lengths.by_doc if lengths is not None else ()))

    def start_term(self, text: bytes) -> None:
        """Begin a term of the field."""
        if self._field is not None:
            self._field.start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Add a document to the term."""
        del length
        if self._field is not None:
            self._field.add(docnum, weight, vbytes)

    def finish_term(self) -> None:
        """Write the term."""
        field = self._field
        if field is None:
            return
        docs, freqs = memoryview(field.docs), memoryview(field.freqs)
        self._writer.add(field.terms[-1], docs, freqs, field.starts[-1], len(docs), memoryview(field.positions))
        if field.shape.name not in self._stem_field_of:
            field.forget()

    def finish_field(self) -> None:
        """End the field, and write the field of its stems."""
        field, self._field = self._field, None
        if field is None:
            return
        self._writer.end_field()
        shape = field.shape
        stem_field = self._stem_field_of.get(shape.name)
        if stem_field:
            stem_shape = FieldShape(stem_field, 0, shape.has_lengths, shape.has_positions, shape.name)
            starts = memoryview(array("I", [*field.starts, len(field.docs)]))
            docs, freqs = memoryview(field.docs), memoryview(field.freqs)
            write_stems(self._writer, stem_shape, field.terms, starts, docs, freqs, field.lengths, self._stem)

    def close(self) -> None:
        """Write the file."""
        self._writer.finish()
        self._file.close()
        self.is_closed = True


class _FieldBeingWritten:
    """The postings of a field: of its last term, or of all where its stems are made from them."""

    def __init__(self, shape: FieldShape, format_: Any, lengths: memoryview) -> None:
        self.shape = shape
        self.lengths = lengths
        self._format = format_
        self.terms: list[bytes] = []
        self.starts: list[int] = []
        self.docs = array("I")
        self.freqs = array("I")
        self.positions = array("I")

    def start_term(self, text: bytes) -> None:
        self.terms.append(text)
        self.starts.append(len(self.docs))
        self.positions = array("I")

    def add(self, doc: int, weight: float, value: bytes) -> None:
        frequency = int(weight)
        if self.shape.has_positions:
            positions = self._format.decode_positions(value)
            self.positions.extend(positions)
            frequency = len(positions)
        if frequency != weight:
            raise UnkeptError(f"a weight of {weight} in {self.shape.name}: boosts of an index are not kept")
        self.docs.append(doc)
        self.freqs.append(frequency)

    def forget(self) -> None:
        self.terms.clear()
        self.starts.clear()
        self.docs = array("I")
        self.freqs = array("I")
