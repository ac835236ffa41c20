"""Every occurrence of what a question asks for, over all its matches."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

from search.backends.opened import OpenIndex
from search.concordance import Concordance, Line, context, sort_key
from search.highlight import match_spans
from search.marks import Marks
from search.query import marks_of
from search.request import MAX_WIDTH, ORDERS, Order, RequestError, SearchRequest
from search.results import Diagnostic, Span


class _Place(NamedTuple):
    """An occurrence, in the order of its fields."""

    key: tuple[str, ...]
    document: int
    start: int
    stop: int


def concordance(opened: OpenIndex, request: SearchRequest, order: Order, width: int) -> Concordance:
    """Return the page of occurrences that a request asks for, and how many there are.

    Reads the text of every match, once. Raises `RequestError` for an unknown order or a width out of range.
    """
    if order not in ORDERS:
        raise RequestError("order", f"one of {', '.join(ORDERS)}, not {order!r}")
    if not 0 <= width <= MAX_WIDTH:
        raise RequestError("width", f"0 to {MAX_WIDTH} characters on either side, not {width}")
    question = opened.question(request)
    marks = marks_of(question.parsed, opened.reader)
    documents = sorted(document for document, _ in opened.matches(question)) if marks else []
    counts = [0, 0]
    wanted = request.offset + request.limit
    # One more than is shown: of none at all, nothing would be visited and so nothing counted.
    places = heapq.nsmallest(wanted + 1, _places(opened, documents, marks, order, counts))[:wanted]
    return Concordance(
        query=request.query,
        lines=tuple(_line(opened, place, width) for place in places[request.offset :]),
        n_occurrences=counts[0],
        n_paragraphs=counts[1],
        order=order,
        offset=request.offset,
        diagnostics=(*opened.remarks(question), *([] if marks else [_NO_WORDS])),
    )


_NO_WORDS = Diagnostic("no-keyword", "nothing in the question is a word of the text, so that there is none to show")


def _places(opened: OpenIndex, documents: list[int], marks: Marks, order: Order, counts: list[int]) -> Iterator[_Place]:
    """Yield all occurrences; `counts` are raised by them, and by the paragraphs they stand in."""
    for document in documents:
        text = opened.records.paragraph(document).text
        spans = match_spans(text, marks)
        counts[0] += len(spans)
        counts[1] += bool(spans)
        for span in spans:
            yield _Place(sort_key(text, span, order), document, span.start, span.stop)


def _line(opened: OpenIndex, place: _Place, width: int) -> Line:
    paragraph = opened.records.paragraph(place.document)
    left, keyword, right = context(paragraph.text, Span(place.start, place.stop), width)
    return Line(
        id=paragraph.id,
        article=paragraph.article,
        paragraph=paragraph.number,
        date=paragraph.date,
        title=paragraph.title,
        left=left,
        keyword=keyword,
        right=right,
        start=place.start,
        stop=place.stop,
    )
