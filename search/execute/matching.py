"""Which documents of a segment a query tree matches, found with kernels over its arrays.

The answer is the set that Whoosh's matchers give, deleted documents still in it: they are taken out once, at the end.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from whoosh import query

from indexer.format.schema import STEM_FIELD
from search.execute.kernels import sets
from search.execute.kernels.arrays import numbers
from search.execute.kernels.cursor import ListCursor
from search.execute.kernels.places import Places, in_order
from search.execute.segments import NOTHING, Segment, filled
from search.execute.spans import Occurrences
from search.query.exclusion import Except
from search.query.leaves import Constant, Expanding
from search.query.nearness import Near, Together

QueryTree = Any


_READ_WHOLE: Final = 8
"""How many times more documents a list may have than are looked for in it, to be read whole: a document that is read
costs a twentieth of one that is looked for."""

_CLOCK_EVERY: Final = 64
"""Documents read word by word between two looks at the clock."""


class TimeIsUp(Exception):  # noqa: N818  # no fault: what was found in time is the answer
    """The time for a question is over before all that matches in a segment was found."""


class Matching:
    """Match sets of the nodes of one query tree over one segment; each is found once.

    `reader` is that of the whole index, where patterns look for their terms. What takes long asks `has_time` now and
    then, and raises `TimeIsUp` when there is none.
    """

    def __init__(self, segment: Segment, reader: Any, has_time: Callable[[], bool] = lambda: True) -> None:
        self.segment = segment
        self.reader = reader
        self._has_time = has_time
        self._known: dict[int, tuple[QueryTree, memoryview]] = {}

    def docs(self, tree: QueryTree) -> memoryview:
        """Return the documents that `tree` matches, rising; not to be written to."""
        known = self._known.get(id(tree))
        if known is None:
            known = self._known[id(tree)] = tree, self._find(tree)
        return known[1]

    def _find(self, tree: QueryTree) -> memoryview:
        if isinstance(tree, Expanding):
            return self._expanded(tree)
        find = _FINDERS.get(type(tree))
        return NOTHING if find is None else find(self, tree)

    def _listed(self, field: str, text: str | bytes) -> memoryview:
        cursor = self.segment.cursor(field, text)
        if cursor is None:
            return NOTHING
        found = filled(cursor.df, cursor.read_docs)
        self.segment.checked(field, cursor)
        return found

    def _term(self, tree: query.Term) -> memoryview:
        return self._listed(tree.fieldname, tree.text)

    def _all_of(self, tree: query.And) -> memoryview:
        return self._common(tree.subqueries)

    def _common(self, trees: list[QueryTree]) -> memoryview:
        """Return what all of `trees` match, the rarest first; long lists are looked into, not read whole."""
        if len(trees) > 1 and all(isinstance(tree, query.Term) for tree in trees):
            return self._in_all([(tree.fieldname, tree.text) for tree in trees])
        lists: list[tuple[int, int, query.Term, ListCursor]] = []
        sets_of_docs: list[memoryview] = []
        for tree in trees:
            if isinstance(tree, query.Term) and len(trees) > 1:
                cursor = self.segment.cursor(tree.fieldname, tree.text)
                if cursor is None:
                    return NOTHING
                lists.append((cursor.df, len(lists), tree, cursor))
            else:
                sets_of_docs.append(self.docs(tree))
        lists.sort()
        sets_of_docs.sort(key=len)
        if lists and (not sets_of_docs or lists[0][0] < len(sets_of_docs[0])):
            sets_of_docs.insert(0, self.docs(lists.pop(0)[2]))
        if not sets_of_docs:
            return NOTHING
        found, *others = sets_of_docs
        for other in others:
            found = filled(len(found), sets.intersect, found, other)
        for df, _, tree, cursor in lists:
            if df < _READ_WHOLE * len(found):
                docs = filled(df, cursor.read_docs)
                few, many = (docs, found) if len(docs) < len(found) else (found, docs)
                found = filled(len(few), sets.intersect, few, many)
            else:
                found = filled(len(found), cursor.among, found)
            self.segment.checked(tree.fieldname, cursor)
        return found

    def _in_all(self, terms: list[tuple[str, str | bytes]], is_phrase: bool = False) -> memoryview:
        """Return the documents that hold all terms, as a phrase one after the other."""
        cursors = []
        for field, text in terms:
            cursor = self.segment.cursor(field, text)
            if cursor is None:
                return NOTHING
            cursors.append(cursor)
        distinct = sorted(dict.fromkeys(cursors), key=lambda cursor: cursor.df)
        order = memoryview(array("I", map(distinct.index, cursors) if is_phrase else ()))
        docs = filled(distinct[0].df, self.segment.all_of.docs, distinct, order)
        for (field, _), cursor in zip(terms, cursors, strict=True):
            self.segment.checked(field, cursor)
        return docs

    def _any_of(self, tree: query.Or) -> memoryview:
        if len(tree.subqueries) == 1:
            return self.docs(tree.subqueries[0])
        if all(isinstance(each, query.Term) for each in tree.subqueries):
            return self._in_any((each.fieldname, each.text) for each in tree.subqueries)
        bits = _no_bits(self.segment.n_docs)
        n = 0
        for each in tree.subqueries:
            docs = self.docs(each)
            sets.set_bits(docs, bits)
            n += len(docs)
        return _of_bits(bits, min(n, self.segment.n_docs))

    def _in_any(self, terms: Iterable[tuple[str, str | bytes]]) -> memoryview:
        """Return the documents that hold a term at least."""
        return in_any(self._cursors(terms), self.segment.n_docs)

    def _cursors(self, terms: Iterable[tuple[str, str | bytes]]) -> Iterator[ListCursor]:
        """Yield the lists of terms; that it is not damaged is asked of each when it was read."""
        for field, text in terms:
            cursor = self.segment.cursor(field, text)
            if cursor is not None:
                yield cursor
                self.segment.checked(field, cursor)

    def _except(self, tree: query.AndNot) -> memoryview:
        wanted, unwanted = self.docs(tree.a), self.docs(tree.b)
        return filled(len(wanted), sets.subtract, wanted, unwanted) if len(unwanted) else wanted

    def _constant(self, tree: Constant) -> memoryview:
        return self.docs(tree.child)

    def _every(self, tree: query.Every) -> memoryview:
        if tree.fieldname is None:
            return self.segment.live
        field = self.segment.data.field(tree.fieldname)
        if field is None:
            return NOTHING
        return self._in_any((tree.fieldname, term) for term in self.segment.leaf.lexicon(tree.fieldname))

    def _expanded(self, tree: Expanding) -> memoryview:
        return self._in_any((tree.fieldname, term) for term in self._in_time(tree.expand(self.reader).terms))

    def _in_time(self, terms: Iterable[str]) -> Iterator[str]:
        for term in terms:
            if not self._has_time():
                raise TimeIsUp
            yield term

    def _range(self, tree: query.NumericRange) -> memoryview:
        """Return the documents whose day lies in a range, through the column: its values stand in order."""
        start, stop = self.segment.ordinals_within(tree.fieldname, tree.start, tree.end)
        if start == stop:
            return NOTHING
        return filled(self.segment.n_docs, sets.within, self.segment.ordinals(tree.fieldname), start, stop)

    def _phrase(self, tree: query.Phrase) -> memoryview:
        if tree.fieldname in STEM_FIELD:  # the positions of a written word are those of one list
            return self._in_all([(tree.fieldname, word) for word in tree.words], is_phrase=True)
        candidates = self._common([query.Term(tree.fieldname, word) for word in dict.fromkeys(tree.words)])
        if not len(candidates):
            return NOTHING
        words = [self.places(tree.fieldname, word) for word in tree.words]
        if any(each is None for each in words):
            return NOTHING
        found = filled(len(candidates), in_order, words, candidates)
        self.segment.checked(tree.fieldname, *(cursor for word in words if word for cursor in word.cursors))
        return found

    def having(self, field: str, text: str | bytes, docs: memoryview) -> memoryview:
        """Return those of `docs` that have a term."""
        if not self._has_time():
            raise TimeIsUp
        cursor = self.segment.cursor(field, text)
        if cursor is None:
            return NOTHING
        found = filled(len(docs), cursor.among, docs)
        self.segment.checked(field, cursor)
        return found

    def places(self, field: str, text: str | bytes) -> Places | None:
        """Return the positions of a term, None when no document has it."""
        term = self.segment.term(field, text)
        return None if term is None else self.segment.places(field, term)

    def _together(self, tree: Together) -> memoryview:
        candidates = self._common([query.Term(tree.fieldname, word) for word in dict.fromkeys(tree.words)])
        return self._fitting(tree, candidates)

    def _near(self, tree: Near) -> memoryview:
        return self._fitting(tree, self._common([tree.left, tree.right]))

    def _fitting(self, tree: QueryTree, candidates: memoryview) -> memoryview:
        if not len(candidates):
            return NOTHING
        occurrences = Occurrences(self, candidates)
        fitting = []
        for visited, doc in enumerate(candidates):
            if visited % _CLOCK_EVERY == 0 and not self._has_time():
                raise TimeIsUp
            if occurrences.of(tree, doc):
                fitting.append(doc)
        out = numbers(len(fitting))
        for at, doc in enumerate(fitting):
            out[at] = doc
        return out


def in_any(lists: Iterable[ListCursor], n_docs: int) -> memoryview:
    """Return the documents of a segment of `n_docs` that one of its `lists` holds at least."""
    bits = _no_bits(n_docs)
    n = 0
    for each in lists:
        each.mark(bits)
        n += each.df
    return _of_bits(bits, min(n, n_docs))


def _no_bits(n_docs: int) -> memoryview:
    return memoryview(bytearray((n_docs + 63) // 64 * 8))


def _of_bits(bits: memoryview, most: int) -> memoryview:
    return filled(most, sets.docs_of_words, bits.cast("Q"))


_FINDERS: Final[dict[type[Any], Callable[[Matching, Any], memoryview]]] = {
    query.Term: Matching._term,
    query.And: Matching._all_of,
    query.Or: Matching._any_of,
    query.AndNot: Matching._except,
    Except: Matching._except,
    query.Every: Matching._every,
    query.NumericRange: Matching._range,
    query.Phrase: Matching._phrase,
    Constant: Matching._constant,
    Near: Matching._near,
    Together: Matching._together,
}
