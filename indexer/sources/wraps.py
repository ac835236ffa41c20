"""Lines to blocks: blank lines part paragraphs, and lines that were broken to fit a column are joined again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence, Set
from typing import Final

# Columns text is wrapped to by mail programs, terminals and typewriters; wider lines are paragraphs.
_NARROWEST: Final = 30
_WIDEST: Final = 132
# In wrapped prose nearly every inner line is full, and few of them happen to end a sentence. In a list of one-line
# paragraphs it is the other way round.
_FEWEST_FULL: Final = 0.6
_MOST_ENDED: Final = 0.6

_BREAKS: Final = (("\r\n", "\n"), ("\r", "\n"), ("\v", "\n"), ("\u2028", "\n"), ("\f", "\n\n"), ("\u2029", "\n\n"))
_ENDED: Final = re.compile(r"[.!?:;][\"'”’)\]]*$")
_LONGEST_WORD: Final = 60
_ITEM: Final = re.compile(r"(?:[•*‣▪◦·–—-]|\d{1,2}[.)])\s")


def blocks(text: str) -> list[str]:
    """Return the paragraphs of a plain text.

    A blank line ends a paragraph. Where lines were wrapped to a column they are joined with a space; where each
    line is a paragraph of its own they are left apart; `_is_full` is the rule that tells one from the other.
    A line's last word and the next line's first are never run together or dropped: `Vladimir` / `Putin` becomes
    `Vladimir Putin`. A hyphen at a line's end stays (`long-` / `term` is `long-term`) unless the same text spells
    the word without it (`_is_whole`).

    >>> blocks("One line.\\n\\n\\nAnother line.")
    ['One line.', 'Another line.']
    """
    lines = [line.rstrip() for line in _lines(text)]
    width = _column(lines)
    paragraphs = [paragraph for run in _runs(lines) for paragraph in _paragraphs(run, width)]
    is_hyphenated = any(_is_broken(line) for paragraph in paragraphs for line in paragraph[:-1])
    words = frozenset(re.findall(r"\w+", text)) if is_hyphenated else frozenset[str]()
    return [_join(paragraph, words) for paragraph in paragraphs]


def _lines(text: str) -> list[str]:
    for mark, breaks in _BREAKS:
        text = text.replace(mark, breaks)
    return text.split("\n")


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank ones."""
    run: list[str] = []
    for line in lines:
        if line.strip():
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _column(lines: Sequence[str]) -> int:
    """Return the column the text was wrapped to, 0 if it was not."""
    pairs = [(line, after) for run in _runs(lines) for line, after in itertools.pairwise(run)]
    if not pairs:
        return 0
    lengths = sorted(len(line) for line, _ in pairs)
    width = lengths[(len(lengths) * 9) // 10]  # not the longest: an address or a link may stick out
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    n_full = sum(_is_full(line, after, width) for line, after in pairs)
    n_ended = sum(_ENDED.search(line[-8:]) is not None for line, _ in pairs)
    is_wrapped = n_full >= _FEWEST_FULL * len(pairs) and n_ended < max(_MOST_ENDED * len(pairs), 1)
    return width if is_wrapped else 0


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether a line was broken because the next line's first word did not fit the column any more."""
    first_word = len(after.split(None, 1)[0])
    return len(line) + 1 + first_word > width - max(4, width // 8)


def _paragraphs(run: list[str], width: int) -> Iterator[list[str]]:
    paragraph = [run[0]]
    for line, after in itertools.pairwise(run):
        if _goes_on(line, after, width):
            paragraph.append(after)
        else:
            yield paragraph
            paragraph = [after]
    yield paragraph


def _goes_on(line: str, after: str, width: int) -> bool:
    start = after.lstrip()
    if _ITEM.match(start) or (_ENDED.search(line[-8:]) and len(after) - len(start) > len(line) - len(line.lstrip())):
        return False  # a list item, or a paragraph told by its indent
    if width and _is_full(line, after, width):
        return True
    # A word broken at its hyphen goes on; so does prose in a small letter, whatever the width.
    if _is_broken(line):
        return True
    return start[0].islower() and len(line) <= _WIDEST and _ENDED.search(line[-8:]) is None


def _join(lines: list[str], words: Set[str]) -> str:
    parts = [lines[0].strip()]
    for line in lines[1:]:
        before, after = parts[-1], line.strip()
        if before.endswith("\u00ad") or (_is_broken(before) and _is_whole(before, after, words)):
            parts[-1] = before[:-1]
            parts.append(after)
        elif _is_broken(before) and after[0].isalnum():
            parts.append(after)
        else:
            parts.append(f" {after}")
    return "".join(parts)


def _is_broken(line: str) -> bool:
    """Whether a line ends in a word and a hyphen."""
    return line.endswith("-") and line[-2:-1].isalnum()


def _is_whole(before: str, after: str, words: Set[str]) -> bool:
    """Whether a word broken at its hyphen stands without it elsewhere in the text."""
    if not after[0].islower():
        return False
    head = re.split(r"\W", before[-_LONGEST_WORD:-1])[-1]
    return head + re.split(r"\W", after[:_LONGEST_WORD], maxsplit=1)[0] in words
