"""Which query trees the columnar executor runs; the reference runs all of them."""

from __future__ import annotations

from typing import Any, Final

from whoosh import query

from search.query.exclusion import Except
from search.query.leaves import Constant, Expanding
from search.query.nearness import Near, Together
from search.query.shape import TEXT_FIELDS

QueryTree = Any

_DATES: Final = ("date", "date_last")
_PRELOADED_FROM: Final = query.Or.TOO_MANY_CLAUSES
"""From so many alternatives on, Whoosh adds their scores in another order."""


def covers(tree: QueryTree, is_scored: bool) -> bool:
    """Return whether a tree can be run, with its scores where they are wanted."""
    kind = type(tree)
    if tree is query.NullQuery or kind is query.Term or kind is query.Every or isinstance(tree, Expanding):
        return True
    if kind is query.And or kind is query.Or:
        return _joins(tree, is_scored) and all(covers(each, is_scored) for each in tree.subqueries)
    if kind is Except or kind is query.AndNot:
        return covers(tree.a, is_scored) and covers(tree.b, is_scored=False)
    if kind is Constant:
        return covers(tree.child, is_scored=False)
    if kind is query.NumericRange:
        return not is_scored and tree.fieldname in _DATES and not tree.startexcl and not tree.endexcl
    return _has_places(tree)


def covers_filter(tree: QueryTree) -> bool:
    """Return whether a tree can be run for its matches alone."""
    return covers(tree, is_scored=False)


def _joins(tree: QueryTree, is_scored: bool) -> bool:
    if type(tree) is query.Or and (tree.scale or tree.minmatch):
        return False
    return not is_scored or len(tree.subqueries) < _PRELOADED_FROM


def _has_places(tree: QueryTree) -> bool:
    """Return whether it can be told where in a text a tree matches."""
    kind = type(tree)
    if kind is Near:
        return _has_places(tree.left) and _has_places(tree.right)
    if kind is query.Or:
        return _joins(tree, is_scored=True) and all(map(_has_places, tree.subqueries))
    if kind is query.Phrase:
        return tree.fieldname in TEXT_FIELDS and tree.slop == 1 and bool(tree.words)
    return (kind in (query.Term, Together) or isinstance(tree, Expanding)) and tree.fieldname in TEXT_FIELDS
