# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The two streams of bits of a Zstandard block, each read from its end: literals, and sequences (RFC 8878, 3.1.1.3, 4).

A *literal* is a byte that is seen for the first time. A *sequence* says how many literals come, and how many bytes are
repeated behind them, from how far before. Both are read some at a time: where all that a row of sequences repeats is
known, it can be asked for before the first of it is read, and a table that is in use stays at hand.

Positions in a stream are in bits of all frames. Streams lie behind the twelve bytes or more of their frame's heads, so
that the eight bytes up to any of their bits are bytes of `frames`.
"""

from __future__ import annotations

from array import array

import cython

from indexer.format.codec.entropy import Entropy

if cython.compiled:
    from cython.cimports.indexer.format.codec.memory import ask_for
    from cython.cimports.libc.string import memcpy

SLACK = cython.declare(cython.Py_ssize_t, 32)
"""Bytes that may be read behind what was taken, as copies are of so many bytes at a time."""

SEQUENCES_AT_ONCE = cython.declare(cython.Py_ssize_t, 32)
_MOST_LITERALS = cython.declare(cython.Py_ssize_t, 1023)  # what ten bits tell
_ENTRIES_IN_A_LINE = cython.declare(cython.Py_ssize_t, 8)  # of the cache


@cython.final
@cython.cclass
class Literals:
    """The literals of one block after the other: `taken` are those that were taken by now."""

    def __init__(self, entropy: Entropy) -> None:
        self._table, self._n_bits = entropy.literals, entropy.literal_bits
        self.taken = bytearray(_MOST_LITERALS + SLACK)
        self.begin(0, 0, 0)

    @cython.cfunc
    @cython.exceptval(check=False)
    def begin(self, first: cython.Py_ssize_t, left: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.void:
        """Begin with `n` literals, which ten bits tell, of the stream from bit `first` up to bit `left`."""
        self._first, self._left, self._n = first, left, n
        self._n_taken = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def take(self, frames: cython.const[cython.uchar][::1], wanted: cython.Py_ssize_t) -> cython.bint:
        """Take literals until `wanted` are there; return whether there were as many."""
        return self._n_taken >= wanted or self._take(frames, self._table, self.taken, wanted)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _take(
        self,
        frames: cython.const[cython.uchar][::1],
        table: cython.const[cython.ushort][::1],
        taken: cython.uchar[::1],
        wanted: cython.Py_ssize_t,
    ) -> cython.bint:
        n: cython.Py_ssize_t = self._n
        n_bits: cython.Py_ssize_t = self._n_bits
        left: cython.Py_ssize_t = self._left
        n_taken: cython.Py_ssize_t = self._n_taken
        at: cython.Py_ssize_t
        has: cython.Py_ssize_t
        word: cython.ulonglong
        entry: cython.uint
        i: cython.Py_ssize_t
        if wanted > n:
            return False
        while n_taken < wanted:
            if left < self._first:
                return False
            at = (left >> 3) - 7
            word = word_at(frames, at)
            has = left - 8 * at
            # Of eleven bits at most each.
            for i in range(4 if n_taken + 4 <= n else n - n_taken):
                entry = table[_low(word >> (has - n_bits), n_bits)]
                taken[n_taken + i] = entry & 0xFF
                has -= entry >> 8
            n_taken += 4
            left = 8 * at + has
        self._n_taken = n_taken
        self._left = left
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def is_at_end(self) -> cython.bint:
        """Return whether all of the stream was taken, and no more."""
        return self._left == self._first


@cython.final
@cython.cclass
class Sequences:
    """The sequences of one block after the other.

    Of those read last, `new` says how many literals come, `far` from how far before bytes are repeated, `repeated` how
    many. No more is known of these numbers than that they are below 2^25.
    """

    def __init__(self, entropy: Entropy) -> None:
        self._lengths, self._offsets, self._matches = entropy.literal_lengths, entropy.offsets, entropy.match_lengths
        self._length_bits, self._offset_bits, self._match_bits = entropy.accuracies
        self._first_repeated, self._second_repeated, self._third_repeated = entropy.repeated
        none = bytes(4 * SEQUENCES_AT_ONCE)
        self.new, self.far, self.repeated = array("I", none), array("I", none), array("I", none)
        self._n = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def begin(
        self,
        frames: cython.const[cython.uchar][::1],
        first: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
    ) -> cython.bint:
        """Begin with `n` sequences of the stream from bit `first` up to bit `left`; return whether that may be."""
        at: cython.Py_ssize_t = (left >> 3) - 7
        has: cython.Py_ssize_t = left - 8 * at
        if left < first:
            return False
        word: cython.ulonglong = word_at(frames, at)
        has -= self._length_bits
        self._length_state = _low(word >> has, self._length_bits)
        has -= self._offset_bits
        self._offset_state = _low(word >> has, self._offset_bits)
        has -= self._match_bits
        self._match_state = _low(word >> has, self._match_bits)
        self._first, self._left, self._n = first, 8 * at + has, n
        self._nearest, self._second, self._third = self._first_repeated, self._second_repeated, self._third_repeated
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def read(self, frames: cython.const[cython.uchar][::1]) -> cython.Py_ssize_t:
        """Read the next sequences; return how many, none at the end, -1 where one cannot be read."""
        return self._read(frames, self._lengths, self._offsets, self._matches, self.new, self.far, self.repeated)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _read(
        self,
        frames: cython.const[cython.uchar][::1],
        lengths: cython.const[cython.ulonglong][::1],
        offsets: cython.const[cython.ulonglong][::1],
        matches: cython.const[cython.ulonglong][::1],
        new: cython.uint[::1],
        far: cython.uint[::1],
        repeated: cython.uint[::1],
    ) -> cython.Py_ssize_t:
        n: cython.Py_ssize_t = min(self._n, SEQUENCES_AT_ONCE)
        is_last: cython.bint = n == self._n
        first: cython.Py_ssize_t = self._first
        left: cython.Py_ssize_t = self._left
        length_state: cython.Py_ssize_t = self._length_state
        offset_state: cython.Py_ssize_t = self._offset_state
        match_state: cython.Py_ssize_t = self._match_state
        nearest: cython.Py_ssize_t = self._nearest
        second: cython.Py_ssize_t = self._second
        third: cython.Py_ssize_t = self._third
        at: cython.Py_ssize_t
        has: cython.Py_ssize_t
        n_bits: cython.Py_ssize_t
        value: cython.Py_ssize_t
        n_new: cython.Py_ssize_t
        word: cython.ulonglong
        length: cython.ulonglong
        match: cython.ulonglong
        distance: cython.ulonglong
        i: cython.Py_ssize_t
        for i in range(n):
            if left < first:
                return -1
            at = (left >> 3) - 7
            word = word_at(frames, at)
            has = left - 8 * at
            length = lengths[length_state]
            match = matches[match_state]
            distance = offsets[offset_state]
            n_bits = distance >> 56
            has -= n_bits
            value = _low(distance, 32) + _low(word >> has, n_bits)
            n_bits = match >> 56
            has -= n_bits
            repeated[i] = _low(match, 32) + _low(word >> has, n_bits)
            n_bits = length >> 56
            has -= n_bits
            n_new = _low(length, 32) + _low(word >> has, n_bits)
            new[i] = n_new
            if value > 3:
                nearest, second, third = value - 3, nearest, second
            else:
                # One of the last three, the second to begin with where no literal stands between; or one less.
                value += n_new == 0
                if value == 2:
                    nearest, second = second, nearest
                elif value == 3:
                    nearest, second, third = third, nearest, second
                elif value == 4:
                    nearest, second, third = nearest - 1, nearest, second
                    if nearest == 0:
                        return -1
            far[i] = nearest
            if is_last and i == n - 1:
                left = 8 * at + has
                break
            if has < 26:
                left = 8 * at + has
                if left < first:
                    return -1
                at = (left >> 3) - 7
                word = word_at(frames, at)
                has = left - 8 * at
            n_bits = (length >> 48) & 0xFF
            has -= n_bits
            length_state = ((length >> 32) & 0xFFFF) + _low(word >> has, n_bits)
            n_bits = (match >> 48) & 0xFF
            has -= n_bits
            match_state = ((match >> 32) & 0xFFFF) + _low(word >> has, n_bits)
            n_bits = (distance >> 48) & 0xFF
            has -= n_bits
            offset_state = ((distance >> 32) & 0xFFFF) + _low(word >> has, n_bits)
            left = 8 * at + has
        self._n -= n
        self._left = left
        self._length_state, self._offset_state, self._match_state = length_state, offset_state, match_state
        self._nearest, self._second, self._third = nearest, second, third
        return n

    @cython.cfunc
    @cython.exceptval(check=False)
    def is_at_end(self) -> cython.bint:
        """Return whether all of the stream was read, and no more."""
        return self._left == self._first

    @cython.cfunc
    @cython.exceptval(check=False)
    def ask_for_tables(self) -> cython.void:
        """Ask for all that sequences are read by."""
        if cython.compiled:
            _ask_for_table(self._lengths)
            _ask_for_table(self._offsets)
            _ask_for_table(self._matches)


@cython.cfunc
@cython.exceptval(check=False)
def _ask_for_table(table: cython.const[cython.ulonglong][::1]) -> cython.void:
    line: cython.Py_ssize_t
    for line in range(table.shape[0] // _ENTRIES_IN_A_LINE):
        ask_for(cython.address(table[line * _ENTRIES_IN_A_LINE]))


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
def word_at(given: cython.const[cython.uchar][::1], at: cython.Py_ssize_t) -> cython.ulonglong:
    """Return eight bytes as a number, the lowest first."""
    word: cython.ulonglong = 0
    if cython.compiled:
        memcpy(cython.address(word), cython.address(given[at]), 8)
        return word
    return int.from_bytes(given[at : at + 8], "little")


@cython.cfunc
@cython.exceptval(check=False)
def last_bit(given: cython.const[cython.uchar][::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return which bit of all is the highest that is set of a byte, -1 where none is."""
    byte: cython.uint = given[at]
    last: cython.Py_ssize_t = 8 * at - 1
    if byte == 0:
        return -1
    while byte:
        byte >>= 1
        last += 1
    return last
