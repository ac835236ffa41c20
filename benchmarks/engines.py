"""The engines whose builds are measured: each reads the same JSON lines and indexes the same paragraphs.

A build returns how many paragraphs the index holds, and in how many each of `STEMS` stands where that can be asked.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

COMMIT_PARAGRAPHS = 100_000
STEMS = ("senat", "sanction", "ukrain", "the", "filibust")
"""Stems, the same in Dateline's analysis and in tantivy's: both count them in the same paragraphs."""


def read(corpus: Path, n: int) -> Iterator[dict[str, Any]]:
    """Yield articles until they hold `n` paragraphs."""
    n_paragraphs = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            yield article
            n_paragraphs += len(article["paragraphs"])
            if n_paragraphs >= n:
                return


def build_nothing(corpus: Path, n: int, _: Path) -> dict[str, Any]:
    """Read the corpus and do nothing: what is no engine's merit."""
    return {"paragraphs": sum(len(article["paragraphs"]) for article in read(corpus, n))}


def _paragraphs(article: dict[str, Any]) -> list[Any]:
    from indexer.model import Paragraph, PartialDate

    key, title, source, url = article["id"], article["title"], article["source"], article["url"]
    date = PartialDate.parse(article["date"]) if article["date"] else None
    authors = (article["authors"],) if article["authors"] else ()
    return [
        Paragraph(key, number, "body", text, title, date, source, authors, url)
        for number, text in enumerate(article["paragraphs"], 1)
    ]


def build_dateline(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with Dateline's writer: written words and stems, positions, text, columns."""
    from indexer.format.codec import compiled
    from indexer.format.directory import create_index, open_paragraphs
    from indexer.sinks.local import LocalSink

    if not compiled():
        raise SystemExit("the codec is not compiled here; run `python setup.py build_ext --inplace` first")
    create_index(folder, "none 1")
    uncommitted = 0
    with LocalSink(folder, "none 1") as sink:
        for article in read(corpus, n):
            sink.add(_paragraphs(article))
            uncommitted += len(article["paragraphs"])
            if uncommitted >= COMMIT_PARAGRAPHS:
                sink.commit()
                uncommitted = 0
        sink.commit()
    with open_paragraphs(folder).reader() as reader:
        words = {stem: reader.doc_frequency("stem", stem) for stem in STEMS}
        return {"paragraphs": reader.doc_count(), "words": words}


def build_tantivy(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with tantivy through its Python binding, on one thread: stems, positions, text, columns."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", stored=True)
    for name in ("article", "source", "kind", "author"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    builder.add_integer_field("paragraph", fast=True)
    builder.add_date_field("date", fast=True)
    for name in ("text", "title"):
        builder.add_text_field(name, tokenizer_name="en_stem", stored=True)
    builder.add_text_field("url", tokenizer_name="raw", stored=True, index_option="basic")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for article in read(corpus, n):
        about = {"article": article["id"], "source": article["source"], "kind": "body", "author": article["authors"]}
        about |= {"title": article["title"], "url": article["url"]}
        if date := _day(article["date"]):
            about["date"] = date
        for number, text in enumerate(article["paragraphs"], 1):
            writer.add_document(tantivy.Document(id=f"{article['id']}#{number}", paragraph=number, text=text, **about))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    words = {}
    for word in STEMS:
        query = tantivy.Query.term_query(index.schema, "text", word)
        words[word] = searcher.search(query, limit=1).count or 0
    return {"paragraphs": searcher.num_docs, "words": words}


def _day(date: str) -> datetime | None:
    try:
        return datetime.fromisoformat(date)
    except ValueError:
        return None


def build_fts5(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with SQLite's FTS5 and its Porter stems: positions, text, the other values stored beside."""
    import sqlite3

    kept = ("id", "article", "paragraph", "kind", "source", "authors", "date", "url")
    about = kept[4:]
    columns = ", ".join(f"{name} UNINDEXED" for name in kept)
    database = sqlite3.connect(folder / "fts5.sqlite")
    database.execute(f"CREATE VIRTUAL TABLE p USING fts5(text, title, {columns}, tokenize='porter unicode61')")
    rows = (
        (text, article["title"], f"{article['id']}#{number}", article["id"], number, "body", *map(article.get, about))
        for article in read(corpus, n)
        for number, text in enumerate(article["paragraphs"], 1)
    )
    database.executemany(f"INSERT INTO p VALUES ({', '.join('?' * (2 + len(kept)))})", rows)  # noqa: S608
    database.execute("INSERT INTO p(p) VALUES ('optimize')")
    database.commit()
    (found,) = database.execute("SELECT count(*) FROM p").fetchone()
    return {"paragraphs": found}


def build_bm25s(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with bm25s: scores by word in a sparse matrix, without stems, positions, text or anything else."""
    import bm25s

    texts = [text for article in read(corpus, n) for text in article["paragraphs"]]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    index.save(folder)
    return {"paragraphs": int(index.scores["num_docs"])}


def build_whoosh(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with Whoosh3's writer and its own codec, under Dateline's schema: what Dateline's writer replaces."""
    from indexer.format.codec.layout import WHOOSH_CODEC_NAME
    from indexer.format.directory import create_index, open_paragraphs
    from indexer.format.records import document

    create_index(folder, "none 1", WHOOSH_CODEC_NAME)
    writer = open_paragraphs(folder).paragraph_writer("none 1")
    for article in read(corpus, n):
        for paragraph in _paragraphs(article):
            writer.add_document(**document(paragraph))
    writer.commit()
    with open_paragraphs(folder).reader() as reader:
        return {"paragraphs": reader.doc_count()}


ENGINES: dict[str, Callable[[Path, int, Path], dict[str, Any]]] = {
    "reading": build_nothing,
    "dateline": build_dateline,
    "tantivy": build_tantivy,
    "fts5": build_fts5,
    "bm25s": build_bm25s,
    "whoosh": build_whoosh,
}
