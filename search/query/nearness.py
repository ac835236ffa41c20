"""NEAR, PRE and `"…"~n` as Whoosh queries: what must stand close together in one text.

Whoosh's own span queries answer the same questions, but compare every occurrence with every other (`SpanNear`) or miss
phrases that start before the reach of the search (`SpanNear2`); these use the rules of `search.proximity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from whoosh import query
from whoosh.matching import IntersectionMatcher, NullMatcher
from whoosh.query.spans import Span, SpanQuery, SpanWrappingMatcher
from whoosh.util import make_binary_tree

from search.proximity import Occurrence, near_pairs, windows


class Near(SpanQuery):  # type: ignore[misc]  # Whoosh is untyped
    """Matches where `left` and `right` stand at most `distance` words apart; where `ordered`, left first.

    Both must have positions, in fields that share them (`text` and `stem`). The score is the sum of theirs.

    >>> Near(query.Term("stem", "gas"), query.Term("stem", "price"), 3)
    Near(Term('stem', 'gas'), Term('stem', 'price'), 3, ordered=False)
    """

    def __init__(self, left: Any, right: Any, distance: int, ordered: bool = False) -> None:
        self.left = left
        self.right = right
        self.distance = distance
        self.ordered = ordered

    def __repr__(self) -> str:
        return f"Near({self.left!r}, {self.right!r}, {self.distance}, ordered={self.ordered})"

    def __str__(self) -> str:
        return f"({self.left} {'PRE' if self.ordered else 'NEAR'}/{self.distance} {self.right})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.left, self.right, self.distance, self.ordered

    def is_leaf(self) -> bool:
        """Return False: both sides are queries."""
        return False

    def children(self) -> Iterator[Any]:
        """Yield both sides."""
        yield self.left
        yield self.right

    def apply(self, fn: Callable[[Any], Any]) -> Near:
        """Return a copy with `fn` applied to both sides."""
        return Near(fn(self.left), fn(self.right), self.distance, self.ordered)

    def field(self) -> str | None:
        """Return the field both sides ask, or None."""
        field: str | None = self.left.field()
        return field if field == self.right.field() else None

    def estimate_size(self, ixreader: Any) -> int:
        """Return how many paragraphs may match at most."""
        return int(min(self.left.estimate_size(ixreader), self.right.estimate_size(ixreader)))

    def estimate_min_size(self, ixreader: Any) -> int:  # noqa: ARG002
        """Return how many paragraphs match at least: it cannot be known."""
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment."""
        context = self._span_context(context)
        return NearMatcher(
            self.left.matcher(searcher, context), self.right.matcher(searcher, context), self.distance, self.ordered
        )


class Together(SpanQuery):  # type: ignore[misc]
    """Matches where all `words` of a field, as written, stand in any order, the first and last `distance` apart.

    >>> Together("text", ("gas", "price", "europe"), 5)
    Together('text', ('gas', 'price', 'europe'), 5)
    """

    def __init__(self, fieldname: str, words: tuple[str, ...], distance: int, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.words = words
        self.distance = distance
        self.boost = boost

    def __repr__(self) -> str:
        boost = f", boost={self.boost}" if self.boost != 1.0 else ""
        return f"Together({self.fieldname!r}, {self.words!r}, {self.distance}{boost})"

    def __str__(self) -> str:
        return f'{self.fieldname}:"{" ".join(self.words)}"~{self.distance}'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Together) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.fieldname, self.words, self.distance, self.boost

    def is_leaf(self) -> bool:
        """Return True: the words are terms, not queries."""
        return True

    def field(self) -> str:
        """Return the field of the words."""
        return self.fieldname

    def has_terms(self) -> bool:
        """Return True: `terms` yields the words."""
        return True

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the words where those of phrases are asked for."""
        if phrases:
            yield from ((self.fieldname, word) for word in self.words)

    def estimate_size(self, ixreader: Any) -> int:
        """Return how many paragraphs may match at most."""
        return min(int(ixreader.doc_frequency(self.fieldname, word)) for word in self.words)

    def estimate_min_size(self, ixreader: Any) -> int:  # noqa: ARG002
        """Return how many paragraphs match at least: it cannot be known."""
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment."""
        context = self._span_context(context)
        matchers = {
            word: query.Term(self.fieldname, word, boost=self.boost).matcher(searcher, context)
            for word in dict.fromkeys(self.words)
        }
        if not all(matcher.is_active() for matcher in matchers.values()):
            return NullMatcher()
        return TogetherMatcher(matchers, self.words, self.distance)


class _PlacesMatcher(SpanWrappingMatcher):  # type: ignore[misc]
    """Common to both: a match needs its places checked, so that no block can be judged by its quality alone.

    Whoosh's base class inherits a `skip_to_quality` that may stop at a paragraph with the words in wrong places.
    """

    _spans: list[Any] | None

    def _fits(self) -> bool:
        """Return whether the current paragraph has one such place."""
        raise NotImplementedError

    def _find_next(self) -> None:
        """Go on to the next paragraph that fits; its places are counted only when somebody asks for them."""
        self._spans: list[Any] | None = None
        while self.child.is_active() and not self._fits():
            self.child.next()

    def spans(self) -> list[Any]:
        if self._spans is None:
            self._spans = self._get_spans()
        return self._spans

    def supports_block_quality(self) -> bool:
        return False

    def skip_to_quality(self, minquality: float) -> int:  # noqa: ARG002
        return 0

    def replace(self, minquality: float = 0) -> Any:  # noqa: ARG002
        return self if self.is_active() else NullMatcher()


class NearMatcher(_PlacesMatcher):
    """Steps through the paragraphs where `left` and `right` are near."""

    def __init__(self, left: Any, right: Any, distance: int, ordered: bool) -> None:
        self.left = left
        self.right = right
        self.distance = distance
        self.ordered = ordered
        super().__init__(IntersectionMatcher(left, right))

    def copy(self) -> NearMatcher:
        """Return an independent copy at the same place."""
        return NearMatcher(self.left.copy(), self.right.copy(), self.distance, self.ordered)

    def _pairs(self) -> Iterator[tuple[Occurrence, Occurrence]]:
        return near_pairs(_occurrences(self.left), _occurrences(self.right), self.distance, self.ordered)

    def _fits(self) -> bool:
        return next(self._pairs(), None) is not None

    def _get_spans(self) -> list[Any]:
        return _spans({(min(a[0], b[0]), max(a[1], b[1])) for a, b in self._pairs()})


class TogetherMatcher(_PlacesMatcher):
    """Steps through the paragraphs where all words stand together."""

    def __init__(self, matchers: dict[str, Any], words: tuple[str, ...], distance: int) -> None:
        self.matchers = matchers
        self.words = words
        self.distance = distance
        super().__init__(make_binary_tree(IntersectionMatcher, list(matchers.values())))

    def copy(self) -> TogetherMatcher:
        """Return an independent copy at the same place."""
        return TogetherMatcher({word: m.copy() for word, m in self.matchers.items()}, self.words, self.distance)

    def _windows(self) -> Iterator[Occurrence]:
        positions = {word: [span.start for span in matcher.spans()] for word, matcher in self.matchers.items()}
        return windows(self.words, positions, self.distance)

    def _fits(self) -> bool:
        return next(self._windows(), None) is not None

    def _get_spans(self) -> list[Any]:
        return _spans(set(self._windows()))


def _occurrences(matcher: Any) -> list[Occurrence]:
    """Return where the current paragraph matches; Whoosh's spans include their last position."""
    return sorted((span.start, span.end + 1) for span in matcher.spans())


def _spans(occurrences: set[Occurrence]) -> list[Any]:
    return [Span(start, stop - 1) for start, stop in sorted(occurrences)]
