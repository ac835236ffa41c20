"""How well the ranking serves: nDCG@10 of the engine's scores on collections with judged answers.

    python -m benchmarks.relevance ../shared/relevance

Each collection is a folder with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`. The words of a query are alternatives.
Whoosh's own BM25F runs over the same index for comparison.
"""

from __future__ import annotations

import json
import sys
import tempfile
from math import log2
from pathlib import Path

from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.format import analysis
from indexer.format.directory import create_index, open_paragraphs
from indexer.model import Paragraph
from indexer.sinks.local import LocalSink
from search.execute.weighting import NewsWeighting

DEPTH = 10


def main(folder: Path) -> None:
    """Print a row for each collection in `folder`."""
    print(f"{'collection':<12}{'documents':>10}{'queries':>9}{'Dateline':>10}{'Whoosh BM25F':>14}")
    rows = [measure(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    for name, n_documents, n_queries, ours, theirs in rows:
        print(f"{name:<12}{n_documents:>10,}{n_queries:>9}{ours:>10.3f}{theirs:>14.3f}")
    if rows:
        print(f"{'mean':<31}{sum(r[3] for r in rows) / len(rows):>10.3f}{sum(r[4] for r in rows) / len(rows):>14.3f}")


def measure(folder: Path) -> tuple[str, int, int, float, float]:
    """Return name, documents, judged queries, and mean nDCG@10 under our weighting and under Whoosh's BM25F."""
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    judged = _judgements(folder / "qrels.tsv")
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    asked = [query for query in queries if query["_id"] in judged]
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        create_index(index, "none")
        with LocalSink(index, "none") as sink:
            for each in documents:
                text = f"{each['title']}\n{each['text']}"
                sink.add([Paragraph(article=each["_id"], number=1, kind="body", text=text)])
            sink.commit()
        with open_paragraphs(index).reader() as reader:
            means = []
            for weighting in (NewsWeighting(), BM25F()):
                searcher = Searcher(reader, weighting=weighting)
                gains = [_ndcg(_ranked(searcher, query["text"]), judged[query["_id"]]) for query in asked]
                means.append(sum(gains) / len(gains))
    return folder.name, len(documents), len(asked), means[0], means[1]


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    return judged


def _ranked(searcher: Searcher, text: str) -> list[str]:
    stems = analysis.stems(text)
    tree = Or([Term("stem", stem, boost=float(stems.count(stem))) for stem in dict.fromkeys(stems)])
    scored = []
    for leaf, base in searcher.leaf_searchers():
        matcher = tree.matcher(leaf)
        while matcher.is_active():
            scored.append((-matcher.score(), base + matcher.id()))
            matcher.next()
    return [json.loads(searcher.stored_fields(number)["record"])["article"] for _, number in sorted(scored)[:DEPTH]]


def _ndcg(ranked: list[str], grades: dict[str, int]) -> float:
    gain = sum((2 ** grades.get(key, 0) - 1) / log2(place + 2) for place, key in enumerate(ranked))
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    ideal = sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(best))
    return gain / ideal if ideal else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
