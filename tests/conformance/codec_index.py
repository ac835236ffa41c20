"""A Whoosh index over any codec, without Whoosh's pickled contents file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter


@dataclass
class _Contents:
    generation: int
    schema: Any
    segments: list[Any] = field(default_factory=list)


class CodecIndex(FileIndex):
    """Documents of a schema in a folder, through one codec."""

    def __init__(self, folder: Path, schema: Any, codec: Any) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = "t"
        self._schema = schema
        self._codec = codec
        self._contents = _Contents(0, schema)

    def _read_toc(self) -> _Contents:
        return _Contents(self._contents.generation, self._schema, list(self._contents.segments))

    def writer(self, **options: Any) -> Any:
        return _Writer(self, options)


class _Writer(SegmentWriter):
    def __init__(self, index: CodecIndex, options: dict[str, Any]) -> None:
        self._index = index
        super().__init__(index, _lk=False, codec=index._codec, compound=False, **options)

    def _commit_toc(self, segments: list[Any]) -> None:
        self._index._contents = _Contents(self.generation, self._index._schema, segments)
