"""Facets counted by ordinals: one pass over the matches, and Python for the values that are listed alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from search.execute.facets import histogram, listing
from search.execute.kernels.arrays import bits as new_bits
from search.execute.kernels.counting import Counts
from search.execute.ordinals import CountedField, CountedFields
from search.execute.plan import Plan
from search.execute.segments import Segment, Uncovered
from search.request import FacetRequest
from search.results import Facet, FacetCount, Others, Total

Found = Sequence[memoryview]


def facet_by_ordinals(
    facet: FacetRequest, plan: Plan, fields: CountedFields, segments: Sequence[Segment], found: Found
) -> Facet:
    """Return a facet over the documents `found` in each segment. Raises `Uncovered` where there are no ordinals."""
    if not fields.covers(facet):
        raise Uncovered
    field = fields.field(facet.field, facet.step)
    if facet.is_histogram:
        return _histogram(facet, fields, segments, found)
    counts = field.count(segments, found)
    none = Total(counts.none, counts.none_articles)
    if plan.facet_prefix:
        return _with_prefix(plan, field, counts, none)
    best = counts.best(plan.facet_limit) if counts.n_touched else []
    listed = tuple(FacetCount(field.value(each), n, articles) for each, n, articles in best if n >= plan.facet_min)
    others = Others()
    if len(listed) < counts.n_touched:
        told = best[: len(listed)]
        bits = field.no_bits
        for ordinal, _, _ in told:
            bits[ordinal >> 3] |= 1 << (ordinal & 7)
        others = Others(counts.n_touched - len(listed), *counts.occurrences.n_with_any(bits, 0))
        for ordinal, _, _ in told:
            bits[ordinal >> 3] = 0
    return Facet(listed, others=others, none=none)


def _with_prefix(plan: Plan, field: CountedField, counts: Counts, none: Total) -> Facet:
    rows = _rows(field, counts)
    ordinals = {row.value: ordinal for row, ordinal in zip(rows, counts.touched, strict=True)}
    listed, rest = listing(rows, plan)
    if not rest:
        return Facet(listed, none=none)
    bits = new_bits(field.n_values)
    for value, _ in rest:
        bits[ordinals[value] >> 3] |= 1 << (ordinals[value] & 7)
    return Facet(listed, others=Others(len(rest), *counts.occurrences.n_with_any(bits, 1)), none=none)


def _histogram(facet: FacetRequest, fields: CountedFields, segments: Sequence[Segment], found: Found) -> Facet:
    field = fields.field(facet.field, facet.step)
    calendar = fields.calendar(facet.step)
    counts = field.count(segments, found)  # after the calendar, which is counted the same way
    none = Total(counts.none, counts.none_articles)
    if not counts.n_touched:
        return Facet((), facet.step, none=none)
    if calendar is None:
        rows = _rows(field, counts)
        return histogram(rows, facet.step, none, fields.of(facet.field, facet.step))
    first, last = counts.range()
    places = slice(calendar.places[first], calendar.places[last] + 1)
    paragraphs, articles = counts.of(calendar.ordinals[places])
    listed = map(FacetCount, calendar.names[places], paragraphs, articles, repeat(""), calendar.paragraphs[places])
    return Facet(tuple(listed), facet.step, none=none)


def _rows(field: CountedField, counts: Counts) -> list[FacetCount]:
    """Return the count of every value counted, in the order of `counts.touched`."""
    return list(map(FacetCount, map(field.value, counts.touched), *counts.of(counts.touched)))
