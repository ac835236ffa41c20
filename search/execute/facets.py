"""Counting the values of a field over matching paragraphs, in paragraphs and in articles.

The paragraphs of an article stand next to each other in an index, within one segment, and are counted in that order:
so a new article for a value is one that differs from the last one seen with that value, and no set is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as CalendarDate
from datetime import timedelta
from functools import cache
from typing import Any, Final, Protocol

from indexer.format.schema import NO_DATE
from indexer.model import calendar_date
from search.request import FacetRequest
from search.results import FacetCount

_SEPARATOR: Final = b"\x1f"


class FacetCounter(Protocol):
    """Counts one facet over the leaves of an index: `open` a leaf, then `add` its matches in rising order."""

    def open(self, leaf: Any) -> None:
        """Turn to another segment, a Whoosh leaf reader."""

    def add(self, document: int, article: bytes) -> None:
        """Count a matching paragraph: its number within the leaf, and the key of its article."""

    def counts(self, limit: int) -> tuple[FacetCount, ...]:
        """Return what was counted, `limit` values at most where the facet is not a histogram."""
        ...


def counter(facet: FacetRequest) -> FacetCounter:
    """Return the counter for a facet."""
    return DateCounter(facet.step) if facet.field == "date" else ValueCounter(facet.field)


class _Tally:
    __slots__ = ("articles", "last_article", "paragraphs")

    def __init__(self) -> None:
        self.paragraphs = 0
        self.articles = 0
        self.last_article = b""

    def add(self, article: bytes) -> None:
        self.paragraphs += 1
        if article != self.last_article:
            self.articles += 1
            self.last_article = article


class ValueCounter:
    """Counts the values of a field of one or many values a paragraph."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._column: Any = None
        self._tallies: dict[bytes, _Tally] = {}

    def open(self, leaf: Any) -> None:
        """Turn to another segment."""
        self._column = leaf.column_reader(self._field, translate=False)

    def add(self, document: int, article: bytes) -> None:
        """Count the values of a paragraph."""
        packed = bytes(self._column[document])
        if not packed:
            return
        for value in packed.split(_SEPARATOR):
            tally = self._tallies.get(value)
            if tally is None:
                tally = self._tallies[value] = _Tally()
            tally.add(article)

    def counts(self, limit: int) -> tuple[FacetCount, ...]:
        """Return the most frequent values by paragraphs, ties by value."""
        counted = [
            FacetCount(value.decode("utf-8"), tally.paragraphs, tally.articles)
            for value, tally in self._tallies.items()
        ]
        counted.sort(key=lambda each: (-each.paragraphs, each.value))
        return tuple(counted[:limit])


class DateCounter:
    """Counts paragraphs by year, month, week or day of their article's date.

    A paragraph whose date is not known that precisely, or not at all, is in no period. Weeks are ISO weeks, from
    Monday; the first and last week of a year may count days of the next one.
    """

    def __init__(self, step: str) -> None:
        self._step = step
        self._first: Any = None
        self._last: Any = None
        self._tallies: dict[tuple[int, int], _Tally] = {}

    def open(self, leaf: Any) -> None:
        """Turn to another segment."""
        self._first = leaf.column_reader("date")
        self._last = leaf.column_reader("date_last")

    def add(self, document: int, article: bytes) -> None:
        """Count the date of a paragraph."""
        days = self._first[document], self._last[document]
        tally = self._tallies.get(days)
        if tally is None:
            tally = self._tallies[days] = _Tally()
        tally.add(article)

    def counts(self, limit: int) -> tuple[FacetCount, ...]:
        """Return every period from the first to the last with a match, in order, those without included."""
        del limit  # a histogram is given whole
        periods: dict[str, list[int]] = {}
        for (first, last), tally in self._tallies.items():
            if first == NO_DATE or (period := period_of(first, self._step)) != period_of(last, self._step):
                continue
            sums = periods.setdefault(period, [0, 0])
            sums[0] += tally.paragraphs
            sums[1] += tally.articles  # an article has one date, so no article is in two tallies
        if not periods:
            return ()
        every = periods_between(min(periods), max(periods), self._step)
        return tuple(FacetCount(period, *periods.get(period, (0, 0))) for period in every)


@cache
def period_of(day: int, step: str) -> str:
    """Return the name of the period a day number falls in.

    >>> [period_of(18992, step) for step in ("year", "month", "week", "day")]
    ['2021', '2021-12', '2021-W52', '2021-12-31']
    """
    return _name(calendar_date(day), step)


def _name(date: CalendarDate, step: str) -> str:
    if step == "week":
        year, week, _ = date.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return date.isoformat()[: {"year": 4, "month": 7, "day": 10}[step]]


def periods_between(first: str, last: str, step: str) -> Iterator[str]:
    """Yield the names of all periods from `first` to `last`, both included.

    >>> list(periods_between("2021-12", "2022-02", "month"))
    ['2021-12', '2022-01', '2022-02']
    """
    date = _first_date(first, step)
    name = first
    while name < last:
        yield name
        # From the first day of a period, its length and a few days never skip the next one.
        days = {"year": 366, "month": 31, "week": 7, "day": 1}[step]
        date = _first_date(_name(date + timedelta(days=days), step), step)
        name = _name(date, step)
    yield last


def _first_date(period: str, step: str) -> CalendarDate:
    if step == "week":
        return CalendarDate.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    year, month, day = [*map(int, period.split("-")), 1, 1][:3]
    return CalendarDate(year, month, day)
