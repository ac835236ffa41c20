"""What a run of the indexer did: counts, rejects and notes, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.sources.base import Note, Reject


@dataclass(slots=True)
class Report:
    """Counts of one run. `added`, `updated`, `deleted` are articles.

    `skipped` are articles that have not changed and files that are none of ours (an unknown format, a README), the
    latter listed in `ignored`; `failed` are files and records that should have given an article, listed in `rejects`.
    `notes` tell what was odd about articles that were indexed.
    """

    added: int = 0
    updated: int = 0
    deleted: int = 0
    skipped: int = 0
    paragraphs: int = 0
    rejects: list[Reject] = field(default_factory=list)
    ignored: list[Reject] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many files and records gave nothing though they should have."""
        return len(self.rejects)

    def __str__(self) -> str:
        """Return the closing line.

        >>> str(Report(added=3, skipped=1))
        '3 added, 0 updated, 0 deleted, 1 skipped, 0 failed'
        """
        counts = ("added", "updated", "deleted", "skipped", "failed")
        return ", ".join(f"{getattr(self, name):,} {name}" for name in counts)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: bytes of files dealt with, of all that are to be read, and paragraphs written."""

    done_bytes: int
    total_bytes: int
    n_paragraphs: int


ProgressCallback = Callable[[Progress], None]
