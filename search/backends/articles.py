"""Articles of an embedded index read whole, and the neighbours of a hit in its article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexer.model import Paragraph
from search.backends.opened import OpenIndex
from search.backends.questions import Question
from search.execute.articles import article_of_paragraph, documents_of_article, within_article
from search.execute.plan import Plan
from search.highlight import match_spans
from search.marks import Marks
from search.query import marks_of
from search.request import RequestError, SearchRequest
from search.results import ArticleText, Hit, Passage


def around(
    opened: OpenIndex, hits: Sequence[Hit], documents: Iterable[int], size: int, marks: Marks | None
) -> tuple[Hit, ...]:
    """Return the hits, each at its number in `documents`, with `size` paragraphs of its article before and after it."""
    found = []
    for hit, document in zip(hits, documents, strict=True):
        article = documents_of_article(opened.reader, hit.article)
        place = article.index(document)
        before, after = article[max(0, place - size) : place], article[place + 1 : place + 1 + size]
        found.append(
            replace(
                hit,
                before=tuple(_passage(opened.records.paragraph(each), marks) for each in before),
                after=tuple(_passage(opened.records.paragraph(each), marks) for each in after),
            )
        )
    return tuple(found)


def read_article(opened: OpenIndex, name: str, request: SearchRequest) -> ArticleText:
    """Return an article by its key or the id of one of its paragraphs, with the matches of a request marked.

    Raises `RequestError` where the index has neither.
    """
    key, number = name, 0
    documents = documents_of_article(opened.reader, key)
    if not documents and (key := article_of_paragraph(opened.reader, name)):
        documents, number = documents_of_article(opened.reader, key), int(name.rpartition("#")[2])
    if not documents:
        raise RequestError("open", f"no article and no paragraph of this index is called {name!r}; hits show both")
    paragraphs = [opened.records.paragraph(document) for document in documents]
    question = opened.question(request)
    is_asked = bool(request.query.strip() or question.filters)
    marks = marks_of(question.parsed, opened.reader) if is_asked else None
    first = paragraphs[0]
    return ArticleText(
        article=first.article,
        title=first.title,
        date=first.date,
        passages=tuple(_passage(each, marks) for each in paragraphs),
        source=first.source,
        authors=first.authors,
        url=first.url,
        dateline=first.dateline,
        language=first.language,
        query=request.query,
        matches=_matches(opened, question, key) if is_asked else (),
        opened=number,
        diagnostics=opened.remarks(question),
    )


def _matches(opened: OpenIndex, question: Question, key: str) -> tuple[int, ...]:
    """Return the numbers of the paragraphs of an article that match, in order."""
    tree = within_article(question.tree, key)
    plan = Plan(tree, question.filters, sort="date", limit=opened.reader.doc_count_all(), count=False)
    found = opened.executor.run(plan).documents
    return tuple(opened.records.paragraph(document).number for document, _ in sorted(found))


def _passage(paragraph: Paragraph, marks: Marks | None) -> Passage:
    spans = match_spans(paragraph.text, marks) if marks is not None else ()
    return Passage(paragraph.id, paragraph.number, paragraph.kind, paragraph.text, spans, paragraph.mentions)
