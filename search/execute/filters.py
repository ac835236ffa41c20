"""Filters as query trees: the values of one filter are alternatives, a leading `-` excludes.

A value stands for the values of the field that are it, case and accents folded (`--person "vladimir putin"`); where
there is none, for those it is a part of, word by word (`--person putin`). So a filter by a value taken from a facet
counts what the facet counted. Keys of articles are matched whole, or as a pattern when they hold `*` or `?`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as CalendarDate
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Final

from whoosh.query import And, Every, NullQuery, NumericRange, Or, Term

from indexer.format import analysis
from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from search.execute.names import names_asked
from search.execute.plan import QueryTree
from search.query.exclusion import Except
from search.query.leaves import NamePart
from search.query.memory import remembered
from search.request import RequestError, SearchRequest
from search.results import Diagnostic

MAX_NEAR: Final = 3
"""Values offered for a misspelt one."""

_MOST_KNOWN: Final = 1024
"""Values of an index for which it is remembered what they stand for: one name narrows question after question."""


def value_query(field: str, wanted: str, reader: Any, ledger: EntityLedger = NO_LEDGER) -> QueryTree:
    """Return the query for the values of `field` that `wanted` stands for; `NullQuery` where nothing fits."""
    return _known(reader, field, wanted) if ledger.is_empty else _found(field, wanted, reader, ledger)


@remembered(_MOST_KNOWN)
def _known(reader: Any, field: str, wanted: str) -> QueryTree:
    return _found(field, wanted, reader, NO_LEDGER)


def _found(field: str, wanted: str, reader: Any, ledger: EntityLedger) -> QueryTree:
    if field == "article":
        if any(mark in wanted for mark in "*?"):
            keys = (key.decode("utf-8", "replace") for key in reader.lexicon(field))
            found = [Term(field, key) for key in keys if fnmatchcase(key, wanted)]
            return Or(found) if found else NullQuery
        return Term(field, wanted) if (field, wanted.encode("utf-8", "surrogatepass")) in reader else NullQuery
    words = tuple(analysis.words(wanted))
    for whole in (True, False) if words else ():
        leaf = NamePart(field, words, whole)
        query = names_asked(leaf, ledger, reader)
        if query is not NullQuery and (query is not leaf or leaf.expand(reader).terms):
            return query
    return NullQuery


def values_like(field: str, wanted: str, reader: Any) -> list[str]:
    """Return the most frequent values with words like those of `wanted`, up to two letters off; three at most."""
    words = tuple(analysis.words(wanted))
    if field == "article" or not words:
        return []
    near: tuple[str, ...] = ()
    for distance in (1, 2):
        near = near or NamePart(field, words, distance=distance).expand(reader).terms
    return sorted(near, key=lambda value: (-reader.doc_frequency(field, value), value))[:MAX_NEAR]


def filter_trees(
    request: SearchRequest, reader: Any, ledger: EntityLedger = NO_LEDGER
) -> tuple[dict[str, QueryTree], list[Diagnostic]]:
    """Return a query tree for each field that is filtered, and what is to be said of them.

    Raises `RequestError` for a date that cannot be read.
    """
    trees: dict[str, QueryTree] = {}
    diagnostics: list[Diagnostic] = []
    for field, wanted in request.filters().items():
        kept = [
            _alternative(field, value, reader, ledger, diagnostics) for value in wanted if not value.startswith("-")
        ]
        dropped = [
            _alternative(field, value[1:], reader, ledger, diagnostics) for value in wanted if value.startswith("-")
        ]
        tree = _any_of(kept) if kept else Every()
        trees[field] = Except(tree, _any_of(dropped)) if dropped else tree
    if request.since or request.until:
        trees["date"] = date_tree(request.since, request.until, request.today)
    return trees, diagnostics


def _any_of(trees: list[QueryTree]) -> QueryTree:
    return trees[0] if len(trees) == 1 else Or(trees)


def _alternative(
    field: str, wanted: str, reader: Any, ledger: EntityLedger, diagnostics: list[Diagnostic]
) -> QueryTree:
    found = value_query(field, wanted.strip(), reader, ledger)
    if found is NullQuery:
        message = f"no {field} in this index is called {wanted.strip()!r}"
        near = ", ".join(map(repr, values_like(field, wanted, reader)))
        diagnostics.append(Diagnostic("filter-matches-nothing", message + (f"; there is {near}" if near else "")))
    return found


@lru_cache(maxsize=_MOST_KNOWN)
def date_tree(since: str, until: str, today: CalendarDate) -> QueryTree:
    """Return the filter for `since` and `until`: the whole of a paragraph's date lies between them.

    Raises `RequestError` for a text that is no date, or when `until` is before `since`.
    """
    first = _bound("since", since, today)
    last = _bound("until", until, today)
    if first is not None and last is not None and last < first:
        raise RequestError("until", f"{until} is before since {since}; swap them")
    bounds: list[QueryTree] = [NumericRange("date", first, None), NumericRange("date_last", None, last)]
    wanted: Iterable[QueryTree] = (tree for tree, end in zip(bounds, (first, last), strict=True) if end is not None)
    return And(list(wanted))


def _bound(option: str, text: str, today: CalendarDate) -> int | None:
    if not text:
        return None
    from search.query.dates import DateError, parse_range  # its patterns take a while to be made

    try:
        days = parse_range(text, today=today)
    except DateError as error:
        raise RequestError(option, str(error)) from None
    return days.first if option == "since" else days.last
