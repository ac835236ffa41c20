"""A small index in memory for tests of queries, made with the real schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.filedb.filestore import RamStorage

from indexer.format.schema import schema
from indexer.model import PartialDate


def ram_index(paragraphs: Iterable[dict[str, Any]], segments: int = 1) -> Any:
    """Return a Whoosh index of paragraphs: `text`, and at will `title`, `date` (ISO) and values by field.

    Each has its number, from 1, as its id.
    """
    index = RamStorage().create_index(schema())
    rows = [document(number, row) for number, row in enumerate(paragraphs, 1)]
    size = -(-len(rows) // segments)
    for start in range(0, len(rows), max(size, 1)):
        writer = index.writer()
        for row in rows[start : start + size]:
            writer.add_document(**row)
        writer.commit(merge=False)
    return index


def document(number: int, paragraph: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of one paragraph as Whoosh takes them."""
    row = dict(paragraph)
    fields: dict[str, Any] = {"id": str(number), "article": row.pop("article", f"{number}.txt"), "paragraph": number}
    fields["text"] = fields["stem"] = row.pop("text")
    fields["title"] = fields["title_stem"] = row.pop("title", "")
    if date := row.pop("date", None):
        day = PartialDate.parse(date)
        fields["date"], fields["date_last"] = day.first_day, day.last_day
    return fields | row


def found(index: Any, tree: Any) -> Sequence[int]:
    """Return the numbers of the paragraphs a query tree matches, in order."""
    with index.searcher() as searcher:
        return sorted(int(paragraph) for paragraph in _paragraphs(searcher, tree))


def _paragraphs(searcher: Any, tree: Any) -> Iterable[int]:
    column = searcher.reader().column_reader("paragraph")
    return (column[number] for number in tree.docs(searcher))
