"""Leaves that stand for many terms: wildcards, fuzzy words, parts of names, dates in the text.

Each is a Whoosh `MultiTerm` that finds its terms in the dictionary of the whole index, keeps the most frequent up to a
limit, tells how many there were, and gives every matching paragraph the same score, its boost: how rare one spelling is
among many says nothing about a paragraph.
"""

from __future__ import annotations

import heapq
import re
import weakref
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from whoosh import query
from whoosh.matching import ConstantScoreWrapperMatcher, ListMatcher, NullMatcher, UnionMatcher
from whoosh.util import make_binary_tree

from indexer.format.analysis import words as words_of
from indexer.format.schema import NAME_FIELDS
from indexer.model import PartialDate
from search.query.letters import names_of, squeezed, variants
from search.query.spelling import edits, near_words
from search.query.vocabulary import Vocabulary, vocabulary

ANY: Final = "*"
ONE: Final = "?"
_ISO_FIRST: Final = "-01-01"
_ISO_LAST: Final = "-12-31"


class Expansion(NamedTuple):
    """The terms a leaf stands for, in order of the dictionary, and how many there were before the limit cut them."""

    terms: tuple[str, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether some were left out."""
        return self.total > len(self.terms)


class Expanding(query.MultiTerm):  # type: ignore[misc]  # Whoosh is untyped
    """A leaf over the terms of one field that `candidates` yields, `limit` of them at most (None: all)."""

    constantscore = True

    def __init__(self, fieldname: str, text: str, boost: float = 1.0, limit: int | None = None) -> None:
        self.fieldname = fieldname
        self.text = text
        self.boost = boost
        self.limit = limit
        self._known: tuple[weakref.ref[Any], Expansion] | None = None

    def __repr__(self) -> str:
        arguments = ", ".join(repr(each) for each in self._key()[1:-1])
        return f"{type(self).__name__}({arguments}{f', boost={self.boost}' if self.boost != 1.0 else ''})"

    def __str__(self) -> str:
        return f"{self.fieldname}:{self.text}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expanding) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return type(self), self.fieldname, self.text, self.boost

    def candidates(self, reader: Any) -> Iterable[str]:
        """Yield the terms this leaf stands for, in rising order."""
        raise NotImplementedError

    def _frequencies(self, reader: Any) -> Vocabulary:
        return vocabulary(reader, self.fieldname)

    def expand(self, reader: Any) -> Expansion:
        """Return the terms of an index: all, or the most frequent (ties in order of the dictionary) up to the limit.

        `reader` is that of the whole index, never of one segment: the terms kept must not depend on how it is cut.
        """
        if self._known is not None and self._known[0]() is reader:
            return self._known[1]
        found = list(self.candidates(reader)) if self.fieldname in reader.schema else []
        kept = found
        if self.limit is not None and len(found) > self.limit:
            n_docs = self._frequencies(reader)
            kept = sorted(heapq.nsmallest(self.limit, found, key=lambda term: (-n_docs.get(term, 0), term)))
        expansion = Expansion(tuple(kept), len(found))
        self._known = weakref.ref(reader), expansion
        return expansion

    def _btexts(self, ixreader: Any) -> Iterator[bytes]:
        to_bytes = ixreader.schema[self.fieldname].to_bytes
        return (to_bytes(term) for term in self.expand(ixreader).terms)

    def estimate_size(self, ixreader: Any) -> int:
        """Return how many paragraphs may match at most."""
        everything: int = ixreader.doc_count_all()
        if self._known is None:
            return everything
        terms = self._known[1].terms
        return min(everything, sum(int(ixreader.doc_frequency(self.fieldname, term)) for term in terms))

    def estimate_min_size(self, ixreader: Any) -> int:  # noqa: ARG002
        """Return how many paragraphs match at least: it is not worth a look."""
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment, with places only where they are asked for."""
        whole = searcher.get_parent() or searcher
        reader = searcher.reader()
        to_bytes = reader.schema[self.fieldname].to_bytes if self.fieldname in reader.schema else None
        present = [
            text
            for term in self.expand(whole.reader()).terms
            if to_bytes is not None and (self.fieldname, text := to_bytes(term)) in reader
        ]
        if not present:
            return NullMatcher()
        postings = [reader.postings(self.fieldname, text) for text in present]
        if context is not None and context.needs_current:
            return ConstantScoreWrapperMatcher(make_binary_tree(UnionMatcher, postings), score=self.boost)
        ids = sorted(set().union(*(posting.all_ids() for posting in postings)))
        return ListMatcher(array("I", ids), all_weights=self.boost)


class WordPattern(Expanding):
    """Words as written that fit a pattern: `*` is any letters or none, `?` is any one.

    >>> WordPattern("text", "sancti*")
    WordPattern('text', 'sancti*')
    """

    def candidates(self, reader: Any) -> Iterator[str]:
        """Yield the words that fit, from those that share the letters before the first wildcard."""
        fits = pattern(self.text).fullmatch
        for term in self._frequencies(reader):
            if fits(term):
                yield term

    def _frequencies(self, reader: Any) -> Vocabulary:
        return vocabulary(reader, self.fieldname, re.split(r"[*?]", self.text, maxsplit=1)[0])


class FuzzyWord(Expanding):
    """Words as written at most `distance` letters away: added, dropped, changed or swapped. The first letter stays."""

    def __init__(
        self, fieldname: str, text: str, distance: int = 1, boost: float = 1.0, limit: int | None = None
    ) -> None:
        super().__init__(fieldname, text, boost, limit)
        self.distance = distance

    def _key(self) -> tuple[Any, ...]:
        return type(self), self.fieldname, self.text, self.distance, self.boost

    def __str__(self) -> str:
        return f"{self.fieldname}:{self.text}~{self.distance}"

    def candidates(self, reader: Any) -> Iterator[str]:
        """Yield the words near enough, in rising order."""
        return near_terms(reader, self.fieldname, self.text, self.distance)


class NamePart(Expanding):
    """Whole values whose words contain those of `parts`, next to each other: `putin` finds `Vladimir Putin`.

    `parts` are folded words or patterns; `whole`: nothing may stand before or after them. `distance` above 0 lets each
    word of four letters or more be that many letters away.

    >>> NamePart("person", ("vladimir", "putin"))
    NamePart('person', 'vladimir putin', False, 0)
    """

    def __init__(
        self,
        fieldname: str,
        parts: tuple[str, ...],
        whole: bool = False,
        distance: int = 0,
        boost: float = 1.0,
        limit: int | None = None,
    ) -> None:
        super().__init__(fieldname, " ".join(parts), boost, limit)
        self.parts = parts
        self.whole = whole
        self.distance = distance

    def _key(self) -> tuple[Any, ...]:
        return type(self), self.fieldname, self.text, self.whole, self.distance, self.boost

    def candidates(self, reader: Any) -> Iterable[str]:
        """Return the values that hold the parts, or are written somewhere in a form that does.

        A whole name is asked of the forms only where no value is it: a value taken from a facet counts as it counted.
        """
        letters = self._letters()
        names = names_of(reader, self.fieldname)
        values = (names.values.values[number] for number in names.values.holding(letters))
        found = {value for value in values if self.fits(value)}
        if self.fieldname in NAME_FIELDS and not (self.whole and found):
            held = names.forms.holding(letters)
            found.update(names.named[number] for number in held if self.fits(names.forms.values[number]))
        return sorted(found)

    def _letters(self) -> str:
        """Return letters that every value that fits holds: those without them need no analysis."""
        plain = () if self.distance else (part for part in self.parts if not has_wildcard(part))
        return squeezed(max(plain, key=len, default=""))

    def fits(self, value: str) -> bool:
        """Return whether a value holds the parts.

        >>> NamePart("person", ("putin",)).fits("Vladimir Putin"), NamePart("person", ("put",)).fits("Vladimir Putin")
        (True, False)
        """
        words, n = words_of(value), len(self.parts)
        if self.whole:
            return len(words) == n and self._fit_at(words, 0)
        return any(self._fit_at(words, at) for at in range(len(words) - n + 1))

    def _fit_at(self, words: list[str], at: int) -> bool:
        return all(self._word_fits(part, words[at + i]) for i, part in enumerate(self.parts))

    def _word_fits(self, part: str, word: str) -> bool:
        if has_wildcard(part):
            return pattern(part).fullmatch(word) is not None
        if self.distance and len(part) > 3:
            return edits(part, word, self.distance) <= self.distance
        return part == word


def variants_of(reader: Any, fieldname: str, name: str) -> tuple[str, ...]:
    """Return the forms in which the entity `name` is written, other than its name, each once."""
    return tuple(dict.fromkeys(form for _, _, form in variants(reader, fieldname, name)))


class MentionedWithin(Expanding):
    """Dates in the text that lie inside the days `first` to `last` (ISO dates; empty is open), none left out.

    A month or a year spoken of lies inside only as a whole. Dates are compared as text: a short one is filled up with
    its first or last day, so that the calendar is not asked for each.
    """

    def __init__(self, first: str, last: str, boost: float = 1.0) -> None:
        super().__init__("mentioned", f"{first}..{last}", boost, limit=None)
        self.first = first
        self.last = last

    def candidates(self, reader: Any) -> Iterator[str]:
        """Yield the dates inside."""
        for term in _terms(reader, self.fieldname, ""):
            if self.holds(term):
                yield term

    def holds(self, date: str) -> bool:
        """Return whether an ISO date of any precision lies inside.

        >>> MentionedWithin("2014-02-01", "2014-02-28").holds("2014-02")
        True
        """
        first, last = date + _ISO_FIRST[len(date) - 4 :], date + _ISO_LAST[len(date) - 4 :]
        return (not self.first or first >= self.first) and (not self.last or last <= _month_end(self.last))


class Constant(query.ConstantScoreQuery):  # type: ignore[misc]
    """Gives every paragraph that `child` matches the same score. Whoosh's own keeps it only outside of spans."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment."""
        matcher = self.child.matcher(searcher, context)
        return matcher if isinstance(matcher, type(NullMatcher())) else ConstantScoreWrapperMatcher(matcher, self.score)

    def __str__(self) -> str:
        return str(self.child)

    def __repr__(self) -> str:
        return f"Constant({self.child!r}, {self.score})"


def has_wildcard(text: str) -> bool:
    """Return whether `text` holds `*` or `?`."""
    return ANY in text or ONE in text


@lru_cache(maxsize=1024)
def pattern(text: str) -> re.Pattern[str]:
    """Return the regular expression of a wildcard pattern.

    What follows a `*` is taken where it first stands, in an atomic group, for a later place can fit no better: the time
    is bounded by the product of both lengths, where plain `.*a.*a.*a` tries every choice of places.

    >>> bool(pattern("wom?n*").fullmatch("womens")), bool(pattern("*a*a*b").fullmatch("a" * 64))
    (True, False)
    """
    first, *others = (re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", text))
    if not others:
        return re.compile(first, re.DOTALL)
    between = "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece)
    return re.compile(f"{first}{between}.*{others[-1]}", re.DOTALL)


def near_terms(reader: Any, fieldname: str, word: str, distance: int) -> Iterator[str]:
    """Yield the terms with the same first letter at most `distance` edits from `word`, in rising order."""
    return near_words(_terms(reader, fieldname, word[:1]), word, distance)


def _terms(reader: Any, fieldname: str, prefix: str) -> Iterator[str]:
    return iter(vocabulary(reader, fieldname, prefix))


def _month_end(date: str) -> str:
    """Return an ISO day, raised to the 31st where it is the last of its month, so that a filled-up month compares."""
    last = PartialDate.parse(date)
    return f"{date[:7]}-31" if last.last_day == PartialDate(last.year, last.month).last_day else date
