"""From syntax to Whoosh queries: what a word, a quotation, a value, a date and a join of them ask of the index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from whoosh import query

from indexer.format.analysis import stem, tokenize
from indexer.format.schema import NO_DATE, STEM_FIELD
from indexer.model import KINDS, calendar_date
from search.query import dates
from search.query.exclusion import Except
from search.query.fields import DATE_FIELDS, VALUE_FIELDS
from search.query.leaves import Constant, Expanding, FuzzyWord, MentionedWithin, NamePart, WordPattern, has_wildcard
from search.query.nearness import Near, Together
from search.query.reading import QueryWord, Reading

if TYPE_CHECKING:
    from search.query.nodes import NearOf, Unit

MAX_FUZZY: Final = 2
"""Letters that may differ in `word~n`; with three, half of the short words of a language are neighbours."""

_FUZZY_FROM: Final = 4
"""Of a word in parts (`covid-19~`), those as long as this may differ."""

_FINAL_QUESTION: Final = re.compile(r"\?+(?=[^\w*?]*(?:\s|$))")
_WILDCARDS: Final = re.compile(r"([*?]+)")
_WEB_ADDRESS: Final = re.compile(r"\s*(?:[a-zA-Z]{2,10}://|www\.)")
_NOTHING: Final = query.NullQuery


class Piece(NamedTuple):
    """A term, or a pattern with wildcards, and the characters of the query it stands for."""

    term: str
    start: int
    stop: int


def unit_query(unit: Unit, reading: Reading) -> Any:
    """Return the query of one unit, or None where it holds nothing to search or the limit of clauses is reached."""
    if reading.n_clauses >= reading.limits.clauses:
        _remark_full(reading, unit.startchar)
        return None
    if unit.field in DATE_FIELDS:
        found = _date_query(unit, reading)
    elif unit.field in VALUE_FIELDS:
        found = _value_query(unit, reading)
    else:
        found = _word_query(unit, reading)
    for leaf in () if found is None else found.leaves():
        if isinstance(leaf, Expanding):
            leaf.startchar, leaf.endchar = unit.startchar, unit.endchar
    return found


def _remark_full(reading: Reading, start: int) -> None:
    """Tell, once, from where on nothing is searched."""
    if not reading.is_full:
        reading.is_full = True
        message = f"only the first {reading.limits.clauses} words are searched"
        reading.remarks.add("too-many-clauses", message, start, len(reading.text))


def pieces_of(text: str, offset: int = 0) -> list[Piece]:
    """Return the terms of `text` in order, those with wildcards as patterns; `offset` is where `text` starts.

    A wildcard belongs to the word it touches; one that touches none is punctuation, and so is a `?` that ends a word.

    >>> [piece.term for piece in pieces_of("Anti-Sanct* moves?")]
    ['anti', 'sanct*', 'moves']
    """
    text = _FINAL_QUESTION.sub(lambda match: " " * len(match[0]), text)
    if _WEB_ADDRESS.match(text):
        text = text.replace("?", " ").replace("*", " ")
    pieces: list[Piece] = []
    at = 0
    for index, chunk in enumerate(_WILDCARDS.split(text)):
        found = [Piece(chunk, 0, len(chunk))] if index % 2 else [Piece(*token) for token in tokenize(chunk)]
        for term, start, stop in found:
            if pieces and pieces[-1].stop == offset + at + start and (index % 2 or (start == 0 and index)):
                term, start = pieces[-1].term + term, pieces[-1].start - offset - at
                pieces.pop()
            pieces.append(Piece(term, offset + at + start, offset + at + stop))
        at += len(chunk)
    return [piece for piece in pieces if piece.term.strip("*?")]


def _word_query(unit: Unit, reading: Reading) -> Any:
    written_field = "title" if unit.field == "title" else "text"
    if unit.text and not unit.text.strip("*") and not unit.quoted:
        return query.Every() if written_field == "text" else query.Every(written_field)
    pieces = _counted(pieces_of(unit.text, unit.offset), unit, reading)
    if not pieces:
        return None
    boost = reading.boost * unit.boost
    as_written = unit.exact or unit.quoted
    if unit.distance is not None and not as_written:
        return _in_order([_fuzzy(piece.term, written_field, len(pieces), unit, reading, boost) for piece in pieces])
    if any(has_wildcard(piece.term) for piece in pieces):
        leaves = [_leaf(piece.term, written_field, as_written, reading, boost) for piece in pieces]
        return _in_order(leaves) if unit.distance is None else _within(leaves, unit.distance)
    _note_words(pieces, written_field, reading)
    if unit.distance is not None and len(pieces) > 1:
        terms = tuple(piece.term for piece in pieces)
        return Together(written_field, terms, max(unit.distance, len(terms) - 1), boost)
    if len(pieces) == 1:
        return _leaf(pieces[0].term, written_field, as_written, reading, boost)
    if as_written:
        return query.Phrase(written_field, [piece.term for piece in pieces], boost=boost)
    return query.Phrase(STEM_FIELD[written_field], [stem(piece.term) for piece in pieces], boost=boost)


def _counted(pieces: list[Piece], unit: Unit, reading: Reading) -> list[Piece]:
    """Return what the limit of clauses leaves of the pieces of a unit, and count them."""
    if not pieces and (unit.quoted or unit.fieldname):
        reading.remark("no-words", f"{reading.slice(unit)} holds no word to search", unit)
    left = reading.limits.clauses - reading.n_clauses
    if len(pieces) > left:
        _remark_full(reading, pieces[left].start)
        del pieces[left:]
    reading.n_clauses += len(pieces)
    return pieces


def _note_words(pieces: list[Piece], field: str, reading: Reading) -> None:
    if not reading.n_negations:
        reading.words.extend(QueryWord(piece.term, field, piece.start, piece.stop) for piece in pieces)


def _leaf(term: str, field: str, as_written: bool, reading: Reading, boost: float) -> Any:
    if has_wildcard(term):
        return WordPattern(field, term, boost, reading.limits.expansions)
    if as_written:
        return query.Term(field, term, boost=boost)
    return query.Term(STEM_FIELD[field], stem(term), boost=boost)


def _fuzzy(term: str, field: str, n_pieces: int, unit: Unit, reading: Reading, boost: float) -> Any:
    distance = _fuzziness(unit, reading)
    if has_wildcard(term) or (n_pieces > 1 and len(term) < _FUZZY_FROM):
        return _leaf(term, field, True, reading, boost)
    return FuzzyWord(field, term, distance, boost, reading.limits.expansions)


def _fuzziness(unit: Unit, reading: Reading) -> int:
    if unit.distance is not None and unit.distance > MAX_FUZZY:
        reading.remark("distance", f"a word may differ by {MAX_FUZZY} letters at most; ~{MAX_FUZZY} is used", unit)
    return min(unit.distance or 0, MAX_FUZZY)


def _in_order(leaves: list[Any]) -> Any:
    """Return the query for leaves that stand next to each other."""
    found = leaves[0]
    for leaf in leaves[1:]:
        found = Near(found, leaf, 1, ordered=True)
    return found


def _within(leaves: list[Any], distance: int) -> Any:
    found = leaves[0]
    for leaf in leaves[1:]:
        found = Near(found, leaf, max(distance, 1))
    return found


def _value_query(unit: Unit, reading: Reading) -> Any:
    if unit.text and not unit.text.strip("*"):
        return query.Every(unit.field)
    pieces = _counted(pieces_of(unit.text, unit.offset), unit, reading)
    if not pieces:
        return None
    parts = tuple(piece.term for piece in pieces)
    if unit.field == "kind" and parts not in {(kind,) for kind in KINDS} and not any(map(has_wildcard, parts)):
        reading.remark("unknown-kind", f"there is no kind {unit.text!r}; there are {', '.join(KINDS)}", unit)
    distance = _fuzziness(unit, reading) if unit.distance is not None and not unit.quoted else 0
    _note_words(pieces, unit.field, reading)
    boost = reading.boost * unit.boost
    return NamePart(unit.field, parts, unit.exact, distance, boost, reading.limits.expansions)


def _date_query(unit: Unit, reading: Reading) -> Any:
    boost = reading.boost * unit.boost
    reading.n_clauses += 1
    asked = unit.text.strip().casefold()
    if asked in ("none", "undated", "unknown"):
        return negation(_any_date(unit.field))
    if asked == "*":
        return _any_date(unit.field)
    try:
        days = dates.parse_range(unit.text, today=reading.today)
    except dates.DateError as error:
        reading.remark("bad-date", str(error), unit)
        unit.fieldname, unit.exact, unit.distance = None, False, None
        return _word_query(unit, reading)
    if days.swapped:
        reading.remark("reversed-range", f"{unit.text.strip()} ends before it starts; its ends are swapped", unit)
    if days.first is not None and days.last is not None and days.first > days.last:
        return _NOTHING
    if unit.field == "mentioned":
        first, last = ("" if day is None else calendar_date(day).isoformat() for day in days[:2])
        return MentionedWithin(first, last, boost)
    return published_within(days, boost)


def published_within(days: dates.Days, boost: float = 1.0) -> Any:
    """Return the query for paragraphs whose date, all of it where it is a month or a year, lies inside `days`.

    >>> print(published_within(dates.Days(18262, None)))
    date:[18262 TO ]
    """
    first = NO_DATE + 1 if days.first is None else days.first
    # A date starts before it ends, so that one bound each would do; with both, Whoosh unites fewer days.
    bounds = []
    if days.first is not None:
        bounds.append(query.NumericRange("date", first, days.last))
    if days.last is not None or days.first is None:
        bounds.append(query.NumericRange("date_last", first, days.last))
    return Constant(bounds[0] if len(bounds) == 1 else query.And(bounds), boost)


def _any_date(field: str) -> Any:
    return Constant(query.NumericRange(field, NO_DATE + 1, None)) if field == "date" else query.Every(field)


def conjunction(queries: list[Any]) -> Any:
    """Return what all `queries` match: a flat `And` without doubles, what is negated taken out in one `Except`."""
    wanted: list[Any] = []
    unwanted: list[Any] = []
    for each in queries:
        positive, negative = (each.a, [each.b]) if isinstance(each, query.AndNot) else (each, [])
        if not isinstance(positive, query.Every) or positive.fieldname is not None or not negative:
            wanted.extend(positive.subqueries if isinstance(positive, query.And) else [positive])
        for one in negative:
            unwanted.extend(one.subqueries if isinstance(one, query.Or) else [one])
    wanted = _without_every(list(dict.fromkeys(wanted)))
    found = None
    if wanted:
        found = wanted[0] if len(wanted) == 1 else query.And(wanted)
    if unwanted:
        return Except(query.Every() if found is None else found, disjunction(unwanted))
    return found


def _without_every(queries: list[Any]) -> list[Any]:
    """Return `queries` without those that every paragraph matches, unless there is nothing else."""
    return [each for each in queries if not _is_everything(each)] or queries[:1]


def _is_everything(each: Any) -> bool:
    return isinstance(each, query.Every) and each.fieldname is None


def disjunction(queries: list[Any]) -> Any:
    """Return what one of `queries` at least matches: a flat `Or` without doubles."""
    flat = dict.fromkeys(sub for each in queries for sub in (each.subqueries if isinstance(each, query.Or) else [each]))
    if not flat:
        return None
    return next(iter(flat)) if len(flat) == 1 else query.Or(list(flat))


def negation(each: Any) -> Any:
    """Return everything but what `each` matches; a negation negated is what it negates."""
    if isinstance(each, query.AndNot) and _is_everything(each.a):
        return each.b
    return Except(query.Every(), each)


def nearness(queries: list[Any], node: NearOf, reading: Reading) -> Any:
    """Return the query for two sides near each other; both anywhere where one has no place in the text."""
    if len(queries) < 2:
        return queries[0] if queries else None
    texts = {_text_of(each) for each in queries}
    if len(texts) > 1 or None in texts:
        message = f"{node.operator.kind} joins words and phrases of one text; here both sides are required anywhere"
        reading.remark("near-operand", message, node)
        return conjunction(queries)
    distance = node.operator.distance
    if distance > reading.limits.distance:
        reading.remark("distance", f"words are near within {reading.limits.distance} words at most", node)
    left, right = queries
    return Near(left, right, max(1, min(distance, reading.limits.distance)), node.operator.kind == "PRE")


def _text_of(each: Any) -> str | None:
    """Return the field of words in whose positions a query matches, or None where it has none."""
    if isinstance(each, query.Or):
        texts = {_text_of(sub) for sub in each.subqueries}
        return texts.pop() if len(texts) == 1 else None
    if isinstance(each, Near):
        return _text_of(each.left)
    if isinstance(each, query.Term | query.Phrase | Together | Expanding):
        return {"text": "text", "stem": "text", "title": "title", "title_stem": "title"}.get(each.fieldname)
    return None
