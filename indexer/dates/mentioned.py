"""The dates a paragraph mentions, absolute ones and ones that count from the day of publication.

What a date without all its parts stands for:

* A weekday is the nearest such day up to and including the day of publication ("said Thursday"). It is the
  nearest one ahead after `next` and `this`, and where the clause before it looks ahead ("will meet
  on Monday") and no verb of telling stands right before it ("will go, he said Monday"). `last` Thursday is before
  the day of publication; Thursday `last week` is in the calendar week before.
* A day or a month without a year is in the year that puts it nearest to the publication, where a day ahead counts
  double: most news is of what was. `last`, `next` and clauses that look ahead decide first.
* `yesterday`, `tomorrow`, `tonight`, `earlier today`, `last/this/next month`, `last/this/next year` are what they
  say. A bare `today` is as often "nowadays", and a week is no date: neither counts.
* A year must stand where only a year can ("in 2014", "the 2016 election", "early 2022"): "2014 troops" has none.

Not known to the day, the month or at all, the publication date resolves what it can and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, TypeAlias

from indexer.dates.written import MONTH_NUMBERS
from indexer.dates.years import years_at
from indexer.model import PartialDate, calendar_date

MentionedDate: TypeAlias = tuple[int, int, PartialDate]
_Found: TypeAlias = MentionedDate | None

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The prefilter: nothing is looked at closer where this does not match. It starts with letters, not with \b, because
# `re` then skips on a table of first characters: 59 MB/s instead of 19. Words in small letters would undo that, so
# they are looked for apart, and only where plain substring search (150 MB/s for all six) finds a part of them.
_TRIGGER: Final = re.compile(
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|1[89][0-9][0-9]|20[0-9][0-9]"
)
_RELATIVE_PARTS: Final = (" month", " year", "esterday", "omorrow", "onight", "r today")
_RELATIVE: Final = re.compile(
    r"(?:[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ll]ater today|[Ee]arlier today|"
    r"(?:[Ll]ast|[Tt]his|[Nn]ext) (?:month|year))(?!\w)"
)

_MONTH: Final = re.compile(
    r"(?P<full>January|February|March|April|May|June|July|August|September|October|November|December)(?!\w)"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.(?=\s)|(?:Jan|Feb|Sept?|Oct|Nov|Dec)(?=\s\d)"
)
_AFTER_MONTH: Final = re.compile(
    r"\s(?P<day>[0-3]?\d(?:st|nd|rd|th)?)(?!\w|[\d%:/]|[.,]\d|\s(?:percent|per\scent|million|billion|thousand)\b)"
    r"(?P<range>\s?[-–]\s?(?P<end>[0-3]?\d)(?![\d/]))?"
    r"(?:,?\s(?P<year>(?:1[6-9]|20)\d\d)(?![\d%]|,\d{3}))?"
    r"|,?\s(?:of\s)?(?P<only_year>(?:1[6-9]|20)\d\d)(?![\d%]|,\d{3})"
)
_DAY_BEFORE: Final = re.compile(r"(?<![\d.,$£€/:-])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?$")
_YEAR_TOLD: Final = re.compile(r",?\s(?:of\s)?(?P<word>last|this|next)\syear\b")
_BEFORE_MONTH: Final = re.compile(
    r"(?:\b[Ii]n|[Ss]ince|[Uu]ntil|[Ll]ast|[Tt]his|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring|[Bb]efore|[Aa]fter|\b[Bb]y"
    r"|[Ff]rom|[Tt]hrough|end\sof|beginning\sof|start\sof)[\s-]$"
)
_NO_BARE_MONTH: Final = re.compile(r"\s(?:for\sOur|on\sWashington)|\s[A-Z]|\s?\d|-|['’]s(?<=May['’]s)")
_KNOWN_EVENT: Final = re.compile(r"\s(?:attack|insurrection|riot|assault|siege|committee|panel|hearing|terror|hijack)")

_WEEKDAY: Final = re.compile(rf"(?:{'|'.join(_WEEKDAYS)})(?![\w-])(?!['’]s?\s[A-Z])")
_AFTER_WEEKDAY: Final = re.compile(
    r",?\s(?:(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_LAST_WEEK: Final = re.compile(r",?\s(?:of\s)?last\sweek")
# Feasts, papers and programmes called after a day.
_NAME_BEFORE: Final = re.compile(
    r"(?:Black|Super|Good|Ash|Palm|Cyber|Easter|Bloody|Bowl|Holy|Fat|Shrove|Maundy|Giving|News|Throwback|[Ee]very|[Ee]ach"
    r"|Most|[Aa]ny|[Aa]\stypical)\s$"
)
_NAME_AFTER: Final = re.compile(
    r"\s(?:[Nn]ight\s[A-Z]|Times|Telegraph|Mirror|Mail|Express|Herald|Review|the\s13|Morning\sFutures)"
)

_AHEAD: Final = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are)\s(?:to|set|due|scheduled|expected|slated|planned)|plans?\sto|scheduled|upcoming)\b"
)
_TOLD: Final = re.compile(
    r"(?:\b(?:said|told|says|wrote|spoke|met|held|came|began|took|made|gave|won|lost|(?!scheduled|planned|expected|slated)"
    r"[a-z]{2,}ed))(?:\s(?:late|early|on|reporters|that))*\s$"
)
_SENTENCE_END: Final = re.compile(r"[.!?]['\"”’)]*\s+(?=[\"“‘(]?[A-Z])(?<!\b[A-Z]\.\s)|;\s")
_LOOK_BACK: Final = 80
_STEPS: Final = {"last": -1, "this": 0, "next": 1}


def mentioned_dates(text: str, published: PartialDate | None = None) -> tuple[MentionedDate, ...]:
    """Return the dates in `text` as (start, stop, date), half open, from left to right and without overlap.

    >>> published = PartialDate(2021, 12, 31)  # a Friday
    >>> for start, stop, date in mentioned_dates("He said Thursday that talks open Jan. 9-10 as in 2014.", published):
    ...     print("He said Thursday that talks open Jan. 9-10 as in 2014."[start:stop], date)
    Thursday 2021-12-30
    Jan. 9 2022-01-09
    10 2022-01-10
    2014 2014
    >>> mentioned_dates("It sent 2014 troops and 2,014 guns.")
    ()
    """
    found: list[MentionedDate] = []
    done = 0
    for start, trigger in _triggers(text):
        if start < done or (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
            continue
        for mention in _at(text, start, trigger, published):
            if mention[0] >= done:
                found.append(mention)
                done = mention[1]
    return tuple(found)


def _triggers(text: str) -> list[tuple[int, str]]:
    """Return where a date could begin, and with what."""
    found = [(match.start(), match.group()) for match in _TRIGGER.finditer(text)]
    if any(map(text.__contains__, _RELATIVE_PARTS)):
        found.extend((match.start(), match.group().lower()) for match in _RELATIVE.finditer(text))
        found.sort()
    return found


def _at(text: str, start: int, trigger: str, published: PartialDate | None) -> Iterator[MentionedDate]:
    try:
        if trigger[0].isdigit():
            yield from years_at(text, start)
        elif trigger[0].islower():
            yield from _one(_relative(start, trigger, text, published))
        elif (month := _MONTH.match(text, start)) is not None:
            yield from _months(text, start, month, published)
        elif (weekday := _WEEKDAY.match(text, start)) is not None:
            yield from _one(_weekday(text, weekday, published))
    except (ValueError, OverflowError):  # 31 June, or a day before the year 1
        return


def _one(found: _Found) -> Iterator[MentionedDate]:
    if found is not None:
        yield found


def _relative(start: int, words: str, text: str, published: PartialDate | None) -> _Found:
    stop = start + len(words)
    if published is None or text[max(0, start - 4) : start] == "the ":
        return None
    step = _STEPS.get(words[:4])
    if step is not None and words.endswith("year"):
        return start, stop, PartialDate(published.year + step)
    if step is not None:
        return (start, stop, _month_from(published, step)) if published.month else None
    days = {"yesterday": -1, "tomorrow": 1}.get(words, 0)
    return (start, stop, _days_from(published, days)) if published.day else None


def _weekday(text: str, match: re.Match[str], published: PartialDate | None) -> _Found:
    start, stop = match.span()
    before = text[max(0, start - _LOOK_BACK) : start]
    if _AFTER_WEEKDAY.match(text, stop) or _NAME_AFTER.match(text, stop) or _NAME_BEFORE.search(before):
        return None
    if published is None or not published.day:
        return None
    back = (calendar_date(published.first_day).weekday() - _WEEKDAYS.index(match.group())) % 7
    if last_week := _LAST_WEEK.match(text, stop):
        monday = -calendar_date(published.first_day).weekday() - 7
        return start, last_week.end(), _days_from(published, monday + _WEEKDAYS.index(match.group()))
    word = before.rstrip().rsplit(None, 1)[-1].lower() if before.strip() else ""
    if word == "last":
        return start, stop, _days_from(published, -(back or 7))
    if word == "next":
        return start, stop, _days_from(published, 7 - back)
    if word in ("this", "coming") or _looks_ahead(before):
        return start, stop, _days_from(published, -back % 7)
    return start, stop, _days_from(published, -back)


def _months(text: str, start: int, match: re.Match[str], published: PartialDate | None) -> Iterator[MentionedDate]:
    month = MONTH_NUMBERS[match.group()[:3].lower()]
    before = text[max(0, start - _LOOK_BACK) : start]
    after = _AFTER_MONTH.match(text, match.end())
    if after is not None and after["day"]:
        yield from _days(text, start, month, after, published)
    elif after is not None:
        day_before = _DAY_BEFORE.search(before)
        begin = start - len(before) + day_before.start() if day_before else start
        yield (
            begin,
            after.end(),
            PartialDate(int(after["only_year"]), month, int(day_before["day"]) if day_before else 0),
        )
    elif day_before := _DAY_BEFORE.search(before):
        begin = start - len(before) + day_before.start()
        yield from _one(_without_year(text, (begin, match.end()), month, int(day_before["day"]), published))
    elif match["full"] and _BEFORE_MONTH.search(before) and not _NO_BARE_MONTH.match(text, match.end()):
        yield from _one(_without_year(text, (start, match.end()), month, 0, published))


def _days(
    text: str, start: int, month: int, after: re.Match[str], published: PartialDate | None
) -> Iterator[MentionedDate]:
    if _KNOWN_EVENT.match(text, after.end()) and not after["year"]:
        return  # "the Sept. 11 attacks" are called after a day of a year they do not tell
    day = int(after["day"].rstrip("stndrh"))
    stop = after.end("day") if after["range"] or not after["year"] else after.end()
    if after["year"]:
        first: _Found = (start, stop, PartialDate(int(after["year"]), month, day))
    else:
        first = _without_year(text, (start, stop), month, day, published)
    if first is None:
        return
    yield first
    if after["range"] and day < int(after["end"]):
        yield (
            after.start("end"),
            after.end("year" if after["year"] else "end"),
            PartialDate(first[2].year, month, int(after["end"])),
        )


def _without_year(text: str, span: tuple[int, int], month: int, day: int, published: PartialDate | None) -> _Found:
    """Give a day or a month the year that puts it nearest to the publication, days ahead counted double."""
    start, stop = span
    if published is None:
        return None
    if told := _YEAR_TOLD.match(text, stop):
        return start, told.end(), PartialDate(published.year + _STEPS[told["word"]], month, day)
    if not published.month:
        return start, stop, PartialDate(published.year, month, day)
    before = text[max(0, start - _LOOK_BACK) : start]
    word = "".join(before.rstrip(" -").rsplit(None, 1)[-1:]).lower()
    candidates = [date for step in (-1, 0, 1) if (date := _if_real(published.year + step, month, day)) is not None]
    past = [date for date in candidates if date.first_day <= published.last_day]
    ahead = [date for date in candidates if date.last_day >= published.first_day]
    if ahead and (word == "next" or (word != "last" and _looks_ahead(before))):
        return start, stop, ahead[0]
    if past and word == "last":
        earlier = [date for date in past if date.last_day < published.first_day]
        return start, stop, (earlier or past)[-1]
    return start, stop, min(candidates, key=lambda date: _distance(date, published))


def _distance(date: PartialDate, published: PartialDate) -> int:
    if date.first_day > published.last_day:
        return 2 * (date.first_day - published.last_day)
    return max(0, published.first_day - date.last_day)


def _if_real(year: int, month: int, day: int) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:  # 29 February
        return None


def _looks_ahead(before: str) -> bool:
    """Whether the clause that leads to a date speaks of the future."""
    clause = _SENTENCE_END.split(before)[-1]
    return _AHEAD.search(clause) is not None and _TOLD.search(clause) is None


def _days_from(published: PartialDate, days: int) -> PartialDate:
    return PartialDate.of(calendar_date(published.first_day) + timedelta(days=days))


def _month_from(published: PartialDate, months: int) -> PartialDate:
    years, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    return PartialDate(years, month + 1)
