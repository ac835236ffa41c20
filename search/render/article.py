"""An article read whole: for people, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.render.document import diagnostic_document, passage_document
from search.render.terminal import Role, Terminal
from search.render.untrusted import printable
from search.render.wrap import Mark, fill, wrap
from search.results import FORMAT_VERSION, ArticleText, Passage


def article_lines(article: ArticleText, terminal: Terminal) -> Iterator[str]:
    """Yield title, origin and paragraphs, each behind its number; a `>` stands before those that were asked for.

    >>> passages = Passage("a.txt#1", 1, "body", "Talks open."), Passage("a.txt#2", 2, "body", "Oil rose.")
    >>> print(*article_lines(ArticleText("a.txt", "Talks", None, passages, matches=(1,)), Terminal()), sep="\\n")
    Talks
    no date · a.txt
    <BLANKLINE>
    > 1 Talks open.
    <BLANKLINE>
      2 Oil rose.
    """
    title = printable(article.title).strip()
    yield from wrap(title or printable(article.article), (), terminal.width, terminal, look="title")
    date = str(article.date) if article.date else "no date"
    key = printable(article.article) if title else ""
    origin = [date, printable(article.source).strip(), printable(article.dateline).strip(), key]
    for line in fill(filter(None, origin), terminal.dot, terminal.width):
        yield terminal.paint(line, "faint")
    if article.authors:
        yield from wrap(printable(", ".join(article.authors)), (), terminal.width, terminal, look="faint")
    if article.url:
        yield terminal.paint(printable(article.url), "faint")
    number_width = len(str(article.passages[-1].paragraph))
    asked_for = {*article.matches, article.opened}
    for passage in article:
        yield ""
        yield from _passage_lines(passage, number_width, passage.paragraph in asked_for, terminal)


def _passage_lines(passage: Passage, number_width: int, is_asked_for: bool, terminal: Terminal) -> Iterator[str]:
    number = f"{passage.paragraph:>{number_width}} "
    sign = terminal.paint("> ", "match") if is_asked_for else "  "
    indent = " " * (2 + len(number))
    width = terminal.width - len(indent)
    marks = [Mark(span.start, span.stop, "match") for span in passage.spans]
    look: Role | None = "heading" if passage.kind in {"headline", "subhead"} else None
    lines = wrap(printable(passage.text), marks, width, terminal, look=look)
    if passage.kind not in {"headline", "subhead", "body"}:
        lines.insert(0, terminal.paint(passage.kind, "faint"))
    for position, line in enumerate(lines):
        yield (indent if position else sign + terminal.paint(number, "faint")) + line


def article_document(article: ArticleText) -> dict[str, Any]:
    """Return an article as plain values, ready for `json.dumps`; docs/json.md describes it."""
    return {
        "format_version": FORMAT_VERSION,
        "query": article.query,
        "article": article.article,
        "title": article.title,
        "date": None if article.date is None else str(article.date),
        "date_precision": None if article.date is None else article.date.precision,
        "source": article.source,
        "authors": list(article.authors),
        "url": article.url,
        "dateline": article.dateline,
        "language": article.language,
        "opened": article.opened or None,
        "matches": list(article.matches),
        "paragraphs": [passage_document(passage) for passage in article],
        "diagnostics": [diagnostic_document(each) for each in article.diagnostics],
    }
