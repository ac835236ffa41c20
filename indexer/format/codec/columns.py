"""Columns: the values of a field by document, as ordinals into a sorted dictionary of the distinct values.

A column has one value a document (the default where none was given) or, of a `ValuesColumn`, any number in their
order. Ordinals are 1, 2 or 4 bytes wide, as many as the number of distinct values asks for. A column of many values in
which no document has more than one is written as one of single values, where ordinal 0 is the empty value.

    single values:   ordinal of document 0 | of document 1 | …
    many values:     starts: 0 | end of document 0 | end of document 1 | …      ordinals, one document after the other
    distinct values: numbers as 64-bit integers or floats; bytes as their ends, and all of them in one piece
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Final

from whoosh.columns import VarBytesColumn

from indexer.format.codec.container import ContainerReader, ContainerWriter, damaged
from indexer.format.codec.scans import greatest, rises
from indexer.format.codec.values import one_each, ranked, steepest

VALUE_SEPARATOR: Final = b"\x1f"
"""Between the values of a document in the bytes that Whoosh sees of a column of many values."""

_TYPECODES: Final = {1: "B", 2: "H", 4: "I"}


class ValuesColumn(VarBytesColumn):  # type: ignore[misc]  # Whoosh is untyped
    """A Whoosh column of many values a document, which it sees as bytes joined by `VALUE_SEPARATOR`."""


def narrowest(greatest: int) -> str:
    """Return the `array` typecode of the narrowest unsigned numbers that hold `greatest`.

    >>> narrowest(255), narrowest(256), narrowest(65536)
    ('B', 'H', 'I')
    """
    if greatest < 1 << 8:
        return "B"
    return "H" if greatest < 1 << 16 else "I"


class ColumnWriter:
    """Collects the values of a column in memory. `default` is what a document without a value has."""

    def __init__(self, default: Any, has_many: bool = False) -> None:
        self.has_many = has_many
        self._default = default
        self._numbers: dict[Any, int] = {} if has_many else {default: 0}
        self._given = array("I")
        self._starts = array("I", [0])

    @classmethod
    def of(
        cls, default: Any, has_many: bool, numbers: dict[Any, int], given: memoryview, ends: memoryview
    ) -> ColumnWriter:
        """Return a column of values whose `numbers` are `given`, those of document d up to `ends[d]`."""
        column = cls(default, has_many)
        column._numbers = numbers
        column._given.frombytes(given.cast("B"))
        if has_many:
            column._starts.frombytes(ends.cast("B"))
        return column

    def number(self, value: Any) -> int:
        """Return the number that stands for a value until the column is finished."""
        return self._numbers.setdefault(value, len(self._numbers))

    def fill(self, n_docs: int) -> None:
        """Give no value to the documents below `n_docs` that were not reached."""
        if self.has_many:
            self._starts.extend([len(self._given)] * (n_docs + 1 - len(self._starts)))
        else:
            self._given.extend([0] * (n_docs - len(self._given)))

    def add(self, doc: int, value: Any) -> None:
        """Give `doc` its one value; documents come in rising order."""
        self.fill(doc)
        self._given.append(self.number(value))

    def extend(self, doc: int, numbers: Iterable[int]) -> None:
        """Give documents from `doc` on one value each, by their numbers."""
        self.fill(doc)
        self._given.extend(numbers)

    def add_many(self, doc: int, values: Iterable[Any], n_docs: int = 1) -> None:
        """Give `n_docs` documents from `doc` on the same values; documents come in rising order."""
        self.fill(doc)
        numbers = [self.number(value) for value in values]
        for _ in range(n_docs):
            self._given.extend(numbers)
            self._starts.append(len(self._given))

    def extend_many(self, doc: int, numbers: Iterable[Sequence[int]]) -> None:
        """Give documents from `doc` on values by their numbers."""
        self.fill(doc)
        for each in numbers:
            self._given.extend(each)
            self._starts.append(len(self._given))

    def is_same(self, other: ColumnWriter) -> bool:
        """Return whether another column of single values holds the same for every document."""
        return (
            not self.has_many
            and not other.has_many
            and self._default == other._default
            and self._numbers == other._numbers
            and self._given == other._given
        )

    def finish(self, container: ContainerWriter, name: str, n_docs: int) -> dict[str, Any]:
        """Write the column as sections of that name; return what is to be known to read it."""
        self.fill(n_docs)
        if self.has_many:
            self._narrow()
        values = sorted(self._numbers)
        rank = array("I", bytes(4 * len(values)))
        for ordinal, value in enumerate(values):
            rank[self._numbers[value]] = ordinal
        typecode = narrowest(max(len(values) - 1, 0))
        container.add(f"{name} ordinals", ranked(memoryview(self._given), memoryview(rank), typecode))
        if self.has_many:
            container.add(f"{name} starts", self._starts)
        default = self._default
        return {
            "default": default.decode("latin-1") if isinstance(default, bytes) else default,
            "many": self.has_many,
            "width": array(typecode).itemsize,
            "distinct": len(values),
            "type": _write_values(container, name, values),
        }

    def widen(self) -> None:
        """Turn a column of single values, where the empty one is none, to one of many."""
        values = {number: value for value, number in self._numbers.items()}
        given, self._given, self._starts = self._given, array("I"), array("I", [0])
        self._numbers = {}
        self.has_many = True
        for doc, number in enumerate(given):
            self.add_many(doc, [values[number]] if values[number] != b"" else ())

    def _narrow(self) -> None:
        """Turn to single values when no document has more than one."""
        starts = memoryview(self._starts)
        if steepest(starts) > 1:
            return
        empty = self.number(b"")  # sorts first, so that ordinal 0 is no value
        single = array("I")
        single.frombytes(one_each(starts, memoryview(self._given), empty).cast("B"))
        self._given = single
        self.has_many = False


def _write_values(container: ContainerWriter, name: str, values: Sequence[Any]) -> str:
    if values and isinstance(values[0], bytes):
        ends = array("I")
        at = 0
        for value in values:
            at += len(value)
            ends.append(at)
        container.add(f"{name} ends", ends)
        container.add(f"{name} values", b"".join(values))
        return "bytes"
    typecode = "q"
    if any(isinstance(value, float) for value in values):
        typecode = "d"
    elif values and values[-1] > 2**63 - 1:
        typecode = "Q"
    container.add(f"{name} values", array(typecode, values))
    return typecode


class Values(Sequence[Any]):
    """The distinct values of a column in order; ordinal i stands for `values[i]`."""

    def __init__(self, container: ContainerReader, name: str, kind: str, n: int) -> None:
        self._n = n
        self._fault = container.name, name
        self._ends: memoryview | None = None
        if kind == "bytes":
            self._ends = container.array(f"{name} ends", "I")
            self._content = container.section(f"{name} values")
            if len(self._ends) != n:
                raise damaged(container.name, f"the values of {name}")
        else:
            self._content = container.array(f"{name} values", kind)
            if len(self._content) != n:
                raise damaged(container.name, f"the values of {name}")

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, ordinal: Any) -> Any:
        if self._ends is None:
            return self._content[ordinal]
        start = self._ends[ordinal - 1] if ordinal else 0
        stop = self._ends[ordinal]
        if not start <= stop <= len(self._content):
            raise damaged(self._fault[0], f"the values of {self._fault[1]}")
        return bytes(self._content[start:stop])

    @property
    def pieces(self) -> tuple[memoryview, memoryview]:
        """The ends of the values, and all of them in one piece. Raises `IndexDamagedError` where they are numbers."""
        if self._ends is None:
            raise damaged(self._fault[0], f"the values of {self._fault[1]}")
        return self._ends, self._content

    @property
    def numbers(self) -> memoryview:
        """The values, where they are numbers. Raises `IndexDamagedError` where they are bytes."""
        if self._ends is not None:
            raise damaged(self._fault[0], f"the values of {self._fault[1]}")
        return self._content

    def text(self, ordinal: int) -> str:
        """Return a value of bytes as text. Raises `IndexDamagedError`."""
        ends = self._ends
        try:
            if ends is None:
                raise ValueError("numbers")
            return str(self._content[ends[ordinal - 1] if ordinal else 0 : ends[ordinal]], "utf-8")
        except ValueError:
            raise damaged(self._fault[0], f"the values of {self._fault[1]}") from None

    def find(self, value: Any) -> int:
        """Return the ordinal of `value`, -1 when no document has it."""
        ordinal = bisect_left(self, value)
        return ordinal if ordinal < self._n and self[ordinal] == value else -1


class Column:
    """A column of a segment: `ordinals`, for many values `starts`, the distinct `values` and the `default`.

    Single values: `ordinals[doc]`. Many: `ordinals[starts[doc]:starts[doc + 1]]`; `starts` is None otherwise. Every
    ordinal is below `len(values)` and `starts` rises to `len(ordinals)`: both are checked when the column is opened, so
    that they can be used as indexes unchecked. Raises `IndexDamagedError` where they are not so.
    """

    def __init__(self, container: ContainerReader, name: str, about: dict[str, Any], n_docs: int) -> None:
        try:
            self.values = Values(container, name, str(about["type"]), int(about["distinct"]))
            default = about["default"]
            self.default = default.encode("latin-1") if isinstance(default, str) else default
            self.ordinals = container.array(f"{name} ordinals", _TYPECODES[about["width"]])
            self.starts = container.array(f"{name} starts", "I") if about["many"] else None
        except (KeyError, TypeError, ValueError):
            raise damaged(container.name, f"the column {name}") from None
        if not self._is_sound(n_docs):
            raise damaged(container.name, f"the ordinals of {name}")

    def _is_sound(self, n_docs: int) -> bool:
        if self.starts is None:
            if len(self.ordinals) != n_docs:
                return False
        elif len(self.starts) != n_docs + 1 or not rises(self.starts, len(self.ordinals)):
            return False
        return greatest(self.ordinals) < max(len(self.values), 1 if not len(self.ordinals) else 0)

    def of(self, doc: int) -> list[Any]:
        """Return the values of a document, in their order; of a single-valued column the one value."""
        if self.starts is None:
            return [self.values[self.ordinals[doc]]]
        start, stop = self.starts[doc], self.starts[doc + 1]
        return [self.values[ordinal] for ordinal in self.ordinals[start:stop]]
