"""Related names: who and what stands in matching paragraphs more often than chance would put it there.

The score is G², the logarithm of the likelihood ratio of two readings of the counts: the name is as frequent in the
matching paragraphs as in the rest of the index, or it is not. Unlike a raw count it is not led by the names that stand
everywhere, and unlike chi-square it can be trusted where counts are small. Source: Ted Dunning, "Accurate Methods for
the Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import log
from typing import Any, Final

from whoosh import query

from indexer.format.entity_ledger import EntityLedger, Named
from indexer.format.schema import NAME_FIELDS
from search.execute.plan import QueryTree
from search.query.leaves import Constant, NamePart
from search.results import RelatedName

LEAST_PARAGRAPHS: Final = 2
"""A name in one matching paragraph may stand there by any accident."""


def related_names(
    matching: Mapping[str, int],
    everywhere: Mapping[str, int],
    n_matching: int,
    n_paragraphs: int,
    limit: int,
    left_out: Collection[str] = (),
) -> tuple[RelatedName, ...]:
    """Return the names that stand in more matching paragraphs than expected, best first, ties by name.

    `matching` is the number of matching paragraphs by name, `everywhere` that of the whole index; `n_matching` and
    `n_paragraphs` are all paragraphs of either.

    >>> related_names({"Lavrov": 8, "Biden": 4}, {"Lavrov": 10, "Biden": 60}, 10, 100, 5)[0].value
    'Lavrov'
    """
    found = []
    for name, together in matching.items():
        n_with = everywhere[name]
        if together < LEAST_PARAGRAPHS or together * n_paragraphs <= n_matching * n_with or name in left_out:
            continue
        expected = n_matching * n_with / n_paragraphs
        score = log_likelihood_ratio(together, n_matching, n_with, n_paragraphs)
        found.append(RelatedName(name, together, n_with, expected, score))
    found.sort(key=lambda each: (-each.score, each.value))
    return tuple(found[:limit])


def log_likelihood_ratio(together: int, n_matching: int, n_with: int, n_paragraphs: int) -> float:
    """Return G² of the table of two by two: with the name or without, matching or not.

    G² = 2 · Σ observed · ln(observed / expected), where a cell of nothing adds nothing.

    >>> round(log_likelihood_ratio(8, 10, 10, 100), 2), log_likelihood_ratio(1, 10, 10, 100)
    (35.83, 0.0)
    """
    n_rest, n_without = n_paragraphs - n_matching, n_paragraphs - n_with
    cells = (
        (together, n_matching * n_with),
        (n_matching - together, n_matching * n_without),
        (n_with - together, n_rest * n_with),
        (n_rest - n_with + together, n_rest * n_without),
    )
    return 2 * sum(observed * log(observed * n_paragraphs / product) for observed, product in cells if observed)


def names_asked_for(trees: Collection[QueryTree], ledger: EntityLedger, reader: Any) -> frozenset[Named]:
    """Return the names that the clauses of query trees ask for, as they are shown, not those they exclude.

    A name that the ledger splits is asked for under each of its names.
    """
    asked: set[Named | None] = set()
    for tree in trees:
        for stored in _names_in(tree, reader):
            splits = ledger.splits.get(ledger.ends.get(stored, stored), ())
            asked |= {ledger.apply(*each) for each in (stored, *(split.into for split in splits))}
    return frozenset(each for each in asked if each is not None)


def _names_in(tree: QueryTree, reader: Any) -> Iterator[Named]:
    if isinstance(tree, query.AndNot):
        yield from _names_in(tree.a, reader)
    elif isinstance(tree, Constant):
        yield from _names_in(tree.child, reader)
    elif isinstance(tree, query.And | query.Or):
        for each in tree.subqueries:
            yield from _names_in(each, reader)
    elif isinstance(tree, NamePart) and tree.fieldname in NAME_FIELDS:
        for name in tree.expand(reader).terms:
            yield tree.fieldname, name  # type: ignore[misc]  # Whoosh is untyped
    elif isinstance(tree, query.Term) and tree.fieldname in NAME_FIELDS:
        yield tree.fieldname, tree.text
