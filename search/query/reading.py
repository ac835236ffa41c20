"""One reading of a text: what is known, counted and remarked while it becomes a query, and what it became."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as CalendarDate
from typing import Any, NamedTuple

from search.query.limits import Limits
from search.query.remarks import Remarks
from search.results import Diagnostic


class QueryWord(NamedTuple):
    """A word the query asks for: the term looked for in `field`, and the characters of the query it stands for."""

    term: str
    field: str
    start: int
    stop: int


class ParsedQuery(NamedTuple):
    """A query as it was understood.

    `tree` is a Whoosh query over the fields of `indexer.format.schema`. `words_read` are its `words`, None of a plain
    one until they are asked for.
    """

    text: str
    tree: Any
    diagnostics: tuple[Diagnostic, ...] = ()
    words_read: tuple[QueryWord, ...] | None = ()

    @property
    def words(self) -> tuple[QueryWord, ...]:
        """The terms it asks for, negated ones and patterns left out, each with its place in `text`."""
        if self.words_read is not None:
            return self.words_read
        from search.query.plain import plain_words

        return plain_words(self.text)


@dataclass(slots=True)
class Reading:
    """What is known while one text is read: its terms, what was remarked, and where the reading is."""

    text: str
    today: CalendarDate
    limits: Limits
    remarks: Remarks = field(default_factory=Remarks)
    words: list[QueryWord] = field(default_factory=list)
    n_clauses: int = 0
    is_full: bool = False
    n_negations: int = 0
    boost: float = 1.0

    def remark(self, code: str, message: str, node: Any) -> None:
        """Keep a diagnostic about the characters of a node."""
        self.remarks.add(code, message, node.startchar, node.endchar)

    def slice(self, node: Any) -> str:
        """Return the characters of a node."""
        return self.text[node.startchar : node.endchar]
