"""How long questions take: Dateline and its peers over the same paragraphs, counts compared.

    python -m benchmarks.latency ../shared/corpora/allsides/articles.jsonl.gz --paragraphs 100000 --record latency.md

All are asked in one process, one thread, in shuffled order; the best of several rounds counts for each question.
Dateline and tantivy are asked in turns, the slower ones after them, each for itself: they would fill the processor's
caches with what is theirs. Each question is a new one to Dateline, which does not read again what it was asked before;
`--again` lets it remember. Top tens are without counts and snippets and end in ids; full answers have ten snippets,
exact totals of paragraphs and of articles, the best ten of three fields of names and the months; tantivy can but
estimate how many articles there are. Peers are given Dateline's terms, so that all find the same paragraphs; a
difference in counts ends the run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from itertools import count, repeat
from pathlib import Path
from typing import Any, Final

import indexer
import search
from benchmarks.peers import FACETS, PEERS, Peer, peer
from benchmarks.questions import FULL, N_QUESTIONS, Question, classes_of
from benchmarks.rounds import best_times
from indexer.format.directory import open_paragraphs
from indexer.format.records import unpack_record
from indexer.model import Paragraph
from search.execute.kernels import compiled

OURS: Final = "Dateline"
_ROUNDS_OF_THE_SLOW: Final = 2

Times = dict[str, dict[str, list[float]]]
"""Best times in milliseconds by class and engine."""


def main() -> None:
    """Build the indexes, ask all questions and print tables of times."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, help="articles, one JSON object a line, packed by gzip")
    options.add_argument("--paragraphs", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--again", action="store_true", help="let questions be remembered from round to round")
    options.add_argument("--index", type=Path, help="where Dateline's index is, or is to be made")
    options.add_argument("--peers", default=",".join(PEERS), help="which, with commas between")
    options.add_argument("--folder", type=Path, help="where indexes are kept that take minutes to make")
    options.add_argument("--classes", default="", help="only those that begin so, with commas between")
    options.add_argument("--questions", type=int, default=N_QUESTIONS, help="how many of a class")
    options.add_argument("--record", type=Path, help="a Markdown file to write, with a plot beside it")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        index = asked.index or folder / "news.idx"
        if not index.exists():
            indexer.build(_slice(asked.corpus, asked.paragraphs, Path(scratch)), index, extractor="rules")
        paragraphs = list(paragraphs_of(index))
        begins = tuple(asked.classes.split(","))
        drawn = classes_of(paragraphs)
        classes = {kind: each[: asked.questions] for kind, each in drawn.items() if kind.startswith(begins)}
        load = os.getloadavg()[0]
        with search.open_index(index) as engine:
            times = measure(engine, paragraphs, classes, asked, folder)
            n_segments = len(open_paragraphs(index).segments())
    report = "\n".join((*_conditions(asked, load, len(paragraphs), n_segments), "", *tables(times), ""))
    print(report)
    if asked.record:
        plotted = asked.record.with_suffix(".svg")
        asked.record.write_text(f"{report}\n![{plotted.stem}]({plotted.name})\n", encoding="utf-8")
        plot(times, plotted)


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


def measure(
    engine: search.Engine,
    paragraphs: Sequence[Paragraph],
    classes: dict[str, list[Question]],
    asked: argparse.Namespace,
    folder: Path,
) -> Times:
    """Return the best times by class and engine; end the run where two do not find the same."""
    times: Times = {name: {OURS: []} for name in classes}
    ours = {OURS: asker(engine, asked.again)}
    for number, name in enumerate(asked.peers.split(",")):
        theirs = peer(name, paragraphs, folder)
        runnable = {kind: questions for kind, questions in classes.items() if theirs.answers(kind)}
        _check(engine, theirs, runnable)
        engines = {name: _asker_of(theirs)}
        rounds = asked.rounds if number == 0 else min(asked.rounds, _ROUNDS_OF_THE_SLOW)
        _time(ours | engines if number == 0 else engines, runnable, rounds, times)
        print(f"{name} is done", file=sys.stderr)
    return times


Asker = Callable[[str], Callable[[Question], Any]]
"""Gives for a class what asks a question of it."""


def asker(engine: search.Engine, again: bool) -> Asker:
    """Return what asks Dateline, `again` or as if each question were new."""
    seconds = repeat(10) if again else count(10)  # another limit of time, never reached, makes another question

    def top(question: Question) -> list[str]:
        found = engine.search(
            question.text, count=False, snippets=False, time_limit=next(seconds), **question.options()
        )
        return [hit.id for hit in found]

    def full(question: Question) -> Any:
        found = engine.search(question.text, facets=FACETS, time_limit=next(seconds), **question.options())
        return [hit.snippet.text for hit in found], found.total, found.facets

    return lambda kind: full if kind.startswith(FULL) else top


def _asker_of(theirs: Peer) -> Asker:
    return lambda kind: theirs.full if kind.startswith(FULL) else theirs.top


def _check(engine: search.Engine, theirs: Peer, classes: dict[str, list[Question]]) -> None:
    for question in dict.fromkeys(question for questions in classes.values() for question in questions):
        found = engine.search(question.text, limit=0, **question.options())
        counted = theirs.count(question)
        if found.total is None or found.total.paragraphs != counted:
            sys.exit(f"{question}: {found.total} here, {counted} in {theirs.name}")
        if found.executor != "columnar":
            sys.exit(f"{question}: run by {found.executor}")


def _time(engines: dict[str, Asker], classes: dict[str, list[Question]], rounds: int, times: Times) -> None:
    runs = {
        (kind, name, i): partial(of(kind), question)
        for kind in classes
        for name, of in engines.items()
        for i, question in enumerate(classes[kind])
    }
    for (kind, name, _), seconds in best_times(runs, rounds).items():
        times[kind].setdefault(name, []).append(seconds * 1000)


def _conditions(asked: argparse.Namespace, load: float, n_paragraphs: int, n_segments: int) -> list[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in ("tantivy", "whoosh3", "bm25s", "cython"))
    remembered = "remembered from round to round" if asked.again else "new each time"
    return [
        f"# Latency, {time.strftime('%Y-%m-%d')}",
        "",
        f"`python -m benchmarks.latency CORPUS --paragraphs {asked.paragraphs} --rounds {asked.rounds}"
        f"{' --again' if asked.again else ''}`",
        "",
        f"{platform.platform()}, {os.cpu_count()} cores, load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at "
        f"the end; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}; kernels compiled: "
        f"{compiled()}. {n_paragraphs:,} paragraphs, {n_segments} segments of Dateline's; {asked.questions} questions "
        f"a class, {remembered}; milliseconds, best of {asked.rounds} rounds ({_ROUNDS_OF_THE_SLOW} for all but "
        "Dateline and the first of its peers). Counts of paragraphs were compared for every question and agree.",
    ]


def tables(times: Times) -> list[str]:
    """Return the times as Markdown: medians with p99, then how many times as long as Dateline each engine takes."""
    names = list(dict.fromkeys(name for by_engine in times.values() for name in by_engine))
    lines = [f"| median (p99) | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    ratios = [f"| median to Dateline's | {' | '.join(names[1:])} |", "| --- |" + " --- |" * (len(names) - 1)]
    ratios[0] = ratios[0].replace("median to", f"{OURS} to {names[1]}, and median to", 1)
    for kind, by_engine in times.items():
        told = {name: figures(taken) for name, taken in by_engine.items()}
        cells = [f"{told[name][0]:.3f} ({told[name][1]:.3f})" if name in told else "" for name in names]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
        ours = told[OURS][0]
        cells = [f"{told[name][0] / ours:.1f}" if name in told else "" for name in names[1:]]
        ratios.append(f"| {kind}: {ours / told[names[1]][0]:.2f} | {' | '.join(cells)} |")
    return [*lines, "", *ratios]


def figures(taken: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    return statistics.median(taken), statistics.quantiles(taken, n=100, method="inclusive")[98]


def plot(times: Times, path: Path) -> None:
    """Draw the medians, a row for each class and a dot for each engine, on a logarithmic axis."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "latency"
    from matplotlib import pyplot

    kinds = list(times)
    colours = {OURS: "#b3242b", "tantivy": "#2b5d8a", "whoosh": "#7d8a2b", "fts5": "#8a6d2b", "bm25s": "#9aa5b1"}
    figure, axis = pyplot.subplots(figsize=(9, 0.3 * len(kinds) + 1), layout="constrained")
    for name, colour in colours.items():
        rows = [(statistics.median(times[kind][name]), row) for row, kind in enumerate(kinds) if name in times[kind]]
        if rows:
            axis.plot(*zip(*rows, strict=True), "o", color=colour, label=name)
    axis.set_xscale("log")
    axis.set_xlabel("ms, median")
    axis.set_yticks(range(len(kinds)), kinds)
    axis.invert_yaxis()
    axis.grid(visible=True, axis="x", alpha=0.3)
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper right", ncols=len(colours), frameon=False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
