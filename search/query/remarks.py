"""What a query is told: the codes of its diagnostics, and the list that gathers them while it is read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from search.results import Diagnostic, Severity

MAX_OF_A_CODE: Final = 3
"""Diagnostics of one code in one answer: a pasted page with a hundred stray quotes is told of the first three."""


class Remark(NamedTuple):
    """How grave a code is, and when it is given (a row of the table in docs/query-language.md)."""

    severity: Severity
    when: str


CODES: Final = MappingProxyType(
    {
        "bad-boost": Remark("warning", "A weight after `^` is not a number above 0 and up to 1000; it is left out."),
        "bad-date": Remark(
            "warning", "A date or range is not understood or not in the calendar; its words are searched."
        ),
        "date-words": Remark("info", "A date of several words stands without quotes; it is read as one date."),
        "distance": Remark("warning", "A distance after `~`, NEAR or PRE is above the limit; the limit is used."),
        "empty-field": Remark("warning", "A field has no value; its name is searched as a word."),
        "field-space": Remark("info", "A space stands after `field:`, so that it is read as prose, not as a field."),
        "lone-operator": Remark("warning", "An operator has nothing to join; it is searched as a word."),
        "lower-case-operator": Remark("info", "`or`, `and` or `not` in small letters is searched as a word."),
        "mixed-operators": Remark("info", "OR stands beside other words without parentheses; tells how it is read."),
        "near-operand": Remark(
            "warning", "NEAR or PRE joins what has no place in one text; both are required anywhere."
        ),
        "no-words": Remark("warning", "Quotes, a field or the whole query hold nothing that can be searched."),
        "question-mark": Remark("info", "A `?` at the end of a word is punctuation, not a wildcard."),
        "reversed-range": Remark("warning", "A range of dates ends before it starts; its ends are swapped."),
        "too-deep": Remark("warning", "Parentheses or NEARs are nested deeper than the limit; the rest is read flat."),
        "too-long": Remark("warning", "The text is longer than the limit; the rest is not searched."),
        "too-many-clauses": Remark("warning", "There are more words than the limit; the rest is not searched."),
        "too-many-expansions": Remark(
            "warning", "A leaf stands for more terms than the limit; the most frequent count."
        ),
        "unclosed-parenthesis": Remark("warning", "A `(` is never closed; it is read as closed at the end."),
        "unclosed-quote": Remark("warning", "A quotation mark has no partner; what follows is searched as words."),
        "unknown-field": Remark(
            "warning", "`word:value` looks like a field, but there is none of that name; both are words."
        ),
        "unknown-kind": Remark("warning", "There is no such kind of paragraph, so that nothing matches."),
        "unopened-parenthesis": Remark("warning", "A `)` closes nothing; it is ignored."),
    }
)
"""Every code a query's diagnostics can carry."""


class QueryError(ValueError):
    """A query that is not understood in full, where that was asked for. `diagnostic` is the first that is no info.

    >>> QueryError(Diagnostic("bad-date", "there is no date 2021-02-30", 0, 15)).diagnostic.code
    'bad-date'
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Remarks:
    """Gathers diagnostics, a few of each code.

    >>> remarks = Remarks()
    >>> remarks.add("no-words", "'()' holds no word", 0, 2)
    >>> [(each.code, each.start, each.stop, each.severity) for each in remarks.sorted()]
    [('no-words', 0, 2, 'warning')]
    """

    def __init__(self) -> None:
        self._found: dict[str, list[Diagnostic]] = {}

    def add(self, code: str, message: str, start: int, stop: int) -> None:
        """Keep a diagnostic about the characters `start` to `stop` of the query."""
        found = self._found.setdefault(code, [])
        if len(found) < MAX_OF_A_CODE:
            diagnostic = Diagnostic(code, message, start, stop, CODES[code].severity)
            if diagnostic not in found:
                found.append(diagnostic)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Return what was gathered in the order of the text."""
        every = (diagnostic for found in self._found.values() for diagnostic in found)
        return tuple(sorted(every, key=lambda each: (each.start, each.stop, each.code)))
