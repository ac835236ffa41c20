"""A segment as Whoosh's readers ask for it: terms, lengths, columns and stored fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.codec.base import FieldCursor, PerDocumentReader, TermsReader
from whoosh.columns import BitColumn, ColumnReader
from whoosh.reading import TermInfo, TermNotFound

from indexer.format.codec.buffers import zeros
from indexer.format.codec.columns import VALUE_SEPARATOR, Column
from indexer.format.codec.inverted import Field, TermCursor
from indexer.format.codec.layout import CF, DF, ENTRY_SIZE, MAX_DOC, MAX_FREQ, MAX_LENGTH, MIN_DOC, MIN_LENGTH
from indexer.format.codec.matcher import ListMatcher
from indexer.format.codec.segment import SegmentData


def term_info(entry: memoryview) -> TermInfo:
    """Return what Whoosh is told of the term of an entry."""
    return TermInfo(
        weight=float(entry[CF]),
        df=entry[DF],
        minlength=entry[MIN_LENGTH],
        maxlength=entry[MAX_LENGTH],
        maxweight=float(entry[MAX_FREQ]),
        minid=entry[MIN_DOC],
        maxid=entry[MAX_DOC],
    )


class SegmentTermsReader(TermsReader):  # type: ignore[misc]  # Whoosh is untyped
    """The terms of a segment. Field names are text, terms bytes."""

    def __init__(self, data: SegmentData) -> None:
        self._data = data

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._entry(*term) is not None

    def _entry(self, fieldname: str, text: bytes) -> memoryview | None:
        field = self._data.field(fieldname)
        entry = zeros(ENTRY_SIZE)
        return entry if field is not None and field.find(text, entry) else None

    def indexed_field_names(self) -> Iterable[str]:
        """Return the names of the fields that have terms."""
        return self._data.terms.field_names

    def cursor(self, fieldname: str, fieldobj: Any) -> SegmentCursor:
        """Return a cursor at the first term of a field."""
        return SegmentCursor(self._data.field(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms in order, by field."""
        return ((name, text) for name, text, _ in self._from("", b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms from `prefix` of a field on."""
        return ((name, text) for name, text, _ in self._from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms with what is known of them."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms from `prefix` of a field on with what is known of them."""
        entry = zeros(ENTRY_SIZE)
        for name, text, cursor in self._from(fieldname, prefix):
            cursor.copy_entry(entry)
            yield (name, text), term_info(entry)

    def _from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes, TermCursor]]:
        for name in self._data.terms.field_names:
            field = self._data.field(name)
            if name < fieldname or field is None:
                continue
            cursor = field.cursor()
            is_there = cursor.seek(prefix if name == fieldname else b"")
            while is_there:
                yield name, cursor.term(), cursor
                is_there = cursor.advance()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term. Raises `TermNotFound`."""
        entry = self._entry(fieldname, text)
        if entry is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return term_info(entry)

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs."""
        entry = self._entry(fieldname, text)
        return 0 if entry is None else float(entry[CF])

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term."""
        entry = self._entry(fieldname, text)
        return 0 if entry is None else entry[DF]

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return a matcher at the first document of a term. Raises `TermNotFound`."""
        entry = self._entry(fieldname, text)
        field = self._data.field(fieldname)
        if entry is None or field is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return ListMatcher(field, entry, format_, (fieldname, text), scorer)


class SegmentCursor(FieldCursor):  # type: ignore[misc]
    """Goes through the terms of a field, which may be none."""

    def __init__(self, field: Field | None, fieldobj: Any) -> None:
        self._cursor = None if field is None else field.cursor()
        self._fieldobj = fieldobj
        self._is_valid = False
        self.first()

    def first(self) -> Any:
        """Go to the first term and return it, None when there is none."""
        return self.find(b"")

    def find(self, string: str | bytes) -> Any:
        """Go to the first term not less than `string` and return it, None when there is none."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._is_valid = self._cursor is not None and self._cursor.seek(term)
        return self.text()

    def next(self) -> Any:
        """Go to the next term and return it, None when there is none."""
        self._is_valid = self._is_valid and self._cursor is not None and self._cursor.advance()
        return self.text()

    def text(self) -> Any:
        """Return the term the cursor is at, as the field decodes it."""
        return self._fieldobj.from_bytes(self._cursor.term()) if self._is_valid and self._cursor is not None else None

    term = text

    def term_info(self) -> TermInfo | None:
        """Return what is known of the term."""
        if not self._is_valid or self._cursor is None:
            return None
        entry = zeros(ENTRY_SIZE)
        self._cursor.copy_entry(entry)
        return term_info(entry)

    def is_valid(self) -> bool:
        """Return whether the cursor is at a term."""
        return self._is_valid


class SegmentDocumentsReader(PerDocumentReader):  # type: ignore[misc]
    """What a segment keeps by document; `segment` is the Whoosh segment, which knows the deletions."""

    def __init__(self, data: SegmentData, segment: Any) -> None:
        self._data = data
        self._segment = segment

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return self.doc_count_all() - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """Return how many documents there are."""
        return self._data.n_docs

    def has_deletions(self) -> bool:
        """Return whether a document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Return whether that document is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        """Return the deleted documents."""
        return self._segment.deleted_docs()  # type: ignore[no-any-return]

    def supports_columns(self) -> bool:
        """Return True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether the segment has that column."""
        return fieldname in self._data.documents.column_names

    def list_columns(self) -> list[str]:
        """Return the names of the columns."""
        return self._data.documents.column_names

    def column_reader(self, fieldname: str, column: Any) -> SegmentColumnReader:
        """Return the reader of a column that the segment has."""
        found = self._data.column(fieldname)
        if found is None:
            raise KeyError(fieldname)
        return SegmentColumnReader(found, column, self._data.n_docs)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the number of terms of a field of a document, `default` when it has none."""
        lengths = self._data.lengths(fieldname)
        return default if lengths is None else lengths.by_doc[docnum] or default

    def field_length(self, fieldname: str) -> int:
        """Return the number of terms of a field, deleted documents included."""
        lengths = self._data.lengths(fieldname)
        return 0 if lengths is None else lengths.total

    def min_field_length(self, fieldname: str) -> int:
        """Return the least number of terms of a field."""
        lengths = self._data.lengths(fieldname)
        return 0 if lengths is None else lengths.least

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest number of terms of a field."""
        lengths = self._data.lengths(fieldname)
        return 0 if lengths is None else lengths.most

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return self._data.documents.records.stored(docnum)


class SegmentColumnReader(ColumnReader):  # type: ignore[misc]
    """A column as Whoosh reads it; many values are one piece of bytes, joined by `VALUE_SEPARATOR`."""

    def __init__(self, column: Column, whoosh_column: Any, n_docs: int) -> None:
        self._column = column
        self._doccount = n_docs
        self._is_bits = isinstance(whoosh_column, BitColumn)
        self._is_reversible = bool(whoosh_column.reversible)
        self._is_reversed = False

    def __getitem__(self, docnum: int) -> Any:
        column = self._column
        if column.starts is not None:
            return VALUE_SEPARATOR.join(column.of(docnum))
        value = column.values[column.ordinals[docnum]]
        return bool(value) if self._is_bits else value

    def sort_key(self, docnum: int) -> Any:
        """Return what sorts a document by its value."""
        return 0 - self[docnum] if self._is_reversed else self[docnum]

    def set_reverse(self) -> None:
        """Turn the order of `sort_key` round, which numbers allow."""
        if not self._is_reversible:
            raise NotImplementedError
        self._is_reversed = True
