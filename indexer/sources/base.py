"""What a source is: it reads one file into articles, rejects and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from indexer.model import Article


@dataclass(frozen=True, slots=True)
class Reject:
    """A file or a record that is not indexed, and why. `file` is its key; a record adds its line: `a.jsonl:17`.

    `code` is one word for programs (`binary`, `empty`, `duplicate-id` …), `reason` a sentence for people.
    """

    file: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about an article that is indexed all the same; it counts as neither failed nor skipped."""

    file: str
    message: str
    code: str


Record: TypeAlias = Article | Reject | Note

SKIPPED_CODES: frozenset[str] = frozenset({"unknown-format", "not-an-article"})
"""The codes of rejects that are no failure: files that were never meant to be articles."""


class SourceError(Exception):
    """A file that cannot be read as what it claims to be; a source raises it, the registry makes it a `Reject`."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Source(Protocol):
    """A format. `suffixes` are the lower-case ends of file names it reads, each with its dot."""

    suffixes: tuple[str, ...]

    def read(self, path: Path, key: str) -> Iterator[Record]:
        """Yield the articles of the file at `path`, whose key is `key`; raise `SourceError` where it has none."""
        ...
