"""What a question costs beside the search itself: a process that has to start, and a call that has to be read.

    python -m benchmarks.first_mile news.idx

First a cold `search WORD` as a process, best of twenty; then the parts of a top ten without counts and snippets through
`Engine.search`, for words that stand in 50 to 20,000 paragraphs: as plain questions, which are read word by word, and
with a sign before the word, which takes the parser, as new questions and as ones that were asked before.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from typing import Final

import search
from indexer.format.directory import open_paragraphs

N_PROCESSES: Final = 20
N_WORDS: Final = 60
N_ROUNDS: Final = 7
SEED: Final = 5


def main() -> None:
    """Measure both and print them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("index", type=Path)
    options.add_argument("--word", default="sanctions", help="what the processes search for")
    asked = options.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, code in (
        ("python", "pass"),
        ("search", f"import sys; sys.argv[1:] = ['{asked.word}']; from search.__main__ import main; main()"),
    ):
        wall, cpu, resident = _cold(code, asked.index)
        print(f"cold {name}: {wall:.0f} ms, {cpu:.0f} ms of processor time, {resident:.0f} MB resident")
    words = _words(asked.index)
    with search.open_index(asked.index) as engine:
        for name, sign, seconds in (
            ("plain", "", count(10)),
            ("by the parser", "+", count(10)),
            ("by the parser, asked again", "+", repeat(10)),
        ):
            whole, parse, run, hits = _parts(engine, [sign + word for word in words], seconds)
            print(
                f"{name}: {whole:.0f} µs: reading {parse:.0f}, search {run:.0f}, hits {hits:.0f}, the rest around them"
            )


def _cold(code: str, index: Path) -> tuple[float, float, float]:
    """Return the least milliseconds, milliseconds of processor time and megabytes of processes that run `code`."""
    environment = os.environ | {"DATELINE_INDEX": str(index)}
    taken: list[tuple[float, float, float]] = []
    for _ in range(N_PROCESSES):
        started = time.perf_counter()
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.execve(sys.executable, [sys.executable, "-c", code], environment)  # noqa: S606  # what runs is ours
        _, _, used = os.wait4(child, 0)
        wall = (time.perf_counter() - started) * 1000
        taken.append((wall, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024))
    return min(each[0] for each in taken), min(each[1] for each in taken), min(each[2] for each in taken)


def _words(index: Path) -> list[str]:
    with open_paragraphs(index).reader() as reader:
        known = [term.decode() for term in reader.lexicon("stem") if 50 <= reader.doc_frequency("stem", term) <= 20_000]
    known = [word for word in known if word.isascii() and word.isalpha()]
    return random.Random(SEED).sample(known, min(N_WORDS, len(known)))  # noqa: S311  # no secret is drawn


def _parts(engine: search.Engine, words: list[str], seconds: Iterator[int]) -> list[float]:
    """Return the medians of the best rounds in microseconds: the whole call with its ids, and its parts.

    Another limit of time, never reached, makes another question: `seconds` yields the same or ever new ones.
    """
    best: dict[str, tuple[float, ...]] = {}
    for _ in range(N_ROUNDS):
        for word in words:
            started = time.perf_counter()
            found = engine.search(word, count=False, snippets=False, time_limit=next(seconds))
            [hit.id for hit in found]
            whole = (time.perf_counter() - started) * 1000
            taken = whole, found.timings.parse_ms, found.timings.search_ms, found.timings.snippets_ms
            best[word] = min(taken, best.get(word, taken))
    return [statistics.median(part) * 1000 for part in zip(*best.values(), strict=True)]


if __name__ == "__main__":
    main()
