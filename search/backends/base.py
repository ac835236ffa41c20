"""The contract of a backend: an open index that answers requests."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from indexer.format.questions import IndexState
from search.completion import Completion
from search.concordance import Concordance
from search.explanation import Why
from search.request import Order, SearchRequest
from search.results import ArticleText, Hit, Results


class Backend(Protocol):
    """An open index. It keeps the state it was opened at until `close`."""

    def search(self, request: SearchRequest) -> Results:
        """Answer a request; raise `QueryError` for a strict one that cannot be understood."""
        ...

    def concordance(self, request: SearchRequest, order: Order, width: int) -> Concordance:
        """Return a page of all occurrences of what a request asks for."""
        ...

    @property
    def folder(self) -> Path | None:
        """The folder of the index, None where it is none of this machine."""
        ...

    @property
    def state(self) -> IndexState:
        """Which state of the index is open."""
        ...

    def ids(self, request: SearchRequest) -> tuple[str, ...]:
        """Return the ids of all matches, in the order the request asks for."""
        ...

    def hits(self, request: SearchRequest, ids: Collection[str]) -> tuple[Hit, ...]:
        """Return those of the matches whose ids are `ids`, in the order the request asks for."""
        ...

    def complete(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return words, names and fields that begin so, the most frequent first."""
        ...

    def why(self, key: str, request: SearchRequest) -> Why:
        """Judge a paragraph, or all of an article, by a request; raise `RequestError` where there is none."""
        ...

    def article(self, key: str, request: SearchRequest) -> ArticleText:
        """Return an article by its key or the id of a paragraph, with the matches of a request marked.

        Raises `RequestError` where there is none of that name.
        """
        ...

    def close(self) -> None:
        """Give back files and connections."""
        ...
