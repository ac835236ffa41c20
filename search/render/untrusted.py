"""Text from an index or a question, made safe to show.

Titles, snippets, names and keys come from files that anybody may have written. An escape sequence in them must not
reach a terminal, a direction override must not turn a line around, and a line break must not forge a line. Each such
character is replaced by exactly one visible one, so that offsets into the text stay right.

>>> printable("Talks \\x1b[31mfail\\x1b[0m\\nagain")
'Talks ␛[31mfail␛[0m again'
"""

from __future__ import annotations

import re
from typing import Final

_BREAKS: Final = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_C0: Final = tuple(chr(code) for code in range(0x20))
_C1: Final = tuple(chr(code) for code in range(0x80, 0xA0))
# Embeddings, overrides and isolates, the deprecated format characters after them, and interlinear annotation. The
# marks U+200E, U+200F and U+061C stay: Hebrew and Arabic text needs them, and they turn nothing but their neighbours.
_STEERING: Final = "\u202a-\u202e\u2066-\u206f\ufff9-\ufffb"

UNSAFE: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_STEERING}\ud800-\udfff]")
"""One character that must not reach a terminal as it is; a lone surrogate cannot even be encoded."""

_REPLACEMENT: Final = "\ufffd"
_PICTURES: Final = {
    **dict.fromkeys(_C1, _REPLACEMENT),
    **{char: chr(0x2400 + ord(char)) for char in _C0},
    "\x7f": "\u2421",
    **dict.fromkeys(_BREAKS, " "),
}


def printable(text: str) -> str:
    """Return `text` with every unsafe character replaced by one visible character (line breaks and tabs by a space).

    The result has the length of `text`; text without unsafe characters comes back as it is.
    """
    return UNSAFE.sub(lambda match: _PICTURES.get(match[0], _REPLACEMENT), text)
