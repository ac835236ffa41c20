"""Paragraphs straight to a segment, without Whoosh's writer: the fast way to the same bytes.

What a field makes of a value (its terms, its column value) is asked of the schema once for each distinct value, so the
rules stand in one place. Words go through a compiled stream; all that stays for Python is one step a paragraph.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import Any, Final

from whoosh import fields

from indexer.format import analysis
from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineCodec, DatelineSegment
from indexer.format.codec.columns import ValuesColumn
from indexer.format.codec.derive import write_stems
from indexer.format.codec.documents import DocumentsWriter
from indexer.format.codec.invert import invert
from indexer.format.codec.inverted import FieldShape, TermsWriter
from indexer.format.codec.layout import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from indexer.format.codec.tokens import TermStream
from indexer.format.records import pack_records, pack_variant
from indexer.format.schema import NAME_FIELDS, STEM_FIELD, schema
from indexer.model import Paragraph, PartialDate


@cache
def _days(date: PartialDate) -> tuple[int, int]:
    """Return the first and the last day of a date; an archive has few different ones."""
    return date.first_day, date.last_day


_ONE_VALUE: Final[dict[str, Callable[[Paragraph], Any]]] = {
    "article": lambda paragraph: paragraph.article,
    "kind": lambda paragraph: paragraph.kind,
    "source": lambda paragraph: paragraph.source or None,
    "language": lambda paragraph: paragraph.language or None,
    "paragraph": lambda paragraph: paragraph.number,
    "date": lambda paragraph: None if paragraph.date is None else _days(paragraph.date)[0],
    "date_last": lambda paragraph: None if paragraph.date is None else _days(paragraph.date)[1],
}


_OWN: Final = ("kind", "paragraph")
_SHARED: Final = tuple(name for name in _ONE_VALUE if name not in _OWN)
_MANY_VALUES: Final = (*NAME_FIELDS, "variant", "mentioned", "author")


def _split(paragraphs: Sequence[Paragraph]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the fields that all paragraphs share, and the others.

    Paragraphs of an article are made with the same objects, so it is enough to ask for those.
    """
    first = paragraphs[0]
    article, date, source, language = first.article, first.date, first.source, first.language
    if all(
        each.article is article and each.date is date and each.source is source and each.language is language
        for each in paragraphs
    ):
        return _SHARED, _OWN
    return (), tuple(_ONE_VALUE)


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
        self._words = {field: _Words() for field in STEM_FIELD}
        self._keys = {name: _Keys(name) for name in (*_ONE_VALUE, *_MANY_VALUES)}
        self._ids: list[bytes] = []
        self._articles: dict[str, list[tuple[int, int]]] = {}

    @property
    def n_bytes(self) -> int:
        """How much memory writing the segment will have taken, about."""
        n_numbers: int = sum(each.stream.used for each in self._words.values()) + sum(
            len(each.numbers) for each in self._keys.values()
        )
        # An occurrence takes 4 bytes in its stream and 12 more while its field is inverted; an id about 100.
        return 16 * n_numbers + 100 * len(self._ids)

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add paragraphs of one article."""
        if not paragraphs:
            return
        start, documents = self.n_docs, self._documents
        self._add_keys(paragraphs)
        self._words["text"].add([each.text for each in paragraphs])
        self._words["title"].add([each.title for each in paragraphs])
        documents.records.add_all(b"=" + each.encode("utf-8", "surrogatepass") for each in pack_records(paragraphs))
        self._ids += [f"{each.article}#{each.number}".encode("utf-8", "replace") for each in paragraphs]
        self.n_docs += len(paragraphs)
        self._articles.setdefault(paragraphs[0].article, []).append((start, self.n_docs))

    def delete(self, article: str) -> None:
        """Delete what was added of an article."""
        for start, stop in self._articles.pop(article, ()):
            self.deleted.update(range(start, stop))

    def _add_keys(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add the fields of whole values of the next documents."""
        start, documents, keys = self.n_docs, self._documents, self._keys
        first, n_docs = paragraphs[0], len(paragraphs)
        shared, own = _split(paragraphs)
        for name in shared:
            keys[name].add_run(start, _ONE_VALUE[name](first), n_docs, documents)
        for name in own:
            keys[name].add_each(start, list(map(_ONE_VALUE[name], paragraphs)), documents)
        if all(each.authors is first.authors for each in paragraphs):
            if first.authors:
                keys["author"].add_many(start, first.authors, documents, n_docs)
        else:
            for doc, paragraph in enumerate(paragraphs, start):
                if paragraph.authors:
                    keys["author"].add_many(doc, paragraph.authors, documents)
        for doc, paragraph in enumerate(paragraphs, start):
            if paragraph.mentioned:
                keys["mentioned"].add_many(doc, map(str, paragraph.mentioned), documents)
            if paragraph.mentions:
                self._add_mentions(doc, paragraph)

    def _add_mentions(self, doc: int, paragraph: Paragraph) -> None:
        by_type: dict[str, list[str]] = {}
        for mention in paragraph.mentions:
            by_type.setdefault(mention.type, []).append(mention.name)
            if mention.reason:
                by_type.setdefault("variant", []).append(pack_variant(mention))
        for name, values in by_type.items():
            self._keys[name].add_many(doc, values, self._documents)

    def finish(self) -> DatelineSegment:
        """Write the segment and return it, with its deletions."""
        for field, words in self._words.items():
            if words.stream.used:
                self._documents.lengths[field] = words.lengths()
        lengths = {field: memoryview(each) for field, each in self._documents.lengths.items()}
        with self._file:
            self._documents.finish(self.n_docs)
        with self._path(TERMS_EXTENSION).open("wb") as file:
            writer = TermsWriter(file, self._codec.block_size)
            for field in sorted(schema().names()):
                if field == "id":
                    self._write_ids(writer)
                elif field in self._keys:
                    self._keys[field].write(writer, self.n_docs)
                elif field in lengths:
                    self._words[field].write(writer, field, STEM_FIELD[field], lengths[field], self._codec)
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
        docs = memoryview(array("I", sorted(range(self.n_docs), key=self._ids.__getitem__)))
        ones = memoryview(array("I", [1]) * self.n_docs)
        terms = list(map(self._ids.__getitem__, docs))
        starts = array("I", (at for at, term in enumerate(terms) if not at or term != terms[at - 1]))
        starts.append(self.n_docs)
        writer.add_lists(list(dict.fromkeys(terms)), docs, ones, memoryview(starts))
        writer.end_field()

    def _path(self, extension: str) -> Path:
        return self._stem.with_name(self._stem.name + extension)


class _Words:
    """A field of words: the numbers of its terms, and where those of each document end."""

    def __init__(self) -> None:
        self.stream = TermStream(analysis.words)
        self._ends = array("I")

    def add(self, texts: Sequence[str]) -> None:
        """Add the texts of the next documents."""
        stream, ends = self.stream, self._ends
        last, start, stop = "", 0, 0
        for text in texts:
            if text == last:  # the title of the paragraph before
                stream.repeat(start, stop)
            else:
                last, start = text, stream.used
                stream.add(text)
                stop = stream.used
            ends.append(stream.used)

    def lengths(self) -> array[int]:
        return array("I", [stop - start for start, stop in pairwise([0, *self._ends])])

    def write(
        self, writer: TermsWriter, field: str, stem_field: str, lengths: memoryview, codec: DatelineCodec
    ) -> None:
        terms = self.stream.terms()
        numbers, rank = _order(terms)
        starts, docs, freqs, position_starts, positions = invert(
            self.stream.numbers()[: self.stream.used], memoryview(self._ends), rank
        )
        # The stream has met terms in runs of characters that it then left to the reference; those have no documents.
        places = [place for place in range(len(terms)) if starts[place] < starts[place + 1]]
        words = [terms[numbers[place]] for place in places]
        word_starts, word_positions = (
            memoryview(array("I", [*(each[place] for place in places), each[len(terms)]]))
            for each in (starts, position_starts)
        )
        writer.begin_field(FieldShape(field, 0, True, True), lengths)
        writer.add_lists(words, docs, freqs, word_starts, positions, word_positions)
        writer.end_field()
        shape = FieldShape(stem_field, 0, True, True, field)
        write_stems(writer, shape, words, word_starts, docs, freqs, lengths, codec.stem)


def _order(terms: Sequence[bytes]) -> tuple[list[int], memoryview]:
    """Return the numbers of terms in the order of the terms, and for each number its place in it."""
    numbers = sorted(range(len(terms)), key=terms.__getitem__)
    rank = zeros(len(terms))
    for place, number in enumerate(numbers):
        rank[number] = place
    return numbers, rank


@lru_cache(maxsize=1 << 14)  # days come again from segment to segment
def _analysed(name: str, value: Any) -> tuple[tuple[bytes, ...], Any]:
    """Return the distinct terms that a field makes of a value, and what its column holds of it."""
    field = schema()[name]
    if type(field) is fields.ID:  # makes one term of a value, as it is, by a long way
        return (field.to_bytes(value),), field.to_column_value(value)
    has_column = bool(field.column_type)
    given = [value] if isinstance(field.column_type, ValuesColumn) or not has_column else value
    terms = tuple(dict.fromkeys(term for term, *_ in field.index(given)))
    return terms, field.to_column_value(given) if has_column else None


class _Keys:
    """A field of whole values: the numbers of its terms by document, and its column."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._terms: dict[bytes, int] = {}
        self._known: dict[Any, tuple[array[int], Any]] = {}
        self.numbers = array("I")
        self._ends = array("I")
        column = schema()[name].column_type
        self._has_column = bool(column)
        self._default = b"" if isinstance(column, ValuesColumn) or not column else column.default_value()

    def _of(self, value: Any) -> tuple[array[int], Any]:
        """Return the numbers of the terms of a value and what its column holds."""
        known = self._known.get(value)
        if known is None:
            terms = self._terms
            of_value, column_value = _analysed(self._name, value)
            numbers = array("I", [terms.setdefault(term, len(terms)) for term in of_value])
            known = self._known[value] = numbers, column_value
        return known

    def add_each(self, doc: int, values: Sequence[Any], documents: DocumentsWriter) -> None:
        """Give documents from `doc` on one value each, or None."""
        if None in values:
            for place, value in enumerate(values, doc):
                self.add_run(place, value, 1, documents)
            return
        known = self._known
        given = [known.get(value) or self._of(value) for value in values]
        self._end(doc)
        sizes = (len(numbers) for numbers, _ in given)
        self._ends.extend(islice(accumulate(sizes, initial=len(self.numbers)), 1, None))
        self.numbers.extend(chain.from_iterable(numbers for numbers, _ in given))
        column = documents.column(self._name, self._default)
        column.extend(doc, [column.number(column_value) for _, column_value in given])

    def add_run(self, doc: int, value: Any, n_docs: int, documents: DocumentsWriter) -> None:
        """Give `n_docs` documents from `doc` on the same value, or None."""
        if value is None:
            return
        numbers, column_value = self._of(value)
        self._end(doc)
        n_numbers, start = len(numbers), len(self.numbers)
        self.numbers.extend(numbers * n_docs)
        self._ends.extend(range(start + n_numbers, start + n_numbers * n_docs + 1, n_numbers))
        column = documents.column(self._name, self._default)
        column.extend(doc, [column.number(column_value)] * n_docs)

    def add_many(self, doc: int, values: Iterable[str], documents: DocumentsWriter, n_docs: int = 1) -> None:
        """Give `n_docs` documents from `doc` on the distinct ones of `values`, of which there is at least one."""
        given = [self._known.get(value) or self._of(value) for value in dict.fromkeys(values)]
        numbers: Iterable[int]
        kept: Collection[Any]
        if len(given) == 1:
            ((numbers, column_value),) = given
            kept = (column_value,)
        else:
            numbers = dict.fromkeys(chain.from_iterable(each for each, _ in given))
            kept = dict.fromkeys(each for _, each in given)
        # As Whoosh sees it, a document whose only value is empty has none.
        if len(kept) == 1 and b"" in kept:
            kept = ()
        self._end(doc)
        for _ in range(n_docs):
            self.numbers.extend(numbers)
            self._ends.append(len(self.numbers))
        if self._has_column:
            documents.column(self._name, b"", has_many=True).add_many(doc, kept, n_docs)

    def _end(self, n_docs: int) -> None:
        """End the documents below `n_docs` that have not ended."""
        if len(self._ends) < n_docs:
            self._ends.extend([len(self.numbers)] * (n_docs - len(self._ends)))

    def write(self, writer: TermsWriter, n_docs: int) -> None:
        if not self.numbers:
            return
        self._end(n_docs)
        terms = list(self._terms)
        numbers, rank = _order(terms)
        starts, docs, freqs, _, _ = invert(memoryview(self.numbers), memoryview(self._ends), rank)
        writer.begin_field(FieldShape(self._name))
        writer.add_lists([terms[number] for number in numbers], docs, freqs, starts)
        writer.end_field()
