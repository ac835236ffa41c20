"""Text to query tree and diagnostics: `parse` reads the query language of docs/query-language.md."""

from search.query.expansions import cut_expansions
from search.query.limits import DEFAULT, Limits
from search.query.marks import marks_of
from search.query.question import parse
from search.query.reading import ParsedQuery, QueryWord
from search.query.remarks import QueryError

__all__ = [
    "DEFAULT",
    "Limits",
    "ParsedQuery",
    "QueryError",
    "QueryWord",
    "cut_expansions",
    "marks_of",
    "parse",
]
