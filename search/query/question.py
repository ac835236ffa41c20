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
_WORD: Final = "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]++"
_UNIT: Final = re.compile(rf'{_WORD}|"{_WORD}(?: ++{_WORD})*+"')
_PLAIN: Final = re.compile(rf"(?:{_UNIT.pattern})(?: ++(?:{_UNIT.pattern}))*+")
_PLAIN_WORD: Final = re.compile(_WORD)
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
    """Read a query with the full parser; `parse` gives the same for plain ones in a tenth of the time."""
    # The parser is imported here: words and quotations, with or without OR between them, have no need of it.
    from search.query.parser import QuestionParser, straight

    reading = Reading(straight(text[: limits.characters]), today, limits)
    if len(text) > limits.characters:
        message = f"only the first {limits.characters} characters are read"
        reading.remarks.add("too-long", message, limits.characters, len(text))
    tree = QuestionParser(reading).question()
    return ParsedQuery(text, tree, reading.remarks.sorted(), tuple(reading.words))


def _parse_plain(text: str, limits: Limits) -> ParsedQuery | None:
    """Return the query of words and quotations, all side by side or OR between all of them, else None.

    None too where one of the words may be meant as an operator.
    """
    if len(text) > limits.characters or not _PLAIN.fullmatch(text):
        return None
    units = list(_UNIT.finditer(text))
    alternatives = len(units) > 1 and units[1][0] == "OR"
    if alternatives:
        if not len(units) % 2 or any(unit[0] != "OR" for unit in units[1::2]):
            return None
        units = units[::2]
    if not _OPERATORS.isdisjoint(unit[0] for unit in units):
        return None
    words: list[QueryWord] = []
    leaves = dict(_plain_leaf(unit, words) for unit in units)
    if len(words) > limits.clauses:
        return None
    join = query.Or if alternatives else query.And
    tree = join(list(leaves.values())) if len(leaves) > 1 else next(iter(leaves.values()))
    return ParsedQuery(text, tree, (), tuple(words))


def _plain_leaf(unit: re.Match[str], words: list[QueryWord]) -> tuple[object, Any]:
    """Return the query of a word or a quotation, after what tells it from others; its words are added to `words`."""
    written, start = unit[0], unit.start()
    if written[0] != '"':
        term = fold(written)
        words.append(QueryWord(term, "text", start, unit.end()))
        stemmed = stem(term)
        return stemmed, query.Term("stem", stemmed)
    own = [QueryWord(fold(each[0]), "text", *each.span()) for each in _PLAIN_WORD.finditer(unit.string, *unit.span())]
    words += own
    terms = tuple(word.term for word in own)
    if len(terms) == 1:
        return terms, query.Term("text", terms[0])
    return terms, query.Phrase("text", list(terms))
