# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What two records have in common at their ends: paragraphs of an article differ in their middle."""

from __future__ import annotations

import cython


def shared_ends(a: bytes, b: bytes) -> tuple[int, int]:
    """Return how many first bytes `a` and `b` share, and how many last ones beside those.

    >>> shared_ends(b'{"n":1,"t":"x"}', b'{"n":2,"t":"x"}')
    (5, 9)
    >>> shared_ends(b"aa", b"aaa")
    (2, 0)
    """
    n: cython.Py_ssize_t = min(len(a), len(b))
    size_a: cython.Py_ssize_t = len(a)
    size_b: cython.Py_ssize_t = len(b)
    first: cython.Py_ssize_t = 0
    last: cython.Py_ssize_t = 0
    while first < n and a[first] == b[first]:
        first += 1
    while last < n - first and a[size_a - 1 - last] == b[size_b - 1 - last]:
        last += 1
    return first, last
