"""Paragraphs straight to a segment, without Whoosh's writer: the fast way to the same bytes.

What a field makes of a value (its terms, its column value) is asked of the schema once for each distinct value, so the
rules stand in one place. What is done for each paragraph is compiled: words and values go to streams of numbers, which
are sorted by term when the segment is written.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final

from whoosh import fields

from indexer.format import analysis, batch
from indexer.format.codec.codec import DatelineCodec, DatelineSegment
from indexer.format.codec.columns import ColumnWriter, ValuesColumn
from indexer.format.codec.derive import write_stems
from indexer.format.codec.documents import DocumentsWriter
from indexer.format.codec.invert import invert, lengths, order, without_empty
from indexer.format.codec.inverted import FieldShape, TermsWriter
from indexer.format.codec.layout import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from indexer.format.codec.tokens import TermStream
from indexer.format.codec.values import ValueStream
from indexer.format.records import pack_variant
from indexer.format.schema import NAME_FIELDS, STEM_FIELD, schema
from indexer.model import Paragraph, PartialDate


@cache
def _days(date: PartialDate) -> tuple[int, int]:
    """Return the first and the last day of a date; an archive has few different ones."""
    return date.first_day, date.last_day


_SHARED: Final[dict[str, Callable[[Paragraph], Any]]] = {
    "article": lambda paragraph: paragraph.article,
    "source": lambda paragraph: paragraph.source or None,
    "language": lambda paragraph: paragraph.language or None,
    "author": lambda paragraph: paragraph.authors or None,
    "date": lambda paragraph: None if paragraph.date is None else _days(paragraph.date)[0],
    "date_last": lambda paragraph: None if paragraph.date is None else _days(paragraph.date)[1],
}
"""What the paragraphs of a run have in common: see `batch.runs`."""

_OWN: Final = ("kind", "paragraph")
_LIKE: Final = {"date_last": "date"}
"""Fields that make the same of a value as another: most dates are of one day, which is then looked at once."""

_NAMES: Final = (*NAME_FIELDS, "variant", "mentioned")


class SegmentBuilder:
    """Collects paragraphs in memory and writes them as one segment of `codec` to `folder`.

    `name` is the segment's, without extension; `dictionary` is for its records, trained on an earlier segment.
    """

    def __init__(self, folder: Path, name: str, codec: DatelineCodec, dictionary: bytes | None = None) -> None:
        self.n_docs = 0
        self.deleted: set[int] = set()
        self._stem = folder / name
        self._codec = codec
        self._file = self._path(DOCUMENTS_EXTENSION).open("wb")
        self._documents = DocumentsWriter(self._file, codec.stems_of, dictionary)
        self._words = {field: TermStream(analysis.words) for field in STEM_FIELD}
        self._values = {field: _values(field) for field in (*_SHARED, *_OWN, *_NAMES)}
        self._numbers: list[int] = []
        self._articles: dict[str, list[tuple[int, int]]] = {}

    @property
    def n_bytes(self) -> int:
        """How much memory writing the segment will have taken, about."""
        n_numbers: int = sum(each.used for each in self._words.values())
        n_numbers += sum(each.n_numbers for each in self._values.values())
        # An occurrence takes 4 bytes in its stream and 12 more while its field is inverted; an id about 100.
        return 16 * n_numbers + 100 * self.n_docs

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add paragraphs of one article."""
        for run in batch.runs(paragraphs):
            self._add_run(run)

    def _add_run(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add paragraphs that share their article's fields."""
        first, start, n_docs = paragraphs[0], self.n_docs, len(paragraphs)
        values, words = self._values, self._words
        numbers, kinds, texts, named = batch.fields(paragraphs)
        for field, value_of in _SHARED.items():
            values[field].add_run(start, value_of(first), n_docs)
        values["kind"].add_each(start, kinds)
        values["paragraph"].add_each(start, numbers)
        for place in named:
            self._add_names(start + place, paragraphs[place])
        words["text"].add_all(texts)
        words["title"].add_all([first.title] * n_docs)
        self._documents.records.add_all(batch.pack_lines(paragraphs))
        self._numbers += numbers
        self.n_docs += n_docs
        self._articles.setdefault(first.article, []).append((start, self.n_docs))

    def delete(self, article: str) -> None:
        """Delete what was added of an article."""
        for start, stop in self._articles.get(article, ()):
            self.deleted.update(range(start, stop))

    def _add_names(self, doc: int, paragraph: Paragraph) -> None:
        by_field: dict[str, list[str]] = {}
        if paragraph.mentioned:
            by_field["mentioned"] = list(map(str, paragraph.mentioned))
        for mention in paragraph.mentions:
            by_field.setdefault(mention.type, []).append(mention.name)
            if mention.reason:
                by_field.setdefault("variant", []).append(pack_variant(mention))
        for field, names in by_field.items():
            self._values[field].add_once(doc, names)

    def finish(self) -> DatelineSegment:
        """Write the segment and return it, with its deletions."""
        documents = self._documents
        for field, words in self._words.items():
            if words.used:
                documents.lengths[field] = array("I", lengths(words.ends()))
        sizes = {field: memoryview(each) for field, each in documents.lengths.items()}
        for field, values in self._values.items():
            _add_column(field, values, documents, self.n_docs)
        with self._file:
            documents.finish(self.n_docs)
        with self._path(TERMS_EXTENSION).open("wb") as file:
            writer = TermsWriter(file, self._codec.block_size)
            for field in sorted(schema().names()):
                if field == "id":
                    self._write_ids(writer)
                elif field in self._values:
                    _write_values(field, self._values[field], writer, self.n_docs)
                elif field in sizes:
                    _write_words(field, self._words[field], writer, sizes[field], self._codec)
            writer.finish()
        indexname, _, segid = self._stem.name.partition("_")
        return DatelineSegment(self._codec, indexname, self.n_docs, segid, self.deleted)

    def cancel(self) -> None:
        """Give up; the files, if any, are no part of an index."""
        self._file.close()

    @property
    def dictionary(self) -> bytes:
        """What the records are compressed with, once the segment is written."""
        return self._documents.records.dictionary

    def _write_ids(self, writer: TermsWriter) -> None:
        writer.begin_field(FieldShape("id"))
        ids, of_ids = batch.sorted_ids(self._articles, self._numbers)
        docs = memoryview(array("I", of_ids))
        ones = memoryview(array("I", [1]) * self.n_docs)
        terms = list(dict.fromkeys(ids))
        starts = array("I", range(self.n_docs + 1))
        if len(terms) < len(ids):  # an article that was added again
            starts = array("I", (at for at, term in enumerate(ids) if not at or term != ids[at - 1]))
            starts.append(self.n_docs)
        writer.add_lists(terms, docs, ones, memoryview(starts))
        writer.end_field()

    def _path(self, extension: str) -> Path:
        return self._stem.with_name(self._stem.name + extension)


def _write_words(field: str, stream: TermStream, writer: TermsWriter, sizes: memoryview, codec: DatelineCodec) -> None:
    """Write a field of words and that of its stems; `sizes` are its lengths by document."""
    terms, rank = order(stream.terms())
    starts, docs, freqs, position_starts, positions = invert(stream.numbers()[: stream.used], stream.ends(), rank)
    # The stream has met terms in runs of characters that it then left to the reference; those have no documents.
    words, word_starts, word_positions = without_empty(terms, starts, position_starts)
    writer.begin_field(FieldShape(field, 0, True, True), sizes)
    writer.add_lists(words, docs, freqs, word_starts, positions, word_positions)
    writer.end_field()
    shape = FieldShape(STEM_FIELD[field], 0, True, True, field)
    write_stems(writer, shape, words, word_starts, docs, freqs, sizes, codec.stem)


@lru_cache(maxsize=1 << 15)  # days come again from segment to segment
def _analysed(name: str, value: Any) -> tuple[tuple[bytes, ...], Any]:
    """Return the distinct terms that a field makes of a value, and what its column holds of it."""
    field = schema()[name]
    has_column = bool(field.column_type)
    given = [value] if isinstance(field.column_type, ValuesColumn) or not has_column else value
    terms = tuple(dict.fromkeys(term for term, *_ in field.index(given)))
    return terms, field.to_column_value(given) if has_column else None


def _analysed_whole(field: fields.ID, value: str) -> tuple[tuple[bytes, ...], bytes]:
    """Return what `_analysed` does for a field that makes one term of a value, as it is, by a long way."""
    return (field.to_bytes(value),), field.to_column_value(value)


def _values(name: str) -> ValueStream:
    """Return the stream of a field of whole values."""
    field = schema()[name]
    column = field.column_type
    if type(field) is fields.ID:
        return ValueStream(partial(_analysed_whole, field), default=column.default_value())
    if not column or isinstance(column, ValuesColumn):
        return ValueStream(partial(_analysed, _LIKE.get(name, name)), has_many=True)
    return ValueStream(partial(_analysed, _LIKE.get(name, name)), default=column.default_value())


def _add_column(name: str, values: ValueStream, documents: DocumentsWriter, n_docs: int) -> None:
    """Add the column of a field that has one, where any document has a value."""
    column = schema()[name].column_type
    if column and values.n_sets > 1:
        has_many = isinstance(column, ValuesColumn)
        default = b"" if has_many else column.default_value()
        documents.columns[name] = ColumnWriter.of(default, has_many, *values.column(n_docs))


def _write_values(name: str, values: ValueStream, writer: TermsWriter, n_docs: int) -> None:
    """Write the terms of a field of whole values."""
    if not values.n_numbers:
        return
    numbers, ends = values.lists(n_docs)
    terms, rank = order(values.terms())
    starts, docs, freqs, _, _ = invert(numbers, ends, rank)
    writer.begin_field(FieldShape(name))
    writer.add_lists(terms, docs, freqs, starts)
    writer.end_field()
