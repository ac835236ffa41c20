"""Freeze what is written now, once for each version, when it is settled; what is frozen is never made anew.

python tests/golden/make.py segment dateline-1      a segment of the codec, and all that can be read of it
python tests/golden/make.py index index-2           an index folder, and its answers
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from codec_samples import articles, build, read_all  # noqa: E402

from indexer.format.codec.segment import SegmentData  # noqa: E402
from indexer.format.codecs import dateline_codec  # noqa: E402
from indexer.format.directory import create_index  # noqa: E402
from indexer.sinks.local import LocalSink  # noqa: E402
from search import open_index  # noqa: E402

EXPECTED = "expected.json"
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"query": "sanction"},
    {"query": "sanction oil"},
    {"query": "the OR naive"},
    {"query": '"the talks"'},
    {"query": '"sanctions oil"~3'},
    {"query": "=sanctioned -covid-19"},
    {"query": "sanct* Erdogan~"},
    {"query": "title:sanction", "since": "2021-12-05", "until": "2022-03"},
    {"query": "person:putin", "source": "Wire"},
    {"query": "", "sort": "-date", "facets": ("person", "author", "date:month"), "limit": 3},
    {"query": "quoted", "by": "article", "kind": "body"},
)


def answers(folder: Path) -> list[Any]:
    """Return what the index in `folder` answers to `QUESTIONS`, as JSON holds it."""
    with open_index(folder) as engine:
        return [_answer(engine, question) for question in QUESTIONS]


def _answer(engine: Any, question: dict[str, Any]) -> dict[str, Any]:
    results = engine.search(**question)
    hits = [[hit.id, round(hit.score, 5), str(hit.date), hit.kind, hit.text] for hit in results]
    facets = {
        name: [[each.value, each.paragraphs, each.articles] for each in facet] for name, facet in results.facets.items()
    }
    total = [results.total.paragraphs, results.total.articles]
    return {"question": question["query"], "total": total, "facets": facets, "hits": hits}


def write_lines(file: Path, items: Iterable[Any]) -> None:
    """Write a JSON array, each item on a line of its own."""
    lines = (json.dumps(item, default=lambda each: each.decode("latin-1"), separators=(",", ":")) for item in items)
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def freeze_segment(folder: Path) -> None:
    """Write a segment and what can be read of it."""
    # Blocks of 16, so that a segment this small has lists of one block and of several.
    build(folder, "p_golden", dateline_codec(16), articles(30, seed=7))
    write_lines(folder / EXPECTED, read_all(SegmentData(folder / "p_golden")))


def freeze_index(folder: Path) -> None:
    """Write an index of two segments and a deletion, and its answers."""
    create_index(folder, "none 1")
    given = articles(24, seed=11)
    for part in (given[:16], given[16:]):
        with LocalSink(folder, "none 1") as sink:
            for paragraphs in part:
                sink.add(paragraphs)
            sink.delete(given[3][0].article)
            sink.commit()
    write_lines(folder / EXPECTED, answers(folder))


if __name__ == "__main__":
    what, name = sys.argv[1:]
    place = Path(__file__).parent / name
    place.mkdir()
    {"segment": freeze_segment, "index": freeze_index}[what](place)
