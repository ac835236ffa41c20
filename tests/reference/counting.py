"""Facets, related names and groups by brute force: the judge of everything that is counted.

Sets of paragraphs and of article keys, the calendar of the standard library, the formula as printed; no index, and
nothing of the code under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as CalendarDate
from datetime import timedelta
from math import log

from indexer.model import ENTITY_TYPES, Paragraph, PartialDate

Cell = tuple[str, str]


def values(paragraph: Paragraph, part: str) -> set[str]:
    """Return the values of `person`, `source` or another field, for `date:month` the period of the date."""
    field, _, step = part.partition(":")
    if field in ENTITY_TYPES:
        return {mention.name for mention in paragraph.mentions if mention.type == field}
    if field == "author":
        return set(paragraph.authors)
    if field == "date":
        return _periods([paragraph.date] if paragraph.date else [], step)
    if field == "mentioned":
        return _periods(paragraph.mentioned, step)
    return {value} if (value := getattr(paragraph, field)) else set()


def cells(paragraph: Paragraph, facet: str) -> set[Cell]:
    """Return the values of a facet, or the pairs of values where two are crossed."""
    first, comma, second = facet.partition(",")
    seconds = values(paragraph, second) if comma else {""}
    return {(one, other) for one in values(paragraph, first) for other in seconds}


def counted(paragraphs: Iterable[Paragraph]) -> tuple[int, int]:
    """Return how many paragraphs there are, and in how many articles."""
    found = list(paragraphs)
    return len(found), len({paragraph.article for paragraph in found})


def listed(
    paragraphs: Sequence[Paragraph], facet: str, limit: int, least: int, prefix: str
) -> tuple[list[tuple[str, str, int, int]], tuple[int, int, int], tuple[int, int]]:
    """Return the cells to list with their counts, the others (values, paragraphs, articles) and those with none."""
    every = {cell for paragraph in paragraphs for cell in cells(paragraph, facet)}
    rows = [(*cell, *counted(p for p in paragraphs if cell in cells(p, facet))) for cell in every]
    rows = [row for row in rows if row[0].lower().startswith(prefix.lower())]
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    shown = [row for row in rows if row[2] >= least][:limit]
    others = {row[:2] for row in rows if row not in shown}
    beside = counted(p for p in paragraphs if cells(p, facet) & others)
    return shown, (len(others), *beside), counted(p for p in paragraphs if not cells(p, facet))


def histogram(
    matching: Sequence[Paragraph], everything: Sequence[Paragraph], facet: str
) -> list[tuple[str, int, int, int]]:
    """Return each period from the first to the last with a match: its name, paragraphs, articles, all paragraphs."""
    step = facet.partition(":")[2]
    found = {value for paragraph in matching for value in values(paragraph, facet)}
    if not found:
        return []
    # Every day of a few years around is asked which period it is in.
    years = [int(name[:4]) for name in found]
    day, last = CalendarDate(min(years) - 1, 1, 1), CalendarDate(max(years) + 2, 1, 1)
    names = set()
    while day < last:
        names.add(_period(PartialDate.of(day), step))
        day += timedelta(days=1)
    return [
        (
            name,
            *counted(p for p in matching if name in values(p, facet)),
            sum(name in values(p, facet) for p in everything),
        )
        for name in sorted(names)
        if min(found) <= name <= max(found)
    ]


def _periods(dates: Iterable[PartialDate], step: str) -> set[str]:
    return {period for date in dates if (period := _period(date, step))}


def _period(date: PartialDate, step: str) -> str:
    if step == "week":
        if not date.day:
            return ""
        year, week, _ = CalendarDate(date.year, date.month, date.day).isocalendar()
        return f"{year}-W{week:02d}"
    if step == "year":
        return f"{date.year}"
    if step == "month":
        return f"{date.year}-{date.month:02d}" if date.month else ""
    return str(date) if date.day else ""


def log_likelihood(together: int, n_matching: int, n_with: int, n_all: int) -> tuple[float, float]:
    """Return the expected number of matching paragraphs with a name and G², from the table of two by two."""
    table = [
        [together, n_matching - together],
        [n_with - together, n_all - n_matching - (n_with - together)],
    ]
    total = 0.0
    for row in table:
        for column, observed in enumerate(row):
            expected = sum(row) * (table[0][column] + table[1][column]) / n_all
            if observed:
                total += observed * log(observed / expected)
    return n_matching * n_with / n_all, 2 * total


def grouped(
    scored: Sequence[tuple[Paragraph, float]], sort: str
) -> list[tuple[str, float, list[tuple[Paragraph, float]]]]:
    """Return the articles of matching paragraphs, best first: key, score, and all their paragraphs, best first.

    `scored` are paragraphs with their scores in the order of the index; by date the scores are 0.
    """
    articles: dict[str, list[tuple[Paragraph, float]]] = {}
    for paragraph, score in scored:
        articles.setdefault(paragraph.article, []).append((paragraph, score))
    found = []
    for key, paragraphs in articles.items():
        best = sorted(paragraphs, key=lambda pair: -pair[1])
        scores = [score for _, score in best] + [0.0, 0.0]
        found.append((key, scores[0] + scores[1] / 2 + scores[2] / 4, best))
    # Sorting keeps equals in the order of the index.
    if sort == "score":
        return sorted(found, key=lambda group: -group[1])
    undated = [group for group in found if group[2][0][0].date is None]
    dated = [group for group in found if group[2][0][0].date is not None]
    dated.sort(key=lambda group: (1 if sort == "date" else -1) * group[2][0][0].date.first_day)
    return dated + undated
