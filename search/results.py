"""The answer: what a question gives back, frozen, with no way to the index.

Counts are exact unless `Total.exact` says otherwise. Offsets are characters of the paragraph's text, half open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, overload

from search.notebook import Tabular
from search.unread import ReadWhenTouched

if TYPE_CHECKING:
    from indexer.model import EntityType, Kind, Mention, PartialDate
    from search.explanation import Explanation, HitExplanation

FORMAT_VERSION: Final = 1
"""Version of the JSON form; rises when a field is taken away or changes its meaning."""

Severity = Literal["info", "warning", "error"]

ADVICE: Final = frozenset({"no-match-alone", "never-together", "left-out", "drop-filter", "drop-filters"})
"""Codes of diagnostics that tell why nothing was found."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A remark on a question: what was not understood, or was read in a way worth telling.

    `code` is stable and documented in docs/query-language.md. `start, stop` are characters of the query text, or both
    -1 where it is not about the query text (a filter, the index). Advice on what to leave out names the `option` and
    tells the exact `total` that would then be found.
    """

    code: str
    message: str
    start: int = -1
    stop: int = -1
    severity: Severity = "warning"
    option: str = ""
    total: Total | None = None


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
class Passage:
    """A paragraph as it stands in its article, beside a hit or in an article read whole.

    `spans` are the words of the question in `text`, also where the paragraph as a whole does not match.
    """

    id: str
    paragraph: int
    kind: Kind
    text: str
    spans: tuple[Span, ...] = ()
    entities: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit(ReadWhenTouched):
    """A paragraph that matches, with its place in its article.

    `id`, `article`, `paragraph` and `score` are known at once, the snippet with what belongs to it where it was asked
    for. The rest is read from the index when it is first touched, which works after `Engine.close` too and raises
    `IndexDamagedError` where it cannot.

    `score` is 0.0 where the order is by date and no score was asked for. `spans` are the matches in `text`. `before`
    and `after` are its neighbours in the article, in the article's order, where context was asked for.
    `explanation` is the score in its parts, where it was asked for.
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
    explanation: HitExplanation | None = None
    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()

    def names(self, entity_type: EntityType) -> tuple[str, ...]:
        """Return the canonical names of one type in this paragraph, once each, in order of mention."""
        return tuple(dict.fromkeys(mention.name for mention in self.entities if mention.type == entity_type))


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """An article with matching paragraphs: how many there are, `n_paragraphs`, and the best of them, `hits`.

    `score` is that of the best three paragraphs together (docs/facets.md); 0.0 where the order is by date.
    """

    article: str
    title: str
    date: PartialDate | None
    score: float
    n_paragraphs: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching paragraphs, and how many distinct articles with such a paragraph, carry `value`.

    With two fields crossed, `second` is the value of the second one, and the paragraphs carry both; else it is empty.
    In a histogram `all_paragraphs` is how many paragraphs of the whole index fall in the period, whatever was asked.

    >>> FacetCount("2021-12", 3, 2, all_paragraphs=60).share
    0.05
    """

    value: str
    paragraphs: int
    articles: int
    second: str = ""
    all_paragraphs: int | None = None

    @property
    def share(self) -> float | None:
        """The part of all paragraphs of the period that match, 0 to 1; None outside histograms and in empty periods."""
        return self.paragraphs / self.all_paragraphs if self.all_paragraphs else None


@dataclass(frozen=True, slots=True)
class Total:
    """How many paragraphs match, and in how many distinct articles they stand."""

    paragraphs: int
    articles: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Others:
    """Values that were counted and are not listed: how many; in how many matching paragraphs one of them at least
    stands, and in how many distinct articles these paragraphs."""

    values: int = 0
    paragraphs: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Facet(Sequence[FacetCount]):
    """A field counted over all matches: a sequence of `FacetCount`, and what is beside it.

    `none` counts the matching paragraphs without any value, in a histogram those without a date as precise as `step`,
    the width of a period. `has_holes` tells of a histogram too long to list periods without a match.

    >>> facet = Facet((FacetCount("Geneva", 4, 2), FacetCount("Kyiv", 1, 1)), others=Others(3, 5, 5))
    >>> [count.value for count in facet], facet[0].articles, facet.others.values
    (['Geneva', 'Kyiv'], 2, 3)
    """

    counts: tuple[FacetCount, ...] = ()
    step: str = ""
    others: Others = Others()
    none: Total = Total(0, 0)
    has_holes: bool = False

    @overload
    def __getitem__(self, index: int) -> FacetCount: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FacetCount, ...]: ...
    def __getitem__(self, index: int | slice) -> FacetCount | tuple[FacetCount, ...]:
        return self.counts[index]

    def __len__(self) -> int:
        return len(self.counts)

    def __iter__(self) -> Iterator[FacetCount]:
        return iter(self.counts)


@dataclass(frozen=True, slots=True)
class RelatedName:
    """A name in more matching paragraphs than chance would put it in.

    It stands in `paragraphs` matching ones and in `all_paragraphs` of the whole index. `expected` is in how many
    matching ones it would stand if it were as frequent there as in all; `score` is the log-likelihood ratio G².
    """

    value: str
    paragraphs: int
    all_paragraphs: int
    expected: float
    score: float


@dataclass(frozen=True)
class Timings:
    """Milliseconds spent on the parts of an answer."""

    parse_ms: float = 0.0
    search_ms: float = 0.0
    snippets_ms: float = 0.0

    @property
    def total_ms(self) -> float:
        """All parts together."""
        return self.parse_ms + self.search_ms + self.snippets_ms


@dataclass(frozen=True)
class Results(Tabular):
    """What a question gives back. Iterates over its hits; `len()` is the number of hits on this page.

    `total` is None where counting was not asked for. `facets` maps a field, or two with a comma between, to its
    counts: names and other values most frequent first (ties by value), dates in order and without holes. `related`
    maps a type of entity to the names that stand in matching paragraphs more often than chance, highest score first.
    `executor` is what found all this; every executor gives the same answer.

    By article `groups` are the articles of this page, best first, and `hits` are theirs, one group after the other;
    `offset` counts articles then.

    In a notebook it shows itself as a table; `to_dicts`, `to_pandas` and `plot` are those of `search.notebook.Tabular`.

    >>> results = Results(query="sanctions", hits=(), total=Total(0, 0))
    >>> len(results), bool(results)
    (0, True)
    """

    query: str
    hits: tuple[Hit, ...]
    total: Total | None
    facets: Mapping[str, Facet] = field(default_factory=lambda: MappingProxyType({}))
    related: Mapping[str, tuple[RelatedName, ...]] = field(default_factory=lambda: MappingProxyType({}))
    diagnostics: tuple[Diagnostic, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings: Timings = Timings()
    offset: int = 0
    explanation: Explanation | None = None
    executor: str = ""
    by: Literal["paragraph", "article"] = "paragraph"
    groups: tuple[ArticleGroup, ...] = ()

    def ranked(self) -> Iterator[tuple[int, Hit]]:
        """Yield the hits with their rank, from 1 over all pages; by article that of their article."""
        if self.by == "article":
            yield from ((rank, hit) for rank, group in enumerate(self.groups, self.offset + 1) for hit in group.hits)
        else:
            yield from enumerate(self.hits, self.offset + 1)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __bool__(self) -> bool:
        """Always true: ask `len(results)` or `results.total` whether something was found."""
        return True


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article read whole, its paragraphs in order, with the matches of a question marked.

    `matches` are the numbers of the paragraphs that match `query`, all of it; without a query there are none. `opened`
    is the number of the paragraph that was asked for by its id, 0 where the article was.
    """

    article: str
    title: str
    date: PartialDate | None
    passages: tuple[Passage, ...]
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    dateline: str = ""
    language: str = ""
    query: str = ""
    matches: tuple[int, ...] = ()
    opened: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)

    def __len__(self) -> int:
        return len(self.passages)
