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
    from cython.cimports.indexer.format.codec.memory import ask_for
    from cython.cimports.indexer.format.codec.streams import Literals, Sequences, last_bit, word_at
    from cython.cimports.libc.string import memchr, memcpy
else:
    from indexer.format.codec.streams import Literals, Sequences, last_bit, word_at

_MAGIC = cython.declare(cython.ulonglong, 0xFD2FB528)  # and a byte without flags
_MAGIC_MASK = cython.declare(cython.ulonglong, 0xFFFFFFFFFF)
_HEADER_BYTES = cython.declare(cython.Py_ssize_t, 12)  # of a frame, its block and its literals
MOST_BYTES = cython.declare(cython.Py_ssize_t, 1 << 15)
"""Of a block unpacked; one of a single huge paragraph is left to the decompressor."""

SLACK = cython.declare(cython.Py_ssize_t, 32)
"""Copies are of so many bytes at a time, and go beyond their end."""

_NEW_LINE = cython.declare(cython.uchar, 10)
_STEP = cython.declare(cython.Py_ssize_t, 32)  # a power of two: blocks of which one is looked for first
_MOST_ASKED_FOR = cython.declare(cython.Py_ssize_t, 2048)  # of a frame
_CACHE_LINE = cython.declare(cython.Py_ssize_t, 64)


@cython.cclass
class Frames:
    """Reads lines of the records of a segment, by one thread at a time.

    `frames` are its frames one after the other; `rows` the index of blocks, three numbers for each: its first document,
    where its frame begins, its size unpacked. `entropy` are the tables of `dictionary`. The line read last stands in
    `room` from `start` to `stop`, with `SLACK` bytes or more behind it.
    """

    def __init__(self, frames: memoryview, rows: memoryview, dictionary: bytes, entropy: Entropy) -> None:
        self._frames = frames
        self._rows = rows
        self._n_blocks = len(rows) // 3
        # The first documents of some blocks side by side: the others are a few kilobytes from them.
        self._every = array("I", rows[:: 3 * _STEP].tolist())
        content = dictionary[entropy.content :]
        # What is unpacked stands right behind what was seen before it.
        self._n_before = len(content)
        self.room = bytearray(content + bytes(MOST_BYTES + SLACK))
        self._literals, self._sequences = Literals(entropy), Sequences(entropy)

    def lines(self, docs: Sequence[int]) -> list[bytes | None]:
        """Return the lines of documents as they are written, None for what is not read here or cannot be read.

        `Texts` reads one by one what it finds together; this is how the twin is compared with what it is a twin of.
        """
        n: cython.Py_ssize_t = len(docs)
        k: cython.Py_ssize_t
        wanted: cython.uint[::1] = array("I", docs)
        blocks: cython.uint[::1] = array("I", bytes(4 * n))
        found: list = []
        self.find(wanted, blocks)
        for k in range(n):
            is_read: cython.bint = self.read(blocks[k], wanted[k])
            found.append(bytes(self.room[self.start : self.stop]) if is_read else None)
        return found

    @cython.cfunc
    @cython.exceptval(check=False)
    def find(self, docs: cython.uint[::1], blocks: cython.uint[::1]) -> cython.void:
        """Set the block of each document, of all together: memory is waited for once a step and not once each.

        `blocks` are zeros to begin with. What reading the lines will need is asked for.
        """
        n: cython.Py_ssize_t = len(self._every)
        k: cython.Py_ssize_t
        half: cython.Py_ssize_t
        at: cython.Py_ssize_t
        if self._n_blocks == 0:
            return
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
        for k in range(len(docs)):
            self._ask_for(blocks[k])
        self._sequences.ask_for_tables()

    @cython.cfunc
    @cython.exceptval(check=False)
    def block_before(self, block: cython.Py_ssize_t, doc: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return the block of a document that stands in `block` or a little before it."""
        while block > 0 and doc < self._rows[3 * block]:
            block -= 1
        return block

    @cython.cfunc
    @cython.exceptval(check=False)
    def _ask_for(self, block: cython.Py_ssize_t) -> cython.void:
        """Ask for a frame."""
        at: cython.Py_ssize_t = self._rows[3 * block + 1]
        stop: cython.Py_ssize_t = min(self._frame_stop(block), at + _MOST_ASKED_FOR)
        if cython.compiled:
            while at < stop:
                ask_for(cython.address(self._frames[at]))
                at += _CACHE_LINE

    @cython.cfunc
    @cython.exceptval(check=False)
    def _frame_stop(self, block: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return where the frame of a block ends, not beyond the last one."""
        n: cython.Py_ssize_t = self._frames.shape[0]
        return min(n, cython.cast(cython.Py_ssize_t, self._rows[3 * block + 4])) if block + 1 < self._n_blocks else n

    @cython.cfunc
    @cython.exceptval(check=False)
    def read(self, block: cython.Py_ssize_t, doc: cython.Py_ssize_t) -> cython.bint:
        """Read the line of a document, which stands in a block; return whether that was done."""
        if block >= self._n_blocks:
            return False
        self._wanted = doc - self._rows[3 * block]
        self._n_seen = 0
        self._looked = self.start = self.stop = self._n_before
        start: cython.Py_ssize_t = self._rows[3 * block + 1]
        size: cython.Py_ssize_t = self._rows[3 * block + 2]
        return self._wanted >= 0 and size <= MOST_BYTES and self._unpack(start, self._frame_stop(block), size)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _has_line(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Look through what was unpacked, up to `stop` in the room by now; return whether all of the line is there."""
        at: cython.Py_ssize_t
        while self._looked < stop:
            at = _new_line(self.room, self._looked, stop)
            if at < 0:
                self._looked = stop
                return False
            if self._n_seen == self._wanted:
                self.stop = at
                return True
            self._n_seen += 1
            self._looked = self.start = at + 1
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
            self.room,
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
        n: cython.Py_ssize_t = self._sequences.read(frames)
        n_new: cython.Py_ssize_t
        i: cython.Py_ssize_t
        while n > 0:
            n_new = _ask_ahead(room, new, far, repeated, n, at, end)
            if n_new < 0 or not self._literals.take(frames, n_used + n_new):
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
            n = self._sequences.read(frames)
        n_new = n_literals - n_used
        if n < 0 or at + n_new != end or not self._literals.take(frames, n_literals):
            return False
        _copy(taken, n_used, room, at, n_new)
        if not self._sequences.is_at_end() or not self._literals.is_at_end():
            return False
        if not self._has_line(end):
            self.stop = end
        return self._n_seen == self._wanted


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _ask_ahead(
    room: cython.uchar[::1],
    new: cython.uint[::1],
    far: cython.uint[::1],
    repeated: cython.uint[::1],
    n: cython.Py_ssize_t,
    to: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Ask for what `n` sequences repeat, the first of which writes to `to`.

    Returns how many literals they take, -1 where one would read or write what is not from the first byte to `end`.
    """
    n_new: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    for i in range(n):
        n_new += new[i]
        to += new[i]
        if far[i] > to or to + repeated[i] > end:
            return -1
        if cython.compiled:
            ask_for(cython.address(room[to - far[i]]))
        to += repeated[i]
    return n_new


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
    is_plain: cython.bint = head & _MAGIC_MASK == _MAGIC and frames[start + 9] & 15 == 3
    return is_plain and block & 7 == 5 and block >> 3 == stop - start - 9


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
        # What is copied may begin where this began to write: some at a time here too.
        for i in range(0, n, 16):
            out[at + i : at + min(i + 16, n)] = given[start + i : start + min(i + 16, n)]


@cython.cfunc
@cython.exceptval(check=False)
def _repeat(
    room: cython.uchar[::1], at: cython.Py_ssize_t, offset: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.void:
    """Write to `room` from `at` on the `n` bytes that stand `offset` before, of which the first may be the last."""
    i: cython.Py_ssize_t
    for i in range(at, at + n):
        room[i] = room[i - offset]
