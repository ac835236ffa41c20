"""A paragraph as the index keeps it: the fields that are searched, and the record that is shown.

The record is JSON text: it is what a reader of the index gets back, and reading it runs nothing.

>>> paragraph = Paragraph(article="a.txt", number=1, kind="body", text="Talks open.", date=PartialDate(2022, 1))
>>> unpack_record(pack_record(paragraph)) == paragraph
True
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from json.decoder import scanstring  # type: ignore[attr-defined]  # not told of by its stubs
from json.encoder import encode_basestring_ascii as _quote
from typing import Any, Final, get_args

from indexer.format import analysis
from indexer.format.schema import VARIANT_SEPARATOR
from indexer.model import EntityType, Mention, Paragraph, PartialDate

_OWN: Final = ',"number":1,"kind":"body"'

_BEFORE_TEXT: Final = ',"text":'
_BEFORE_TEXT_BYTES: Final = b',"text":"'
_WRITTEN: Final = b"=", b"+"
_DECODER: Final = json.JSONDecoder()


def document(paragraph: Paragraph) -> dict[str, Any]:
    """Return the fields of a paragraph as Whoosh's `add_document` takes them; absent is what has no value."""
    words = analysis.words(paragraph.text)
    title_words = analysis.words(paragraph.title)
    fields: dict[str, Any] = {
        "id": paragraph.id,
        "article": paragraph.article,
        "paragraph": paragraph.number,
        "kind": paragraph.kind,
        "text": words,
        "stem": [analysis.stem(word) for word in words],
        "title": title_words,
        "title_stem": [analysis.stem(word) for word in title_words],
        "source": paragraph.source or None,
        "language": paragraph.language or None,
        "author": paragraph.authors or None,
        "mentioned": [str(date) for date in paragraph.mentioned] or None,
        "record": pack_record(paragraph),
    }
    if paragraph.date is not None:
        fields["date"] = paragraph.date.first_day
        fields["date_last"] = paragraph.date.last_day
    for entity_type in get_args(EntityType):
        names = [mention.name for mention in paragraph.mentions if mention.type == entity_type]
        fields[entity_type] = names or None
    fields["variant"] = [pack_variant(each) for each in paragraph.mentions if each.reason] or None
    return {name: value for name, value in fields.items() if value is not None}


def pack_variant(mention: Mention) -> str:
    """Return the term under which a written form of an entity is kept: type, name, form and reason."""
    parts = (mention.type, mention.name, mention.text, mention.reason)
    return VARIANT_SEPARATOR.join(part.replace(VARIANT_SEPARATOR, " ") for part in parts)


def pack_record(paragraph: Paragraph) -> str:
    """Return a paragraph as JSON, without what is empty."""
    record = {
        "article": paragraph.article,
        "number": paragraph.number,
        "kind": paragraph.kind,
        "text": paragraph.text,
        "title": paragraph.title,
        "date": "" if paragraph.date is None else str(paragraph.date),
        "source": paragraph.source,
        "authors": list(paragraph.authors),
        "url": paragraph.url,
        "dateline": paragraph.dateline,
        "language": paragraph.language,
        "mentions": [_pack_mention(each) for each in paragraph.mentions],
        "mentioned": [str(date) for date in paragraph.mentioned],
    }
    return json.dumps({name: value for name, value in record.items() if value}, separators=(",", ":"))


def pack_records(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Yield what `pack_record` returns of each paragraph; what neighbours have in common is packed once.

    >>> found = Mention(0, 5, "org", "Talks", "Talks"), Mention(6, 9, "place", "U.S.", "United States", "table")
    >>> told = {"text": "Talks U.S.", "title": "Oil", "mentions": found, "mentioned": (PartialDate(2022), )}
    >>> pair = [Paragraph(article="a.txt", number=n, kind="body", **told) for n in (1, 2)]
    >>> list(pack_records(pair)) == [pack_record(each) for each in pair]
    True
    """
    known: tuple[Any, ...] = ()
    begin = end = ""
    for each in paragraphs:
        about = (each.article, each.title, each.date, each.source, each.authors, each.url, each.dateline, each.language)
        if about != known:
            known = about
            # Number 1 and kind "body" stand where those of each paragraph, and its text, are to go.
            common = replace(each, number=1, kind="body", text="", mentions=(), mentioned=())
            begin, _, end = pack_record(common)[:-1].partition(_OWN)
        if not each.article or not each.number:
            yield pack_record(each)
            continue
        text = f',"text":{_quote(each.text)}' if each.text else ""
        mentions = f',"mentions":[{",".join(map(_write_mention, each.mentions))}]' if each.mentions else ""
        dates = '","'.join(map(str, each.mentioned))
        mentioned = f',"mentioned":["{dates}"]' if dates else ""
        yield f'{begin},"number":{each.number},"kind":"{each.kind}"{text}{end}{mentions}{mentioned}}}'


def _write_mention(mention: Mention) -> str:
    """Return what `json.dumps` would of `_pack_mention`: there are several in every paragraph."""
    reason = f",{_quote(mention.reason)}" if mention.reason else ""
    return f'[{mention.start},{mention.stop},"{mention.type}",{_quote(mention.name)}{reason}]'


def _pack_mention(mention: Mention) -> list[int | str]:
    packed: list[int | str] = [mention.start, mention.stop, mention.type, mention.name]
    return [*packed, mention.reason] if mention.reason else packed


def text_of(packed: str) -> str:
    """Return the text of a record, which takes a tenth of the time of reading all of it. Raises `ValueError`.

    >>> text_of(pack_record(Paragraph(article="a.txt", number=1, kind="body", text='"Talks," he said.')))
    '"Talks," he said.'
    """
    # Inside the strings before it this mark would have a backslash before each quotation mark.
    at = packed.find(_BEFORE_TEXT)
    return str(_DECODER.raw_decode(packed, at + len(_BEFORE_TEXT))[0]) if at >= 0 else ""


def text_in(line: bytes) -> str | None:
    """Return the text of a record from what its own line in the file has of it, None where that is not all of the text.

    Paragraphs of one article share most of what is not their text: a line is mostly enough, and its block alone is
    read.

    >>> record = pack_record(Paragraph(article="a.txt", number=1, kind="body", text='"Talks," he said.'))
    >>> text_in(b"=" + record.encode())
    '"Talks," he said.'
    >>> text_in(b'+12,50,9:3,"kind":"body","text":"Talks op') is None
    True
    """
    at = line.find(_BEFORE_TEXT_BYTES)
    if at < 0 or not line.startswith(_WRITTEN):
        return None
    try:
        return str(scanstring(line[at:].decode("ascii"), len(_BEFORE_TEXT_BYTES))[0])
    except ValueError:
        return None


def unpack_record(packed: str) -> Paragraph:
    """Return the paragraph of a record; the inverse of `pack_record`. Raises `ValueError` or
    `KeyError` for a damaged record."""
    record = json.loads(packed)
    text = record.get("text", "")
    return Paragraph(
        article=record["article"],
        number=record["number"],
        kind=record["kind"],
        text=text,
        title=record.get("title", ""),
        date=PartialDate.parse(record["date"]) if "date" in record else None,
        source=record.get("source", ""),
        authors=tuple(record.get("authors", ())),
        url=record.get("url", ""),
        dateline=record.get("dateline", ""),
        language=record.get("language", ""),
        mentions=tuple(
            Mention(start, stop, entity_type, text[start:stop], name, *reason)
            for start, stop, entity_type, name, *reason in record.get("mentions", ())
        ),
        mentioned=tuple(map(PartialDate.parse, record.get("mentioned", ()))),
    )
