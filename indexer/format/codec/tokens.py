# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Texts to numbers of terms: the twin of `analysis.words`, which gives each distinct term a number as it goes.

Text is looked at as UTF-8. The kernel knows the rules for ASCII and for the quotation marks, dashes and dots that
papers print; a run of characters between white space that holds anything else is given to the reference, and what it
said is kept. No token and no look-ahead of the reference crosses white space, so the two can be mixed run by run.

Terms are found in an open-addressing table (linear probing, at most half full). A slot has the first eight bytes of its
term, which are all of most terms, so that one look at it tells; the others are compared in full. The numbers of all
texts stand in one stream, one after the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

import cython

from indexer.format.codec.buffers import zeros

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
else:
    from indexer.format.codec.buffers import grown

MAX_TERM = cython.declare(cython.Py_ssize_t, 64)  # analysis.MAX_TERM_CHARACTERS
CACHE_SIZE = cython.declare(cython.Py_ssize_t, 1 << 16)
HEAD = cython.declare(cython.Py_ssize_t, 8)
"""Bytes of a term that a slot holds."""
FNV_PRIME = cython.declare(cython.uint, 16777619)
GOLDEN = cython.declare(cython.ulonglong, 0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: multiplicative hashing (D. E. Knuth, TAOCP volume 3, 6.4)."""
LOW_BITS = cython.declare(cython.uint, 0xFFFFFFFF)
ALL_BITS = cython.declare(cython.ulonglong, 0xFFFFFFFFFFFFFFFF)

# Classes of bytes. What is none of these separates tokens; from 128 on a byte is part of a longer character.
LETTER = cython.declare(cython.int, 1)
DIGIT = cython.declare(cython.int, 2)
APOSTROPHE = cython.declare(cython.int, 3)
SPACE = cython.declare(cython.int, 4)
LONG = cython.declare(cython.int, 5)


def _classes() -> bytes:
    table = bytearray(256)
    for code in range(128):
        if chr(code).isalpha():
            table[code] = 1
        elif chr(code).isdigit():
            table[code] = 2
    for code in b"'`":
        table[code] = 3
    for code in b" \t\n\r":
        table[code] = 4
    for code in range(128, 256):
        table[code] = 5
    return bytes(table)


CLASSES: bytes = _classes()
FOLDED: bytes = bytes(ord(chr(code).lower()) if CLASSES[code] in (1, 2) else 0 for code in range(256))
"""Letters and digits in lower case; 0 for all others."""


def _longs(n: int) -> memoryview:
    """Return `n` unsigned 64-bit numbers, all 0."""
    return memoryview(array("Q", [0]) * n)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _hash(head: cython.ulonglong) -> cython.uint:
    return ((head * GOLDEN) & ALL_BITS) >> 32


@cython.final
@cython.cclass
class TermStream:
    """The terms of texts as numbers, in `numbers()[:used]`; number i stands for term i of `terms()`.

    `reference` gives the terms of any text.
    """

    used = cython.declare(cython.Py_ssize_t, visibility="readonly")
    n_terms = cython.declare(cython.Py_ssize_t, visibility="readonly")
    _n_texts: cython.Py_ssize_t
    _text_ends: cython.uint[::1]
    _classes: cython.const[cython.uchar][::1]
    _numbers: cython.uint[::1]
    _slots: cython.ulonglong[::1]
    _mask: cython.uint
    _ends: cython.uint[::1]
    _text: bytearray
    _term: cython.uchar[::1]
    _folded: cython.const[cython.uchar][::1]
    _key: cython.uint
    _head: cython.ulonglong
    _size: cython.Py_ssize_t
    _reference: object
    _known: dict

    def __init__(self, reference: Callable[[str], list[str]]) -> None:
        self.used = 0
        self.n_terms = 0
        self._n_texts = 0
        self._text_ends = zeros(64)
        self._classes = CLASSES
        self._folded = FOLDED
        self._key = 0
        self._head = 0
        self._numbers = zeros(1 << 10)
        self._slots = _longs(1 << 11)
        self._mask = (1 << 10) - 1
        self._ends = zeros(1 << 9)
        self._text = bytearray()
        self._term = memoryview(bytearray(64))
        self._size = 0
        self._reference = reference
        self._known = {}

    def numbers(self) -> memoryview:
        """Return the stream; only its first `used` numbers count, and it is good until the next `add`."""
        return memoryview(self._numbers)

    def ends(self) -> memoryview:
        """Return where in the stream the terms of each text of `add_all` end."""
        return memoryview(self._text_ends)[: self._n_texts]

    def terms(self) -> list[bytes]:
        """Return the distinct terms by number."""
        ends = memoryview(self._ends)[: self.n_terms].tolist()
        text = bytes(self._text)
        return [text[start:stop] for start, stop in zip([0, *ends], ends, strict=False)]

    @property
    def n_bytes(self) -> int:
        """How much memory the stream and its terms take, about."""
        return 4 * self.used + len(self._text) + 24 * self.n_terms

    @cython.ccall
    def add_all(self, texts: list) -> cython.void:
        """Append the terms of `texts`; one that is the same as the one before it is looked at once."""
        last: object = ""
        start: cython.Py_ssize_t = 0
        stop: cython.Py_ssize_t = 0
        if self._n_texts + len(texts) > self._text_ends.shape[0]:
            self._text_ends = grown(self._text_ends, self._n_texts, self._n_texts + len(texts))
        for text in texts:
            if text is last or text == last:
                self.repeat(start, stop)
            else:
                last = text
                start = self.used
                self.add(text)
                stop = self.used
            self._text_ends[self._n_texts] = self.used
            self._n_texts += 1

    @cython.ccall
    def repeat(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.void:
        """Append the numbers from `start` to `stop` of the stream again."""
        i: cython.Py_ssize_t
        wanted: cython.Py_ssize_t = self.used + stop - start
        if wanted > self._numbers.shape[0]:
            self._numbers = grown(self._numbers, self.used, wanted)
        for i in range(start, stop):
            self._numbers[self.used] = self._numbers[i]
            self.used += 1

    @cython.ccall
    def add(self, text: str) -> cython.Py_ssize_t:
        """Append the terms of `text`; return how many they are."""
        data: bytes = text.encode("utf-8", "surrogatepass")
        before: cython.Py_ssize_t = self.used
        size: cython.Py_ssize_t = len(data)
        at: cython.Py_ssize_t = 0
        run: cython.Py_ssize_t = 0
        run_used: cython.Py_ssize_t = before
        kind: cython.int
        n: cython.int
        # A token takes a byte at least, so the stream never grows within a text, but for what the reference finds.
        if self.used + size > self._numbers.shape[0]:
            self._numbers = grown(self._numbers, self.used, self.used + size)
        while at < size:
            kind = self._classes[data[at]]
            if kind == LETTER and self._is_plain(data, size, at):
                at += self._size
                self._numbers[self.used] = self._find(self._key, self._head, self._size)
                self.used += 1
            elif kind in (LETTER, DIGIT):
                at = self._token(data, size, at, kind)
            elif kind == SPACE:
                at += 1
                run = at
                run_used = self.used
            elif kind == LONG:
                n = self._long(data, size, at)
                if n:
                    at += n
                    continue
                while at < size and self._classes[data[at]] != SPACE:
                    at += 1
                self.used = run_used
                self._refer(data[run:at])
            else:
                at += 1
        return self.used - before

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _long(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.int:
        """Return the length of a character beyond ASCII that separates tokens or is an apostrophe, 0 for others."""
        first: cython.int = data[at]
        third: cython.int
        if first == 0xC2:
            return 2 if at + 1 < size and data[at + 1] == 0xA0 else 0  # no-break space
        if first != 0xE2 or at + 2 >= size or data[at + 1] != 0x80:
            return 0
        third = data[at + 2]
        # En and em dash, single and double quotes, bullet, ellipsis.
        if third == 0x93 or third == 0x94 or 0x98 <= third <= 0x99 or 0x9C <= third <= 0x9D:
            return 3
        return 3 if third == 0xA2 or third == 0xA6 else 0

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _apostrophe(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.int:
        """Return the length of the apostrophe at `at`, 0 when there is none."""
        if at >= size:
            return 0
        if self._classes[data[at]] == APOSTROPHE:
            return 1
        if at + 2 < size and data[at] == 0xE2 and data[at + 1] == 0x80 and 0x98 <= data[at + 2] <= 0x99:
            return 3
        return 0

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _kind(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.int:
        return self._classes[data[at]] if at < size else 0

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _is_word(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.bint:
        kind: cython.int = self._kind(data, size, at)
        return kind in (LETTER, DIGIT)

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _put(self, code: cython.int) -> cython.void:
        """Add a byte to the term, in lower case; what is behind its 64th is only counted."""
        if 65 <= code <= 90:
            code += 32
        if self._size < MAX_TERM:
            self._term[self._size] = code
        self._size += 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def _is_plain(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.bint:
        """Return whether the token that begins with the letter at `at` is letters and digits and no more.

        Most are. Its term and its key are then made; what `_token` would look for beside is not there.
        """
        head: cython.ulonglong = 0
        key: cython.uint
        n: cython.Py_ssize_t = 0
        code: cython.ulonglong = 1
        most: cython.Py_ssize_t = min(size - at, MAX_TERM)
        start: cython.Py_ssize_t = min(most, HEAD)
        while n < start:
            code = self._folded[data[at + n]]
            if code == 0:
                break
            self._term[n] = code
            head |= code << (8 * n)
            n += 1
        key = _hash(head)
        while code != 0 and n < most:
            code = self._folded[data[at + n]]
            if code == 0:
                break
            self._term[n] = code
            key = ((key ^ code) * FNV_PRIME) & LOW_BITS
            n += 1
        self._head = head
        self._size = n
        self._key = key
        if at + n == size:
            return n < MAX_TERM
        if n == MAX_TERM or self._classes[data[at + n]] in (APOSTROPHE, LONG):
            return False
        return n > 1 or data[at + n] != 46

    @cython.cfunc
    @cython.exceptval(-1, check=True)
    def _token(
        self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t, kind: cython.int
    ) -> cython.Py_ssize_t:
        """Read the token at `at` and append its term; return where it ends. The order of trials is the reference's."""
        stop: cython.Py_ssize_t
        self._size = 0
        stop = self._dotted(data, size, at) if kind == LETTER else self._decimal(data, size, at)
        if stop == at:
            stop = self._word(data, size, at)
        if self._size:
            self._numbers[self.used] = self._number(min(self._size, MAX_TERM))
            self.used += 1
        return stop

    @cython.cfunc
    @cython.exceptval(-1, check=True)
    def _dotted(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Read `U.S.`, `U.S` or `e.g.`: its letters are the term. Return `at` when none stands there."""
        stop: cython.Py_ssize_t = at
        n: cython.int = 0
        while self._kind(data, size, stop) == LETTER and stop + 1 < size and data[stop + 1] == 46:
            stop += 2
            n += 1
        if n == 0:
            return at
        if self._kind(data, size, stop) == LETTER and not self._is_word(data, size, stop + 1):
            stop += 1
        elif n == 1:
            return at
        i: cython.Py_ssize_t
        for i in range(at, stop, 2):
            self._put(data[i])
        return stop

    @cython.cfunc
    @cython.exceptval(-1, check=True)
    def _decimal(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Read `2,000`, `3.5` or `1,234.5m`: commas go, points stay. Return `at` when none stands there."""
        stop: cython.Py_ssize_t = self._digits(data, size, at)
        first: cython.Py_ssize_t = stop
        end: cython.Py_ssize_t
        if stop - at <= 3:
            while (
                stop + 3 < size
                and data[stop] == 44
                and self._kind(data, size, stop + 1) == DIGIT
                and self._kind(data, size, stop + 2) == DIGIT
                and self._kind(data, size, stop + 3) == DIGIT
            ):
                stop += 4
            if stop > first:
                end = stop
                while end < size and data[end] == 44:
                    end += 1
                if self._kind(data, size, end) == DIGIT:
                    stop = first
        is_grouped: cython.bint = stop > first
        while stop + 1 < size and data[stop] == 46 and self._kind(data, size, stop + 1) == DIGIT:
            stop = self._digits(data, size, stop + 1)
            if is_grouped:
                break
        if stop == first:
            return at
        while self._is_word(data, size, stop):
            stop += 1
        i: cython.Py_ssize_t
        for i in range(at, stop):
            if data[i] != 44:
                self._put(data[i])
        return stop

    @cython.cfunc
    @cython.exceptval(check=False)
    def _digits(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        while self._kind(data, size, at) == DIGIT:
            at += 1
        return at

    @cython.cfunc
    @cython.exceptval(-1, check=True)
    def _word(self, data: bytes, size: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Read letters, digits and the apostrophes between them, which go, and with a last one its s."""
        quote: cython.int
        last_quote: cython.Py_ssize_t = -1
        while True:
            if self._is_word(data, size, at):
                self._put(data[at])
                at += 1
                continue
            quote = self._apostrophe(data, size, at)
            if quote == 0 or not self._is_word(data, size, at + quote):
                break
            at += quote
            last_quote = self._size
        if last_quote >= 0 and self._size == last_quote + 1 and (data[at - 1] | 32) == 115:
            self._size -= 1
        return at

    @cython.cfunc
    def _number(self, size: cython.Py_ssize_t) -> cython.uint:
        """Return the number of the term in the first `size` places of `_term`, a new one if it was not met before."""
        head: cython.ulonglong = 0
        code: cython.ulonglong
        key: cython.uint
        i: cython.Py_ssize_t
        for i in range(min(size, HEAD)):
            code = self._term[i]
            head |= code << (8 * i)
        key = _hash(head)
        for i in range(HEAD, size):
            key = ((key ^ self._term[i]) * FNV_PRIME) & LOW_BITS
        return self._find(key, head, size)

    @cython.cfunc
    def _find(self, key: cython.uint, head: cython.ulonglong, size: cython.Py_ssize_t) -> cython.uint:
        """Return what `_number` does; `key` and `head` are what it makes of the term.

        A slot is two numbers: the head, and the key, shifted by 32, with the number, plus one; both are 0 where there
        is no term. No term has a byte of 0, so that heads of fewer than eight bytes, ending with zeros, tell terms
        apart.
        """
        slot: cython.uint = key & self._mask
        found: cython.ulonglong = self._slots[2 * slot + 1]
        term: cython.uint
        wide: cython.ulonglong = key
        while found:
            if self._slots[2 * slot] == head:
                term = (found & LOW_BITS) - 1
                if size < HEAD or (found >> 32 == wide and self._is_term(term, size)):
                    return term
            slot = (slot + 1) & self._mask
            found = self._slots[2 * slot + 1]
        return self._learn(slot, wide, head, size)

    @cython.cfunc
    def _learn(
        self, slot: cython.uint, key: cython.ulonglong, head: cython.ulonglong, size: cython.Py_ssize_t
    ) -> cython.uint:
        """Return the number of a new term, whose slot is to be `slot`."""
        term: cython.uint = self.n_terms
        self._slots[2 * slot] = head
        self._slots[2 * slot + 1] = (key << 32) | (term + 1)
        if term >= cython.cast(cython.uint, self._ends.shape[0]):
            self._ends = grown(self._ends, term, term + 1)
        self._text += bytes(self._term[:size])
        self._ends[term] = len(self._text)
        self.n_terms += 1
        if self.n_terms > (self._mask >> 1):
            self._rehash()
        return term

    @cython.cfunc
    @cython.exceptval(check=False)
    def _is_term(self, term: cython.uint, size: cython.Py_ssize_t) -> cython.bint:
        start: cython.Py_ssize_t = self._ends[term - 1] if term > 0 else 0
        stop: cython.Py_ssize_t = self._ends[term]
        i: cython.Py_ssize_t
        if stop - start != size:
            return False
        different: cython.int = 0
        for i in range(size):
            different |= self._text[start + i] ^ self._term[i]
        return different == 0

    @cython.cfunc
    def _rehash(self) -> cython.void:
        old: cython.ulonglong[::1] = self._slots
        self._slots = _longs(2 * old.shape[0])
        self._mask = old.shape[0] - 1
        place: cython.Py_ssize_t
        slot: cython.uint
        for place in range(0, old.shape[0], 2):
            if old[place + 1]:
                slot = (old[place + 1] >> 32) & self._mask
                while self._slots[2 * slot + 1]:
                    slot = (slot + 1) & self._mask
                self._slots[2 * slot] = old[place]
                self._slots[2 * slot + 1] = old[place + 1]

    @cython.cfunc
    def _refer(self, run: bytes) -> cython.void:
        """Append the terms that the reference finds in a run of characters without white space."""
        known = self._known.get(run)
        if known is None:
            known = array("I")
            for term in self._reference(run.decode("utf-8", "surrogatepass")):
                known.append(self._intern(term.encode("utf-8", "surrogatepass")))
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            self._known[run] = known
        n: cython.Py_ssize_t = len(known)
        if self.used + n > self._numbers.shape[0]:
            self._numbers = grown(self._numbers, self.used, self.used + n)
        for number in known:
            self._numbers[self.used] = number
            self.used += 1

    @cython.cfunc
    def _intern(self, term: bytes) -> cython.uint:
        size: cython.Py_ssize_t = len(term)
        i: cython.Py_ssize_t
        if size > self._term.shape[0]:
            self._term = memoryview(bytearray(2 * size))
        for i in range(size):
            self._term[i] = term[i]
        return self._number(size)
