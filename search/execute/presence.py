"""Which paragraphs match a part of a question: sets of paragraphs, and one paragraph at a time."""

from __future__ import annotations

from typing import Any

from whoosh.searching import Searcher

from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from search.execute.names import under_ledger
from search.execute.plan import QueryTree
from search.execute.weighting import NewsWeighting


class Presence:
    """Asks one open index about the parts of a question. Not to be shared between threads."""

    def __init__(self, reader: Any, ledger: EntityLedger = NO_LEDGER) -> None:
        """`reader` is a Whoosh `IndexReader` over the schema of `indexer.format`; names are asked under `ledger`."""
        self.searcher = Searcher(reader, weighting=NewsWeighting())
        self.reader = reader
        self._ledger = ledger

    def paragraphs(self, tree: QueryTree) -> int:
        """Return the paragraphs that match as the bits of a number, eight of them for each document of the index.

        Sets of paragraphs are so united, cut and counted with `|`, `&` and `bit_count()`, some hundred times as fast as
        sets of numbers.
        """
        tree = under_ledger(tree, self._ledger, self.reader)
        mask = bytearray(self.reader.doc_count_all())
        for leaf, base in self.searcher.leaf_searchers():
            matcher = tree.matcher(leaf, self.searcher.boolean_context())
            while matcher.is_active():
                mask[base + matcher.id()] = 1
                matcher.next()
        return int.from_bytes(mask, "little")

    def documents(self, tree: QueryTree) -> list[int]:
        """Return the document numbers that match, in order."""
        tree = under_ledger(tree, self._ledger, self.reader)
        found: list[int] = []
        for leaf, base in self.searcher.leaf_searchers():
            matcher = tree.matcher(leaf, self.searcher.boolean_context())
            found += (base + number for number in matcher.all_ids())
        return found

    def matcher_at(self, tree: QueryTree, document: int) -> Any | None:
        """Return a scoring matcher of `tree` that stands at a document of the index, or None where it does not match.

        It has the places of its words where `tree` has any.
        """
        tree = under_ledger(tree, self._ledger, self.reader)
        for leaf, base in self.searcher.leaf_searchers():
            number = document - base
            if 0 <= number < leaf.reader().doc_count_all():
                matcher = tree.matcher(leaf)
                if matcher.is_active() and matcher.id() < number:
                    matcher.skip_to(number)
                return matcher if matcher.is_active() and matcher.id() == number else None
        return None

    def length(self, field: str, document: int) -> int:
        """Return how many terms of a field a document of the index has, as the index keeps it."""
        return int(self.reader.doc_field_length(document, field))

    def holds(self, tree: QueryTree, document: int) -> bool:
        """Return whether a document of the index matches."""
        return self.matcher_at(tree, document) is not None
