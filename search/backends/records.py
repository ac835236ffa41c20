"""The paragraphs of an open index: what columns tell of them at once, and their records when these are wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import Any, Final, NamedTuple, TypeVar

from indexer.format.codec.codec import DatelineSegment
from indexer.format.codec.columns import Values
from indexer.format.codec.container import damaged
from indexer.format.codec.segment import SegmentData
from indexer.format.entity_ledger import EntityLedger
from indexer.format.records import text_in, text_of, unpack_record
from indexer.model import Paragraph
from search.execute.names import shown_mentions
from search.highlight import finder, match_spans, snippet
from search.marks import Marks
from search.results import Hit, Snippet

_Read = TypeVar("_Read")

Found = Sequence[tuple[int, float]]
"""Documents by their number in the index, each with its score."""

# A frozen dataclass sets its fields one by one through `object.__setattr__`, which looks each up by name first.
_SET_ID, _SET_ARTICLE, _SET_PARAGRAPH, _SET_SCORE, _SET_UNREAD, _SET_TEXT, _SET_SPANS, _SET_SNIPPET = (
    getattr(Hit, name).__set__
    for name in ("id", "article", "paragraph", "score", "_unread", "text", "spans", "snippet")
)
REMEMBERED: Final = 4096
"""Places that are remembered: hits come again when a page is turned back or another facet is tried."""

_NO_SNIPPET: Final = Snippet("")


class _Part(NamedTuple):
    """A segment: the number of its first document, and by document its article and its number there, as ordinals."""

    base: int
    data: SegmentData
    article_of: memoryview
    articles: Values
    number_of: memoryview
    numbers: memoryview

    def place(self, document: int) -> tuple[str, int]:
        """Return the key of a document's article and the number of the paragraph in it."""
        at = document - self.base
        # The field of an unsigned number writes it to its column as it is.
        return self.articles.text(self.article_of[at]), self.numbers[self.number_of[at]]

    def paragraph(self, document: int) -> Paragraph:
        """Return a document's paragraph. Raises `IndexDamagedError` where its record cannot be read."""
        return self._read(document, unpack_record)

    def text(self, document: int) -> str:
        """Return a document's text. Raises `IndexDamagedError` where its record cannot be read."""
        text = text_in(self.data.documents.records.own_line(document - self.base))
        return self._read(document, text_of) if text is None else text

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
        return tuple(_place(self._bases, self._parts, document)[0] for document in documents)

    def hits(self, found: Found, marks: Marks | None) -> tuple[Hit, ...]:
        """Return the paragraphs found as hits, with snippets where there are `marks` to show in them.

        What is not known by then of a hit is read when it is touched.
        """
        if not self._parts:
            return tuple(Hit(score=score, **_fields(self.paragraph(document), marks)) for document, score in found)
        return tuple(self._unread(found) if marks is None else self._with_snippets(found, marks))

    @cached_property
    def _places(self) -> Callable[[int], tuple[str, str, int]]:
        """By document its id, its article and its number there, those asked for last remembered."""
        return lru_cache(REMEMBERED)(partial(_place, self._bases, self._parts))

    def _unread(self, found: Found) -> Iterator[Hit]:
        place, new = self._places, object.__new__
        for document, score in found:
            id_, article, number = place(document)
            hit = new(Hit)
            _SET_ID(hit, id_)
            _SET_ARTICLE(hit, article)
            _SET_PARAGRAPH(hit, number)
            _SET_SCORE(hit, score)
            _SET_UNREAD(hit, (self, document))
            yield hit

    def _with_snippets(self, found: Found, marks: Marks) -> Iterator[Hit]:
        spans_of = finder(marks)
        for (document, _), hit in zip(found, self._unread(found), strict=True):
            text = self._part_of(document).text(document)
            spans = spans_of(text)
            _SET_TEXT(hit, text)
            _SET_SPANS(hit, spans)
            _SET_SNIPPET(hit, snippet(text, spans))
            yield hit

    def fields_of(self, number: int) -> Mapping[str, Any]:
        """Return the fields of a hit, but for its score, from the record of the document `number`."""
        return _fields(self.paragraph(number), None)


def _place(bases: list[int], parts: list[_Part], document: int) -> tuple[str, str, int]:
    article, number = parts[bisect_right(bases, document) - 1].place(document)
    return f"{article}#{number}", article, number


def _part(leaf: Any, base: int) -> _Part | None:
    segment = leaf.segment()
    if not isinstance(segment, DatelineSegment):
        return None
    data = segment.data(leaf.storage())
    articles, numbers = data.column("article"), data.column("paragraph")
    if articles is None or numbers is None:
        return None
    return _Part(base, data, articles.ordinals, articles.values, numbers.ordinals, numbers.values.numbers)


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
