"""The contract of a backend: an open index that answers requests."""

from __future__ import annotations

from typing import Protocol

from search.concordance import Concordance, Order
from search.explanation import Why
from search.request import SearchRequest
from search.results import ArticleText, Results


class Backend(Protocol):
    """An open index. It keeps the state it was opened at until `close`."""

    def search(self, request: SearchRequest) -> Results:
        """Answer a request; raise `QueryError` for a strict one that cannot be understood."""
        ...

    def concordance(self, request: SearchRequest, order: Order, width: int) -> Concordance:
        """Return a page of all occurrences of what a request asks for."""
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
