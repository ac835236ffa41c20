"""Writing an answer out: the right encoding, a pager where it helps, and no noise when the reader goes away."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, TextIO, get_args

from search.render import Format, render
from search.render.terminal import ColorChoice, Terminal
from search.results import Results

Encoding = Literal["utf-8", "utf-8-sig"]

ENCODINGS: Final[tuple[str, ...]] = get_args(Encoding)


_TABLES: Final = frozenset({"csv", "tsv"})
_WITHOUT_SNIPPETS: Final = frozenset({"csv", "tsv", "paths"})


@dataclass(frozen=True, slots=True)
class Presentation:
    """How an answer is to be shown, apart from what is asked.

    `counts_only` leaves the hits out; `ends_with_null` is for paths, `encoding` for tables; `pages` allows a pager.

    >>> Presentation("csv", counts_only=True).wants()
    {'limit': 0, 'snippets': False}
    """

    form: Format = "text"
    counts_only: bool = False
    ends_with_null: bool = False
    encoding: Encoding = "utf-8"
    color: ColorChoice = "auto"
    pages: bool = True

    def wants(self) -> dict[str, Any]:
        """Return the keywords of `Engine.search` that follow from the form: what is not shown is not asked for."""
        if self.counts_only:
            return {"limit": 0, "snippets": False}
        return {"snippets": False} if self.form in _WITHOUT_SNIPPETS else {}

    @property
    def leaves_facets_out(self) -> bool:
        """Whether facets that were asked for do not show in this form."""
        return self.form == "paths" or (self.form in _TABLES and not self.counts_only)

    def show(self, results: Results, stream: TextIO, environ: Mapping[str, str]) -> None:
        """Write `results` to `stream`, on a terminal through the pager where they are longer than the screen."""
        terminal = Terminal.of(stream, self.color, environ)
        line_end = "\0" if self.ends_with_null else "\n"
        pieces = render(results, self.form, terminal, counts_only=self.counts_only, line_end=line_end)
        self.put(pieces, stream, environ)

    def put(self, pieces: Iterable[str], stream: TextIO, environ: Mapping[str, str]) -> None:
        """Write what is laid out already as `show` does."""
        terminal = Terminal.of(stream, self.color, environ)
        self._prepare(stream)
        if terminal.is_interactive and self.pages:
            _page(pieces, stream, terminal, environ)
        else:
            write(pieces, stream)

    def _prepare(self, stream: TextIO) -> None:
        """Set the encoding of `stream`.

        Text keeps the encoding of the terminal, with escapes for what it lacks. Keys of articles go out as the bytes of
        their file names. What programs read is UTF-8 whatever the locale says.
        """
        if not isinstance(stream, io.TextIOWrapper):
            return
        if self.form == "text":
            stream.reconfigure(errors="backslashreplace")
        elif self.form == "paths":
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")
        else:
            encoding = self.encoding if self.form in _TABLES else "utf-8"
            stream.reconfigure(encoding=encoding, errors="strict", newline="")


def write(pieces: Iterable[str], stream: TextIO) -> None:
    """Write `pieces` and flush. A reader that has gone away is no error.

    Raises `OSError` where the stream cannot be written for another reason, a full disk for one.
    """
    try:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
    except BrokenPipeError:
        _discard_rest(stream)
    except OSError:
        _discard_rest(stream)
        raise


def _page(pieces: Iterable[str], stream: TextIO, terminal: Terminal, environ: Mapping[str, str]) -> None:
    from search.render import pager  # subprocess is slow to import, and most answers fit

    text = "".join(pieces)
    command = pager.pager_command(environ)
    if command and pager.is_longer_than_screen(text, terminal):
        stream.flush()
        if pager.page(text, command, environ, stream.encoding or "utf-8"):
            return
    write([text], stream)


def _discard_rest(stream: TextIO) -> None:
    # What is still buffered would be tried again at exit, with a message that nobody can use.
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
