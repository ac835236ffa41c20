"""JSON: an article, a list of them or an object that holds the list; and JSON Lines, an article a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from indexer.sources.base import Note, Record, Reject, SourceError
from indexer.sources.decode import decode, guessed
from indexer.sources.draft import finish
from indexer.sources.files import LARGEST_BYTES, open_bytes, read_bytes
from indexer.sources.records import draft_of, record_id, safe_id

# What an object calls the list of its articles: news interfaces, JSON Feed, search engines.
_LISTS: Final = ("articles", "items", "stories", "documents", "docs", "entries", "posts", "results", "data", "records")
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class JsonSource:
    """One article, or many in a list; a key is `path#id` for one of many, or `path#n`, counted from 1."""

    suffixes: tuple[str, ...] = (".json", ".json.gz")

    def read(self, path: Path, key: str) -> Iterator[Record]:
        """Yield the articles of the file, and a `Reject` `file#n` for each that cannot be read."""
        decoded = decode(read_bytes(path))
        value = _parsed(decoded.text)
        if not decoded.is_certain:
            yield guessed(key, decoded)
        found = _listed(value)
        if found is None:
            yield from _one(value, key)
        else:
            yield from _many(((n, f"{key}#{n}", item) for n, item in enumerate(found, start=1)), key)


class JsonLinesSource:
    """One JSON object a line; a bad line is a reject of its own and the others go on."""

    suffixes: tuple[str, ...] = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")

    def read(self, path: Path, key: str) -> Iterator[Record]:
        """Yield the articles of the file, and a `Reject` `file:line` for each line that cannot be read."""
        is_empty = True
        for record in _many(_lines(path, key), key):
            is_empty = False
            yield record
        if is_empty:
            raise SourceError("the file is empty", "empty")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"it is not JSON: {error.msg} in line {error.lineno}", "bad-json") from None
    except ValueError as error:  # a number of 5,000 digits
        raise SourceError(f"it is not JSON that can be read: {error}", "bad-json") from None
    except RecursionError:
        raise SourceError("it is nested too deeply", "nested-too-deeply") from None


def _listed(value: object) -> list[object] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return next(
            (found for name in _LISTS if isinstance(found := value.get(name), list) and _has_objects(found)), None
        )
    return None


def _has_objects(found: list[object]) -> bool:
    return any(isinstance(item, dict) for item in found)


def _one(value: object, key: str) -> Iterator[Record]:
    if not isinstance(value, dict):
        raise SourceError("it holds neither an article nor a list of them", "not-an-object")
    yield from finish(draft_of(value, key, key))


def _lines(path: Path, key: str) -> Iterator[tuple[int, str, object]]:
    """Yield number, place and value of each line: a `SourceError` for a bad one, one `Note` before a guessed one."""
    number = 0
    is_noted = False
    try:
        for number, line in enumerate(_raw_lines(path), start=1):
            if not line.strip():
                continue
            place = f"{key}:{number}"
            try:
                decoded = decode(line)
                value = _parsed(decoded.text)
            except SourceError as error:
                yield number, place, error
                continue
            if not (decoded.is_certain or is_noted):
                is_noted = True
                yield number, place, guessed(place, decoded)
            yield number, place, value
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        broken = SourceError(f"the gzip file breaks off after line {number}: {error}", "broken-gzip")
        yield number + 1, f"{key}:{number + 1}", broken


def _raw_lines(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as file:
        first = file.readline(LARGEST_BYTES)
        if first.startswith(_BYTE_ORDER_MARKS):
            yield from decode(read_bytes(path)).text.encode("utf-8", "surrogatepass").split(b"\n")
            return
        line = first
        while line:
            yield line
            line = file.readline(LARGEST_BYTES)


def _many(values: Iterable[tuple[int, str, object]], key: str) -> Iterator[Record]:
    """Yield the articles of many values. `seen` maps each key given to the id it was made from."""
    seen: dict[str, str] = {}
    for number, place, value in values:
        if isinstance(value, Note):
            yield value
            continue
        try:
            if isinstance(value, SourceError):
                raise value
            if not isinstance(value, Mapping):
                raise SourceError("it is no object with fields", "not-an-object")
            yield from finish(draft_of(value, _key_of(value, number, key, seen), key))
        except SourceError as error:
            yield Reject(place, error.reason, error.code)
        except RecursionError:
            yield Reject(place, "it is nested too deeply", "nested-too-deeply")


def _key_of(record: Mapping[object, object], number: int, key: str, seen: dict[str, str]) -> str:
    """Return a key no other record of the file has: from the record's id, else from its number."""
    written = record_id(record)
    own = f"{key}#{safe_id(written)}"
    if safe_id(written) and own not in seen:
        seen[own] = written
        return own
    if written and seen.get(own) == written:
        raise SourceError(f"the id {written!r} stands in this file already; the first article is kept", "duplicate-id")
    own = f"{key}#{number}"
    while own in seen:
        own += "~"
    seen[own] = ""
    return own
