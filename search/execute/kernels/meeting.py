# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Which documents of a block of one list the others hold too, and where they stand in each.

The first list, the rarest, is read whole, block by block. Of every other one only the blocks are read in which a
document may stand that all lists before it hold, and each document is looked for without a branch. What is met is kept
as places in blocks: what is wanted of a list there, a frequency or positions, is read when all documents of the first
list's block are through, so that many are fetched from memory at a time.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.search.execute.kernels.cursor import ListCursor
    from cython.cimports.search.execute.kernels.memory import ask_for
else:
    from search.execute.kernels.cursor import ListCursor

from search.execute.kernels.arrays import doubles, numbers

USUAL = cython.declare(cython.Py_ssize_t, 127)
"""The last place of a block, of nearly every list: steps known while compiling take half the time."""
SPAN = cython.declare(cython.uint, 1 << 15)
"""How far apart the documents of a block may be to be spread over a table: as many bytes as the nearest cache has."""
MOST_SPREAD = cython.declare(cython.Py_ssize_t, 256)
"""Documents of a block whose places a byte can tell."""
DENSE = cython.declare(cython.Py_ssize_t, 16)
"""How many times as long as the first list one may be for a block's documents to be spread, for so few to be asked."""
FEW = cython.declare(cython.Py_ssize_t, 4)
"""Frequencies of a block that are read one by one."""


@cython.inline
@cython.cfunc
@cython.exceptval(check=False)
def _place_in(held: cython.uint[::1], most: cython.Py_ssize_t, doc: cython.uint) -> cython.Py_ssize_t:
    """Return the place of the first number from `doc` on among `held`, to the place `most`, without a branch."""
    low: cython.Py_ssize_t
    step: cython.Py_ssize_t
    if most == USUAL:
        low = 64 * (held[63] < doc)
        low += 32 * (held[low + 31] < doc)
        low += 16 * (held[low + 15] < doc)
        low += 8 * (held[low + 7] < doc)
        low += 4 * (held[low + 3] < doc)
        low += 2 * (held[low + 1] < doc)
        return low + (held[low] < doc)
    low = 0
    step = (most + 1) >> 1
    while step > 0:
        low += step * (held[low + step - 1] < doc)
        step >>= 1
    return low


@cython.inline
@cython.cfunc
@cython.exceptval(check=False)
def _spread(held: cython.uint[::1], n: cython.Py_ssize_t, table: cython.uchar[::1]) -> cython.void:
    """Write the places of the first `n` of `held` where their distance from the first tells, over those of others.

    Each block has the same part of the table, which so stays in the nearest cache.
    """
    i: cython.Py_ssize_t
    first: cython.uint = held[0]
    for i in range(n):
        table[(held[i] - first) & (SPAN - 1)] = cython.cast(cython.uchar, i)


@cython.cclass
class Meeting:
    """Keeps room to work in, for one question at a time.

    Document k of those that are left is `docs[k]`. Of list j, `blocks`, `places` and `freqs` at j times `room` plus k
    tell in which block it stands and where, and how often the term stands there; `parts`, which are the caller's, go
    with them. `is_over` is set when a list has ended, or is damaged: nothing is met after that.
    """

    def __init__(self) -> None:
        self.room = 0
        self.n_lists = 0
        self.table = bytearray(SPAN)

    @cython.cfunc
    def prepare(self, lists: list, is_phrase: cython.bint, lengths: cython.const[cython.ushort][::1]) -> cython.void:
        """Make ready for `lists` of a segment, the rarest first.

        Where `is_phrase`, positions will be read, and `lengths`, by document, where there are any.
        """
        first: ListCursor = lists[0]
        self.first = first
        self.is_phrase = is_phrase
        self.lengths = lengths
        n_lists: cython.Py_ssize_t = len(lists)
        block_size: cython.Py_ssize_t = min(first.df, first.block_size)
        self.is_over = False
        self.spread = -1
        self.is_dense = (
            n_lists > 1 and first.block_size <= MOST_SPREAD and cython.cast(ListCursor, lists[1]).df < DENSE * first.df
        )
        if block_size < self.room and n_lists <= self.n_lists:
            return
        room: cython.Py_ssize_t = max(self.room, block_size + 1)
        n_lists = max(self.n_lists, n_lists)
        self.docs = numbers(room)
        self.kept = numbers(room)
        self.blocks = numbers(room * n_lists)
        self.places = numbers(room * n_lists)
        self.freqs = numbers(room * n_lists)
        self.parts = doubles(room * n_lists)
        # Last: if there was no memory for one of them, they are made again.
        self.room = room
        self.n_lists = n_lists

    @cython.cfunc
    @cython.exceptval(check=False)
    def begin(self, block: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Take the documents of a block of the first list; return how many there are."""
        k: cython.Py_ssize_t
        first: ListCursor = self.first
        if not first._open(block):
            self.is_over = True
            return 0
        first.fetch_docs(block + 1)
        for k in range(first.n):
            self.docs[k] = first.docs[k]
        for k in range(first.n):
            self.places[k] = cython.cast(cython.uint, k)
        for k in range(first.n):
            self.blocks[k] = cython.cast(cython.uint, block)
        return first.n

    @cython.cfunc
    @cython.exceptval(check=False)
    def meet(
        self, other: ListCursor, j: cython.Py_ssize_t, n: cython.Py_ssize_t, is_counted: cython.bint
    ) -> cython.Py_ssize_t:
        """Keep those of the `n` documents that list `j` holds, with frequencies if `is_counted`; return how many."""
        start: cython.Py_ssize_t = 0
        first: cython.Py_ssize_t
        m: cython.Py_ssize_t = 0
        place: cython.Py_ssize_t
        column: cython.Py_ssize_t = j * self.room
        doc: cython.uint
        last: cython.uint
        origin: cython.uint
        other.make_room()
        most: cython.Py_ssize_t = other.docs.shape[0] - 1
        is_dense: cython.bint = j == 1 and self.is_dense
        # A view that is taken is counted, which the processor's cores have to agree on: once a call.
        docs: cython.uint[::1] = self.docs
        held: cython.uint[::1] = other.docs
        places: cython.uint[::1] = self.places
        kept: cython.uint[::1] = self.kept
        table: cython.uchar[::1] = self.table
        while start < n:
            if not other.reach(docs[start]) or not (other.block == other.ahead or other._open(other.ahead)):
                self.is_over = True
                break
            other.fetch_docs(other.ahead + 1)
            last = other.last_docs[other.ahead]
            first = m
            origin = held[0]
            if is_dense and last - origin < SPAN:
                if self.spread != other.block:
                    _spread(held, other.n, table)
                    self.spread = other.block
                while start < n and docs[start] <= last:
                    doc = docs[start]
                    place = table[(doc - origin) & (SPAN - 1)] & most
                    kept[m] = cython.cast(cython.uint, start)
                    places[column + m] = cython.cast(cython.uint, place)
                    m += held[place] == doc
                    start += 1
            else:
                while start < n and docs[start] <= last:
                    doc = docs[start]
                    place = _place_in(held, most, doc)
                    kept[m] = cython.cast(cython.uint, start)
                    places[column + m] = cython.cast(cython.uint, place)
                    m += held[place] == doc
                    start += 1
            if m > first:
                self._note(other, column, first, m, is_counted)
        self.keep(j, m)
        return m

    @cython.cfunc
    @cython.exceptval(check=False)
    def _note(
        self,
        other: ListCursor,
        column: cython.Py_ssize_t,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        is_counted: cython.bint,
    ) -> cython.void:
        """Write the open block, and the frequencies in it, of what was met from `start` to `stop`.

        What will be read of it when the block of the first list is through is asked for.
        """
        i: cython.Py_ssize_t
        for i in range(column + start, column + stop):
            self.blocks[i] = cython.cast(cython.uint, other.block)
        if cython.compiled:
            for i in range(start, stop):
                if is_counted:
                    ask_for(cython.address(self.lengths[self.docs[self.kept[i]]]))
                if self.is_phrase:
                    other.fetch_positions(other.block, self.places[column + i])
                    if column == self.room:
                        self.first.fetch_positions(self.first.block, self.places[self.kept[i]])
        if is_counted:
            self.count(other, column, start, stop)

    @cython.cfunc
    @cython.exceptval(check=False)
    def count(
        self, held: ListCursor, column: cython.Py_ssize_t, start: cython.Py_ssize_t, stop: cython.Py_ssize_t
    ) -> cython.void:
        """Write the frequencies of what stands from `start` to `stop`, all in the open block of a list."""
        i: cython.Py_ssize_t
        if stop - start > FEW and held._need_freqs():
            for i in range(column + start, column + stop):
                self.freqs[i] = held.freqs[self.places[i]]
        else:
            for i in range(column + start, column + stop):
                self.freqs[i] = held.freq_at(self.places[i])

    @cython.cfunc
    @cython.exceptval(check=False)
    def keep(self, j: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.void:
        """Leave the documents at the first `n` of `kept`, with what is known of them from the first `j` lists."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        column: cython.Py_ssize_t
        # A view that is taken is counted, which the processor's cores have to agree on: once a call.
        kept: cython.uint[::1] = self.kept
        docs: cython.uint[::1] = self.docs
        blocks: cython.uint[::1] = self.blocks
        places: cython.uint[::1] = self.places
        freqs: cython.uint[::1] = self.freqs
        parts: cython.double[::1] = self.parts
        for i in range(n):
            docs[i] = docs[kept[i]]
        for column in range(j):
            at = column * self.room
            for i in range(n):
                blocks[at + i] = blocks[at + kept[i]]
                places[at + i] = places[at + kept[i]]
                freqs[at + i] = freqs[at + kept[i]]
                parts[at + i] = parts[at + kept[i]]
