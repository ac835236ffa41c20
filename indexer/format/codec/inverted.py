"""The terms file of a segment: every field's dictionary, and the posting lists of all of them.

Fields are written one after the other, the terms of each in order. A field of stems comes after the field of written
words it is made from: a stem of one word has that word's list, a stem of more has a list of its own without positions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO, Final

from indexer.format.codec.bits import words_for
from indexer.format.codec.buffers import zeros
from indexer.format.codec.container import ContainerReader, ContainerWriter, damaged
from indexer.format.codec.dictionary import DictionaryReader, DictionaryWriter
from indexer.format.codec.layout import (
    BLOCK_SIZE,
    BOUND_CEILING,
    CF,
    CODEC_NAME,
    DATA_AT,
    DF,
    ENTRY_SIZE,
    FIRST_WORD,
    FREQ_BITS,
    ID_BITS,
    MAX_DOC,
    MAX_FREQ,
    MAX_LENGTH,
    MAX_WORDS,
    MIN_DOC,
    MIN_LENGTH,
    N_BLOCKS,
    N_WORDS,
    ORDINAL,
    POSITION_BITS,
    TABLE_AT,
)
from indexer.format.codec.postings import PostingsReader, PostingsWriter
from indexer.format.codec.stems import reach, unite

_SPILL_WORDS: Final = 1 << 20
_LISTS_AT_ONCE: Final = 4096
_NOTHING: Final = zeros(0)
_TABLE: Final = ("last_docs", "data_at", "positions_at", "shapes", "bounds")


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What is kept of a field's terms. `stems_of` names the field of written words behind a field of stems."""

    name: str
    n_terms: int = 0
    has_lengths: bool = False
    has_positions: bool = False
    stems_of: str = ""


class TermsWriter:
    """Writes a terms file; the caller opens and closes `file`."""

    def __init__(self, file: BinaryIO, block_size: int = BLOCK_SIZE) -> None:
        self._container = ContainerWriter(file)
        self._postings = PostingsWriter(block_size)
        self._shapes: list[FieldShape] = []
        self._finished: list[tuple[DictionaryWriter, FieldShape]] = []
        self._dictionary = DictionaryWriter(False, False, False)
        self._lengths = _NOTHING
        self._entry = zeros(ENTRY_SIZE)
        self._container.begin("words")

    def begin_field(self, shape: FieldShape, lengths: memoryview = _NOTHING) -> None:
        """Begin the field `shape.name`; `lengths` are its lengths by document where it has them."""
        self._lengths = lengths
        keeps_positions = shape.has_positions and not shape.stems_of
        self._dictionary = DictionaryWriter(shape.has_lengths, keeps_positions, bool(shape.stems_of))
        self._shapes.append(shape)

    def add(
        self,
        term: bytes,
        docs: memoryview,
        freqs: memoryview,
        start: int,
        stop: int,
        positions: memoryview = _NOTHING,
        positions_start: int = 0,
        words: memoryview = _NOTHING,
    ) -> int:
        """Add a term whose list is `docs[start:stop]`; return the number of its occurrences.

        See `PostingsWriter.add` for the arrays and `DictionaryWriter.add` for the `words` of a stem.
        """
        postings = self._postings
        before = postings.base + postings.used
        n: int = postings.add(docs, freqs, start, stop, positions, positions_start, self._lengths, self._entry)
        self._dictionary.add(term, self._entry, words, postings.base + postings.used - before)
        if postings.used > _SPILL_WORDS:
            self._container.extend(postings.take_words())
        return n

    def add_lists(
        self,
        terms: list[bytes],
        docs: memoryview,
        freqs: memoryview,
        starts: memoryview,
        positions: memoryview = _NOTHING,
        position_starts: memoryview = _NOTHING,
    ) -> None:
        """Add terms in order, the list of term i being `docs[starts[i]:starts[i + 1]]`: as `add` does, many at once.

        `starts` and, in a field with positions, `position_starts` are one longer than `terms`.
        """
        postings = self._postings
        entries, sizes = zeros(_LISTS_AT_ONCE * ENTRY_SIZE), zeros(_LISTS_AT_ONCE)
        first = 0
        while first < len(terms):
            # Long lists are few at once, so that little waits to be written.
            stop = min(first + _LISTS_AT_ONCE, len(terms))
            stop = max(first + 1, bisect_right(starts, starts[first] + _SPILL_WORDS, first, stop + 1) - 1)
            places = position_starts[first : stop + 1]
            postings.add_lists(docs, freqs, starts[first : stop + 1], positions, places, self._lengths, entries, sizes)
            self._dictionary.add_all(terms[first:stop], entries, sizes)
            if postings.used > _SPILL_WORDS:
                self._container.extend(postings.take_words())
            first = stop

    def add_stems(
        self,
        stems: list[bytes],
        word_starts: memoryview,
        words: memoryview,
        docs: memoryview,
        freqs: memoryview,
        starts: memoryview,
    ) -> None:
        """Add stems in order, stem i being of `words[word_starts[i]:word_starts[i + 1]]`: ordinals, one or more.

        The list of word w is `docs[starts[w]:starts[w + 1]]` with its `freqs`.
        """
        first = 0
        while first < len(stems):
            stop = min(first + _LISTS_AT_ONCE, reach(first, _SPILL_WORDS, word_starts, words, starts))
            lists = unite(first, stop, word_starts, words, starts, docs, freqs)
            self.add_united(stems[first:stop], word_starts[first : stop + 1], words, *lists)
            first = stop

    def add_united(
        self,
        stems: list[bytes],
        word_starts: memoryview,
        words: memoryview,
        starts: memoryview,
        docs: memoryview,
        freqs: memoryview,
    ) -> None:
        """Add stems as `add_stems` does; the list of stem i is `docs[starts[i]:starts[i + 1]]`, empty for one word."""
        postings = self._postings
        entries, sizes = zeros(len(stems) * ENTRY_SIZE), zeros(len(stems))
        postings.add_lists(docs, freqs, starts, _NOTHING, _NOTHING, self._lengths, entries, sizes)
        self._dictionary.add_stems(stems, entries, sizes, word_starts, words)
        if postings.used > _SPILL_WORDS:
            self._container.extend(postings.take_words())

    def end_field(self) -> None:
        """End the field; one without terms is not kept."""
        shape = self._shapes.pop()
        if self._dictionary.n_terms:
            self._finished.append((self._dictionary, shape))

    def finish(self) -> None:
        """Write what was collected and the table."""
        container = self._container
        container.extend(self._postings.take_words())
        container.end()
        for name, column in zip(_TABLE, self._postings.table(), strict=True):
            container.add(name, column)
        fields = {}
        for number, (dictionary, shape) in enumerate(self._finished):
            container.add(f"terms {number}", dictionary.content())
            container.add(f"blocks {number}", dictionary.index())
            fields[shape.name] = {
                "number": number,
                "terms": dictionary.n_terms,
                "lengths": shape.has_lengths,
                "positions": shape.has_positions,
                "stems_of": shape.stems_of,
            }
        container.finish({"codec": CODEC_NAME, "block_size": self._postings.block_size, "fields": fields})


@dataclass(frozen=True, slots=True)
class PostingList:
    """The list of a term as arrays, one number a block each, for whoever reads it block by block.

    `words[data_at[i]:]` holds the ids and then the frequencies of block i, `words[positions_at[i]:]` its positions;
    `shapes[i]` is the width of ids, of frequencies (shifted by 8) and of positions (shifted by 16), `bounds[i]` the
    greatest frequency (`BOUND_CEILING` stands for `max_freq`) and the least length (shifted by 16). Block i ends with
    document `last_docs[i]`; the first one begins with `min_doc`.
    """

    df: int
    cf: int
    max_freq: int
    min_length: int
    max_length: int
    min_doc: int
    max_doc: int
    n_blocks: int
    block_size: int
    words: memoryview
    last_docs: memoryview
    data_at: memoryview
    positions_at: memoryview
    shapes: memoryview
    bounds: memoryview


class Field:
    """The terms of one field of a segment. Terms are bytes, and what is found of one is an entry (see `layout`)."""

    def __init__(self, file: TermsReader, shape: FieldShape, dictionary: DictionaryReader) -> None:
        self.shape = shape
        self._file = file
        self._dictionary = dictionary
        self._lock = Lock()
        self._words: Field | None = file.field(shape.stems_of) if shape.stems_of else None

    def find(self, term: bytes, entry: memoryview) -> bool:
        """Write the entry of `term` to `entry`; False when no document has the term.

        A stem's entry is that of its list: `N_WORDS` tells how many written words it stands for, `ORDINAL` is its own.
        """
        dictionary = self._dictionary
        with self._lock:
            if not dictionary.find(term):
                self._check(dictionary)
                return False
            dictionary.copy_entry(entry)
        if entry[N_WORDS] == 1 and self._words is not None:
            self._words.entry_at(entry[FIRST_WORD], entry)
        return True

    def entry_at(self, ordinal: int, entry: memoryview) -> None:
        """Write the list of the term at `ordinal` over `entry`, which keeps its own ordinal and words."""
        own = entry[ORDINAL], entry[N_WORDS], entry[FIRST_WORD]
        with self._lock:
            if not self._dictionary.go_to(ordinal):
                raise damaged(self._file.name, f"the word of a stem of {self.shape.name}")
            self._dictionary.copy_entry(entry)
        entry[ORDINAL], entry[N_WORDS], entry[FIRST_WORD] = own

    def frequencies(self, prefix: bytes = b"") -> dict[bytes, int]:
        """Return the terms that begin with `prefix`, in order, each with the number of documents that have it."""
        dictionary = self._file.dictionary(self.shape)
        found = dictionary.frequencies(prefix)
        self._check(dictionary)
        if self._words is not None:
            entry = zeros(ENTRY_SIZE)
            for term in [term for term, n_docs in found.items() if not n_docs]:
                found[term] = entry[DF] if self.find(term, entry) else 0
        return found

    def cursor(self) -> TermCursor:
        """Return a cursor over the terms, before the first."""
        return TermCursor(self, self._file.dictionary(self.shape))

    def words_at(self, entry: memoryview) -> list[int]:
        """Return the ordinals of the written words of the stem of an entry, in the field `shape.stems_of`."""
        with self._lock:
            if not self._dictionary.go_to(entry[ORDINAL]):
                raise self.fault("a stem")
            return self._dictionary.stem_words()

    def list_of(self, entry: memoryview) -> PostingList:
        """Return the list of an entry as arrays."""
        return self._file.posting_list(entry)

    def posting_list(self, term: bytes) -> PostingList | None:
        """Return the list of `term`, None when no document has it."""
        entry = zeros(ENTRY_SIZE)
        return self.list_of(entry) if self.find(term, entry) else None

    @property
    def words(self) -> Field | None:
        """The field of written words behind a field of stems."""
        return self._words

    @property
    def postings(self) -> PostingsReader:
        """What reads lists by their entries."""
        return self._file.postings

    def fault(self, what: str) -> Exception:
        """Return the error for a list of the field that cannot be read."""
        return damaged(self._file.name, f"{what} of {self.shape.name}")

    def _check(self, dictionary: DictionaryReader) -> None:
        if dictionary.is_damaged:
            raise self.fault("the terms")


class TermCursor:
    """Goes through the terms of a field in order, or to any place among them; for one thread."""

    def __init__(self, field: Field, dictionary: DictionaryReader) -> None:
        self._field = field
        self._dictionary = dictionary

    def seek(self, term: bytes) -> bool:
        """Go to the first term not less than `term`; False when there is none."""
        return self._checked(self._dictionary.seek(term))

    def advance(self) -> bool:
        """Go to the next term; False when there is none."""
        return self._checked(self._dictionary.advance())

    def go_to(self, ordinal: int) -> bool:
        """Go to the term at a place in the order; False when there is none."""
        return self._checked(self._dictionary.go_to(ordinal))

    def take(self, most: int, most_occurrences: int, entries: memoryview) -> tuple[list[bytes], list[int], list[int]]:
        """Return the next terms and write their entries: see `DictionaryReader.take`. Those of stems of one word have
        no list.
        """
        taken: tuple[list[bytes], list[int], list[int]] = self._dictionary.take(most, most_occurrences, entries)
        self._checked(not self._dictionary.is_damaged)
        return taken

    def term(self) -> bytes:
        """Return the term the cursor is at."""
        return self._dictionary.term()

    def copy_entry(self, entry: memoryview) -> None:
        """Write the entry of the term to `entry`, as `Field.find` does."""
        self._dictionary.copy_entry(entry)
        if entry[N_WORDS] == 1 and self._field.words is not None:
            self._field.words.entry_at(entry[FIRST_WORD], entry)

    def stem_words(self) -> list[int]:
        """Return the ordinals of the written words of the stem the cursor is at."""
        return self._dictionary.stem_words()

    def _checked(self, is_there: bool) -> bool:
        if not is_there and self._dictionary.is_damaged:
            raise self._field.fault("the terms")
        return is_there


class TermsReader:
    """A terms file over a read-only `view` of its bytes, of a segment of `n_docs` documents.

    Raises `IndexDamagedError` where the file cannot be right.
    """

    def __init__(self, view: memoryview, name: str, n_docs: int) -> None:
        self.name = name
        self.n_docs = n_docs
        self._container = container = ContainerReader(view, name)
        try:
            self.block_size = int(container.meta["block_size"])
            self._fields = {each: dict(about) for each, about in container.meta["fields"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise damaged(name, "its table of fields") from None
        columns = [container.array(each, "I") for each in _TABLE]
        self._table = columns
        self.words = container.array("words", "I")
        last_docs, data_at, positions_at, shapes, _ = columns
        self.postings = PostingsReader(self.words, last_docs, data_at, positions_at, shapes, n_docs, self.block_size)
        self._opened: dict[str, Field] = {}

    @property
    def field_names(self) -> list[str]:
        """Names of the fields that have terms, sorted."""
        return sorted(self._fields)

    def field(self, name: str) -> Field | None:
        """Return a field, None when no document of the segment has a term in it."""
        if name not in self._fields:
            return None
        if name not in self._opened:
            about = self._fields[name]
            try:
                shape = FieldShape(name, about["terms"], about["lengths"], about["positions"], about["stems_of"])
                self._opened[name] = Field(self, shape, self.dictionary(shape))
            except (KeyError, TypeError, ValueError):
                raise damaged(self.name, f"the field {name}") from None
        return self._opened[name]

    def dictionary(self, shape: FieldShape) -> DictionaryReader:
        """Return a new reader of the terms of a field."""
        number = self._fields[shape.name]["number"]
        content = self._container.section(f"terms {number}")
        rows = self._container.array(f"blocks {number}", "I")
        is_of_stems = bool(shape.stems_of)
        keeps_positions = shape.has_positions and not is_of_stems
        return DictionaryReader(
            content, rows, shape.n_terms, shape.has_lengths, keeps_positions, is_of_stems, self.block_size
        )

    def posting_list(self, entry: memoryview) -> PostingList:
        """Return the list of an entry."""
        n_blocks = entry[N_BLOCKS]
        if entry[MAX_DOC] >= self.n_docs:  # and so its documents, which differ, are no more than there are
            raise damaged(self.name, "the documents of a term")
        if n_blocks == 1:
            widths = entry[ID_BITS], entry[FREQ_BITS]
            positions_at = entry[DATA_AT] + sum(words_for(entry[DF], width) for width in widths)
            rows = [
                entry[MAX_DOC],
                entry[DATA_AT],
                min(positions_at, MAX_WORDS),
                widths[0] | widths[1] << 8 | entry[POSITION_BITS] << 16,
                min(entry[MAX_FREQ], BOUND_CEILING) | min(entry[MIN_LENGTH], BOUND_CEILING) << 16,
            ]
            columns = [memoryview(array("I", [number])) for number in rows]
        else:
            start = entry[TABLE_AT]
            if self.postings.block_length(entry, n_blocks - 1) < 1:
                raise damaged(self.name, "the table of blocks")
            columns = [column[start : start + n_blocks] for column in self._table]
        return PostingList(
            df=entry[DF],
            cf=entry[CF],
            max_freq=entry[MAX_FREQ],
            min_length=entry[MIN_LENGTH],
            max_length=entry[MAX_LENGTH],
            min_doc=entry[MIN_DOC],
            max_doc=entry[MAX_DOC],
            n_blocks=n_blocks,
            block_size=self.block_size,
            words=self.words,
            **dict(zip(_TABLE, columns, strict=True)),
        )

    def verify(self) -> list[str]:
        """Read every section; return the names of those whose bytes are not as written."""
        return self._container.verify()
