"""Unlabelled news as the tagger's own tokens: what clusters and the table of case are counted from."""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from indexer.entities.characters import fold_word
from indexer.entities.tokens import TOKEN_PATTERN, plain

_TOKEN: Final = re.compile(TOKEN_PATTERN)
_FRONT_MATTER: Final = re.compile(r"\A---.*?\n---", re.DOTALL)
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SHORTCODE: Final = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_OPENERS: Final = frozenset(".!?:\"“”‘'(-—")
_fold: Final = functools.cache(fold_word)


def paragraphs(corpora: Path) -> Iterator[str]:
    """Yield every paragraph of the news under `corpora` once, whatever the number of outlets that printed it."""
    seen: set[str] = set()
    for article in articles(corpora):
        for text in article:
            if text not in seen:
                seen.add(text)
                yield text


def articles(corpora: Path) -> Iterator[list[str]]:
    """Yield every article under `corpora` as its paragraphs, the headline first."""
    with gzip.open(corpora / "allsides" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield [article["title"], *article["paragraphs"]]
    for path in sorted((corpora / "plain-text").glob("*.txt")):
        yield [line for line in path.read_text("utf-8", "replace").split("\n") if len(line) > 20]
    for path in sorted((corpora / "markdown").rglob("*.md")):
        text = _SHORTCODE.sub("", _LINK.sub(r"\1", _FRONT_MATTER.sub("", path.read_text("utf-8", "replace"))))
        blocks = (block.replace("\n", " ").strip("#*> ") for block in text.split("\n\n"))
        yield [block for block in blocks if len(block) > 20]


def words(text: str) -> list[str]:
    """Return the tokens of `text`."""
    return [text[match.start() : match.end()] for match in _TOKEN.finditer(plain(text))]


def folded(tokens: list[str]) -> list[str]:
    """Return tokens as features see them."""
    return [_fold(token) for token in tokens]


class CaseCounts:
    """How often the corpus writes a word small, with a first capital and in capitals.

    Words at the head of a sentence tell nothing, nor do lines in capitals; neither counts.
    """

    def __init__(self) -> None:
        self.small: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()

    def add(self, tokens: list[str]) -> None:
        """Count one paragraph."""
        if 2 * sum(token.isupper() for token in tokens) > len(tokens):
            return
        before = "."
        for token in tokens:
            if token[0].isalpha() and before not in _OPENERS and before[-1] != ".":
                counter = self.small
                if token[0].isupper():
                    counter = self.capitals if token.isupper() and len(token) > 1 else self.capital
                counter[_fold(token)] += 1
            before = token

    def share_small(self, word: str) -> float | None:
        """Return the share of a folded word's sightings in small letters, None below three sightings."""
        small = self.small[word]
        total = small + self.capital[word] + self.capitals[word]
        return small / total if total >= 3 else None

    def mostly_capitals(self, word: str) -> bool:
        """Whether the corpus writes a folded word in capitals more often than otherwise."""
        return self.capitals[word] > max(self.capital[word], self.small[word])
