"""What damaged bytes come to once they are read as values: a date no calendar has, a record that is no JSON.

The codec checks what its kernels rely on and leaves values as they are, so such a fault shows anywhere. Rather than
look for it everywhere, whoever fails in a way nobody foresaw has the files read through: is one not as it was written,
that is what is told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from indexer.format.directory import check_files
from indexer.format.errors import IndexDamagedError, IndexMissingError
from indexer.format.manifest import how_to_rebuild


class _OfAnIndex(Protocol):
    @property
    def folder(self) -> Path: ...


_Options = ParamSpec("_Options")
_Owner = TypeVar("_Owner", bound=_OfAnIndex)
_Answer = TypeVar("_Answer")


def damage_told(
    method: Callable[Concatenate[_Owner, _Options], _Answer],
) -> Callable[Concatenate[_Owner, _Options], _Answer]:
    """Return a method that raises `IndexDamagedError` where it fails over bytes that are not as they were written.

    Errors of the project's own, which say what is wrong, and those over a sound index go on as they are.
    """

    @wraps(method)
    def told(self: _Owner, /, *args: _Options.args, **options: _Options.kwargs) -> _Answer:
        try:
            return method(self, *args, **options)
        except (ArithmeticError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
            is_ours = type(error).__module__.partition(".")[0] in ("indexer", "search")
            fault = "" if is_ours else _first_fault(self.folder)
            if not fault:
                raise
            raise IndexDamagedError(self.folder, f"{fault}; {how_to_rebuild(self.folder)}") from error

    return told


def _first_fault(folder: Path) -> str:
    """Return what is wrong with the files of an index; nothing where it has been taken away since it was opened."""
    try:
        return next(iter(check_files(folder)), "")
    except IndexMissingError:
        return ""
