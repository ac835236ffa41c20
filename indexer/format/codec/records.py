"""Stored records in small compressed blocks: a paragraph is read without unpacking its neighbours by the hundred.

A record is a line. `=` and text is the value of the segment's main stored field, a JSON object all stored fields, an
empty line nothing. Records of one article share most of what is not their text, so a line may also be
`+back,first,last:middle`: as many first and last bytes as said of the `=` line of the document that far back, with the
middle between them. Lines fill a block up to `RECORD_BLOCK_BYTES`; each block is one Zstandard frame without header
fields of its own. From `TRAIN_BYTES` on, frames share a dictionary that is trained on the first records of the segment
and stands in it: blocks this small are hardly compressible without.

The index of blocks has a row for each: its first document, where its frame begins, its size unpacked.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from threading import Lock
from typing import Any, Final

import zstandard

from indexer.format.codec import compiled
from indexer.format.codec.container import ContainerReader, ContainerWriter, damaged
from indexer.format.codec.entropy import entropy_of
from indexer.format.codec.frames import Frames
from indexer.format.codec.sharing import LineBlocks

RECORD_BLOCK_BYTES: Final = 2048
"""What a block holds at least, unless it is the last: benchmarks/record has the sizes that were tried."""

TRAIN_BYTES: Final = 1 << 21
_DICTIONARY_BYTES: Final = 1 << 16
_LEVEL: Final = 3
_RUN_BYTES: Final = 1 << 18
"""What is compressed in a row: the tables of the dictionary, once in the processor's caches, serve many blocks."""
_MOST_BYTES: Final = 1 << 30
_LEAST_SHARED: Final = 32
_KEPT_BLOCKS: Final = 64
"""Blocks of a segment that are kept unpacked, 160 KB: hits come again with the next facet or filter, and what they
share with a neighbour stands in its block."""

_SHORTENED: Final = re.compile(rb"\+(\d{1,9}),(\d{1,9}),(\d{1,9}):")

# The header of a frame as the writer leaves it: four bytes of magic, no flags, a byte for the size of the window. With
# the size of the content in that byte's stead, two bytes that begin to count at 256, a frame is unpacked right to where
# it goes and not copied there (RFC 8878, section 3.1.1.1): that takes a quarter less time.
_PLAIN_HEADER: Final = b"\x28\xb5\x2f\xfd\x00"
_SIZED_HEADER: Final = b"\x28\xb5\x2f\xfd\x60"
_HEADER_BYTES: Final = 6
_SIZES: Final = range(256, 256 + (1 << 16))


def pack_stored(stored: dict[str, Any], main: str) -> bytes:
    """Return the line of a document's stored fields; `main` is the one that is kept as plain text where it can be.

    Raises `ValueError` for a value that JSON cannot hold.

    >>> pack_stored({"record": "Talks."}, "record"), pack_stored({"id": "a"}, "record"), pack_stored({}, "record")
    (b'=Talks.', b'{"id":"a"}', b'')
    """
    if not stored:
        return b""
    text = stored.get(main)
    if len(stored) == 1 and isinstance(text, str) and "\n" not in text:
        return b"=" + text.encode("utf-8", "surrogatepass")
    try:
        return json.dumps(stored, separators=(",", ":")).encode()
    except TypeError as error:
        raise ValueError(f"a stored field that JSON cannot hold: {error}") from None


def unpack_stored(line: bytes, main: str) -> dict[str, Any]:
    """Return the stored fields of a line, the inverse of `pack_stored`. Raises `ValueError` for a damaged line."""
    if not line:
        return {}
    if line[:1] == b"=":
        return {main: line[1:].decode("utf-8", "surrogatepass")}
    stored = json.loads(line)
    if not isinstance(stored, dict):
        raise ValueError("a line that is no object")
    return stored


class RecordsWriter:
    """Writes the records of a segment to a section of `container`, which it keeps open; `finish` ends it.

    `dictionary` is one trained before, which spares the training; None to train one when there is enough to learn from.
    """

    def __init__(self, container: ContainerWriter, main: str, dictionary: bytes | None = None) -> None:
        self._container = container
        self._main = main
        self._lines = LineBlocks(RECORD_BLOCK_BYTES, _LEAST_SHARED)
        self._n_bytes = 0
        self._rows = array("I")
        self._waiting: list[tuple[int, bytes]] = []
        self._waiting_bytes = 0
        self._wanted_bytes = TRAIN_BYTES
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=False, write_checksum=False)
        self.dictionary = b""
        if dictionary is not None:
            self._use(dictionary)
        container.begin("records")

    @property
    def n_records(self) -> int:
        """How many records were added."""
        return int(self._lines.n_docs)

    def add(self, line: bytes) -> None:
        """Add the line of the next document, as `pack_stored` made it."""
        self.add_all([line])

    def add_all(self, lines: list[bytes]) -> None:
        """Add the lines of the next documents."""
        self._take(self._lines.add_all(lines))

    def add_frames(self, frames: memoryview, rows: list[tuple[int, int, int]]) -> None:
        """Add blocks as they are, of a segment that has the same dictionary.

        `rows` are of (documents, start in `frames`, size unpacked), in order and without a gap.
        """
        self._take(self._lines.end())
        self._settle()
        for n_docs, start, size in rows:
            self._rows.extend((self._lines.n_docs, self._n_bytes + start, size))
            self._lines.skip(n_docs)
        self._container.extend(frames)
        self._n_bytes += len(frames)

    def finish(self) -> dict[str, Any]:
        """End the section, write the index of blocks and the dictionary; return what is to be known to read them."""
        self._take(self._lines.end())
        self._settle()
        self._container.end()
        if self._n_bytes > 0xFFFFFFFF:
            raise OverflowError("a segment of more than 4 GB of records; give the writer less memory")
        self._container.add("record blocks", self._rows)
        self._container.add("record dictionary", self.dictionary)
        return {"main": self._main, "largest": max(self._rows[2::3], default=0)}

    def _take(self, blocks: list[tuple[int, bytes]]) -> None:
        """Compress blocks when enough of them wait."""
        for first, block in blocks:
            self._waiting.append((first, block))
            self._waiting_bytes += len(block)
            if self._waiting_bytes >= self._wanted_bytes:
                if self._wanted_bytes == TRAIN_BYTES:
                    self._use(_trained([block for _, block in self._waiting]))
                self._settle()

    def _use(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        self._wanted_bytes = _RUN_BYTES
        if dictionary:
            data = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_FULLDICT)
            data.precompute_compress(level=_LEVEL)
            self._compressor = zstandard.ZstdCompressor(
                level=_LEVEL, dict_data=data, write_content_size=False, write_checksum=False, write_dict_id=False
            )

    def _settle(self) -> None:
        """Write what waited, for a dictionary or for company. From now on no other dictionary is made."""
        self._wanted_bytes = _RUN_BYTES
        self._waiting_bytes = 0
        waiting, self._waiting = self._waiting, []
        compress, n_bytes = self._compressor.compress, self._n_bytes
        frames = []
        for first, block in waiting:
            frame = compress(block)
            frames.append(frame)
            self._rows.extend((first, min(n_bytes, 0xFFFFFFFF), len(block)))
            n_bytes += len(frame)
        self._container.extend(b"".join(frames))
        self._n_bytes = n_bytes


def _trained(samples: list[bytes]) -> bytes:
    """Return a Zstandard dictionary for blocks like the samples, empty when nothing can be learned."""
    try:
        return bytes(zstandard.train_dictionary(_DICTIONARY_BYTES, list(samples), k=512, d=8).as_bytes())
    except zstandard.ZstdError:
        return b""


class RecordsReader:
    """Reads records of a segment of `n_docs` documents; `about` is what the writer's `finish` returned."""

    def __init__(self, container: ContainerReader, about: dict[str, Any], n_docs: int) -> None:
        self._name = container.name
        self.main = str(about["main"])
        self._largest = min(int(about["largest"]), _MOST_BYTES)
        self.frames = container.section("records")
        self._rows = rows = container.array("record blocks", "I")
        if len(rows) % 3:
            raise damaged(container.name, "the index of its records")
        self.first_docs, self.starts, self.sizes = rows[0::3], rows[1::3], rows[2::3]
        self.n_docs = n_docs
        self.dictionary = bytes(container.section("record dictionary"))
        self._decompressor = self._open()
        self._unpacked: dict[int, list[bytes]] = {}
        self.lock = Lock()  # a decompressor is for one thread at a time

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield for each block its number of documents, where its frame begins and its size unpacked."""
        stops = [*self.first_docs[1:], self.n_docs]
        for first, stop, start, size in zip(self.first_docs, stops, self.starts, self.sizes, strict=True):
            yield stop - first, start, size

    def _open(self) -> zstandard.ZstdDecompressor:
        if not self.dictionary:
            return zstandard.ZstdDecompressor()
        data = zstandard.ZstdCompressionDict(self.dictionary, dict_type=zstandard.DICT_TYPE_FULLDICT)
        return zstandard.ZstdDecompressor(dict_data=data)

    @cached_property
    def twin(self) -> Frames | None:
        """What unpacks frames up to a line, for whoever holds `lock`; None where they have no dictionary, or where it
        would run interpreted."""
        entropy = entropy_of(self.dictionary) if compiled() else None
        return Frames(self.frames, self._rows, self.dictionary, entropy) if entropy else None

    def line(self, doc: int) -> bytes:
        """Return the line of a document in full. Raises `IndexDamagedError` when its block cannot be read."""
        line = self.own_line(doc)
        if line[:1] != b"+":
            return line
        match = _SHORTENED.match(line)
        if match is not None:
            back, first, last = map(int, match.groups())
            base = self.own_line(doc - back) if 0 < back <= doc else b""
            if base[:1] == b"=" and first + last <= len(base):
                return base[:first] + line[match.end() :] + base[len(base) - last :]
        raise damaged(self._name, f"the record of document {doc}")

    def own_line(self, doc: int) -> bytes:
        """Return the line of a document as it is written, which may be in part that of an earlier one.

        What is in it is so in the full line too. Raises `IndexDamagedError` when its block cannot be read.
        """
        block = bisect_right(self.first_docs, doc) - 1
        with self.lock:
            lines = self._unpacked.get(block)
            if lines is None:
                lines = self._read(block)
                if len(self._unpacked) >= _KEPT_BLOCKS:
                    del self._unpacked[next(iter(self._unpacked))]
                self._unpacked[block] = lines
        try:
            return lines[doc - self.first_docs[block]]
        except IndexError:
            raise damaged(self._name, f"the record of document {doc}") from None

    def stored(self, doc: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        try:
            return unpack_stored(self.line(doc), self.main)
        except ValueError:
            raise damaged(self._name, f"the record of document {doc}") from None

    def _read(self, block: int) -> list[bytes]:
        if not 0 <= block < len(self.sizes):
            raise damaged(self._name, "the index of its records")
        start = self.starts[block]
        stop = self.starts[block + 1] if block + 1 < len(self.starts) else len(self.frames)
        size = self.sizes[block]
        try:
            if not start < stop <= len(self.frames) or size > self._largest:
                raise ValueError("row")
            # One byte more than the block has, so that a frame of another size is told from a right one.
            frame = _sized(bytes(self.frames[start:stop]), size)
            content = self._decompressor.decompress(frame, max_output_size=size + 1)
        except (ValueError, zstandard.ZstdError):
            raise damaged(self._name, f"block {block} of the records") from None
        if len(content) != size:
            raise damaged(self._name, f"block {block} of the records")
        return content.split(b"\n")


def _sized(frame: bytes, size: int) -> bytes:
    """Return a frame with the size of its content in its header, where it is one that the writer made."""
    if size in _SIZES and frame.startswith(_PLAIN_HEADER):
        return _SIZED_HEADER + (size - 256).to_bytes(2, "little") + frame[_HEADER_BYTES:]
    return frame
