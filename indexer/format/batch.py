# cython: language_level=3
"""Paragraphs of an article taken apart: their fields as lists, their records as the lines that are stored.

What a builder does for each of a million paragraphs stands here, so that it can be compiled; nothing here knows more of
Cython than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from json.encoder import encode_basestring_ascii
from operator import itemgetter

import cython

from indexer.format.records import pack_record
from indexer.model import Kind, Mention, Paragraph, PartialDate

_QUOTE = cython.declare(object, encode_basestring_ascii)


def runs(paragraphs: Sequence[Paragraph]) -> list[Sequence[Paragraph]]:
    """Return the paragraphs in runs of neighbours that have what belongs to their article in common.

    Paragraphs of an article are made with the same objects, so it is enough to ask for those: article, title, date,
    source, authors, URL, dateline and language.
    """
    found: list[Sequence[Paragraph]] = []
    if not paragraphs:
        return found
    start = 0
    first = paragraphs[0]
    article, title, date, source = first.article, first.title, first.date, first.source
    authors, url, dateline, language = first.authors, first.url, first.dateline, first.language
    for number, each in enumerate(paragraphs):
        if (
            each.article is not article
            or each.title is not title
            or each.date is not date
            or each.source is not source
            or each.authors is not authors
            or each.url is not url
            or each.dateline is not dateline
            or each.language is not language
        ):
            found.append(paragraphs[start:number])
            start = number
            article, title, date, source = each.article, each.title, each.date, each.source
            authors, url, dateline, language = each.authors, each.url, each.dateline, each.language
    found.append(paragraphs[start:] if start else paragraphs)
    return found


def fields(run: Sequence[Paragraph]) -> tuple[list[int], list[Kind], list[str], list[int]]:
    """Return numbers, kinds and texts of the paragraphs, and the places of those that mention names or dates."""
    numbers, kinds, texts, named = [], [], [], []
    for place, each in enumerate(run):
        numbers.append(each.number)
        kinds.append(each.kind)
        texts.append(each.text)
        if each.mentions or each.mentioned:
            named.append(place)
    return numbers, kinds, texts, named


def pack_lines(run: Sequence[Paragraph]) -> list[bytes]:
    """Return for each paragraph of one of the `runs` `=` and what `pack_record` makes of it.

    >>> found = Mention(0, 5, "org", "Talks", "Talks"), Mention(6, 9, "place", "U.S.", "United States", "table")
    >>> pair = [Paragraph("a.txt", n, "body", "Talks U.S.", title="Oil", mentions=found) for n in (1, 2)]
    >>> pack_lines(pair) == [b"=" + pack_record(each).encode() for each in pair]
    True
    """
    lines = []
    begin, end = _around(run[0])
    is_told = bool(run[0].article)
    for each in run:
        number, written, mentions, mentioned = each.number, each.text, each.mentions, each.mentioned
        if not is_told or not number:
            lines.append(b"=" + pack_record(each).encode())
            continue
        text = f',"text":{_QUOTE(written)}' if written else ""
        names = _names(mentions, mentioned) if mentions or mentioned else ""
        line = f'={begin},"number":{number},"kind":"{each.kind}"{text}{end}{names}}}'
        lines.append(line.encode("utf-8", "surrogatepass"))
    return lines


@cython.cfunc
def _around(paragraph: Paragraph) -> tuple[str, str]:
    """Return what stands in a line before number, kind and text, and what behind them."""
    common = replace(paragraph, number=1, kind="body", text="", mentions=(), mentioned=())
    begin, _, end = pack_record(common)[:-1].partition(',"number":1,"kind":"body"')
    return begin, end


@cython.cfunc
def _names(mentions: Sequence[Mention], mentioned: Sequence[PartialDate]) -> str:
    """Return what `pack_record` writes of the names and the dates in a paragraph: there are several in each."""
    packed = []
    for each in mentions:
        reason = f",{_QUOTE(each.reason)}" if each.reason else ""
        packed.append(f'[{each.start},{each.stop},"{each.type}",{_QUOTE(each.name)}{reason}]')
    names = f',"mentions":[{",".join(packed)}]' if packed else ""
    dates = '","'.join([str(each) for each in mentioned])
    return f'{names},"mentioned":["{dates}"]' if dates else names


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
