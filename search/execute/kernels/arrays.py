"""Arrays for kernels to write to: zeroed by the system where they are large, and not copied."""

from __future__ import annotations

from array import array


def numbers(n: int) -> memoryview:
    """Return `n` unsigned 32-bit numbers, all 0, as a writable view.

    >>> numbers(2).tolist()
    [0, 0]
    """
    return memoryview(bytearray(4 * n)).cast("I") if n else memoryview(array("I"))


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
