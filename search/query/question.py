"""Text to query: `parse` and what it returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as CalendarDate
from typing import Any, Final

from whoosh import query

from indexer.format.analysis import fold, stem
from search.query.limits import DEFAULT, Limits
from search.query.reading import QueryWord, Reading
from search.query.remarks import QueryError
from search.results import Diagnostic

# Latin letters and digits between spaces: each such word is one term, and no sign of the language is among them.
_LETTER: Final = "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
_PLAIN: Final = re.compile(rf"{_LETTER}+(?: +{_LETTER}+)*")
_WORD: Final = re.compile(r"[^ ]+")
_OPERATORS: Final = frozenset(("AND", "OR", "NOT", "and", "or", "not"))


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as it was understood.

    `tree` is a Whoosh query over the fields of `indexer.format.schema`; `words` are the terms it asks for, negated ones
    and patterns left out, each with its place in `text`.
    """

    text: str
    tree: Any
    diagnostics: tuple[Diagnostic, ...] = ()
    words: tuple[QueryWord, ...] = ()


def parse(text: str, *, today: CalendarDate, strict: bool = False, limits: Limits = DEFAULT) -> ParsedQuery:
    """Read a query; docs/query-language.md is the specification.

    Never fails, whatever the text: what is not understood is searched as words and reported. With `strict`, raises
    `QueryError` with the first diagnostic that is graver than an info. `today` fixes what `last month` means.

    >>> today = CalendarDate(2022, 3, 17)
    >>> print(parse('sanctions -covid "economic pain"', today=today).tree)
    ((stem:sanction AND text:"economic pain") ANDNOT stem:covid)
    >>> [each.code for each in parse("date:foo", today=today).diagnostics]
    ['bad-date']
    """
    plain = _parse_plain(text, limits)
    if plain is not None:
        return plain
    parsed = parse_in_full(text, today=today, limits=limits)
    if strict:
        for diagnostic in parsed.diagnostics:
            if diagnostic.severity != "info":
                raise QueryError(diagnostic)
    return parsed


def parse_in_full(text: str, *, today: CalendarDate, limits: Limits = DEFAULT) -> ParsedQuery:
    """Read a query with the full parser, plain words too; `parse` gives the same for them in a tenth of the time."""
    # The parser is imported here: a question of plain words has no need of it.
    from search.query.parser import QuestionParser, straight

    reading = Reading(straight(text[: limits.characters]), today, limits)
    if len(text) > limits.characters:
        message = f"only the first {limits.characters} characters are read"
        reading.remarks.add("too-long", message, limits.characters, len(text))
    tree = QuestionParser(reading).question()
    return ParsedQuery(text, tree, reading.remarks.sorted(), tuple(reading.words))


def _parse_plain(text: str, limits: Limits) -> ParsedQuery | None:
    """Return the query of words and nothing else, or None where the text may hold more than that."""
    if len(text) > limits.characters or not _PLAIN.fullmatch(text):
        return None
    found = list(_WORD.finditer(text))
    if len(found) > limits.clauses or not _OPERATORS.isdisjoint(match.group() for match in found):
        return None
    words = tuple(QueryWord(fold(match.group()), "text", *match.span()) for match in found)
    terms = [query.Term("stem", term) for term in dict.fromkeys(stem(word.term) for word in words)]
    return ParsedQuery(text, terms[0] if len(terms) == 1 else query.And(terms), (), words)
