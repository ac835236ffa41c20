"""When an article was published: header, metadata, file name and URL asked in that order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as CalendarDate
from datetime import timedelta
from typing import Final, Literal

from indexer.dates.written import MONTH, MONTH_NUMBERS, DateError, WrittenDate, read_value
from indexer.model import DateOrigin, PartialDate, day_number

DateCode = Literal["bad-date", "ambiguous-date", "future-date"]

# What people and programs write where no date is known; it is no mistake and gives no note.
_NO_DATE: Final = frozenset({"", "-", "n/a", "na", "nan", "nil", "none", "null", "unknown", "undated", "?"})

_YEAR: Final = r"(?P<year>(?:1[6-9]|20|21)\d\d)"
_IN_PATH: Final = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"(?<![0-9a-z]){_YEAR}(?P<sign>[-_./])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)(?!\d)",
        rf"(?<![0-9a-z]){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?![0-9a-z])",
        rf"(?<![0-9a-z]){_YEAR}/(?P<name>{MONTH})/(?P<day>\d\d?)(?!\d)",
        rf"(?<![0-9a-z]){_YEAR}[-_/](?P<month>\d\d)(?![0-9a-z])",
        rf"(?:^|/){_YEAR}/",
    )
)


@dataclass(frozen=True, slots=True)
class Published:
    """The date of an article, where it came from, and what had to be said about it: (code, message) each."""

    date: PartialDate | None = None
    origin: DateOrigin | None = None
    notes: tuple[tuple[DateCode, str], ...] = ()


def publication_date(
    *,
    header: str = "",
    metadata: object = None,
    name: str = "",
    url: str = "",
    today: CalendarDate | None = None,
) -> Published:
    """Return the publication date an article's header, metadata, file name or URL gives, the first that does.

    `header` is the value of a header line, `metadata` the value of a field (text, date or number), `name` the path
    of the file below the indexed root, `url` the article's address. `today` is the day to compare with.

    A header or metadata that holds no real date is noted (`bad-date`) and the next origin is asked. A date more
    than a day past `today` is kept and noted (`future-date`); so is one whose day and month could be exchanged
    (`ambiguous-date`).

    >>> published = publication_date(url="https://news.example/world/2021/12/31/talks.html")
    >>> str(published.date), published.origin
    ('2021-12-31', 'url')
    >>> publication_date(header="2021-02-30", name="notes.txt").notes
    (('bad-date', "'2021-02-30' is not a date in the calendar"),)
    """
    notes: list[tuple[DateCode, str]] = []
    for origin, value in (("header", header), ("metadata", metadata), ("name", name), ("url", url)):
        if value is None or str(value).strip().lower() in _NO_DATE:
            continue
        if origin == "name" or origin == "url":
            found = _in_path(str(value))
            written = None if found is None else WrittenDate(found)
        else:
            written = _in_field(value, notes)
        if written is not None:
            _judge(written, today, notes)
            return Published(written.date, origin, tuple(notes))  # type: ignore[arg-type]
    return Published(notes=tuple(notes))


def _in_field(value: object, notes: list[tuple[DateCode, str]]) -> WrittenDate | None:
    try:
        return read_value(value)
    except DateError as error:
        notes.append(("bad-date", str(error)))
        return None


def _in_path(path: str) -> PartialDate | None:
    """Return the most precise date a path or a URL spells out; the last of several, nearest to the article's name."""
    for form in _IN_PATH:
        for match in reversed(list(form.finditer(path))):
            part = match.groupdict()
            name, day = part.get("name"), part.get("day")
            month = MONTH_NUMBERS[name[:3].lower()] if name else int(part.get("month") or 0)
            try:
                return PartialDate(int(part["year"]), month, int(day or 0))
            except ValueError:  # 2021-13-45 in a name is a number, not a mistaken date
                continue
    return None


def _judge(written: WrittenDate, today: CalendarDate | None, notes: list[tuple[DateCode, str]]) -> None:
    tomorrow = day_number((today or CalendarDate.today()) + timedelta(days=1))  # it is tomorrow already in Auckland
    if written.date.first_day > tomorrow:
        notes.append(("future-date", f"the date {written.date} is in the future"))
    if written.is_ambiguous:
        notes.append(("ambiguous-date", f"day and month of {written.date} could be the other way round"))
