"""What the place an answer goes to can show: columns, colour, Unicode.

>>> Terminal(color=True).paint("sanctions", "match")
'\\x1b[1;31msanctions\\x1b[0m'
>>> Terminal(color=False).paint("sanctions", "match")
'sanctions'
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TextIO, get_args

ColorChoice = Literal["auto", "always", "never"]
Role = Literal["match", "title", "faint", "bar", "heading", "person", "org", "place", "group"]

COLOR_CHOICES: Final[tuple[str, ...]] = get_args(ColorChoice)

_SGR: Final[Mapping[Role, str]] = {
    "match": "1;31",
    "title": "1",
    "faint": "2",
    "bar": "34",
    "heading": "1",
    "person": "36",
    "org": "35",
    "place": "32",
    "group": "33",
}

_DEFAULT_WIDTH: Final = 80
_LEAST_WIDTH: Final = 40
_MOST_WIDTH: Final = 120
"""Lines longer than this are hard to read; a wider window stays empty on the right."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The shape of an output: `width` columns by `height` lines; `is_interactive` where a person looks on."""

    width: int = _DEFAULT_WIDTH
    height: int = 24
    color: bool = False
    unicode: bool = True
    is_interactive: bool = False

    @classmethod
    def of(cls, stream: TextIO, color: ColorChoice = "auto", environ: Mapping[str, str] | None = None) -> Terminal:
        """Return what `stream` can show.

        `COLUMNS` and `LINES` go before the size of the window, and a pipe has 80 columns. Colour is used on a terminal
        unless `color`, then `NO_COLOR`, then `FORCE_COLOR`, then `TERM=dumb` say something else.
        """
        environ = os.environ if environ is None else environ
        is_interactive = stream.isatty()
        window_width, window_height = _window(stream) if is_interactive else (0, 0)
        width = _positive(environ.get("COLUMNS")) or window_width or _DEFAULT_WIDTH
        return cls(
            width=min(max(width, _LEAST_WIDTH), _MOST_WIDTH),
            height=_positive(environ.get("LINES")) or window_height or 24,
            color=_wants_color(color, environ, is_interactive=is_interactive),
            unicode=(stream.encoding or "").lower().replace("-", "").startswith("utf"),
            is_interactive=is_interactive,
        )

    @property
    def dot(self) -> str:
        """What stands between parts of one line."""
        return " · " if self.unicode else " - "

    @property
    def ellipsis(self) -> str:
        """What tells that a text goes on."""
        return "…" if self.unicode else "..."

    def paint(self, text: str, role: Role) -> str:
        """Return `text` in the look of `role`; unchanged without colour or without text."""
        return f"\x1b[{_SGR[role]}m{text}\x1b[0m" if self.color and text else text


def display_width(text: str) -> int:
    """Return the columns `text` takes: two for wide East Asian characters, none for combining marks.

    >>> display_width("Zürich"), display_width("北京"), display_width("e\\u0301")
    (6, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wants_color(choice: ColorChoice, environ: Mapping[str, str], *, is_interactive: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return is_interactive and environ.get("TERM") != "dumb"


def _window(stream: TextIO) -> tuple[int, int]:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return 0, 0
    return size.columns, size.lines


def _positive(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
