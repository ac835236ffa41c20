"""The labelled sets of `../shared/ner`, read into articles of paragraphs with typed character spans.

Every set has labels of its own; `_SCHEMES` says what each becomes here. A label that leaves a choice (a `MISC` may
be a nationality, a `LOC` may be a building) becomes a set of types, and the trainer learns from what it rules out:
a *partial* label. Types are `person org place group`, and inside training also `facility` and `misc`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.entities.training.detokenize import join_tokens

TYPES: Final = ("person", "org", "place", "group", "facility", "misc")
OUTSIDE: Final = "outside"
SPLIT_SEED: Final = 20211231
DEVELOPMENT_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Characters `start` to `stop` that carry a name of one of `types` (`outside` among them: perhaps no name)."""

    start: int
    stop: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """Text with its names. `unmarked` are the types that the set does not mark, so that any token may be one."""

    text: str
    spans: tuple[GoldSpan, ...]
    unmarked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article of a labelled set. `source` names the set."""

    name: str
    source: str
    paragraphs: tuple[GoldParagraph, ...]


@dataclass(frozen=True, slots=True)
class _Scheme:
    types: dict[str, tuple[str, ...]]
    unmarked: tuple[str, ...] = ()


def _plain(**types: str) -> dict[str, tuple[str, ...]]:
    return {label: tuple(names.split()) for label, names in types.items()}


_WORLDWIDE: Final = _Scheme(
    _plain(
        Person="person",
        Organization="org",
        Location="place",
        NORP="group",
        Facility="facility",
        Product="misc",
        Misc="misc",
    )
)
_PER_LOC_ORG: Final = _Scheme(
    _plain(PER="person", LOC="place facility", ORG="org", MISC="misc group facility outside"),
    unmarked=("group", "misc"),
)
_RE3D: Final = _Scheme(
    _plain(Person="person", Organisation="org", Location="place", Nationality="group"), unmarked=("group", "misc")
)
_CROSSNER: Final = _Scheme(
    {
        **dict.fromkeys("person politician writer musicalartist scientist researcher".split(), ("person",)),
        **dict.fromkeys("organisation politicalparty band university".split(), ("org",)),
        **dict.fromkeys("country location".split(), ("place", "facility")),
        "misc": ("misc", "group", "facility", OUTSIDE),
        "magazine": ("org", "misc"),
        "academicjournal": ("org", "misc"),
        "conference": ("org", "misc"),
        **dict.fromkeys(
            "award election book poem song album event musicgenre literarygenre product programlang".split(),
            ("misc", OUTSIDE),
        ),
    },
    unmarked=("group", "misc"),
)


def _blocks(path: Path, column: int, separator: str | None) -> Iterator[list[tuple[str, str]]]:
    block: list[tuple[str, str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split(separator)
            if line.startswith("# ") or not line.strip():
                if block and not line.strip():
                    yield block
                    block = []
                continue
            if len(parts) > column and parts[0] != "":
                block.append((parts[column - 1], parts[column]))
    if block:
        yield block


def _spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    start, kind = 0, ""
    for at, label in enumerate([*labels, "O"]):
        prefix, _, name = label.partition("-")
        if kind and (prefix in ("O", "B") or name != kind):
            yield start, at, kind
            kind = ""
        if prefix in ("B", "I") and not kind:
            start, kind = at, name
    return


def _paragraph(
    block: Sequence[tuple[str, str]], scheme: _Scheme, spaced: bool, noise: random.Random | None
) -> GoldParagraph:
    words = [word for word, _ in block]
    text, places = join_tokens(words, spaced=spaced, noise=noise)
    spans = [
        GoldSpan(places[start][0], places[stop - 1][1], scheme.types[name])
        for start, stop, name in _spans([label for _, label in block])
        if name in scheme.types
    ]
    return GoldParagraph(text, tuple(spans), scheme.unmarked)


def _is_noise(block: Sequence[tuple[str, str]]) -> bool:
    return len(block) <= 4 and block[0][0].startswith("http")


def read_worldwide(folder: Path, *, spaced: bool = False, noise: random.Random | None = None) -> list[GoldArticle]:
    """Read Worldwide Newswire by article, paragraph by paragraph; addresses at the head of articles are left out.

    `spaced` joins the tokens by blanks as they stand in the file instead of as print would have them; with `noise`
    some paragraphs, drawn from it, are.
    """
    articles: list[GoldArticle] = []
    name = ""
    blocks: list[GoldParagraph] = []
    for block in _blocks(folder / "worldwide_newswire" / "train.tsv", 1, "\t"):
        if block[0][0].startswith("-DOCSTART-"):
            if blocks:
                articles.append(GoldArticle(name, "worldwide", tuple(blocks)))
            name, blocks = block[0][0].removeprefix("-DOCSTART-").strip(), []
            block = block[1:]
        if block and not _is_noise(block):
            loose = spaced or (noise is not None and noise.random() < SPACED_SHARE)
            blocks.append(_paragraph(block, _WORLDWIDE, loose, noise))
    if blocks:
        articles.append(GoldArticle(name, "worldwide", tuple(blocks)))
    return articles


SPACED_SHARE: Final = 0.25


def split_worldwide(articles: Sequence[GoldArticle]) -> tuple[list[GoldArticle], list[GoldArticle]]:
    """Return (training, development) articles, split by whole articles with a fixed seed.

    The part depends on the article's name alone, so a set that grows keeps its split.
    """
    training: list[GoldArticle] = []
    development: list[GoldArticle] = []
    for article in articles:
        draw = random.Random(f"{SPLIT_SEED} {article.name}").random()  # noqa: S311 - a split, not a secret
        (development if draw < DEVELOPMENT_SHARE else training).append(article)
    return training, development


def _grouped(
    paths: Sequence[Path], source: str, scheme: _Scheme, column: int, separator: str | None, size: int
) -> list[GoldArticle]:
    articles: list[GoldArticle] = []
    for path in paths:
        blocks = [_paragraph(block, scheme, False, None) for block in _blocks(path, column, separator)]
        articles.extend(
            GoldArticle(f"{path.stem}-{at}", source, tuple(blocks[at : at + size]))
            for at in range(0, len(blocks), size)
        )
    return articles


def read_wikigold(folder: Path) -> list[GoldArticle]:
    """Read WikiGold; ten sentences make an article, because the set does not say where articles end."""
    path = folder / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt"
    return _grouped([path], "wikigold", _PER_LOC_ORG, 1, None, 10)


def read_uner(folder: Path, part: str) -> list[GoldArticle]:
    """Read the `dev` or `test` part of UNER's English Web Treebank."""
    return _grouped([folder / "uner_en_ewt" / f"en_ewt-ud-{part}.iob2"], "uner", _PER_LOC_ORG, 2, "\t", 10)


def read_crossner(folder: Path, field: str) -> list[GoldArticle]:
    """Read one field of CrossNER, all its parts. Sentences are from all over, so each is an article."""
    paths = sorted((folder / "crossner" / "ner_data" / field).glob("*.txt"))
    return _grouped(paths, f"crossner-{field}", _CROSSNER, 1, None, 1)


def read_re3d(folder: Path) -> list[GoldArticle]:
    """Read re3d, a file of which is an article; no training set, its marks serve to judge only."""
    articles = []
    for path in sorted((folder / "re3d" / "CONLL-format" / "data-by-source" / "conll").rglob("*.conll")):
        blocks = tuple(_paragraph(block, _RE3D, False, None) for block in _blocks(path, 1, "\t"))
        articles.append(GoldArticle(path.stem, f"re3d {path.parent.name}", blocks))
    return articles
