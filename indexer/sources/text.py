"""Plain text: a header or none, then paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.bylines import split_names
from indexer.model import Block
from indexer.sources.base import Record
from indexer.sources.decode import decode, guessed
from indexer.sources.draft import Draft, finish
from indexer.sources.files import read_bytes
from indexer.sources.header import read_header
from indexer.sources.wraps import blocks


class TextSource:
    """One article a file: ` date 2021-12-31 ` or `Key: value` lines on top, then paragraphs parted by blank lines."""

    suffixes: tuple[str, ...] = (".txt", ".text", ".txt.gz", ".text.gz")

    def read(self, path: Path, key: str) -> Iterator[Record]:
        """Yield the article of the file; raise `SourceError` where it has none."""
        decoded = decode(read_bytes(path))
        lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        header = read_header(lines)
        fields = header.fields
        if not decoded.is_certain:
            yield guessed(key, decoded)
        yield from finish(
            Draft(
                key=key,
                name=key,
                blocks=tuple(Block(text) for text in blocks("\n".join(lines[header.n_lines :]))),
                title=fields.get("title", ""),
                header_date=fields.get("date", ""),
                source=fields.get("source", ""),
                authors=split_names(fields.get("authors", "")),
                url=fields.get("url", ""),
                dateline=fields.get("dateline", ""),
                language=fields.get("language", ""),
            )
        )
