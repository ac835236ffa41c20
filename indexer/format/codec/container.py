"""The file around everything: named sections, and a table of them at the end.

    magic 8 | version 4 | zeros 4 | section | section | … | table (JSON) | length 4 | CRC-32 of the table 4 | magic 8

Sections begin at multiples of 8 bytes. The table tells where each begins, its length and its CRC-32, and holds what
else is to be known before any section is read. Opening a file reads the two ends and checks every place against the
file's length; `verify` reads all of it.

>>> import io
>>> file = io.BytesIO()
>>> writer = ContainerWriter(file)
>>> writer.add("numbers", b"abc")
>>> writer.finish({"n": 1})
>>> reader = ContainerReader(memoryview(file.getvalue()), "example")
>>> bytes(reader.section("numbers")), reader.meta
(b'abc', {'n': 1})
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from indexer.format.codec.layout import CODEC_VERSION, MAGIC
from indexer.format.errors import IndexDamagedError

Bytes: TypeAlias = "bytes | bytearray | memoryview | array[Any]"

_HEAD: Final = struct.Struct("<8sII")
_TAIL: Final = struct.Struct("<II8s")
_ALIGNMENT: Final = 8


def damaged(file: str, what: str) -> IndexDamagedError:
    """Return the error for a segment file that does not hold what it should."""
    folder = Path(file).parent.parent
    return IndexDamagedError(folder, f"{file} is damaged ({what}); `indexer check` tells more, a new build mends it")


class ContainerWriter:
    """Writes sections one after the other to a binary file, which the caller opens and closes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._table: dict[str, tuple[int, int, int]] = {}
        self._at = 0
        self._open: str | None = None
        self._begin = 0
        self._checksum = 0
        self._put(_HEAD.pack(MAGIC, CODEC_VERSION, 0))

    def begin(self, name: str) -> None:
        """Begin the section `name`; `extend` adds to it and `end` ends it."""
        if name in self._table or self._open is not None:
            raise ValueError(f"section {name} cannot begin here")
        self._put(bytes(-self._at % _ALIGNMENT))
        self._open, self._begin, self._checksum = name, self._at, 0

    def extend(self, content: Bytes) -> None:
        """Add bytes to the section that is open."""
        self._checksum = zlib.crc32(content, self._checksum)
        self._put(content)

    def end(self) -> None:
        """End the section that is open."""
        if self._open is None:
            raise ValueError("no section is open")
        self._table[self._open] = self._begin, self._at - self._begin, self._checksum
        self._open = None

    def add(self, name: str, content: Bytes) -> None:
        """Write a whole section."""
        self.begin(name)
        self.extend(content)
        self.end()

    def finish(self, meta: dict[str, Any]) -> None:
        """Write the table; `meta` is what JSON can hold."""
        table = json.dumps({"sections": self._table, "meta": meta}, separators=(",", ":")).encode()
        self._put(table)
        self._put(_TAIL.pack(len(table), zlib.crc32(table), MAGIC))

    def _put(self, content: Bytes) -> None:
        view = memoryview(content).cast("B") if not isinstance(content, bytes) else content
        self._file.write(view)
        self._at += len(view)


class ContainerReader:
    """Sections of a file as slices of one read-only `view` of its bytes. `name` is the file's, for messages.

    Raises `IndexDamagedError` when an end of the file is not as it was written or a section lies outside it.
    """

    def __init__(self, view: memoryview, name: str) -> None:
        self.name = name
        self._view = view
        self._sections: dict[str, tuple[int, int, int]] = {}
        self.meta: dict[str, Any] = {}
        try:
            self._read_table()
        except (struct.error, ValueError, KeyError, TypeError, RecursionError):
            raise damaged(name, "its table of sections") from None

    def _read_table(self) -> None:
        view = self._view
        magic, version, _ = _HEAD.unpack_from(view, 0)
        length, checksum, last_magic = _TAIL.unpack_from(view, len(view) - _TAIL.size)
        if magic != MAGIC or last_magic != MAGIC or version != CODEC_VERSION:
            raise ValueError("magic")
        stop = len(view) - _TAIL.size
        if length > stop - _HEAD.size or zlib.crc32(view[stop - length : stop]) != checksum:
            raise ValueError("table")
        table = json.loads(bytes(view[stop - length : stop]))
        for name, (at, n_bytes, crc) in table["sections"].items():
            if not _HEAD.size <= at <= at + n_bytes <= stop - length or at % _ALIGNMENT:
                raise ValueError(name)
            self._sections[name] = at, n_bytes, crc
        self.meta = table["meta"]

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def section(self, name: str) -> memoryview:
        """Return the bytes of a section, empty when there is no such section."""
        at, n_bytes, _ = self._sections.get(name, (0, 0, 0))
        return self._view[at : at + n_bytes]

    def array(self, name: str, typecode: str) -> memoryview:
        """Return a section as numbers of an `array` typecode."""
        section = self.section(name)
        try:
            return section.cast(typecode)  # type: ignore[call-overload,no-any-return]
        except TypeError:
            raise damaged(self.name, f"the length of {name}") from None

    def verify(self) -> list[str]:
        """Read every section; return the names of those whose bytes are not as written."""
        return [name for name, (*_, crc) in self._sections.items() if zlib.crc32(self.section(name)) != crc]
