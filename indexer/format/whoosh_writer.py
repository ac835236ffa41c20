"""Whoosh's own writer over an index folder: the reference that the fast one in `writer` is held to."""

from __future__ import annotations

from typing import Any

from whoosh.index import clean_files
from whoosh.writing import SegmentWriter

from indexer.format.codecs import codec_named
from indexer.format.directory import ParagraphIndex, commit_segments
from indexer.format.manifest import SEGMENT_PREFIX


class ParagraphWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, whose commits end in the manifest."""

    def __init__(self, index: ParagraphIndex, extractor: str, memory_mb: int) -> None:
        self._index = index
        self._extractor = extractor
        super().__init__(index, _lk=False, limitmb=memory_mb, codec=codec_named(index.manifest.codec))

    def _commit_toc(self, segments: list[Any]) -> None:
        commit_segments(self._index, self._extractor, segments)
        clean_files(self.storage, SEGMENT_PREFIX, self.generation, segments)
