"""The write lock of an index folder: one writer at a time, and its name for those who wait."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from whoosh.util.filelock import FileLock

from indexer.format.errors import IndexLockedError
from indexer.format.manifest import LOCK_NAME

_LOCK_POLL_SECONDS: Final = 0.1


@contextlib.contextmanager
def write_lock(path: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the index folder for writing; the lock falls with the process that holds it, however it ends.

    Raises `IndexLockedError` naming the holder when the lock is not free within `wait_seconds`.
    """
    file = path / LOCK_NAME
    lock = FileLock(str(file))
    deadline = time.monotonic() + wait_seconds
    while not lock.acquire():
        if time.monotonic() >= deadline:
            holder = file.read_text(encoding="utf-8", errors="replace").strip() or "another process"
            raise IndexLockedError(path, f"{holder} is writing the index at {path}; try again later or use --wait")
        time.sleep(_LOCK_POLL_SECONDS)
    try:
        file.write_text(f"process {os.getpid()} on {socket.gethostname()}\n", encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):  # the folder may be gone by now
            file.write_text("", encoding="utf-8")
        lock.release()
