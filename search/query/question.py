"""Text to query: `parse` and what it returns."""

from __future__ import annotations

from datetime import date as CalendarDate

from search.query.limits import DEFAULT, Limits
from search.query.plain import read_plain
from search.query.reading import ParsedQuery, Reading
from search.query.remarks import QueryError


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
    plain = read_plain(text, limits.characters, limits.clauses)
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
