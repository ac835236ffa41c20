"""A merge of segments that may run beside the writing: begun at one commit, taken in at a later one.

The segments merged stay part of the index until then. What is deleted of them meanwhile is deleted from the new one
when it is taken in, so that it makes no difference where and when a merge runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any

from indexer.format.codec.codec import DatelineCodec, DatelineSegment
from indexer.format.codec.merge import merge
from indexer.format.codec.segment import SegmentData
from indexer.format.codecs import dateline_codec

_Part = tuple[str, list[int]]
"""The name of a segment's files and the documents of it that are left out."""

_Job = tuple[str, list[_Part], str, int]
"""What `_merge_files` takes."""


class Merge:
    """A merge of `segments`, neighbours in an index, in a process of `pool`; without one it is done by `finish`."""

    def __init__(
        self, segments: Sequence[DatelineSegment], storage: Any, codec: DatelineCodec, pool: Executor | None
    ) -> None:
        self.segments = list(segments)
        self.new: DatelineSegment = codec.new_segment(storage, segments[0].indexname)
        self._left_out = [list(segment.deleted_docs()) for segment in segments]
        parts = list(zip((segment.segment_id() for segment in segments), self._left_out, strict=True))
        self._job: _Job = str(storage.folder), parts, self.new.segment_id(), codec.block_size
        self._future = None if pool is None else _submitted(pool, self._job)

    def __contains__(self, segment: DatelineSegment) -> bool:
        return any(each is segment for each in self.segments)

    def finish(self) -> DatelineSegment:
        """Return the new segment once it is written. Raises `IndexDamagedError` where one of the others is damaged."""
        self.new.set_doc_count(self._n_docs())
        start = 0
        for segment, left_out in zip(self.segments, self._left_out, strict=True):
            for doc in sorted(set(segment.deleted_docs()).difference(left_out)):
                self.new.delete_document(start + doc - bisect_left(left_out, doc))
            start += segment.doc_count_all() - len(left_out)
        return self.new

    def _n_docs(self) -> int:
        try:
            return _merge_files(*self._job) if self._future is None else self._future.result()
        except BrokenExecutor:
            return _merge_files(*self._job)


def _submitted(pool: Executor, job: _Job) -> Future[int] | None:
    """Begin a merge in a process; None where there is none any more: the system ends one that takes too much memory."""
    try:
        return pool.submit(_merge_files, *job)
    except BrokenExecutor:
        return None


def _merge_files(folder: str, parts: list[_Part], name: str, block_size: int) -> int:
    """Write the documents of segments as segment `name`; return how many."""
    inputs = [(SegmentData(Path(folder, each)), set(left_out)) for each, left_out in parts]
    return merge(inputs, Path(folder), name, dateline_codec(block_size))
