"""What can be wrong with an index as a whole. Each message says what to do next."""

from __future__ import annotations

from pathlib import Path


class IndexFaultError(Exception):
    """The index cannot be used as it is. `path` is its folder; the message is one for people."""

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__(message)
        self.path = Path(path)


class IndexMissingError(IndexFaultError):
    """There is no index at that place."""


class IndexForeignError(IndexFaultError):
    """The folder is there but is not an index of Dateline's."""


class IndexOutdatedError(IndexFaultError):
    """The index was made under another format, schema or analysis."""


class IndexDamagedError(IndexFaultError):
    """A file of the index is missing or does not hold what it should."""


class IndexLockedError(IndexFaultError):
    """Another process is writing the index."""
