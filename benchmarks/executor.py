"""How long the executor takes alone, from plan to outcome, over indexes of the same articles cut otherwise.

    python -m benchmarks.executor one.idx six.idx six-with-deletions.idx

Questions are drawn from the first index, to which the others are compared: what more segments cost, and deletions. All
are asked in one process, in shuffled order; the best of several rounds counts for each question.
"""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.latency import figures, paragraphs_of
from benchmarks.peers import FACETS
from benchmarks.questions import FULL, classes_of
from benchmarks.rounds import best_times
from indexer.format.directory import open_paragraphs
from search.execute.columnar import ColumnarExecutor
from search.execute.plan import Plan
from search.query import parse
from search.request import SearchRequest


def main() -> None:
    """Print a table of times."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("indexes", type=Path, nargs="+", help="indexes of the same articles")
    options.add_argument("--rounds", type=int, default=15)
    asked = options.parse_args()
    plans = _plans(asked.indexes[0])
    times = _times([_opened(index) for index in asked.indexes], plans, asked.rounds)
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} cores; \u00b5s: median (p99), ratio; best of {asked.rounds} rounds\n")
    print("| class |", " | ".join(index.stem for index in asked.indexes), "|")
    print("| --- |", " | ".join("---" for _ in asked.indexes), "|")
    for name in plans:
        cells = [
            figures([times[name, number, i] for i in range(len(plans[name]))]) for number in range(len(asked.indexes))
        ]
        told = [f"{median:.0f} ({most:.0f}), {median / cells[0][0]:.2f}" for median, most in cells]
        print(f"| {name} |", " | ".join(told), "|")


def _opened(index: Path) -> ColumnarExecutor:
    return ColumnarExecutor(open_paragraphs(index).reader())


def _plans(index: Path) -> dict[str, list[Plan]]:
    facets = SearchRequest.of("", facets=FACETS).facets
    plans = {}
    for name, questions in classes_of(list(paragraphs_of(index))).items():
        if any(question.options() for question in questions):
            continue
        wanted: dict[str, Any] = {"facets": facets} if name.startswith(FULL) else {"count": False}
        requests = (SearchRequest.of(question.text) for question in questions)
        plans[name] = [Plan(parse(each.query, today=each.today).tree, **wanted) for each in requests]
    return plans


def _times(
    executors: list[ColumnarExecutor], plans: dict[str, list[Plan]], rounds: int
) -> dict[tuple[str, int, int], float]:
    """Return the best time in microseconds by class, index and place of the question."""
    runs = {
        (name, number, i): partial(executor.run, plan)
        for name in plans
        for number, executor in enumerate(executors)
        for i, plan in enumerate(plans[name])
    }
    return {key: seconds * 1e6 for key, seconds in best_times(runs, rounds).items()}


if __name__ == "__main__":
    main()
