"""What a plain query asks for: terms, and how they are joined. What is so plain is answered by a kernel of its own."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from whoosh import query

from indexer.format.schema import STEM_FIELD

QueryTree = Any

TEXT_FIELDS: Final = frozenset((*STEM_FIELD, *STEM_FIELD.values()))
"""The fields of text, which have lengths and so scores."""

MOST_TERMS: Final = 64
"""Terms of a question. Patterns stand for more, and are matched before they are scored."""

_LEAST_BOOST: Final = 1e-6
_MOST_BOOST: Final = 1e6
"""A score must stay well above 0, and finite: what adds nothing is not seen as found."""


class Shape(NamedTuple):
    """What a tree asks for: terms as (field, text, boost), how they are joined, and the boost of the whole.

    `join` is `one`, `all`, `any` or `phrase`; no term stands twice but in a phrase.
    """

    join: str
    terms: list[tuple[str, str | bytes, float]]
    boost: float = 1.0


def shape_of(tree: QueryTree) -> Shape | None:
    """Return what a tree asks for, None where it is not plain.

    >>> shape_of(query.And([query.Term("stem", "oil"), query.Term("stem", "gas")]))
    Shape(join='all', terms=[('stem', 'oil', 1.0), ('stem', 'gas', 1.0)], boost=1.0)
    """
    kind = type(tree)
    if kind is query.Term:
        is_ours = tree.fieldname in TEXT_FIELDS and _is_fit(tree.boost)
        return Shape("one", [(tree.fieldname, tree.text, tree.boost)]) if is_ours else None
    if kind is query.And or (kind is query.Or and not tree.scale and not tree.minmatch):
        if len(tree.subqueries) == 1:
            return shape_of(tree.subqueries[0])
        return _shape("all" if kind is query.And else "any", tree.subqueries, tree.boost)
    if kind is query.Phrase and tree.slop == 1 and tree.words and tree.fieldname in STEM_FIELD and _is_fit(tree.boost):
        return Shape("phrase", [(tree.fieldname, word, 1.0) for word in tree.words], tree.boost)
    return None


def _shape(join: str, trees: list[QueryTree], boost: float) -> Shape | None:
    terms: list[tuple[str, str | bytes, float]] = []
    for tree in trees:
        if type(tree) is not query.Term or tree.fieldname not in TEXT_FIELDS or not _is_fit(tree.boost):
            return None
        terms.append((tree.fieldname, tree.text, tree.boost))
    if not 0 < len(terms) <= MOST_TERMS or not _is_fit(boost):
        return None
    if len(terms) > 1 and len({term[:2] for term in terms}) < len(terms):
        return None
    return Shape(join, terms, boost)


def _is_fit(boost: float) -> bool:
    return _LEAST_BOOST <= boost <= _MOST_BOOST
