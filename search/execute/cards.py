"""What is counted of every document, laid out for `kernels.census`: codes for the values of fields, and cards of them.

A value has a *place* in what is shown of its field: that of its ordinal, or of a period that in a calendar. Fields that
the paragraphs of an article share are on no card but in a table by article.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from search.execute.kernels import cards
from search.execute.kernels.arrays import lasting, numbers
from search.execute.kernels.counting import NO_ORDINAL
from search.execute.ordinals import SegmentOrdinals
from search.execute.segments import Segment


class CountedValues(NamedTuple):
    """The values of a field: those of each segment, how many places they have, and by ordinal which.

    `shared` is what `shared_of` tells of it.
    """

    of: Sequence[SegmentOrdinals]
    n_places: int
    place_of: Sequence[int]
    shared: list[memoryview] | None


def shared_of(of: Sequence[SegmentOrdinals], segments: Sequence[Segment]) -> list[memoryview] | None:
    """Return by segment the ordinal of every article, None where paragraphs of one article differ or have several."""
    shared = []
    for own, segment in zip(of, segments, strict=True):
        by_article = _by_article(own, segment)
        if by_article is None:
            return None
        shared.append(by_article)
    return shared


def _by_article(own: SegmentOrdinals, segment: Segment) -> memoryview | None:
    column = segment.data.column("article")
    n_articles = len(column.values) if column is not None and len(segment.articles) else 0
    found = memoryview(array("I", [NO_ORDINAL]) * n_articles)
    if len(own.starts):
        return None if len(own.ordinals) else found
    return found if cards.spread(segment.articles, own.ordinals, found) else None


class Codes(NamedTuple):
    """The codes of all fields: `of[firsts[field] + place]`, behind those of a field that of no value."""

    firsts: memoryview
    of: memoryview


def codes_of(fields: Sequence[CountedValues]) -> Codes:
    """Return codes from 1 on: those met most on cards are the lowest, for they stand side by side where they count."""
    firsts = array("I", [0])
    for each in fields:
        firsts.append(firsts[-1] + each.n_places + 1)
    met = numbers(firsts[-1])
    for first, each in zip(firsts, fields, strict=False):
        if each.shared is None:
            for place, n in zip(each.place_of, _frequencies(each), strict=True):
                met[first + place] = n
    found = numbers(len(met))
    cards.by_frequency(met, found)
    return Codes(memoryview(firsts), memoryview(array("I", [place + 1 for place in found])))


def _frequencies(field: CountedValues) -> memoryview:
    counts = numbers(len(field.place_of))
    for own in field.of:
        cards.frequencies(own.ordinals, counts)
    return counts


class SegmentCards(NamedTuple):
    """What is counted of the documents of one segment, the first of which is `base`, as `kernels.census` reads it."""

    base: int
    cards: memoryview
    more: memoryview
    shared: memoryview


def cards_of(fields: Sequence[CountedValues], codes: Codes, segments: Sequence[Segment]) -> list[SegmentCards]:
    """Return the cards of all segments."""
    coded = [
        memoryview(array("I", [codes.of[first + place] for place in field.place_of]))
        for first, field in zip(codes.firsts, fields, strict=False)
    ]
    found = []
    for number, segment in enumerate(segments):
        own = [(i, field.of[number], coded[i]) for i, field in enumerate(fields) if field.shared is None]
        tables = [
            _codes_by_article(field.shared[number], field.of[number].blank, coded[i], codes.of[codes.firsts[i + 1] - 1])
            for i, field in enumerate(fields)
            if field.shared is not None
        ]
        woven = memoryview(array("I", [code for article in zip(*tables, strict=True) for code in article]))
        found.append(SegmentCards(segment.base, *_written(segment, own), woven))
    return found


def _codes_by_article(ordinals: memoryview, blank: int, coded: memoryview, nothing: int) -> list[int]:
    return [nothing if ordinal in (blank, NO_ORDINAL) else coded[ordinal] for ordinal in ordinals]


def _written(segment: Segment, own: list[tuple[int, SegmentOrdinals, memoryview]]) -> tuple[memoryview, memoryview]:
    sizes = numbers(segment.n_docs)
    for _, of, coded in own:
        cards.add_sizes(of.starts, of.ordinals, of.blank, coded, sizes)
    written = lasting(4 * segment.n_docs)
    more = lasting(max(cards.begin(sizes, segment.articles, written), 1))
    for number, of, coded in own:
        cards.put_codes(of.starts, of.ordinals, of.blank, coded, number, written, more)
    return written, more
