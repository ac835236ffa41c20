"""An answer in one of its forms: text for people, JSON for programs, tables for spreadsheets, paths for pipes.

>>> from search.results import Results, Total
>>> "".join(render(Results("talks", (), Total(25, 9)), "text"))
'25 paragraphs in 9 articles\\n'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, get_args

from search.render.terminal import Terminal
from search.render.text import text_lines
from search.render.untrusted import printable
from search.results import Results

Format = Literal["text", "json", "jsonl", "csv", "tsv", "paths"]

FORMATS: Final[tuple[Format, ...]] = get_args(Format)


def render(
    results: Results,
    format: Format,  # noqa: A002  the word of the option and of the documentation
    terminal: Terminal | None = None,
    *,
    counts_only: bool = False,
    line_end: str = "\n",
) -> Iterator[str]:
    """Yield `results` as text in the given format, in pieces that end with a line end.

    `terminal` shapes `text` and makes `paths` safe to look at; the other formats do not depend on it. `counts_only`
    turns the rows of `csv` and `tsv` into counts. `line_end` parts the keys of `paths`, which are given exactly as they
    are unless a person looks on.
    """
    terminal = terminal or Terminal()
    if format == "text":
        yield from (line + "\n" for line in text_lines(results, terminal))
    elif format == "paths":
        for key in dict.fromkeys(hit.article for hit in results.hits):
            yield (printable(key) if terminal.is_interactive else key) + line_end
    elif format in {"csv", "tsv"}:
        from search.render import sheet  # not needed to answer a person: the command starts faster without it

        rows = sheet.count_rows if counts_only else sheet.hit_rows
        yield from rows(results, "," if format == "csv" else "\t")
    else:
        from search.render import document

        yield from document.json_text(results) if format == "json" else document.json_lines(results)
