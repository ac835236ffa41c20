"""The entities of an index: what it holds under each name, counted as the editor's ledger shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.format.directory import ParagraphIndex
from indexer.format.entity_ledger import EntityLedger, Named
from indexer.format.schema import NAME_FIELDS, VARIANT_SEPARATOR, unpack_values
from indexer.model import ENTITY_TYPES, EntityType


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """A form in which an entity is written, or a name that the ledger merged into it, and why it stands for it."""

    form: str
    reason: str


@dataclass(frozen=True, slots=True)
class NameCount:
    """How many paragraphs and articles name an entity, and the forms they use other than its name."""

    type: EntityType
    name: str
    paragraphs: int
    articles: int
    variants: tuple[Variant, ...] = ()


def count_names(index: ParagraphIndex, ledger: EntityLedger) -> list[NameCount]:
    """Count every entity of an index, most paragraphs first; reads the columns of names whole.

    `ledger` says what is merged, renamed, retyped or hidden.
    """
    paragraphs: dict[Named, int] = defaultdict(int)
    articles: dict[Named, int] = defaultdict(int)
    last_article: dict[Named, str] = {}
    with index.reader() as reader:
        for article, stored in _paragraphs(reader):
            for type_ in ENTITY_TYPES:
                for name in ledger.shown(type_, stored, article):
                    named = (type_, name)
                    paragraphs[named] += 1
                    if last_article.get(named) != article:  # an article's paragraphs stand together
                        articles[named] += 1
                        last_article[named] = article
        variants = _variants(reader, ledger)
    counts = [
        NameCount(*named, number, articles[named], tuple(sorted(variants[named])))
        for named, number in paragraphs.items()
    ]
    return sorted(counts, key=lambda each: (-each.paragraphs, each.type, each.name))


def stored_names(index: ParagraphIndex) -> list[Named]:
    """Return the type and name of every entity as stored, whatever a ledger makes of it."""
    with index.reader() as reader:
        return [(type_, name.decode("utf-8")) for type_ in ENTITY_TYPES for name in reader.lexicon(type_)]


def _paragraphs(reader: Any) -> Iterator[tuple[str, Mapping[EntityType, tuple[str, ...]]]]:
    for leaf, _ in reader.leaf_readers():
        articles = leaf.column_reader("article", translate=False)
        columns = {type_: leaf.column_reader(type_, translate=False) for type_ in ENTITY_TYPES}
        for number in leaf.all_doc_ids():
            stored = {type_: unpack_values(bytes(column[number])) for type_, column in columns.items()}
            yield bytes(articles[number]).decode("utf-8"), stored


def _variants(reader: Any, ledger: EntityLedger) -> dict[Named, set[Variant]]:
    found: dict[Named, set[Variant]] = defaultdict(set)
    for term in reader.lexicon("variant"):
        type_, name, form, reason = term.decode("utf-8").split(VARIANT_SEPARATOR)
        end = ledger.apply(type_, name)
        if end is not None and form != end[1]:
            found[end].add(Variant(form, reason))
    for type_ in NAME_FIELDS:
        for value in reader.lexicon(type_):
            name = value.decode("utf-8")
            end = ledger.apply(type_, name)  # type: ignore[arg-type]  # the fields of names are the types
            if end is not None and end != (type_, name) and name != end[1]:
                found[end].add(Variant(name, "ledger"))
    return found
