"""The codec: what Whoosh's writer and readers ask for, over the files of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.codec.base import Codec, Segment

from indexer.format.codec.container import damaged
from indexer.format.codec.layout import BLOCK_SIZE, DOCUMENTS_EXTENSION, TERMS_EXTENSION
from indexer.format.codec.readers import SegmentDocumentsReader, SegmentTermsReader
from indexer.format.codec.segment import SegmentData

if TYPE_CHECKING:
    from indexer.format.codec.writers import SegmentDocumentsWriter, SegmentFieldWriter


class DatelineCodec(Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Dateline's own codec. Segments live in a `FileStorage`.

    `stems_of` names for each field of stems the field of written words it is made from, and `stem` makes a stem of a
    word, both as UTF-8: such a field is not stored in full but derived. `block_size` is for tests.
    """

    def __init__(
        self,
        stems_of: Mapping[str, str] | None = None,
        stem: Callable[[bytes], bytes] = bytes,
        block_size: int = BLOCK_SIZE,
    ) -> None:
        self.stems_of = dict(stems_of or {})
        self.stem = stem
        self.block_size = block_size

    def per_document_writer(self, storage: Any, segment: Any) -> SegmentDocumentsWriter:
        """Return the writer of a segment's documents."""
        from indexer.format.codec.writers import SegmentDocumentsWriter  # who searches does without

        return SegmentDocumentsWriter(_path(storage, segment, DOCUMENTS_EXTENSION), segment, self.stems_of)

    def field_writer(self, storage: Any, segment: Any) -> SegmentFieldWriter:
        """Return the writer of a segment's terms, which is used when its documents are written."""
        from indexer.format.codec.writers import SegmentFieldWriter

        documents = _path(storage, segment, DOCUMENTS_EXTENSION)
        terms = _path(storage, segment, TERMS_EXTENSION)
        return SegmentFieldWriter(terms, documents, self.block_size, self.stems_of, self.stem)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        """Return the reader of a segment's documents."""
        return segment.documents_reader(storage)

    def terms_reader(self, storage: Any, segment: Any) -> SegmentTermsReader:
        """Return the reader of a segment's terms."""
        return SegmentTermsReader(segment.data(storage))

    def new_segment(self, storage: Any, indexname: str) -> DatelineSegment:
        """Return a segment with a new name and nothing in it."""
        del storage
        return DatelineSegment(self, indexname)


class DatelineSegment(Segment):  # type: ignore[misc]
    """Name, size and deletions of a segment, and its data once it is opened."""

    def __init__(
        self,
        codec: DatelineCodec,
        indexname: str,
        n_docs: int = 0,
        segid: str | None = None,
        deleted: Iterable[int] = (),
    ) -> None:
        super().__init__(indexname)
        if segid is not None:
            self.segid = segid
        self._codec = codec
        self._n_docs = n_docs
        self._deleted = set(deleted)
        self._data: SegmentData | None = None

    def codec(self) -> DatelineCodec:
        """Return the codec the segment is written with."""
        return self._codec

    def data(self, storage: Any) -> SegmentData:
        """Return the segment's arrays; its files are opened once. Raises `IndexDamagedError`."""
        if self._data is None:
            self._data = SegmentData(_path(storage, self, ""))
            if self._data.n_docs != self._n_docs:
                raise damaged(self._data.documents.name, "the number of documents")
        return self._data

    def documents_reader(self, storage: Any) -> SegmentDocumentsReader:
        """Return the reader of the documents; the terms need not be written yet."""
        return SegmentDocumentsReader(self.data(storage), self)

    def should_assemble(self) -> bool:
        """Return False: the files stay as they are."""
        return False

    def set_doc_count(self, dc: int) -> None:
        """Set the number of documents."""
        self._n_docs = dc

    def doc_count_all(self) -> int:
        """Return the number of documents, the deleted ones included."""
        return self._n_docs

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        """Return the deleted documents in order."""
        return sorted(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or take its deletion back."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether that document is deleted."""
        return docnum in self._deleted

    def deletion_bits(self) -> bytearray:
        """Return a bit a document, lowest first, that is 1 where it is deleted."""
        bits = bytearray((self._n_docs + 7) // 8)
        for doc in self._deleted:
            bits[doc >> 3] |= 1 << (doc & 7)
        return bits


def _path(storage: Any, segment: Any, extension: str) -> Path:
    return Path(storage.folder, segment.make_filename(extension))
