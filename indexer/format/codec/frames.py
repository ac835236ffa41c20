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
    from cython.cimports.libc.string import memchr, memcpy

_MAGIC = cython.declare(cython.ulonglong, 0xFD2FB528)  # and a byte without flags
_HEADER_BYTES = cython.declare(cython.Py_ssize_t, 12)  # of a frame, its block and its literals
_MOST_BYTES = cython.declare(cython.Py_ssize_t, 1 << 15)
"""Of a block unpacked; one of a single huge paragraph is left to the decompressor."""

_SLACK = cython.declare(cython.Py_ssize_t, 32)  # copies are of so many bytes at a time, and go beyond their end
_MOST_LITERALS = cython.declare(cython.Py_ssize_t, 1023)  # what ten bits tell
_LITERALS_AT_ONCE = cython.declare(cython.Py_ssize_t, 32)
_LOOK_BYTES = cython.declare(cython.Py_ssize_t, 128)  # are unpacked before it is looked for ends of lines among them
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
    _taken: cython.uchar[::1]
    _literals: cython.const[cython.ushort][::1]
    _literal_bits: cython.Py_ssize_t
    _lengths: cython.const[cython.ulonglong][::1]
    _offsets: cython.const[cython.ulonglong][::1]
    _matches: cython.const[cython.ulonglong][::1]
    _length_bits: cython.Py_ssize_t
    _offset_bits: cython.Py_ssize_t
    _match_bits: cython.Py_ssize_t
    _repeated: tuple
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
        self._room = bytearray(content + bytes(_MOST_BYTES + _SLACK))
        self._taken = bytearray(_MOST_LITERALS + _SLACK)
        self._literals, self._literal_bits = entropy.literals, entropy.literal_bits
        self._lengths, self._offsets, self._matches = entropy.literal_lengths, entropy.offsets, entropy.match_lengths
        self._length_bits, self._offset_bits, self._match_bits = entropy.accuracies
        self._repeated = entropy.repeated

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
        frames = self._frames
        if stop - start < _HEADER_BYTES + 4 or not _is_covered(frames, start, stop):
            return False
        head: cython.Py_ssize_t = _word(frames, start + 6) >> 24
        n_literals: cython.Py_ssize_t = (head >> 4) & 0x3FF
        literals_start: cython.Py_ssize_t = start + _HEADER_BYTES
        at: cython.Py_ssize_t = literals_start + ((head >> 14) & 0x3FF)
        if at + 4 > stop or at == literals_start:
            return False
        # Where streams stand is told in bits; they are read from their end, which a highest bit set marks.
        literals_left: cython.Py_ssize_t = _last_bit(frames, at - 1)
        n_sequences: cython.Py_ssize_t = frames[at]
        at += 1
        if n_sequences >= 128:
            n_sequences = ((n_sequences - 128) << 8) + frames[at]
            at += 1
        if n_sequences == 0 or n_sequences >= 0x7F00 or frames[at] != 0xFC:  # tables repeated, all three
            return False
        left: cython.Py_ssize_t = _last_bit(frames, stop - 1)
        if literals_left < 0 or left < 0:
            return False
        return self._alternate(
            frames,
            self._room,
            self._lengths,
            self._offsets,
            self._matches,
            size,
            n_literals,
            8 * literals_start,
            literals_left,
            n_sequences,
            8 * (at + 1),
            left,
        )

    @cython.cfunc
    @cython.exceptval(check=False)
    def _alternate(  # noqa: C901  # one loop, whose steps share two streams
        self,
        frames: cython.const[cython.uchar][::1],
        room: cython.uchar[::1],
        lengths: cython.const[cython.ulonglong][::1],
        offsets: cython.const[cython.ulonglong][::1],
        matches: cython.const[cython.ulonglong][::1],
        size: cython.Py_ssize_t,
        n_literals: cython.Py_ssize_t,
        literals_first: cython.Py_ssize_t,
        literals_left: cython.Py_ssize_t,
        n_sequences: cython.Py_ssize_t,
        first: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
    ) -> cython.bint:
        """Write literals and matches in turns until the line is there; return whether it is.

        Of either stream `first` is its first bit and `left` where what is not read yet of it ends, in bits of `frames`.
        """
        # What was taken of a stream: a word that begins at a byte, and how many of its bits are not read yet.
        codes_at: cython.Py_ssize_t = (left >> 3) - 7
        if left < first:
            return False
        codes: cython.ulonglong = _word(frames, codes_at)
        codes_has: cython.Py_ssize_t = left - 8 * codes_at
        at: cython.Py_ssize_t = self._n_before
        end: cython.Py_ssize_t = at + size
        n_taken: cython.Py_ssize_t = 0
        n_used: cython.Py_ssize_t = 0
        n_new: cython.Py_ssize_t
        n_match: cython.Py_ssize_t
        n_bits: cython.Py_ssize_t
        offset: cython.Py_ssize_t
        second: cython.Py_ssize_t
        third: cython.Py_ssize_t
        value: cython.Py_ssize_t
        offset, second, third = self._repeated
        length: cython.ulonglong = 0
        match: cython.ulonglong = 0
        distance: cython.ulonglong = 0
        codes_has -= self._length_bits
        length_state: cython.Py_ssize_t = _low(codes >> codes_has, self._length_bits)
        codes_has -= self._offset_bits
        offset_state: cython.Py_ssize_t = _low(codes >> codes_has, self._offset_bits)
        codes_has -= self._match_bits
        match_state: cython.Py_ssize_t = _low(codes >> codes_has, self._match_bits)
        i: cython.Py_ssize_t
        for i in range(n_sequences + 1):
            if i < n_sequences:
                left = 8 * codes_at + codes_has
                if left < first:
                    return False
                codes_at = (left >> 3) - 7
                codes = _word(frames, codes_at)
                codes_has = left - 8 * codes_at
                length = lengths[length_state]
                match = matches[match_state]
                distance = offsets[offset_state]
                n_bits = distance >> 56
                codes_has -= n_bits
                value = _low(distance, 32) + _low(codes >> codes_has, n_bits)
                n_bits = match >> 56
                codes_has -= n_bits
                n_match = _low(match, 32) + _low(codes >> codes_has, n_bits)
                n_bits = length >> 56
                codes_has -= n_bits
                n_new = _low(length, 32) + _low(codes >> codes_has, n_bits)
                if value > 3:
                    offset, second, third = value - 3, offset, second
                else:
                    # One of the last three, the second to begin with where no literal stands between; or one less.
                    value += n_new == 0
                    if value == 2:
                        offset, second = second, offset
                    elif value == 3:
                        offset, second, third = third, offset, second
                    elif value == 4:
                        offset, second, third = offset - 1, offset, second
                        if offset == 0:
                            return False
                if i + 1 < n_sequences:
                    if codes_has < 26:
                        left = 8 * codes_at + codes_has
                        if left < first:
                            return False
                        codes_at = (left >> 3) - 7
                        codes = _word(frames, codes_at)
                        codes_has = left - 8 * codes_at
                    n_bits = (length >> 48) & 0xFF
                    codes_has -= n_bits
                    length_state = ((length >> 32) & 0xFFFF) + _low(codes >> codes_has, n_bits)
                    n_bits = (match >> 48) & 0xFF
                    codes_has -= n_bits
                    match_state = ((match >> 32) & 0xFFFF) + _low(codes >> codes_has, n_bits)
                    n_bits = (distance >> 48) & 0xFF
                    codes_has -= n_bits
                    offset_state = ((distance >> 32) & 0xFFFF) + _low(codes >> codes_has, n_bits)
            else:
                n_new = n_literals - n_used
                n_match = 0
            if n_used + n_new > n_literals or at + n_new + n_match > end or offset > at + n_new:
                return False
            while n_taken - n_used < n_new:
                literals_left = self._take(literals_first, literals_left, n_taken, n_literals)
                if literals_left < 0:
                    return False
                n_taken += min(_LITERALS_AT_ONCE, n_literals - n_taken)
            _copy(self._taken, n_used, room, at, n_new)
            n_used += n_new
            at += n_new
            if offset >= _SLACK:
                _copy(room, at - offset, room, at, n_match)
            else:
                _repeat(room, at, offset, n_match)
            at += n_match
            if at - self._looked >= _LOOK_BYTES and self._has_line(at):
                return True
        if at != end or 8 * codes_at + codes_has != first or literals_left != literals_first:
            return False
        if not self._has_line(end):
            self._stop = end
        return self._n_seen == self._wanted

    @cython.cfunc
    @cython.exceptval(check=False)
    def _take(
        self, first: cython.Py_ssize_t, left: cython.Py_ssize_t, n_taken: cython.Py_ssize_t, n: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Take the next literals of `n`, as many as are taken at once; return what is left of their stream then, less
        than nothing where there was not enough."""
        frames = self._frames
        table = self._literals
        taken = self._taken
        n_bits: cython.Py_ssize_t = self._literal_bits
        stop: cython.Py_ssize_t = min(n, n_taken + _LITERALS_AT_ONCE)
        at: cython.Py_ssize_t
        has: cython.Py_ssize_t
        word: cython.ulonglong
        entry: cython.uint
        i: cython.Py_ssize_t
        while n_taken < stop:
            if left < first:
                return -1
            at = (left >> 3) - 7
            word = _word(frames, at)
            has = left - 8 * at
            # Of eleven bits at most each.
            for i in range(min(stop - n_taken, 4)):
                entry = table[_low(word >> (has - n_bits), n_bits)]
                taken[n_taken + i] = entry & 0xFF
                has -= entry >> 8
            n_taken += 4
            left = 8 * at + has
        return left


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _low(word: cython.ulonglong, n: cython.Py_ssize_t) -> cython.ulonglong:
    """Return the `n` lowest bits of a word."""
    one: cython.ulonglong = 1
    return word & ((one << n) - 1)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _word(given: cython.const[cython.uchar][::1], at: cython.Py_ssize_t) -> cython.ulonglong:
    """Return eight bytes as a number, the lowest first."""
    word: cython.ulonglong = 0
    if cython.compiled:
        memcpy(cython.address(word), cython.address(given[at]), 8)
        return word
    return int.from_bytes(given[at : at + 8], "little")


@cython.cfunc
@cython.exceptval(check=False)
def _is_covered(
    frames: cython.const[cython.uchar][::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t
) -> cython.bint:
    """Return whether a frame is as the writer makes them: one compressed block, its literals in one stream by a table
    that was there before."""
    head: cython.ulonglong = _word(frames, start)
    block: cython.Py_ssize_t = _word(frames, start + 6) & 0xFFFFFF
    # Magic and no flags; the last block, compressed, as long as what is left; a table repeated, one stream.
    return (
        _low(head, 40) == _MAGIC and block & 7 == 5 and block >> 3 == stop - start - 9 and frames[start + 9] & 15 == 3
    )


@cython.cfunc
@cython.exceptval(check=False)
def _last_bit(frames: cython.const[cython.uchar][::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return which bit of all is the highest that is set of a byte, -1 where none is."""
    byte: cython.uint = frames[at]
    last: cython.Py_ssize_t = 8 * at - 1
    if byte == 0:
        return -1
    while byte:
        byte >>= 1
        last += 1
    return last


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
    """Write `n` bytes of `given` from `start` on to `out` from `at` on, and up to `_SLACK` more behind them."""
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
