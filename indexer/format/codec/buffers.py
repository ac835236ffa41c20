# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Arrays of 32-bit numbers that grow: what a kernel writes to without knowing how much will come."""

from __future__ import annotations

from array import array

import cython

_ZERO = array("I", [0])


def zeros(n: int) -> memoryview:
    """Return `n` unsigned 32-bit numbers, all 0, as a writable view.

    >>> zeros(2).tolist()
    [0, 0]
    """
    return memoryview(_ZERO * n)


@cython.ccall
def grown(old: cython.uint[::1], used: cython.Py_ssize_t, wanted: cython.Py_ssize_t) -> cython.uint[::1]:
    """Return an array of at least `wanted` numbers, twice the old length or more, that begins with `used` of `old`."""
    size: cython.Py_ssize_t = max(wanted, 2 * old.shape[0], 64)
    new: cython.uint[::1] = zeros(size)
    i: cython.Py_ssize_t
    for i in range(used):
        new[i] = old[i]
    return new
