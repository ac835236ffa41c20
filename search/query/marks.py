"""From a query tree to marks: what of a query can be shown in a text.

Negated clauses, names, dates and other values mark nothing; of several alternatives all do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from whoosh import query

from search.marks import AnyWord, Choice, Cluster, Fitting, Mark, Marks, Pair, Run
from search.query.leaves import Expanding, FuzzyWord, WordPattern, pattern
from search.query.nearness import Near, Together
from search.query.reading import ParsedQuery

_AS_WRITTEN: Final = {"text": "text", "title": "title"}
_BY_STEM: Final = {"stem": "text", "title_stem": "title"}

# Made once: a question is read in the time that two of them take to be made.
_JOINED: Final = (query.And, query.Or)
_LEAVES: Final = (query.Term, query.Phrase, Together, Expanding)
_WORDS: Final = (query.Term, FuzzyWord)


def marks_of(parsed: ParsedQuery, reader: Any = None, field: str = "text") -> Marks:
    """Return the marks of a query in the texts of `field`, which is `text` or `title`.

    With the `reader` of the whole index, wildcards and fuzzy words mark exactly the terms they stood for in the search;
    without one, a wildcard marks what fits it and a fuzzy word itself alone.

    >>> from datetime import date
    >>> from search.query.question import parse
    >>> marks_of(parse("sanctions -covid", today=date(2022, 3, 17)))
    (AnyWord(terms=frozenset({'sanction'}), by_stem=True),)
    """
    found: dict[Mark, None] = {}
    words: dict[bool, set[str]] = {False: set(), True: set()}
    for each in _clauses(parsed.tree):
        if type(each) is query.Term:  # as most are
            by_stem = each.fieldname in _BY_STEM
            if (_BY_STEM if by_stem else _AS_WRITTEN).get(each.fieldname) == field:
                words[by_stem].add(each.text)
            continue
        mark = _mark(each, reader, field)
        if isinstance(mark, AnyWord):
            words[mark.by_stem] |= mark.terms
        elif mark is not None:
            found[mark] = None
    singles = [AnyWord(frozenset(terms), by_stem) for by_stem, terms in words.items() if terms]
    return (*singles, *found)


def marks_of_plain(join: str, terms: Iterable[tuple[str, str | bytes, float]]) -> Marks:
    """Return the marks, in the texts of `text`, of a query with a `shape` of those terms, which are words.

    >>> marks_of_plain("phrase", [("text", "natural", 1.0), ("text", "gas", 1.0)])
    (Run(terms=('natural', 'gas'), by_stem=False),)
    """
    if join == "phrase":
        return (Run(tuple([str(text) for _, text, _ in terms])),)
    marks = []
    for field, by_stem in (("text", False), ("stem", True)):
        words = [str(text) for name, text, _ in terms if name == field]
        if words:
            marks.append(AnyWord(frozenset(words), by_stem))
    return tuple(marks)


def _clauses(tree: Any) -> list[Any]:
    """Return the positive clauses of a tree, however it joins them."""
    if isinstance(tree, query.AndNot):
        return _clauses(tree.a)
    if isinstance(tree, _JOINED):
        return [clause for sub in tree.subqueries for clause in _clauses(sub)]
    return [tree]


def _mark(each: Any, reader: Any, field: str) -> Mark | None:
    if isinstance(each, Near):
        left, right = _mark(each.left, reader, field), _mark(each.right, reader, field)
        return None if left is None or right is None else Pair(left, right, each.distance, each.ordered)
    if isinstance(each, query.Or):
        parts = tuple(mark for sub in each.subqueries if (mark := _mark(sub, reader, field)) is not None)
        return Choice(parts) if parts else None
    if isinstance(each, _LEAVES):
        return _leaf_mark(each, reader, field)
    return None


def _leaf_mark(leaf: Any, reader: Any, field: str) -> Mark | None:
    by_stem = leaf.fieldname in _BY_STEM
    if (_BY_STEM if by_stem else _AS_WRITTEN).get(leaf.fieldname) != field:
        return None
    if isinstance(leaf, Together):
        return Cluster(leaf.words, leaf.distance)
    if isinstance(leaf, query.Phrase):
        return Run(tuple(leaf.words), by_stem)
    if isinstance(leaf, Expanding) and reader is not None:
        return AnyWord(frozenset(leaf.expand(reader).terms))
    if isinstance(leaf, WordPattern):
        return Fitting(pattern(leaf.text).pattern)
    return AnyWord(frozenset((leaf.text,)), by_stem) if isinstance(leaf, _WORDS) else None
