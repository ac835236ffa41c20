"""Which codecs an index can be written with, and a segment of each as the manifest tells it."""

from __future__ import annotations

from typing import Any

from indexer.format.codec.codec import DatelineCodec, DatelineSegment
from indexer.format.codec.layout import BLOCK_SIZE, WHOOSH_CODEC_NAME
from indexer.format.manifest import SEGMENT_PREFIX, SegmentEntry
from indexer.format.schema import STEM_FIELD
from indexer.format.snowball import stem


def dateline_codec(block_size: int = BLOCK_SIZE) -> DatelineCodec:
    """Return our codec for our schema; `block_size` is for tests."""
    stems_of = {stems: words for words, stems in STEM_FIELD.items()}
    return DatelineCodec(stems_of, stem, block_size)


def codec_named(name: str) -> Any:
    """Return the codec of that name, one of `layout.CODEC_NAMES`."""
    if name != WHOOSH_CODEC_NAME:
        return dateline_codec()
    from whoosh.codec.whoosh3 import W3Codec  # an index of our own codec is opened without it

    return W3Codec()


def segment_of(codec: Any, entry: SegmentEntry) -> Any:
    """Return the Whoosh segment of an entry of the manifest."""
    if isinstance(codec, DatelineCodec):
        return DatelineSegment(codec, SEGMENT_PREFIX, entry.n_paragraphs, entry.id, entry.deleted)
    from whoosh.codec.whoosh3 import W3Segment

    segment = W3Segment(codec, SEGMENT_PREFIX, entry.n_paragraphs, entry.id, set(entry.deleted) or None)
    segment._fieldlengths = dict(entry.lengths)
    segment.compound = len(entry.files) == 1 and entry.files[0].name.endswith(W3Segment.COMPOUND_EXT)
    return segment


def lengths_of(segment: Any) -> tuple[tuple[str, int], ...]:
    """Return the field lengths that only the manifest keeps, of a segment of Whoosh's codec."""
    return () if isinstance(segment, DatelineSegment) else tuple(sorted(segment._fieldlengths.items()))
