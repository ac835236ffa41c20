# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""One look over a whole array when a segment is opened, so that later uses need not check each number."""

from __future__ import annotations

import cython


def greatest(values: memoryview) -> int:
    """Return the greatest of 8, 16 or 32-bit unsigned numbers, 0 of none.

    >>> from array import array
    >>> greatest(memoryview(array("H", [3, 700, 5])))
    700
    """
    if values.format == "B":
        return _greatest_of_bytes(values)
    if values.format == "H":
        return _greatest_of_shorts(values)
    return _greatest_of_words(values)


@cython.cfunc
def _greatest_of_bytes(values: cython.const[cython.uchar][::1]) -> cython.uint:
    most: cython.uchar = 0
    i: cython.Py_ssize_t
    for i in range(values.shape[0]):
        most = max(most, values[i])
    return most


@cython.cfunc
def _greatest_of_shorts(values: cython.const[cython.ushort][::1]) -> cython.uint:
    most: cython.ushort = 0
    i: cython.Py_ssize_t
    for i in range(values.shape[0]):
        most = max(most, values[i])
    return most


@cython.cfunc
def _greatest_of_words(values: cython.const[cython.uint][::1]) -> cython.uint:
    most: cython.uint = 0
    i: cython.Py_ssize_t
    for i in range(values.shape[0]):
        most = max(most, values[i])
    return most


def rises(values: cython.const[cython.uint][::1], last: cython.ulonglong) -> bool:
    """Return whether numbers begin with 0, never fall and end with `last`.

    >>> from array import array
    >>> rises(memoryview(array("I", [0, 2, 2, 5])), 5)
    True
    """
    n: cython.Py_ssize_t = values.shape[0]
    i: cython.Py_ssize_t
    if n == 0 or values[0] != 0 or values[n - 1] != last:
        return False
    falls: cython.bint = False
    for i in range(1, n):
        falls |= values[i] < values[i - 1]
    return not falls
