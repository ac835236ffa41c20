"""Building an index of news: seconds, CPU seconds, bytes and peak memory, against other engines in the same run.

    python -m benchmarks.build ../shared/corpora/allsides/articles.jsonl.gz --paragraphs 100000 --record build.md

Every engine reads the same JSON lines and indexes the same paragraphs, each in a process of its own, on one thread,
without entities; see `engines` for what each keeps. Whoosh's own writer is given a slice, for it takes minutes. A wrong
answer cannot be fast: a build ends the run when its index does not hold all paragraphs, or when Dateline and tantivy,
whose stems are the same, do not find a word in as many, but for one in ten thousand.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES

ODD_CHARACTERS = 1e-4
"""Of how many paragraphs the two may differ: a character between words that one of them does not take for a space."""

PACKAGES = ("tantivy", "bm25s", "whoosh3", "zstandard", "cython")


def run(engine: str, corpus: Path, n: int) -> dict[str, Any]:
    """Build with one engine in a process of its own; return what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        folder.mkdir()
        command = [sys.executable, "-m", "benchmarks.build", str(corpus), "--paragraphs", str(n)]
        outcome = subprocess.run([*command, "--engine", engine, "--folder", str(folder)], stdout=-1, check=True)
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
    parser.add_argument("corpus", type=Path, help="articles, one JSON object a line, packed by gzip")
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1, help="the best of so many is told")
    parser.add_argument("--slice", type=int, default=10_000, help="paragraphs for Whoosh's own writer")
    parser.add_argument("--engines", default=",".join(ENGINES), help="which, with commas between")
    parser.add_argument("--record", type=Path, help="a Markdown file to write, with a plot beside it")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, options.corpus, options.paragraphs, options.folder)))
        return
    load = os.getloadavg()[0]
    results = {}
    for engine in options.engines.split(","):
        n = options.slice if engine == "whoosh" else options.paragraphs
        rounds = [run(engine, options.corpus, n) for _ in range(options.rounds)]
        results[engine] = min(rounds, key=lambda each: each["cpu_seconds"])
        print(engine, results[engine], file=sys.stderr)
    check(results)
    report = "\n".join((*conditions(options, load), "", *table(results), ""))
    print(report)
    if options.record:
        plotted = options.record.with_suffix(".svg")
        options.record.write_text(f"{report}\n![{plotted.stem}]({plotted.name})\n", encoding="utf-8")
        plot(results, plotted)


def check(results: dict[str, dict[str, Any]]) -> None:
    """End the run where indexes do not hold the same."""
    counts = {engine: each["paragraphs"] for engine, each in results.items() if engine != "whoosh"}
    if len(set(counts.values())) > 1:
        sys.exit(f"the engines do not agree on the number of paragraphs: {counts}")
    words = {engine: each["words"] for engine, each in results.items() if "words" in each}
    for each in words.values():
        for stem, n in each.items():
            if abs(n - words["dateline"][stem]) > n * ODD_CHARACTERS:
                sys.exit(f"the engines do not find words in as many paragraphs: {words}")


def conditions(options: argparse.Namespace, load: float) -> list[str]:
    """Return when, where and with what was measured."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return [
        f"# Build, {time.strftime('%Y-%m-%d')}",
        "",
        f"`python -m benchmarks.build CORPUS --paragraphs {options.paragraphs} --rounds {options.rounds}`",
        "",
        f"{platform.platform()}, {os.cpu_count()} cores, load {load:.1f} at the start and {os.getloadavg()[0]:.1f} "
        f"at the end, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}; "
        f"{options.corpus.name}, one thread, best of {options.rounds} by CPU seconds. "
        "Ratios are to tantivy, by paragraph.",
    ]


def table(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return the figures as the lines of a table."""
    lines = [
        "| engine | paragraphs | s | CPU s | ratio | MB | ratio | peak MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    peer = results.get("tantivy")
    for engine, each in results.items():
        cpu, size = (
            f"{each[name] / each['paragraphs'] / (peer[name] / peer['paragraphs']):.2f}" if peer else ""
            for name in ("cpu_seconds", "bytes")
        )
        lines.append(
            f"| {engine} | {each['paragraphs']:,} | {each['seconds']:.1f} | {each['cpu_seconds']:.1f} | {cpu} "
            f"| {each['bytes'] / 1e6:.1f} | {size if each['bytes'] else ''} | {each['peak_mb']:.0f} |"
        )
    return lines


def plot(results: dict[str, dict[str, Any]], path: Path) -> None:
    """Draw CPU seconds, bytes and peak memory as bars: those of Whoosh's slice by its own number of paragraphs."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "build"
    from matplotlib import pyplot

    engines = [engine for engine in results if engine != "reading"]
    figures = {
        "CPU seconds per 100,000 paragraphs": lambda each: each["cpu_seconds"] / each["paragraphs"] * 1e5,
        "MB per 100,000 paragraphs": lambda each: each["bytes"] / each["paragraphs"] / 10,
        "peak memory, MB": lambda each: each["peak_mb"],
    }
    figure, axes = pyplot.subplots(1, len(figures), figsize=(11, 2.6), sharey=True, layout="constrained")
    for axis, (title, of) in zip(axes, figures.items(), strict=True):
        values = [of(results[engine]) for engine in engines]
        colours = ["#b3242b" if engine == "dateline" else "#9aa5b1" for engine in engines]
        axis.bar_label(axis.barh(engines, values, color=colours), fmt="%.1f", padding=2, fontsize=8)
        axis.set_title(title, fontsize=9)
        axis.margins(x=0.2)
        axis.invert_yaxis() if axis is axes[0] else None
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    main()
