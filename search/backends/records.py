"""The paragraphs of an open index: what columns tell of them at once, and their records when these are wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from indexer.format.codec.codec import DatelineSegment
from indexer.format.codec.container import damaged
from indexer.format.codec.segment import SegmentData
from indexer.format.entity_ledger import EntityLedger
from indexer.format.records import text_of, unpack_record
from indexer.format.texts import Texts
from indexer.model import Paragraph
from search.backends.hits import Places, hits_at, show
from search.execute.names import shown_mentions
from search.highlight import finder, match_spans
from search.marks import Marks
from search.results import Hit, Snippet
from search.snippets import snippet

_Read = TypeVar("_Read")

Found = Sequence[tuple[int, float]]
"""Documents by their number in the index, each with its score."""

_NO_SNIPPET: Final = Snippet("")


class _Part(NamedTuple):
    """A segment: the number of its first document, where its documents stand, and their texts."""

    base: int
    data: SegmentData
    places: Places
    read: Texts

    def paragraph(self, document: int) -> Paragraph:
        """Return a document's paragraph. Raises `IndexDamagedError` where its record cannot be read."""
        return self._read(document, unpack_record)

    def texts(self, documents: Sequence[int]) -> list[str]:
        """Return the texts of documents. Raises `IndexDamagedError` where a record cannot be read."""
        texts = self.read.of([document - self.base for document in documents])
        return [
            self._read(each, text_of) if text is None else text for each, text in zip(documents, texts, strict=True)
        ]

    def _read(self, document: int, read: Callable[[str], _Read]) -> _Read:
        at = document - self.base
        record = self.data.record(at)
        try:
            return read(record)
        except (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError):
            raise damaged(self.data.documents.name, f"the record of document {at}") from None


class Records:
    """Reads the paragraphs of one state of an index, their names as the editor's ledger shows them.

    Where the index is of Dateline's own codec it is safe to share between threads and outlives the reader: it holds the
    mapped files, as do the hits that are not read yet.
    """

    def __init__(self, reader: Any, ledger: EntityLedger) -> None:
        """`reader` is the Whoosh reader of the whole index."""
        self._reader = reader
        self._ledger = ledger

    @cached_property
    def _parts(self) -> list[_Part]:
        """The segments; none where one is of another codec."""
        parts = [_part(leaf, base) for leaf, base in self._reader.leaf_readers()]
        return [part for part in parts if part is not None] if None not in parts else []

    @cached_property
    def _bases(self) -> list[int]:
        return [part.base for part in self._parts]

    def _part_of(self, document: int) -> _Part:
        bases = self._bases
        return self._parts[bisect_right(bases, document) - 1 if len(bases) > 1 else 0]

    def paragraph(self, document: int) -> Paragraph:
        """Return the paragraph with a document number."""
        if self._parts:
            paragraph = self._part_of(document).paragraph(document)
        else:
            paragraph = unpack_record(self._reader.stored_fields(document)["record"])
        if self._ledger.is_empty:
            return paragraph
        return replace(paragraph, mentions=tuple(shown_mentions(self._ledger, paragraph)))

    def ids(self, documents: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of documents."""
        if not self._parts:
            articles, numbers = self._reader.column_reader("article"), self._reader.column_reader("paragraph")
            return tuple(f"{articles[document]}#{numbers[document]}" for document in documents)
        return tuple(self._part_of(document).places.id(document) for document in documents)

    def hits(self, found: Found, marks: Marks | None) -> tuple[Hit, ...]:
        """Return the paragraphs found as hits, with snippets where there are `marks` to show in them.

        What is not known by then of a hit is read when it is touched.
        """
        if not self._parts:
            return tuple(Hit(score=score, **_fields(self.paragraph(document), marks)) for document, score in found)
        hits = hits_at(found, self._places, self)
        if marks is not None:
            show(hits, self._texts([document for document, _ in found]), finder(marks))
        return tuple(hits)

    @cached_property
    def _places(self) -> list[Places]:
        return [part.places for part in self._parts]

    def _texts(self, documents: Sequence[int]) -> list[str]:
        """Return the texts of documents, read together segment by segment."""
        if len(self._parts) == 1:
            return self._parts[0].texts(documents)
        by_base: dict[int, list[int]] = {}
        for document in documents:
            by_base.setdefault(self._part_of(document).base, []).append(document)
        texts: dict[int, str] = {}
        for base, each in by_base.items():
            texts.update(zip(each, self._part_of(base).texts(each), strict=True))
        return [texts[document] for document in documents]

    def fields_of(self, number: int, name: str) -> Mapping[str, Any]:
        """Return fields of the hit of document `number`: where it stands, or all but its score from its record."""
        if name in ("article", "paragraph"):
            article, paragraph = self._part_of(number).places.of(number)
            return {"article": article, "paragraph": paragraph}
        return _fields(self.paragraph(number), None)


def _part(leaf: Any, base: int) -> _Part | None:
    segment = leaf.segment()
    if not isinstance(segment, DatelineSegment):
        return None
    data = segment.data(leaf.storage())
    articles, numbers = data.column("article"), data.column("paragraph")
    if articles is None or numbers is None:
        return None
    return _Part(base, data, Places(base, articles, numbers), Texts(data.documents.records))


def _fields(paragraph: Paragraph, marks: Marks | None) -> dict[str, Any]:
    """Return the fields of a hit but for its score, by name."""
    spans = match_spans(paragraph.text, marks) if marks is not None else ()
    return {
        "id": paragraph.id,
        "article": paragraph.article,
        "paragraph": paragraph.number,
        "kind": paragraph.kind,
        "date": paragraph.date,
        "title": paragraph.title,
        "text": paragraph.text,
        "source": paragraph.source,
        "authors": paragraph.authors,
        "url": paragraph.url,
        "dateline": paragraph.dateline,
        "language": paragraph.language,
        "snippet": snippet(paragraph.text, spans) if marks is not None else _NO_SNIPPET,
        "spans": spans,
        "entities": paragraph.mentions,
        "mentioned": paragraph.mentioned,
        "explanation": None,
        "before": (),
        "after": (),
    }
