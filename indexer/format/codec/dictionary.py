# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The sorted terms of a field, each with its entry: 16 to a block, written against the term before.

A block begins with a whole term; its row in the index of blocks tells where its bytes begin, and where in the words
and in the block table of the postings the first list of the block begins. All else is variable-length numbers (seven
bits a byte, lowest first), so that a rare term takes about ten bytes beside its own:

    shared | rest | the rest of the term
    of a stem:     n words | their ordinals, as differences | nothing more where n is 1
    df | cf - df | greatest frequency - 1, where cf > df
    min length | max length - min length, where df > 1; both only in a field with lengths
    first document | last document - first, where df > 1
    df = 1:        width of positions
    one block:     width of ids | width of frequencies, where cf > df | width of positions
    more blocks:   words of the whole list

Widths of positions stand only in a field that has them. A stem of one written word has that word's list. Where a list
begins is the sum of what stands before it in the block.
"""

from __future__ import annotations

import cython

from indexer.format.codec import layout
from indexer.format.codec.buffers import zeros

if cython.compiled:
    from cython.cimports.indexer.format.codec.bits import words_for
    from cython.cimports.indexer.format.codec.buffers import grown
else:
    from indexer.format.codec.bits import words_for
    from indexer.format.codec.buffers import grown

TERMS_IN_BLOCK = cython.declare(cython.Py_ssize_t, layout.TERMS_IN_BLOCK)
MAX_TERM_BYTES = cython.declare(cython.Py_ssize_t, layout.MAX_TERM_BYTES)
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
ORDINAL = cython.declare(cython.int, layout.ORDINAL)
N_WORDS = cython.declare(cython.int, layout.N_WORDS)
FIRST_WORD = cython.declare(cython.int, layout.FIRST_WORD)
ENTRY_SIZE = cython.declare(cython.int, layout.ENTRY_SIZE)


@cython.final
@cython.cclass
class DictionaryWriter:
    """Collects the terms of one field in memory; they are added in order, each once.

    Widths, lengths and what else of an entry is kept depends on the field: whether it has lengths and positions, and
    whether it holds stems.
    """

    n_terms = cython.declare(cython.Py_ssize_t, visibility="readonly")
    has_lengths: cython.bint
    has_positions: cython.bint
    has_stems: cython.bint
    out: bytearray
    previous: bytes
    block_rows: list

    def __init__(self, has_lengths: bool, has_positions: bool, has_stems: bool) -> None:
        self.n_terms = 0
        self.has_lengths = has_lengths
        self.has_positions = has_positions
        self.has_stems = has_stems
        self.out = bytearray()
        self.previous = b""
        self.block_rows = []

    def content(self) -> bytearray:
        """Return the blocks."""
        return self.out

    def index(self) -> memoryview:
        """Return the index of blocks: rows of three numbers."""
        out = zeros(len(self.block_rows))
        for i, number in enumerate(self.block_rows):
            out[i] = number
        return out

    @cython.ccall
    def add(
        self,
        term: bytes,
        entry: cython.uint[::1],
        words: cython.const[cython.uint][::1],
        n_list_words: cython.ulonglong,
    ) -> cython.void:
        """Add a term. `words` are the ordinals of a stem's written words in order, empty in a field without stems.

        `n_list_words` is how long its list is, for the entry of a list of several blocks. Raises `ValueError` for a
        term that is out of order or too long.
        """
        size: cython.Py_ssize_t = len(term)
        if size > MAX_TERM_BYTES:
            raise ValueError(f"a term of {size} bytes is longer than {MAX_TERM_BYTES}")
        if self.n_terms and term <= self.previous:
            raise ValueError(f"the term {term!r} after {self.previous!r}")
        shared: cython.Py_ssize_t = 0
        if self.n_terms % TERMS_IN_BLOCK == 0:
            if len(self.out) > 0xFFFFFFFF:
                raise OverflowError("a dictionary of more than 4 GB")
            self.block_rows += (len(self.out), entry[DATA_AT], entry[TABLE_AT])
        else:
            shared = _shared(self.previous, term)
        self._number(shared)
        self._number(size - shared)
        self.out += term[shared:]
        self.previous = term
        self.n_terms += 1
        if self.has_stems:
            self._add_words(words)
            if words.shape[0] == 1:
                return
        self._add_counts(entry)
        if entry[N_BLOCKS] > 1:
            self._number(n_list_words)
            return
        if entry[DF] > 1:
            self._number(entry[ID_BITS])
            if entry[CF] > entry[DF]:
                self._number(entry[FREQ_BITS])
        if self.has_positions:
            self._number(entry[POSITION_BITS])

    @cython.ccall
    def add_all(self, terms: list, entries: cython.uint[::1], sizes: cython.const[cython.uint][::1]) -> cython.void:
        """Add terms of a field without stems, as `add` does: see `PostingsWriter.add_lists` for the arrays."""
        i: cython.Py_ssize_t
        no_words: cython.uint[::1] = zeros(0)
        for i in range(len(terms)):
            self.add(terms[i], entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE], no_words, sizes[i])

    @cython.ccall
    def add_stems(
        self,
        stems: list,
        entries: cython.uint[::1],
        sizes: cython.const[cython.uint][::1],
        word_starts: cython.const[cython.uint][::1],
        words: cython.const[cython.uint][::1],
    ) -> cython.void:
        """Add stems as `add` does; the words of stem i are `words[word_starts[i]:word_starts[i + 1]]`."""
        i: cython.Py_ssize_t
        for i in range(len(stems)):
            self.add(
                stems[i],
                entries[i * ENTRY_SIZE : (i + 1) * ENTRY_SIZE],
                words[word_starts[i] : word_starts[i + 1]],
                sizes[i],
            )

    @cython.cfunc
    def _add_words(self, words: cython.const[cython.uint][::1]) -> cython.void:
        before: cython.uint = 0
        i: cython.Py_ssize_t
        self._number(words.shape[0])
        for i in range(words.shape[0]):
            self._number(words[i] - before)
            before = words[i]

    @cython.cfunc
    def _add_counts(self, entry: cython.uint[::1]) -> cython.void:
        self._number(entry[DF])
        self._number(entry[CF] - entry[DF])
        if entry[CF] > entry[DF]:
            self._number(entry[MAX_FREQ] - 1)
        if self.has_lengths:
            self._number(entry[MIN_LENGTH])
            if entry[DF] > 1:
                self._number(entry[MAX_LENGTH] - entry[MIN_LENGTH])
        self._number(entry[MIN_DOC])
        if entry[DF] > 1:
            self._number(entry[MAX_DOC] - entry[MIN_DOC])

    @cython.cfunc
    def _number(self, value: cython.ulonglong) -> cython.void:
        while value >= 128:
            self.out.append((value & 127) | 128)
            value >>= 7
        self.out.append(value)


@cython.cfunc
def _shared(a: bytes, b: bytes) -> cython.Py_ssize_t:
    """Return how many first bytes two terms have in common."""
    n: cython.Py_ssize_t = min(len(a), len(b))
    i: cython.Py_ssize_t = 0
    while i < n and a[i] == b[i]:
        i += 1
    return i


@cython.final
@cython.cclass
class DictionaryReader:
    """Reads the terms of one field, one at a time: `find`, `seek` and `go_to` move to a term, `advance` to the next.

    At a term, `term()` is its bytes, `copy_entry` its entry. Bytes that cannot be right make it stop and say so in
    `is_damaged`; it never reads outside its arrays. One reader serves one thread at a time.
    """

    n_terms = cython.declare(cython.Py_ssize_t, visibility="readonly")
    is_damaged = cython.declare(cython.bint, visibility="readonly")
    has_lengths: cython.bint
    has_positions: cython.bint
    has_stems: cython.bint
    block_size: cython.Py_ssize_t
    content: cython.const[cython.uchar][::1]
    rows: cython.const[cython.uint][::1]
    at: cython.Py_ssize_t
    ordinal: cython.Py_ssize_t
    text: bytearray
    size: cython.Py_ssize_t
    entry: cython.uint[::1]
    next_data: cython.ulonglong
    next_row: cython.ulonglong
    words: cython.uint[::1]

    def __init__(
        self,
        content: memoryview,
        rows: memoryview,
        n_terms: int,
        has_lengths: bool,
        has_positions: bool,
        has_stems: bool,
        block_size: int,
    ) -> None:
        self.content = content
        self.rows = rows
        self.n_terms = n_terms
        self.has_lengths = has_lengths
        self.has_positions = has_positions
        self.has_stems = has_stems
        self.block_size = block_size
        self.text = bytearray(64)
        self.size = 0
        self.at = 0
        self.ordinal = -1
        self.entry = zeros(ENTRY_SIZE)
        self.words = zeros(4)
        self.next_data = 0
        self.next_row = 0
        self.is_damaged = n_terms < 0 or block_size < 1
        if self.rows.shape[0] != 3 * ((n_terms + TERMS_IN_BLOCK - 1) // TERMS_IN_BLOCK):
            self.is_damaged = True
        if self.is_damaged:
            self.n_terms = 0

    def term(self) -> bytes:
        """Return the term the reader is at."""
        return bytes(self.text[: self.size])

    def copy_entry(self, out: cython.uint[::1]) -> None:
        """Write the entry of the term to `out`, of `ENTRY_SIZE` numbers."""
        i: cython.Py_ssize_t
        for i in range(ENTRY_SIZE):
            out[i] = self.entry[i]

    def stem_words(self) -> list[int]:
        """Return the ordinals of the written words of the stem the reader is at."""
        n: cython.Py_ssize_t = self.entry[N_WORDS]
        return [self.words[i] for i in range(n)]

    def frequencies(self, prefix: bytes) -> dict[bytes, int]:
        """Return, for each term that begins with `prefix`, in order, how many documents have it (0: its word knows).

        Moves the reader.
        """
        found: dict = {}
        size: cython.Py_ssize_t = len(prefix)
        is_there: cython.bint = self.seek(prefix)
        while is_there and self.size >= size and self.text[:size] == prefix:
            found[bytes(self.text[: self.size])] = self.entry[DF]
            is_there = self.advance()
        return found

    @cython.ccall
    def go_to(self, ordinal: cython.Py_ssize_t) -> cython.bint:
        """Move to the term of that place in the order; False when there is none."""
        if not 0 <= ordinal < self.n_terms or not self._open_block(ordinal // TERMS_IN_BLOCK):
            return False
        while self.ordinal < ordinal:
            if not self.advance():
                return False
        return True

    @cython.ccall
    def find(self, term: bytes) -> cython.bint:
        """Move to `term`; False when the field does not hold it."""
        return self.seek(term) and self.size == len(term) and self._compare(term) == 0

    @cython.ccall
    def seek(self, term: bytes) -> cython.bint:
        """Move to the first term that is not less than `term`; False when there is none."""
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = (self.n_terms + TERMS_IN_BLOCK - 1) // TERMS_IN_BLOCK
        middle: cython.Py_ssize_t
        while high - low > 1:
            middle = (low + high) // 2
            if not self._open_block(middle):
                return False
            if self._compare(term) <= 0:
                low = middle
            else:
                high = middle
        if not self._open_block(low):
            return False
        while self._compare(term) < 0:
            if not self.advance():
                return False
        return True

    @cython.ccall
    def advance(self) -> cython.bint:
        """Move to the next term; False at the end, where the reader stays without a term."""
        if self.ordinal + 1 >= self.n_terms or self.is_damaged:
            return False
        if (self.ordinal + 1) % TERMS_IN_BLOCK == 0:
            return self._open_block((self.ordinal + 1) // TERMS_IN_BLOCK)
        self.ordinal += 1
        return self._read_term()

    def take(
        self, most: cython.Py_ssize_t, most_occurrences: cython.ulonglong, entries: cython.uint[::1]
    ) -> tuple[list[bytes], list[int], list[int]]:
        """Return the next terms, `most` of them or fewer once their lists have so many occurrences, none at the end.

        Their entries go to `entries`, of `ENTRY_SIZE` numbers each. Of stems returned too are where the words of each
        end, and the ordinals of all of them.
        """
        terms: list = []
        ends: list = []
        words: list = []
        n: cython.Py_ssize_t = 0
        i: cython.Py_ssize_t
        n_occurrences: cython.ulonglong = 0
        while n < most and n_occurrences <= most_occurrences and self.advance():
            terms.append(bytes(self.text[: self.size]))
            for i in range(ENTRY_SIZE):
                entries[n * ENTRY_SIZE + i] = self.entry[i]
            if self.has_stems:
                for i in range(self.entry[N_WORDS]):
                    words.append(self.words[i])
                ends.append(len(words))
            n_occurrences += self.entry[CF]
            n += 1
        return terms, ends, words

    @cython.cfunc
    def _open_block(self, block: cython.Py_ssize_t) -> cython.bint:
        """Move to the first term of a block."""
        if self.is_damaged or block * TERMS_IN_BLOCK >= self.n_terms:
            return False
        self.at = self.rows[3 * block]
        self.next_data = self.rows[3 * block + 1]
        self.next_row = self.rows[3 * block + 2]
        self.ordinal = block * TERMS_IN_BLOCK
        self.size = 0
        return self._read_term()

    @cython.cfunc
    def _compare(self, term: bytes) -> cython.int:
        """Return below, above or 0 as the reader's term is less than, greater than or the same as `term`."""
        size: cython.Py_ssize_t = len(term)
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = min(size, self.size)
        for i in range(n):
            if self.text[i] != term[i]:
                return -1 if self.text[i] < cython.cast(cython.uchar, term[i]) else 1
        if self.size == size:
            return 0
        return -1 if self.size < size else 1

    @cython.cfunc
    def _number(self) -> cython.ulonglong:
        """Read a number; a number of more than five bytes is damage."""
        value: cython.ulonglong = 0
        shift: cython.int = 0
        byte: cython.ulonglong
        while shift <= 28 and self.at < self.content.shape[0]:
            byte = self.content[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        self.is_damaged = True
        return 0

    @cython.cfunc
    def _read_term(self) -> cython.bint:
        shared: cython.Py_ssize_t = self._number()
        rest: cython.Py_ssize_t = self._number()
        i: cython.Py_ssize_t
        if shared > self.size or shared + rest > MAX_TERM_BYTES or self.at + rest > self.content.shape[0]:
            self.is_damaged = True
            return False
        if shared + rest > len(self.text):
            self.text.extend(bytes(shared + rest))
        for i in range(rest):
            self.text[shared + i] = self.content[self.at + i]
        self.at += rest
        self.size = shared + rest
        for i in range(ENTRY_SIZE):
            self.entry[i] = 0
        self.entry[ORDINAL] = self.ordinal
        if self.has_stems:
            self._read_words()
            if self.entry[N_WORDS] == 1:
                return not self.is_damaged
        self._read_counts()
        self._read_place()
        return not self.is_damaged

    @cython.cfunc
    def _read_words(self) -> cython.void:
        n: cython.ulonglong = self._number()
        word: cython.ulonglong = 0
        i: cython.Py_ssize_t
        if not 1 <= n <= cython.cast(cython.ulonglong, self.content.shape[0]):
            self.is_damaged = True
            return
        if cython.cast(cython.ulonglong, self.words.shape[0]) < n:
            self.words = grown(self.words, 0, n)
        for i in range(n):
            word += self._number()
            self.words[i] = word & 0xFFFFFFFF
        self.entry[N_WORDS] = n
        self.entry[FIRST_WORD] = self.words[0]

    @cython.cfunc
    def _read_counts(self) -> cython.void:
        df: cython.ulonglong = self._number()
        more: cython.ulonglong = self._number()
        top: cython.ulonglong = self._number() + 1 if more else 1
        shortest: cython.ulonglong = 0
        longest: cython.ulonglong = 0
        if self.has_lengths:
            shortest = self._number()
            longest = shortest + self._number() if df > 1 else shortest
        first: cython.ulonglong = self._number()
        last: cython.ulonglong = first + self._number() if df > 1 else first
        if df == 0 or max(df + more, top, longest, last) > 0xFFFFFFFF or last - first + 1 < df:
            self.is_damaged = True
            return
        self.entry[DF] = df
        self.entry[CF] = df + more
        self.entry[MAX_FREQ] = top
        self.entry[MIN_LENGTH] = shortest
        self.entry[MAX_LENGTH] = longest
        self.entry[MIN_DOC] = first
        self.entry[MAX_DOC] = last

    @cython.cfunc
    def _read_place(self) -> cython.void:
        n_blocks: cython.Py_ssize_t = (self.entry[DF] + self.block_size - 1) // self.block_size
        n_words: cython.ulonglong
        self.entry[N_BLOCKS] = n_blocks
        self.entry[DATA_AT] = self.next_data & 0xFFFFFFFF
        self.entry[TABLE_AT] = self.next_row & 0xFFFFFFFF
        if n_blocks > 1:
            n_words = self._number()
            self.next_row += n_blocks
        else:
            if self.entry[DF] > 1:
                self.entry[ID_BITS] = self._width()
                if self.entry[CF] > self.entry[DF]:
                    self.entry[FREQ_BITS] = self._width()
            elif self.entry[MAX_FREQ] != self.entry[CF]:
                self.is_damaged = True
            if self.has_positions:
                self.entry[POSITION_BITS] = self._width()
            n_words = words_for(self.entry[DF], self.entry[ID_BITS])
            n_words += words_for(self.entry[DF], self.entry[FREQ_BITS])
            n_words += words_for(self.entry[CF], self.entry[POSITION_BITS])
        self.next_data += n_words
        if self.next_data > 0xFFFFFFFF or self.next_row > 0xFFFFFFFF:
            self.is_damaged = True

    @cython.cfunc
    def _width(self) -> cython.uint:
        width: cython.ulonglong = self._number()
        if width > 32:
            self.is_damaged = True
            return 0
        return width
