"""The question's dates: every way to write one, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import calendar_date, day_number
from search.query.dates import DateError, Days, parse_period, parse_range

THURSDAY = date(2022, 3, 17)


def days(text, today=THURSDAY):
    span = parse_range(text, today=today)
    return tuple("" if day is None else calendar_date(day).isoformat() for day in span[:2])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-12-31", "2021-12-31", "2021-12-31"),
        ("2021/12/31", "2021-12-31", "2021-12-31"),
        ("20211231", "2021-12-31", "2021-12-31"),
        ("31.12.2021", "2021-12-31", "2021-12-31"),
        ("12/31/2021", "2021-12-31", "2021-12-31"),
        ("31/12/2021", "2021-12-31", "2021-12-31"),
        ("04/04/2021", "2021-04-04", "2021-04-04"),
        ("2021-Q4", "2021-10-01", "2021-12-31"),
        ("q1 2021", "2021-01-01", "2021-03-31"),
        ("2021-W52", "2021-12-27", "2022-01-02"),
        ("31 December 2021", "2021-12-31", "2021-12-31"),
        ("December 31st, 2021", "2021-12-31", "2021-12-31"),
        ("31-Dec-2021", "2021-12-31", "2021-12-31"),
        ("Dec. 2021", "2021-12-01", "2021-12-31"),
        ("sept 2021", "2021-09-01", "2021-09-30"),
        ("today", "2022-03-17", "2022-03-17"),
        ("Yesterday", "2022-03-16", "2022-03-16"),
        ("tomorrow", "2022-03-18", "2022-03-18"),
        ("thursday", "2022-03-17", "2022-03-17"),
        ("fri", "2022-03-11", "2022-03-11"),
        ("last thursday", "2022-03-10", "2022-03-10"),
        ("next thursday", "2022-03-24", "2022-03-24"),
        ("this monday", "2022-03-14", "2022-03-14"),
        ("last week", "2022-03-07", "2022-03-13"),
        ("this week", "2022-03-14", "2022-03-20"),
        ("last month", "2022-02-01", "2022-02-28"),
        ("previous year", "2021-01-01", "2021-12-31"),
        ("past week", "2022-03-11", "2022-03-17"),
        ("last 7 days", "2022-03-11", "2022-03-17"),
        ("past two weeks", "2022-03-04", "2022-03-17"),
        ("last 3 months", "2021-12-18", "2022-03-17"),
        ("last 2 yrs", "2020-03-18", "2022-03-17"),
        ("next 2 days", "2022-03-17", "2022-03-18"),
        ("7 days ago", "2022-03-10", "2022-03-10"),
        ("a week ago", "2022-03-07", "2022-03-13"),
        ("3 mos ago", "2021-12-01", "2021-12-31"),
        ("2021-12..2022-01", "2021-12-01", "2022-01-31"),
        ("2021-12..", "2021-12-01", ""),
        ("..2021-12", "", "2021-12-31"),
        ("[2022-03-01 TO 2022-03-05]", "2022-03-01", "2022-03-05"),
        ("[2022-03-01 to *]", "2022-03-01", ""),
        ("{2022-03-01 TO 2022-03-05}", "2022-03-02", "2022-03-04"),
        (">=2021", "2021-01-01", ""),
        ("> 2021", "2022-01-01", ""),
        ("<2021", "", "2020-12-31"),
        ("<=2021", "", "2021-12-31"),
        ("=2021", "2021-01-01", "2021-12-31"),
        ("since march 2021", "2021-03-01", ""),
        ("Before 2021", "", "2020-12-31"),
        ("from 1 March 2021 to 5 March 2021", "2021-03-01", "2021-03-05"),
        ("between 2020 and 2021", "2020-01-01", "2021-12-31"),
        ('"march 2014".."may 2014"', "2014-03-01", "2014-05-31"),
    ],
)
def test_a_date_is_as_wide_as_it_is_written(text, first, last):
    """Each way to write a date gives its days."""
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2021-02-30", "there is no date 2021-02-30"),
        ("2021-13", "there is no date 2021-13"),
        ("31.04.2021", "there is no date 2021-04-31"),
        ("0000", "there is no date 0000"),
        ("2021-W54", "Invalid week"),
        ("03/04/2021", "both sides of the Atlantic"),
        ("foo", "is not a date; write it like 2021"),
        ("december", "is not a date"),
        ("31 december", "is not a date"),
        ("", "is not a date"),
        ("..", "a range needs a date"),
        ("2021..foo", "'foo' is not a date"),
        (">9999", "no day is > 9999"),
        ("before 0001", "no day is before 0001"),
        ("9999 years ago", "before the year 1"),
        ("9999999 weeks ago", "before the year 1"),
        ("next 9999999 days", "after 9999"),
    ],
)
def test_what_is_no_date_is_refused_with_advice(text, message):
    """An error says what is wrong."""
    with pytest.raises(DateError, match=message):
        parse_range(text, today=THURSDAY)


def test_a_range_turned_round_says_so():
    """Ends in the wrong order are swapped, each with its full width."""
    span = parse_range("2022-01..2021", today=THURSDAY)
    assert (calendar_date(span.first), calendar_date(span.last)) == (date(2021, 1, 1), date(2022, 1, 31))
    assert span.swapped
    assert not parse_range("2021..2022", today=THURSDAY).swapped


def test_the_ends_of_months_are_kept():
    """A month back from the 31st is its last day, not one that is not there."""
    assert days("last 1 months", date(2022, 3, 31)) == ("2022-03-01", "2022-03-31")
    assert days("last 12 months", date(2024, 2, 29)) == ("2023-03-01", "2024-02-29")


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%Y-%b-%d"]))
def test_any_day_reads_back(day, form):
    """Whatever the form, the day written is the day read."""
    text = day.strftime(form).replace(str(day.year), f"{day.year:04d}", 1) if day.year < 1000 else day.strftime(form)
    if day.year >= 1000:
        assert parse_period(text, today=THURSDAY) == Days(day_number(day), day_number(day))


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,8} (days|weeks|months|years) ago"), st.dates())
def test_any_text_is_days_or_a_date_error(text, today):
    """Nothing else is raised, and the days are in the calendar and in order."""
    try:
        span = parse_range(text, today=today)
    except DateError:
        return
    for day in span[:2]:
        assert day is None or calendar_date(day)
