"""The contract of an extractor (articles in, mentions out), and extractors by name.

>>> sorted(EXTRACTORS)
['nltk', 'none', 'rules', 'spacy', 'tagger']
>>> extractor("nobody")
Traceback (most recent call last):
    ...
ValueError: there is no extractor 'nobody'; there are: nltk, none, rules, spacy, tagger
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from indexer.entities.gazetteers import gazetteers_version
from indexer.entities.resolution import Resolution
from indexer.entities.resolve import RESOLVER_VERSION, resolve
from indexer.entities.spans import ExtractorUnavailable, Finder
from indexer.model import Mention, Paragraph

__all__ = [
    "DEFAULT_EXTRACTOR",
    "EXTRACTORS",
    "Extractor",
    "ExtractorUnavailable",
    "FinderExtractor",
    "NamesNothing",
    "extractor",
]


class Extractor(Protocol):
    """Names the people, organisations, places and groups of articles.

    Articles are independent of each other: what is said of one does not depend on the batch it came in, on its place
    there, or on any earlier batch. `version` changes whenever the same text may get other mentions.
    """

    name: str
    version: str

    def resolve(self, articles: Sequence[Sequence[Paragraph]]) -> list[Resolution]:
        """Return the mentions of each article with the reasons of every merge, in the order of `articles`."""
        ...

    def extract(self, articles: Sequence[Sequence[Paragraph]]) -> list[list[tuple[Mention, ...]]]:
        """Return the mentions of each paragraph of each article, sorted by `start`, not overlapping."""
        ...


class NamesNothing:
    """The extractor `none`: no paragraph has a mention.

    >>> NamesNothing().extract([[Paragraph("a.txt", 1, "body", "Putin")]])
    [[()]]
    """

    name = "none"
    version = "1"

    def resolve(self, articles: Sequence[Sequence[Paragraph]]) -> list[Resolution]:
        """Return an empty resolution for each article."""
        return [Resolution(tuple(() for _ in article)) for article in articles]

    def extract(self, articles: Sequence[Sequence[Paragraph]]) -> list[list[tuple[Mention, ...]]]:
        """Return an empty tuple for each paragraph."""
        return [[() for _ in article] for article in articles]


class FinderExtractor:
    """An extractor made of a finder and the common rules of who is meant."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.name = finder.name
        self.version = f"{finder.version}+{RESOLVER_VERSION}.{gazetteers_version()}"

    def resolve(self, articles: Sequence[Sequence[Paragraph]]) -> list[Resolution]:
        """Return the mentions of each article with the reasons of every merge, in the order of `articles`."""
        return [resolve(article, self._finder.find([paragraph.text for paragraph in article])) for article in articles]

    def extract(self, articles: Sequence[Sequence[Paragraph]]) -> list[list[tuple[Mention, ...]]]:
        """Return the mentions of each paragraph of each article, sorted by `start`, not overlapping."""
        return [list(resolution.mentions) for resolution in self.resolve(articles)]


def _rules() -> Extractor:
    from indexer.entities.rules import RuleFinder

    return FinderExtractor(RuleFinder())


def _tagger() -> Extractor:
    from indexer.entities.tagger_finder import TaggerFinder

    return FinderExtractor(TaggerFinder())


def _spacy(model: str = "") -> Extractor:
    from indexer.entities.spacy_finder import DEFAULT_MODEL, SpacyFinder

    return FinderExtractor(SpacyFinder(model or DEFAULT_MODEL))


def _nltk() -> Extractor:
    from indexer.entities.nltk_finder import NltkFinder

    return FinderExtractor(NltkFinder())


EXTRACTORS: Final[Mapping[str, Callable[..., Extractor]]] = MappingProxyType(
    {"none": NamesNothing, "nltk": _nltk, "rules": _rules, "spacy": _spacy, "tagger": _tagger}
)
_WITH_MODEL: Final = frozenset({"spacy"})

DEFAULT_EXTRACTOR: Final = "tagger"
"""What finds the entities of a new index when nothing else is asked for."""


def extractor(name: str) -> Extractor:
    """Return the extractor called `name`; for some the name goes on with a model: `spacy:en_core_web_md`.

    Raises `ValueError` for a name that is not known and `ExtractorUnavailable` where a part it needs is not installed.

    >>> extractor("none").name
    'none'
    """
    family, colon, model = name.partition(":")
    if family not in EXTRACTORS:
        raise ValueError(f"there is no extractor {name!r}; there are: {', '.join(sorted(EXTRACTORS))}")
    if not colon:
        return EXTRACTORS[family]()
    if family not in _WITH_MODEL or not model:
        with_model = ", ".join(f"{known}:MODEL" for known in sorted(_WITH_MODEL))
        raise ValueError(
            f"{name!r}: write the name of a model behind the colon of {with_model}, and of no other extractor"
        )
    return EXTRACTORS[family](model)
