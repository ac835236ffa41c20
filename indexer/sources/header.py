"""The lines above a text file's first paragraph that tell its date, title and origin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.dates import DateError, read_date

# What papers and archives call each field; the value is the name the field has here.
_NAMES: Final = {
    "title": "title", "headline": "title", "hed": "title",
    "date": "date", "published": "date", "publication date": "date", "pub date": "date", "date published": "date",
    "published on": "date", "published at": "date", "posted": "date", "posted on": "date", "publish date": "date",
    "issue date": "date", "load-date": "other",
    "updated": "updated", "last updated": "updated", "modified": "updated", "date modified": "updated",
    "by": "authors", "author": "authors", "authors": "authors", "byline": "authors", "writer": "authors",
    "source": "source", "publication": "source", "outlet": "source", "newspaper": "source", "publisher": "source",
    "url": "url", "link": "url", "web": "url", "canonical url": "url",
    "language": "language", "lang": "language",
    "dateline": "dateline", "place": "dateline", "location": "dateline",
    "section": "other", "category": "other", "categories": "other", "tags": "other", "keywords": "other",
    "topic": "other", "topics": "other", "desk": "other", "slug": "other", "id": "other", "edition": "other",
    "page": "other", "length": "other", "words": "other", "word count": "other", "copyright": "other",
    "rights": "other", "type": "other",
}  # fmt: skip

_LINE: Final = re.compile(r"\s*([A-Za-z][A-Za-z -]{1,20}?)\s*:\s*(.*?)\s*$")
_BARE_DATE: Final = re.compile(r"\s*date\s*:?\s+(.*?)\s*$", re.IGNORECASE)
_NO_VALUE: Final = re.compile(r"(?:unknown|none|null|n/a|undated|-|\?)?", re.IGNORECASE)
_DATE_SHAPE: Final = re.compile(r"[\d\s./,:TZ+-]*\d[\d\s./,:TZ+-]*", re.ASCII)
_WHOLE_DATE: Final = re.compile(
    r"\s*(?:[A-Z][a-z]+,? )?(?:[A-Z][a-z]{2,8}\.? \d{1,2},? |\d{1,2} [A-Z][a-z]{2,8}\.? |[\d/-]{3,6})\d{2,4}\s*"
)

# A header value is short. A first line with a colon and a paragraph behind it is prose.
_LONGEST_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class Header:
    """The fields found (`title date authors source url language dateline`) and the number of lines they took."""

    fields: dict[str, str] = field(default_factory=dict)
    n_lines: int = 0


def read_header(lines: Sequence[str]) -> Header:
    """Read the header at the top of a text.

    It is a line ` date 2021-12-31 ` or a line that is only a date, then lines `Key: value` with keys papers use,
    blank lines between them or not. A single `Key: value` line counts only where its key leaves no doubt.
    Of several dates the publication date is taken; `Updated:` stands in where there is no other.

    >>> read_header(["Headline: Talks open", "Published: Dec. 31, 2021", "", "GENEVA -- The talks: a beginning."])
    Header(fields={'title': 'Talks open', 'date': 'Dec. 31, 2021'}, n_lines=2)
    >>> read_header(["Question: will the talks go on?", "", "Nobody knows."])
    Header(fields={}, n_lines=0)
    """
    fields: dict[str, str] = {}
    position = _after_blank(lines, 0)
    n_lines = 0
    if position < len(lines) and (date := _date_line(lines[position])) is not None:
        fields["date"] = date
        n_lines = position + 1
        position = _after_blank(lines, n_lines)
    pairs: list[tuple[str, str]] = []
    stop = n_lines
    while position < len(lines) and (pair := _pair(lines[position])) is not None:
        pairs.append(pair)
        stop = position + 1
        position = _after_blank(lines, stop)
    if len(pairs) > 1 or (pairs and _speaks_alone(*pairs[0])):
        n_lines = stop
        for name, value in pairs:
            fields.setdefault(name, value)
    updated = fields.pop("updated", "")
    fields["date"] = fields.get("date") or updated
    fields.pop("other", None)
    return Header({name: value for name, value in fields.items() if value}, n_lines)


def _after_blank(lines: Sequence[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _date_line(line: str) -> str | None:
    """Return the date of a line that holds only that, `""` where it says there is none, None for another line."""
    if len(line) > _LONGEST_VALUE:
        return None
    match = _BARE_DATE.match(line)
    value = match.group(1) if match else line.strip()
    if match and _NO_VALUE.fullmatch(value):
        return ""
    if match and _DATE_SHAPE.fullmatch(value):
        return value  # meant as a date, so that an impossible one is reported and not printed as text
    if _WHOLE_DATE.fullmatch(value) or (match and len(value) < 50 and value[-1:] not in ".!?"):
        try:
            read_date(value)
        except DateError:
            return None
        return value
    return None


def _pair(line: str) -> tuple[str, str] | None:
    if len(line) > _LONGEST_VALUE:
        return None
    match = _LINE.match(line)
    name = _NAMES.get(match.group(1).lower()) if match else None
    return (name, match.group(2)) if match and name else None


def _speaks_alone(name: str, value: str) -> bool:
    if name in ("date", "updated"):
        return any(character.isdigit() for character in value) or bool(_NO_VALUE.fullmatch(value))
    return name in ("title", "authors") or (name == "url" and "://" in value)
