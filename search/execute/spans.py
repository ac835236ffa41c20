"""Where a query tree stands in a document: the occurrences that NEAR, PRE and `"…"~n` compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh import query

from search.proximity import Occurrence, near_pairs, windows
from search.query.leaves import Expanding
from search.query.nearness import Near, Together

if TYPE_CHECKING:
    from search.execute.kernels.places import Places
    from search.execute.matching import Matching

QueryTree = Any


class Occurrences:
    """Occurrences in the documents of one segment, which are asked for in rising order."""

    def __init__(self, matching: Matching, documents: memoryview) -> None:
        """`documents` are those that may be asked for, rising."""
        self._matching = matching
        self._documents = documents
        self._places: dict[tuple[int, str], Places | None] = {}
        self._spellings: dict[int, dict[int, list[str]]] = {}

    def of(self, tree: QueryTree, doc: int) -> list[Occurrence]:
        """Return the occurrences of `tree` in a document, each once, in order."""
        if isinstance(tree, query.Or):
            return sorted({each for sub in tree.subqueries for each in self.of(sub, doc)})
        if isinstance(tree, Near):
            left, right = self.of(tree.left, doc), self.of(tree.right, doc)
            pairs = near_pairs(left, right, tree.distance, tree.ordered) if left and right else ()
            return sorted({(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs})
        if isinstance(tree, Together):
            positions = {word: self._positions(tree, word, doc) for word in dict.fromkeys(tree.words)}
            return sorted(set(windows(tree.words, positions, tree.distance)))
        if isinstance(tree, query.Phrase):
            return self._phrase(tree, doc)
        if isinstance(tree, Expanding):
            terms = self._spellings_of(tree).get(doc, ())
            return [(at, at + 1) for at in sorted({at for term in terms for at in self._positions(tree, term, doc)})]
        return [(at, at + 1) for at in self._positions(tree, tree.text, doc)]

    def _phrase(self, tree: query.Phrase, doc: int) -> list[Occurrence]:
        starts = set(self._positions(tree, tree.words[0], doc))
        for distance, word in enumerate(tree.words[1:], 1):
            if starts:
                starts &= {at - distance for at in self._positions(tree, word, doc)}
        return [(at, at + len(tree.words)) for at in sorted(starts)]

    def _spellings_of(self, tree: Expanding) -> dict[int, list[str]]:
        """Return, by document, which of the many terms a leaf stands for it has."""
        found = self._spellings.get(id(tree))
        if found is None:
            found = self._spellings[id(tree)] = {}
            for term in tree.expand(self._matching.reader).terms:
                for doc in self._matching.having(tree.fieldname, term, self._documents):
                    found.setdefault(doc, []).append(term)
        return found

    def _positions(self, tree: QueryTree, text: str, doc: int) -> list[int]:
        key = id(tree), text
        if key not in self._places:
            self._places[key] = self._matching.places(tree.fieldname, text)
        places = self._places[key]
        return [] if places is None else places.at(doc)
