# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The text of a record, read from what its own line in the file has of it."""

from __future__ import annotations

from json.decoder import scanstring  # type: ignore[attr-defined]  # not told of by its stubs

import cython

if cython.compiled:
    from cython.cimports.cpython.unicode import PyUnicode_DecodeASCII, PyUnicode_FromKindAndData
    from cython.cimports.libc.string import memcmp

_BEFORE_BYTES = cython.declare(cython.Py_ssize_t, 9)
_MOST_BYTES = cython.declare(cython.Py_ssize_t, 8192)  # of a text with escapes that is put together here


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
    before: cython.p_char = b',"text":"'
    n_escapes: cython.Py_ssize_t = 0
    if n < 1 or (line[0] != ord("=") and line[0] != ord("+")):
        return None
    while at + _BEFORE_BYTES <= n and (line[at] != ord(",") or memcmp(line + at, before, _BEFORE_BYTES) != 0):
        at += 1
    start = at = at + _BEFORE_BYTES
    while at < n and line[at] != ord('"'):
        if line[at] < 32 or line[at] > 126:
            return None
        if line[at] == ord("\\"):
            n_escapes += 1
            at += 1
        at += 1
    if at >= n:
        return None
    if n_escapes == 0:
        return PyUnicode_DecodeASCII(cython.cast(cython.p_char, line + start), at - start, cython.NULL)
    return _unescaped(line + start, at - start)


@cython.cfunc
def _unescaped(given: cython.pointer[cython.const[cython.uchar]], n: cython.Py_ssize_t) -> object:
    """Return what `n` bytes of ASCII stand for with their escapes, None where one is wrong or half of a character."""
    room = cython.declare(cython.ushort[8192])
    i: cython.Py_ssize_t = 0
    n_out: cython.Py_ssize_t = 0
    code: cython.int
    if n > _MOST_BYTES:
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
