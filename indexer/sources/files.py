"""Bytes of a file, unpacked where its name ends in `.gz`, and never more than memory allows."""

from __future__ import annotations

import gzip
import zlib
from io import BufferedReader
from pathlib import Path
from typing import Final

from indexer.sources.base import SourceError

# An article of a quarter of a gigabyte is none; a gzip file may unpack to a thousand times its size.
LARGEST_BYTES: Final = 256 * 1024 * 1024


def read_bytes(path: Path, largest: int = LARGEST_BYTES) -> bytes:
    """Return the contents of a file, unpacked when its name ends in `.gz`.

    Raises `SourceError`: `too-large` above `largest` bytes, `broken-gzip` when it does not unpack, `unreadable`
    when the system refuses it.
    """
    try:
        with open_bytes(path) as file:
            data = file.read(largest + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"the gzip file is broken: {error}", "broken-gzip") from None
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror or error}", "unreadable") from None
    if len(data) > largest:
        raise SourceError(f"the file holds more than {largest >> 20} MB; use one JSON object a line", "too-large")
    return data


def open_bytes(path: Path) -> gzip.GzipFile | BufferedReader:
    """Open a file for reading bytes, unpacked when its name ends in `.gz`."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")
