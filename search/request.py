"""The question: a frozen, checked `SearchRequest`, the same for the command, the web page and Python."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date as CalendarDate
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from indexer.model import ENTITY_TYPES, KINDS, EntityType
from search.frozen import frozen

Order = Literal["position", "left", "right"]
Sort = Literal["score", "date", "-date"]
By = Literal["paragraph", "article"]
Executor = Literal["auto", "whoosh", "columnar"]
FacetField = Literal["person", "org", "place", "group", "source", "author", "kind", "language", "date", "mentioned"]

ORDERS: Final[tuple[str, ...]] = get_args(Order)
"""Of keywords in context."""

SORTS: Final[tuple[str, ...]] = get_args(Sort)
BYS: Final[tuple[str, ...]] = get_args(By)
EXECUTORS: Final[tuple[str, ...]] = get_args(Executor)
FACET_FIELDS: Final[tuple[str, ...]] = get_args(FacetField)
DATE_STEPS: Final = ("year", "month", "week", "day")
DATE_FACETS: Final = ("date", "mentioned")
"""Facets counted by period: when it was published, and which dates it speaks of."""

_Check = Callable[[str, Any], None]

FILTER_FIELDS: Final = ("person", "org", "place", "group", "source", "author", "kind", "language", "article")

MAX_CONTEXT: Final = 100
"""Most paragraphs shown before and after a hit; `search --open` shows all of its article."""

MAX_LIMIT: Final = 10_000
"""Most hits on one page; further pages give the rest."""

DEFAULT_WIDTH: Final = 60
"""Characters on either side of a keyword in context: what the widest line of a terminal shows."""

MAX_WIDTH: Final = 1_000


class RequestError(ValueError):
    """A question that cannot be asked: which option is at fault, and what it takes instead."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(f"{option}: {message}")
        self.option = option


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A field to count over all matches; `step` is the width of a period for `date` and `mentioned`, else empty.

    `crossed` is a second field: then pairs of a value of each are counted, in the paragraphs that carry both.

    >>> FacetRequest.parse("date:month")
    FacetRequest(field='date', step='month', crossed=None)
    >>> FacetRequest.parse("person,place").name
    'person,place'
    """

    field: FacetField
    step: str = ""
    crossed: FacetRequest | None = None

    @property
    def parts(self) -> tuple[FacetRequest, ...]:
        """The fields counted, one or two, each alone."""
        return (self,) if self.crossed is None else (FacetRequest(self.field, self.step), self.crossed)

    @property
    def name(self) -> str:
        """The key of this facet in an answer: its field, or both with a comma between."""
        return self.field if self.crossed is None else f"{self.field},{self.crossed.field}"

    @property
    def is_histogram(self) -> bool:
        """Whether periods are counted and nothing else."""
        return bool(self.step) and self.crossed is None

    @classmethod
    def parse(cls, text: str) -> FacetRequest:
        """Read `person`, `date` (by month), `date:year|month|week|day`, `mentioned` likewise, or two with a comma.

        Raises `RequestError` for anything else.
        """
        first, comma, second = text.partition(",")
        if not comma:
            return cls(*_field_and_step(text))
        if "," in second:
            raise RequestError("facets", f"two fields can be crossed, as in person,place, not more: {text.strip()}")
        crossed = cls(*_field_and_step(second))
        field, step = _field_and_step(first)
        if field == crossed.field:
            raise RequestError("facets", f"{field} is crossed with itself; name two fields, as in person,place")
        return cls(field, step, crossed)


def _field_and_step(text: str) -> tuple[FacetField, str]:
    name, colon, step = text.strip().lower().partition(":")
    if name not in FACET_FIELDS:
        raise RequestError("facets", f"there is no facet {name!r}; there are {', '.join(FACET_FIELDS)}")
    if name in DATE_FACETS:
        step = step if colon else "month"
        if step not in DATE_STEPS:
            raise RequestError("facets", f"{name} is counted by {', '.join(DATE_STEPS)}, not by {step!r}")
    elif colon:
        raise RequestError("facets", f"{name!r} takes no step; only date and mentioned do, as in date:month")
    return name, step  # type: ignore[return-value]


@dataclass(frozen=True)
class SearchRequest:
    """A question and how it is to be answered.

    Filters (`person` to `article`) hold alternatives; a value with a leading `-` excludes. Different filters are all
    required. `since` and `until` are dates in any form the query language knows and both are included. `sort` is by
    falling `score`, by `date` (oldest first) or `-date` (newest first); paragraphs without a date come last either way.
    A page holds `limit` hits, or `by` article as many articles, each with the best `per_article` of its paragraphs;
    `page` counts from 1, and one past the end is empty. Each hit comes with `context` paragraphs before and after it.
    `today` fixes what relative dates mean; where it is not given, the day on which it is first asked for.

    `like` is the id of a paragraph or the key of an article: only paragraphs that share its key terms are found, none
    of its own.

    `facet_limit`, `facet_min` (paragraphs) and `facet_prefix` (the value's first letters, folded) choose which values
    of a facet are listed; histograms are listed whole. `related` are types of entity whose names are ranked by how much
    more often than chance they stand in matches.

    `max_nesting`, `max_clauses` and `max_expansions` bound the query (docs/query-language.md says how); `time_limit` is
    in seconds, and 0 is none. An answer that reached one of them says so.

    Raises `RequestError` for a value out of range.

    >>> SearchRequest.of("sanctions", person="Vladimir Putin", facets=["date:month"]).facets
    (FacetRequest(field='date', step='month', crossed=None),)
    """

    query: str = ""
    like: str = ""
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
    facet_min: int = 1
    facet_prefix: str = ""
    related: tuple[EntityType, ...] = ()
    sort: Sort = "score"
    by: By = "paragraph"
    per_article: int = 3
    context: int = 0
    limit: int = 10
    page: int = 1
    count: bool = True
    snippets: bool = True
    explain: bool = False
    strict: bool = False
    max_nesting: int = 32
    max_clauses: int = 256
    max_expansions: int = 1_000
    time_limit: float = 10.0
    executor: Executor = "auto"
    today: CalendarDate = field(default_factory=CalendarDate.today)

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            check(name, getattr(self, name))

    if not TYPE_CHECKING:  # else every name would pass for an attribute

        def __getattr__(self, name: str) -> Any:
            """Read the calendar where `of` was given no day: most questions never ask which day it is."""
            if name != "today":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return vars(self).setdefault("today", CalendarDate.today())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchRequest):
            return NotImplemented
        # What neither was given is the same in both.
        return all(getattr(self, name) == getattr(other, name) for name in vars(self).keys() | vars(other).keys())

    def __hash__(self) -> int:
        # Of forty fields those that tell questions apart.
        return hash((self.query, self.page, self.limit, self.facets, self.person, self.since, self.time_limit))

    @property
    def is_bare(self) -> bool:
        """Whether its text alone says what is to be found: without filters, dates and likeness."""
        return _NARROWING.isdisjoint(vars(self)) or not any(getattr(self, name) for name in _NARROWING)

    @property
    def offset(self) -> int:
        """How many hits stand before this page."""
        return (self.page - 1) * self.limit

    @classmethod
    def of(cls, query: str = "", **options: Any) -> SearchRequest:
        """Build a request from loose values: one string or several for a filter, names for facets.

        Raises `RequestError` for an unknown option.
        """
        return request_of(query, options)

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return the filters that are set, by field."""
        return {name: values for name in FILTER_FIELDS if (values := getattr(self, name))}


def request_of(query: str, options: dict[str, Any]) -> SearchRequest:
    """Return `SearchRequest.of(query, **options)`, whose own `options` are from now on."""
    for name, value in options.items():
        try:
            read, check = _OPTIONS[name]
        except KeyError:
            message = f"there is no such option; there are {', '.join(sorted(_OPTIONS))}"
            raise RequestError(name, message) from None
        if read is not None:
            options[name] = value = read(name, value)
        if check is not None:
            check(name, value)
    if "today" in options and options["today"] is None:
        del options["today"]
    # Only what is given is set and checked: of forty fields mostly three.
    options["query"] = query
    return frozen(SearchRequest, options)


def _strings(name: str, values: str | Iterable[str] | None) -> tuple[str, ...]:
    if values is None or values == ():
        return ()
    given = (values,) if isinstance(values, str) else tuple(values)
    if not all(value.strip(" -") for value in given):
        raise RequestError(name, "an empty value filters nothing; leave the option out or name a value")
    return tuple([" ".join(value.split()) for value in given])


def _one_of(choices: tuple[str, ...]) -> _Check:
    def check(option: str, value: str) -> None:
        if value not in choices:
            raise RequestError(option, f"one of {', '.join(choices)}, not {value!r}")

    return check


def _all_of(choices: tuple[str, ...], before: str = "") -> _Check:
    """Return the check of several values, which may have the mark `before` before them."""
    check_one = _one_of(choices)

    def check(option: str, values: tuple[str, ...]) -> None:
        for value in values:
            check_one(option, value.removeprefix(before))

    return check


def _between(least: int, most: float, message: str) -> _Check:
    """Return the check of a number; `message` tells what it must be, a `{}` in it the number that was given."""

    def check(option: str, value: float) -> None:
        if not least <= value <= most:
            raise RequestError(option, message.format(value))

    return check


def _check_facets(option: str, facets: tuple[FacetRequest, ...]) -> None:
    names = [facet.name for facet in facets]
    if len(set(names)) < len(names):
        repeated = {name for name in names if names.count(name) > 1}
        raise RequestError(option, f"{', '.join(sorted(repeated))} is asked for twice")


def _facets(_: str, values: str | Iterable[str | FacetRequest] | None) -> tuple[FacetRequest, ...]:
    return _known_facets((values,) if isinstance(values, str) else tuple(values or ()))


@lru_cache(maxsize=256)
def _known_facets(given: tuple[str | FacetRequest, ...]) -> tuple[FacetRequest, ...]:
    """Return facets that were given, the same ones each time: mostly the same are asked for."""
    return tuple([each if isinstance(each, FacetRequest) else FacetRequest.parse(each) for each in given])


def _types(name: str, values: str | Iterable[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.lower() for each in _strings(name, values)))


def _date(_: str, value: str | CalendarDate | None) -> str:
    return "" if value is None else str(value)


DEFAULTS: Final = {each.name: each.default for each in fields(SearchRequest)}
_NARROWING: Final = frozenset((*FILTER_FIELDS, "since", "until", "like"))
_READERS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    **dict.fromkeys(FILTER_FIELDS, _strings),
    "facets": _facets,
    "related": _types,
    "since": _date,
    "until": _date,
}
"""What reads the loose values of an option, by its name."""

_CHECKS: Final[Mapping[str, _Check]] = {
    "sort": _one_of(SORTS),
    "by": _one_of(BYS),
    "executor": _one_of(EXECUTORS),
    "related": _all_of(ENTITY_TYPES),
    "kind": _all_of(KINDS, before="-"),
    "facets": _check_facets,
    "limit": _between(0, MAX_LIMIT, f"a page holds 0 to {MAX_LIMIT} hits, not {{}}; ask for further pages"),
    "page": _between(1, inf, "pages count from 1, there is no page {}"),
    "per_article": _between(1, MAX_LIMIT, f"1 to {MAX_LIMIT} paragraphs of an article, not {{}}"),
    "context": _between(0, MAX_CONTEXT, f"0 to {MAX_CONTEXT} paragraphs around a hit, not {{}}"),
    "facet_limit": _between(1, inf, "at least 1 value is shown, not {}"),
    "facet_min": _between(1, inf, "a value counted stands in 1 paragraph or more, not {}"),
    **dict.fromkeys(
        ("max_nesting", "max_clauses", "max_expansions"), _between(1, MAX_LIMIT, f"from 1 to {MAX_LIMIT}, not {{}}")
    ),
    "time_limit": _between(0, sys.float_info.max, "seconds from 0, which is no limit, not {}"),
}
"""What raises `RequestError` for a value out of range, by the name of the option. Defaults pass."""

_OPTIONS: Final = {name: (_READERS.get(name), _CHECKS.get(name)) for name in DEFAULTS if name != "query"}
"""What reads the values of an option, and what checks them then."""
