"""The files below a folder that are to be read, in an order that is always the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.sources.base import Reject
from indexer.sources.clean import safe_key
from indexer.sources.registry import source_for

_ABOUT_THE_FOLDER: Final = frozenset({"readme", "license", "licence", "notice", "copying", "changelog", "contributing"})
_INDEX_MARK: Final = "manifest.json"


def walk(root: Path, skip: Collection[Path] = ()) -> Iterator[tuple[Path, str] | Reject]:
    """Yield the path and the key of every file below `root` a source can read, sorted by name in each folder.

    The key is the path below `root` with forward slashes; of a `root` that is a file, its name. Hidden files and
    folders, folders in `skip` and folders that are an index are passed over in silence. A folder reached twice,
    through a link, is read once. Yields a `Reject` for a folder or a file that cannot be read (`unreadable`), for
    files of other formats (`unknown-format`) and for a folder's own README, LICENSE or NOTICE (`not-an-article`). A
    `root` that is a file is meant: a README is read, and a format that no source reads is a failure (`unread-format`).
    """
    if root.is_dir():
        seen: set[tuple[int, int]] = set()
        yield from _folder(root, "", {path.resolve() for path in skip}, seen)
    elif root.exists():
        yield _named_file(root, safe_key(root.name))
    else:
        yield Reject(safe_key(str(root)), "there is no such file or folder", "missing")


def _folder(
    folder: Path, prefix: str, skip: Collection[Path], seen: set[tuple[int, int]]
) -> Iterator[tuple[Path, str] | Reject]:
    try:
        status = folder.stat()
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        yield Reject(safe_key(prefix or "."), f"the folder cannot be read: {error.strerror or error}", "unreadable")
        return
    if (status.st_dev, status.st_ino) in seen or folder.resolve() in skip or _is_index(names):
        return
    seen.add((status.st_dev, status.st_ino))
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        if path.is_symlink() and folder.resolve().is_relative_to(path.resolve()):
            continue  # a link to a folder above: what is in there is read from there, or was not asked for
        elif path.is_dir():
            yield from _folder(path, f"{prefix}{name}/", skip, seen)
        else:
            yield _file(path, safe_key(prefix + name))


def _named_file(path: Path, key: str) -> tuple[Path, str] | Reject:
    """Return a file that was named by itself: wanted whatever its name, and a failure where no source reads it."""
    found = _file(path, key)
    if isinstance(found, Reject) and found.code == "not-an-article":
        return path, key
    return replace(found, code="unread-format") if isinstance(found, Reject) and source_for(path) is None else found


def _file(path: Path, key: str) -> tuple[Path, str] | Reject:
    if source_for(path) is None:
        return Reject(
            key, f"no source reads {''.join(path.suffixes[-2:]) or 'a file without a suffix'}", "unknown-format"
        )
    if path.name.split(".", 1)[0].lower() in _ABOUT_THE_FOLDER and path.suffix.lower() in (".md", ".txt"):
        return Reject(key, "it tells about the folder", "not-an-article")
    if not path.is_file():
        return Reject(key, "it is a broken link or no regular file", "unreadable")
    return path, key


def _is_index(names: Collection[str]) -> bool:
    return _INDEX_MARK in names and "ledger.sqlite" in names
