"""The embedded backend: an index folder on this machine."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indexer.format.directory import open_paragraphs
from indexer.format.entity_ledger import LEDGER_NAME, EntityLedger, load_ledger
from indexer.format.errors import IndexFaultError
from indexer.format.ledger_entries import LedgerError
from indexer.format.questions import IndexState
from indexer.format.records import unpack_record
from indexer.model import Paragraph
from search.backends.articles import around, read_article
from search.backends.concordance import concordance
from search.backends.opened import OpenIndex
from search.backends.why import why
from search.completion import Completion
from search.concordance import Concordance, Order
from search.execute.association import names_asked_for
from search.execute.choice import ChosenExecutor
from search.execute.completions import completions
from search.execute.filters import filter_trees
from search.execute.names import shown_mentions, under_ledger
from search.execute.nothing import filters_as_written, why_nothing
from search.execute.plan import Executor, Outcome, Plan, QueryTree
from search.execute.presence import Presence
from search.execute.scores import explained
from search.explanation import Explanation, Why
from search.highlight import match_spans, snippet
from search.marks import Marks
from search.query import ParsedQuery, cut_expansions, marks_of, suggest
from search.query.describe import in_words
from search.request import SearchRequest
from search.results import ArticleGroup, ArticleText, Diagnostic, Hit, Results, Snippet, Span, Timings, Total


class LocalBackend:
    """Answers requests from the index folder `path`, in the state it is opened at. Not to be shared between threads.

    Raises the `IndexFaultError` that fits when the folder cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._index = open_paragraphs(path)
        self._reader: Any = self._index.reader()
        self._ledger = _ledger(path)
        self._executor: Executor = ChosenExecutor(self._reader, self._ledger)
        self._opened = OpenIndex(self._reader, self._ledger, self._executor)

    def concordance(self, request: SearchRequest, order: Order, width: int) -> Concordance:
        """Return a page of all occurrences of what a request asks for."""
        return concordance(self._opened, request, order, width)

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return Path(self._index.path)

    @property
    def state(self) -> IndexState:
        """Which state of the index is open."""
        return IndexState.of(self._index.manifest)

    def ids(self, request: SearchRequest) -> tuple[str, ...]:
        """Return the ids of all matches, in the order the request asks for."""
        return self._opened.ids(document for document, _ in self._opened.matches(self._opened.question(request)))

    def hits(self, request: SearchRequest, ids: Collection[str]) -> tuple[Hit, ...]:
        """Return those of the matches whose ids are `ids`, in the order the request asks for."""
        question = self._opened.question(request)
        matches = self._opened.matches(question)
        named = zip(matches, self._opened.ids(document for document, _ in matches), strict=True)
        wanted = tuple(match for match, id_ in named if id_ in ids)
        return self._hits(request, question.parsed, Outcome(wanted, None, {}))

    def complete(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return words, names and fields that begin so, the most frequent first."""
        return completions(prefix, limit, self._reader, self._ledger)

    def why(self, key: str, request: SearchRequest) -> Why:
        """Judge a paragraph, or all of an article, by a request."""
        return why(self._opened, key, request)

    def article(self, key: str, request: SearchRequest) -> ArticleText:
        """Return an article by its key or the id of one of its paragraphs, with the matches of a request marked."""
        return read_article(self._opened, key, request)

    def close(self) -> None:
        """Close the files of the index."""
        self._reader.close()

    def search(self, request: SearchRequest) -> Results:
        """Answer a request."""
        started = time.perf_counter()
        parsed = self._opened.parsed(request)
        filters, diagnostics = filter_trees(request, self._reader, self._ledger)
        parsed_at = time.perf_counter()
        tree = under_ledger(parsed.tree, self._ledger, self._reader)
        plan = _plan(request, tree, filters)
        if request.related:
            plan = replace(plan, left_out=names_asked_for((tree, *filters.values()), self._ledger, self._reader))
        outcome = self._executor.run(plan)
        searched_at = time.perf_counter()
        hits = self._hits(request, parsed, outcome)
        is_empty = (
            not outcome.documents and not request.offset and request.limit > 0
            if outcome.total is None
            else not outcome.total.paragraphs
        )
        suggestions = suggest(parsed, self._reader) if is_empty else ()
        advice = self._why_nothing(request, parsed, tree, filters) if is_empty and outcome.is_complete else ()
        finished = time.perf_counter()
        return Results(
            query=request.query,
            hits=hits,
            total=outcome.total,
            facets=MappingProxyType(dict(outcome.facets)),
            related=MappingProxyType(dict(outcome.related)),
            diagnostics=(
                *parsed.diagnostics,
                *cut_expansions(parsed, self._reader),
                *diagnostics,
                *_remarks_on(outcome, request),
                *advice,
            ),
            suggestions=suggestions,
            timings=Timings(
                parse_ms=(parsed_at - started) * 1000,
                search_ms=(searched_at - parsed_at) * 1000,
                snippets_ms=(finished - searched_at) * 1000,
            ),
            offset=request.offset,
            by=request.by,
            groups=tuple(_groups(outcome, hits)),
            explanation=self._explanation(request, parsed, outcome.executor) if request.explain else None,
            executor=outcome.executor,
        )

    def _explanation(self, request: SearchRequest, parsed: ParsedQuery, executor: str) -> Explanation:
        return Explanation(
            words=in_words(parsed),
            tree=str(parsed.tree),
            filters=filters_as_written(request),
            executor=executor,
            n_paragraphs=self._reader.doc_count_all(),
        )

    def _why_nothing(
        self, request: SearchRequest, parsed: ParsedQuery, tree: QueryTree, filters: Mapping[str, QueryTree]
    ) -> tuple[Diagnostic, ...]:
        def count(kept: Mapping[str, QueryTree]) -> Total | None:
            return self._executor.run(Plan(tree, kept, limit=0, time_limit=request.time_limit)).total

        return why_nothing(request, parsed, filters, Presence(self._reader, self._ledger), count)

    def _hits(self, request: SearchRequest, parsed: ParsedQuery, outcome: Outcome) -> tuple[Hit, ...]:
        if not outcome.documents:
            return ()
        marks = marks_of(parsed, self._reader) if request.snippets else None
        hits = tuple(_hit(self._paragraph(document), score, marks) for document, score in outcome.documents)
        if request.context:
            documents = (document for document, _ in outcome.documents)
            hits = around(self._opened, hits, documents, request.context, marks)
        return self._explained(parsed, outcome, hits) if request.explain and request.sort == "score" else hits

    def _explained(self, parsed: ParsedQuery, outcome: Outcome, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        presence = Presence(self._reader, self._ledger)
        told = (explained(parsed.tree, parsed.words, *found, presence) for found in outcome.documents)
        return tuple(replace(hit, explanation=each) for hit, each in zip(hits, told, strict=True))

    def _paragraph(self, document: int) -> Paragraph:
        paragraph = unpack_record(self._reader.stored_fields(document)["record"])
        if self._ledger.is_empty:
            return paragraph
        return replace(paragraph, mentions=tuple(shown_mentions(self._ledger, paragraph)))


def _ledger(path: Path) -> EntityLedger:
    try:
        return load_ledger(path / LEDGER_NAME)
    except LedgerError as error:
        raise IndexFaultError(path, str(error)) from None


def _plan(request: SearchRequest, tree: QueryTree, filters: dict[str, QueryTree]) -> Plan:
    return Plan(
        tree=tree,
        filters=filters,
        facets=request.facets,
        facet_limit=request.facet_limit,
        facet_min=request.facet_min,
        facet_prefix=request.facet_prefix,
        related=request.related,
        sort=request.sort,
        by=request.by,
        per_article=request.per_article,
        offset=request.offset,
        limit=request.limit,
        count=request.count,
        time_limit=request.time_limit,
        executor=request.executor,
    )


def _groups(outcome: Outcome, hits: tuple[Hit, ...]) -> Iterator[ArticleGroup]:
    remaining = iter(hits)
    for group in outcome.groups:
        own = tuple(islice(remaining, group.n_documents))
        yield ArticleGroup(own[0].article, own[0].title, own[0].date, group.score, group.n_paragraphs, own)


def _remarks_on(outcome: Outcome, request: SearchRequest) -> Iterator[Diagnostic]:
    if not outcome.is_complete:
        message = (
            f"the answer is partial: the time limit of {request.time_limit:g} s was reached; ask for less or raise it"
        )
        yield Diagnostic("time-limit", message)
    for name, facet in outcome.facets.items():
        if facet.has_holes:
            message = f"{name} spans too many {facet.step}s to list them all: only those with a match are counted"
            yield Diagnostic("histogram-with-holes", message)


def _hit(paragraph: Paragraph, score: float, marks: Marks | None) -> Hit:
    spans: tuple[Span, ...] = match_spans(paragraph.text, marks) if marks is not None else ()
    return Hit(
        id=paragraph.id,
        article=paragraph.article,
        paragraph=paragraph.number,
        kind=paragraph.kind,
        score=score,
        date=paragraph.date,
        title=paragraph.title,
        text=paragraph.text,
        source=paragraph.source,
        authors=paragraph.authors,
        url=paragraph.url,
        dateline=paragraph.dateline,
        language=paragraph.language,
        snippet=snippet(paragraph.text, spans) if marks is not None else Snippet(""),
        spans=spans,
        entities=paragraph.mentions,
        mentioned=paragraph.mentioned,
    )
