"""One record of news data, a JSON object or the front matter of a page, to a `Draft`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from indexer.model import KINDS, Block, Kind
from indexer.sources.base import SourceError
from indexer.sources.clean import one_line
from indexer.sources.draft import Draft
from indexer.sources.fields import named
from indexer.sources.markup import is_markup, markup_blocks
from indexer.sources.values import as_names, as_text
from indexer.sources.wraps import blocks as text_blocks

# What other makers call our kinds.
_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in KINDS} | {
    "heading": "subhead",
    "subheading": "subhead",
    "image": "caption",
    "photo": "caption",
}
_UNSAFE_IN_ID: Final = re.compile(r"[^\w.:+-]+")
_LONGEST_ID: Final = 120


def draft_of(record: Mapping[object, object], key: str, name: str) -> Draft:
    """Return the draft of a record: its known fields, and its paragraphs, body, or failing these its summary.

    Raises `SourceError` with code `no-paragraphs` when it has none of them.

    >>> draft = draft_of({"headline": "Talks open", "body": "<p>In Geneva.</p>"}, key="a.json", name="a.json")
    >>> draft.title, draft.blocks
    ('Talks open', (Block(text='In Geneva.', kind=None),))
    """
    fields = named(record)
    blocks = tuple(body_blocks(fields.get("body"))) or tuple(body_blocks(fields.get("summary")))
    if not blocks:
        raise SourceError("the record has no text (paragraphs, body, text or content)", "no-paragraphs")
    return with_fields(fields, key, name, blocks)


def with_fields(fields: Mapping[str, object], key: str, name: str, blocks: tuple[Block, ...]) -> Draft:
    """Return a draft of blocks and of the fields `named` gave."""
    title = as_text(fields.get("title"))
    return Draft(
        key=key,
        name=name,
        blocks=blocks,
        title=_text_of(title) if is_markup(title) else title,
        metadata_date=fields.get("date"),
        source=as_text(_first(fields.get("source"))),
        authors=as_names(fields.get("authors")),
        url=as_text(fields.get("url")),
        dateline=as_text(fields.get("dateline")),
        language=as_text(_first(fields.get("language"))),
    )


def record_id(record: Mapping[object, object]) -> str:
    """Return the id of a record as it was written, `""` if it has none."""
    return one_line(as_text(named(record).get("id")))


def safe_id(written: str) -> str:
    """Return an id as it can stand in a key: letters, digits and `. : + - _`, not too long.

    >>> safe_id("news/2021 12#7")
    'news-2021-12-7'
    """
    return _UNSAFE_IN_ID.sub("-", written).strip("-")[:_LONGEST_ID]


def body_blocks(value: object) -> Iterable[Block]:
    """Yield the blocks of a body: a text, HTML, or a list of texts and of objects with a text and perhaps a kind."""
    if isinstance(value, (list, tuple)):
        for item in value:
            kind = _KINDS.get(as_text(item.get("kind") or item.get("type"))) if isinstance(item, dict) else None
            yield from (Block(block.text, block.kind or kind) for block in _paragraph_blocks(as_text(item)))
    else:
        text = as_text(value)
        yield from markup_blocks(text) if is_markup(text) else (Block(part) for part in text_blocks(text))


def _paragraph_blocks(text: str) -> Iterable[Block]:
    """A paragraph that the maker told apart stays one, whatever lines it has, unless it is a piece of a page."""
    if is_markup(text):
        return markup_blocks(text)
    return (Block(text),) if text.strip() else ()


def _text_of(title: str) -> str:
    return " ".join(block.text for block in markup_blocks(title))


def _first(value: object) -> object:
    return value[0] if isinstance(value, (list, tuple)) and value else value
