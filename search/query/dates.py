"""The question's own dates: a text to the days it stands for.

A date is as wide as it is written: `2021` is a year, `2021-12` a month, `last week` Monday to Sunday. Days are counted
from 1970-01-01; an end that is open is None.

>>> today = CalendarDate(2022, 3, 17)
>>> span = parse_range("2021-12..2022-01", today=today)
>>> calendar_date(span.first), calendar_date(span.last)
(datetime.date(2021, 12, 1), datetime.date(2022, 1, 31))
>>> parse_range(">=2021", today=today).last is None
True
"""

from __future__ import annotations

import calendar
import re
from datetime import date as CalendarDate
from datetime import timedelta
from typing import Final, NamedTuple, cast

from indexer.model import PartialDate, calendar_date, day_number

MONTHS: Final = {name.casefold(): n for n in range(1, 13) for name in (calendar.month_name[n], calendar.month_abbr[n])}
WEEKDAYS: Final = {name.casefold(): n for n in range(7) for name in (calendar.day_name[n], calendar.day_abbr[n])}
_NUMBERS: Final = {
    w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_UNITS: Final = {
    word: unit
    for unit, words in {
        "day": "d day days",
        "week": "w wk wks week weeks",
        "month": "mo mos month months",
        "year": "y yr yrs year years",
    }.items()
    for word in words.split()
}
_FIRST_DAY: Final = day_number(CalendarDate.min)
_LAST_DAY: Final = day_number(CalendarDate.max)
_HOW: Final = 'write it like 2021, 2021-12, 2021-12-31, "31 December 2021" or "last month"'

_NUMERIC: Final = re.compile(
    r"(?P<iso>\d{4}(?:([-/])\d{1,2}(?:\2\d{1,2})?)?)|(?P<compact>\d{8})"
    r"|(?P<dotted>\d{1,2}\.\d{1,2}\.\d{4})|(?P<slashed>\d{1,2}/\d{1,2}/\d{4})"
    r"|(?P<quarter>\d{4}[- ]?q[1-4]|q[1-4][- ]?\d{4})|(?P<week>\d{4}-?w\d{1,2})",
    re.ASCII,
)
_ORDINAL: Final = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_BRACKETS: Final = re.compile(r"([\[{])(.*?)\s*(?:\bTO\b|\bto\b|\.\.)\s*(.*?)([\]}])", re.DOTALL)
_COMPARED: Final = re.compile(
    r"(>=|=>|<=|=<|>|<|=|(?:since|from|after|until|till|before)\b)\s*(.+)", re.DOTALL | re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"(?:from |between )?(.+?) (?:to|and|until) (.+)")


class DateError(ValueError):
    """A text that is no date; the message says what is wrong and how to write one."""


class Days(NamedTuple):
    """Days `first` to `last`, both included; None is open. `swapped`: the text named them in the wrong order."""

    first: int | None
    last: int | None
    swapped: bool = False


def parse_range(text: str, *, today: CalendarDate) -> Days:
    """Return the days of a date, a range or a comparison; raise `DateError` for anything else.

    Ranges are `a..b`, `[a TO b]`, `a to b`, with one end open at will (`2021-12..`); braces leave an end out.
    Comparisons are `>= > <= <` and `since after until before`, and count from the ends of the date: `>2021` starts on
    1 January 2022.
    """
    stripped = text.strip()
    if bracketed := _BRACKETS.fullmatch(stripped):
        opening, first, last, closing = bracketed.groups()
        return _between(first, last, today, ">" if opening == "{" else ">=", "<" if closing == "}" else "<=")
    if ".." in stripped:
        first, last = stripped.split("..", 1)
        if not first.strip(" .\"'") and not last.strip(" .\"'"):
            raise DateError(f"a range needs a date at one end at least; {_HOW}")
        return _between(first, last, today)
    if between := _BETWEEN.fullmatch(" ".join(stripped.casefold().split())):
        return _between(between[1], between[2], today)
    if compared := _COMPARED.fullmatch(stripped):
        return _compared(compared[1].casefold(), compared[2], today)
    return parse_period(stripped, today=today)


def parse_period(text: str, *, today: CalendarDate) -> Days:
    """Return the first and last day of one date, as wide as it is written; raise `DateError` for anything else.

    >>> parse_period("Dec 2021", today=CalendarDate(2022, 3, 17))
    Days(first=18962, last=18992, swapped=False)
    """
    plain = _ORDINAL.sub("", " ".join(text.casefold().strip(" \t\r\n,;.!?\"'“”").replace(",", " ").split()))
    plain = plain.removeprefix("on ").removeprefix("in ").removeprefix("the ")
    try:
        found = _numeric(plain) or _written(plain) or _relative(plain, today)
    except OverflowError:
        raise DateError(f"{text.strip()!r} is before the year 1 or after 9999") from None
    except ValueError as error:
        raise DateError(f"{error}; {_HOW}") from None
    if found is None:
        raise DateError(f"{text.strip()!r} is not a date; {_HOW}")
    return found


def _between(lower: str, upper: str, today: CalendarDate, from_: str = ">=", until: str = "<=") -> Days:
    """Return the days from the date `lower` to the date `upper`, the other way round where that would be empty."""
    first, last = _end(from_, lower, today), _end(until, upper, today)
    if first.first is None or last.last is None or first.first <= last.last:
        return Days(first.first, last.last)
    return Days(_end(from_, upper, today).first, _end(until, lower, today).last, swapped=True)


def _end(how: str, text: str, today: CalendarDate) -> Days:
    """Return the days after or before a date; all days for one that is left open."""
    return Days(None, None) if text.strip(" \"'") in ("", "*") else _compared(how, text, today)


def _compared(how: str, text: str, today: CalendarDate) -> Days:
    period = parse_period(text, today=today)
    first, last = cast("tuple[int, int]", period[:2])
    if (how in (">", "after") and last == _LAST_DAY) or (how in ("<", "before") and first == _FIRST_DAY):
        raise DateError(f"no day is {how} {text.strip()}")
    if how in (">=", "=>", "since", "from"):
        return Days(first, None)
    if how in (">", "after"):
        return Days(last + 1, None)
    if how in ("<=", "=<", "until", "till"):
        return Days(None, last)
    return Days(None, first - 1) if how in ("<", "before") else period


def _numeric(text: str) -> Days | None:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if match["iso"]:
        return _partial(PartialDate.parse(text.replace("/", "-")))
    if match["compact"]:
        return _partial(PartialDate.parse(f"{text[:4]}-{text[4:6]}-{text[6:]}"))
    if match["dotted"]:
        return _day(numbers[2], numbers[1], numbers[0])
    if match["slashed"]:
        return _slashed(text, *numbers)
    if match["quarter"]:
        year, quarter = sorted(numbers, reverse=True)
        return Days(PartialDate(year, 3 * quarter - 2).first_day, PartialDate(year, 3 * quarter).last_day)
    return _span(CalendarDate.fromisocalendar(numbers[0], numbers[1], 1), 7)


def _slashed(text: str, one: int, two: int, year: int) -> Days:
    """Read day and month where only one order is possible: papers on the two sides of the Atlantic differ."""
    if one <= 12 and two <= 12 and one != two:
        raise DateError(f"there is no date {text} that both sides of the Atlantic read alike")
    month, day = (two, one) if one > 12 else (one, two)
    return _day(year, month, day)


def _written(text: str) -> Days | None:
    """Read `31 december 2021`, `december 31 2021`, `dec 2021` and `2021-dec-31`."""
    parts = [part.strip(".") for part in re.split(r"[\s-]+", text)]
    months = [MONTHS.get("sep" if part == "sept" else part) for part in parts]
    named = [month for month in months if month]
    rest = [part for part, month in zip(parts, months, strict=True) if not month]
    if len(named) != 1 or not rest or not all(part.isascii() and part.isdigit() for part in rest):
        return None
    years = [int(part) for part in rest if len(part) == 4]
    days = [int(part) for part in rest if len(part) <= 2]
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(rest):
        return None
    return _day(years[0], named[0], days[0]) if days else _partial(PartialDate(years[0], named[0]))


def _relative(text: str, today: CalendarDate) -> Days | None:
    if text in ("today", "yesterday", "tomorrow"):
        return _span(today + timedelta(days=("yesterday", "today", "tomorrow").index(text) - 1), 1)
    words = text.split()
    if text in WEEKDAYS:
        return _span(today - timedelta(days=(today.weekday() - WEEKDAYS[text]) % 7), 1)
    if len(words) == 2:
        return _next_to(words[0], words[1], today)
    if len(words) == 3:
        first, second, third = words
        if third == "ago" and second in _UNITS and (n := _count(first)) is not None:
            return _unit(_UNITS[second], -n, today)
        if first in ("last", "past", "previous", "next") and third in _UNITS and (n := _count(second)) is not None:
            return _rolling(_UNITS[third], n if first == "next" else -n, today)
    return None


def _next_to(which: str, what: str, today: CalendarDate) -> Days | None:
    """Read `last month`, `this year`, `next friday`: calendar units; and `past week`: the seven days to today."""
    step = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1}.get(which)
    if step is None or what not in (_UNITS if what not in WEEKDAYS else WEEKDAYS):
        return None
    if what in _UNITS:
        return _rolling(_UNITS[what], -1, today) if which == "past" else _unit(_UNITS[what], step, today)
    if step == 0:
        return _span(today + timedelta(days=WEEKDAYS[what] - today.weekday()), 1)
    apart = step * (WEEKDAYS[what] - today.weekday()) % 7 or 7
    return _span(today + timedelta(days=step * apart), 1)


def _count(word: str) -> int | None:
    if word in ("a", "an"):
        return 1
    return int(word) if word.isascii() and word.isdigit() and len(word) < 8 else _NUMBERS.get(word)


def _unit(unit: str, step: int, today: CalendarDate) -> Days:
    """Return the calendar day, week, month or year `step` units from today's."""
    if unit == "day":
        return _span(today + timedelta(days=step), 1)
    if unit == "week":
        return _span(today + timedelta(days=7 * step - today.weekday()), 7)
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        return _partial(PartialDate(_in_calendar(year), month + 1))
    return _partial(PartialDate(_in_calendar(today.year + step)))


def _rolling(unit: str, step: int, today: CalendarDate) -> Days:
    """Return the `step` units that end today, or that start today if `step` is above 0; today is one of the days."""
    if unit in ("day", "week"):
        far = today + timedelta(days=step * (7 if unit == "week" else 1))
    else:
        year, month = divmod(today.year * 12 + today.month - 1 + step * (12 if unit == "year" else 1), 12)
        far = CalendarDate(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    if step < 0:
        return Days(day_number(far) + 1, day_number(today))
    return Days(day_number(today), max(day_number(far) - 1, day_number(today)))


def _in_calendar(year: int) -> int:
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return year


def _span(start: CalendarDate, n_days: int) -> Days:
    first = day_number(start)
    calendar_date(first + n_days - 1)  # the last day must be in the calendar too
    return Days(first, first + n_days - 1)


def _day(year: int, month: int, day: int) -> Days:
    if not month or not day:
        raise ValueError(f"there is no date {year:04d}-{month:02d}-{day:02d}")
    return _partial(PartialDate(year, month, day))


def _partial(date: PartialDate) -> Days:
    return Days(date.first_day, date.last_day)
