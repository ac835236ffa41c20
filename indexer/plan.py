"""Which files a run has to read: the roots walked and compared with the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.ledger import FileEntry, Ledger
from indexer.sources import Reject, walk


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read: `key` is the key its articles start with."""

    path: Path
    key: str
    root: str
    n_bytes: int
    modified_ns: int

    @property
    def file(self) -> str:
        """The name of the file in the ledger."""
        return ledger_name(self.path)


@dataclass(slots=True)
class Plan:
    """What a run has to do. `unchanged` are files whose articles stay as they are, `vanished` are gone from disk."""

    tasks: list[Task] = field(default_factory=list)
    unchanged: list[FileEntry] = field(default_factory=list)
    vanished: list[FileEntry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def total_bytes(self) -> int:
        """Size of all files to be read."""
        return sum(task.n_bytes for task in self.tasks)


def make_plan(roots: Iterable[str], ledger: Ledger, index: Path, extractor: str, read_all: Iterable[str] = ()) -> Plan:
    """Walk `roots` and say which files are new or changed, which are as they were, and which are gone.

    A file is as it was when its size and time of change are, and the same extractor read it; below the roots in
    `read_all` every file is read. Files of a root that cannot be reached are not gone: the root is reported instead.
    """
    plan = Plan()
    excluded = ledger.excluded()
    everything = set(read_all)
    seen: set[str] = set()
    keys: dict[str, str] = {}
    unreachable: set[str] = set()
    for root in roots:
        for found in walk(Path(root), skip=(index,)):
            if isinstance(found, Reject):
                plan.rejects.append(found)
                if found.code in ("missing", "unreadable"):
                    unreachable.add(root)
                continue
            path, key = found
            name = ledger_name(path)
            if name in seen or not excluded.isdisjoint(map(ledger_name, (path, *path.parents))):
                continue
            seen.add(name)
            task = _task(path, _free_key(key, Path(root), keys), root, plan)
            if task is None:
                continue
            keys[task.key] = name
            known = ledger.file(name)
            if known is not None and root not in everything and _is_as_known(task, known, extractor):
                plan.unchanged.append(known)
            else:
                plan.tasks.append(task)
    # A folder that could not be read may still hold its files: only what is surely gone leaves the index.
    plan.vanished = [
        entry
        for entry in ledger.files()
        if entry.path not in seen and not (entry.root in unreachable and not _is_gone(entry))
    ]
    return plan


def ledger_name(path: Path) -> str:
    """Return a path as text that a database can hold: bytes that are no UTF-8 as `\\xff`.

    >>> ledger_name(Path("/news/a.txt"))
    '/news/a.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _free_key(key: str, root: Path, taken: dict[str, str]) -> str:
    """Return `key`, or with the root's name before it when another root has a file of that key."""
    return key if key not in taken else f"{root.name}/{key}"


def _task(path: Path, key: str, root: str, plan: Plan) -> Task | None:
    try:
        status = path.stat()
    except OSError as error:
        plan.rejects.append(Reject(key, f"the file cannot be read: {error.strerror}", "unreadable"))
        return None
    return Task(path, key, root, status.st_size, status.st_mtime_ns)


def _is_as_known(task: Task, known: FileEntry, extractor: str) -> bool:
    was = (known.n_bytes, known.modified_ns, known.extractor)
    return was == (task.n_bytes, task.modified_ns, extractor)


def _is_gone(entry: FileEntry) -> bool:
    """Tell whether the folder the file was in can be read and has it no more."""
    folder = Path(entry.path).parent
    try:
        return Path(entry.path).name not in {path.name for path in folder.iterdir()}
    except OSError:
        return False
