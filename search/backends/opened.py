"""An open index folder, and what all kinds of answers ask of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from indexer.format.entity_ledger import EntityLedger
from search.backends.questions import Question, plain_question, read_question
from search.backends.records import Records
from search.execute.plan import Executor, Plan
from search.query import cut_expansions
from search.request import SearchRequest
from search.results import Diagnostic

if TYPE_CHECKING:
    from search.execute.presence import Presence

REMEMBERED: Final = 128
"""Questions whose reading is kept: those of a page that is turned, or of a reader who tries one facet after another."""


class ClosedError(ValueError):
    """A question to an index that was closed."""


class OpenIndex:
    """One state of an index: its Whoosh `reader`, the editor's `ledger` over it, what runs questions and what reads
    paragraphs. Not to be shared between threads.

    `is_closed` tells that nothing can be asked any more.
    """

    def __init__(self, reader: Any, ledger: EntityLedger, executor: Executor) -> None:
        self.reader = reader
        self.ledger = ledger
        self.executor = executor
        self.records = Records(reader, ledger)
        read = partial(read_question, reader, ledger, self.records)
        self.is_closed = False
        self._read: Callable[[SearchRequest], Question] = lru_cache(REMEMBERED)(read)

    def close(self) -> None:
        """Close the files; hits that were not read yet keep theirs. `question` raises `ClosedError` from now on."""
        self.is_closed = True
        self.reader.close()

    def question(self, request: SearchRequest) -> Question:
        """Read a request, or remember how it was read.

        Raises `QueryError` for a strict one that is not understood, and `RequestError`.
        """
        if self.is_closed:
            raise ClosedError("the index is closed: open it again to ask it")
        return plain_question(request) or self._read(request)

    def remarks(self, question: Question) -> tuple[Diagnostic, ...]:
        """Return what is to be said of a question once it was run: what was cut off by a limit too."""
        if not question.has_expansions:
            return question.diagnostics
        return (*question.diagnostics, *cut_expansions(question.parsed, self.reader))

    def matches(self, question: Question) -> tuple[tuple[int, float], ...]:
        """Return all matches as (document number, score), in the order the request asks for, however long it takes."""
        everything = Plan(
            question.tree, question.filters, sort=question.request.sort, limit=self.reader.doc_count_all(), count=False
        )
        return self.executor.run(everything).documents

    def presence(self) -> Presence:
        """Return what asks single paragraphs about parts of a question."""
        from search.execute.presence import Presence  # and with it Whoosh's searcher

        return Presence(self.reader, self.ledger)
