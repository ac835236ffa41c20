"""Hits and articles with their hits, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.model import ENTITY_TYPES, PartialDate
from search.render.explained import score_lines
from search.render.terminal import Role, Terminal
from search.render.untrusted import printable
from search.render.wrap import Mark, fill, wrap
from search.results import ArticleGroup, Hit, Passage, Snippet


def hit_lines(rank: int, rank_width: int, hit: Hit, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a hit: rank and title, where it comes from, its text, its names, its score explained."""
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
        *([] if is_title and not (hit.before or hit.after) else _text_lines(hit, width, terminal)),
        *_name_lines(hit, width, terminal),
        *(() if hit.explanation is None else score_lines(hit.explanation, width, terminal)),
    ]
    yield from (indent + line for line in body)


def group_lines(rank: int, rank_width: int, group: ArticleGroup, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an article and its best paragraphs, each behind its number.

    >>> hit = Hit("a.txt#2", "a.txt", 2, "body", 1.5, None, "Talks", "Talks open.", snippet=Snippet("Talks open."))
    >>> print(*group_lines(1, 2, ArticleGroup("a.txt", "Talks", None, 2.25, 5, (hit,)), Terminal()), sep="\\n")
     1 Talks
       no date · a.txt · 1 of 5 matching paragraphs
       #2  Talks open.
    """
    indent = " " * (rank_width + 1)
    width = terminal.width - len(indent)
    number = terminal.paint(f"{rank:>{rank_width}}", "faint") + " "
    title = printable(group.title).strip()
    for position, line in enumerate(wrap(title or printable(group.article), (), width, terminal, look="title")):
        yield (indent if position else number) + line
    origin = [printable(group.hits[0].source).strip(), printable(group.article) if title else "", _shown_of(group)]
    yield from (indent + line for line in _dated_lines(group.date, origin, width, terminal))
    gutter = max(len(f"#{hit.paragraph}") for hit in group.hits) + 2
    for hit in group.hits:
        label = terminal.paint(f"#{hit.paragraph}".ljust(gutter), "faint")
        lines = [
            *([] if hit.kind == "body" else [terminal.paint(hit.kind, "faint")]),
            *_text_lines(hit, width - gutter, terminal),
            *_name_lines(hit, width - gutter, terminal),
            *(() if hit.explanation is None else score_lines(hit.explanation, width - gutter, terminal)),
        ]
        for position, line in enumerate(lines or [""]):
            yield (indent + (" " * gutter if position else label) + line).rstrip()


def _shown_of(group: ArticleGroup) -> str:
    matching = f"{group.n_paragraphs:,} matching paragraph{'' if group.n_paragraphs == 1 else 's'}"
    return matching if len(group.hits) == group.n_paragraphs else f"{len(group.hits)} of {matching}"


def _origin_lines(hit: Hit, width: int, terminal: Terminal, *, is_headed_by_title: bool) -> list[str]:
    key = printable(hit.id) if is_headed_by_title else ""
    kind = "" if hit.kind == "body" else hit.kind
    return _dated_lines(hit.date, [printable(hit.source).strip(), key, kind], width, terminal)


def _dated_lines(known: PartialDate | None, parts: Sequence[str], width: int, terminal: Terminal) -> list[str]:
    date = str(known) if known else "no date"
    parts = [date, *parts]
    first, *rest = fill(filter(None, parts), terminal.dot, width)
    return [date + terminal.paint(first[len(date) :], "faint"), *(terminal.paint(line, "faint") for line in rest)]


def _text_lines(hit: Hit, width: int, terminal: Terminal) -> list[str]:
    """Return the snippet of a hit; in context all of its text, between its neighbours, each behind its number."""
    if not (hit.before or hit.after):
        return _snippet_lines(hit.snippet, width, terminal)
    own = Passage(hit.id, hit.paragraph, hit.kind, hit.text, hit.spans)
    numbers = max(len(str(each.paragraph)) for each in (*hit.before, own, *hit.after))
    lines = []
    for passage in (*hit.before, own, *hit.after):
        look: Role | None = None if passage is own else "faint"
        label = ("> " if passage is own else "  ") + f"{passage.paragraph:>{numbers}} "
        for position, line in enumerate(_marked(passage, width - len(label), terminal, look)):
            lines.append((" " * len(label) if position else terminal.paint(label, "faint")) + line)
    return lines


def _marked(passage: Passage, width: int, terminal: Terminal, look: Role | None) -> list[str]:
    marks = [Mark(span.start, span.stop, "match") for span in passage.spans]
    return wrap(printable(passage.text), marks, width, terminal, look=look)


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
