"""One paragraph before a question: which clause and which filter it passes, and why not, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from whoosh import query

from indexer.format.analysis import stem, tokenize
from indexer.format.schema import STEM_FIELD
from indexer.model import Paragraph
from search.execute.nothing import written
from search.execute.plan import QueryTree
from search.execute.presence import Presence
from search.explanation import Check
from search.query import ParsedQuery
from search.query.describe import absence, clauses_of, describe
from search.query.leaves import Constant, Expanding, MentionedWithin, NamePart
from search.query.nearness import Near, Together
from search.query.reading import QueryWord
from search.request import SearchRequest

_FARTHEST: Final = 1 << 16
"""No paragraph has so many words that two of them stand farther apart."""

_STEMS: Final = frozenset(STEM_FIELD.values())
_PLURALS: Final = {"person": "persons", "org": "organisations", "place": "places", "group": "groups"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that is asked about, and its document number in the index."""

    document: int
    paragraph: Paragraph


def checks_of(
    candidate: Candidate,
    request: SearchRequest,
    parsed: ParsedQuery,
    filters: Mapping[str, QueryTree],
    presence: Presence,
) -> tuple[Check, ...]:
    """Return every clause of the question and every filter, asked of one paragraph; all hold where it matches."""
    judge = _Judge(candidate, presence, parsed.words)
    clauses = [
        Check(
            clause.words if clause.is_wanted else clause.absence,
            judge.holds(clause.tree) == clause.is_wanted,
            judge.reason(clause.tree) if clause.is_wanted else judge.reason_left_out(clause.tree),
        )
        for clause in clauses_of(parsed)
    ]
    return (
        *clauses,
        *(
            Check(written(request, name), holds := judge.holds(tree), judge.value(name, holds), name)
            for name, tree in filters.items()
        ),
    )


def named(key: str, presence: Presence) -> list[int]:
    """Return the document numbers of the paragraph with the id `key`, or of all paragraphs of that article."""
    return presence.documents(query.Term("id", key)) or presence.documents(query.Term("article", key))


class _Judge:
    """Asks one paragraph about query trees."""

    def __init__(self, candidate: Candidate, presence: Presence, words: tuple[QueryWord, ...]) -> None:
        self._document = candidate.document
        self._paragraph = candidate.paragraph
        self._presence = presence
        self._words = words

    def holds(self, tree: QueryTree) -> bool:
        return self._presence.holds(tree, self._document)

    def reason_left_out(self, tree: QueryTree) -> str:
        if self.holds(tree):
            return f"{self.reason(tree)}, which is left out"
        return f"has {absence(self._described(tree))}"

    def reason(self, tree: QueryTree) -> str:
        """Return why the paragraph matches a tree or does not."""
        if isinstance(tree, query.Or):
            fitting = [each for each in tree.subqueries if self.holds(each)]
            return " and ".join(self.reason(each) for each in fitting or tree.subqueries)
        if isinstance(tree, Constant):
            return self.value("date", self.holds(tree))
        if isinstance(tree, NamePart):
            return self.value(tree.fieldname)
        if isinstance(tree, MentionedWithin):
            return self.value("mentioned")
        if isinstance(tree, query.Term | Expanding):
            return self._word_reason(tree)
        if isinstance(tree, query.Phrase | Together | Near) and not self.holds(tree):
            return self._distance_reason(tree)
        return f"has {self._described(tree)}" if self.holds(tree) else f"has {absence(self._described(tree))}"

    def value(self, field: str, holds: bool = True) -> str:
        """Return what the paragraph has in a field of values; `holds` tells whether that is what is asked for."""
        paragraph = self._paragraph
        if field == "date":
            if paragraph.date is None:
                return "has no date"
            return f"its date is {paragraph.date}" + ("" if holds else ", which does not lie in it as a whole")
        if field in _PLURALS:
            names = dict.fromkeys(each.name for each in paragraph.mentions if each.type == field)
            return f"names {', '.join(names)}" if names else f"names no {_PLURALS[field]}"
        values = {
            "author": paragraph.authors,
            "mentioned": tuple(map(str, paragraph.mentioned)),
        }.get(field) or ((str(getattr(paragraph, field)),) if getattr(paragraph, field, "") else ())
        if field == "mentioned":
            return f"mentions {', '.join(values)}" if values else "mentions no date"
        return f"its {field} is {', '.join(values)}" if values else f"has no {field}"

    def _word_reason(self, leaf: Any) -> str:
        written_words = dict.fromkeys(self._forms(leaf))
        where = " in its title" if leaf.fieldname in ("title", "title_stem") else ""
        shown = ", ".join(map(repr, written_words))
        if self.holds(leaf):
            return f"has {shown}{where}" if shown else f"has {self._described(leaf)}"
        if not shown:
            return f"has {absence(self._described(leaf))}"
        if isinstance(leaf, Expanding):
            return f"has {shown}{where}, which fits, but too many words do: only the most frequent are searched"
        return f"has {shown}{where}, but {absence(self._described(leaf))}"

    def _forms(self, leaf: Any) -> Iterator[str]:
        """Yield the words of the paragraph a leaf of words is about, as they stand in the text."""
        text = self._paragraph.title if leaf.fieldname in ("title", "title_stem") else self._paragraph.text
        fits = self._fit(leaf)
        return (text[start:stop] for term, start, stop in tokenize(text) if fits(term))

    def _fit(self, leaf: Any) -> Callable[[str], bool]:
        if isinstance(leaf, Expanding):
            known = frozenset(leaf.candidates(self._presence.reader))
            return lambda term: term in known
        if leaf.fieldname not in _STEMS and self.holds(leaf):
            return lambda term: term == leaf.text
        # An exact word that is missing is told by its other forms.
        wanted = leaf.text if leaf.fieldname in _STEMS else stem(leaf.text)
        return lambda term: stem(term) == wanted

    def _distance_reason(self, tree: Any) -> str:
        """Return how far apart words stand that ought to stand nearer, or which of them is missing."""
        if isinstance(tree, Near):
            parts = [tree.left, tree.right]
            asked = tree.distance
        else:
            parts = [query.Term(tree.fieldname, word) for word in dict.fromkeys(tree.words)]
            asked = tree.distance if isinstance(tree, Together) else len(tree.words) - 1
        missing = [self.reason(part) for part in parts if not self.holds(part)]
        if missing:
            return " and ".join(missing)
        found = self._nearest(tree)
        if found > asked:
            return f"the words stand {found} apart, not {asked}"
        return "the words stand so near, but in another order"

    def _nearest(self, tree: Any) -> int:
        """Return the least distance at which the words stand in any order."""
        if isinstance(tree, Near):
            return _least(lambda distance: self.holds(Near(tree.left, tree.right, distance)))
        return _least(lambda distance: self.holds(Together(tree.fieldname, tuple(tree.words), distance)))

    def _described(self, tree: QueryTree) -> str:
        return describe(tree, self._words)


def _least(holds: Callable[[int], bool]) -> int:
    """Return the least distance for which `holds`, by bisection: it holds for all greater ones."""
    low, high = 1, _FARTHEST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
