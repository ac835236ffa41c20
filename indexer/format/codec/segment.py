"""A segment as it is read: two files, mapped into memory."""

from __future__ import annotations

import mmap
from functools import cached_property
from pathlib import Path

from indexer.format.codec.columns import Column
from indexer.format.codec.container import damaged
from indexer.format.codec.documents import DocumentsReader, Lengths
from indexer.format.codec.inverted import Field, TermsReader
from indexer.format.codec.layout import DOCUMENTS_EXTENSION, TERMS_EXTENSION


def map_file(path: Path) -> mmap.mmap:
    """Return the bytes of a file, mapped and read-only. Raises `IndexDamagedError` when it cannot be."""
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise damaged(str(path), str(error)) from None


class SegmentData:
    """All that is kept of a segment, as arrays: see the package's docstring.

    `stem` is the path of its files without their extensions. Safe to share between threads. Raises
    `IndexDamagedError`, here and later, where bytes cannot be right.
    """

    def __init__(self, stem: Path) -> None:
        documents = stem.with_name(stem.name + DOCUMENTS_EXTENSION)
        self._maps = [map_file(documents)]
        self.documents = DocumentsReader(memoryview(self._maps[0]), str(documents))
        self._terms_path = stem.with_name(stem.name + TERMS_EXTENSION)

    @cached_property
    def terms(self) -> TermsReader:
        """The terms file, opened when it is first asked for: a writer reads documents before there are terms."""
        self._maps.append(map_file(self._terms_path))
        return TermsReader(memoryview(self._maps[-1]), str(self._terms_path), self.n_docs)

    @property
    def n_docs(self) -> int:
        """Documents, the deleted ones included."""
        return self.documents.n_docs

    @property
    def block_size(self) -> int:
        """Documents in a block of postings."""
        return self.terms.block_size

    def field(self, name: str) -> Field | None:
        """Return the terms of a field, None when no document has one."""
        return self.terms.field(name)

    def lengths(self, field: str) -> Lengths | None:
        """Return the lengths of a field by document, None when it has none."""
        return self.documents.lengths(field)

    def column(self, name: str) -> Column | None:
        """Return a column, None when no document has a value in it."""
        return self.documents.column(name)

    def record(self, doc: int) -> str:
        """Return what is stored of a document, as `records.pack_record` made it."""
        return str(self.documents.records.stored(doc).get(self.documents.records.main, ""))

    def release(self) -> None:
        """Let go of the memory of what was read so far: the system maps again what is asked for again."""
        for each in self._maps:
            if hasattr(mmap, "MADV_DONTNEED"):  # not everywhere
                each.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> list[str]:
        """Read every byte; return the names of the sections that are not as written."""
        return self.documents.verify() + self.terms.verify()
