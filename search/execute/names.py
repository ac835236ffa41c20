"""Names under the editor's ledger: what a question asks of entities, put to the names an index holds.

An index keeps the names it was given. A ledger shows some of them as others, under another type, only in some
articles, or not at all. So a clause like `person:putin` is answered with the stored names that are *shown* as a fitting
person, and what is counted and printed are shown names. Without entries for a name nothing changes and nothing is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, cast

from whoosh.query import And, NullQuery, Or, Term

from indexer.format.entity_ledger import EntityLedger, Named
from indexer.format.schema import NAME_FIELDS
from indexer.model import EntityType, Mention, Paragraph
from search.execute.plan import QueryTree
from search.query.exclusion import Except
from search.query.leaves import Constant, NamePart, variants_of


def under_ledger(tree: QueryTree, ledger: EntityLedger, reader: Any) -> QueryTree:
    """Return `tree` with every clause on names read as the ledger shows them; `tree` itself under an empty ledger."""
    if ledger.is_empty:
        return tree

    def visit(node: QueryTree) -> QueryTree:
        if isinstance(node, NamePart):
            return names_asked(node, ledger, reader) if node.fieldname in NAME_FIELDS else node
        return node if node.is_leaf() else node.apply(visit)

    return visit(tree)


def names_asked(leaf: NamePart, ledger: EntityLedger, reader: Any) -> QueryTree:
    """Return the query for the stored names that are shown as what `leaf` asks for."""
    if ledger.is_empty or leaf.fieldname not in NAME_FIELDS:
        return leaf
    spoken_of = _spoken_of(ledger)
    field = cast(EntityType, leaf.fieldname)
    asked: list[QueryTree] = [Term(field, name) for name in leaf.expand(reader).terms if (field, name) not in spoken_of]
    for stored in sorted(spoken_of):
        if stored in reader:
            asked.extend(_shown_as(leaf, stored, ledger, reader))
    return Constant(Or(asked), leaf.boost) if asked else NullQuery


def _spoken_of(ledger: EntityLedger) -> set[Named]:
    """Return the names that may be shown otherwise than they are stored."""
    return {*ledger.ends, *ledger.hidden, *ledger.splits}


def _shown_as(leaf: NamePart, stored: Named, ledger: EntityLedger, reader: Any) -> Iterator[QueryTree]:
    """Yield the queries for a stored name where it is shown as what `leaf` asks: everywhere, or in some articles."""
    forms = (stored[1], *variants_of(reader, *stored))
    splits = ledger.splits.get(ledger.ends.get(stored, stored), ())
    taken: list[QueryTree] = []
    for split in splits:
        articles = _articles(split.article, reader)
        inside = _outside(And([Term(*stored), articles]), taken)
        if _fits(leaf, ledger.apply(split.into[0], split.into[1]), ()):
            yield inside
        taken.append(articles)
    if _fits(leaf, ledger.apply(*stored), forms):
        yield _outside(Term(*stored), taken)


def _fits(leaf: NamePart, shown: Named | None, forms: tuple[str, ...]) -> bool:
    if shown is None or shown[0] != leaf.fieldname:
        return False
    return leaf.fits(shown[1]) or (not leaf.whole and any(map(leaf.fits, forms)))


def _outside(tree: QueryTree, taken: list[QueryTree]) -> QueryTree:
    return Except(tree, Or(taken)) if taken else tree


def _articles(pattern: str, reader: Any) -> QueryTree:
    keys = (key.decode("utf-8", "replace") for key in reader.lexicon("article"))
    return Or([Term("article", key) for key in keys if fnmatchcase(key, pattern)])


def shown_mentions(ledger: EntityLedger, paragraph: Paragraph) -> Iterator[Mention]:
    """Yield the mentions of a paragraph as they are shown; those of hidden entities are left out."""
    for mention in paragraph.mentions:
        end = ledger.apply(mention.type, mention.name, paragraph.article)
        if end == (mention.type, mention.name):
            yield mention
        elif end is not None:
            yield replace(mention, type=end[0], name=end[1], reason="ledger")
