"""Processes that work for this one, and end with it however it ends."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Final

_WATCH_SECONDS: Final = 0.5
_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000


def worker_pool(n: int) -> ProcessPoolExecutor:
    """Return a pool of `n` processes, which are started when the first work is given to it."""
    return ProcessPoolExecutor(n, initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """Make this process a worker of `parent`."""
    # A batch is a hundred thousand small objects without a cycle: looking for one every 700 of them is for nothing.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # Ctrl-C reaches every process of a terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)


def _end_with(parent: int) -> None:
    """Make this worker end when its parent does, however that ends: a killed parent cannot tell its workers."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
