"""Fields that are counted, as ordinals over a whole index: one order of the values for all segments."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from indexer.format.entity_ledger import EntityLedger
from indexer.format.schema import KEY_FIELDS, NAME_FIELDS, NO_DATE
from search.execute.kernels.arrays import bits, numbers
from search.execute.kernels.counting import NO_ORDINAL, Counts, Occurrences, agreed, mapped
from search.execute.periods import period_within, periods_between, spans_too_many
from search.execute.segments import NOTHING, Segment, Uncovered
from search.execute.values import IndexCounts
from search.request import FacetRequest

_VALUE_FIELDS: Final = frozenset((*NAME_FIELDS, *KEY_FIELDS))

_MOST_TEXTS: Final = 4096
"""Values of a field that are kept as text: those that are listed are mostly the same."""


class SegmentOrdinals(NamedTuple):
    """The values of the documents of one segment; `kernels.counting` tells what each is."""

    starts: memoryview
    ordinals: memoryview
    blank: int


class CountedField:
    """The values of one field over all segments; `of[i]` are those of segment i. For one thread.

    `texts` are values that are known by their ordinals; `value` tells all.
    """

    def __init__(self, values: Sequence[bytes], of: list[SegmentOrdinals], occurrences: Occurrences) -> None:
        """`occurrences` is room that fields share: it holds those of the last count of any."""
        self._occurrences = occurrences
        self.texts: dict[int, str] = {}
        self._values = values
        self.of = of
        self.n_values = len(values)
        self._counts: Counts | None = None

    def value(self, ordinal: int) -> str:
        """Return the value of an ordinal. Ordinals are in the order of the values."""
        try:
            return self.texts[ordinal]
        except KeyError:
            pass
        if len(self.texts) >= _MOST_TEXTS:
            self.texts.clear()
        text = self.texts[ordinal] = bytes(self._values[ordinal]).decode("utf-8")
        return text

    def count(self, segments: Sequence[Segment], found: Sequence[memoryview]) -> Counts:
        """Count the documents `found` in each segment. The answer holds until the next call."""
        if self._counts is None:
            self._counts = Counts(self.n_values, self._occurrences)
        counts = self._counts
        counts.clear()
        for segment, docs, own in zip(segments, found, self.of, strict=False):
            if len(docs):
                counts.add(docs, own.starts, own.ordinals, own.blank, segment.articles, segment.base)
        return counts

    @cached_property
    def no_bits(self) -> memoryview:
        """A bit for each value and one more, all 0: whoever sets one clears it again."""
        return bits(self.n_values + 1)


class CountedFields:
    """The fields of an index that can be counted by ordinals, made ready when they are first asked for."""

    def __init__(self, segments: Sequence[Segment], reader: Any, ledger: EntityLedger) -> None:
        self._segments = segments
        self._has_ledger = not ledger.is_empty
        self._known: dict[tuple[str, str], CountedField] = {}
        self._everywhere: dict[tuple[str, str], Mapping[str, int]] = {}
        self._occurrences = Occurrences()
        self._calendars: dict[str, Calendar | None] = {}
        self._reference = IndexCounts(reader, ledger)
        self.n_paragraphs = self._reference.n_paragraphs

    def covers(self, facet: FacetRequest) -> bool:
        """Return whether a facet can be counted by ordinals."""
        if facet.crossed is not None or facet.field == "mentioned":
            return False
        return not (self._has_ledger and facet.field in NAME_FIELDS)

    def field(self, name: str, step: str = "") -> CountedField:
        """Return a field that is covered; of dates, their periods of that step. Raises `Uncovered` for odd values."""
        key = name, step
        if key not in self._known:
            self._known[key] = self._make(name, step)
        return self._known[key]

    def _make(self, name: str, step: str) -> CountedField:
        if name == "date":
            return CountedField(*_periods(self._segments, step), self._occurrences)
        return CountedField(*_values(self._segments, name), self._occurrences)

    def of(self, field: str, step: str = "") -> Mapping[str, int]:
        """Return the number of paragraphs of the whole index by value or period, as `IndexCounts` does."""
        key = field, step
        if key not in self._everywhere:
            try:
                self._everywhere[key] = self._count_everywhere(field, step)
            except Uncovered:
                self._everywhere[key] = self._reference.of(field, step)
        return self._everywhere[key]

    def calendar(self, step: str) -> Calendar | None:
        """Return all periods of the index, None where they are too many to list. Raises `Uncovered` as `field` does."""
        if step not in self._calendars:
            field = self.field("date", step)
            self._calendars[step] = _calendar(field, step, self.of("date", step))
        return self._calendars[step]

    def _count_everywhere(self, field: str, step: str) -> Mapping[str, int]:
        if not self.covers(FacetRequest(field, step)):  # type: ignore[arg-type]
            raise Uncovered
        counted = self.field(field, step)
        counts = counted.count(self._segments, [segment.live for segment in self._segments])
        paragraphs = numbers(counted.n_values)
        counts.paragraphs(paragraphs)
        return _Numbers(counted, paragraphs)


class _Numbers(Mapping[str, int]):
    """Paragraphs by value, looked up where they are asked for: names are many, and few are shown."""

    def __init__(self, field: CountedField, paragraphs: memoryview) -> None:
        self._paragraphs = paragraphs
        self._field = field
        self._ordinals: dict[str, int] | None = None

    def _by_value(self) -> dict[str, int]:
        if self._ordinals is None:
            self._ordinals = {self._field.value(i): i for i, n in enumerate(self._paragraphs) if n}
        return self._ordinals

    def __getitem__(self, value: str) -> int:
        return self._paragraphs[self._by_value()[value]]

    def __iter__(self) -> Any:
        return iter(self._by_value())

    def __len__(self) -> int:
        return len(self._by_value())


def _values(segments: Sequence[Segment], name: str) -> tuple[Sequence[bytes], list[SegmentOrdinals]]:
    columns = [segment.data.column(name) for segment in segments]
    for column in columns:
        if column is not None and column.starts is not None and len(column.values) and not column.values[0]:
            raise Uncovered  # an empty value among several, which the reference counts where it stands
    if len(segments) == 1:
        values: Sequence[bytes] = columns[0].values if columns[0] is not None else ()
        tables = [NOTHING]
    else:
        values = sorted({value for column in columns if column is not None for value in column.values})
        number = {value: ordinal for ordinal, value in enumerate(values)}
        tables = [
            NOTHING if column is None else memoryview(array("I", [number[value] for value in column.values]))
            for column in columns
        ]
    blank = 0 if len(values) and not values[0] else NO_ORDINAL
    found = []
    for segment, column, table in zip(segments, columns, tables, strict=True):
        if column is None:
            found.append(SegmentOrdinals(numbers(segment.n_docs + 1), NOTHING, NO_ORDINAL))
            continue
        ordinals = segment.ordinals(name)
        if len(table):
            out = numbers(len(ordinals))
            mapped(ordinals, table, out)
            ordinals = out
        found.append(SegmentOrdinals(NOTHING if column.starts is None else column.starts, ordinals, blank))
    return values, found


def _periods(segments: Sequence[Segment], step: str) -> tuple[Sequence[bytes], list[SegmentOrdinals]]:
    days = [[segment.days(name) for name in ("date", "date_last")] for segment in segments]
    names = sorted({"", *(period_within(day, day, step) for both in days for each in both for day in each)})
    number = {name: ordinal for ordinal, name in enumerate(names)}
    found = []
    for segment, both in zip(segments, days, strict=True):
        out = numbers(segment.n_docs)
        if all(both):
            tables = [array("I", [number[period_within(day, day, step)] for day in each]) for each in both]
            agreed(segment.ordinals("date"), tables[0], segment.ordinals("date_last"), tables[1], out)
        found.append(SegmentOrdinals(NOTHING, out, 0))
    return [name.encode() for name in names], found


class Calendar(NamedTuple):
    """Every period from the first of an index to the last, those without a paragraph included.

    `names`, `ordinals` and `paragraphs` of the whole index are by place, `places` by ordinal.
    """

    names: list[str]
    ordinals: memoryview
    paragraphs: list[int]
    places: dict[int, int]


def _calendar(field: CountedField, step: str, everywhere: Mapping[str, int]) -> Calendar | None:
    known = {name: ordinal for ordinal in range(field.n_values) if (name := field.value(ordinal))}
    if not known or spans_too_many(min(known), max(known), step):
        return None
    names = list(periods_between(min(known), max(known), step))
    ordinals = memoryview(array("I", [known.get(name, NO_ORDINAL) for name in names]))
    places = {ordinal: place for place, ordinal in enumerate(ordinals)}
    return Calendar(names, ordinals, [everywhere.get(name, 0) for name in names], places)


def day_scores(segment: Segment, sign: int) -> array[float]:
    """Return by the ordinal of a date what ranks it, the greater the better: `sign` 1 is newest first.

    A paragraph without a date comes last.
    """
    return array("d", [float("-inf") if day == NO_DATE else float(sign * day) for day in segment.days("date")])
