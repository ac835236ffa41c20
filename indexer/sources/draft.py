"""The last step of every source: what was found in a file, cleaned, dated and frozen into an `Article`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as CalendarDate
from typing import Final

from indexer.dates import publication_date
from indexer.model import Article, Block
from indexer.sources.base import Note, Record, SourceError
from indexer.sources.clean import one_line

# A paragraph is stored and highlighted as a whole; the longest in 760,000 real ones has 30,000 characters.
LONGEST_BLOCK: Final = 1_000_000
# A title is repeated in every paragraph of its article; the longest in 30,000 real ones has 250 characters.
LONGEST_TITLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its format gives it: nothing is cleaned yet, and the date is as written.

    `name` is the path of the file below the indexed root; `key` adds `#id` where the file holds many articles.
    """

    key: str
    name: str
    blocks: tuple[Block, ...]
    title: str = ""
    header_date: str = ""
    metadata_date: object = None
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    dateline: str = ""
    language: str = ""


def finish(draft: Draft, today: CalendarDate | None = None) -> Iterator[Record]:
    """Yield the article of a draft, and before it the notes on it.

    White space within a block becomes single spaces and unsafe characters go (`clean`); nothing else is altered.

    Raises `SourceError` with code `no-paragraphs` when no block holds a word.

    >>> [record.key for record in finish(Draft("a.txt", "a.txt", (Block("Talks open."),)))]
    ['a.txt']
    """
    notes: list[tuple[str, str]] = []
    title = one_line(draft.title)
    blocks = [Block(one_line(block.text), block.kind) for block in draft.blocks]
    if len(title) > LONGEST_TITLE:
        notes.append(("long-title", f"a title of {len(title):,} characters is indexed as a paragraph"))
        title, blocks = "", [Block(title), *blocks]
    kept = tuple(_short_enough(blocks, notes))
    if not kept:
        raise SourceError("the article has no paragraphs", "no-paragraphs")
    published = publication_date(
        header=draft.header_date, metadata=draft.metadata_date, name=draft.name, url=draft.url, today=today
    )
    notes.extend(published.notes)
    for code, message in notes:
        yield Note(draft.key, one_line(message), code)
    article = Article(
        key=draft.key,
        blocks=kept,
        title=title,
        date=published.date,
        date_origin=published.origin,
        source=one_line(draft.source),
        authors=tuple(author for name in draft.authors if (author := one_line(name))),
        url=one_line(draft.url),
        dateline=one_line(draft.dateline),
        language=one_line(draft.language).lower(),
    )
    yield replace(article, hash=fingerprint(article))


def fingerprint(article: Article) -> str:
    """Return the SHA-256 of everything in an article that decides what is indexed, its key and own hash left out."""
    parts = [
        article.title,
        str(article.date or ""),
        article.source,
        article.authors,
        article.url,
        article.dateline,
        article.language,
        [(block.kind, block.text) for block in article.blocks],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def break_long(text: str, longest: int = LONGEST_BLOCK) -> Iterator[str]:
    """Cut text into pieces of at most `longest` characters, at the last space that allows it, so that no word is cut.

    Only a run without any space that is longer than `longest` is cut within.

    >>> list(break_long("one two three", longest=8))
    ['one two', 'three']
    """
    start = 0
    while len(text) - start > longest:
        space = text.rfind(" ", start, start + longest + 1)
        stop = space if space > start else start + longest
        yield text[start:stop]
        start = stop + (space > start)
    yield text[start:]


def _short_enough(blocks: Iterable[Block], notes: list[tuple[str, str]]) -> Iterator[Block]:
    for block in blocks:
        if not any(map(str.isalnum, block.text)):
            continue  # a rule of asterisks, a lone dash: no question finds it
        pieces = list(break_long(block.text))
        if len(pieces) > 1:
            notes.append(
                ("split-paragraph", f"a paragraph of {len(block.text):,} characters is indexed in {len(pieces)} pieces")
            )
        yield from (Block(piece, block.kind) for piece in pieces)
