# cython: language_level=3
"""Paragraphs of an article taken apart: their fields as lists, their records as the lines that are stored.

What a builder does for each of a million paragraphs stands here, so that it can be compiled; nothing here knows more of
Cython than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from json.encoder import encode_basestring_ascii
from operator import itemgetter

import cython

from indexer.format.records import pack_record
from indexer.model import Kind, Paragraph

_QUOTE = cython.declare(object, encode_basestring_ascii)


def runs(paragraphs: Sequence[Paragraph]) -> list[Sequence[Paragraph]]:
    """Return the paragraphs in runs of neighbours that share their article, date, source, language and authors.

    Paragraphs of an article are made with the same objects, so it is enough to ask for those.
    """
    found: list[Sequence[Paragraph]] = []
    start = 0
    first = paragraphs[0]
    article, date, source, language = first.article, first.date, first.source, first.language
    authors = first.authors
    for number, each in enumerate(paragraphs):
        if (
            each.article is not article
            or each.date is not date
            or each.source is not source
            or each.language is not language
            or each.authors is not authors
        ):
            found.append(paragraphs[start:number])
            start = number
            article, date, source, language = each.article, each.date, each.source, each.language
            authors = each.authors
    found.append(paragraphs[start:] if start else paragraphs)
    return found


def fields(paragraphs: Sequence[Paragraph]) -> tuple[list[int], list[Kind], list[str], list[str], list[int]]:
    """Return numbers, kinds, texts and titles of the paragraphs, and the places of those that have or mention names."""
    numbers, kinds, texts, titles, named = [], [], [], [], []
    for place, each in enumerate(paragraphs):
        numbers.append(each.number)
        kinds.append(each.kind)
        texts.append(each.text)
        titles.append(each.title)
        if each.mentions or each.mentioned:
            named.append(place)
    return numbers, kinds, texts, titles, named


def pack_lines(paragraphs: Sequence[Paragraph]) -> list[bytes]:
    """Return for each paragraph `=` and what `pack_record` makes of it; what neighbours share is packed once.

    >>> from indexer.model import Mention
    >>> found = Mention(0, 5, "org", "Talks", "Talks"), Mention(6, 9, "place", "U.S.", "United States", "table")
    >>> pair = [Paragraph("a.txt", n, "body", "Talks U.S.", title="Oil", mentions=found) for n in (1, 2)]
    >>> pack_lines(pair) == [b"=" + pack_record(each).encode() for each in pair]
    True
    """
    lines = []
    known: Paragraph | None = None
    begin = end = ""
    for each in paragraphs:
        if known is None or not _is_alike(each, known):
            known = each
            begin, end = _around(each)
        if not each.article or not each.number:
            lines.append(b"=" + pack_record(each).encode())
            continue
        text = f',"text":{_QUOTE(each.text)}' if each.text else ""
        names = _names(each) if each.mentions or each.mentioned else ""
        line = f'{begin},"number":{each.number},"kind":"{each.kind}"{text}{end}{names}}}'
        lines.append(line.encode("utf-8", "surrogatepass"))
    return lines


@cython.cfunc
def _is_alike(one: Paragraph, other: Paragraph) -> cython.bint:
    """Return whether two paragraphs are made with the same objects, but for number, kind, text and names."""
    return (
        one.article is other.article
        and one.title is other.title
        and one.date is other.date
        and one.source is other.source
        and one.authors is other.authors
        and one.url is other.url
        and one.dateline is other.dateline
        and one.language is other.language
    )


@cython.cfunc
def _around(paragraph: Paragraph) -> tuple[str, str]:
    """Return what stands in a line before number, kind and text, and what behind them."""
    end = ""
    if paragraph.title:
        end += f',"title":{_QUOTE(paragraph.title)}'
    if paragraph.date is not None:
        end += f',"date":"{paragraph.date}"'
    if paragraph.source:
        end += f',"source":{_QUOTE(paragraph.source)}'
    if paragraph.authors:
        end += f',"authors":[{",".join([_QUOTE(each) for each in paragraph.authors])}]'
    if paragraph.url:
        end += f',"url":{_QUOTE(paragraph.url)}'
    if paragraph.dateline:
        end += f',"dateline":{_QUOTE(paragraph.dateline)}'
    if paragraph.language:
        end += f',"language":{_QUOTE(paragraph.language)}'
    return f'={{"article":{_QUOTE(paragraph.article)}', end


@cython.cfunc
def _names(paragraph: Paragraph) -> str:
    """Return what `pack_record` writes of the names and the dates in a paragraph: there are several in each."""
    packed = []
    for each in paragraph.mentions:
        reason = f",{_QUOTE(each.reason)}" if each.reason else ""
        packed.append(f'[{each.start},{each.stop},"{each.type}",{_QUOTE(each.name)}{reason}]')
    mentions = f',"mentions":[{",".join(packed)}]' if packed else ""
    dates = '","'.join([str(each) for each in paragraph.mentioned])
    mentioned = f',"mentioned":["{dates}"]' if dates else ""
    return f"{mentions}{mentioned}"


def sorted_ids(articles: dict[str, list[tuple[int, int]]], numbers: list[int]) -> tuple[list[bytes], list[int]]:
    """Return the ids of all documents in order, `article#n`, and their documents.

    `articles` has the documents of each article, from one to another; `numbers` those of the paragraphs by document.
    """
    ids: list[bytes] = []
    docs: list[int] = []
    keys = {article.encode("utf-8", "replace") + b"#": article for article in articles}
    in_order = sorted(keys)
    pairs: list[tuple[bytes, int]] = []
    previous = b"\xff"
    orders: dict[tuple[int, int], list[tuple[bytes, int]]] = {}
    for key in in_order:
        # The ids of two articles are apart unless one key goes on where the other has its `#`.
        if key.startswith(previous) or len(keys) < len(articles):
            pairs = [
                (article.encode("utf-8", "replace") + b"#%d" % numbers[doc], doc)
                for article, spans in articles.items()
                for start, stop in spans
                for doc in range(start, stop)
            ]
            pairs.sort()
            return list(map(itemgetter(0), pairs)), list(map(itemgetter(1), pairs))
        previous = key
        spans = articles[keys[key]]
        start, stop = spans[0]
        first = numbers[start]
        if len(spans) == 1 and numbers[stop - 1] - first == stop - 1 - start and _rise(numbers, start, stop):
            order = orders.get((first, stop - start))
            if order is None:
                order = sorted([(b"%d" % (first + n), n) for n in range(stop - start)])
                orders[(first, stop - start)] = order
            for number, n in order:
                ids.append(key + number)
                docs.append(start + n)
            continue
        pairs = [(key + b"%d" % numbers[doc], doc) for start, stop in spans for doc in range(start, stop)]
        pairs.sort()
        ids += map(itemgetter(0), pairs)
        docs += map(itemgetter(1), pairs)
    return ids, docs


@cython.cfunc
def _rise(numbers: list[int], start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
    """Return whether each number is greater than the one before."""
    doc: cython.Py_ssize_t = start + 1
    while doc < stop and numbers[doc - 1] < numbers[doc]:
        doc += 1
    return doc >= stop
