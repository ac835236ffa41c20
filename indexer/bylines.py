"""The byline, who wrote a story: `By Jane Doe and John Roe, Staff Writer`, and the names in it."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r"(?:[A-Z][\w.'’-]*|de|da|del|der|di|el|la|le|van|von|bin|al-\w+)"
_NAMES: Final = rf"{_NAME}(?: {_NAME}){{0,4}}"

_BYLINE: Final = re.compile(
    rf"(?:By|BY|by):? (?!THE |[Tt]he ){_NAMES}(?:(?:, | and | & |, and ){_NAMES}){{0,6}}"
    r"(?:\s?[,|/•·—–-]+ ?[^.!?]{2,60})?\.?$"
)

_BY: Final = re.compile(r"\s*by:?\s+", re.IGNORECASE)
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:;|\||&|,?\s+and\s+|,)\s*", re.IGNORECASE)
# What follows a name after a comma and is no name: the paper, the job, the degree.
_NO_NAME: Final = re.compile(
    r"(?:.*\b(?:staff|writer|reporter|editor|correspondent|contributor|columnist|press|reuters|times|post|news|"
    r"wsj\.com|journal|tribune|today|cnn|npr|ap|afp)\b.*|.*@.*|jr\.?|sr\.?|ii|iii|iv|m\.?d\.?|ph\.?d\.?)",
    re.IGNORECASE,
)
_GENERATION: Final = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)

_LONGEST: Final = 200
_LONGEST_LIST: Final = 2_000


def is_byline(text: str) -> bool:
    """Who wrote it: "By" and names, perhaps with a paper or a job behind them, and nothing else."""
    return len(text) <= _LONGEST and _BYLINE.match(text) is not None


def split_names(line: str) -> tuple[str, ...]:
    """Return the names in a byline, without `By`, jobs and papers.

    >>> split_names("By Jane Doe, John Roe Jr. and Ann Poe, Staff Writer")
    ('Jane Doe', 'John Roe Jr.', 'Ann Poe')
    """
    line = " ".join(line[:_LONGEST_LIST].split())
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(_BY.sub("", line, count=1) if _BY.match(line) else line.strip()):
        if names and _GENERATION.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
        elif part and not (names and _NO_NAME.fullmatch(part)):
            names.append(part)
    return tuple(dict.fromkeys(names))
