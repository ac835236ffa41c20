# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Posting lists: which documents hold a term, how often, and where; written and read in blocks.

A list is cut into blocks of `block_size` documents, the last one shorter. Its words stand in one piece:

    ids of block 0 | frequencies of block 0 | ids of block 1 | … | positions of block 0 | positions of block 1 | …

- ids: gap to the document before, less one; before the first document of the list stands the one before it, so the
  first gap is 0. Documents without a gap take no bits at all.
- frequencies: less one.
- positions: as they are, those of all documents of the block one after the other, so that any can be read alone.

Each of the three has one width a block (see `bits`). A list of several blocks has a row for each in the block table:
its last document, where its ids and its positions begin, the three widths, and its bounds. A list of one block needs
none: its entry in the dictionary says it all. A list of one document has no ids and no frequencies.
"""

from __future__ import annotations

import cython

from indexer.format.codec import layout
from indexer.format.codec.buffers import zeros

if cython.compiled:
    from cython.cimports.indexer.format.codec.bits import pack, unpack, value_at, width_of, words_for
    from cython.cimports.indexer.format.codec.buffers import grown
else:
    from indexer.format.codec.bits import pack, unpack, value_at, width_of, words_for
    from indexer.format.codec.buffers import grown

DF = cython.declare(cython.int, layout.DF)
CF = cython.declare(cython.int, layout.CF)
MAX_FREQ = cython.declare(cython.int, layout.MAX_FREQ)
MIN_LENGTH = cython.declare(cython.int, layout.MIN_LENGTH)
MAX_LENGTH = cython.declare(cython.int, layout.MAX_LENGTH)
MIN_DOC = cython.declare(cython.int, layout.MIN_DOC)
MAX_DOC = cython.declare(cython.int, layout.MAX_DOC)
ID_BITS = cython.declare(cython.int, layout.ID_BITS)
FREQ_BITS = cython.declare(cython.int, layout.FREQ_BITS)
POSITION_BITS = cython.declare(cython.int, layout.POSITION_BITS)
DATA_AT = cython.declare(cython.int, layout.DATA_AT)
TABLE_AT = cython.declare(cython.int, layout.TABLE_AT)
N_BLOCKS = cython.declare(cython.int, layout.N_BLOCKS)
ENTRY_SIZE = cython.declare(cython.Py_ssize_t, layout.ENTRY_SIZE)
BOUND_CEILING = cython.declare(cython.uint, layout.BOUND_CEILING)
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
MAX_WORDS = cython.declare(cython.ulonglong, layout.MAX_WORDS)
NO_NUMBER = cython.declare(cython.uint, 0xFFFFFFFF)


@cython.final
@cython.cclass
class PostingsWriter:
    """Appends lists to one run of words and one block table, both kept in memory until they are taken.

    `words[:used]` are the words since `take_words` was last called, `base` how many were taken before;
    `last_docs`, `data_at`, `positions_at`, `shapes` and `bounds` are the columns of the block table, of `n_rows` rows.
    """

    block_size = cython.declare(cython.Py_ssize_t, visibility="readonly")
    used = cython.declare(cython.Py_ssize_t, visibility="readonly")
    base = cython.declare(cython.ulonglong, visibility="readonly")
    n_rows = cython.declare(cython.Py_ssize_t, visibility="readonly")
    words: cython.uint[::1]
    last_docs: cython.uint[::1]
    data_at: cython.uint[::1]
    positions_at: cython.uint[::1]
    shapes: cython.uint[::1]
    bounds: cython.uint[::1]
    numbers: cython.uint[::1]

    def __init__(self, block_size: int) -> None:
        self.block_size = block_size
        self.used = 0
        self.base = 0
        self.n_rows = 0
        self.words = zeros(1 << 12)
        self.last_docs = zeros(64)
        self.data_at = zeros(64)
        self.positions_at = zeros(64)
        self.shapes = zeros(64)
        self.bounds = zeros(64)
        self.numbers = zeros(block_size)

    def take_words(self) -> memoryview:
        """Return the words since the last call, to be written before the next list is added."""
        taken: memoryview = memoryview(self.words)[: self.used]
        self.base += self.used
        self.used = 0
        return taken

    @cython.ccall
    def place(self, entry: cython.uint[::1]) -> cython.void:
        """Write where the next list would begin to an `entry`, for a term that has none of its own."""
        entry[DATA_AT] = self.base + self.used
        entry[TABLE_AT] = self.n_rows

    def table(self) -> tuple[memoryview, memoryview, memoryview, memoryview, memoryview]:
        """Return the columns of the block table: last documents, ids, positions, shapes, bounds."""
        n: cython.Py_ssize_t = self.n_rows
        return (
            memoryview(self.last_docs)[:n],
            memoryview(self.data_at)[:n],
            memoryview(self.positions_at)[:n],
            memoryview(self.shapes)[:n],
            memoryview(self.bounds)[:n],
        )

    @cython.ccall
    def add(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        positions: cython.const[cython.uint][::1],
        positions_start: cython.Py_ssize_t,
        lengths: cython.const[cython.uint][::1],
        entry: cython.uint[::1],
    ) -> cython.Py_ssize_t:
        """Append a list and fill its `entry`; return the number of its occurrences.

        Its documents are `docs[start:stop]`, rising, at least one, with `freqs` each 1 or more. `positions` from
        `positions_start` on are its positions in order, empty for a field without. `lengths` are the field's by
        document, empty for a field without. Raises `OverflowError` when a segment's words or a term's occurrences
        outgrow 32 bits.
        """
        n_occurrences: cython.ulonglong = self._summarise(docs, freqs, start, stop, lengths, entry)
        has_positions: cython.bint = positions.shape[0] > 0
        # No width is above 32 bits, so the words of a list are at most its numbers, and one a run for the last one.
        n_most: cython.ulonglong = 2 * (stop - start) + 3 * ((stop - start) // self.block_size + 1)
        if has_positions:
            n_most += n_occurrences
        if self.base + self.used + n_most > MAX_WORDS or n_occurrences > MAX_WORDS:
            raise OverflowError("a segment of more than 16 GB of postings; give the writer less memory")
        if cython.cast(cython.ulonglong, self.words.shape[0]) < self.used + n_most:
            self.words = grown(self.words, self.used, self.used + n_most)
        entry[N_BLOCKS] = (stop - start + self.block_size - 1) // self.block_size
        entry[DATA_AT] = self.base + self.used
        entry[TABLE_AT] = self.n_rows
        if entry[N_BLOCKS] == 1:
            self._add_one_block(docs, freqs, start, stop, positions, positions_start, has_positions, entry)
        else:
            self._add_blocks(docs, freqs, start, stop, lengths, entry)
            if has_positions:
                self._add_positions(freqs, start, stop, positions, positions_start, entry)
        return n_occurrences

    @cython.ccall
    def add_lists(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        positions: cython.const[cython.uint][::1],
        position_starts: cython.const[cython.uint][::1],
        lengths: cython.const[cython.uint][::1],
        entries: cython.uint[::1],
        sizes: cython.uint[::1],
    ) -> cython.void:
        """Append lists as `add` does, one fewer than there are `starts`: list i is `docs[starts[i]:starts[i + 1]]`.

        Its positions, in a field that has them, begin at `position_starts[i]`. Its entry goes to the `ENTRY_SIZE`
        numbers of `entries` from i * `ENTRY_SIZE` on, and how many words it takes to `sizes[i]`. Of an empty list the
        entry only tells where it would begin, as `place` does.
        """
        i: cython.Py_ssize_t
        before: cython.ulonglong
        position: cython.Py_ssize_t = 0
        entry: cython.uint[::1]
        for i in range(starts.shape[0] - 1):
            before = self.base + self.used
            entry = entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE]
            if starts[i] == starts[i + 1]:
                self.place(entry)
                sizes[i] = 0
                continue
            if position_starts.shape[0] > 0:
                position = position_starts[i]
            self.add(docs, freqs, starts[i], starts[i + 1], positions, position, lengths, entry)
            sizes[i] = (self.base + self.used - before) & NO_NUMBER

    @cython.cfunc
    def _summarise(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        lengths: cython.const[cython.uint][::1],
        entry: cython.uint[::1],
    ) -> cython.ulonglong:
        n_occurrences: cython.ulonglong = 0
        max_freq: cython.uint = 0
        min_length: cython.uint = 0
        max_length: cython.uint = 0
        i: cython.Py_ssize_t
        for i in range(start, stop):
            n_occurrences += freqs[i]
            if freqs[i] > max_freq:
                max_freq = freqs[i]
        if lengths.shape[0] > 0:
            min_length = NO_NUMBER
            for i in range(start, stop):
                if lengths[docs[i]] < min_length:
                    min_length = lengths[docs[i]]
                if lengths[docs[i]] > max_length:
                    max_length = lengths[docs[i]]
        entry[DF] = stop - start
        entry[CF] = n_occurrences & NO_NUMBER
        entry[MAX_FREQ] = max_freq
        entry[MIN_LENGTH] = min_length
        entry[MAX_LENGTH] = max_length
        entry[MIN_DOC] = docs[start]
        entry[MAX_DOC] = docs[stop - 1]
        return n_occurrences

    @cython.cfunc
    def _add_one_block(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        positions: cython.const[cython.uint][::1],
        positions_start: cython.Py_ssize_t,
        has_positions: cython.bint,
        entry: cython.uint[::1],
    ) -> cython.void:
        entry[ID_BITS] = 0
        entry[FREQ_BITS] = 0
        entry[POSITION_BITS] = 0
        if stop - start > 1:
            entry[ID_BITS] = self._pack_ids(docs, start, stop, docs[start])
            entry[FREQ_BITS] = self._pack_freqs(freqs, start, stop, entry[MAX_FREQ])
        if has_positions:
            entry[POSITION_BITS] = self._pack_positions(positions, positions_start, positions_start + entry[CF])

    @cython.cfunc
    def _add_blocks(
        self,
        docs: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        lengths: cython.const[cython.uint][::1],
        entry: cython.uint[::1],
    ) -> cython.void:
        n_rows: cython.Py_ssize_t = self.n_rows + entry[N_BLOCKS]
        if self.last_docs.shape[0] < n_rows:
            self.last_docs = grown(self.last_docs, self.n_rows, n_rows)
            self.data_at = grown(self.data_at, self.n_rows, n_rows)
            self.positions_at = grown(self.positions_at, self.n_rows, n_rows)
            self.shapes = grown(self.shapes, self.n_rows, n_rows)
            self.bounds = grown(self.bounds, self.n_rows, n_rows)
        at: cython.Py_ssize_t = start
        block_stop: cython.Py_ssize_t
        first: cython.uint = docs[start]
        i: cython.Py_ssize_t
        max_freq: cython.uint
        min_length: cython.uint
        while at < stop:
            block_stop = min(at + self.block_size, stop)
            max_freq = 0
            min_length = BOUND_CEILING if lengths.shape[0] > 0 else 0
            for i in range(at, block_stop):
                if freqs[i] > max_freq:
                    max_freq = freqs[i]
                if lengths.shape[0] > 0 and lengths[docs[i]] < min_length:
                    min_length = lengths[docs[i]]
            self.last_docs[self.n_rows] = docs[block_stop - 1]
            self.data_at[self.n_rows] = self.base + self.used
            self.positions_at[self.n_rows] = 0
            self.shapes[self.n_rows] = self._pack_ids(docs, at, block_stop, first)
            self.shapes[self.n_rows] |= self._pack_freqs(freqs, at, block_stop, max_freq) << 8
            self.bounds[self.n_rows] = min(max_freq, BOUND_CEILING) | (min_length << 16)
            self.n_rows += 1
            first = docs[block_stop - 1] + 1
            at = block_stop

    @cython.cfunc
    def _add_positions(
        self,
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        positions: cython.const[cython.uint][::1],
        at: cython.Py_ssize_t,
        entry: cython.uint[::1],
    ) -> cython.void:
        row: cython.Py_ssize_t = entry[TABLE_AT]
        position_stop: cython.Py_ssize_t
        i: cython.Py_ssize_t
        for row in range(entry[TABLE_AT], self.n_rows):
            position_stop = at
            for i in range(start, min(start + self.block_size, stop)):
                position_stop += freqs[i]
            self.positions_at[row] = self.base + self.used
            self.shapes[row] |= self._pack_positions(positions, at, position_stop) << 16
            at = position_stop
            start += self.block_size

    @cython.cfunc
    def _pack_ids(
        self,
        docs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        first: cython.uint,
    ) -> cython.uint:
        """Pack the gaps of documents none of which is below `first`; return their width."""
        every: cython.uint = 0
        i: cython.Py_ssize_t
        for i in range(start, stop):
            self.numbers[i - start] = docs[i] - first
            every |= docs[i] - first
            first = docs[i] + 1
        width: cython.int = width_of(every)
        self.used = pack(self.numbers, 0, stop - start, width, self.words, self.used)
        return width

    @cython.cfunc
    def _pack_freqs(
        self,
        freqs: cython.const[cython.uint][::1],
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        max_freq: cython.uint,
    ) -> cython.uint:
        width: cython.int = width_of(max_freq - 1)
        i: cython.Py_ssize_t
        if width:
            for i in range(start, stop):
                self.numbers[i - start] = freqs[i] - 1
            self.used = pack(self.numbers, 0, stop - start, width, self.words, self.used)
        return width

    @cython.cfunc
    def _pack_positions(
        self, positions: cython.const[cython.uint][::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t
    ) -> cython.uint:
        every: cython.uint = 0
        i: cython.Py_ssize_t
        for i in range(start, stop):
            every |= positions[i]
        width: cython.int = width_of(every)
        self.used = pack(positions, start, stop - start, width, self.words, self.used)
        return width


@cython.final
@cython.cclass
class PostingsReader:
    """Reads the lists of a segment, each by its entry; holds no state, so threads can share it.

    The methods return -1 where bytes cannot be right, and read nothing outside the arrays whatever the bytes are. Every
    document they write is below `n_docs`.
    """

    block_size = cython.declare(cython.Py_ssize_t, visibility="readonly")
    n_docs: cython.ulonglong
    n_rows: cython.ulonglong
    words: cython.const[cython.uint][::1]
    last_docs: cython.const[cython.uint][::1]
    data_at: cython.const[cython.uint][::1]
    positions_at: cython.const[cython.uint][::1]
    shapes: cython.const[cython.uint][::1]

    def __init__(
        self,
        words: memoryview,
        last_docs: memoryview,
        data_at: memoryview,
        positions_at: memoryview,
        shapes: memoryview,
        n_docs: int,
        block_size: int,
    ) -> None:
        self.words = words
        self.last_docs = last_docs
        self.data_at = data_at
        self.positions_at = positions_at
        self.shapes = shapes
        self.n_docs = n_docs
        self.n_rows = len(last_docs)
        self.block_size = block_size
        if not len(last_docs) == len(data_at) == len(positions_at) == len(shapes):
            self.n_rows = 0

    @cython.ccall
    def block_length(self, entry: cython.const[cython.uint][::1], block: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return how many documents a block of the list has, or -1."""
        n_blocks: cython.Py_ssize_t = entry[N_BLOCKS]
        table_at: cython.ulonglong = entry[TABLE_AT]
        if not 0 <= block < n_blocks or entry[MAX_DOC] >= self.n_docs or entry[MIN_DOC] > entry[MAX_DOC]:
            return -1
        if n_blocks > 1 and table_at + n_blocks > self.n_rows:
            return -1
        if block == n_blocks - 1:
            return entry[DF] - block * self.block_size
        return self.block_size

    @cython.ccall
    def last_doc(self, entry: cython.const[cython.uint][::1], block: cython.Py_ssize_t) -> cython.uint:
        """Return the document a block ends with; the caller has the block's length."""
        if block + 1 == entry[N_BLOCKS]:
            return entry[MAX_DOC]
        return self.last_docs[entry[TABLE_AT] + block]

    @cython.ccall
    def find_block(
        self, entry: cython.const[cython.uint][::1], block: cython.Py_ssize_t, doc: cython.uint
    ) -> cython.Py_ssize_t:
        """Return the first block from `block` on that ends at or behind `doc`; the number of blocks when none does."""
        low: cython.Py_ssize_t = block
        high: cython.Py_ssize_t = entry[N_BLOCKS]
        middle: cython.Py_ssize_t
        if low < high and self.block_length(entry, low) < 0:
            return high
        while low < high:
            middle = (low + high) // 2
            if self.last_doc(entry, middle) < doc:
                low = middle + 1
            else:
                high = middle
        return low

    @cython.ccall
    def read_block(
        self,
        entry: cython.const[cython.uint][::1],
        block: cython.Py_ssize_t,
        docs: cython.uint[::1],
        freqs: cython.uint[::1],
        start: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """Write the documents of a block and their frequencies from `start` on; return how many they are."""
        n: cython.Py_ssize_t = self.block_length(entry, block)
        if n < 1 or start + n > docs.shape[0] or start + n > freqs.shape[0]:
            return -1
        first: cython.uint = entry[MIN_DOC]
        if entry[DF] == 1:
            docs[start] = first
            freqs[start] = entry[CF]
            return 1 if entry[MAX_DOC] == first else -1
        row: cython.Py_ssize_t = entry[TABLE_AT] + block
        at: cython.ulonglong = entry[DATA_AT]
        shape: cython.uint = entry[ID_BITS] | (entry[FREQ_BITS] << 8)
        if entry[N_BLOCKS] > 1:
            at = self.data_at[row]
            shape = self.shapes[row]
            if block > 0:
                first = self.last_docs[row - 1] + 1
        if not _read_block(self.words, at, n, shape, first, self.last_doc(entry, block), docs, freqs, start):
            return -1
        return n

    @cython.ccall
    def read_list(
        self,
        entry: cython.const[cython.uint][::1],
        docs: cython.uint[::1],
        freqs: cython.uint[::1],
        start: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """Write all documents of a list and their frequencies from `start` on; return how many they are."""
        block: cython.Py_ssize_t
        n: cython.Py_ssize_t
        at: cython.Py_ssize_t = start
        for block in range(entry[N_BLOCKS]):
            n = self.read_block(entry, block, docs, freqs, at)
            if n < 0:
                return -1
            at += n
        return at - start

    def read_lists(
        self,
        entries: cython.const[cython.uint][::1],
        docs: cython.uint[::1],
        freqs: cython.uint[::1],
        starts: cython.uint[::1],
    ) -> int:
        """Write the lists of many entries one after the other, and to `starts` where each begins and the last ends.

        Each entry has `ENTRY_SIZE` numbers; one without documents has an empty list. Returns how many documents there
        are in all.
        """
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        for i in range(starts.shape[0] - 1):
            starts[i] = at
            n = entries[i * ENTRY_SIZE + DF]
            if n > 0 and self.read_list(entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE], docs, freqs, at) != n:
                return -1
            at += n
        starts[starts.shape[0] - 1] = at
        return at

    def read_positions_of(
        self,
        entries: cython.const[cython.uint][::1],
        freqs: cython.const[cython.uint][::1],
        starts: cython.const[cython.uint][::1],
        out: cython.uint[::1],
    ) -> int:
        """Write all positions of lists that `read_lists` read, one list after the other; return how many they are."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        n: cython.ulonglong
        at: cython.Py_ssize_t = 0
        for i in range(starts.shape[0] - 1):
            n = 0
            for j in range(starts[i], starts[i + 1]):
                n += freqs[j]
            if n != entries[i * ENTRY_SIZE + CF] or at + n > cython.cast(cython.ulonglong, out.shape[0]):
                return -1
            if n == 0:
                continue
            if self.read_all_positions(
                entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE], freqs[starts[i] : starts[i + 1]], out[at:]
            ) != cython.cast(cython.Py_ssize_t, n):
                return -1
            at += n
        return at

    @cython.ccall
    def read_positions(
        self,
        entry: cython.const[cython.uint][::1],
        block: cython.Py_ssize_t,
        n_occurrences: cython.ulonglong,
        start: cython.ulonglong,
        stop: cython.ulonglong,
        out: cython.uint[::1],
        out_start: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """Write positions `start` to `stop` of a block of `n_occurrences` to `out`; return how many they are.

        The number of occurrences is the sum of the block's frequencies.
        """
        n: cython.Py_ssize_t = self.block_length(entry, block)
        at: cython.ulonglong
        width: cython.int
        i: cython.ulonglong
        if n < 1 or not start <= stop <= n_occurrences or n_occurrences > NO_NUMBER:
            return -1
        if out_start + (stop - start) > cython.cast(cython.ulonglong, out.shape[0]):
            return -1
        if entry[N_BLOCKS] > 1:
            at = self.positions_at[entry[TABLE_AT] + block]
            width = (self.shapes[entry[TABLE_AT] + block] >> 16) & 0xFF
        else:
            at = entry[DATA_AT]
            at += words_for(entry[DF], entry[ID_BITS]) + words_for(entry[DF], entry[FREQ_BITS])
            width = entry[POSITION_BITS]
        if width > 32 or at + words_for(n_occurrences, width) > cython.cast(cython.ulonglong, self.words.shape[0]):
            return -1
        if start == 0 and stop == n_occurrences:
            unpack(self.words, at, n_occurrences, width, out, out_start)
        else:
            for i in range(start, stop):
                out[out_start + (i - start)] = value_at(self.words, at, n_occurrences, width, i)
        return stop - start

    @cython.ccall
    def read_all_positions(
        self, entry: cython.const[cython.uint][::1], freqs: cython.const[cython.uint][::1], out: cython.uint[::1]
    ) -> cython.Py_ssize_t:
        """Write all positions of a list, whose `freqs` were read, to `out`; return how many they are."""
        block: cython.Py_ssize_t
        i: cython.Py_ssize_t
        n: cython.ulonglong
        at: cython.Py_ssize_t = 0
        for block in range(entry[N_BLOCKS]):
            n = 0
            for i in range(self.block_length(entry, block)):
                n += freqs[block * self.block_size + i]
            if self.read_positions(entry, block, n, 0, n, out, at) < 0:
                return -1
            at += n
        return at


@cython.cfunc
@cython.exceptval(check=False)
def _read_block(
    words: cython.const[cython.uint][::1],
    at: cython.ulonglong,
    n: cython.Py_ssize_t,
    shape: cython.uint,
    first: cython.uint,
    last: cython.uint,
    docs: cython.uint[::1],
    freqs: cython.uint[::1],
    start: cython.Py_ssize_t,
) -> cython.bint:
    """Decode a block from `first` or behind it to `last`; False if the bytes cannot be right."""
    id_bits: cython.int = shape & 0xFF
    freq_bits: cython.int = (shape >> 8) & 0xFF
    freqs_at: cython.ulonglong = at + words_for(n, id_bits)
    n_words: cython.ulonglong = words.shape[0]
    if id_bits > 32 or freq_bits > 32 or freqs_at + words_for(n, freq_bits) > n_words:
        return False
    unpack(words, at, n, id_bits, docs, start)
    doc: cython.ulonglong = first
    i: cython.Py_ssize_t
    for i in range(start, start + n):
        doc += docs[i]
        docs[i] = doc & NO_NUMBER
        doc += 1
    if doc != cython.cast(cython.ulonglong, last) + 1:
        return False
    unpack(words, freqs_at, n, freq_bits, freqs, start)
    for i in range(start, start + n):
        if freqs[i] == NO_NUMBER:
            return False
        freqs[i] += 1
    return True
