"""The scores of documents that a query tree matches, added in the order in which Whoosh's matchers add them.

That order is a binary tree Whoosh builds from the sizes of the clauses; adding floats otherwise would change a last
digit here and there, and with it the order of paragraphs that are as good as each other.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final

from whoosh import query
from whoosh.util import make_binary_tree, make_weighted_tree

from search.execute.kernels import sets
from search.execute.kernels.arrays import doubles
from search.execute.kernels.scored import norms_by_length
from search.execute.matching import Matching
from search.execute.segments import NO_LENGTHS, Segment, filled
from search.execute.weighting import K1, B, TermStatistics, statistics_of
from search.query.leaves import Constant
from search.query.nearness import Near, Together

QueryTree = Any
NO_NORMS = memoryview(array("d"))

_MOST_TERMS: Final = 16_384
"""Terms whose statistics are remembered."""


class IndexStatistics:
    """What scores take from the whole index; it answers as a Whoosh searcher does."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._n_docs = sum(segment.n_docs for segment in segments)
        self._averages: dict[str, float] = {}
        self._norms: dict[str, memoryview[float]] = {}
        self._terms: dict[tuple[str, bytes], TermStatistics] = {}

    def doc_count_all(self) -> int:
        """Return the number of documents, the deleted ones included."""
        return self._n_docs

    def doc_frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term."""
        return sum(segment.document_frequency(field, term) for segment in self._segments)

    def avg_field_length(self, field: str) -> float:
        """Return the average number of terms of a field."""
        if field not in self._averages:
            lengths = (segment.data.lengths(field) for segment in self._segments)
            total = sum(each.total for each in lengths if each is not None)
            self._averages[field] = total / (self._n_docs or 1)
        return self._averages[field]

    def of(self, field: str, term: bytes) -> TermStatistics:
        """Return the statistics of a term."""
        known = self._terms.get((field, term))
        if known is None:
            if len(self._terms) >= _MOST_TERMS:
                self._terms.clear()
            known = self._terms[field, term] = statistics_of(self, field, term)
        return known

    def norms(self, field: str, statistics: TermStatistics, most: int) -> memoryview[float]:
        """Return by length, up to `most`, what BM25 adds to a term's frequency below the line."""
        known = self._norms.get(field)
        if known is None or len(known) <= most:
            known = norms_by_length(most, statistics.counted_length(0), statistics.average_length, K1, B)
            self._norms[field] = known
        return known


class _Part:
    """A clause, or two with the scores to be added.

    Of clauses as large as each other the first comes first, but for one thing: Whoosh's matcher of a weighted clause is
    less than those whose class is derived from its own. `is_weighted` and `is_derived` tell of the two.
    """

    def __init__(
        self,
        tree: QueryTree = None,
        pair: tuple[_Part, _Part] | None = None,
        is_weighted: bool = False,
        is_derived: bool = False,
    ) -> None:
        self.tree = tree
        self.pair = pair
        self.is_weighted = is_weighted
        self.is_derived = is_derived

    def __lt__(self, other: _Part) -> bool:
        return self.is_weighted and other.is_derived

    @classmethod
    def of_two(cls, left: _Part, right: _Part) -> _Part:
        return cls(None, (left, right))


class Scoring:
    """Scores over one segment; `matching` knows which documents each clause matches."""

    def __init__(self, matching: Matching, statistics: IndexStatistics) -> None:
        self._matching = matching
        self._segment = matching.segment
        self._statistics = statistics

    def scores(self, tree: QueryTree, docs: memoryview) -> memoryview[float]:
        """Return the score of each of `docs`, all of which `tree` matches."""
        if not len(docs):
            return doubles(0)
        if isinstance(tree, query.Term):
            return self._term(tree.fieldname, tree.text, tree.boost, docs)
        if isinstance(tree, query.And | query.Or):
            return self._clauses(tree, docs)
        if isinstance(tree, query.AndNot):
            return self.scores(tree.a, docs)
        if isinstance(tree, Near):
            return self._sum(_Part.of_two(_Part(tree.left), _Part(tree.right)), docs, is_required=True)
        if isinstance(tree, query.Phrase):
            return self._words(tree.fieldname, tree.words, 1.0, docs, tree.boost)
        if isinstance(tree, Together):
            return self._words(tree.fieldname, list(dict.fromkeys(tree.words)), tree.boost, docs, 1.0)
        out = doubles(len(docs))
        sets.fill(out, tree.score if isinstance(tree, Constant) else tree.boost)
        return out

    def _clauses(self, tree: QueryTree, docs: memoryview) -> memoryview[float]:
        subs = tree.subqueries
        if len(subs) == 1:
            return self.scores(subs[0], docs)
        is_required = isinstance(tree, query.And)
        if len(subs) == 2:  # in any order they add up to the same
            return self._sum(_Part.of_two(*map(_Part, subs)), docs, is_required, tree.boost)
        sign = -1 if is_required else 1
        parts = [(sign * self._size(each), self._part(each)) for each in subs]
        return self._sum(make_weighted_tree(_Part.of_two, parts), docs, is_required, tree.boost)

    def _part(self, tree: QueryTree) -> _Part:
        if isinstance(tree, query.Term | query.Phrase):
            words = tree.words if isinstance(tree, query.Phrase) else [tree.text]
            if not all(self._is_there(tree.fieldname, word) for word in words):
                return _Part(tree)
        elif not isinstance(tree, query.And | query.Or):
            return _Part(tree, is_derived=isinstance(tree, Constant | Near | Together))
        if tree.boost != 1.0:
            return _Part(tree, is_weighted=True)
        is_filtered = isinstance(tree, query.Term) and self._segment.deleted is not None
        return _Part(tree, is_derived=is_filtered or isinstance(tree, query.Phrase))

    def _is_there(self, field: str, text: str | bytes) -> bool:
        term = self._segment.term(field, text)
        return term is not None and self._segment.document_frequency(field, term) > 0

    def _size(self, tree: QueryTree) -> int:
        """Return how many documents Whoosh takes a clause for; that of a term is known here already."""
        if type(tree) is query.Term:
            term = self._segment.term(tree.fieldname, tree.text)
            return 0 if term is None else self._segment.document_frequency(tree.fieldname, term)
        return int(tree.estimate_size(self._segment.leaf))

    def _words(
        self, field: str, words: list[str], boost: float, docs: memoryview, whole_boost: float
    ) -> memoryview[float]:
        parts = [_Part(query.Term(field, word, boost=boost)) for word in words]
        return self._sum(make_binary_tree(_Part.of_two, parts), docs, is_required=True, boost=whole_boost)

    def _sum(self, part: _Part, docs: memoryview, is_required: bool, boost: float = 1.0) -> memoryview[float]:
        if part.pair is None:
            total = self._of_clause(part.tree, docs, is_required)
        else:
            total = self._sum(part.pair[0], docs, is_required)
            sets.add(total, self._sum(part.pair[1], docs, is_required))
        if boost != 1.0:
            sets.scale(total, boost)
        return total

    def _of_clause(self, tree: QueryTree, docs: memoryview, is_required: bool) -> memoryview[float]:
        if is_required or isinstance(tree, query.Term):
            return self.scores(tree, docs)
        own = self._matching.docs(tree)
        few, many = (own, docs) if len(own) < len(docs) else (docs, own)
        common = filled(len(few), sets.intersect, few, many)
        out = doubles(len(docs))
        sets.add_at(common, self.scores(tree, common), docs, out)
        return out

    def _term(self, field: str, text: str | bytes, boost: float, docs: memoryview) -> memoryview[float]:
        out = doubles(len(docs))
        term = self._segment.term(field, text)
        cursor = self._segment.cursor(field, text)
        if term is None or cursor is None:
            return out
        if self._segment.leaf.schema[field].scorable:
            statistics = self._statistics.of(field, term)
            lengths, most = self._segment.lengths(field)
            norms = self._statistics.norms(field, statistics, most)
            cursor.score(docs, lengths, norms, statistics.idf, K1 + 1, boost, out)
        else:
            cursor.score(docs, NO_LENGTHS, NO_NORMS, 1.0, 1.0, boost, out)
        self._segment.checked(field, cursor)
        return out
