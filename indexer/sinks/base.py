"""The contract of a sink: articles go in and out whole, and nothing is seen before the commit."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

from indexer.model import Paragraph


class Sink(Protocol):
    """Takes the paragraphs of articles. Used as a context manager: leaving it by an exception takes all back."""

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add all paragraphs of one article; those of the same key must have been deleted before."""

    def delete(self, article: str) -> None:
        """Take out the paragraphs of the article with that key, if there are any."""

    def commit(self) -> None:
        """Make all since the last commit visible at once, and lasting."""

    def finish(self) -> None:
        """Commit for the last time, and wait for what goes on beside."""

    def __enter__(self) -> Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
