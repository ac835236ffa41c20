"""Marked text laid out in lines: words kept whole, marks painted, offsets kept.

>>> from search.render.terminal import Terminal
>>> wrap("New sanctions against Russia", (Mark(4, 13, "match"),), 16, Terminal())
['New sanctions', 'against Russia']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from search.render.terminal import Role, Terminal, display_width

_WORD: Final = re.compile(r"\S+")


class Mark(NamedTuple):
    """Characters `start` to `stop` (half open) of a text, to be painted as `role`."""

    start: int
    stop: int
    role: Role


def wrap(text: str, marks: Sequence[Mark], width: int, terminal: Terminal, look: Role | None = None) -> list[str]:
    """Return `text` in lines of at most `width` columns, the marks painted, the rest in `look`.

    `text` must be printable already; `marks` are in order and apart. Lines break at spaces. A single word wider than
    `width` stands alone on a line that is too long, except where it has wide characters (Chinese, Japanese), which may
    be broken anywhere.
    """
    return [_painted(text, start, stop, marks, terminal, look) for start, stop in _lines(text, width)]


def fill(parts: Iterable[str], separator: str, width: int) -> list[str]:
    """Return `parts` joined by `separator` in lines of at most `width` columns where they can be, no part broken.

    >>> fill(["2021-12-31", "Northern Wire", "call.txt#2"], ", ", 30)
    ['2021-12-31, Northern Wire', 'call.txt#2']
    """
    lines: list[str] = []
    for part in parts:
        if lines and display_width(lines[-1] + separator + part) <= width:
            lines[-1] += separator + part
        else:
            lines.append(part)
    return lines


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = stop = -1
    for word_start, word_stop in _words(text, width):
        if start < 0:
            start = word_start
        elif display_width(text[start:word_stop]) > width:
            yield start, stop
            start = word_start
        stop = word_stop
    if start >= 0:
        yield start, stop


def _words(text: str, width: int) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        word = match[0]
        columns = display_width(word)
        if columns <= max(width, len(word)):
            yield match.span()
            continue
        start = match.start()
        for position in range(match.start() + 1, match.end()):
            if display_width(text[start : position + 1]) > width:
                yield start, position
                start = position
        yield start, match.end()


def _painted(text: str, start: int, stop: int, marks: Sequence[Mark], terminal: Terminal, look: Role | None) -> str:
    pieces: list[str] = []
    done = start
    for mark in marks:
        left, right = max(mark.start, done), min(mark.stop, stop)
        if left < right:
            pieces += [_plain(text[done:left], terminal, look), terminal.paint(text[left:right], mark.role)]
            done = right
    pieces.append(_plain(text[done:stop], terminal, look))
    return "".join(pieces)


def _plain(text: str, terminal: Terminal, look: Role | None) -> str:
    return text if look is None else terminal.paint(text, look)
