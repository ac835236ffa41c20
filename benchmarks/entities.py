"""What entities cost: a folder indexed with them and without, in turn, counts checked.

    python -m benchmarks.entities ../shared/corpora/plain-text --record entities.md

Every build runs in a process of its own, workers and all; CPU seconds are those of all of them. The ratios of a round
are taken from two builds one after the other, so that what else the machine does falls on both. A build ends the run
when both did not index the same articles and paragraphs, or when the one with entities has none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import indexer
from indexer.entities import DEFAULT_EXTRACTOR

WITHOUT = "none"


def measure(corpus: Path, extractor: str) -> dict[str, Any]:
    """Index the folder in this process and its workers and say what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "news.idx"
        start = time.perf_counter()
        report = indexer.build(corpus, index, extractor=extractor)
        seconds = time.perf_counter() - start
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return {
            "articles": report.added,
            "paragraphs": report.paragraphs,
            "entities": len(indexer.list_entities(index)),
            "seconds": seconds,
            "cpu_seconds": sum(usage.ru_utime + usage.ru_stime for usage in usages),
            "mb": sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6,
        }


def run(corpus: Path, extractor: str) -> dict[str, Any]:
    """Measure one build in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.entities", str(corpus), "--extractor", extractor]
    outcome = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(outcome.stdout)
    return result


def compare(corpus: Path, rounds: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Measure both builds `rounds` times, in turn; raise `SystemExit` where they did not do the same work."""
    pairs = []
    for _ in range(rounds):
        without, with_entities = run(corpus, WITHOUT), run(corpus, DEFAULT_EXTRACTOR)
        for count in ("articles", "paragraphs"):
            if without[count] != with_entities[count]:
                raise SystemExit(f"{count}: {without[count]} without entities, {with_entities[count]} with them")
        if without["entities"] or not with_entities["entities"]:
            raise SystemExit(f"entities: {without['entities']} without them, {with_entities['entities']} with them")
        pairs.append((without, with_entities))
    return pairs


def report(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """Return the table of all rounds and the median ratios."""
    first = pairs[0][1]
    lines = [
        f"date {time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
        f"{first['articles']:,} articles, {first['paragraphs']:,} paragraphs, {first['entities']:,} entities",
        "",
        "| round | without: s (CPU s), MB | with: s (CPU s), MB | ratio of seconds | of CPU seconds |",
        "| --- | --- | --- | --- | --- |",
    ]
    ratios: dict[str, list[float]] = {"seconds": [], "cpu_seconds": []}
    for number, pair in enumerate(pairs, 1):
        for key, known in ratios.items():
            known.append(pair[1][key] / pair[0][key])
        cells = [f"{each['seconds']:.1f} ({each['cpu_seconds']:.1f}), {each['mb']:.1f}" for each in pair]
        lines.append(
            f"| {number} | {' | '.join(cells)} | {ratios['seconds'][-1]:.2f} | {ratios['cpu_seconds'][-1]:.2f} |"
        )
    lines.append(f"| median | | | {median(ratios['seconds']):.2f} | {median(ratios['cpu_seconds']):.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Compare both builds, or measure one in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a folder of articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--record", type=Path, help="a file for the table")
    parser.add_argument("--extractor", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.extractor:
        print(json.dumps(measure(options.corpus, options.extractor)))
        return
    table = report(compare(options.corpus, options.rounds))
    print(table)
    if options.record:
        options.record.write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
