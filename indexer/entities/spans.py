"""A found name before anyone has decided whom it means, and the contract of what finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from indexer.model import EntityType


class ExtractorUnavailable(RuntimeError):  # noqa: N818 - the name says what is the case
    """An extractor whose optional part is not installed; the message says how to install it."""


class Span(NamedTuple):
    """Characters `start` to `stop` (half open) of a paragraph, and what they name.

    >>> span = Span(0, 5, "person")
    >>> "Putin said"[span.start:span.stop]
    'Putin'
    """

    start: int
    stop: int
    type: EntityType


class Finder(Protocol):
    """Finds names in the paragraphs of one article.

    `find` returns, for each paragraph, its spans sorted by `start`, not overlapping. What it returns depends on
    nothing but these paragraphs.
    """

    name: str
    version: str

    def find(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each paragraph of one article."""
        ...
