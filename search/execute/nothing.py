"""Why nothing was found: the clause without a match, the clauses that never meet, the filter that is one too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations, islice
from operator import and_
from typing import Final

from search.execute.plan import QueryTree
from search.execute.presence import Presence
from search.query import ParsedQuery
from search.query.describe import Clause, clauses_of
from search.request import SearchRequest
from search.results import Diagnostic, Total

MAX_CLAUSES: Final = 12
"""Clauses that are looked at one by one: 66 pairs. A pasted page is told by its suggestions alone."""

MAX_PAIRS: Final = 3

Counter = Callable[[Mapping[str, QueryTree]], Total | None]
"""Gives the exact total of the question under these filters, by field, and no others."""


def why_nothing(
    request: SearchRequest, parsed: ParsedQuery, filters: Mapping[str, QueryTree], presence: Presence, count: Counter
) -> tuple[Diagnostic, ...]:
    """Return what keeps everything from a question that found nothing; of severity info.

    What is told is the first of these that holds: clauses that match nothing alone; pairs of clauses that no paragraph
    has together; all clauses together; what the question itself leaves out; the filters, with the exact number that
    would be found without each.
    """
    clauses = clauses_of(parsed)
    if any(clause.asks_nothing for clause in clauses):
        return ()  # told when it was read
    wanted = [clause for clause in clauses if clause.is_wanted]
    if len(wanted) <= MAX_CLAUSES:
        alone = [presence.paragraphs(clause.tree) for clause in wanted]
        told = tuple(_of_words(wanted, alone)) or tuple(_of_exclusions(clauses, alone, presence))
        if told:
            return told
    return tuple(_of_filters(request, filters, count))


def _of_words(wanted: Sequence[Clause], alone: Sequence[int]) -> Iterator[Diagnostic]:
    missing = [clause for clause, paragraphs in zip(wanted, alone, strict=True) if not paragraphs]
    for clause in missing:
        yield _remark("no-match-alone", f"no paragraph of this index has {clause.words}", clause)
    if missing or (alone and reduce(and_, alone)):
        return
    apart = [
        _remark("never-together", f"no paragraph has both {left[0].words} and {right[0].words}")
        for left, right in combinations(zip(wanted, alone, strict=True), 2)
        if not left[1] & right[1]
    ]
    yield from islice(apart, MAX_PAIRS)
    if alone and not apart:
        yield _remark("never-together", f"any two of the {len(wanted)} clauses meet, but no paragraph has all of them")


def _of_exclusions(clauses: Sequence[Clause], alone: Sequence[int], presence: Presence) -> Iterator[Diagnostic]:
    everything = reduce(and_, alone) if alone else -1
    unwanted = [clause for clause in clauses if not clause.is_wanted]
    left_out = {clause: everything & presence.paragraphs(clause.tree) for clause in unwanted}
    n_matches = everything.bit_count() if alone else presence.reader.doc_count()
    n_left = n_matches - reduce(lambda a, b: a | b, left_out.values(), 0).bit_count()
    if n_left:
        return
    for clause, paragraphs in left_out.items():
        n_out = paragraphs.bit_count()
        yield _remark(
            "left-out", f"{n_out:,} of {n_matches:,} matching paragraphs have {clause.words}, which is left out"
        )


def _of_filters(request: SearchRequest, filters: Mapping[str, QueryTree], count: Counter) -> Iterator[Diagnostic]:
    helped = False
    for name in filters:
        total = count({other: tree for other, tree in filters.items() if other != name})
        if total is not None and total.paragraphs and total.exact:
            helped = True
            yield _told("drop-filter", f"without {written(request, name)}", total, name)
    if not helped and len(filters) > 1:
        total = count({})
        if total is not None and total.paragraphs:
            yield _told("drop-filters", "no single filter is at fault; without all of them", total)


def filters_as_written(request: SearchRequest) -> tuple[str, ...]:
    """Return all filters of a request as they are given, each field with all its values.

    >>> filters_as_written(SearchRequest.of("talks", since="2022", person="Joe Biden"))
    ('person=Joe Biden', 'since=2022')
    """
    names = [*request.filters(), *(["date"] if request.since or request.until else [])]
    return tuple(written(request, name) for name in names)


def written(request: SearchRequest, name: str) -> str:
    """Return the filter on a field as it is given, `date` for `since` and `until`.

    >>> written(SearchRequest.of("talks", since="2022", person=["Joe Biden", "-Putin"]), "person")
    'person=Joe Biden person=-Putin'
    """
    if name == "date":
        bounds = ("since", request.since), ("until", request.until)
        return " ".join(f"{option}={value}" for option, value in bounds if value)
    return " ".join(f"{name}={value}" for value in request.filters()[name])


def _told(code: str, condition: str, total: Total, option: str = "") -> Diagnostic:
    paragraphs = f"{total.paragraphs:,} paragraph{'' if total.paragraphs == 1 else 's'}"
    articles = f"{total.articles:,} article{'' if total.articles == 1 else 's'}"
    message = f"{condition}, {paragraphs} in {articles} would be found"
    return Diagnostic(code, message, severity="info", option=option, total=total)


def _remark(code: str, message: str, clause: Clause | None = None) -> Diagnostic:
    start, stop = (clause.start, clause.stop) if clause else (-1, -1)
    return Diagnostic(code, message, start, stop, "info")
