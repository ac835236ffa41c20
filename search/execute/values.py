"""What a paragraph holds of the fields that are counted: names, other values, and the periods of its dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product
from typing import Any, Protocol, cast

from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from indexer.format.schema import NAME_FIELDS, unpack_values
from indexer.model import ENTITY_TYPES, EntityType
from search.execute.periods import period_of_date, period_within
from search.request import FacetRequest

ValuesReader = Callable[[int], tuple[str, ...]]
"""From the number of a paragraph in its segment to its distinct values."""

CellsReader = Callable[[int], tuple[tuple[str, str], ...]]
"""The same for a facet: pairs of values, the second empty unless two fields are crossed."""


def values_reader(leaf: Any, field: str, step: str = "", ledger: EntityLedger = NO_LEDGER) -> ValuesReader:
    """Return the reader of a field over one segment, a Whoosh leaf reader.

    For the dates, `step` is the period they are counted by; a date that is not known that precisely gives no value.
    Names are those that `ledger` shows.
    """
    if field in NAME_FIELDS and not ledger.is_empty:
        return _shown_names(leaf, cast(EntityType, field), ledger)
    if field == "date":
        first, last = leaf.column_reader("date"), leaf.column_reader("date_last")

        def period(document: int) -> tuple[str, ...]:
            found = period_within(first[document], last[document], step)
            return (found,) if found else ()

        return period
    column = leaf.column_reader(field, translate=False)
    unpack = cache(unpack_values)
    if not step:
        return lambda document: unpack(bytes(column[document]))

    @cache
    def periods(packed: bytes) -> tuple[str, ...]:
        found = (period_of_date(date, step) for date in unpack_values(packed))
        return tuple(dict.fromkeys(filter(None, found)))

    return lambda document: periods(bytes(column[document]))


def _shown_names(leaf: Any, field: EntityType, ledger: EntityLedger) -> ValuesReader:
    columns = {type_: leaf.column_reader(type_, translate=False) for type_ in ENTITY_TYPES}
    articles = leaf.column_reader("article", translate=False)
    unpack = cache(unpack_values)

    def shown(document: int) -> tuple[str, ...]:
        stored = {type_: unpack(bytes(column[document])) for type_, column in columns.items()}
        return ledger.shown(field, stored, bytes(articles[document]).decode("utf-8"))

    return shown


def cells_reader(leaf: Any, facet: FacetRequest, ledger: EntityLedger = NO_LEDGER) -> CellsReader:
    """Return the reader of what a facet counts: the values of its field, or the pairs of the values of both."""
    first = values_reader(leaf, facet.field, facet.step, ledger)
    if facet.crossed is None:
        return lambda document: tuple((value, "") for value in first(document))
    second = values_reader(leaf, facet.crossed.field, facet.crossed.step, ledger)
    return lambda document: tuple(product(first(document), second(document)))


class Everywhere(Protocol):
    """How many paragraphs of a whole index, whatever is asked, hold each value of a field."""

    def of(self, field: str, step: str = "") -> Mapping[str, int]:
        """Return the number of paragraphs by value; for the dates by period."""
        ...


class IndexCounts:
    """How many paragraphs of a whole index, whatever is asked, hold each value of a field. Counted once, when asked."""

    def __init__(self, reader: Any, ledger: EntityLedger = NO_LEDGER) -> None:
        self._ledger = ledger
        self._leaves = [leaf for leaf, _ in reader.leaf_readers()]
        self._known: dict[tuple[str, str], Mapping[str, int]] = {}
        self.n_paragraphs: int = reader.doc_count()

    def of(self, field: str, step: str = "") -> Mapping[str, int]:
        """Return the number of paragraphs by value; for the dates by period."""
        key = field, step
        if key not in self._known:
            counts: Counter[str] = Counter()
            for leaf in self._leaves:
                values = values_reader(leaf, field, step, self._ledger)
                for document in leaf.all_doc_ids():
                    counts.update(values(document))
            self._known[key] = counts
        return self._known[key]
