"""The embedded backend: an index folder on this machine."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.format.directory import open_paragraphs
from indexer.format.entity_ledger import LEDGER_NAME, EntityLedger, load_ledger
from indexer.format.errors import IndexFaultError
from indexer.format.ledger_entries import LedgerError
from search.backends.answers import add_counts, answer_of
from search.backends.damage import damage_told
from search.backends.opened import OpenIndex
from search.backends.questions import Question
from search.backends.short import ShortWay
from search.execute.choice import ChosenExecutor
from search.execute.plan import Outcome, Plan, QueryTree
from search.frozen import frozen
from search.highlight import finder
from search.query import ParsedQuery, marks_of
from search.request import Order, SearchRequest
from search.results import ArticleGroup, ArticleText, Diagnostic, Hit, Results, Total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.format.questions import IndexState
    from search.completion import Completion
    from search.concordance import Concordance
    from search.explanation import Explanation, Why

# What few questions ask for is imported when it is asked: a cold `search sanctions` waits for every import above.


class LocalBackend:
    """Answers requests from the index folder `path`, in the state it is opened at. Not to be shared between threads.

    Raises the `IndexFaultError` that fits when the folder cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._index = open_paragraphs(path)
        self._reader: Any = self._index.reader()
        self._ledger = _ledger(path)
        self._executor = ChosenExecutor(self._reader, self._ledger)
        self._opened = OpenIndex(self._reader, self._ledger, self._executor)

    @damage_told
    def concordance(self, request: SearchRequest, order: Order, width: int) -> Concordance:
        """Return a page of all occurrences of what a request asks for."""
        from search.backends.concordance import concordance

        return concordance(self._opened, request, order, width)

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return Path(self._index.path)

    @property
    def state(self) -> IndexState:
        """Which state of the index is open."""
        from indexer.format.questions import IndexState

        return IndexState.of(self._index.manifest)

    @damage_told
    def ids(self, request: SearchRequest) -> tuple[str, ...]:
        """Return the ids of all matches, in the order the request asks for."""
        matches = self._opened.matches(self._opened.question(request))
        return self._opened.records.ids(document for document, _ in matches)

    @damage_told
    def hits(self, request: SearchRequest, ids: Collection[str]) -> tuple[Hit, ...]:
        """Return those of the matches whose ids are `ids`, in the order the request asks for."""
        question = self._opened.question(request)
        matches = self._opened.matches(question)
        named = zip(matches, self._opened.records.ids(document for document, _ in matches), strict=True)
        wanted = tuple(match for match, id_ in named if id_ in ids)
        return self._hits(question, Outcome(wanted, None, {}))

    @damage_told
    def complete(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return words, names and fields that begin so, the most frequent first."""
        from search.execute.completions import completions

        return completions(prefix, limit, self._reader, self._ledger)

    @damage_told
    def why(self, key: str, request: SearchRequest) -> Why:
        """Judge a paragraph, or all of an article, by a request."""
        from search.backends.why import why

        return why(self._opened, key, request)

    @damage_told
    def article(self, key: str, request: SearchRequest) -> ArticleText:
        """Return an article by its key or the id of one of its paragraphs, with the matches of a request marked."""
        from search.backends.articles import read_article

        return read_article(self._opened, key, request)

    def close(self) -> None:
        """Close the files of the index; hits that were not read yet keep theirs."""
        self._opened.close()

    @damage_told
    def search(self, request: SearchRequest) -> Results:
        """Answer a request."""
        short = None if self._opened.is_closed or self._short is None else self._short.answer(request)
        return self._answer(request) if short is None else short

    @cached_property
    def _short(self) -> ShortWay | None:
        executor = self._executor.columnar
        return None if executor is None else ShortWay(executor, self._opened.records, self._reader, self._ledger)

    def _answer(self, request: SearchRequest) -> Results:
        started = time.perf_counter()
        question = self._opened.question(request)
        parsed_at = time.perf_counter()
        outcome = self._executor.run(question.plan)
        searched_at = time.perf_counter()
        hits = self._hits(question, outcome)
        is_empty = (
            not outcome.documents and not question.plan.offset and question.plan.limit > 0
            if outcome.total is None
            else not outcome.total.paragraphs
        )
        remarks = self._opened.remarks(question)
        suggestions: tuple[str, ...] = ()
        if is_empty:
            suggestions = self._suggestions(question)
            if outcome.is_complete:
                remarks = (*remarks, *self._why_nothing(question))
        times = started, parsed_at, searched_at, time.perf_counter()
        answer = answer_of(request, hits, question.plan.offset, outcome.executor, times)
        answer.update(diagnostics=remarks, suggestions=suggestions)
        add_counts(answer, outcome, request)
        if request.by == "article":
            answer.update(by=request.by, groups=tuple(_groups(outcome, hits)))
        if request.explain:
            answer["explanation"] = self._explanation(question, outcome.executor)
        return frozen(Results, answer)

    def _suggestions(self, question: Question) -> tuple[str, ...]:
        from search.query.suggest import suggest

        return suggest(question.parsed, self._reader)

    def _explanation(self, question: Question, executor: str) -> Explanation:
        from search.execute.nothing import filters_as_written
        from search.explanation import Explanation
        from search.query.describe import in_words

        return Explanation(
            words=in_words(question.parsed),
            tree=str(question.parsed.tree),
            filters=filters_as_written(question.request),
            executor=executor,
            n_paragraphs=self._reader.doc_count_all(),
        )

    def _why_nothing(self, question: Question) -> tuple[Diagnostic, ...]:
        from search.execute.nothing import why_nothing

        def count(kept: Mapping[str, QueryTree]) -> Total | None:
            plan = Plan(question.tree, kept, limit=0, time_limit=question.request.time_limit)
            return self._executor.run(plan).total

        return why_nothing(question.request, question.parsed, question.filters, self._opened.presence(), count)

    def _hits(self, question: Question, outcome: Outcome) -> tuple[Hit, ...]:
        if not outcome.documents:
            return ()
        request, parsed = question.request, question.parsed
        marks = marks_of(parsed, self._reader) if request.snippets else None
        hits = self._opened.records.hits(outcome.documents, finder(marks) if marks is not None else None)
        if request.context:
            from search.backends.articles import around

            documents = (document for document, _ in outcome.documents)
            hits = around(self._opened, hits, documents, request.context, marks)
        return self._explained(parsed, outcome, hits) if request.explain and request.sort == "score" else hits

    def _explained(self, parsed: ParsedQuery, outcome: Outcome, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        from search.execute.scores import explained

        presence = self._opened.presence()
        told = (explained(parsed.tree, parsed.words, *found, presence) for found in outcome.documents)
        return tuple(replace(hit, explanation=each) for hit, each in zip(hits, told, strict=True))


def _ledger(path: Path) -> EntityLedger:
    try:
        return load_ledger(path / LEDGER_NAME)
    except LedgerError as error:
        raise IndexFaultError(path, str(error)) from None


def _groups(outcome: Outcome, hits: tuple[Hit, ...]) -> Iterator[ArticleGroup]:
    remaining = iter(hits)
    for group in outcome.groups:
        own = tuple(islice(remaining, group.n_documents))
        yield ArticleGroup(own[0].article, own[0].title, own[0].date, group.score, group.n_paragraphs, own)
