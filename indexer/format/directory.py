"""The index folder, and the Whoosh index that lives in it.

    news.idx/
        manifest.json    versions, segments and their deletions: the table of contents, replaced in one rename
        segments/        what the codec wrote; never changed once written
        ledger.sqlite    which file gave which articles (the indexer's own book)
        lock             held while somebody writes; names the holder

A commit writes new segments first and then the manifest. What a killed writer left behind is in no manifest, and the
next commit sweeps it away.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from whoosh import columns
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import EmptyReader

from indexer.format.codec.layout import CODEC_NAME
from indexer.format.codecs import codec_named, lengths_of, segment_of
from indexer.format.errors import IndexDamagedError
from indexer.format.manifest import (
    MANIFEST_NAME,
    SEGMENT_PREFIX,
    SEGMENTS_NAME,
    Manifest,
    SegmentEntry,
    SegmentFile,
    check_is_ours,
    how_to_rebuild,
    read_manifest,
    sync_folder,
    write_manifest,
)
from indexer.format.schema import schema

CHECKED_BYTES: Final = 4 << 20
"""An index of segments no larger is read whole when it is opened, which takes some milliseconds; `indexer check` reads
a larger one."""

if TYPE_CHECKING:
    from indexer.format.whoosh_writer import ParagraphWriter

_READ_BYTES: Final = 1 << 20


@dataclass(slots=True)
class _TableOfContents:
    """What Whoosh's writer and readers ask of a table of contents."""

    generation: int
    schema: Any
    segments: list[Any]


class EmptyIndexReader(EmptyReader):  # type: ignore[misc]  # Whoosh is untyped
    """Reads an index without paragraphs, its columns too, which Whoosh's own reader cannot."""

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> columns.EmptyColumnReader:
        """Return a column of no values."""
        del translate
        column = column or self.schema[fieldname].column_type
        return columns.EmptyColumnReader(column.default_value(reverse), 0)


class ParagraphIndex(FileIndex):  # type: ignore[misc]  # Whoosh is untyped
    """The paragraphs of an index folder as a Whoosh `Index`; the manifest stands in for Whoosh's own contents file.

    Make one with `open_paragraphs`. A reader keeps the state it was opened at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = read_manifest(path)
        self.storage = FileStorage(str(path / SEGMENTS_NAME))
        self.indexname = SEGMENT_PREFIX
        self._schema = schema()

    def reader(self, reuse: Any = None) -> Any:
        """Return a Whoosh reader of the state on disk."""
        reader = super().reader(reuse)
        return EmptyIndexReader(self._schema) if isinstance(reader, EmptyReader) else reader

    def segments(self) -> list[Any]:
        """Return the segments of the manifest that was read last."""
        return _segments_of(self.manifest)

    def _read_toc(self) -> _TableOfContents:
        self.manifest = read_manifest(self.path)
        return _TableOfContents(self.manifest.generation, self._schema, _segments_of(self.manifest))

    def latest_generation(self) -> int:
        """Return the generation of the manifest on disk, which rises with every commit."""
        return read_manifest(self.path).generation

    def last_modified(self) -> float:
        """Return when the last commit was, in seconds since the epoch."""
        return (self.path / MANIFEST_NAME).stat().st_mtime

    def paragraph_writer(self, extractor: str, memory_mb: int = 512) -> ParagraphWriter:
        """Return Whoosh's writer; the caller holds `write_lock` until it has committed or cancelled.

        `indexer.format.writer` has the fast one.
        """
        from indexer.format.whoosh_writer import ParagraphWriter  # who searches does without Whoosh's writers

        return ParagraphWriter(self, extractor, memory_mb)


def commit_segments(index: ParagraphIndex, extractor: str, segments: Sequence[Any]) -> None:
    """Make `segments`, whose files are written, the content of the index: on disk, then in one rename.

    `extractor` is the name and version of what found the entities. Raises nothing once the rename is done.
    """
    folder = index.path / SEGMENTS_NAME
    before = index.manifest
    known = {entry.id: entry for entry in before.segments}
    entries = tuple(_entry_of(segment, folder, known.get(segment.segid)) for segment in segments)
    sync_folder(folder)
    index.manifest = replace(before, generation=before.generation + 1, extractor=extractor, segments=entries)
    write_manifest(index.path, index.manifest)


def _entry_of(segment: Any, folder: Path, known: SegmentEntry | None) -> SegmentEntry:
    """Return the entry of a segment; files never change, so those of a known one are not read again."""
    if known is not None:
        files = known.files
    else:
        prefix = f"{segment.segment_id()}."
        names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(prefix))
        files = tuple(_sync_file(folder / name) for name in names)
    deleted = tuple(sorted(segment.deleted_docs()))
    return SegmentEntry(segment.segid, segment.doc_count_all(), deleted, files, lengths_of(segment))


def _sync_file(path: Path) -> SegmentFile:
    n_bytes, checksum = measure_file(path)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return SegmentFile(path.name, n_bytes, checksum)


def measure_file(path: Path) -> tuple[int, int]:
    """Return the size of a file in bytes and the CRC-32 of its content."""
    n_bytes = checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            n_bytes += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
    return n_bytes, checksum


def _segments_of(manifest: Manifest) -> list[Any]:
    codec = codec_named(manifest.codec)
    return [segment_of(codec, entry) for entry in manifest.segments]


def create_index(path: Path, extractor: str, codec: str = CODEC_NAME) -> None:
    """Make `path` an empty index folder, with its parents. What it held as an index is given up.

    `codec` is one of `CODEC_NAMES` in `codec.layout`.

    Raises `IndexForeignError` when something else than an index stands there.
    """
    check_is_ours(path)
    (path / SEGMENTS_NAME).mkdir(parents=True, exist_ok=True)
    write_manifest(path, Manifest(extractor=extractor, codec=codec))


def open_paragraphs(path: Path) -> ParagraphIndex:
    """Open the index folder `path` for reading, or for writing under `write_lock`.

    Sizes of files are checked, and of an index up to `CHECKED_BYTES` every byte.

    Raises the `IndexFaultError` that fits.
    """
    index = ParagraphIndex(path)
    _check_sizes(path, index.manifest)
    if sum(file.n_bytes for entry in index.manifest.segments for file in entry.files) <= CHECKED_BYTES:
        for fault in _changed_files(path, index.manifest):
            raise IndexDamagedError(path, f"{fault}; {how_to_rebuild(path)}")
    return index


def _check_sizes(path: Path, manifest: Manifest) -> None:
    for entry in manifest.segments:
        for file in entry.files:
            where = path / SEGMENTS_NAME / file.name
            try:
                n_bytes = where.stat().st_size
            except OSError:
                raise IndexDamagedError(path, f"{where} is missing; {how_to_rebuild(path)}") from None
            if n_bytes != file.n_bytes:
                raise IndexDamagedError(
                    path, f"{where} has {n_bytes} bytes where {file.n_bytes} were written; {how_to_rebuild(path)}"
                )


def check_files(path: Path) -> list[str]:
    """Read every byte of every segment; return a line for each file that is not as it was written.

    Raises the `IndexFaultError` that fits where the manifest itself cannot be read.
    """
    return list(_changed_files(path, read_manifest(path)))


def _changed_files(path: Path, manifest: Manifest) -> Iterator[str]:
    for entry in manifest.segments:
        for file in entry.files:
            where = path / SEGMENTS_NAME / file.name
            try:
                measured = measure_file(where)
            except OSError as error:
                yield f"{where}: {error.strerror}"
                continue
            if measured != (file.n_bytes, file.checksum):
                yield f"{where}: its bytes are not those that were written"
