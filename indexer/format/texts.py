# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The text of a record, read from what its own line in the file has of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # not told of by its stubs

import cython

from indexer.format.codec.records import RecordsReader

if cython.compiled:
    from cython.cimports.cpython.unicode import PyUnicode_DecodeASCII, PyUnicode_FromKindAndData
    from cython.cimports.indexer.format.codec.frames import Frames
    from cython.cimports.libc.string import memchr, memcmp
else:
    from indexer.format.codec.frames import Frames

MOST_BYTES = cython.declare(cython.Py_ssize_t, 1 << 15)
"""Of a line that is put together; one of a single huge paragraph is left to the decompressor."""
SLACK = cython.declare(cython.Py_ssize_t, 1)  # so that where an empty line would stand can be told

_BEFORE_BYTES = cython.declare(cython.Py_ssize_t, 9)
_MOST_UNESCAPED = cython.declare(cython.Py_ssize_t, 8192)  # of a text with escapes that is put together here


@cython.cclass
class Texts:
    """Reads the texts of a segment's records."""

    _records: object
    _frames: Frames
    _whole: cython.uchar[::1]

    def __init__(self, records: RecordsReader) -> None:
        self._records = records
        self._whole = None

    def of(self, docs: Sequence[int]) -> list[str | None]:
        """Return the texts of documents, None for what is not told here.

        Raises `IndexDamagedError` where a block cannot be read.
        """
        frames: Frames = self._records.twin
        if frames is None:
            return [text_in(self._records.own_line(doc)) for doc in docs]
        with self._records.lock:
            return self._read(frames, docs)

    @cython.cfunc
    def _read(self, frames: Frames, docs: Sequence[int]) -> list:
        n: cython.Py_ssize_t = len(docs)
        k: cython.Py_ssize_t
        size: cython.Py_ssize_t
        wanted: cython.uint[::1] = array("I", docs)
        blocks: cython.uint[::1] = array("I", bytes(4 * n))
        found: list = []
        frames.find(wanted, blocks)
        for k in range(n):
            text = None
            if frames.read(blocks[k], wanted[k]):
                text = _text(frames.room, frames.start, frames.stop)
                if text is None:
                    size = self._put_together(frames, blocks[k], wanted[k])
                    text = _text(self._whole, 0, size) if size > 0 else None
            found.append(text)
        return found

    @cython.cfunc
    def _put_together(self, frames: Frames, block: cython.Py_ssize_t, doc: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Make the line that was read whole where it is part of an earlier one's; return its size, -1 where it is not.

        What `RecordsReader.line` does, within the frames that are unpacked here.
        """
        at: cython.Py_ssize_t = frames.start + 1
        stop: cython.Py_ssize_t = frames.stop
        back: cython.Py_ssize_t = 0
        first: cython.Py_ssize_t = 0
        last: cython.Py_ssize_t = 0
        n_own: cython.Py_ssize_t
        k: cython.int
        begin: cython.Py_ssize_t
        if at > stop or frames.room[at - 1] != ord("+"):
            return -1
        for k in range(3):
            back, first = first, last
            last = 0
            begin = at
            while at < min(stop, begin + 9) and 48 <= frames.room[at] <= 57:
                last = 10 * last + frames.room[at] - 48
                at += 1
            if at == begin or at >= stop or frames.room[at] != (ord(",") if k < 2 else ord(":")):
                return -1
            at += 1
        n_own = stop - at
        if not 0 < back <= doc or first + n_own + last > MOST_BYTES:
            return -1
        if self._whole is None:
            self._whole = bytearray(MOST_BYTES + SLACK)
        self._whole[first : first + n_own] = frames.room[at:stop]
        doc -= back
        if not frames.read(frames.block_before(block, doc), doc):
            return -1
        at, stop = frames.start, frames.stop
        if first + last > stop - at or frames.room[at] != ord("="):
            return -1
        self._whole[:first] = frames.room[at : at + first]
        self._whole[first + n_own : first + n_own + last] = frames.room[stop - last : stop]
        return first + n_own + last


def text_in(line: bytes) -> str | None:
    """Return the text of a record from what its own line in the file has of it, None where that is not all of the text.

    Paragraphs of one article share most of what is not their text: a line is mostly enough, and its block alone is
    read.

    >>> from indexer.format.records import pack_record
    >>> from indexer.model import Paragraph
    >>> record = pack_record(Paragraph(article="a.txt", number=1, kind="body", text='"Talks," he said.'))
    >>> text_in(b"=" + record.encode())
    '"Talks," he said.'
    >>> text_in(b'+12,50,9:3,"kind":"body","text":"Talks op') is None
    True
    """
    text = None
    if cython.compiled:
        text = _scanned(line, len(line))
    return _scanned_by_json(line) if text is None else text


@cython.cfunc
def _text(room: cython.uchar[::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> object:
    """Return what `text_in` does of a line in `room`, None also for a text that is not of the plainest kind."""
    if cython.compiled:
        return _scanned(cython.address(room[start]), stop - start)
    return _scanned_by_json(bytes(room[start:stop]))


def _scanned_by_json(line: bytes) -> str | None:
    """Return what `text_in` does, by the library's own scanner: of whatever escapes there are."""
    # Inside the strings before it this mark would have a backslash before each quotation mark.
    at = line.find(b',"text":"')
    if at < 0 or line[:1] not in (b"=", b"+"):
        return None
    try:
        return str(scanstring(line[at:].decode("ascii"), _BEFORE_BYTES)[0])
    except ValueError:
        return None


@cython.cfunc
def _scanned(line: cython.pointer[cython.const[cython.uchar]], n: cython.Py_ssize_t) -> object:
    """Return the text of a line of `n` bytes, None where it has none or one that is not of the plainest kind."""
    at: cython.Py_ssize_t = 1
    start: cython.Py_ssize_t
    i: cython.Py_ssize_t
    before: cython.p_char = b',"text":"'
    is_odd: cython.uchar = 0
    if n < 1 or (line[0] != ord("=") and line[0] != ord("+")):
        return None
    while at + _BEFORE_BYTES <= n and (line[at] != ord(",") or memcmp(line + at, before, _BEFORE_BYTES) != 0):
        at += 1
    start = at = at + _BEFORE_BYTES
    if at >= n:
        return None
    at = _find(line, ord('"'), at, n)
    escape: cython.Py_ssize_t = _find(line, ord("\\"), start, at)
    has_escapes: cython.bint = escape < at
    while escape < at:
        # What stands behind a backslash ends no text.
        if at == escape + 1:
            at = _find(line, ord('"'), at + 1, n)
        escape = _find(line, ord("\\"), escape + 2, at)
    if at >= n:
        return None
    for i in range(start, at):
        is_odd |= cython.cast(cython.uchar, line[i] - 32) > 94
    if is_odd:
        return None
    if not has_escapes:
        return PyUnicode_DecodeASCII(cython.cast(cython.p_char, line + start), at - start, cython.NULL)
    return _unescaped(line + start, at - start)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _find(
    line: cython.pointer[cython.const[cython.uchar]],
    byte: cython.int,
    start: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Return where a byte stands first from `start` on, `stop` where it does not before it."""
    if start >= stop:
        return stop
    found = cython.cast(cython.pointer[cython.const[cython.uchar]], memchr(line + start, byte, stop - start))
    return stop if found is cython.NULL else found - line


@cython.cfunc
def _unescaped(given: cython.pointer[cython.const[cython.uchar]], n: cython.Py_ssize_t) -> object:
    """Return what `n` bytes of ASCII stand for with their escapes, None where one is wrong or half of a character."""
    room = cython.declare(cython.ushort[8192])
    i: cython.Py_ssize_t = 0
    n_out: cython.Py_ssize_t = 0
    code: cython.int
    if n > _MOST_UNESCAPED:
        return None
    while i < n:
        code = given[i]
        i += 1
        if code == ord("\\"):
            # What follows is there: a text does not end right behind a backslash.
            code = given[i]
            i += 1
            if code == ord("u"):
                code = _number(given + i) if i + 4 <= n else -1
                i += 4
            elif code == ord("n"):
                code = 10
            elif code != ord('"') and code != ord("\\"):
                return None
            if code < 0 or 0xD800 <= code < 0xE000:
                return None
        room[n_out] = code
        n_out += 1
    return PyUnicode_FromKindAndData(2, room, n_out)


@cython.cfunc
@cython.exceptval(check=False)
def _number(digits: cython.pointer[cython.const[cython.uchar]]) -> cython.int:
    """Return the number of four hexadecimal digits, -1 where one is none."""
    number: cython.int = 0
    digit: cython.int
    i: cython.Py_ssize_t
    for i in range(4):
        digit = digits[i]
        if 48 <= digit <= 57:
            digit -= 48
        elif 97 <= (digit | 32) <= 102:
            digit = (digit | 32) - 87
        else:
            return -1
        number = number * 16 + digit
    return number
