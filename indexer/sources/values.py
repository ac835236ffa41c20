"""Values of header lines, front matter and JSON fields, made text and names of people."""

from __future__ import annotations

from typing import Final

from indexer.bylines import split_names

# Where an object keeps its text: people and outlets, paragraphs, WordPress, the New York Times, XML turned JSON.
_TEXT_IN: Final = ("name", "text", "title", "content", "rendered", "main", "value", "caption", "#text")


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
