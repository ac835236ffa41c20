"""A request as it is put to an open index: read, its names looked up, and planned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from indexer.format.entity_ledger import EntityLedger
from search.backends.records import Records
from search.execute.filters import filter_trees
from search.execute.names import under_ledger
from search.execute.plan import NONE, Plan, QueryTree
from search.query import DEFAULT, Limits, ParsedQuery, parse
from search.query.leaves import Expanding
from search.query.plain import read_plain
from search.request import DEFAULTS, RequestError, SearchRequest
from search.results import Diagnostic

# What few questions ask for is imported when it is asked: a cold `search sanctions` waits for every import above.


class Question(NamedTuple):
    """A request as it is run: the query as it was understood, the tree that is run and the filters by field.

    `plan` is what the request asks of an executor; `has_expansions` tells of leaves that stand for many terms.
    """

    request: SearchRequest
    parsed: ParsedQuery
    tree: QueryTree
    filters: Mapping[str, QueryTree]
    diagnostics: tuple[Diagnostic, ...]
    plan: Plan
    has_expansions: bool


def plain_question(request: SearchRequest) -> Question | None:
    """Return how a request is run that names words and quotations and nothing else, None for any other.

    It takes less than to remember what an earlier one was read as.
    """
    if not request.is_bare:
        return None
    parsed = read_plain(request.query, DEFAULT.characters, request.max_clauses)
    if parsed is None:
        return None
    return Question(request, parsed, parsed.tree, NONE, (), _plan(request, parsed.tree, NONE), False)


def read_question(reader: Any, ledger: EntityLedger, records: Records, request: SearchRequest) -> Question:
    """Read a request to an index, whose Whoosh `reader`, editor's `ledger` and paragraphs are given.

    Raises `QueryError` for a strict one that cannot be understood, `RequestError` for a date that cannot be read and
    where nothing has the id in `like`.
    """
    limits = _limits(request.max_nesting, request.max_clauses, request.max_expansions)
    parsed = parse(request.query, today=request.today, strict=request.strict, limits=limits)
    if request.like:
        parsed = _joined_with_like(parsed, reader, ledger, records, request.like)
    filters, remarks = filter_trees(request, reader, ledger)
    tree = under_ledger(parsed.tree, ledger, reader)
    plan = _plan(request, tree, filters)
    if request.related:
        from search.execute.association import names_asked_for

        plan = plan._replace(left_out=names_asked_for((tree, *filters.values()), ledger, reader))
    has_expansions = any(isinstance(leaf, Expanding) for leaf in parsed.tree.leaves())
    return Question(request, parsed, tree, filters, (*parsed.diagnostics, *remarks), plan, has_expansions)


@lru_cache(maxsize=8)
def _limits(nesting: int, clauses: int, expansions: int) -> Limits:
    return Limits(nesting=nesting, clauses=clauses, expansions=expansions)


def _joined_with_like(
    parsed: ParsedQuery, reader: Any, ledger: EntityLedger, records: Records, like: str
) -> ParsedQuery:
    """Return a query joined with what is asked to be like the paragraph or the article `like`."""
    from search.execute.like import likeness
    from search.execute.presence import Presence
    from search.execute.verdicts import named
    from search.query.build import conjunction

    presence = Presence(reader, ledger)
    paragraphs = [records.paragraph(document) for document in named(like, presence)]
    if not paragraphs:
        raise RequestError("like", f"no paragraph and no article of this index is called {like!r}")
    texts = [paragraph.text for paragraph in paragraphs]
    alike = likeness(texts, frozenset(paragraph.article for paragraph in paragraphs), presence.searcher)
    remarks = parsed.diagnostics if alike.words else (*parsed.diagnostics, _no_keys(like))
    tree = conjunction([parsed.tree, alike.tree])
    return parsed._replace(tree=tree, words_read=(*parsed.words, *alike.words), diagnostics=remarks)


def _no_keys(key: str) -> Diagnostic:
    return Diagnostic("no-key-terms", f"{key} has no word that tells it from others, so that nothing is like it")


def _plan(request: SearchRequest, tree: QueryTree, filters: Mapping[str, QueryTree]) -> Plan:
    values = [tree, filters, *_PLANNED]
    for name, value in vars(request).items():
        if name in _PLACES:
            values[_PLACES[name]] = value
    if "page" in vars(request):
        values[_OFFSET] = request.offset
    return Plan._make(values)


_PLANNED: Final = tuple(DEFAULTS.get(name, default) for name, default in Plan._field_defaults.items())[1:]
"""What a plan has of a request that says nothing, from behind its filters on."""

_PLACES: Final = {name: place for place, name in enumerate(Plan._fields) if name in DEFAULTS}
_OFFSET: Final = Plan._fields.index("offset")
