# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""One posting list, read where it is wanted: all of it, at given documents, with scores, with positions.

What the codec's own reader checks of a block is checked here too: nothing is read outside the arrays whatever the bytes
are, every document is below `n_docs`, and `is_damaged` is set where bytes cannot be right. It stays set, and the list
then ends: the caller looks at it once, after its last call.
"""

from __future__ import annotations

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.bits import unpack, value_at, words_for
    from cython.cimports.search.execute.kernels.memory import ask_for
else:
    from indexer.format.codec.bits import unpack, value_at, words_for

from search.execute.kernels.arrays import numbers

# Declared, because Cython takes an annotated name of a module for a Python one, and computes with it as slowly.
NO_NUMBER = cython.declare(cython.uint, 0xFFFFFFFF)
SURE_STEPS = cython.declare(cython.Py_ssize_t, 128)
SURE_WIDTH = cython.declare(cython.int, 23)
SURE_DOC = cython.declare(cython.ulonglong, 1 << 31)
"""So many steps of so many bits from such a document on stay within 32 bits."""
LINE = cython.declare(cython.Py_ssize_t, 16)
"""Words that are fetched from memory at a time."""
USUAL_BITS = cython.declare(cython.int, 6)
"""Bits behind the point of how often a term usually stands in a document."""

_NO_ROOM = numbers(0)


@cython.cclass
class ListCursor:
    """Stands at a document of the list, or at none. For one thread.

    `postings` is an `indexer.format.codec.inverted.PostingList` of a segment of `n_docs` documents.
    """

    def __init__(self, postings: object, n_docs: int) -> None:
        self.words = postings.words
        self.last_docs = postings.last_docs
        self.data_at = postings.data_at
        self.positions_at = postings.positions_at
        self.shapes = postings.shapes
        self.df = postings.df
        self.cf = postings.cf
        self.min_doc = postings.min_doc
        self.n_blocks = postings.n_blocks
        self.block_size = postings.block_size
        self.n_docs = n_docs
        self.is_damaged = not self._is_sound()
        if self.is_damaged:
            self.n_blocks = self.df = 0
        # Room for a block comes with the first block that is opened, the rest when it is asked for.
        self.docs = _NO_ROOM
        self.freqs = _NO_ROOM
        self.ends = _NO_ROOM
        self.usual = (cython.cast(cython.Py_ssize_t, self.cf) << USUAL_BITS) // max(self.df, 1)
        self.counted = -1
        self.n_before = 0
        self.n_counted = 0
        self.position_width = 0
        self.rewind()

    def _is_sound(self) -> bool:
        n: cython.Py_ssize_t = self.n_blocks
        if n < 1 or self.block_size < 1 or not 0 < self.df <= self.n_docs or (self.df - 1) // self.block_size + 1 != n:
            return False
        if self.last_docs.shape[0] < n or self.data_at.shape[0] < n:
            return False
        return self.positions_at.shape[0] >= n and self.shapes.shape[0] >= n

    @cython.cfunc
    @cython.exceptval(check=False)
    def rewind(self) -> cython.void:
        """Stand before the first document."""
        self.block = -1
        self.n = 0
        self.at = 0
        self.has_freqs = False
        self.ahead = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _length(self, block: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.block_size if block + 1 < self.n_blocks else self.df - block * self.block_size

    @cython.cfunc
    @cython.exceptval(check=False)
    def _read_docs(
        self, block: cython.Py_ssize_t, docs: cython.uint[::1], start: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Write the documents of a block, which there is, from `start` on; return how many, 0 for damage."""
        n: cython.Py_ssize_t = self._length(block)
        last: cython.uint = self.last_docs[block]
        doc: cython.ulonglong = self.min_doc
        if block > 0:
            doc = self.last_docs[block - 1]
            doc += 1
        width: cython.int = self.shapes[block] & 0xFF
        at: cython.ulonglong = self.data_at[block]
        if self.df == 1:
            docs[start] = self.min_doc
            self.is_damaged = self.is_damaged or last != self.min_doc or last >= self.n_docs
            return 0 if self.is_damaged else 1
        if width > 32 or last >= self.n_docs or at + words_for(n, width) > self.words.shape[0]:
            self.is_damaged = True
            return 0
        unpack(self.words, at, n, width, docs, start)
        if self._add_up(docs, start, n, doc, width) != cython.cast(cython.ulonglong, last) + 1:
            self.is_damaged = True
            return 0
        return n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _add_up(
        self,
        docs: cython.uint[::1],
        start: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
        doc: cython.ulonglong,
        width: cython.int,
    ) -> cython.ulonglong:
        """Turn steps of `width` bits into documents, the first counted from `doc`; return where the next would be.

        Where no sum can pass 32 bits, as nearly everywhere, four steps are one.
        """
        i: cython.Py_ssize_t
        stop: cython.Py_ssize_t = start + n
        if cython.compiled and n <= SURE_STEPS and width <= SURE_WIDTH and doc <= SURE_DOC:
            doc = add_up_rows(cython.address(docs[start]), n >> 2, doc)  # noqa: F821  # it stands in cursor.pxd
            start += n & ~3
        for i in range(start, stop):
            doc += docs[i]
            docs[i] = doc & NO_NUMBER
            doc += 1
        return doc

    @cython.cfunc
    @cython.exceptval(check=False)
    def _read_more(self, block: cython.Py_ssize_t, out: cython.uint[::1], start: cython.Py_ssize_t) -> cython.bint:
        """Write how many times more than once the term stands in each document of a block, from `start` on.

        False for damage.
        """
        if self.df == 1:
            self.is_damaged = self.is_damaged or self.cf == 0
            out[start] = self.cf - (self.cf > 0)
            return not self.is_damaged
        n: cython.Py_ssize_t = self._length(block)
        shape: cython.uint = self.shapes[block]
        width: cython.int = (shape >> 8) & 0xFF
        at: cython.ulonglong = self.data_at[block]
        at += words_for(n, shape & 0xFF)
        if width > 32 or at + words_for(n, width) > self.words.shape[0]:
            self.is_damaged = True
            return False
        unpack(self.words, at, n, width, out, start)
        i: cython.Py_ssize_t
        if width == 32:
            for i in range(start, start + n):
                if out[i] == NO_NUMBER:
                    self.is_damaged = True
                    return False
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def _open(self, block: cython.Py_ssize_t) -> cython.bint:
        """Turn to a block; at the end, or at damage, there is none."""
        self.at = 0
        self.has_freqs = False
        if block >= self.n_blocks:
            self.block = self.n_blocks
            self.n = 0
            return False
        self.block = block
        self.make_room()
        self.n = self._read_docs(block, self.docs, 0)
        if self.n == 0:
            self.block = self.n_blocks
            return False
        i: cython.Py_ssize_t
        for i in range(self.n, self.docs.shape[0]):
            self.docs[i] = NO_NUMBER
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def make_room(self) -> cython.void:
        """Have room for the documents of a block: a power of two, where all behind them are greater than any."""
        most: cython.Py_ssize_t = min(self.df, self.block_size)
        size: cython.Py_ssize_t = 1
        if self.docs.shape[0] == 0:
            while size < most:
                size *= 2
            self.docs = numbers(size)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _place_of(self, doc: cython.uint) -> cython.Py_ssize_t:
        """Return the place of the first document from `doc` on in the open block, the last place if there is none.

        Without a branch: of the documents of a list every second one would be mistaken.
        """
        step: cython.Py_ssize_t = self.docs.shape[0] >> 1
        low: cython.Py_ssize_t = 0
        while step > 0:
            low += step * (self.docs[low + step - 1] < doc)
            step >>= 1
        return low

    @cython.cfunc
    @cython.exceptval(check=False)
    def _need_freqs(self) -> cython.bint:
        i: cython.Py_ssize_t
        if not self.has_freqs:
            if self.freqs.shape[0] == 0:
                self.freqs = numbers(min(self.df, self.block_size))
            self.has_freqs = self._read_more(self.block, self.freqs, 0)
            for i in range(self.n):
                self.freqs[i] = (self.freqs[i] + 1) & NO_NUMBER
        return self.has_freqs

    @cython.cfunc
    @cython.exceptval(check=False)
    def block_for(self, doc: cython.uint, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return the first block from `start` on that does not end before `doc`: galloping, for it is mostly near."""
        low: cython.Py_ssize_t = start
        high: cython.Py_ssize_t = start
        middle: cython.Py_ssize_t
        step: cython.Py_ssize_t = 1
        while high < self.n_blocks and self.last_docs[high] < doc:
            low = high + 1
            high += step
            step *= 2
        high = min(high, self.n_blocks)
        while low < high:
            middle = (low + high) >> 1
            if self.last_docs[middle] < doc:
                low = middle + 1
            else:
                high = middle
        return low

    @cython.cfunc
    @cython.exceptval(check=False)
    def reach(self, doc: cython.uint) -> cython.bint:
        """Turn `ahead` to the block that would hold `doc`, without reading it; False when the list ends before."""
        if self.ahead < self.n_blocks and self.last_docs[self.ahead] < doc:
            self.ahead = self.block_for(doc, self.ahead + 1)
        return self.ahead < self.n_blocks

    @cython.cfunc
    @cython.exceptval(check=False)
    def freq_at(self, place: cython.Py_ssize_t) -> cython.uint:
        """Return how often the document at a place in the open block holds the term; 0 for damage."""
        if self.df == 1:
            return self.cf
        if self.has_freqs:
            return self.freqs[place]
        shape: cython.uint = self.shapes[self.block]
        width: cython.int = (shape >> 8) & 0xFF
        at: cython.ulonglong = self.data_at[self.block]
        at += words_for(self.n, shape & 0xFF)
        if width > 32 or at + words_for(self.n, width) > self.words.shape[0]:
            self.is_damaged = True
            return 0
        freq: cython.uint = value_at(self.words, at, self.n, width, place)
        if freq == NO_NUMBER:
            self.is_damaged = True
            return 0
        return freq + 1

    def read_docs(self, out: cython.uint[::1]) -> int:
        """Write all documents to `out`, of at least `df` numbers; return how many."""
        block: cython.Py_ssize_t
        n: cython.Py_ssize_t
        total: cython.Py_ssize_t = 0
        for block in range(self.n_blocks):
            n = self._read_docs(block, out, total)
            if n == 0:
                break
            total += n
        return total

    def mark(self, bits: cython.uchar[::1]) -> None:
        """Set the bit of each document, of at least `n_docs`; a block after the other, so that none is put down."""
        block: cython.Py_ssize_t
        i: cython.Py_ssize_t
        docs: cython.uint[::1]
        for block in range(self.n_blocks):
            if not self._open(block):
                break
            docs = self.docs  # only now: there was no room for them before
            for i in range(self.n):
                bits[docs[i] >> 3] |= 1 << (docs[i] & 7)
        self.rewind()

    @cython.ccall
    @cython.exceptval(check=False)
    def seek(self, doc: cython.uint) -> cython.bint:
        """Go to the first document from `doc` on, never back; return whether it is `doc`."""
        if self.block >= self.n_blocks:
            return False
        if self.at + 1 < self.n and self.docs[self.at + 1] == doc:
            # Where most documents of the list are asked for, the next one is the next one.
            self.at += 1
            return True
        if (self.block < 0 or self.docs[self.n - 1] < doc) and not self._open(self.block_for(doc, self.block + 1)):
            return False
        self.at = max(self.at, self._place_of(doc))
        return self.docs[self.at] == doc

    def among(self, docs: cython.const[cython.uint][::1], out: cython.uint[::1]) -> int:
        """Write those of `docs` that are in the list to `out`, which may be `docs`; return how many.

        It stands before the first document again, as for `score`, wherever it stood.
        """
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        doc: cython.uint
        self.rewind()
        for i in range(docs.shape[0]):
            doc = docs[i]
            if self.seek(doc):
                out[n] = doc
                n += 1
        return n

    def score(
        self,
        docs: cython.const[cython.uint][::1],
        lengths: cython.const[cython.ushort][::1],
        norms: cython.const[cython.double][::1],
        weight: cython.double,
        saturation: cython.double,
        boost: cython.double,
        out: cython.double[::1],
    ) -> None:
        """Write the score of each of `docs` to `out`, 0.0 where it is not in the list.

        It is `weight * f * saturation / (f + norms[lengths[doc]]) * boost` for a frequency f: the twin of
        `weighting.bm25`, operation by operation. Without `norms` it is `f * boost`.
        """
        i: cython.Py_ssize_t
        freq: cython.double
        is_scorable: cython.bint = norms.shape[0] > 0
        self.rewind()
        for i in range(docs.shape[0]):
            out[i] = 0.0
            if self.seek(docs[i]) and self._need_freqs():
                freq = self.freqs[self.at]
                if is_scorable:
                    out[i] = weight * freq * saturation / (freq + norms[lengths[docs[i]]]) * boost
                else:
                    out[i] = freq * boost

    @cython.cfunc
    @cython.exceptval(check=False)
    def fetch_docs(self, block: cython.Py_ssize_t) -> cython.void:
        """Have the documents of a block fetched from memory while other things are done."""
        if cython.compiled and block < self.n_blocks:
            at: cython.Py_ssize_t = self.data_at[block]
            if at + LINE < self.words.shape[0]:
                ask_for(cython.address(self.words[at]))
                ask_for(cython.address(self.words[at + LINE]))

    @cython.cfunc
    @cython.exceptval(check=False)
    def fetch_positions(self, block: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.void:
        """Have the positions at about a place in a block fetched from memory while other things are done."""
        at: cython.Py_ssize_t
        if cython.compiled:
            at = self.positions_at[block]
            at += (place * self.usual * ((self.shapes[block] >> 16) & 0xFF)) >> (5 + USUAL_BITS)
            if 0 <= at < self.words.shape[0]:
                ask_for(cython.address(self.words[at]))

    @cython.cfunc
    @cython.exceptval(check=False)
    def find_positions(self, block: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Turn to the positions in the document at a place in a block; return how many there are, 0 for damage."""
        if block != self.counted and not self.count_positions(block):
            return 0
        self.n_before = self.ends[place]
        return self.ends[place + 1] - self.ends[place]

    @cython.cfunc
    @cython.exceptval(check=False)
    def count_positions(self, block: cython.Py_ssize_t) -> cython.bint:
        """Write to `ends` where the positions in each document of a block begin, the first at 0, and the last end.

        False for damage, as where there are not as many.
        """
        n: cython.Py_ssize_t = self._length(block)
        total: cython.ulonglong
        width: cython.int = (self.shapes[block] >> 16) & 0xFF
        at: cython.ulonglong = self.positions_at[block]
        if self.ends.shape[0] == 0:
            self.ends = numbers(min(self.df, self.block_size) + 1)
        self.counted = -1
        if not self._read_more(block, self.ends, 1):
            return False
        # Frequencies are added up as steps from document to document are, which are one more than is written too.
        total = self._add_up(self.ends, 1, n, 1, (self.shapes[block] >> 8) & 0xFF) - 1
        # Positions in a document differ: without a bit for each there can be one only.
        if (
            width > 32
            or total > NO_NUMBER
            or at + words_for(total, width) > self.words.shape[0]
            or (width == 0 and total > n)
        ):
            self.is_damaged = True
            return False
        self.n_counted = total
        self.position_width = width
        self.counted = block
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def position(self, i: cython.Py_ssize_t) -> cython.uint:
        """Return one of the positions that `find_positions` turned to."""
        at: cython.Py_ssize_t = self.positions_at[self.counted]
        return value_at(self.words, at, self.n_counted, self.position_width, self.n_before + i)

    @cython.ccall
    @cython.exceptval(check=False)
    def n_positions(self) -> cython.Py_ssize_t:
        """Return how often the term stands in the document the cursor is at."""
        return self.find_positions(self.block, self.at) if self.n else 0

    @cython.ccall
    @cython.exceptval(check=False)
    def positions(self, out: cython.uint[::1], out_start: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Write the positions in the document the cursor is at, rising, from `out_start` on; return how many."""
        n: cython.Py_ssize_t = self.n_positions()
        i: cython.Py_ssize_t
        if out_start + n > out.shape[0]:
            return 0
        for i in range(n):
            out[out_start + i] = self.position(i)
        return n
