"""The question: a frozen, checked `SearchRequest`, the same for the command, the web page and Python."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date as CalendarDate
from typing import Any, Final, Literal, get_args

from indexer.model import KINDS

Sort = Literal["score", "date", "-date"]
Executor = Literal["auto", "whoosh"]
FacetField = Literal["person", "org", "place", "group", "source", "author", "kind", "language", "date"]

SORTS: Final[tuple[str, ...]] = get_args(Sort)
EXECUTORS: Final[tuple[str, ...]] = get_args(Executor)
FACET_FIELDS: Final[tuple[str, ...]] = get_args(FacetField)
DATE_STEPS: Final = ("year", "month", "week", "day")
FILTER_FIELDS: Final = ("person", "org", "place", "group", "source", "author", "kind", "language", "article")

MAX_LIMIT: Final = 10_000
"""Most hits on one page; further pages give the rest."""


class RequestError(ValueError):
    """A question that cannot be asked: which option is at fault, and what it takes instead."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(f"{option}: {message}")
        self.option = option


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A field to count over all matches; `step` is the width of a bar for `date`, else empty.

    >>> FacetRequest.parse("date:month")
    FacetRequest(field='date', step='month')
    """

    field: FacetField
    step: str = ""

    @classmethod
    def parse(cls, text: str) -> FacetRequest:
        """Read `person`, `date` (by month) or `date:year|month|week|day`; raise `RequestError` for anything else."""
        name, _, step = text.strip().lower().partition(":")
        if name not in FACET_FIELDS:
            raise RequestError("facets", f"there is no facet {name!r}; there are {', '.join(FACET_FIELDS)}")
        if name == "date":
            step = step or "month"
            if step not in DATE_STEPS:
                raise RequestError("facets", f"date is counted by {', '.join(DATE_STEPS)}, not by {step!r}")
        elif step:
            raise RequestError("facets", f"{name!r} takes no step; only date does, as in date:month")
        return cls(name, step)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question and how it is to be answered.

    Filters (`person` to `article`) hold alternatives; a value with a leading `-` excludes. Different filters are all
    required. `since` and `until` are dates in any form the query language knows and both are included. `sort` is by
    falling `score`, by `date` (oldest first) or `-date` (newest first); paragraphs without a date come last either way.
    A page holds `limit` hits; `page` counts from 1, and one past the end is empty. `today` fixes what relative dates
    mean.

    Raises `RequestError` for a value out of range.

    >>> SearchRequest.of("sanctions", person="Vladimir Putin", facets=["date:month"]).facets
    (FacetRequest(field='date', step='month'),)
    """

    query: str = ""
    since: str = ""
    until: str = ""
    person: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    facets: tuple[FacetRequest, ...] = ()
    facet_limit: int = 10
    sort: Sort = "score"
    limit: int = 10
    page: int = 1
    count: bool = True
    snippets: bool = True
    strict: bool = False
    executor: Executor = "auto"
    today: CalendarDate = field(default_factory=CalendarDate.today)

    def __post_init__(self) -> None:
        _check_choice("sort", self.sort, SORTS)
        _check_choice("executor", self.executor, EXECUTORS)
        if not 0 <= self.limit <= MAX_LIMIT:
            raise RequestError("limit", f"a page holds 0 to {MAX_LIMIT} hits, not {self.limit}; ask for further pages")
        if self.page < 1:
            raise RequestError("page", f"pages count from 1, there is no page {self.page}")
        if self.facet_limit < 1:
            raise RequestError("facet_limit", f"at least 1 value is shown, not {self.facet_limit}")
        for kind in self.kind:
            _check_choice("kind", kind.removeprefix("-"), KINDS)
        repeated = {facet.field for facet in self.facets if sum(f.field == facet.field for f in self.facets) > 1}
        if repeated:
            raise RequestError("facets", f"{', '.join(sorted(repeated))} is asked for twice")

    @property
    def offset(self) -> int:
        """How many hits stand before this page."""
        return (self.page - 1) * self.limit

    @classmethod
    def of(cls, query: str = "", **options: Any) -> SearchRequest:
        """Build a request from loose values: one string or several for a filter, names for facets.

        Raises `RequestError` for an unknown option.
        """
        known = {each.name for each in fields(cls)}
        for name in options:
            if name not in known:
                raise RequestError(name, f"there is no such option; there are {', '.join(sorted(known))}")
        for name in FILTER_FIELDS:
            if name in options:
                options[name] = _strings(name, options[name])
        if "facets" in options:
            options["facets"] = tuple(
                facet if isinstance(facet, FacetRequest) else FacetRequest.parse(facet)
                for facet in ([options["facets"]] if isinstance(options["facets"], str) else options["facets"] or ())
            )
        for name in ("since", "until"):
            options[name] = "" if options.get(name) is None else str(options[name])
        return cls(query, **options)

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return the filters that are set, by field."""
        return {name: values for name in FILTER_FIELDS if (values := getattr(self, name))}

    def without_filter(self, name: str) -> SearchRequest:
        """Return the same question without the filter on the field `name` (for `date`: without since and until)."""
        if name == "date":
            return replace(self, since="", until="")
        changes: dict[str, Any] = {name: ()} if name in FILTER_FIELDS else {}
        return replace(self, **changes)


def _strings(name: str, values: str | Iterable[str] | None) -> tuple[str, ...]:
    if values is None:
        return ()
    given = (values,) if isinstance(values, str) else tuple(values)
    if not all(value.strip(" -") for value in given):
        raise RequestError(name, "an empty value filters nothing; leave the option out or name a value")
    return tuple(re.sub(r"\s+", " ", value).strip() for value in given)


def _check_choice(option: str, value: str, choices: Iterable[str]) -> None:
    if value not in choices:
        raise RequestError(option, f"one of {', '.join(choices)}, not {value!r}")
