"""Writing an index: paragraphs to segments, deletions, merges, commits.

Segments of about the same size are merged when there are `MERGE_SEGMENTS` of them, so that a build of any length writes
each paragraph a few times and leaves few segments: sizes fall into tiers, each `MERGE_SEGMENTS` times the one below
(the log-structured merge of P. O'Neil and others, 1996, in Lucene's form). A segment half of which is deleted is
written anew by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any, Final

from whoosh.index import clean_files

from indexer.format.builder import SegmentBuilder
from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineSegment
from indexer.format.codec.layout import DF, ENTRY_SIZE
from indexer.format.codecs import dateline_codec
from indexer.format.directory import ParagraphIndex, commit_segments
from indexer.format.manifest import SEGMENT_PREFIX, SEGMENTS_NAME
from indexer.format.merging import Merge
from indexer.model import Paragraph

MERGE_SEGMENTS: Final = 8
"""Segments of a tier that are merged into one; an index of ten million paragraphs then has about a dozen."""

SMALLEST_TIER: Final = 1_000
"""Smaller segments are all of the lowest tier."""

LARGEST_SEGMENT: Final = 5_000_000
"""Segments of more paragraphs are not merged any more: postings and records have 32-bit offsets."""


class IndexWriter:
    """Writes to `index`, whose write lock the caller holds.

    `extractor` is recorded in the manifest. A segment is written whenever `memory_mb` are full, and becomes visible
    with the next commit. With a `pool` of processes, merges run there while the writing goes on, one at a time.
    """

    def __init__(self, index: ParagraphIndex, extractor: str, memory_mb: int, pool: Executor | None = None) -> None:
        self._index = index
        self._extractor = extractor
        self._memory_bytes = memory_mb << 20
        self._codec = dateline_codec()
        self._segments: list[DatelineSegment] = index.segments()
        self._builder: SegmentBuilder | None = None
        self._dictionary: bytes | None = None
        self._pool = pool
        self._merging: Merge | None = None
        self._changed = False

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add all paragraphs of one article."""
        if self._builder is None:
            name = DatelineSegment(self._codec, SEGMENT_PREFIX).segment_id()
            folder = self._index.path / SEGMENTS_NAME
            self._builder = SegmentBuilder(folder, name, self._codec, self._dictionary)
        self._builder.add(paragraphs)
        self._changed = True
        if self._builder.n_bytes > self._memory_bytes:
            self._flush()

    def delete(self, article: str) -> None:
        """Take out what was added of the article with that key, now or in earlier commits."""
        if self._builder is not None:
            self._builder.delete(article)
        for segment in self._segments:
            for doc in _documents_of(segment, self._index.storage, article):
                segment.delete_document(doc)
                self._changed = True

    def commit(self) -> None:
        """Make all since the last commit visible at once; without a change nothing is written."""
        self._flush()
        if self._changed:
            self._merge(self._pool)
            self._write()

    def finish(self) -> None:
        """Commit when no merge is left to run."""
        self._flush()
        if self._changed or self._merging is not None:
            self._merge(None)
            self._write()

    def cancel(self) -> None:
        """Forget all since the last commit; the next one sweeps away what was written."""
        if self._builder is not None:
            self._builder.cancel()
            self._builder = None

    def _flush(self) -> None:
        builder, self._builder = self._builder, None
        if builder is not None:
            self._segments.append(builder.finish())
            self._dictionary = builder.dictionary or None

    def _write(self) -> None:
        """Write the manifest, and sweep away the files that are no part of the index and of no merge."""
        commit_segments(self._index, self._extractor, self._segments)
        kept = list(self._segments)
        if self._merging is not None:
            kept += [*self._merging.segments, self._merging.new]
        clean_files(self._index.storage, SEGMENT_PREFIX, self._index.manifest.generation, kept)
        self._changed = False

    def _merge(self, pool: Executor | None) -> None:
        """Merge until no tier is full. A merge in a pool goes on and is taken in when the next one is due."""
        self._segments = [each for each in self._segments if each.doc_count() > 0]
        while (due := self._due()) or (self._merging is not None and pool is None):
            if self._merging is not None:
                self._take_in(self._merging)
            else:
                self._merging = Merge(due, self._index.storage, self._codec, pool)
                if pool is not None:
                    return

    def _due(self) -> Sequence[DatelineSegment]:
        """Return segments to merge, which stand next to each other, or none; not those that are being merged."""
        merging = self._merging or ()
        for segment in self._segments:
            if segment.deleted_count() * 2 > segment.doc_count_all() and segment not in merging:
                return [segment]
        run = full_tier([LARGEST_SEGMENT if each in merging else each.doc_count() for each in self._segments])
        return self._segments[run.start : run.stop] if run is not None else ()

    def _take_in(self, merge: Merge) -> None:
        """Put the segment that a merge makes in the place of those it was made of."""
        new = merge.finish()
        places = [place for place, segment in enumerate(self._segments) if segment in merge]
        if places:
            self._segments[places[0] : places[-1] + 1] = [new] if new.doc_count() else []
        self._merging = None


def full_tier(sizes: Sequence[int]) -> range | None:
    """Return the first run of `MERGE_SEGMENTS` neighbours of one tier, None when there is none.

    >>> full_tier([90_000, 10, 20, 30, 10, 10, 10, 10, 10])
    range(1, 9)
    >>> full_tier([100, 100])
    """
    tiers = [_tier(size) for size in sizes]
    for start in range(len(tiers) - MERGE_SEGMENTS + 1):
        run = tiers[start : start + MERGE_SEGMENTS]
        if len(set(run)) == 1 and sum(sizes[start : start + MERGE_SEGMENTS]) <= LARGEST_SEGMENT:
            return range(start, start + MERGE_SEGMENTS)
    return None


def _tier(size: int) -> int:
    tier = 0
    while size >= SMALLEST_TIER:
        size //= MERGE_SEGMENTS
        tier += 1
    return tier


def _documents_of(segment: DatelineSegment, storage: Any, article: str) -> list[int]:
    """Return the documents of an article in a segment."""
    terms = segment.data(storage).field("article")
    entry = zeros(ENTRY_SIZE)
    if terms is None or not terms.find(article.encode("utf-8", "replace"), entry):
        return []
    if entry[DF] > segment.doc_count_all():
        raise terms.fault("a list")
    docs, freqs = zeros(entry[DF]), zeros(entry[DF])
    if terms.postings.read_list(entry, docs, freqs, 0) != entry[DF]:
        raise terms.fault("a list")
    return docs.tolist()
