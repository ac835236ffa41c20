"""Why a paragraph, or each of an article, is found by a question or not."""

from __future__ import annotations

from search.backends.opened import OpenIndex
from search.backends.questions import Question
from search.execute.verdicts import Candidate, checks_of, named
from search.explanation import Verdict, Why
from search.query.describe import in_words
from search.request import RequestError, SearchRequest


def why(opened: OpenIndex, key: str, request: SearchRequest) -> Why:
    """Return the verdict on the paragraph with the id `key`, or on all paragraphs of the article with that key.

    Raises `RequestError` where the index has neither.
    """
    presence = opened.presence()
    documents = named(key, presence)
    if not documents:
        raise RequestError("why", f"no paragraph and no article of this index is called {key!r}")
    question = opened.question(request)
    ranks = _ranks(opened, question, documents)
    verdicts = []
    for document in documents:
        paragraph = opened.records.paragraph(document)
        rank = ranks.get(document)
        verdicts.append(
            Verdict(
                paragraph.id,
                paragraph.article,
                paragraph.number,
                checks_of(Candidate(document, paragraph), request, question.parsed, question.filters, presence),
                rank,
                (rank - 1) // request.limit + 1 if rank and request.limit else None,
            )
        )
    return Why(
        key=key,
        query=request.query,
        words=in_words(question.parsed),
        verdicts=tuple(sorted(verdicts, key=_nearness)),
        remarks=tuple(each.message for each in opened.remarks(question)),
    )


def _ranks(opened: OpenIndex, question: Question, documents: list[int]) -> dict[int, int]:
    """Return the ranks, from 1, of those documents that match."""
    wanted = frozenset(documents)
    return {document: rank for rank, (document, _) in enumerate(opened.matches(question), 1) if document in wanted}


def _nearness(verdict: Verdict) -> tuple[int, int, int]:
    n_failed = sum(not check.holds for check in verdict.checks)
    return (0, verdict.rank, 0) if verdict.rank else (1, n_failed, verdict.paragraph)
