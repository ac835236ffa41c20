"""Characters that must not pass: what drives a terminal, reorders a line or cannot be stored."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE_SEQUENCES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -~])?")

# C0 and DEL, C1, soft hyphen, zero width space, word joiner and BOM, bidirectional controls, lone surrogates.
# The zero width (non-)joiners stay: Persian words and emoji are written with them.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SPACES: Final = frozenset("\x0b\x0c")


def clean(text: str) -> str:
    """Return `text` without control and escape characters, bidirectional controls and invisible word breakers.

    Tab and newline stay. A C1 character is what a reader of Latin-1 makes of a Windows quotation mark or dash, so
    it becomes that mark again; a lone surrogate becomes U+FFFD.

    >>> clean("Talks \\x1b[31mopen\\x1b[0m in Gene\\u00adva: \\x93no\\x94")
    'Talks open in Geneva: “no”'
    """
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(_harmless, _ESCAPE_SEQUENCES.sub("", text))


def one_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space made one space and none at its ends.

    >>> one_line(" Talks\\n open ")
    'Talks open'
    """
    return " ".join(clean(text).split())


def safe_key(path: str) -> str:
    """Return a path as it can be stored and shown: an unsafe character is written `%` and its hexadecimal bytes.

    >>> safe_key("a\\x1bb.txt"), safe_key("caf\\udce9.txt")
    ('a%1Bb.txt', 'caf%E9.txt')
    """

    def escaped(match: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogateescape"))

    return re.sub(f"{_UNSAFE.pattern}|[\t\n\r\u2028\u2029]", escaped, path)


def _harmless(match: re.Match[str]) -> str:
    character = match.group()
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore")
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return " " if character in _SPACES else ""
