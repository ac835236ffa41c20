"""Why paragraphs are found or not, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from search.explanation import Check, Verdict, Why
from search.render.terminal import Terminal
from search.render.untrusted import printable
from search.render.wrap import wrap
from search.results import FORMAT_VERSION

_SHOWN: Final = 3
"""Paragraphs of an article that are shown; the rest are counted."""


def why_lines(why: Why, terminal: Terminal) -> Iterator[str]:
    """Yield a line for each paragraph and below it one for each clause and filter.

    >>> checks = Check("a form of 'talks'", True, "has 'talks'"), Check("since=2023", False, "its date is 2022", "date")
    >>> why = Why("a.txt#2", "talks", "a form of 'talks'", (Verdict("a.txt#2", "a.txt", 2, checks),))
    >>> print(*why_lines(why, Terminal()), sep="\\n")
    asked for: a form of 'talks'
    <BLANKLINE>
    a.txt#2 is not found
      yes  a form of 'talks': has 'talks'
      no   since=2023: its date is 2022
    """
    yield from wrap(f"asked for: {printable(why.words)}", (), terminal.width, terminal)
    for verdict in why.verdicts[:_SHOWN]:
        yield ""
        yield terminal.paint(printable(verdict.id), "title") + " " + _outcome(verdict)
        for check in verdict.checks:
            yield from _check_lines(check, terminal)
    n_more = len(why.verdicts) - _SHOWN
    if n_more > 0:
        n_found = sum(verdict.is_found for verdict in why.verdicts[_SHOWN:])
        yield ""
        yield f"and {n_more} more of this article, {n_found or 'none'} of them found; --json tells of each"


def _outcome(verdict: Verdict) -> str:
    if verdict.rank is None:
        return "is not found"
    page = f", on page {verdict.page:,}" if verdict.page else ""
    return f"is found: number {verdict.rank:,}{page}"


def _check_lines(check: Check, terminal: Terminal) -> Iterator[str]:
    answer = "yes  " if check.holds else "no   "
    first, *rest = wrap(printable(f"{check.asked}: {check.reason}"), (), terminal.width - 7, terminal)
    yield "  " + (answer if check.holds else terminal.paint(answer, "match")) + first
    yield from (" " * 7 + line for line in rest)


def why_document(why: Why) -> dict[str, Any]:
    """Return the verdicts as plain values, ready for `json.dumps`."""
    return {
        "format_version": FORMAT_VERSION,
        "key": why.key,
        "query": why.query,
        "words": why.words,
        "remarks": list(why.remarks),
        "verdicts": [
            {
                "id": verdict.id,
                "article": verdict.article,
                "paragraph": verdict.paragraph,
                "found": verdict.is_found,
                "rank": verdict.rank,
                "page": verdict.page,
                "checks": [asdict(check) for check in verdict.checks],
            }
            for verdict in why.verdicts
        ],
    }
