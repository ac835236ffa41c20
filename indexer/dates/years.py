"""Four digits in running text: a year, the last part of a date in numbers, or only a number.

A year must stand where only a year can: after a word of time ("in 2014", "early 2022"), before a word that goes on
with the sentence ("from 2013 to 2014"), as the name of an event ("the 2016 election"), or alone in parentheses.
Counted things ("2014 troops"), measures, prices, clock times and decades are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.model import PartialDate

_YEAR_CLEAR: Final = re.compile(
    r"(?:\b[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id|(?:[Ss]ummer|[Ww]inter|[Ss]pring|[Ff]all|[Aa]utumn)(?:\sof)?"
    r"|[Ff]iscal|[Yy]ear|back\sin|(?:end|start|beginning|half|part|months|quarter)\sof)[\s-]$"
)
_YEAR_LIKELY: Final = re.compile(
    r"(?:\b(?:[Bb]y|[Ff]rom|of|[Tt]o|[Tt]hrough|[Bb]efore|[Aa]fter|[Bb]etween|and|around|circa))\s$"
)
_YEAR_OWNED: Final = re.compile(r"(?:\b(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Mm]y|[Aa])|['’]s|s['’])\s$")
_NOT_YEAR_AFTER: Final = re.compile(
    r"\d|%|[.,]\d|['’]?s\b(?<!['’]s)|[/:]\d|-(?:[a-z]|\d{3,})|°"
    r"|\s(?:percent|per\scent|million|billion|square|feet|foot|miles?|metres?|meters?|km|kilomet|pounds?|dollars?|euros?"
    r"|people|men|women|children|hours|degrees|block\sof|[ap]\.?m\.?\b)"
)
_WORD_AFTER: Final = re.compile(r"\s(?P<word>[a-z]+)")
_FUNCTION_WORDS: Final = frozenset({
    "a", "about", "after", "against", "all", "also", "although", "an", "and", "are", "as", "at", "because", "been",
    "before", "being", "but", "by", "can", "could", "did", "during", "each", "even", "for", "from", "had", "has",
    "have", "he", "her", "here", "his", "how", "if", "in", "into", "is", "it", "its", "like", "may", "might",
    "more", "most", "no", "nor", "not", "of", "off", "on", "once", "one", "only", "or", "our", "out", "over", "she",
    "should", "since", "so", "than", "that", "the", "their", "them", "then", "there", "they", "this", "through",
    "to", "too", "under", "until", "up", "upon", "us", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "whom", "whose", "why", "will", "with", "without", "would", "yet", "you", "your",
})  # fmt: skip
_EVENTS: Final = frozenset({
    "elections", "midterms", "games", "olympics", "primaries", "protests", "attacks", "riots", "hearings", "talks",
    "results", "season", "sanctions",
})  # fmt: skip
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\d-])")
_SLASHED: Final = re.compile(r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/$")
# "2014-2016" is two years, "2009-10" a season.
_UNTIL: Final = re.compile(r"[-–](?:(?P<year>(?:1[89]|20)\d\d)|\d\d)(?!\d)")


def years_at(text: str, start: int) -> Iterator[tuple[int, int, PartialDate]]:
    """Yield the dates of the four digits at `start` as (start, stop, date): none, one, or the two of a range.

    Raises `ValueError` for a date in numbers that is not in the calendar.

    >>> [str(date) for _, _, date in years_at("In 2014 it was.", 3)], list(years_at("It sent 2014 troops.", 8))
    (['2014'], [])
    """
    stop = start + 4
    before = text[max(0, start - 24) : start]
    iso = _ISO.match(text, start)
    if iso and (iso["day"] or int(iso["month"]) != (int(iso["year"]) + 1) % 100):  # 2009-10 is a season
        yield start, iso.end(), PartialDate(int(iso["year"]), int(iso["month"]), int(iso["day"] or 0))
        return
    if slashed := _SLASHED.search(before):
        first, second = int(slashed["first"]), int(slashed["second"])
        month, day = (second, first) if first > 12 else (first, second)
        yield start - len(before) + slashed.start(), stop, PartialDate(int(text[start:stop]), month, day)
        return
    until = _UNTIL.match(text, stop)
    if not _is_year(text, before, until.end() if until else stop):
        return
    yield start, stop, PartialDate(int(text[start:stop]))
    if until and until["year"]:
        yield stop + 1, until.end(), PartialDate(int(until["year"]))


def _is_year(text: str, before: str, stop: int) -> bool:
    if _NOT_YEAR_AFTER.match(text, stop):
        return False
    word_after = _WORD_AFTER.match(text, stop)
    word = word_after["word"] if word_after else ""
    is_plain = not word or word in _FUNCTION_WORDS
    if _YEAR_CLEAR.search(before):
        return is_plain or not word.endswith("s") or word in _EVENTS
    if _YEAR_LIKELY.search(before):
        return is_plain
    if _YEAR_OWNED.search(before):
        return bool(word) and not is_plain and (not word.endswith("s") or word in _EVENTS)
    return before.endswith("(") and text[stop : stop + 1] in (")", "–", "-", ",")
