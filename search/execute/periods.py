"""Calendar periods: the year, month, ISO week or day a date falls in, by name, and all of them between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as CalendarDate
from datetime import timedelta
from functools import cache
from typing import Final

from indexer.format.schema import NO_DATE
from indexer.model import PartialDate, calendar_date

MOST_PERIODS: Final = 40_000
"""A century by day. A histogram over a longer time lists only the periods with a match: one slip in a date must not
make a million rows."""

_LONGEST_DAYS: Final = {"year": 366, "month": 31, "week": 7, "day": 1}
_SHORTEST_DAYS: Final = {"year": 365, "month": 28, "week": 7, "day": 1}


@cache
def period_within(first: int, last: int, step: str) -> str:
    """Return the name of the period that holds the days `first` to `last`; empty where none does or there is no date.

    Weeks are ISO weeks, from Monday, and named by the year that has their Thursday.

    >>> [period_within(18992, 18992, step) for step in ("year", "month", "week", "day")]
    ['2021', '2021-12', '2021-W52', '2021-12-31']
    >>> period_within(18962, 18992, "month"), period_within(18962, 18992, "day")
    ('2021-12', '')
    """
    if first == NO_DATE:
        return ""
    name = _name(calendar_date(first), step)
    return name if first == last or name == _name(calendar_date(last), step) else ""


@cache
def period_of_date(date: str, step: str) -> str:
    """Return the name of the period that holds an ISO date of any precision; empty where none does.

    >>> period_of_date("2014-03", "year"), period_of_date("2014", "month")
    ('2014', '')
    """
    known = PartialDate.parse(date)
    return period_within(known.first_day, known.last_day, step)


def spans_too_many(first: str, last: str, step: str) -> bool:
    """Return whether more than `MOST_PERIODS` periods may lie between two, both included.

    >>> spans_too_many("1066-10-14", "2022-01-01", "day"), spans_too_many("1066", "2022", "year")
    (True, False)
    """
    days = (_first_date(last, step) - _first_date(first, step)).days
    return days // _SHORTEST_DAYS[step] + 1 > MOST_PERIODS


def periods_between(first: str, last: str, step: str) -> Iterator[str]:
    """Yield the names of all periods from `first` to `last`, both included.

    >>> list(periods_between("2021-12", "2022-02", "month"))
    ['2021-12', '2022-01', '2022-02']
    """
    name = first
    while name < last:
        yield name
        # From the first day of a period, its greatest length never skips the next one.
        name = _name(_first_date(name, step) + timedelta(days=_LONGEST_DAYS[step]), step)
    yield last


def _name(date: CalendarDate, step: str) -> str:
    if step == "week":
        year, week, _ = date.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return date.isoformat()[: {"year": 4, "month": 7, "day": 10}[step]]


def _first_date(period: str, step: str) -> CalendarDate:
    if step == "week":
        return CalendarDate.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    year, month, day = [*map(int, period.split("-")), 1, 1][:3]
    return CalendarDate(year, month, day)
