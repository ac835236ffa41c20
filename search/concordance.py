"""Keyword in context: every occurrence of what is asked for, with the words around it.

>>> text = "Talks open in Geneva; more talks follow."
>>> [context(text, Span(start, start + 5), 12) for start in (0, 27)]
[('', 'Talks', ' open in'), ('more ', 'talks', ' follow.')]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.model import PartialDate
from search.request import Order
from search.results import Diagnostic, Span

_SORTED_WORDS: Final = 4
"""Words on one side that order the lines; more of the same are told apart by their place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence: characters `start` to `stop` of the text of a paragraph, and what stands left and right of it."""

    id: str
    article: str
    paragraph: int
    date: PartialDate | None
    title: str
    left: str
    keyword: str
    right: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of occurrences, and how many there are in all, in how many paragraphs.

    `order` is that of the lines: by `position` in the index, by the words to the `left` (the nearest first) or to the
    `right`. Iterates over its lines.
    """

    query: str
    lines: tuple[Line, ...]
    n_occurrences: int
    n_paragraphs: int
    order: Order = "position"
    offset: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __bool__(self) -> bool:
        """Always true: ask `len(concordance)` or `n_occurrences` whether something was found."""
        return True


def context(text: str, span: Span, width: int) -> tuple[str, str, str]:
    """Return what stands left of a span, the span, and what stands right of it, in `width` characters on either side.

    A side that is cut is cut between words where it can be. Joined, the three are a part of `text`.
    """
    left, right = text[max(0, span.start - width) : span.start], text[span.stop : span.stop + width]
    if span.start > width and not text[span.start - width - 1].isspace():
        left = left.partition(" ")[2] if " " in left.strip() else left
    if len(text) - span.stop > width and not text[span.stop + width].isspace():
        right = right.rpartition(" ")[0] if " " in right.strip() else right
    return left.lstrip(), text[span.start : span.stop], right.rstrip()


def sort_key(text: str, span: Span, order: Order) -> tuple[str, ...]:
    """Return what orders an occurrence among others: the words beside it, folded; nothing by position.

    >>> sort_key("New talks open in Geneva", Span(4, 9), "right"), sort_key("New talks", Span(4, 9), "left")
    (('open', 'in', 'geneva'), ('new',))
    """
    from indexer.format.analysis import words  # the command needs the names of the orders, and no analysis

    reach = 40 * _SORTED_WORDS  # longer than any few words
    if order == "left":
        beside = words(text[max(0, span.start - reach) : span.start])[-_SORTED_WORDS:]
        return tuple(reversed(beside))
    if order == "right":
        return tuple(words(text[span.stop : span.stop + reach])[:_SORTED_WORDS])
    return ()
