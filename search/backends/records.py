# cython: language_level=3
"""The paragraphs of an open index: what columns tell of them at once, and their records when these are wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import cython

from indexer.format.codec.codec import DatelineSegment
from indexer.format.codec.container import damaged
from indexer.format.codec.segment import SegmentData
from indexer.format.entity_ledger import EntityLedger
from indexer.format.records import text_of, unpack_record
from indexer.format.texts import Texts
from indexer.model import Paragraph
from search.backends.hits import Places, hits_at, show
from search.execute.names import shown_mentions
from search.highlight import SpanFinder
from search.results import Hit, Snippet
from search.snippets import snippet

_Read = TypeVar("_Read")

Found = Sequence[tuple[int, float]]
"""Documents by their number in the index, each with its score."""

_NO_SNIPPET: Final = Snippet("")


@cython.cclass
class _Part:
    """A segment: the number of its first document, where its documents stand, and their texts."""

    base: int
    data: SegmentData
    places: Places
    own: Texts

    def __init__(self, base: int, data: SegmentData, places: Places) -> None:
        self.base = base
        self.data = data
        self.places = places
        self.own = Texts(data.documents.records)

    def paragraph(self, document: int) -> Paragraph:
        """Return a document's paragraph. Raises `IndexDamagedError` where its record cannot be read."""
        return self._read(document, unpack_record)

    def texts(self, documents: Sequence[int]) -> list[str]:
        """Return the texts of documents. Raises `IndexDamagedError` where a record cannot be read."""
        base = self.base
        texts = self.own.of([document - base for document in documents])
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


@cython.cclass
class Records:
    """Reads the paragraphs of one state of an index, their names as the editor's ledger shows them.

    Where the index is of Dateline's own codec it is safe to share between threads and outlives the reader: it holds the
    mapped files, as do the hits that are not read yet.
    """

    _reader: Any
    _ledger: EntityLedger
    _read_parts: list[_Part] | None
    _places: list[Places]

    def __init__(self, reader: Any, ledger: EntityLedger) -> None:
        """`reader` is the Whoosh reader of the whole index."""
        self._reader = reader
        self._ledger = ledger
        self._read_parts = None
        self._places = []

    @cython.cfunc
    def _parts(self) -> list[_Part]:
        """Return the segments; none where one is of another codec."""
        if self._read_parts is None:
            parts = [_part(leaf, base) for leaf, base in self._reader.leaf_readers()]
            found = [part for part in parts if part is not None] if None not in parts else []
            # What tells other threads that all is there comes last.
            self._places = list(map(_places_of, found))
            self._read_parts = found
        return self._read_parts

    @cython.cfunc
    def _part_of(self, document: int) -> _Part:
        parts = self._parts()
        return parts[bisect_right(parts, document, key=_base_of) - 1 if len(parts) > 1 else 0]

    def paragraph(self, document: int) -> Paragraph:
        """Return the paragraph with a document number."""
        if self._parts():
            paragraph = self._part_of(document).paragraph(document)
        else:
            paragraph = unpack_record(self._reader.stored_fields(document)["record"])
        if self._ledger.is_empty:
            return paragraph
        return replace(paragraph, mentions=tuple(shown_mentions(self._ledger, paragraph)))

    def ids(self, documents: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of documents."""
        if not self._parts():
            articles, numbers = self._reader.column_reader("article"), self._reader.column_reader("paragraph")
            return tuple(f"{articles[document]}#{numbers[document]}" for document in documents)
        return tuple([self._part_of(document).places.id(document) for document in documents])

    def hits(self, found: Found, spans_of: SpanFinder | None) -> tuple[Hit, ...]:
        """Return the paragraphs found as hits, with snippets where there are spans, which `spans_of` finds in texts.

        What is not known by then of a hit is read when it is touched.
        """
        if not self._parts():
            return tuple([Hit(score=score, **_fields(self.paragraph(document), spans_of)) for document, score in found])
        hits: list[Hit] = hits_at(found, self._places, self)
        if spans_of is not None:
            show(hits, self._texts([document for document, _ in found]), spans_of)
        return tuple(hits)

    @cython.cfunc
    def _texts(self, documents: list[int]) -> list[str]:
        """Return the texts of documents, read together segment by segment."""
        parts = self._parts()
        if len(parts) == 1:
            return parts[0].texts(documents)
        by_base: dict[int, list[int]] = {}
        for document in documents:
            by_base.setdefault(self._part_of(document).base, []).append(document)
        texts: dict[int, str] = {}
        for each in by_base.values():
            texts.update(zip(each, self._part_of(each[0]).texts(each), strict=True))
        return [texts[document] for document in documents]

    def fields_of(self, number: int, name: str) -> Mapping[str, Any]:
        """Return fields of the hit of document `number`: where it stands, or all but its score from its record."""
        if name in ("article", "paragraph"):
            article, paragraph = self._part_of(number).places.of(number)
            return {"article": article, "paragraph": paragraph}
        return _fields(self.paragraph(number), None)


def _base_of(part: _Part) -> int:
    return part.base


def _places_of(part: _Part) -> Places:
    return part.places


def _part(leaf: Any, base: int) -> _Part | None:
    segment = leaf.segment()
    if not isinstance(segment, DatelineSegment):
        return None
    data = segment.data(leaf.storage())
    articles, numbers = data.column("article"), data.column("paragraph")
    if articles is None or numbers is None:
        return None
    return _Part(base, data, Places(base, articles, numbers))


def _fields(paragraph: Paragraph, spans_of: SpanFinder | None) -> dict[str, Any]:
    """Return the fields of a hit but for its score, by name."""
    spans = spans_of(paragraph.text) if spans_of is not None else ()
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
        "snippet": snippet(paragraph.text, spans) if spans_of is not None else _NO_SNIPPET,
        "spans": spans,
        "entities": paragraph.mentions,
        "mentioned": paragraph.mentioned,
        "explanation": None,
        "before": (),
        "after": (),
    }
