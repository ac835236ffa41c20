"""A query tree in words, and its clauses one by one: what an explanation of an answer is made of.

>>> from datetime import date
>>> from search.query.question import parse
>>> in_words(parse('sanctions -covid "economic pain" person:putin', today=date(2022, 3, 17)))
"a form of 'sanctions', the phrase 'economic pain' and a person with 'putin' in the name, but no form of 'covid'"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from whoosh import query

from indexer.format.analysis import stem
from indexer.format.schema import NO_DATE, STEM_FIELD
from indexer.model import calendar_date
from search.query.leaves import Constant, Expanding, FuzzyWord, MentionedWithin, NamePart, WordPattern
from search.query.nearness import Near, Together
from search.query.reading import ParsedQuery, QueryWord

_WRITTEN_FIELD: Final = {stems: written for written, stems in STEM_FIELD.items()}
_NOUNS: Final = MappingProxyType(
    {"person": "a person", "org": "an organisation", "place": "a place", "group": "a group", "source": "a source"}
    | {"author": "an author", "language": "a language", "kind": "a kind", "article": "an article key"}
    | {"date": "a date", "mentioned": "a date in its text", "title": "a title"}
)
_NAMED_WHOLE: Final = frozenset({"kind", "language"})
"""Fields whose values are single words, so that a part of one is all of it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a question that every paragraph found has, or, where it is not `is_wanted`, has not.

    `words` say what it asks for, with an article in front; `start, stop` are its characters in the query, -1 where it
    has no place of its own.
    """

    tree: Any
    words: str
    is_wanted: bool = True
    start: int = -1
    stop: int = -1

    @property
    def asks_nothing(self) -> bool:
        """Whether it is what is left of something that cannot be searched, and matches nothing."""
        return isinstance(self.tree, type(query.NullQuery))

    @property
    def absence(self) -> str:
        """What a paragraph has that does not match this clause."""
        return absence(self.words)


def in_words(parsed: ParsedQuery) -> str:
    """Return what a query was understood to ask for."""
    return describe(parsed.tree, parsed.words)


def clauses_of(parsed: ParsedQuery) -> tuple[Clause, ...]:
    """Return the clauses that are all to hold; none for a query that every paragraph matches.

    >>> from datetime import date
    >>> from search.query.question import parse
    >>> for each in clauses_of(parse("gas (price OR supply) -oil", today=date(2022, 3, 17))):
    ...     print(each.words, each.is_wanted, each.start)
    a form of 'gas' True 0
    a form of 'price' or a form of 'supply' True -1
    a form of 'oil' False -1
    """
    wanted, unwanted = [parsed.tree], []
    if isinstance(parsed.tree, query.AndNot):
        wanted, unwanted = [parsed.tree.a], _members(parsed.tree.b, query.Or)
    found = [(each, True) for tree in wanted for each in _members(tree, query.And) if not _is_everything(each)]
    found += [(each, False) for each in unwanted]
    return tuple(
        Clause(tree, describe(tree, parsed.words), is_wanted, *_place(tree, parsed.words)) for tree, is_wanted in found
    )


def describe(tree: Any, words: Iterable[QueryWord] = ()) -> str:
    """Return a tree in words; `words` are those of the query, so that a stem is shown as it was typed."""
    typed = {stem(word.term): word.term for word in reversed([*words]) if word.field in STEM_FIELD}
    return _described(tree, typed)


def absence(words: str) -> str:
    """Return the opposite of what `describe` says of a leaf.

    >>> absence("a form of 'gas'"), absence("the phrase 'gas price'"), absence("'a' or 'b'")
    ("no form of 'gas'", "no phrase 'gas price'", "neither of 'a' or 'b'")
    """
    article, _, rest = words.partition(" ")
    if " or " in words:
        return f"neither of {words}"
    return f"no {rest}" if article in ("a", "an", "the") else f"not {words}"


def _described(tree: Any, typed: Mapping[str, str]) -> str:
    if tree is query.NullQuery or isinstance(tree, type(query.NullQuery)):
        return "nothing"
    if isinstance(tree, query.Every):
        return "anything" if tree.fieldname is None else _NOUNS.get(tree.fieldname, f"a {tree.fieldname}")
    if isinstance(tree, query.AndNot):
        unwanted = [absence(_described(each, typed)) for each in _members(tree.b, query.Or)]
        left_out = _joined(unwanted, "and")
        return left_out if _is_everything(tree.a) else f"{_described(tree.a, typed)}, but {left_out}"
    if needed := getattr(tree, "needed", 0):
        return f"{needed} at least of {_joined([_within(each, typed) for each in tree.subqueries], 'and')}"
    if isinstance(tree, query.And | query.Or):
        joint = "or" if isinstance(tree, query.Or) else "and"
        return _joined([_within(each, typed) for each in tree.subqueries], joint)
    if isinstance(tree, Near):
        between = f"at most {tree.distance} {'before' if tree.ordered else 'from'}"
        return f"{_within(tree.left, typed)} {between} {_within(tree.right, typed)}"
    if isinstance(tree, Constant):
        return _date_words(tree.child)
    return _leaf_words(tree, typed)


def _within(tree: Any, typed: Mapping[str, str]) -> str:
    """Return a tree in words as a part of another, in parentheses where it is joined itself."""
    words = _described(tree, typed)
    return f"({words})" if isinstance(tree, query.And | query.Or | query.AndNot | Near) else words


def _leaf_words(leaf: Any, typed: Mapping[str, str]) -> str:
    where = " in the title" if leaf.field() in ("title", "title_stem") else ""
    is_stem = leaf.field() in _WRITTEN_FIELD
    if isinstance(leaf, query.Term):
        if not is_stem and leaf.fieldname not in STEM_FIELD:
            return f"the {leaf.fieldname} {leaf.text!r}"
        return (f"a form of {typed.get(leaf.text, leaf.text)!r}" if is_stem else f"the word {leaf.text!r}") + where
    if isinstance(leaf, query.Phrase):
        shown = " ".join(typed.get(word, word) if is_stem else word for word in leaf.words)
        return f"{'a form of ' if is_stem else ''}the phrase {shown!r}{where}"
    if isinstance(leaf, Together):
        return f"the words {' '.join(leaf.words)!r} at most {leaf.distance} apart{where}"
    if isinstance(leaf, WordPattern):
        return f"a word like {leaf.text!r}{where}"
    if isinstance(leaf, FuzzyWord):
        return f"a word at most {_counted(leaf.distance, 'letter')} from {leaf.text!r}{where}"
    if isinstance(leaf, MentionedWithin):
        return f"a date in its text {_range_words(leaf.first, leaf.last)}"
    return _name_words(leaf) if isinstance(leaf, NamePart) else str(leaf)


def _name_words(leaf: NamePart) -> str:
    noun = _NOUNS.get(leaf.fieldname, f"a {leaf.fieldname}")
    near = " or nearly so" if leaf.distance else ""
    if leaf.whole or leaf.fieldname in _NAMED_WHOLE:
        return f"the {noun.partition(' ')[2]} {leaf.text!r}{near}"
    return f"{noun} with {leaf.text!r}{near} in {'it' if leaf.fieldname == 'article' else 'the name'}"


def _date_words(tree: Any) -> str:
    bounds = {each.fieldname: each for each in _members(tree, query.And)}
    first = bounds["date"].start if "date" in bounds else None
    last = bounds["date_last"].end if "date_last" in bounds else None
    days = ["" if day is None or day <= NO_DATE + 1 else calendar_date(day).isoformat() for day in (first, last)]
    return f"a date {_range_words(*days)}" if any(days) else "a date"


def _range_words(first: str, last: str) -> str:
    """Return the days from `first` to `last` in words; an empty one is open.

    >>> _range_words("2021-12-01", "2021-12-31"), _range_words("2022-01-01", "")
    ('within 2021-12-01 and 2021-12-31', 'from 2022-01-01 on')
    """
    if first and last:
        return f"on {first}" if first == last else f"within {first} and {last}"
    return f"from {first} on" if first else f"up to {last}"


def _members(tree: Any, joint: Any) -> list[Any]:
    return list(tree.subqueries) if isinstance(tree, joint) else [tree]


def _is_everything(tree: Any) -> bool:
    return isinstance(tree, query.Every) and tree.fieldname is None


def _joined(parts: Sequence[str], joint: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _place(tree: Any, words: Sequence[QueryWord]) -> tuple[int, int]:
    """Return the characters of the query a leaf was read from, or -1 twice where the words do not tell."""
    if not isinstance(tree, query.Term | query.Phrase | Together | NamePart):
        return -1, -1
    field = tree.fieldname
    terms = getattr(tree, "words", None) or getattr(tree, "parts", None) or [tree.text]
    is_stem = field in _WRITTEN_FIELD
    field = _WRITTEN_FIELD.get(field, field)
    keys = [(stem(word.term) if is_stem else word.term) if word.field == field else None for word in words]
    for at in range(len(keys) - len(terms) + 1):
        if keys[at : at + len(terms)] == list(terms):
            return words[at].start, words[at + len(terms) - 1].stop
    return -1, -1


def expansions_of(tree: Any) -> list[Any]:
    """Return the leaves of a tree that stand for many terms.

    >>> from datetime import date
    >>> from search.query.question import parse
    >>> expansions_of(parse("sancti* talks", today=date(2022, 3, 17)).tree)
    [WordPattern('text', 'sancti*')]
    """
    if isinstance(tree, Expanding):
        return [tree]
    return [leaf for child in tree.children() for leaf in expansions_of(child)]
