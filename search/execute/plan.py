"""What an executor is asked and what it gives back, the same for every executor."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from indexer.model import EntityType
from search.request import By, FacetRequest, Sort
from search.results import Facet, RelatedName, Total

QueryTree = Any
"""A `whoosh.query.Query`; Whoosh is untyped."""

NONE: Final[Mapping[str, Any]] = MappingProxyType({})
"""No filters, no facets, no related names."""


class Plan(NamedTuple):
    """A query tree and how to answer it.

    `filters` are query trees by the name of the field they filter: all are required and none scores. The counts of a
    facet leave out the filters of the fields it counts. `facet_limit`, `facet_min` and `facet_prefix` choose the values
    to list, as `facets.listing` reads them.

    `related` are the types of entity to rank by `association.related_names`, over the paragraphs that pass all filters;
    `left_out` are names, as they are shown, that are not related but asked for.

    `by` is what `offset` and `limit` count: paragraphs, or articles, ranked as `groups.best_groups` does, each with the
    best `per_article` of its paragraphs. Totals, facets and related names do not depend on it.
    """

    tree: QueryTree
    filters: Mapping[str, QueryTree] = NONE
    facets: tuple[FacetRequest, ...] = ()
    facet_limit: int = 10
    facet_min: int = 1
    facet_prefix: str = ""
    related: tuple[EntityType, ...] = ()
    left_out: frozenset[tuple[EntityType, str]] = frozenset()
    sort: Sort = "score"
    by: By = "paragraph"
    per_article: int = 3
    offset: int = 0
    limit: int = 10
    count: bool = True  # type: ignore[assignment]  # hides `tuple.count`, which nobody asks of a plan
    time_limit: float = 0.0
    """Seconds after which the visit of matches stops where it is; 0 for no limit."""
    executor: str = "auto"
    """Which executor is asked for, one of `request.EXECUTORS`."""


class DocumentGroup(NamedTuple):
    """An article on the page: its score, how many of its paragraphs match, and how many of `documents` are its best."""

    score: float
    n_paragraphs: int
    n_documents: int


class Outcome(NamedTuple):
    """Paragraphs as (document number in the index, score), best first, and the counts that were asked for.

    By article, `groups` are the articles of the page, best first, and `documents` theirs, one group after the other.

    `facets` are by `FacetRequest.name`; `executor` is the name of the executor that found all this.
    """

    documents: tuple[tuple[int, float], ...]
    total: Total | None
    facets: Mapping[str, Facet]
    related: Mapping[str, tuple[RelatedName, ...]] = NONE
    groups: tuple[DocumentGroup, ...] = ()
    is_complete: bool = True
    """Whether every match was visited; where the time ran out, counts are of those that were."""
    executor: str = "whoosh"


class Executor(Protocol):
    """Runs plans over one open index. The same plan gives the same outcome under every executor."""

    @property
    def name(self) -> str:
        """What the executor is called in options and explanations."""
        ...

    def run(self, plan: Plan) -> Outcome:
        """Return the paragraphs of one page and the counts."""
        ...
