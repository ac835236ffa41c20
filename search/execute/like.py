"""More like this: the terms that tell a text from others, as a query for paragraphs that share them.

A term is the better a key, the more often it stands in the text and the rarer it is in the index: idf of the weighting
times 1 + log(frequency), so that no word becomes a key by being common. Stop words, single letters and terms that no
other paragraph has are no keys. A paragraph is like the text when it holds several of them, and is scored as if it had
been asked for all; the article itself is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Final

from whoosh import query
from whoosh.matching import NullMatcher
from whoosh.matching.wrappers import WrappingMatcher

from indexer.format.analysis import STOP_WORDS, stem, words
from search.execute.plan import QueryTree
from search.execute.weighting import statistics_of
from search.query.exclusion import Except
from search.query.reading import QueryWord

MAX_KEYS: Final = 20
"""Key terms of one text: further ones are as likely chance as topic."""

NEEDED: Final = 3
"""Key terms that a paragraph must hold, where there are enough of them; fewer share a word, not a topic."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A query for what is like a text, and its key terms, the best first, as they are written in the text."""

    tree: QueryTree
    words: tuple[QueryWord, ...]


def likeness(texts: Sequence[str], articles: frozenset[str], searcher: Any) -> Likeness:
    """Return the query for paragraphs like `texts` outside of `articles`; `searcher` is Whoosh's over the whole index.

    Nothing matches where the texts hold no key term.
    """
    keys = _keys(texts, searcher)
    if not keys:
        return Likeness(query.NullQuery, ())
    terms = [query.Term("stem", key, boost=round(weight, 3)) for key, _, weight in keys]
    alike = AtLeast(terms, max(1, min(NEEDED, len(terms) // 2)))
    own = [query.Term("article", article) for article in sorted(articles)]
    return Likeness(
        Except(alike, own[0] if len(own) == 1 else query.Or(own)),
        tuple(QueryWord(word, "text", -1, -1) for _, word, _ in keys),
    )


def _keys(texts: Sequence[str], searcher: Any) -> list[tuple[str, str, float]]:
    """Return the key terms of texts, the best first: stem, the word as it is written most, weight in the query."""
    written: dict[str, Counter[str]] = {}
    n_texts: Counter[str] = Counter()
    for text in texts:
        for word in words(text):
            if word not in STOP_WORDS and len(word) > 1:
                written.setdefault(stem(word), Counter())[word] += 1
        n_texts.update({stem(word) for word in words(text)})
    rated: list[tuple[float, str]] = []
    for key, forms in written.items():
        statistics = statistics_of(searcher, "stem", key)
        if statistics.document_frequency > n_texts[key]:
            rated.append((_weight(forms.total()) * statistics.idf, key))
    rated.sort(key=lambda each: (-each[0], each[1]))
    return [(key, _most_written(written[key]), _weight(written[key].total())) for _, key in rated[:MAX_KEYS]]


def _weight(frequency: int) -> float:
    """Return what a term counts for standing in the text so often; the score weighs its rarity."""
    return 1 + log(frequency)


def _most_written(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], word))


class AtLeast(query.Or):  # type: ignore[misc]  # Whoosh is untyped, and leaves `minmatch` undone
    """Matches where `needed` of the subqueries match, with the sum of their scores.

    >>> AtLeast([query.Term("stem", "gas"), query.Term("stem", "price")], 2)
    AtLeast([Term('stem', 'gas'), Term('stem', 'price')], 2)
    """

    def __init__(self, subqueries: list[Any], needed: int, boost: float = 1.0) -> None:
        super().__init__(subqueries, boost=boost)
        self.needed = needed

    def __repr__(self) -> str:
        return f"AtLeast({self.subqueries!r}, {self.needed})"

    def __str__(self) -> str:
        return f"({self.needed} OF {' '.join(map(str, self.subqueries))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AtLeast) and (self.needed, self.subqueries) == (other.needed, other.subqueries)

    def __hash__(self) -> int:
        return hash((self.needed, tuple(self.subqueries)))

    def apply(self, fn: Any) -> AtLeast:
        """Return a copy with `fn` applied to the subqueries."""
        return AtLeast([fn(each) for each in self.subqueries], self.needed, self.boost)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment."""
        matchers = [each.matcher(searcher, context) for each in self.subqueries]
        active = [each for each in matchers if each.is_active()]
        return AtLeastMatcher(active, self.needed) if len(active) >= self.needed else NullMatcher()


class AtLeastMatcher(WrappingMatcher):  # type: ignore[misc]
    """Steps through the paragraphs at which `needed` of the matchers stand together."""

    def __init__(self, matchers: list[Any], needed: int) -> None:
        self._matchers = matchers
        self._needed = needed
        self._id = -1
        super().__init__(matchers[0])
        self._find()

    def copy(self) -> AtLeastMatcher:
        """Return an independent copy at the same place."""
        return AtLeastMatcher([each.copy() for each in self._matchers], self._needed)

    def is_active(self) -> bool:
        """Return whether it stands at a paragraph."""
        return self._id >= 0

    def id(self) -> int:
        """Return the paragraph it stands at."""
        return self._id

    def next(self) -> bool:
        """Go on to the next paragraph."""
        self._step(self._id)
        self._find()
        return True

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        """Go to the first paragraph from `id` on."""
        for each in self._matchers:
            if each.is_active() and each.id() < id:
                each.skip_to(id)
        self._find()

    def _step(self, document: int) -> None:
        for each in self._matchers:
            if each.is_active() and each.id() == document:
                each.next()

    def _find(self) -> None:
        """Go on to the least document at which enough matchers stand."""
        while True:
            standing = Counter(each.id() for each in self._matchers if each.is_active())
            if standing.total() < self._needed:
                self._id = -1
                return
            least = min(standing)
            if standing[least] >= self._needed:
                self._id = least
                return
            self._step(least)

    def _here(self) -> Iterator[Any]:
        return (each for each in self._matchers if each.is_active() and each.id() == self._id)

    def score(self) -> float:
        """Return the sum of the scores of those that stand here."""
        return float(sum(each.score() for each in self._here()))

    def weight(self) -> float:
        """Return the sum of the weights of those that stand here."""
        return float(sum(each.weight() for each in self._here()))

    def all_ids(self) -> Iterator[int]:
        """Yield the documents from here on."""
        while self.is_active():
            yield self._id
            self.next()

    def supports_block_quality(self) -> bool:
        """Return False: a match needs several of them."""
        return False

    def skip_to_quality(self, minquality: float) -> int:  # noqa: ARG002
        """Skip nothing."""
        return 0

    def replace(self, minquality: float = 0) -> Any:  # noqa: ARG002
        """Return this matcher, or one of nothing at its end."""
        return self if self.is_active() else NullMatcher()
