"""The answer for people: a line of totals, the hits, then the facets.

The text is the same on a terminal and in a pipe, but for colour. Nothing is cut off: long lines are wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model import ENTITY_TYPES
from search.render.bars import facet_lines, related_lines
from search.render.explained import explanation_lines, score_lines
from search.render.terminal import Terminal
from search.render.untrusted import printable
from search.render.wrap import Mark, fill, wrap
from search.results import Hit, Results, Snippet, Total


def text_lines(results: Results, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an answer, without line ends; nothing at all where nothing was found.

    >>> from search.results import Total
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
    rank_width = max(2, len(str(results.offset + len(results.hits))))
    for rank, hit in enumerate(results.hits, results.offset + 1):
        yield ""
        yield from _hit_lines(rank, rank_width, hit, terminal)
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
    shown = ""
    if results.hits:
        first, last = results.offset + 1, results.offset + len(results.hits)
        shown = f"{first:,}" if first == last else f"{first:,}{'–' if terminal.unicode else '-'}{last:,}"
    if results.total is None:
        return f"{'paragraph' if len(results.hits) == 1 else 'paragraphs'} {shown}"
    counted = in_words(results.total)
    is_complete = not results.hits or len(results.hits) == results.total.paragraphs
    return counted if is_complete else f"{shown} of {counted}"


def in_words(total: Total) -> str:
    """Return a total in words.

    >>> in_words(Total(25, 9)), in_words(Total(1, 1, exact=False))
    ('25 paragraphs in 9 articles', 'at least 1 paragraph in 1 article')
    """
    words = f"{_counted(total.paragraphs, 'paragraph')} in {_counted(total.articles, 'article')}"
    return words if total.exact else f"at least {words}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _hit_lines(rank: int, rank_width: int, hit: Hit, terminal: Terminal) -> Iterator[str]:
    indent = " " * (rank_width + 1)
    width = terminal.width - len(indent)
    number = terminal.paint(f"{rank:>{rank_width}}", "faint") + " "
    title = printable(hit.title).strip()
    heading = title or printable(hit.id)
    # The text of a headline is the title: it is shown once, with its matches.
    is_title = bool(title) and hit.snippet.text == title
    marks = [Mark(span.start, span.stop, "match") for span in hit.snippet.spans] if is_title else []
    for position, line in enumerate(wrap(heading, marks, width, terminal, look="title")):
        yield (indent if position else number) + line
    body = [
        *_origin_lines(hit, width, terminal, is_headed_by_title=bool(title)),
        *([] if is_title else _snippet_lines(hit.snippet, width, terminal)),
        *_name_lines(hit, width, terminal),
        *(() if hit.explanation is None else score_lines(hit.explanation, width, terminal)),
    ]
    yield from (indent + line for line in body)


def _origin_lines(hit: Hit, width: int, terminal: Terminal, *, is_headed_by_title: bool) -> list[str]:
    date = str(hit.date) if hit.date else "no date"
    parts = [
        date,
        printable(hit.source).strip(),
        printable(hit.id) if is_headed_by_title else "",
        "" if hit.kind == "body" else hit.kind,
    ]
    first, *rest = fill(filter(None, parts), terminal.dot, width)
    return [date + terminal.paint(first[len(date) :], "faint"), *(terminal.paint(line, "faint") for line in rest)]


def _snippet_lines(snippet: Snippet, width: int, terminal: Terminal) -> list[str]:
    if not snippet.text:
        return []
    before = f"{terminal.ellipsis} " if snippet.starts_inside else ""
    after = f" {terminal.ellipsis}" if snippet.ends_inside else ""
    marks = [Mark(span.start + len(before), span.stop + len(before), "match") for span in snippet.spans]
    return wrap(before + printable(snippet.text) + after, marks, width, terminal)


def _name_lines(hit: Hit, width: int, terminal: Terminal) -> list[str]:
    text = ""
    marks: list[Mark] = []
    for entity_type in ENTITY_TYPES:
        names = ", ".join(printable(name) for name in hit.names(entity_type))
        if names:
            start = len(text) + (len(terminal.dot) if text else 0)
            if text:
                marks.append(Mark(len(text), start, "faint"))
                text += terminal.dot
            marks.append(Mark(start, start + len(names), entity_type))
            text += names
    return wrap(text, marks, width, terminal)
