"""The embedded index: paragraphs into a folder, through Whoosh's writer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from indexer.format.directory import ParagraphIndex, ParagraphWriter, open_paragraphs
from indexer.format.records import document
from indexer.model import Paragraph


class LocalSink:
    """Writes to the index folder `path`, whose write lock the caller holds.

    `extractor` is recorded in the manifest; `memory_mb` bounds the postings held before they spill to disk.
    """

    def __init__(self, path: Path, extractor: str, memory_mb: int = 512) -> None:
        self._index: ParagraphIndex = open_paragraphs(path)
        self._extractor = extractor
        self._memory_mb = memory_mb
        self._writer: ParagraphWriter | None = None

    def __enter__(self) -> LocalSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add all paragraphs of one article."""
        writer = self._open()
        for paragraph in paragraphs:
            writer.add_document(**document(paragraph))

    def delete(self, article: str) -> None:
        """Take out the paragraphs of the article with that key."""
        self._open().delete_by_term("article", article)

    def commit(self) -> None:
        """Make all since the last commit visible at once; without a change nothing is written."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.commit()

    def _open(self) -> ParagraphWriter:
        if self._writer is None:
            self._writer = self._index.paragraph_writer(self._extractor, self._memory_mb)
        return self._writer
