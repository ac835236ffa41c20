"""A score taken apart: what each clause of a query adds to the score of one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import query

from search.execute.plan import QueryTree
from search.execute.presence import Presence
from search.execute.weighting import bm25, statistics_of
from search.explanation import HitExplanation, ScorePart
from search.query.describe import describe
from search.query.nearness import Near, Together
from search.query.reading import QueryWord


def explained(
    tree: QueryTree, words: Iterable[QueryWord], document: int, score: float, presence: Presence
) -> HitExplanation:
    """Return the parts of the score of a matching document, the greatest first; they sum to `score`.

    `words` are those of the query: clauses are described by them.
    """
    known = tuple(words)
    parts = (_part(leaf, boost, known, document, presence) for leaf, boost in _scoring(tree, document, presence))
    return HitExplanation(score, tuple(sorted(parts, key=lambda part: -part.contribution)))


def _scoring(tree: QueryTree, document: int, presence: Presence, boost: float = 1.0) -> Iterator[tuple[Any, float]]:
    """Yield the leaves that score in a matching document, each with the weight of what stands around it.

    It follows Whoosh's matchers: all sides of a conjunction or a nearness add up, of alternatives those that match, and
    what is left out adds nothing. A phrase adds what its words do.
    """
    if isinstance(tree, query.AndNot):
        yield from _scoring(tree.a, document, presence, boost)
    elif isinstance(tree, query.And | query.Or):
        for each in tree.subqueries:
            if not isinstance(each, query.Not) and presence.holds(each, document):
                yield from _scoring(each, document, presence, boost * tree.boost)
    elif isinstance(tree, Near):
        for side in (tree.left, tree.right):
            yield from _scoring(side, document, presence, boost)
    elif isinstance(tree, query.Phrase):
        for word in tree.words:
            yield query.Term(tree.fieldname, word), boost * tree.boost
    elif isinstance(tree, Together):
        for word in dict.fromkeys(tree.words):
            yield query.Term(tree.fieldname, word), boost * tree.boost
    elif isinstance(tree, query.Term):
        yield query.Term(tree.fieldname, tree.text), boost * tree.boost
    else:
        yield tree, boost


def _part(leaf: Any, boost: float, words: tuple[QueryWord, ...], document: int, presence: Presence) -> ScorePart:
    clause = describe(leaf, words)
    matcher = presence.matcher_at(leaf, document)
    if matcher is None:  # it matches, or it would not be asked
        raise ValueError(f"document {document} does not match {leaf}")
    searcher = presence.searcher
    if not isinstance(leaf, query.Term) or not searcher.schema[leaf.fieldname].scorable:
        return ScorePart(clause, boost * matcher.score(), boost=boost * matcher.score())
    statistics = statistics_of(searcher, leaf.fieldname, leaf.text)
    length = statistics.counted_length(presence.length(leaf.fieldname, document))
    frequency = matcher.weight()
    return ScorePart(
        clause=clause,
        contribution=boost * bm25(statistics.idf, frequency, length, statistics.average_length),
        field=leaf.fieldname,
        term=leaf.text,
        term_frequency=frequency,
        document_frequency=statistics.document_frequency,
        idf=statistics.idf,
        length=length,
        average_length=statistics.average_length,
        boost=boost,
    )
