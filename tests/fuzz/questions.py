"""Coverage-guided fuzzing of questions: no exception, no remark outside the query, no answer past its budget.

    pip install atheris
    python tests/fuzz/questions.py -max_total_time=60
    python tests/fuzz/questions.py CRASH_FILE

The first form goes on until something breaks or the time is up, and writes the input that broke it to a file; the
second asks that one again. All other options are libFuzzer's.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

TODAY = date(2022, 3, 17)
TIME_LIMIT = 0.2
BUDGET = 2.0
"""Seconds of processor time within which an answer of that limit is there; other work on the machine is not ours."""

WORDS = """sanctions talks Geneva OR AND NOT NEAR/3 title: person: place: kind: date: mentioned: article:
language: none 2021-12 2021-02-30 last month yesterday TO .. >= < * ? ~2 ^3 ( ) " - + = [ ] \u201c \u201d AT&T C++
U.S. 9/11 a@b.org""".split()


def write_news(folder: Path) -> None:
    """Write articles of many different words, so that patterns stand for many."""
    chance = random.Random(7)  # noqa: S311  # a corpus, no secret
    letters = "abcdefghij"
    for number in range(40):
        words = ("".join(chance.choices(letters, k=chance.randint(1, 7))) for _ in range(400))
        day = f"2022-{number % 12 + 1:02}-{number % 28 + 1:02}"
        text = f" date {day} \n\nSanctions and talks in Geneva.\n\n{' '.join(words)}\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def query_of(provider: Any) -> str:
    """Return the query the bytes stand for: half of them are the text itself, half pick from the language's words."""
    if provider.ConsumeBool():
        return provider.ConsumeUnicode(10_500)
    pieces = []
    while provider.remaining_bytes():
        pick = provider.ConsumeIntInRange(0, len(WORDS) + 1)
        pieces.append(WORDS[pick] if pick < len(WORDS) else provider.ConsumeUnicode(6))
        pieces.append(" " if provider.ConsumeBool() else "")
    return "".join(pieces)


def main() -> None:
    """Fuzz until libFuzzer stops."""
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["search.query", "indexer.format.analysis", "indexer.dates"]):
        import indexer
        from search import open_index
        from search.query import QueryError, parse

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_news(folder)
        indexer.build(folder, folder / "news.idx", processes=1)
        engine = open_index(folder / "news.idx")

        def ask(data: bytes) -> None:
            query = query_of(atheris.FuzzedDataProvider(data[1:]))
            for each in parse(query, today=TODAY).diagnostics:
                assert 0 <= each.start <= each.stop <= len(query), (query, each)
            if data[:1] > b"\x10":  # a search takes as long as fifty readings
                return
            started = time.process_time()
            results = engine.search(query, today=TODAY, time_limit=TIME_LIMIT)
            assert results.total is not None
            assert len(results) == min(10, results.total.paragraphs), query
            took = time.process_time() - started
            assert took < BUDGET, (query, took)
            with suppress(QueryError):  # what a strict reading is for
                engine.search(query, today=TODAY, time_limit=TIME_LIMIT, strict=True)

        atheris.Setup(sys.argv, ask)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
