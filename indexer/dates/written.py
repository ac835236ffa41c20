"""A date as somebody wrote it, read into a `PartialDate`.

The calendar date is the one written: an offset or a time zone beside it never moves it to another day, because
a newspaper's date is the date on its front page. Only seconds counted since 1970 have no such date; they are
read in UTC.
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as CalendarDate
from typing import Final

from indexer.model import PartialDate

MONTH_NUMBERS: Final[dict[str, int]] = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
"""The month of the first three letters of its English name."""

MONTH: Final = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may\.?|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
)
"""A month as English papers write it, in full or short; to be compiled without regard to case."""

# The first printed weekly, the Relation of Strasbourg, is of 1605: an older date is a placeholder such as 0001-01-01.
EARLIEST_YEAR: Final = 1605

# A date field holds a date and perhaps a label and a time. What is longer than this is prose.
_LONGEST_FIELD: Final = 200

_FORMS: Final = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<year>(?:1[6-9]|20|21)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-. ]{{0,2}}(?:of )?(?P<name>{MONTH})"
        r",?[- ]?(?P<year>\d{4})(?!\d)",
        rf"(?<![a-z])(?P<name>{MONTH}) ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)",
        rf"(?<![a-z])(?P<name>{MONTH}),? (?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d\d)(?!\d)",
        r"^(?P<year>\d{4})$",
    )
)

# Seconds below 1e8 (March 1973) are more often another number; from 1e11 on they are milliseconds.
_FEWEST_SECONDS: Final = 1e8
_FEWEST_MILLISECONDS: Final = 1e11


class DateError(ValueError):
    """What was to be a date is none, or is not in the calendar; the message says which."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date that was read. `is_ambiguous`: day and month could be the other way round (`3/4/2021`)."""

    date: PartialDate
    is_ambiguous: bool = False


def read_date(text: str) -> WrittenDate:
    """Read the first date of a date field, whatever stands around it.

    Of two numbers that could both be a month, the first is the month where slashes or hyphens stand between them,
    as the American press writes, and the day where full stops do; the answer says that it was ambiguous.

    Raises `DateError` where no date is found, or one that is not in the calendar.

    >>> str(read_date("Friday, December 31, 2021 5:00 PM EST").date)
    '2021-12-31'
    >>> str(read_date("2021-12-31T23:30:00-05:00").date)
    '2021-12-31'
    >>> read_date("3/4/2021")
    WrittenDate(date=PartialDate(year=2021, month=3, day=4), is_ambiguous=True)
    >>> read_date("2021-02-30")
    Traceback (most recent call last):
        ...
    indexer.dates.written.DateError: '2021-02-30' is not a date in the calendar
    """
    text = text.strip()[:_LONGEST_FIELD]
    matches = [match for form in _FORMS if (match := form.search(text)) is not None]
    if not matches:
        if text.isascii() and text.isdigit() and len(text) in (10, 13):
            return read_value(int(text))
        raise DateError(f"{text!r} is not a date like 2021-12-31, December 2021 or 2021")
    first = min(matches, key=lambda match: match.start())
    try:
        written = _of_match(first)
    except ValueError:
        raise DateError(f"{first.group()!r} is not a date in the calendar") from None
    return _plausible(written, first.group())


def read_value(value: object) -> WrittenDate:
    """Read the value of a date field in JSON, YAML or TOML: text, a date, or a number.

    A number is a year, a date written as eight digits, or seconds (or milliseconds) since 1970.

    Raises `DateError` like `read_date`, and for values of any other type.

    >>> str(read_value(1640995140).date), str(read_value(1640995140000).date), str(read_value(2021).date)
    ('2021-12-31', '2021-12-31', '2021')
    """
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, CalendarDate):  # a datetime is one too; its own calendar date is what was written
        return _plausible(WrittenDate(PartialDate(value.year, value.month, value.day)), str(value))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise DateError(f"{str(value)[:_LONGEST_FIELD]!r} is not a date")
    if abs(value) < _FEWEST_SECONDS:
        return read_date(str(int(value)))
    seconds = value if abs(value) < _FEWEST_MILLISECONDS else value / 1000
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise DateError(f"{value} seconds since 1970 are not a date") from None
    return _plausible(WrittenDate(PartialDate.of(moment.date())), str(value))


def _plausible(written: WrittenDate, text: str) -> WrittenDate:
    if written.date.year < EARLIEST_YEAR:
        raise DateError(f"{text!r} is older than any newspaper")
    return written


def _of_match(match: re.Match[str]) -> WrittenDate:
    part = match.groupdict()
    year = int(part["year"])
    if part.get("first") is not None:
        return _of_numbers(year, int(part["first"]), int(part["second"]), part["sign"])
    name, number, day = part.get("name"), part.get("month"), part.get("day")
    month = MONTH_NUMBERS[name[:3].lower()] if name else int(number) if number is not None else None
    if month == 0 or (day is not None and int(day) == 0):
        raise ValueError("months and days count from 1")
    return WrittenDate(PartialDate(year, month or 0, int(day or 0)))


def _of_numbers(year: int, first: int, second: int, sign: str) -> WrittenDate:
    if not first or not second:
        raise ValueError("months and days count from 1")
    if first > 12 or second > 12:
        month, day = (second, first) if first > 12 else (first, second)
        return WrittenDate(PartialDate(year, month, day))
    month, day = (second, first) if sign == "." else (first, second)
    return WrittenDate(PartialDate(year, month, day), is_ambiguous=first != second)
