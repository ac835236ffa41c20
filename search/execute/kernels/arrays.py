"""Arrays for kernels to write to: zeroed by the system where they are large, and not copied."""

from __future__ import annotations

import mmap
from array import array
from contextlib import suppress
from typing import Final

_LARGE_PAGE_BYTES: Final = 1 << 21


def numbers(n: int) -> memoryview:
    """Return `n` unsigned 32-bit numbers, all 0, as a writable view.

    >>> numbers(2).tolist()
    [0, 0]
    """
    return memoryview(bytearray(4 * n)).cast("I") if n else memoryview(array("I"))


def lasting(n: int) -> memoryview:
    """Return `n` numbers, as `numbers` does, that are kept for long and read here and there: on large pages, if any.

    On small ones the processor looks up the place of nearly every line that it reads: a fifth of the time of counting.

    >>> lasting(600_000)[599_999]
    0
    """
    if 8 * n < _LARGE_PAGE_BYTES or not hasattr(mmap, "MADV_HUGEPAGE"):
        return numbers(n)
    # One page more, for the last is a large one only where all of it is there.
    room = mmap.mmap(-1, 4 * n + _LARGE_PAGE_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a system that was built without
        room.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(room)[: 4 * n].cast("I")


def doubles(n: int) -> memoryview[float]:
    """Return `n` floats, all 0.0, as a writable view.

    >>> doubles(1).tolist()
    [0.0]
    """
    return memoryview(bytearray(8 * n)).cast("d") if n else memoryview(array("d"))


def bits(n: int) -> memoryview:
    """Return `n` bits, all 0: bit i is bit i & 7 of byte i >> 3.

    >>> len(bits(9))
    2
    """
    return memoryview(bytearray((n + 7) // 8))
