"""The documents file of a segment: lengths of fields, columns and stored records."""

from __future__ import annotations

from array import array
from typing import Any, BinaryIO, Final

from indexer.format.codec.columns import Column, ColumnWriter, narrowest
from indexer.format.codec.container import ContainerReader, ContainerWriter, damaged
from indexer.format.codec.layout import CODEC_NAME
from indexer.format.codec.records import RecordsReader, RecordsWriter
from indexer.format.codec.scans import greatest

MAIN_STORED: Final = "record"
"""The stored field that is kept as text: see `records`."""


class DocumentsWriter:
    """Writes a documents file; the caller opens and closes `file`.

    `aliases` are fields that have the lengths of another: a field of stems those of its words.
    """

    def __init__(self, file: BinaryIO, aliases: dict[str, str] | None = None, dictionary: bytes | None = None) -> None:
        self._container = ContainerWriter(file)
        self.aliases = aliases or {}
        self.lengths: dict[str, array[int]] = {}
        self.columns: dict[str, ColumnWriter] = {}
        self.records = RecordsWriter(self._container, MAIN_STORED, dictionary)

    def add_length(self, field: str, doc: int, length: int) -> None:
        """Set the number of terms of a field of `doc`; documents come in rising order."""
        if field in self.aliases:
            return
        lengths = self.lengths.setdefault(field, array("I"))
        lengths.extend([0] * (doc - len(lengths)))
        lengths.append(length)

    def column(self, name: str, default: Any, has_many: bool = False) -> ColumnWriter:
        """Return the column of that name, which is made when it is not there."""
        if name not in self.columns:
            self.columns[name] = ColumnWriter(default, has_many)
        return self.columns[name]

    def finish(self, n_docs: int) -> None:
        """Write all that was collected; documents not reached have no length, no value and no record."""
        for _ in range(n_docs - self.records.n_records):
            self.records.add(b"")
        records = self.records.finish()
        lengths = {field: self._write_lengths(field, each, n_docs) for field, each in sorted(self.lengths.items())}
        lengths |= {field: {"same as": other} for field, other in self.aliases.items() if other in self.lengths}
        same_as = self._same_columns(n_docs)
        columns = {
            name: {"same as": same_as[name]}
            if name in same_as
            else column.finish(self._container, f"column {name}", n_docs)
            for name, column in sorted(self.columns.items())
        }
        meta = {"codec": CODEC_NAME, "docs": n_docs, "lengths": lengths, "columns": columns, "records": records}
        self._container.finish(meta)

    def _same_columns(self, n_docs: int) -> dict[str, str]:
        """Return for each column that is the same as an earlier one that name: a date mostly ends as it begins."""
        same: dict[str, str] = {}
        names = sorted(self.columns)
        for column in self.columns.values():
            column.fill(n_docs)
        for place, name in enumerate(names):
            for other in names[:place]:
                if other not in same and self.columns[name].is_same(self.columns[other]):
                    same[name] = other
                    break
        return same

    def _write_lengths(self, field: str, lengths: array[int], n_docs: int) -> dict[str, Any]:
        lengths.extend([0] * (n_docs - len(lengths)))
        least, most = min(lengths, default=0), max(lengths, default=0)
        typecode = max(narrowest(most), "H", key="BHI".index)
        self._container.add(f"lengths {field}", array(typecode, lengths))
        return {"width": array(typecode).itemsize, "sum": sum(lengths), "least": least, "most": most}


class Lengths:
    """The number of terms of a field by document: `by_doc` is of 16 or 32-bit numbers, none above `most`.

    `total` is their sum, deleted documents included.
    """

    def __init__(self, container: ContainerReader, field: str, about: dict[str, Any], n_docs: int) -> None:
        try:
            self.by_doc = container.array(f"lengths {field}", {2: "H", 4: "I"}[about["width"]])
            self.total, self.least, self.most = int(about["sum"]), int(about["least"]), int(about["most"])
        except (KeyError, TypeError, ValueError):
            raise damaged(container.name, f"the lengths of {field}") from None
        # What is made of the sum and the greatest goes as divisors and sizes into scores.
        is_sound = len(self.by_doc) == n_docs and greatest(self.by_doc) == self.most
        if not is_sound or not 0 <= self.total <= n_docs * self.most:
            raise damaged(container.name, f"the lengths of {field}")


class DocumentsReader:
    """A documents file over a read-only `view` of its bytes. Raises `IndexDamagedError` where it cannot be right."""

    def __init__(self, view: memoryview, name: str) -> None:
        self.name = name
        self._container = container = ContainerReader(view, name)
        self._opened_columns: dict[str, Column] = {}
        self._opened_lengths: dict[str, Lengths] = {}
        try:
            self.n_docs = int(container.meta["docs"])
            self._lengths = dict(container.meta["lengths"])
            self._columns = dict(container.meta["columns"])
            self.records = RecordsReader(container, container.meta["records"], self.n_docs)
        except (KeyError, TypeError, ValueError):
            raise damaged(name, "its table of columns") from None

    @property
    def length_fields(self) -> list[str]:
        """Names of the fields that have lengths, sorted."""
        return sorted(self._lengths)

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, sorted."""
        return sorted(self._columns)

    def lengths(self, field: str) -> Lengths | None:
        """Return the lengths of a field, None when it has none."""
        about = self._lengths.get(field)
        if about is None:
            return None
        if "same as" in about:
            return self.lengths(about["same as"])
        if field not in self._opened_lengths:
            self._opened_lengths[field] = Lengths(self._container, field, about, self.n_docs)
        return self._opened_lengths[field]

    def column(self, name: str) -> Column | None:
        """Return a column, None when there is none of that name."""
        if name not in self._columns:
            return None
        other = self._columns[name].get("same as")
        if other is not None:
            # Only to an earlier one, so that it ends.
            if not isinstance(other, str) or not other < name or other not in self._columns:
                raise damaged(self.name, f"the column {name}")
            return self.column(other)
        if name not in self._opened_columns:
            self._opened_columns[name] = Column(self._container, f"column {name}", self._columns[name], self.n_docs)
        return self._opened_columns[name]

    def verify(self) -> list[str]:
        """Read every section; return the names of those whose bytes are not as written."""
        return self._container.verify()
