"""The engines that questions are put to beside Dateline, each over the same paragraphs and, where it can be, the same
terms: then they find the same, and their counts are compared.

All of them store the texts, and so can show them. `count` is None where an engine cannot tell; `answers` says which
classes of questions it can be asked.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol

import bm25s
import tantivy
from whoosh import query as whoosh_query

import search
from benchmarks.questions import Question
from indexer.format import analysis
from indexer.format.codec.layout import WHOOSH_CODEC_NAME
from indexer.format.directory import create_index, open_paragraphs
from indexer.format.records import document
from indexer.model import Paragraph, PartialDate

FACETS: Final = ("person", "org", "place", "date:month")
NAME_TYPES: Final = ("person", "org", "place")
K: Final = 10
_SNIPPET_WORDS: Final = 32


class Peer(Protocol):
    """An engine with all paragraphs in it, answering in one thread."""

    name: str

    def answers(self, kind: str) -> bool:
        """Return whether it can be asked questions of a class."""

    def count(self, question: Question) -> int | None:
        """Return how many paragraphs match."""

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""

    def full(self, question: Question) -> Any:
        """Return the best ten with snippets, totals of paragraphs and articles, and counts of names and months."""


def words_and_stems(paragraph: Paragraph) -> tuple[list[str], list[str]]:
    """Return the terms of a paragraph, as written and as stems."""
    words = analysis.words(paragraph.text)
    return words, list(map(analysis.stem, words))


def names_of(paragraph: Paragraph) -> list[tuple[str, str]]:
    """Return the names of a paragraph as (type, name), each once."""
    named = dict.fromkeys((mention.type, mention.name) for mention in paragraph.mentions)
    return [each for each in named if each[0] in NAME_TYPES]


def words_of(question: Question) -> list[str]:
    """Return the words of a question as they are written."""
    return [word for word in question.text.replace('"', " ").split() if word != "OR"]


def days_of(years: tuple[int, int]) -> tuple[int, int]:
    """Return the first and the last day of years, counted from 1970-01-01."""
    return PartialDate(years[0]).first_day, PartialDate(years[1]).last_day


class Tantivy:
    """Terms as Dateline makes them, files in memory maps, written by one thread and in one segment where it can be."""

    name = "tantivy"

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        builder = tantivy.SchemaBuilder()
        for name in ("stem", "text"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        for name in NAME_TYPES:
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        for name in ("day", "month", "article"):
            builder.add_unsigned_field(name, fast=True, indexed=name == "day")
        builder.add_text_field("body", stored=True, tokenizer_name="default", index_option="basic")
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        self._folder = tempfile.TemporaryDirectory()
        index = tantivy.Index(self.schema, path=self._folder.name)
        writer = index.writer(heap_size=1_000_000_000, num_threads=1)
        numbers: dict[str, int] = {}
        for paragraph in paragraphs:
            writer.add_document(_tantivy_document(paragraph, numbers.setdefault(paragraph.article, len(numbers))))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def answers(self, _: str) -> bool:
        """Return True."""
        return True

    def query(self, question: Question) -> tantivy.Query:
        """Return the query of a question."""
        if question.join == "phrase":
            return tantivy.Query.phrase_query(self.schema, "text", list(question.terms))
        occur = tantivy.Occur.Should if question.join == "or" else tantivy.Occur.Must
        parts = [(occur, tantivy.Query.term_query(self.schema, "stem", term, "freq")) for term in question.terms]
        filters = []
        if question.years is not None:
            kind = tantivy.FieldType.Unsigned
            filters.append(tantivy.Query.range_query(self.schema, "day", kind, *days_of(question.years)))
        if question.name is not None:
            filters.append(tantivy.Query.term_query(self.schema, *question.name, "basic"))
        parts += [(tantivy.Occur.Must, tantivy.Query.const_score_query(each, 0.0)) for each in filters]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def count(self, question: Question) -> int:
        """Return how many paragraphs match."""
        return int(self.searcher.search(self.query(question), 1, count=True).count)

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""
        hits = self.searcher.search(self.query(question), K, count=False).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]

    def full(self, question: Question) -> Any:
        """Return the best ten with snippets, totals of paragraphs and articles, and counts of names and months."""
        query = self.query(question)
        found = self.searcher.search(query, K, count=True)
        written = [tantivy.Query.term_query(self.schema, "body", word, "basic") for word in words_of(question)]
        marked = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in written])
        cutter = tantivy.SnippetGenerator.create(self.searcher, marked, self.schema, "body")
        hits = [self.searcher.doc(address) for _, address in found.hits]
        snippets = [(hit["id"][0], cutter.snippet_from_doc(hit).to_html()) for hit in hits]
        counts: dict[str, Any] = {name: {"terms": {"field": name, "size": K}} for name in NAME_TYPES}
        counts["month"] = {"terms": {"field": "month", "size": 1000}}
        counts["articles"] = {"cardinality": {"field": "article"}}
        return snippets, found.count, self.searcher.aggregate(query, counts)


def _tantivy_document(paragraph: Paragraph, article: int) -> tantivy.Document:
    words, stems = words_and_stems(paragraph)
    document = tantivy.Document(id=paragraph.id, text=" ".join(words), stem=" ".join(stems), body=paragraph.text)
    document.add_unsigned("article", article)
    for kind, name in names_of(paragraph):
        document.add_text(kind, name)
    if paragraph.date is not None:
        document.add_unsigned("day", paragraph.date.first_day)
        document.add_unsigned("month", paragraph.date.year * 12 + (paragraph.date.month or 0))
    return document


class Fts5:
    """SQLite with its full-text table over Dateline's terms; names and dates in tables of their own."""

    name = "fts5"

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._database = sqlite3.connect(Path(self._folder.name) / "fts5.sqlite")
        execute = self._database.execute
        odd = {each for paragraph in paragraphs for each in chain(*words_and_stems(paragraph)[0]) if not each.isalnum()}
        signs = "".join(sorted(odd)).replace("'", "''''")
        execute(
            "CREATE VIRTUAL TABLE p USING fts5(text, stem, "
            f"tokenize='unicode61 remove_diacritics 0 tokenchars ''{signs}''')"
        )
        execute("CREATE TABLE d(n INTEGER PRIMARY KEY, id TEXT, article TEXT, day INTEGER, month INTEGER)")
        execute("CREATE TABLE names(n INTEGER, kind TEXT, name TEXT, PRIMARY KEY (n, kind, name)) WITHOUT ROWID")
        for number, paragraph in enumerate(paragraphs):
            words, stems = words_and_stems(paragraph)
            execute("INSERT INTO p(rowid, text, stem) VALUES (?, ?, ?)", (number, " ".join(words), " ".join(stems)))
            date = paragraph.date
            when = (None, None) if date is None else (date.first_day, date.year * 12 + date.month)
            execute("INSERT INTO d VALUES (?, ?, ?, ?, ?)", (number, paragraph.id, paragraph.article, *when))
            named = ((number, *each) for each in names_of(paragraph))
            self._database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", named)
        execute("INSERT INTO p(p) VALUES ('optimize')")
        self._database.commit()
        execute("CREATE TEMP TABLE m(n INTEGER PRIMARY KEY)")

    def answers(self, _: str) -> bool:
        """Return True."""
        return True

    def _where(self, question: Question) -> tuple[str, list[Any]]:
        """Return the condition of a question on the table p, with its values."""
        quoted = ['"' + term.replace('"', '""') + '"' for term in question.terms]
        if question.join == "phrase":
            match = f"text : {' + '.join(quoted)}"
        else:
            match = f"stem : ({(' OR ' if question.join == 'or' else ' AND ').join(quoted)})"
        where = "p MATCH ?"
        values: list[Any] = [match]
        if question.years is not None:
            where += " AND (SELECT day FROM d WHERE n = p.rowid) BETWEEN ? AND ?"
            values += days_of(question.years)
        if question.name is not None:
            where += " AND EXISTS (SELECT 1 FROM names WHERE n = p.rowid AND kind = ? AND name = ?)"
            values += question.name
        return where, values

    def count(self, question: Question) -> int:
        """Return how many paragraphs match."""
        where, values = self._where(question)
        return int(self._database.execute(f"SELECT count(*) FROM p WHERE {where}", values).fetchone()[0])  # noqa: S608

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""
        where, values = self._where(question)
        best = f"SELECT rowid AS n FROM p WHERE {where} ORDER BY rank LIMIT {K}"  # noqa: S608
        return [row[0] for row in self._database.execute(f"SELECT id FROM ({best}) JOIN d USING (n)", values)]  # noqa: S608

    def full(self, question: Question) -> Any:
        """Return the best ten with snippets, totals of paragraphs and articles, and counts of names and months."""
        where, values = self._where(question)
        execute = self._database.execute
        execute("DELETE FROM m")
        execute(f"INSERT INTO m SELECT rowid FROM p WHERE {where}", values)  # noqa: S608
        total = execute("SELECT count(*), count(DISTINCT article) FROM m JOIN d USING (n)").fetchone()
        counted = "SELECT name, count(*) AS c FROM m JOIN names USING (n) WHERE kind = ? GROUP BY name"
        names = [execute(f"{counted} ORDER BY c DESC LIMIT {K}", (kind,)).fetchall() for kind in NAME_TYPES]
        months = execute("SELECT month, count(*) FROM m JOIN d USING (n) GROUP BY month").fetchall()
        marked = f"snippet(p, {0 if question.join == 'phrase' else 1}, '', '', '', {_SNIPPET_WORDS})"
        best = f"SELECT rowid AS n, {marked} AS s FROM p WHERE {where} ORDER BY rank LIMIT {K}"  # noqa: S608
        hits = execute(f"SELECT id, s FROM ({best}) JOIN d USING (n)", values).fetchall()  # noqa: S608
        return hits, total, names, months


class Bm25s:
    """Scores of stems in a sparse matrix: no filters, no phrases, no AND, nothing stored."""

    name = "bm25s"

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._ids = [paragraph.id for paragraph in paragraphs]
        self._index = bm25s.BM25()
        self._index.index([words_and_stems(each)[1] for each in paragraphs], show_progress=False)

    def answers(self, kind: str) -> bool:
        """Return whether the questions of a class are of one word or of any of several."""
        return kind == "or" or kind.startswith("one word")

    def count(self, question: Question) -> int:
        """Return how many paragraphs match."""
        return int((self._index.get_scores(list(question.terms)) > 0).sum())

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""
        found, _ = self._index.retrieve([list(question.terms)], k=K, show_progress=False, n_threads=0)
        return [self._ids[number] for number in found[0]]

    def full(self, question: Question) -> Any:
        """Raise `NotImplementedError`: it counts nothing."""
        raise NotImplementedError


class Whoosh:
    """Whoosh3's writer, codec and searcher under Dateline's schema; full answers by Dateline's reference executor."""

    name = "whoosh"

    def __init__(self, paragraphs: Iterable[Paragraph], path: Path) -> None:
        """`path` is where the index is, or is to be made, which takes minutes."""
        if not path.exists():
            create_index(path, "rules 1", WHOOSH_CODEC_NAME)
            writer = open_paragraphs(path).paragraph_writer("rules 1")
            for paragraph in paragraphs:
                writer.add_document(**document(paragraph))
            writer.commit()
        self._engine = search.open_index(path)
        self._searcher = open_paragraphs(path).searcher()

    def answers(self, _: str) -> bool:
        """Return True."""
        return True

    def _query(self, question: Question) -> tuple[Any, Any]:
        """Return the query and the filter."""
        if question.join == "phrase":
            return whoosh_query.Phrase("text", list(question.terms)), None
        terms = [whoosh_query.Term("stem", term) for term in question.terms]
        query = whoosh_query.Or(terms) if question.join == "or" else whoosh_query.And(terms)
        if question.years is not None:
            return query, whoosh_query.NumericRange("date", *days_of(question.years))
        return query, None if question.name is None else whoosh_query.Term(*question.name)

    def _options(self, question: Question) -> dict[str, Any]:
        return {"executor": "whoosh", "time_limit": 0, **question.options()}

    def count(self, question: Question) -> int | None:
        """Return how many paragraphs match."""
        total = self._engine.search(question.text, limit=0, **self._options(question)).total
        return None if total is None else total.paragraphs

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""
        query, kept = self._query(question)
        columns = [self._searcher.reader().column_reader(name) for name in ("article", "paragraph")]
        found = self._searcher.search(query, limit=K, filter=kept)
        return [f"{columns[0][hit.docnum]}#{columns[1][hit.docnum]}" for hit in found]

    def full(self, question: Question) -> Any:
        """Return the best ten with snippets, totals of paragraphs and articles, and counts of names and months."""
        found = self._engine.search(question.text, facets=FACETS, **self._options(question))
        return [str(hit.snippet) for hit in found], found.total, found.facets


PEERS: Final = ("tantivy", "whoosh", "fts5", "bm25s")
"""By name, the one that is measured in turns with Dateline first."""


def peer(name: str, paragraphs: Sequence[Paragraph], folder: Path) -> Peer:
    """Return an engine with all paragraphs in it; `folder` is for those that take minutes to make."""
    if name == "whoosh":
        return Whoosh(paragraphs, folder / "whoosh.idx")
    made: dict[str, Callable[[Sequence[Paragraph]], Peer]] = {"tantivy": Tantivy, "fts5": Fts5, "bm25s": Bm25s}
    return made[name](paragraphs)
