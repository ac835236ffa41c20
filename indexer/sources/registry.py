"""Which source reads which file, and the one door that never raises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from indexer.sources.base import Record, Reject, Source, SourceError
from indexer.sources.jsonfiles import JsonLinesSource, JsonSource
from indexer.sources.markdown import MarkdownSource
from indexer.sources.text import TextSource

_BY_SUFFIX: Final[dict[str, Source]] = {}


def register(source: Source) -> None:
    """Make a source known for its suffixes; the last one registered for a suffix reads it."""
    for suffix in source.suffixes:
        _BY_SUFFIX[suffix.lower()] = source


def suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be read, sorted."""
    return tuple(sorted(_BY_SUFFIX))


def source_for(path: Path) -> Source | None:
    """Return the source for a file by its name: the longest suffix that is known, in any case.

    >>> source_for(Path("a/B.TXT.gz")) is source_for(Path("c.txt"))
    True
    >>> source_for(Path("a.pdf"))
    """
    parts = [suffix.lower() for suffix in path.suffixes]
    for start in range(len(parts)):
        source = _BY_SUFFIX.get("".join(parts[start:]))
        if source is not None:
            return source
    return None


def read_file(path: Path, key: str) -> Iterator[Record]:
    """Yield the articles of a file with what had to be rejected or noted on the way. Bad content never raises.

    >>> [record.code for record in read_file(Path("picture.png"), "picture.png")]
    ['unknown-format']
    """
    source = source_for(path)
    if source is None:
        yield Reject(key, f"no source reads files like {path.name}", "unknown-format")
        return
    try:
        yield from source.read(path, key)
    except SourceError as error:
        yield Reject(key, error.reason, error.code)
    except OSError as error:
        yield Reject(key, f"the file cannot be read: {error.strerror or error}", "unreadable")
    except RecursionError:
        yield Reject(key, "it is nested too deeply", "nested-too-deeply")
    except Exception as error:
        # A mistake in a source, perhaps somebody else's, must not stop the other files; the type helps to report it.
        yield Reject(key, f"it cannot be read ({type(error).__name__}: {error})", "unreadable")


for _source in (TextSource(), MarkdownSource(), JsonSource(), JsonLinesSource()):
    register(_source)
