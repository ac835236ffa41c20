"""The embedded index: paragraphs into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from types import TracebackType
from typing import Final

from indexer.format.directory import open_paragraphs
from indexer.format.writer import IndexWriter
from indexer.model import Paragraph
from indexer.workers import worker_pool

DEFAULT_MEMORY_MB: Final = 512
"""What is held before a segment is written; the process then takes some 700 (benchmarks/record, 2026-11-22-build)."""


class LocalSink:
    """Writes to the index folder `path`, whose write lock the caller holds.

    `extractor` is recorded in the manifest; `memory_mb` bounds what is held before a segment is written. With
    `has_helper` segments are merged in a process of their own, beside the writing.
    """

    def __init__(
        self, path: Path, extractor: str, memory_mb: int = DEFAULT_MEMORY_MB, has_helper: bool = False
    ) -> None:
        self._path = path
        self._extractor = extractor
        self._memory_mb = memory_mb
        self._has_helper = has_helper
        self._pool: Executor | None = None
        self._writer: IndexWriter | None = None
        open_paragraphs(path)

    def __enter__(self) -> LocalSink:
        if self._has_helper:
            self._pool = worker_pool(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add all paragraphs of one article."""
        self._open().add(paragraphs)

    def delete(self, article: str) -> None:
        """Take out the paragraphs of the article with that key."""
        self._open().delete(article)

    def commit(self) -> None:
        """Make all since the last commit visible at once; without a change nothing is written."""
        if self._writer is not None:
            self._writer.commit()

    def finish(self) -> None:
        """Commit when no merge is left to run."""
        if self._writer is not None:
            self._writer.finish()

    def _open(self) -> IndexWriter:
        if self._writer is None:
            self._writer = IndexWriter(open_paragraphs(self._path), self._extractor, self._memory_mb, self._pool)
        return self._writer
