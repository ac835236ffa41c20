# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Lists of a segment under new document numbers, without the documents that are deleted: the inside of a merge."""

from __future__ import annotations

import cython

NO_DOC = cython.declare(cython.uint, 0xFFFFFFFF)
"""In a map of documents: the document is deleted."""


def remap(
    docs: cython.const[cython.uint][::1],
    freqs: cython.const[cython.uint][::1],
    n: cython.Py_ssize_t,
    document_map: cython.const[cython.uint][::1],
    out_docs: cython.uint[::1],
    out_freqs: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> int:
    """Write the new numbers of `docs[:n]` and their `freqs` from `start` on; return where they end.

    `document_map` has a number for every document of the segment, rising. Cost: linear.
    """
    i: cython.Py_ssize_t
    for i in range(n):
        out_docs[start] = document_map[docs[i]]
        out_freqs[start] = freqs[i]
        start += document_map[docs[i]] != NO_DOC
    return start


def keep_positions(
    docs: cython.const[cython.uint][::1],
    freqs: cython.const[cython.uint][::1],
    n: cython.Py_ssize_t,
    document_map: cython.const[cython.uint][::1],
    positions: cython.const[cython.uint][::1],
    out: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> int:
    """Write the positions of those of `docs[:n]` that are kept from `start` on; return where they end."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    for i in range(n):
        if document_map[docs[i]] != NO_DOC:
            for j in range(at, at + freqs[i]):
                out[start] = positions[j]
                start += 1
        at += freqs[i]
    return start
