"""Publication dates and dates mentioned in text."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from datetime import date as CalendarDate

import pytest

from indexer.dates import DateError, mentioned_dates, publication_date, read_date, read_value
from indexer.model import PartialDate

FRIDAY = PartialDate(2021, 12, 31)
TODAY = CalendarDate(2026, 1, 1)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2021-12-31", "2021-12-31"),
        ("2021/12/31", "2021-12-31"),
        ("20211231", "2021-12-31"),
        ("31 December 2021", "2021-12-31"),
        ("31st of December, 2021", "2021-12-31"),
        ("31-Dec-2021", "2021-12-31"),
        ("December 31, 2021", "2021-12-31"),
        ("Dec. 31, 2021", "2021-12-31"),
        ("DEC 31 2021", "2021-12-31"),
        ("Sept. 1, 2021", "2021-09-01"),
        ("Friday, December 31, 2021 5:00 PM EST", "2021-12-31"),
        ("Published Dec. 31, 2021 at 5 p.m. | Updated Jan. 2, 2022", "2021-12-31"),
        ("12/31/2021", "2021-12-31"),
        ("31/12/2021", "2021-12-31"),
        ("31.12.2021", "2021-12-31"),
        ("2021-12-31T23:30:00-05:00", "2021-12-31"),
        ("2021-12-31T23:30:00Z", "2021-12-31"),
        ("Fri, 31 Dec 2021 23:30:00 -0500", "2021-12-31"),
        ("December 2021", "2021-12"),
        ("2021-12", "2021-12"),
        ("2021", "2021"),
        ("1640995140", "2021-12-31"),
    ],
)
def test_a_date_field_is_read_in_every_form_a_newsroom_writes(written: str, date: str) -> None:
    """Every usual form gives the calendar date that is written, at the precision that is written."""
    assert str(read_date(written).date) == date


@pytest.mark.parametrize(
    "written", ["2021-02-30", "31 June 2021", "13/13/2021", "0001-01-01", "2021-00-10", "soon", ""]
)
def test_what_is_no_date_is_an_error(written: str) -> None:
    """Impossible dates, placeholders and words raise."""
    with pytest.raises(DateError):
        read_date(written)


def test_numbers_that_can_be_exchanged_are_told() -> None:
    """Month first between slashes, day first between full stops; both say that it was a choice, 4/4 does not."""
    assert (str(read_date("3/4/2021").date), read_date("3/4/2021").is_ambiguous) == ("2021-03-04", True)
    assert (str(read_date("3.4.2021").date), read_date("3.4.2021").is_ambiguous) == ("2021-04-03", True)
    assert not read_date("4/4/2021").is_ambiguous


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (1640995140, "2021-12-31"),
        (1640995140000, "2021-12-31"),
        (1640995140.5, "2021-12-31"),
        (20211231, "2021-12-31"),
        (2021, "2021"),
        (CalendarDate(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31, 23, 59, tzinfo=UTC), "2021-12-31"),
    ],
)
def test_numbers_and_dates_of_json_yaml_and_toml_are_read(value: object, date: str) -> None:
    """Epoch seconds and milliseconds, years, eight digits and date objects are dates."""
    assert str(read_value(value).date) == date


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), 0, 1e30, [2021], {"year": 2021}, None])
def test_other_values_are_no_date(value: object) -> None:
    """No other type, and no number that is none of these, passes for a date."""
    with pytest.raises(DateError):
        read_value(value)


def test_the_origins_are_asked_in_order() -> None:
    """Header before metadata before file name before URL; the one that answered is told."""
    everything = {
        "header": "2021-01-01",
        "metadata": "2021-02-02",
        "name": "a/2021-03-03-talks.txt",
        "url": "https://n.example/2021/04/04/talks",
    }
    answers = []
    for origin in ("header", "metadata", "name", "url"):
        published = publication_date(**everything, today=TODAY)  # type: ignore[arg-type]
        answers.append((str(published.date), published.origin))
        del everything[origin]
    assert answers == [
        ("2021-01-01", "header"),
        ("2021-02-02", "metadata"),
        ("2021-03-03", "name"),
        ("2021-04-04", "url"),
    ]
    assert publication_date(today=TODAY).date is None


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("20211231-talks.txt", "2021-12-31"),
        ("talks_2021_12_31.txt", "2021-12-31"),
        ("2021/12/31/talks.txt", "2021-12-31"),
        ("2021/12/talks.txt", "2021-12"),
        ("archive/2021/talks.txt", "2021"),
        ("2020/01/2021-12-31-talks.txt", "2021-12-31"),
        ("0001_20266fbff98fa447.txt", "None"),
        ("report-1234.txt", "None"),
        ("2021-13-45.txt", "None"),
        ("talks-2021.txt", "None"),
    ],
)
def test_a_file_name_gives_a_date_only_where_it_spells_one(name: str, date: str) -> None:
    """Dates in names and folders count; hashes, numbers and a lone year in a name do not."""
    assert str(publication_date(name=name, today=TODAY).date) == date


def test_urls_of_papers_give_their_date() -> None:
    """Slashed dates, month names and months alone are read from an address."""
    urls = [
        "https://x.example/2021/12/31/a",
        "https://x.example/world/2013/dec/05/a",
        "https://x.example/2016/05/a.html",
    ]
    dates = [str(publication_date(url=url, today=TODAY).date) for url in urls]
    assert dates == ["2021-12-31", "2013-12-05", "2016-05"]


def test_an_impossible_date_is_noted_and_the_next_origin_asked() -> None:
    """30 February is reported; the article is dated by its name, or not at all."""
    assert publication_date(header="2021-02-30", today=TODAY).date is None
    published = publication_date(metadata="2021-02-30", name="2021-03-01.txt", today=TODAY)
    assert (str(published.date), [code for code, _ in published.notes]) == ("2021-03-01", ["bad-date"])


def test_words_for_no_date_give_no_note() -> None:
    """`unknown`, `null` and nothing are no mistakes."""
    assert publication_date(header="unknown", metadata="null", today=TODAY).notes == ()


def test_a_date_in_the_future_is_kept_and_noted() -> None:
    """More than a day ahead is noted; tomorrow is not, because it is there already somewhere."""
    assert publication_date(header="2026-01-02", today=TODAY).notes == ()
    published = publication_date(header="2026-01-03", today=TODAY)
    assert (str(published.date), published.notes[0][0]) == ("2026-01-03", "future-date")


def mentions(text: str, published: PartialDate | None = FRIDAY) -> list[tuple[str, str]]:
    return [(text[start:stop], str(date)) for start, stop, date in mentioned_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They spoke on Thursday.", [("Thursday", "2021-12-30")]),
        ("They spoke Friday.", [("Friday", "2021-12-31")]),
        ("Last Friday they spoke.", [("Friday", "2021-12-24")]),
        ("They meet next Friday.", [("Friday", "2022-01-07")]),
        ("They will meet on Monday.", [("Monday", "2022-01-03")]),
        ("They are to meet Monday in Geneva.", [("Monday", "2022-01-03")]),
        ("It will rain, she said Monday.", [("Monday", "2021-12-27")]),
        ("It will rain. They met on Monday.", [("Monday", "2021-12-27")]),
        ("He left on Tuesday last week.", [("Tuesday last week", "2021-12-21")]),
        ("They met on Black Friday and on Super Tuesday.", []),
        ("The Sunday Times and Saturday Night Live.", []),
        ("On Mondays he rests.", []),
    ],
)
def test_weekdays_are_resolved_against_the_publication(text: str, expected: list[tuple[str, str]]) -> None:
    """A weekday is the last such day, or the next one where the clause looks ahead; names of things are none."""
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Jan. 12, 2022, they met.", [("Jan. 12, 2022", "2022-01-12")]),
        ("On 12 January 2022 they met.", [("12 January 2022", "2022-01-12")]),
        ("On Friday, December 31, 2021.", [("December 31, 2021", "2021-12-31")]),
        ("Talks open on Jan. 9-10.", [("Jan. 9", "2022-01-09"), ("10", "2022-01-10")]),
        ("It began Nov. 3.", [("Nov. 3", "2021-11-03")]),
        ("It began on the 3rd of November.", [("3rd of November", "2021-11-03")]),
        ("They met in Geneva in June to talk.", [("June", "2021-06")]),
        ("The vote is due in March.", [("March", "2022-03")]),
        ("Since last December nothing moved.", [("December", "2020-12")]),
        ("In April of last year it fell.", [("April of last year", "2020-04")]),
        ("In April 2014 it fell.", [("April 2014", "2014-04")]),
        ("Theresa May met April Jones; they may march.", []),
        ("In May, the prime minister left.", [("May", "2021-05")]),
        ("After the Sept. 11 attacks nothing was the same.", []),
        ("On 2021-12-30 and 12/29/2021.", [("2021-12-30", "2021-12-30"), ("12/29/2021", "2021-12-29")]),
        ("On Feb. 30 nothing happened.", []),
        ("Dec. 10,000 troops", []),
    ],
)
def test_days_and_months_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    """Days and months count with or without a year, which is then the nearest that makes sense."""
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2014, Russian troops came.", ["2014"]),
        ("Russia's 2008 invasion of Georgia.", ["2008"]),
        ("The 2016 elections were close.", ["2016"]),
        ("As soon as early 2022, perhaps mid-2023.", ["2022", "2023"]),
        ("From 2013 to 2014 it grew.", ["2013", "2014"]),
        ("In 2014-2016 it grew.", ["2014", "2016"]),
        ("The 2009-10 season was long.", ["2009"]),
        ("It fell (2014).", ["2014"]),
        ("It sent 2014 troops and 2,014 guns.", []),
        ("It cost $2014 and 2014 euros, 2014.5 in all.", []),
        ("In the 1990s and the 2010s.", []),
        ("Room 2014 at 1900 Pennsylvania Avenue.", []),
        ("In 2000 meters they turn.", []),
        ("Call 555-2014 or 2014-555.", []),
    ],
)
def test_years_are_told_from_numbers(text: str, expected: list[str]) -> None:
    """A year counts where only a year can stand; counts, prices and decades are none."""
    assert [date for _, date in mentions(text)] == expected


def test_relative_words_are_resolved() -> None:
    """Yesterday, tomorrow, last month and this year are what they say; durations and a bare today are not."""
    text = "Yesterday it was tomorrow, last month, this year, over the last year, today."
    assert [date for _, date in mentions(text)] == ["2021-12-30", "2022-01-01", "2021-11", "2021"]


def test_without_a_publication_date_only_whole_dates_count() -> None:
    """What counts from the day of publication is not guessed when that is unknown."""
    text = "On Thursday, last month, in June, Jan. 12; but Jan. 12, 2014, June 2014 and in 2015."
    assert [date for _, date in mentions(text, None)] == ["2014-01-12", "2014-06", "2015"]
    assert [date for _, date in mentions("Thursday, last month and last year", PartialDate(2021, 3))] == [
        "2021-02",
        "2020",
    ]


def test_a_whole_date_is_not_cut_in_two() -> None:
    """Mentions do not overlap and are in the order of the text."""
    found = mentioned_dates("Thursday, Dec. 30, 2021, and Friday 31 December and 2014.", FRIDAY)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(found))


@pytest.mark.parametrize("before", ["\n ", "\n", " - ", "\n-", ""])
def test_white_space_before_a_date_is_no_word(before):
    """A paragraph may begin with a new line, and then with a day that has no year."""
    start = len(before)
    assert mentioned_dates(f"{before}May 9", FRIDAY) == ((start, start + 5, PartialDate(2021, 5, 9)),)
