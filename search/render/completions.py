"""Completions laid out: for people and scripts one a line, for programs as JSON or a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.completion import Completion
from search.render import Format
from search.render.document import value_text
from search.render.sheet import joined_row
from search.render.untrusted import printable
from search.results import FORMAT_VERSION


def completion_pieces(prefix: str, found: Sequence[Completion], form: Format) -> Iterator[str]:
    """Yield completions in a form, in pieces that end with a line end.

    >>> found = (Completion("sanctions", "text", 80), Completion("Vladimir Putin", "person", 12))
    >>> print(*completion_pieces("", found, "text"), sep="", end="")
    sanctions         80
    Vladimir Putin    12  person
    """
    if form == "json":
        values = [
            {"text": each.text, "field": each.field, "paragraphs": each.paragraphs, "query": each.query}
            for each in found
        ]
        yield value_text({"format_version": FORMAT_VERSION, "prefix": prefix, "completions": values})
        return
    if form in ("csv", "tsv"):
        rows: list[tuple[str | int, ...]] = [("text", "field", "paragraphs", "query")]
        rows += [(each.text, each.field, each.paragraphs, each.query) for each in found]
        yield from (joined_row(row, "," if form == "csv" else "\t") + "\n" for row in rows)
        return
    width = max((len(each.text) for each in found), default=0) + 1
    for each in found:
        text = printable(f"{each.text}:" if each.field == "field" else each.text)
        count = f"{each.paragraphs:>4}" if each.paragraphs else "    "
        what = "" if each.field == "text" else f"  {each.field}"
        yield f"{text:<{width}} {count}{what}".rstrip() + "\n"
