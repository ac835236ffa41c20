"""The answer for people: a line of totals, the hits, then the facets.

The text is the same on a terminal and in a pipe, but for colour. Nothing is cut off: long lines are wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.render.bars import facet_lines, related_lines
from search.render.explained import explanation_lines
from search.render.hits import group_lines, hit_lines
from search.render.terminal import Terminal
from search.results import Results, Total


def text_lines(results: Results, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an answer, without line ends; nothing at all where nothing was found.

    >>> from search.results import Hit, Total
    >>> answer = Results("talks", (Hit("a.txt#2", "a.txt", 2, "body", 1.5, None, "", "Talks open."),), Total(1, 1))
    >>> list(text_lines(answer, Terminal()))
    ['1 paragraph in 1 article', '', ' 1 a.txt#2', '   no date']
    """
    is_counted = results.total is not None and results.total.paragraphs > 0
    if not results.hits and not is_counted:
        return
    yield terminal.paint(headline(results, terminal), "heading")
    if results.explanation is not None:
        yield from explanation_lines(results.explanation, terminal)
    n_ranks = len(results.groups) if results.by == "article" else len(results.hits)
    rank_width = max(2, len(str(results.offset + n_ranks)))
    for rank, group in enumerate(results.groups, results.offset + 1):
        yield ""
        yield from group_lines(rank, rank_width, group, terminal)
    for rank, hit in enumerate(results.hits if results.by == "paragraph" else (), results.offset + 1):
        yield ""
        yield from hit_lines(rank, rank_width, hit, terminal)
    if results.facets:
        yield ""
        yield from facet_lines(results.facets, terminal)
    if results.related:
        yield ""
        yield from related_lines(results.related, terminal)


def headline(results: Results, terminal: Terminal) -> str:
    """Return the totals in words, and which hits are shown where not all are.

    >>> from search.results import Total
    >>> headline(Results("talks", (), Total(1250, 1)), Terminal())
    '1,250 paragraphs in 1 article'
    """
    if results.by == "article":
        return _headline_by_article(results, terminal)
    shown = _range(results.offset, len(results.hits), terminal)
    if results.total is None:
        return f"{'paragraph' if len(results.hits) == 1 else 'paragraphs'} {shown}"
    is_complete = not results.hits or len(results.hits) == results.total.paragraphs
    return in_words(results.total) if is_complete else f"{shown} of {in_words(results.total)}"


def _headline_by_article(results: Results, terminal: Terminal) -> str:
    shown = _range(results.offset, len(results.groups), terminal)
    if results.total is None:
        return f"{'article' if len(results.groups) == 1 else 'articles'} {shown}"
    articles, paragraphs = _counted(results.total.articles, "article"), _counted(results.total.paragraphs, "paragraph")
    counted = f"{'' if results.total.exact else 'at least '}{articles} with {paragraphs}"
    is_complete = not results.groups or len(results.groups) == results.total.articles
    return counted if is_complete else f"{shown} of {counted}"


def _range(offset: int, number: int, terminal: Terminal) -> str:
    """Return the ranks of a page, as in 11–20; empty for none."""
    first, last = offset + 1, offset + number
    if number < 2:
        return f"{first:,}" if number else ""
    return f"{first:,}{'–' if terminal.unicode else '-'}{last:,}"


def in_words(total: Total) -> str:
    """Return a total in words.

    >>> in_words(Total(25, 9)), in_words(Total(1, 1, exact=False))
    ('25 paragraphs in 9 articles', 'at least 1 paragraph in 1 article')
    """
    words = f"{_counted(total.paragraphs, 'paragraph')} in {_counted(total.articles, 'article')}"
    return words if total.exact else f"at least {words}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
