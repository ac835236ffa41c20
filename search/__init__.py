"""How an index is asked.

import search

with search.open_index("news.idx") as engine:
    results = engine.search("sanctions", since="2021-12", facets=["person", "date:month"])
    print(results.total.paragraphs, results.total.articles)
    for hit in results:
        print(hit.date, hit.article, hit.snippet)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.format.errors import IndexFaultError
    from indexer.format.version import __version__
    from search.api import Engine, compiled, open_index
    from search.notebook import MissingPartError
    from search.query import QueryError
    from search.request import RequestError, SearchRequest
    from search.results import (
        ArticleGroup,
        ArticleText,
        Diagnostic,
        Facet,
        FacetCount,
        Hit,
        Passage,
        RelatedName,
        Results,
        Total,
    )

_HOMES = {
    "ArticleGroup": "search.results",
    "ArticleText": "search.results",
    "Diagnostic": "search.results",
    "Engine": "search.api",
    "Facet": "search.results",
    "FacetCount": "search.results",
    "Hit": "search.results",
    "MissingPartError": "search.notebook",
    "IndexFaultError": "indexer.format.errors",
    "Passage": "search.results",
    "QueryError": "search.query",
    "RelatedName": "search.results",
    "RequestError": "search.request",
    "Results": "search.results",
    "SearchRequest": "search.request",
    "Total": "search.results",
    "__version__": "indexer.format.version",
    "compiled": "search.api",
    "open_index": "search.api",
}

__all__ = [
    "ArticleGroup",
    "ArticleText",
    "Diagnostic",
    "Engine",
    "Facet",
    "FacetCount",
    "Hit",
    "IndexFaultError",
    "MissingPartError",
    "Passage",
    "QueryError",
    "RelatedName",
    "RequestError",
    "Results",
    "SearchRequest",
    "Total",
    "__version__",
    "compiled",
    "open_index",
]


def __getattr__(name: str) -> Any:
    # Loaded when first used: the command needs the request and the results before it needs Whoosh.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
