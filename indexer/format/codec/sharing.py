# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What two records have in common at their ends: paragraphs of an article differ in their middle."""

from __future__ import annotations

import cython


@cython.ccall
def shortened(base: bytes, line: bytes, back: cython.Py_ssize_t, least: cython.Py_ssize_t) -> bytes | None:
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


@cython.final
@cython.cclass
class LineBlocks:
    """Lines of documents in blocks: `add_all` and `end` return those that ended, as (first document, content).

    A block has `size` bytes or more, unless it is the last. A line that begins with `=` is written as what differs from
    an earlier one, if that spares `least` bytes.
    """

    n_docs = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _size: cython.Py_ssize_t
    _least: cython.Py_ssize_t
    _first: cython.Py_ssize_t
    _n_bytes: cython.Py_ssize_t
    _lines: list
    _base: bytes
    _base_doc: cython.Py_ssize_t

    def __init__(self, size: int, least: int) -> None:
        self.n_docs = 0
        self._size = size
        self._least = least
        self._first = 0
        self._n_bytes = 0
        self._lines = []
        self._base = b""
        self._base_doc = 0

    @cython.ccall
    def add_all(self, lines: list) -> list:
        """Add the lines of the next documents."""
        ended: list = []
        line: bytes
        for line in lines:
            short: bytes = line
            if line.startswith(b"="):
                short = shortened(self._base, line, self.n_docs - self._base_doc, self._least)
                if short is None:
                    self._base = short = line
                    self._base_doc = self.n_docs
            self._lines.append(short)
            self._n_bytes += len(short) + 1
            self.n_docs += 1
            if self._n_bytes >= self._size:
                ended += self.end()
        return ended

    @cython.ccall
    def end(self) -> list:
        """End the block that is open, if there is one."""
        if not self._lines:
            return []
        block: tuple = (self._first, b"\n".join(self._lines))
        self._lines = []
        self._n_bytes = 0
        self._first = self.n_docs
        return [block]

    @cython.ccall
    def skip(self, n_docs: cython.Py_ssize_t) -> cython.void:
        """Leave documents out, between two blocks: no later line is written as what differs from an earlier one."""
        self.n_docs += n_docs
        self._first = self.n_docs
        self._base = b""
        self._base_doc = 0
