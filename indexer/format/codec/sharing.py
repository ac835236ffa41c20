# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What two records have in common at their ends: paragraphs of an article differ in their middle."""

from __future__ import annotations

import cython


def shortened(base: bytes, line: bytes, back: int, least: int) -> bytes | None:
    """Return `line` as `+back,first,last:middle`, its first and last bytes those of `base`.

    None for fewer than `least`.

    >>> shortened(b'{"n":1,"t":"x"}', b'{"n":22,"t":"x"}', 3, 10)
    b'+3,5,9:22'
    >>> shortened(b"aa", b"aaa", 1, 1)
    b'+1,2,0:a'
    >>> shortened(b"aa", b"ba", 1, 2)
    """
    size_a: cython.Py_ssize_t = len(base)
    size_b: cython.Py_ssize_t = len(line)
    n: cython.Py_ssize_t = min(size_a, size_b)
    first: cython.Py_ssize_t = 0
    last: cython.Py_ssize_t = 0
    while first < n and base[first] == line[first]:
        first += 1
    while last < n - first and base[size_a - 1 - last] == line[size_b - 1 - last]:
        last += 1
    if first + last < least:
        return None
    return b"+%d,%d,%d:" % (back, first, last) + line[first : size_b - last]
