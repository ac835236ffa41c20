"""What crosses rooms: calendar dates, articles, paragraphs and mentions, all frozen.

>>> date = PartialDate.parse("2021-12")
>>> date.precision, str(date), date.last_day - date.first_day + 1
('month', '2021-12', 31)
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, fields
from datetime import date as CalendarDate
from datetime import timedelta
from operator import attrgetter
from typing import Any, Final, Literal

Precision = Literal["day", "month", "year"]
DateOrigin = Literal["header", "metadata", "name", "url"]
Kind = Literal["headline", "body", "subhead", "caption", "byline", "dateline", "credit"]
EntityType = Literal["person", "org", "place", "group"]

KINDS: Final[tuple[Kind, ...]] = ("headline", "body", "subhead", "caption", "byline", "dateline", "credit")
ENTITY_TYPES: Final[tuple[EntityType, ...]] = ("person", "org", "place", "group")

_EPOCH: Final = CalendarDate(1970, 1, 1)
_ISO_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


def day_number(date: CalendarDate) -> int:
    """Return the days from 1970-01-01 to `date`; negative before it.

    >>> day_number(CalendarDate(1970, 1, 2))
    1
    """
    return (date - _EPOCH).days


def calendar_date(day: int) -> CalendarDate:
    """Return the calendar date of a day number, the inverse of `day_number`.

    >>> calendar_date(1)
    datetime.date(1970, 1, 2)
    """
    return _EPOCH + timedelta(days=day)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, to the month or to the day. What is not known is 0, never 1.

    Raises `ValueError` for a date that is not in the calendar (30 February, month 13, year 0).

    >>> PartialDate(2021, 12).precision
    'month'
    >>> PartialDate(2021, 2, 30)
    Traceback (most recent call last):
        ...
    ValueError: there is no date 2021-02-30
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a date with a day needs a month")
        try:
            CalendarDate(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise ValueError(f"there is no date {self}") from None

    def __str__(self) -> str:
        """Return the ISO form, as long as the precision: `2021`, `2021-12` or `2021-12-31`."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read an ISO date of any precision; raise `ValueError` for anything else.

        >>> PartialDate.parse("2021-12-31")
        PartialDate(year=2021, month=12, day=31)
        """
        match = _ISO_DATE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a date like 2021, 2021-12 or 2021-12-31")
        year, month, day = (None if part is None else int(part) for part in match.groups())
        if year is None or month == 0 or day == 0:
            raise ValueError(f"there is no date {text.strip()}")
        return cls(year, month or 0, day or 0)

    @classmethod
    def of(cls, date: CalendarDate) -> PartialDate:
        """Return the calendar date `date`, known to the day."""
        return cls(date.year, date.month, date.day)

    @property
    def precision(self) -> Precision:
        """How much is known: day, month or year."""
        if self.day:
            return "day"
        return "month" if self.month else "year"

    @property
    def first_day(self) -> int:
        """The day number of the first day this date can stand for."""
        return day_number(CalendarDate(self.year, self.month or 1, self.day or 1))

    @property
    def last_day(self) -> int:
        """The day number of the last day this date can stand for."""
        month = self.month or 12
        day = self.day or calendar.monthrange(self.year, month)[1]
        return day_number(CalendarDate(self.year, month, day))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between blank lines, hard wraps joined; `kind` where the format tells it."""

    text: str
    kind: Kind | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Block, (self.text, self.kind)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as published and as its source read it.

    `key` is the path relative to the root that was indexed (with `#id` or `#n` for one of many in a file),
    or the id the source gives. `hash` is a SHA-256 hex digest over everything that decides what is indexed.
    """

    key: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: PartialDate | None = None
    date_origin: DateOrigin | None = None
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    dateline: str = ""
    language: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a paragraph: characters `start` to `stop` (half open) of its text.

    `name` is the canonical name of the entity it stands for, `text` what is written. Where they differ, `reason` says
    why the one stands for the other.
    """

    start: int
    stop: int
    type: EntityType
    text: str
    name: str
    reason: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return Mention, _OF_MENTION(self)


@dataclass(frozen=True, slots=True, init=False)
class Paragraph:
    """A paragraph of an article, the document of the index. `number` counts from 1 within the article.

    >>> Paragraph(article="a.txt", number=3, kind="body", text="Talks open in Geneva.").id
    'a.txt#3'
    """

    article: str
    number: int
    kind: Kind
    text: str
    title: str = ""
    date: PartialDate | None = None
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    dateline: str = ""
    language: str = ""
    mentions: tuple[Mention, ...] = ()
    mentioned: tuple[PartialDate, ...] = ()

    def __init__(
        self,
        article: str,
        number: int,
        kind: Kind,
        text: str,
        title: str = "",
        date: PartialDate | None = None,
        source: str = "",
        authors: tuple[str, ...] = (),
        url: str = "",
        dateline: str = "",
        language: str = "",
        mentions: tuple[Mention, ...] = (),
        mentioned: tuple[PartialDate, ...] = (),
    ) -> None:
        # Paragraphs are made by the million; what dataclasses make of frozen fields takes twice the time.
        _put_article(self, article)
        _put_number(self, number)
        _put_kind(self, kind)
        _put_text(self, text)
        _put_title(self, title)
        _put_date(self, date)
        _put_source(self, source)
        _put_authors(self, authors)
        _put_url(self, url)
        _put_dateline(self, dateline)
        _put_language(self, language)
        _put_mentions(self, mentions)
        _put_mentioned(self, mentioned)

    @property
    def id(self) -> str:
        """`article#n`, stable while the article's text is."""
        return f"{self.article}#{self.number}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Paragraph, _OF_PARAGRAPH(self)


# Paragraphs go from process to process by the hundred thousand; what dataclasses do by themselves takes twice the time.
_OF_MENTION: Final = attrgetter(*(each.name for each in fields(Mention)))
_OF_PARAGRAPH: Final = attrgetter(*(each.name for each in fields(Paragraph)))

(
    _put_article,
    _put_number,
    _put_kind,
    _put_text,
    _put_title,
    _put_date,
    _put_source,
    _put_authors,
    _put_url,
    _put_dateline,
    _put_language,
    _put_mentions,
    _put_mentioned,
) = (getattr(Paragraph, each.name).__set__ for each in fields(Paragraph))
