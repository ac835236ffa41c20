"""A pager for answers longer than the screen, as git does it: `DATELINE_PAGER`, then `PAGER`, then `less -FRX`."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from search.render.terminal import Terminal

_DEFAULT: Final = "less -FRX"
_NOT_FOUND: Final = 127
"""What a shell exits with when there is no such command."""


def pager_command(environ: Mapping[str, str]) -> str:
    """Return the command line of the pager, empty where the user wants none (an empty variable, or `cat`).

    >>> pager_command({}), pager_command({"PAGER": "more"}), pager_command({"PAGER": "more", "DATELINE_PAGER": ""})
    ('less -FRX', 'more', '')
    """
    command = environ.get("DATELINE_PAGER", environ.get("PAGER", _DEFAULT)).strip()
    return "" if command == "cat" else command


def is_longer_than_screen(text: str, terminal: Terminal) -> bool:
    """Return whether `text` has more lines than the terminal shows beside the prompt."""
    return text.count("\n") >= terminal.height


def page(text: str, command: str, environ: Mapping[str, str], encoding: str = "utf-8") -> bool:
    """Show `text` with the pager `command` and wait until it is closed; return whether there was such a command.

    The command is run by the shell, as its variable is the user's own. Closing the pager early is no error, and Ctrl-C
    is for the pager while it is open. To be called from the main thread.
    """
    # With these a plain `PAGER=less` shows colours too; a LESS of the user's own is left alone.
    settings = {"LESS": "FRX", **environ}
    process = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=settings)  # noqa: S602
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError):
            process.communicate(text.encode(encoding, errors="backslashreplace"))
        return process.wait() != _NOT_FOUND
    finally:
        signal.signal(signal.SIGINT, previous)
