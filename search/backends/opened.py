"""An open index folder, and a question as it is put to it: what all kinds of answers start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from indexer.format.entity_ledger import EntityLedger
from indexer.format.records import unpack_record
from indexer.model import Paragraph
from search.execute.filters import filter_trees
from search.execute.like import likeness
from search.execute.names import shown_mentions, under_ledger
from search.execute.plan import Executor, Plan, QueryTree
from search.execute.presence import Presence
from search.execute.verdicts import named
from search.query import Limits, ParsedQuery, cut_expansions, parse
from search.query.build import conjunction
from search.request import RequestError, SearchRequest
from search.results import Diagnostic


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it is run: the query as it was understood, the tree that is run and the filters by field."""

    request: SearchRequest
    parsed: ParsedQuery
    tree: QueryTree
    filters: Mapping[str, QueryTree]
    diagnostics: tuple[Diagnostic, ...]


def limits_of(request: SearchRequest) -> Limits:
    """Return the bounds a request sets to its query."""
    return Limits(nesting=request.max_nesting, clauses=request.max_clauses, expansions=request.max_expansions)


def _no_keys(key: str) -> Diagnostic:
    return Diagnostic("no-key-terms", f"{key} has no word that tells it from others, so that nothing is like it")


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """The reader of one state of an index, the editor's ledger over it, and what runs questions."""

    reader: Any
    ledger: EntityLedger
    executor: Executor

    def question(self, request: SearchRequest) -> Question:
        """Read a request; raise `QueryError` for a strict one that cannot be understood."""
        parsed = self.parsed(request)
        filters, remarks = filter_trees(request, self.reader, self.ledger)
        tree = under_ledger(parsed.tree, self.ledger, self.reader)
        return Question(request, parsed, tree, filters, (*parsed.diagnostics, *remarks))

    def parsed(self, request: SearchRequest) -> ParsedQuery:
        """Return the query of a request, joined with what is asked to be like a text.

        Raises `QueryError` for a strict one that cannot be understood, `RequestError` where nothing has the id in
        `like`.
        """
        parsed = parse(request.query, today=request.today, strict=request.strict, limits=limits_of(request))
        if not request.like:
            return parsed
        presence = self.presence()
        paragraphs = [self.paragraph(document) for document in named(request.like, presence)]
        if not paragraphs:
            raise RequestError("like", f"no paragraph and no article of this index is called {request.like!r}")
        texts = [paragraph.text for paragraph in paragraphs]
        alike = likeness(texts, frozenset(paragraph.article for paragraph in paragraphs), presence.searcher)
        remarks = parsed.diagnostics if alike.words else (*parsed.diagnostics, _no_keys(request.like))
        tree = conjunction([parsed.tree, alike.tree])
        return replace(parsed, tree=tree, words=(*parsed.words, *alike.words), diagnostics=remarks)

    def remarks(self, question: Question) -> tuple[Diagnostic, ...]:
        """Return what is to be said of a question once it was run: what was cut off by a limit too."""
        return (*question.diagnostics, *cut_expansions(question.parsed, self.reader))

    def matches(self, question: Question) -> tuple[tuple[int, float], ...]:
        """Return all matches as (document number, score), in the order the request asks for, however long it takes."""
        everything = Plan(
            question.tree, question.filters, sort=question.request.sort, limit=self.reader.doc_count_all(), count=False
        )
        return self.executor.run(everything).documents

    def ids(self, documents: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of documents, from columns alone."""
        articles, paragraphs = self.reader.column_reader("article"), self.reader.column_reader("paragraph")
        return tuple(f"{articles[document]}#{paragraphs[document]}" for document in documents)

    def presence(self) -> Presence:
        """Return what asks single paragraphs about parts of a question."""
        return Presence(self.reader, self.ledger)

    def paragraph(self, document: int) -> Paragraph:
        """Return the paragraph with a document number, its names as the ledger shows them."""
        paragraph = unpack_record(self.reader.stored_fields(document)["record"])
        if self.ledger.is_empty:
            return paragraph
        return replace(paragraph, mentions=tuple(shown_mentions(self.ledger, paragraph)))
