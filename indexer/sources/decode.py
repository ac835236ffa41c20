"""Bytes to text: which encoding a file is written in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from indexer.sources.base import Note, SourceError

# The longest marks first: UTF-32's begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
)
_SAMPLE_BYTES: Final = 64 * 1024
_MOST_CONTROLS: Final = 0.01
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))

# Encodings in which news was written before UTF-8, tried only where the text is not Western European.
_PLAUSIBLE: Final = (
    "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_FOREIGN_RUN: Final = re.compile(r"[^\W\d_a-zA-Z]{4,}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was in; `is_certain` is false where the encoding had to be guessed."""

    text: str
    encoding: str
    is_certain: bool = True


def decode(data: bytes) -> Decoded:
    """Return the text of a file.

    A byte order mark decides, then UTF-8 if every byte fits it. Bytes that do not are damage in a UTF-8 text when
    most of its other non-ASCII characters do fit, and are read as Windows-1252; else the whole is Windows-1252
    when it looks Western European, else what charset-normalizer finds among a few plausible encodings.

    Raises `SourceError` with code `empty` or `binary`.

    >>> decode("Kyiv \\u2014 caf\\u00e9".encode()).encoding
    'utf-8'
    >>> decode("\\u201cNein\\u201d, sagte M\\u00fcller".encode("cp1252"))
    Decoded(text='“Nein”, sagte Müller', encoding='cp1252', is_certain=False)
    """
    if not data.strip():
        raise SourceError("the file is empty", "empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            if not text.strip():
                raise SourceError("the file is empty", "empty")
            return Decoded(text, encoding)
    _refuse_binary(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _western(data) or _detected(data)


def guessed(file: str, decoded: Decoded) -> Note:
    """Return the note on a file whose encoding had to be guessed."""
    return Note(file, f"read as {decoded.encoding}, which is a guess; UTF-8 is read without one", "decoded-as")


def _refuse_binary(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"the file is {what}, not text; save its text and index that", "binary")
    sample = data[:_SAMPLE_BYTES]
    if b"\0" in sample:
        raise SourceError(
            "the file is binary (it holds NUL bytes); text must be UTF-8, or UTF-16 with a mark", "binary"
        )
    n_controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if n_controls > _MOST_CONTROLS * len(sample):
        raise SourceError("the file is binary (it is full of control characters)", "binary")


def _damaged_utf8(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "surrogateescape")
    n_damaged = sum("\udc80" <= character <= "\udcff" for character in text)
    n_whole = sum(character > "\x7f" for character in text) - n_damaged
    if n_whole < n_damaged:
        return None
    windows = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
    return Decoded(text.translate(windows), "damaged utf-8", is_certain=False)


def _western(data: bytes) -> Decoded | None:
    text = data.decode("cp1252", "replace")
    # Western words mix accents with plain letters; Cyrillic read as Windows-1252 is whole words of accents.
    n_foreign = sum(len(run) for run in _FOREIGN_RUN.findall(text))
    n_marked = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") * 20 > n_marked or n_foreign * 4 > n_marked:
        return None
    return Decoded(text, "cp1252", is_certain=False)


def _detected(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # 30 ms to import, and few files need it

    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=list(_PLAUSIBLE)).best()
    encoding = "cp1252" if best is None else best.encoding
    return Decoded(data.decode(encoding, "replace"), encoding, is_certain=False)
