"""The manifest: what an index holds and under which versions, the table of contents of an index folder.

It is JSON, read and checked value by value, and replaced in one rename: who reads sees the old state or the new one.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from indexer.format.analysis import ANALYSIS_VERSION
from indexer.format.codec.layout import CODEC_NAME, CODEC_NAMES
from indexer.format.errors import (
    IndexDamagedError,
    IndexFaultError,
    IndexForeignError,
    IndexMissingError,
    IndexOutdatedError,
)
from indexer.format.schema import SCHEMA_VERSION

FORMAT_VERSION: Final = 3
"""Layout of the folder and of the segment files."""

MANIFEST_NAME: Final = "manifest.json"
LOCK_NAME: Final = "lock"
SEGMENTS_NAME: Final = "segments"
LEDGER_NAME: Final = "ledger.sqlite"
SEGMENT_PREFIX: Final = "p"
"""Of paragraphs: the first part of every segment file's name."""

_OUR_NAMES: Final = (MANIFEST_NAME, LOCK_NAME, SEGMENTS_NAME, LEDGER_NAME, "entities.toml", "questions")
_MAGIC: Final = "dateline index"
_SEGMENT_ID: Final = re.compile(r"[0-9a-z]{1,64}")
_SEGMENT_FILE: Final = re.compile(r"[0-9a-z_]{1,80}\.[0-9a-zA-Z_]{1,40}")


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A file of a segment: its size and the CRC-32 of its bytes."""

    name: str
    n_bytes: int
    checksum: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment as the manifest tells it.

    `deleted` are document numbers within the segment, in order; `lengths` the number of terms of each searched field,
    deleted paragraphs included.
    """

    id: str
    n_paragraphs: int
    deleted: tuple[int, ...] = ()
    files: tuple[SegmentFile, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index holds, and under which versions it was made. `extractor` names what found its
    entities, `codec` what its segment files are written with.
    """

    generation: int = 0
    format_version: int = FORMAT_VERSION
    schema_version: int = SCHEMA_VERSION
    analysis_version: int = ANALYSIS_VERSION
    extractor: str = ""
    codec: str = CODEC_NAME
    segments: tuple[SegmentEntry, ...] = field(default=())

    @property
    def n_paragraphs(self) -> int:
        """How many paragraphs can be found."""
        return sum(segment.n_paragraphs - len(segment.deleted) for segment in self.segments)

    def to_json(self) -> str:
        """Return the text of `manifest.json`, whose last value is a checksum over all others."""
        content: dict[str, Any] = {
            "magic": _MAGIC,
            "format_version": self.format_version,
            "schema_version": self.schema_version,
            "analysis_version": self.analysis_version,
            "generation": self.generation,
            "extractor": self.extractor,
            "codec": self.codec,
            "paragraphs": self.n_paragraphs,
            "segments": [
                {
                    "id": each.id,
                    "paragraphs": each.n_paragraphs,
                    "deleted": list(each.deleted),
                    "lengths": dict(each.lengths),
                    "files": [[file.name, file.n_bytes, file.checksum] for file in each.files],
                }
                for each in self.segments
            ],
        }
        return json.dumps(content | {"checksum": _checksum(content)}, indent=1) + "\n"


def _checksum(content: dict[str, Any]) -> int:
    """Return the CRC-32 of what a manifest says, without regard to spaces and line ends."""
    return zlib.crc32(json.dumps(content, separators=(",", ":"), sort_keys=True).encode())


def sealed(text: bytes) -> bytes:
    """Return a manifest with its checksum made right, for tests that change one.

    >>> sealed(b'{"generation": 1, "checksum": 5}')
    b'{"generation": 1, "checksum": 3363289675}'
    >>> sealed(b'{"generation": 1')
    b'{"generation": 1'
    """
    try:
        content = json.loads(text)
        content.pop("checksum", None)
    except (ValueError, AttributeError, TypeError):
        return text
    return json.dumps(content | {"checksum": _checksum(content)}).encode()


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of the index folder `path`.

    Raises the `IndexFaultError` that fits: missing, foreign, outdated or damaged.
    """
    file = path / MANIFEST_NAME
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _absent(path) from None
    except NotADirectoryError:
        raise IndexForeignError(path, f"{path} is a file; an index is a folder made by `indexer build`") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise IndexDamagedError(path, f"{file} cannot be read ({error}); {how_to_rebuild(path)}") from None
    except OSError as error:
        raise IndexDamagedError(path, f"{file} cannot be read ({error.strerror}); check its permissions") from None
    if not isinstance(content, dict) or content.get("magic") != _MAGIC:
        raise IndexForeignError(path, f"{file} was not written by Dateline; name another folder with --index")
    _check_versions(path, content)
    found = content.pop("checksum", None)
    if found != _checksum(content):
        raise IndexDamagedError(path, f"{file} is not as it was written; {how_to_rebuild(path)}")
    try:
        return _manifest_of(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise IndexDamagedError(path, f"{file} has lost a part; {how_to_rebuild(path)}") from None


def _absent(path: Path) -> IndexFaultError:
    if not path.exists():
        return IndexMissingError(
            path, f"there is no index at {path}; make one with `indexer build FOLDER --index {path}`"
        )
    if path.is_dir() and all(entry.name.startswith(_OUR_NAMES) for entry in path.iterdir()):
        return IndexMissingError(path, f"{path} holds no finished index; {how_to_rebuild(path)}")
    return IndexForeignError(path, f"{path} is not an index of Dateline's; name another folder with --index")


def how_to_rebuild(path: Path) -> str:
    """Return the advice that ends a message about an index that cannot be used."""
    return f"make it anew with `indexer build FOLDER --index {path}`"


def _check_versions(path: Path, content: dict[str, Any]) -> None:
    ours: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "schema_version": SCHEMA_VERSION,
        "analysis_version": ANALYSIS_VERSION,
    }
    ours["codec"] = content["codec"] if content.get("codec") in CODEC_NAMES else CODEC_NAME
    for name, version in ours.items():
        found = content.get(name)
        if found != version:
            what = name.removesuffix("_version")
            newer = isinstance(found, int) and found > version
            advice = "update Dateline, or " if newer else ""
            raise IndexOutdatedError(
                path,
                f"the index at {path} has {what} {found}, this Dateline reads {version}; "
                f"{advice}{how_to_rebuild(path)}",
            )


def _manifest_of(content: dict[str, Any]) -> Manifest:
    segments = []
    for each in content["segments"]:
        if not _SEGMENT_ID.fullmatch(each["id"]):  # it becomes a part of a file name
            raise ValueError(each["id"])
        n_paragraphs = int(each["paragraphs"])
        deleted = tuple(sorted({int(number) for number in each["deleted"]}))
        if n_paragraphs < 0 or (deleted and not 0 <= deleted[0] <= deleted[-1] < n_paragraphs):
            raise ValueError("deleted")
        lengths = tuple(sorted((str(name), int(n_terms)) for name, n_terms in each["lengths"].items()))
        segments.append(SegmentEntry(each["id"], n_paragraphs, deleted, _files_of(each), lengths))
    return Manifest(
        generation=int(content["generation"]),
        extractor=str(content["extractor"]),
        codec=str(content["codec"]),
        segments=tuple(segments),
    )


def _files_of(entry: dict[str, Any]) -> tuple[SegmentFile, ...]:
    files = []
    for name, n_bytes, checksum in entry["files"]:
        if not _SEGMENT_FILE.fullmatch(name) or not name.startswith(f"{SEGMENT_PREFIX}_{entry['id']}."):
            raise ValueError(name)
        files.append(SegmentFile(name, int(n_bytes), int(checksum)))
    return tuple(files)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one rename, on disk before this returns."""
    temporary = path / f"{MANIFEST_NAME}.new"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(manifest.to_json())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path / MANIFEST_NAME)
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """Push the entries of a folder to disk, so that a rename in it outlives a loss of power."""
    if os.name == "posix":  # elsewhere a folder cannot be opened, and a rename needs no such push
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_is_ours(path: Path) -> None:
    """Raise `IndexForeignError` when `path` is neither absent, nor empty, nor an index of Dateline's."""
    if path.exists() and not path.is_dir():
        raise IndexForeignError(path, f"{path} is a file; name a folder with --index")
    try:
        read_manifest(path)
    except IndexForeignError:
        raise
    except (IndexMissingError, IndexOutdatedError, IndexDamagedError):
        return
