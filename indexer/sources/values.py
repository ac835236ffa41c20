"""Values of header lines, front matter and JSON fields, made text and names of people."""

from __future__ import annotations

import re
from typing import Final

_BY: Final = re.compile(r"\s*by:?\s+", re.IGNORECASE)
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:;|\||&|,?\s+and\s+|,)\s*", re.IGNORECASE)
# What follows a name after a comma and is no name: the paper, the job, the degree.
_NO_NAME: Final = re.compile(
    r"(?:.*\b(?:staff|writer|reporter|editor|correspondent|contributor|columnist|press|reuters|times|post|news|"
    r"wsj\.com|journal|tribune|today|cnn|npr|ap|afp)\b.*|.*@.*|jr\.?|sr\.?|ii|iii|iv|m\.?d\.?|ph\.?d\.?)",
    re.IGNORECASE,
)
# Where an object keeps its text: people and outlets, paragraphs, WordPress, the New York Times, XML turned JSON.
_TEXT_IN: Final = ("name", "text", "title", "content", "rendered", "main", "value", "caption", "#text")
_GENERATION: Final = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)


def as_text(value: object) -> str:
    """Return a field as text: a string as it is, a number in digits, the name or title of an object, else nothing.

    >>> as_text("BBC"), as_text(12), as_text({"name": "Reuters"}), as_text(None), as_text([1])
    ('BBC', '12', 'Reuters', '', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value) if value == value else ""  # NaN differs from itself
    if isinstance(value, dict):
        return next((text for field in _TEXT_IN if (text := as_text(value.get(field)))), "")
    return ""


def as_names(value: object) -> tuple[str, ...]:
    """Return the people of an author field: a list of names or of objects with a name, or one line of text.

    >>> as_names([{"name": "Jane Doe"}, "John Roe"]), as_names("By Jane Doe and John Roe")
    (('Jane Doe', 'John Roe'), ('Jane Doe', 'John Roe'))
    """
    if isinstance(value, (list, tuple)):
        return tuple(dict.fromkeys(name.strip() for item in value if (name := as_text(item)).strip()))
    return split_names(as_text(value))


def split_names(line: str) -> tuple[str, ...]:
    """Return the names in a byline, without `By`, jobs and papers.

    >>> split_names("By Jane Doe, John Roe Jr. and Ann Poe, Staff Writer")
    ('Jane Doe', 'John Roe Jr.', 'Ann Poe')
    """
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(_BY.sub("", line, count=1) if _BY.match(line) else line.strip()):
        if names and _GENERATION.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
        elif part and not (names and _NO_NAME.fullmatch(part)):
            names.append(part)
    return tuple(dict.fromkeys(names))
