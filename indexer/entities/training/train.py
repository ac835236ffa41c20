"""Train the name model: `python -m indexer.entities.training.train`, with `../shared` beside the project.

Needs the `training` extra and the compiled kernels. All that is drawn at random has a fixed seed and nothing runs in
parallel, so that the same data and versions give the same file. Most of the time goes into the lexicon's word vectors;
`--lexicon-of` keeps the lexicon of an earlier model.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from indexer.entities.tagger import compiled
from indexer.entities.tagger.lexicon import Lexicon
from indexer.entities.tagger.model import Model, pack, read_model
from indexer.entities.tagger.reader import Reader
from indexer.entities.tagger.tagging import MODEL_PATH
from indexer.entities.training import sources
from indexer.entities.training.encode import encode
from indexer.entities.training.optimise import Schedule
from indexer.entities.training.passes import train_passes
from indexer.entities.training.quantise import quantise
from indexer.entities.training.words import build_lexicon

VERSION: Final = "2"
N_KEPT: Final = 220_000
NOISE_SEED: Final = 7


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - a training log


def training_articles(ner: Path) -> list[sources.GoldArticle]:
    """Return every article that the shipped model learns from: no development part, no set kept to judge by."""
    noise = random.Random(NOISE_SEED)  # noqa: S311 - a seed, not a secret
    training, _ = sources.split_worldwide(sources.read_worldwide(ner, noise=noise))
    return [*training, *sources.read_wikigold(ner), *sources.read_crossner(ner, "politics")]


def build_model(articles: Sequence[sources.GoldArticle], lexicon: Lexicon, n_kept: int = N_KEPT) -> Model:
    """Train both passes on `articles` and return the model that ships."""
    passes = train_passes(encode(articles, Reader(lexicon)), Schedule(), _tell)
    return Model(VERSION, lexicon, *quantise(passes, n_kept))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m indexer.entities.training.train", description=__doc__)
    parser.add_argument("--ner", type=Path, default=Path("../shared/ner"), help="folder of the labelled sets")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"), help="folder of unlabelled news")
    parser.add_argument("--output", type=Path, default=MODEL_PATH, help="model file to write")
    parser.add_argument("--lexicon-of", type=Path, help="model file whose lexicon is kept instead of a new one")
    options = parser.parse_args(arguments)
    if not compiled():
        _tell("The kernels are not compiled; run `python setup.py build_ext --inplace` first.")
        return 2
    if options.lexicon_of:
        lexicon = read_model(options.lexicon_of).lexicon
    else:
        lexicon = build_lexicon(options.ner, options.corpora, _tell)
    model = build_model(training_articles(options.ner), lexicon)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    size = options.output.write_bytes(pack(model))
    _tell(f"{options.output}: {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
