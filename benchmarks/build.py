"""Building an index of news: seconds, CPU seconds, bytes and peak memory, against a compiled engine in the same run.

    python -m benchmarks.build ../shared/corpora/allsides/articles.jsonl.gz --paragraphs 100000

Every engine reads the same JSON lines and indexes the same paragraphs, each in a process of its own, without entities.
Dateline keeps written words and stems, tantivy stems only; both keep positions, the text, the headline with every
paragraph, and date, source and article as columns. A wrong answer cannot be fast: the number of paragraphs must agree,
and the number that hold each of a few words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

COMMIT_PARAGRAPHS = 100_000
STEMS = ("senat", "sanction", "ukrain", "the", "filibust")


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
    return {"paragraphs": sum(len(article["paragraphs"]) for article in read(corpus, n)), "words": {}}


def build_dateline(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with Dateline's writer, committing as the indexer does."""
    from indexer.format.codec import compiled
    from indexer.format.directory import create_index, open_paragraphs
    from indexer.model import Paragraph, PartialDate
    from indexer.sinks.local import LocalSink

    if not compiled():
        raise SystemExit("the codec is not compiled here; run `python setup.py build_ext --inplace` first")
    create_index(folder, "none 1")
    uncommitted = 0
    with LocalSink(folder, "none 1") as sink:
        for article in read(corpus, n):
            about = {
                "article": article["id"],
                "kind": "body",
                "title": article["title"],
                "date": PartialDate.parse(article["date"]) if article["date"] else None,
                "source": article["source"],
                "authors": (article["authors"],) if article["authors"] else (),
                "url": article["url"],
            }
            texts = article["paragraphs"]
            sink.add([Paragraph(number=number, text=text, **about) for number, text in enumerate(texts, 1)])
            uncommitted += len(texts)
            if uncommitted >= COMMIT_PARAGRAPHS:
                sink.commit()
                uncommitted = 0
        sink.commit()
    with open_paragraphs(folder).reader() as reader:
        words = {stem: reader.doc_frequency("stem", stem) for stem in STEMS}
        return {"paragraphs": reader.doc_count(), "words": words}


def build_tantivy(corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build with tantivy through its Python binding, on one thread, merged into one segment."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", stored=True)
    builder.add_text_field("article", tokenizer_name="raw", fast=True)
    builder.add_text_field("source", tokenizer_name="raw", fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", fast=True)
    builder.add_text_field("author", tokenizer_name="raw", fast=True)
    builder.add_integer_field("paragraph", fast=True)
    builder.add_date_field("date", fast=True)
    builder.add_text_field("text", tokenizer_name="en_stem", stored=True)
    builder.add_text_field("title", tokenizer_name="en_stem", stored=True)
    builder.add_text_field("url", tokenizer_name="raw", stored=True, index_option="basic")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for article in read(corpus, n):
        for number, text in enumerate(article["paragraphs"], 1):
            fields = {"id": f"{article['id']}#{number}", "article": article["id"], "source": article["source"]}
            fields |= {"kind": "body", "paragraph": number, "text": text, "title": article["title"]}
            document = tantivy.Document(**fields, url=article["url"], author=article["authors"])
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    words = {}
    for word in STEMS:
        query = tantivy.Query.term_query(index.schema, "text", word)
        words[word] = searcher.search(query, limit=1).count or 0
    return {"paragraphs": searcher.num_docs, "words": words}


ENGINES = {"reading": build_nothing, "dateline": build_dateline, "tantivy": build_tantivy}


def run(engine: str, corpus: Path, n: int) -> dict[str, Any]:
    """Build with one engine in a process of its own; return what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        folder.mkdir()
        command = [sys.executable, "-m", "benchmarks.build", str(corpus), "--paragraphs", str(n)]
        outcome = subprocess.run(
            [*command, "--engine", engine, "--folder", str(folder)], capture_output=True, check=True
        )
        result: dict[str, Any] = json.loads(outcome.stdout)
        result["bytes"] = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return result


def measure(engine: str, corpus: Path, n: int, folder: Path) -> dict[str, Any]:
    """Build in this process and say what it took."""
    start = time.perf_counter()
    found = ENGINES[engine](corpus, n, folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return found | {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }


def main() -> None:
    """Measure all engines, or one in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1, help="the best of so many is told")
    parser.add_argument("--record", type=Path, help="a file to write the figures to")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, options.corpus, options.paragraphs, options.folder)))
        return
    results = {}
    for engine in ENGINES:
        rounds = [run(engine, options.corpus, options.paragraphs) for _ in range(options.rounds)]
        results[engine] = min(rounds, key=lambda each: each["cpu_seconds"])
    compare(results)
    if options.record:
        about = {"date": time.strftime("%Y-%m-%d"), "machine": platform.platform(), "python": platform.python_version()}
        about |= {
            "corpus": options.corpus.name,
            "versions": {name: _version(name) for name in ("tantivy", "zstandard")},
        }
        options.record.write_text(json.dumps(about | {"results": results}, indent=1) + "\n", encoding="utf-8")


def compare(results: dict[str, dict[str, Any]]) -> None:
    """Print the figures as a table, and every count that does not agree."""
    print("| engine | paragraphs | s | CPU s | MB | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    for engine, each in results.items():
        figures = (
            f"{each['seconds']:.1f} | {each['cpu_seconds']:.1f} | {each['bytes'] / 1e6:.1f} | {each['peak_mb']:.0f}"
        )
        print(f"| {engine} | {each['paragraphs']} | {figures} |")
    counts = {engine: each["paragraphs"] for engine, each in results.items()}
    if len(set(counts.values())) > 1:
        raise SystemExit(f"the engines do not agree on the number of paragraphs: {counts}")
    ours, theirs = results["dateline"], results["tantivy"]
    ratios = {name: round(ours[name] / theirs[name], 2) for name in ("cpu_seconds", "bytes")}
    print(f"dateline to tantivy: {ratios}; paragraphs with a word: {ours['words']} against {theirs['words']}")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
