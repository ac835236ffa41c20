"""The answer: what a question gives back, frozen, with no way to the index.

Counts are exact unless `Total.exact` says otherwise. Offsets are characters of the paragraph's text, half open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from indexer.model import EntityType, Kind, Mention, PartialDate

FORMAT_VERSION: Final = 1
"""Version of the JSON form; rises when a field is taken away or changes its meaning."""

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A remark on a question: what was not understood, or was read in a way worth telling.

    `code` is stable and documented in docs/query-language.md. `start, stop` are characters of the query text, or both
    -1 where it is not about the query text (a filter, the index).
    """

    code: str
    message: str
    start: int = -1
    stop: int = -1
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `stop` (half open) of a text."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a paragraph's text around its matches. `spans` are offsets into `text`, in order and apart.

    `starts_inside` and `ends_inside` tell that the paragraph goes on before or after.
    """

    text: str
    spans: tuple[Span, ...] = ()
    starts_inside: bool = False
    ends_inside: bool = False

    def __str__(self) -> str:
        """Return the text, with an ellipsis where the paragraph goes on."""
        return ("… " if self.starts_inside else "") + self.text + (" …" if self.ends_inside else "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that matches, with its place in its article.

    `score` is 0.0 where the order is by date and no score was asked for. `spans` are the matches in `text`.
    """

    id: str
    article: str
    paragraph: int
    kind: Kind
    score: float
    date: PartialDate | None
    title: str
    text: str
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    dateline: str = ""
    language: str = ""
    snippet: Snippet = field(default_factory=lambda: Snippet(""))
    spans: tuple[Span, ...] = ()
    entities: tuple[Mention, ...] = ()
    mentioned: tuple[PartialDate, ...] = ()

    def names(self, entity_type: EntityType) -> tuple[str, ...]:
        """Return the canonical names of one type in this paragraph, once each, in order of mention."""
        return tuple(dict.fromkeys(mention.name for mention in self.entities if mention.type == entity_type))


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching paragraphs, and how many distinct articles with such a paragraph, carry `value`."""

    value: str
    paragraphs: int
    articles: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many paragraphs match, and in how many distinct articles they stand."""

    paragraphs: int
    articles: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent on the parts of an answer."""

    parse_ms: float = 0.0
    search_ms: float = 0.0
    snippets_ms: float = 0.0

    @property
    def total_ms(self) -> float:
        """All parts together."""
        return self.parse_ms + self.search_ms + self.snippets_ms


@dataclass(frozen=True, slots=True)
class Results:
    """What a question gives back. Iterates over its hits; `len()` is the number of hits on this page.

    `total` is None where counting was not asked for. `facets` maps a field to its counts: names and other values most
    frequent first (ties by value), dates in order and without holes.

    >>> results = Results(query="sanctions", hits=(), total=Total(0, 0))
    >>> len(results), bool(results)
    (0, True)
    """

    query: str
    hits: tuple[Hit, ...]
    total: Total | None
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=lambda: MappingProxyType({}))
    diagnostics: tuple[Diagnostic, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings: Timings = Timings()
    offset: int = 0

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __bool__(self) -> bool:
        """Always true: ask `len(results)` or `results.total` whether something was found."""
        return True
