# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Frames of records unpacked as far as a line is wanted: the twin of Zstandard's decompressor.

A block of records is a frame of one Zstandard block (RFC 8878, section 3.1.1.2). With a dictionary nearly all of them
repeat its tables and have their literals, the bytes that are seen for the first time, in one stream: these are unpacked
here, the others are left to the decompressor. A block alternates between literals and matches, bytes that were seen
before in it or in the dictionary; both are written as their turn comes, so that what stands behind a line is never
unpacked for it, and whether that is sound is not told.

Nothing outside the frames, the dictionary and the room for what is unpacked is read or written whatever the bytes say.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import cython

from indexer.format.codec.entropy import Entropy

if cython.compiled:
    from cython.cimports.cpython.bytes import PyBytes_FromStringAndSize
    from cython.cimports.indexer.format.codec.memory import ask_for
    from cython.cimports.indexer.format.codec.streams import Literals, Sequences, last_bit, word_at
    from cython.cimports.libc.string import memchr, memcpy
else:
    from indexer.format.codec.streams import Literals, Sequences, last_bit, word_at

_MAGIC = cython.declare(cython.ulonglong, 0xFD2FB528)  # and a byte without flags
_HEADER_BYTES = cython.declare(cython.Py_ssize_t, 12)  # of a frame, its block and its literals
_MOST_BYTES = cython.declare(cython.Py_ssize_t, 1 << 15)
"""Of a block unpacked; one of a single huge paragraph is left to the decompressor."""

SLACK = cython.declare(cython.Py_ssize_t, 32)
"""Copies are of so many bytes at a time, and go beyond their end."""

_NEW_LINE = cython.declare(cython.uchar, 10)
_STEP = cython.declare(cython.Py_ssize_t, 32)  # a power of two: blocks of which one is looked for first
_CACHE_LINE = cython.declare(cython.Py_ssize_t, 64)


@cython.cclass
class Frames:
    """Reads lines of the records of a segment, by one thread at a time.

    `frames` are its frames one after the other; `rows` the index of blocks, three numbers for each: its first document,
    where its frame begins, its size unpacked. `entropy` are the tables of `dictionary`.
    """

    _frames: cython.const[cython.uchar][::1]
    _rows: cython.const[cython.uint][::1]
    _n_blocks: cython.Py_ssize_t
    _every: cython.const[cython.uint][::1]
    _n_before: cython.Py_ssize_t
    _room: cython.uchar[::1]
    _literals: Literals
    _sequences: Sequences
    # Of the line that is looked for: its number in the block, how many ends of lines were seen, how far was looked.
    _wanted: cython.Py_ssize_t
    _n_seen: cython.Py_ssize_t
    _looked: cython.Py_ssize_t
    _start: cython.Py_ssize_t
    _stop: cython.Py_ssize_t

    def __init__(self, frames: memoryview, rows: memoryview, dictionary: bytes, entropy: Entropy) -> None:
        self._frames = frames
        self._rows = rows
        self._n_blocks = len(rows) // 3
        # The first documents of some blocks side by side: the others are a few kilobytes from them.
        self._every = array("I", rows[:: 3 * _STEP].tolist())
        content = dictionary[entropy.content :]
        # What is unpacked stands right behind what was seen before it.
        self._n_before = len(content)
        self._room = bytearray(content + bytes(_MOST_BYTES + SLACK))
        self._literals, self._sequences = Literals(entropy), Sequences(entropy)

    def lines(self, docs: Sequence[int]) -> list[bytes | None]:
        """Return the lines of documents as they are written, None for what is not read here or cannot be read."""
        n: cython.Py_ssize_t = len(docs)
        if not n or not self._n_blocks:
            return [None] * n
        k: cython.Py_ssize_t
        doc: cython.uint
        wanted: cython.uint[::1] = array("I", docs)
        blocks: cython.uint[::1] = array("I", bytes(4 * n))
        self._find(wanted, blocks)
        for k in range(n):
            self._fetch(blocks[k])
        found: list = []
        for k in range(n):
            doc = wanted[k]
            found.append(self._line(blocks[k], doc))
        return found

    @cython.cfunc
    @cython.exceptval(check=False)
    def _find(self, docs: cython.uint[::1], blocks: cython.uint[::1]) -> cython.void:
        """Set the block of each document, of all together: memory is waited for once a step and not once each."""
        n: cython.Py_ssize_t = len(self._every)
        k: cython.Py_ssize_t
        half: cython.Py_ssize_t
        at: cython.Py_ssize_t
        while n > 1:
            half = n >> 1
            for k in range(len(docs)):
                blocks[k] += half if self._every[blocks[k] + half] <= docs[k] else 0
            n -= half
        for k in range(len(docs)):
            blocks[k] *= _STEP
        half = _STEP >> 1
        while half:
            for k in range(len(docs)):
                at = blocks[k] + half
                if at < self._n_blocks and self._rows[3 * at] <= docs[k]:
                    blocks[k] = at
            half >>= 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def _fetch(self, block: cython.Py_ssize_t) -> cython.uint:
        """Read a byte here and there of a frame, to no end but that it is on its way to the processor."""
        at: cython.Py_ssize_t = self._rows[3 * block + 1]
        stop: cython.Py_ssize_t = min(self._frame_stop(block), at + 2048)
        found: cython.uint = 0
        while at < stop:
            found += self._frames[at]
            at += _CACHE_LINE
        return found

    @cython.cfunc
    @cython.exceptval(check=False)
    def _frame_stop(self, block: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return where the frame of a block ends, not beyond the last one."""
        n: cython.Py_ssize_t = self._frames.shape[0]
        return min(n, cython.cast(cython.Py_ssize_t, self._rows[3 * block + 4])) if block + 1 < self._n_blocks else n

    @cython.cfunc
    def _line(self, block: cython.Py_ssize_t, doc: cython.Py_ssize_t) -> object:
        self._wanted = doc - self._rows[3 * block]
        self._n_seen = 0
        self._looked = self._start = self._stop = self._n_before
        start: cython.Py_ssize_t = self._rows[3 * block + 1]
        size: cython.Py_ssize_t = self._rows[3 * block + 2]
        if self._wanted < 0 or size > _MOST_BYTES or not self._unpack(start, self._frame_stop(block), size):
            return None
        if cython.compiled:
            line = cython.cast(cython.p_char, cython.address(self._room[self._start]))
            return PyBytes_FromStringAndSize(line, self._stop - self._start)
        return bytes(self._room[self._start : self._stop])

    @cython.cfunc
    @cython.exceptval(check=False)
    def _has_line(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Look through what was unpacked, up to `stop` in the room by now; return whether all of the line is there."""
        at: cython.Py_ssize_t
        while self._looked < stop:
            at = _new_line(self._room, self._looked, stop)
            if at < 0:
                self._looked = stop
                return False
            if self._n_seen == self._wanted:
                self._stop = at
                return True
            self._n_seen += 1
            self._looked = self._start = at + 1
        return False

    @cython.cfunc
    @cython.exceptval(check=False)
    def _unpack(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.bint:
        """Unpack the frame from `start` to `stop` to the end of the line; return whether it was found."""
        if stop - start < _HEADER_BYTES + 4 or not _is_covered(self._frames, start, stop):
            return False
        head: cython.Py_ssize_t = word_at(self._frames, start + 6) >> 24
        n_literals: cython.Py_ssize_t = (head >> 4) & 0x3FF
        literals_start: cython.Py_ssize_t = start + _HEADER_BYTES
        at: cython.Py_ssize_t = literals_start + ((head >> 14) & 0x3FF)
        if at + 4 > stop or at == literals_start:
            return False
        # Where streams stand is told in bits; they are read from their end, which a highest bit set marks.
        literals_left: cython.Py_ssize_t = last_bit(self._frames, at - 1)
        n_sequences: cython.Py_ssize_t = self._frames[at]
        at += 1
        if n_sequences >= 128:
            n_sequences = ((n_sequences - 128) << 8) + self._frames[at]
            at += 1
        if n_sequences == 0 or n_sequences >= 0x7F00 or self._frames[at] != 0xFC:  # tables repeated, all three
            return False
        left: cython.Py_ssize_t = last_bit(self._frames, stop - 1)
        if literals_left < 0 or left < 0 or not self._sequences.begin(self._frames, 8 * (at + 1), left, n_sequences):
            return False
        self._literals.begin(8 * literals_start, literals_left, n_literals)
        return self._alternate(
            self._frames,
            self._room,
            self._literals.taken,
            self._sequences.new,
            self._sequences.far,
            self._sequences.repeated,
            size,
            n_literals,
        )

    @cython.cfunc
    @cython.exceptval(check=False)
    def _alternate(
        self,
        frames: cython.const[cython.uchar][::1],
        room: cython.uchar[::1],
        taken: cython.uchar[::1],
        new: cython.uint[::1],
        far: cython.uint[::1],
        repeated: cython.uint[::1],
        size: cython.Py_ssize_t,
        n_literals: cython.Py_ssize_t,
    ) -> cython.bint:
        """Write literals and what is repeated in turns until the line is there; return whether it is."""
        at: cython.Py_ssize_t = self._n_before
        end: cython.Py_ssize_t = at + size
        n_used: cython.Py_ssize_t = 0
        # Where what is read by now goes to: so far ahead of what is written.
        n_wanted: cython.Py_ssize_t = 0
        to: cython.Py_ssize_t = at
        n: cython.Py_ssize_t
        i: cython.Py_ssize_t
        while True:
            n = self._sequences.read(frames)
            if n < 0:
                return False
            if n == 0:
                break
            for i in range(n):
                n_wanted += new[i]
                to += new[i]
                if far[i] > to or to + repeated[i] > end:
                    return False
                if cython.compiled:
                    ask_for(cython.address(room[to - far[i]]))
                to += repeated[i]
            if not self._literals.take(frames, n_wanted):
                return False
            for i in range(n):
                _copy(taken, n_used, room, at, new[i])
                n_used += new[i]
                at += new[i]
                if far[i] >= SLACK:
                    _copy(room, at - far[i], room, at, repeated[i])
                else:
                    _repeat(room, at, far[i], repeated[i])
                at += repeated[i]
            if self._has_line(at):
                return True
        n = n_literals - n_used
        if at + n != end or not self._literals.take(frames, n_literals):
            return False
        _copy(taken, n_used, room, at, n)
        if not self._sequences.is_at_end() or not self._literals.is_at_end():
            return False
        if not self._has_line(end):
            self._stop = end
        return self._n_seen == self._wanted



@cython.cfunc
@cython.exceptval(check=False)
def _is_covered(
    frames: cython.const[cython.uchar][::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t
) -> cython.bint:
    """Return whether a frame is as the writer makes them: one compressed block, its literals in one stream by a table
    that was there before."""
    head: cython.ulonglong = word_at(frames, start)
    block: cython.Py_ssize_t = word_at(frames, start + 6) & 0xFFFFFF
    # Magic and no flags; the last block, compressed, as long as what is left; a table repeated, one stream.
    return (
        head & 0xFFFFFFFFFF == _MAGIC and block & 7 == 5 and block >> 3 == stop - start - 9 and frames[start + 9] & 15 == 3
    )



@cython.cfunc
@cython.exceptval(check=False)
def _new_line(given: cython.uchar[::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return where the first line from `start` on ends, -1 where none does before `stop`."""
    if cython.compiled:
        found = memchr(cython.address(given[start]), _NEW_LINE, stop - start)
        if found is cython.NULL:
            return -1
        return cython.cast(cython.p_uchar, found) - cython.address(given[0])
    return given.find(_NEW_LINE, start, stop)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _copy(
    given: cython.uchar[::1],
    start: cython.Py_ssize_t,
    out: cython.uchar[::1],
    at: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
) -> cython.void:
    """Write `n` bytes of `given` from `start` on to `out` from `at` on, and up to `SLACK` more behind them."""
    if cython.compiled:
        # Not even whether there is one is asked first: no processor could guess it.
        memcpy(cython.address(out[at]), cython.address(given[start]), 16)
        memcpy(cython.address(out[at + 16]), cython.address(given[start + 16]), 16)
        while n > 32:
            start += 32
            at += 32
            n -= 32
            memcpy(cython.address(out[at]), cython.address(given[start]), 16)
            memcpy(cython.address(out[at + 16]), cython.address(given[start + 16]), 16)
    else:
        out[at : at + n] = given[start : start + n]


@cython.cfunc
@cython.exceptval(check=False)
def _repeat(
    room: cython.uchar[::1], at: cython.Py_ssize_t, offset: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.void:
    """Write to `room` from `at` on the `n` bytes that stand `offset` before, of which the first may be the last."""
    i: cython.Py_ssize_t
    for i in range(at, at + n):
        room[i] = room[i - offset]
