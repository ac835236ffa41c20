"""How long questions take: Dateline and tantivy over the same paragraphs and the same terms, counts compared.

    python -m benchmarks.latency ../shared/corpora/allsides/articles.jsonl.gz --paragraphs 100000

Both engines are asked in one process, one thread, in shuffled order; the best of several rounds counts for each
question. Each is a new one to Dateline, which does not read again what it was asked before; `--again` lets it remember.
tantivy is given Dateline's terms, so that both find the same paragraphs; a difference in counts ends the run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count, repeat
from pathlib import Path
from typing import Any, Final

import tantivy

import indexer
import search
from indexer.format import analysis
from indexer.format.directory import open_paragraphs
from indexer.format.records import unpack_record
from indexer.model import Paragraph
from search.execute.kernels import compiled

FACETS: Final = ("person", "org", "place", "date:month")
N_QUESTIONS: Final = 60
"""Questions of a class."""

SEED: Final = 5
_NO_WORDS: Final = frozenset(("and", "or", "not", "near", "pre"))


@dataclass(frozen=True)
class Question:
    """A question of a class: its text for Dateline and its terms for tantivy, joined by `join`."""

    text: str
    terms: tuple[str, ...]
    join: str


def main() -> None:
    """Build both indexes and print a table of times."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, help="articles, one JSON object a line, packed by gzip")
    options.add_argument("--paragraphs", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--again", action="store_true", help="let questions be remembered from round to round")
    options.add_argument("--index", type=Path, help="where Dateline's index is, or is to be made")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = asked.index or Path(folder) / "news.idx"
        if not index.exists():
            indexer.build(_slice(asked.corpus, asked.paragraphs, Path(folder)), index, extractor="rules")
        paragraphs = list(paragraphs_of(index))
        peer = Tantivy(paragraphs)
        with search.open_index(index) as engine:
            _report(paragraphs, _compare(engine, peer, classes_of(paragraphs), asked.rounds, asked.again))


def _slice(corpus: Path, n_paragraphs: int, folder: Path) -> Path:
    """Write the first articles of a corpus that hold so many paragraphs."""
    path = folder / "slice.jsonl"
    n = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, path.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(line)
            n += len(json.loads(line)["paragraphs"])
            if n >= n_paragraphs:
                break
    return path


def paragraphs_of(index: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs of an index, in its order."""
    with open_paragraphs(index).reader() as reader:
        for _, stored in reader.iter_docs():
            yield unpack_record(stored["record"])


class Tantivy:
    """The same paragraphs in tantivy: terms as Dateline makes them, files in memory maps, written by one thread."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        builder = tantivy.SchemaBuilder()
        for name in ("stem", "text"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        for name in ("person", "org", "place"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        builder.add_unsigned_field("month", fast=True, indexed=False)
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("record", stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        self._folder = tempfile.TemporaryDirectory()
        index = tantivy.Index(self.schema, path=self._folder.name)
        writer = index.writer(heap_size=400_000_000, num_threads=1)
        for paragraph in paragraphs:
            writer.add_document(self._document(paragraph))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def _document(self, paragraph: Paragraph) -> tantivy.Document:
        words = analysis.words(paragraph.text)
        document = tantivy.Document(id=paragraph.id, text=" ".join(words), stem=" ".join(map(analysis.stem, words)))
        for mention in dict.fromkeys((each.type, each.name) for each in paragraph.mentions):
            if mention[0] in ("person", "org", "place"):
                document.add_text(*mention)
        if paragraph.date is not None:
            document.add_unsigned("month", paragraph.date.year * 12 + (paragraph.date.month or 0))
        return document

    def query(self, question: Question) -> tantivy.Query:
        """Return the query of a question."""
        if question.join == "phrase":
            return tantivy.Query.phrase_query(self.schema, "text", list(question.terms))
        occur = tantivy.Occur.Should if question.join == "or" else tantivy.Occur.Must
        terms = [tantivy.Query.term_query(self.schema, "stem", term, "freq") for term in question.terms]
        return terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(occur, term) for term in terms])

    def count(self, question: Question) -> int:
        """Return how many paragraphs match."""
        return int(self.searcher.search(self.query(question), 1, count=True).count)

    def top(self, question: Question) -> list[str]:
        """Return the ids of the best ten."""
        hits = self.searcher.search(self.query(question), 10, count=False).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]

    def full(self, question: Question) -> Any:
        """Return the ids of the best ten, the total and the counts of three fields of names and of months."""
        query = self.query(question)
        found = self.searcher.search(query, 10, count=True)
        ids = [self.searcher.doc(address)["id"][0] for _, address in found.hits]
        fields = ("person", "org", "place")
        counts = {name: {"terms": {"field": name, "size": 10}} for name in fields}
        counts["month"] = {"terms": {"field": "month", "size": 1000}}
        return ids, found.count, self.searcher.aggregate(query, counts)


def classes_of(paragraphs: list[Paragraph]) -> dict[str, list[Question]]:
    """Return questions by class, of words that stand in 50 to 20,000 paragraphs, drawn where they stand together."""
    draw = random.Random(SEED)  # noqa: S311  # no secret is drawn
    texts = [analysis.words(paragraph.text) for paragraph in paragraphs]
    frequency: dict[str, int] = {}
    for words in texts:
        for word in set(words):
            frequency[word] = frequency.get(word, 0) + 1
    known = {word for word, n in frequency.items() if 50 <= n <= 20_000 and word.isalpha() and word not in _NO_WORDS}
    classes: dict[str, list[Question]] = {"one word": [], "and": [], "or": [], "phrase": []}
    while any(len(each) < N_QUESTIONS for each in classes.values()):
        words = draw.choice(texts)
        at = draw.randrange(max(len(words) - 3, 1))
        near = words[at : at + 2]
        chosen = [word for word in dict.fromkeys(draw.sample(words, min(3, len(words)))) if word in known]
        stems = tuple(dict.fromkeys(map(analysis.stem, chosen)))
        if len(stems) < 2 or len(stems) < len(chosen) or len(near) < 2 or not known.issuperset(near):
            continue
        classes["one word"].append(Question(chosen[0], stems[:1], "and"))
        classes["and"].append(Question(" ".join(chosen), stems, "and"))
        classes["or"].append(Question(" OR ".join(chosen), stems, "or"))
        classes["phrase"].append(Question(f'"{" ".join(near)}"', tuple(near), "phrase"))
    classes["full: one word"] = classes["one word"]
    classes["full: and"] = classes["and"]
    classes["full: or"] = classes["or"]
    classes["full: phrase"] = classes["phrase"]
    return classes


Times = dict[str, dict[str, list[float]]]
"""Best times in milliseconds by class and engine."""


def _compare(
    engine: search.Engine, peer: Tantivy, classes: dict[str, list[Question]], rounds: int, again: bool
) -> Times:
    for questions in classes.values():
        for question in questions:
            ours = engine.search(question.text, limit=0)
            if ours.total is None or ours.total.paragraphs != peer.count(question):
                sys.exit(f"{question}: {ours.total} here, {peer.count(question)} in tantivy")
            if ours.executor != "columnar":
                sys.exit(f"{question}: run by {ours.executor}")

    seconds = repeat(10) if again else count(10)  # another limit of time, never reached, makes another question

    def top(question: Question) -> list[str]:
        found = engine.search(question.text, count=False, snippets=False, time_limit=next(seconds))
        return [hit.id for hit in found]

    def full(question: Question) -> Any:
        return engine.search(question.text, facets=FACETS, time_limit=next(seconds))

    runs: list[tuple[str, str, Question, Callable[[Question], Any]]] = []
    for name, questions in classes.items():
        is_full = name.startswith("full")
        for question in questions:
            runs.append((name, "Dateline", question, full if is_full else top))
            runs.append((name, "tantivy", question, peer.full if is_full else peer.top))
    best: dict[tuple[str, str, Question], float] = {}
    order = random.Random(SEED)  # noqa: S311  # no secret is drawn
    for _ in range(rounds):
        order.shuffle(runs)
        for name, who, question, run in runs:
            started = time.perf_counter()
            run(question)
            taken = (time.perf_counter() - started) * 1000
            best[name, who, question] = min(taken, best.get((name, who, question), taken))
    times: Times = {name: {"Dateline": [], "tantivy": []} for name in classes}
    for (name, who, _), taken in best.items():
        times[name][who].append(taken)
    return times


def _report(paragraphs: list[Paragraph], times: Times) -> None:
    print(f"{time.strftime('%Y-%m-%d')}, {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, tantivy {version('tantivy')}, kernels compiled: {compiled()}")
    print(f"{len(paragraphs):,} paragraphs; {N_QUESTIONS} questions a class; ms, best of the rounds\n")
    print("| class | Dateline median | p99 | tantivy median | p99 | ratio of medians |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, by_engine in times.items():
        (ours, our_99), (theirs, their_99) = (figures(by_engine[who]) for who in ("Dateline", "tantivy"))
        print(f"| {name} | {ours:.3f} | {our_99:.3f} | {theirs:.3f} | {their_99:.3f} | {ours / theirs:.2f} |")


def figures(taken: list[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    return statistics.median(taken), statistics.quantiles(taken, n=100, method="inclusive")[98]


if __name__ == "__main__":
    main()
