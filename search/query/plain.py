"""The short way to a query: words and quotations, all side by side or OR between all of them.

Most questions are of that kind, and to read one with the full parser takes longer than to answer it. Here each word is
looked at once in the life of a process, and a question is put together of what is known of its words.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from whoosh import query

from indexer.format.analysis import fold, stem
from search.query.reading import ParsedQuery, QueryWord
from search.query.shape import MOST_TERMS, Shape

# Latin letters and digits between spaces: each such word is one term, and no sign of the language is among them.
_WORD: Final = re.compile("[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]++")
_OPERATORS: Final = frozenset(("AND", "OR", "NOT", "and", "or", "not"))

_MOST_WORDS: Final = 1 << 14
"""Words whose reading is kept, about half a kilobyte each."""


_WORDS: Final[dict[str, _Word | None]] = {}

_Unit = tuple[str, Any]
"""A field and what is looked for in it: a term, or the terms of a phrase."""


class _Word(NamedTuple):
    """What a word is read as: its term and what it asks for, None where it may be meant as an operator.

    `shape` is that of a query of this word alone.
    """

    term: str
    unit: _Unit | None
    shape: Shape | None


def _word(written: str) -> _Word | None:
    """Return what a word is read as, None where it is no plain one."""
    try:
        return _WORDS[written]
    except KeyError:
        pass
    if len(_WORDS) >= _MOST_WORDS:
        _WORDS.clear()
    return _WORDS.setdefault(written, _read(written))


def _read(written: str) -> _Word | None:
    if not _WORD.fullmatch(written):
        return None
    term = fold(written)
    if written in _OPERATORS:
        return _Word(term, None, None)
    stemmed = stem(term)
    return _Word(term, ("stem", stemmed), Shape("one", [("stem", stemmed, 1.0)]))


def read_plain(text: str, most_characters: int, most_words: int) -> ParsedQuery | None:
    """Return the query of words and quotations, all side by side or OR between all of them, else None.

    None too where one of the words may be meant as an operator, and for a text of more characters or words.

    >>> print(read_plain('oil OR "natural gas"', 100, 10).tree)
    (stem:oil OR text:"natural gas")
    >>> read_plain("oil -gas", 100, 10), read_plain("oil or gas", 100, 10)
    (None, None)
    """
    read = _joined(text, most_characters, most_words)
    if read is None:
        return None
    units, are_alternatives = read
    leaves = [
        query.Phrase(field, [*wanted]) if wanted.__class__ is tuple else query.Term(field, wanted)
        for field, wanted in units
    ]
    if len(leaves) == 1:
        return ParsedQuery(text, leaves[0], (), None)
    return ParsedQuery(text, query.Or(leaves) if are_alternatives else query.And(leaves), (), None)


def plain_shape(text: str, most_characters: int, most_words: int) -> Shape | None:
    """Return the shape of what `read_plain` reads, which takes less than to make a query first.

    >>> plain_shape("oil gas", 100, 10)
    Shape(join='all', terms=[('stem', 'oil', 1.0), ('stem', 'gas', 1.0)], boost=1.0)
    """
    if " " not in text and '"' not in text:
        word = _word(text) if len(text) <= most_characters else None
        return None if word is None else word.shape
    read = _joined(text, most_characters, most_words)
    if read is None:
        return None
    units, are_alternatives = read
    if len(units) == 1:
        field, wanted = units[0]
        if wanted.__class__ is tuple:
            return _shape("phrase", [(field, term, 1.0) for term in wanted])
        return _shape("one", [(field, wanted, 1.0)])
    if len(units) > MOST_TERMS:
        return None
    terms = [(field, wanted, 1.0) for field, wanted in units if wanted.__class__ is not tuple]
    return _shape("any" if are_alternatives else "all", terms) if len(terms) == len(units) else None


def _shape(join: str, terms: list[tuple[str, str | bytes, float]]) -> Shape:
    # The constructor of a named tuple is Python, and takes as long as all the rest.
    return tuple.__new__(Shape, (join, terms, 1.0))


def plain_words(text: str) -> tuple[QueryWord, ...]:
    """Return the words of a text that `read_plain` reads, each with its place; an OR between them is none.

    >>> [word.term for word in plain_words('oil OR "the OR"')]
    ['oil', 'the', 'or']
    """
    found = _WORD.finditer(text)
    wanted = (each for each in found if each[0] != "OR" or text.count('"', 0, each.start()) % 2)
    return tuple(QueryWord(fold(each[0]), "text", *each.span()) for each in wanted)


def _joined(text: str, most_characters: int, most_words: int) -> tuple[list[_Unit], bool] | None:
    """Return what a text names, each once, and whether one of them is enough; None for a text that is not plain."""
    units = _units(text) if len(text) <= most_characters else None
    if not units or (len(text) >= 2 * most_words and len(plain_words(text)) > most_words):
        return None
    are_alternatives = None in units
    if are_alternatives:
        if any(units[1::2]) or not all(units[::2]) or not len(units) % 2:
            return None
        units = units[::2]
    return list(dict.fromkeys(units)) if len(units) > 1 else units, are_alternatives  # type: ignore[arg-type,return-value]


def _units(text: str) -> list[_Unit | None] | None:
    """Return the words and quotations of a text, None for each OR; None for a text with anything else in it."""
    if text[:1] == " " or text[-1:] == " ":
        return None
    units: list[_Unit | None] = []
    quoted: list[str] | None = None  # the terms since a quotation mark that is not closed yet
    for piece in text.split(" "):
        if not piece:
            continue
        if quoted is None and piece[0] == '"':
            quoted, piece = [], piece[1:]
        closes = quoted is not None and piece[-1:] == '"'
        word = _word(piece[:-1] if closes else piece)
        if word is None or (quoted is None and word.unit is None and piece != "OR"):
            return None
        if quoted is None:
            units.append(word.unit)
        else:
            quoted.append(word.term)
            if closes:
                units.append(("text", tuple(quoted) if len(quoted) > 1 else quoted[0]))
                quoted = None
    return units if quoted is None else None
