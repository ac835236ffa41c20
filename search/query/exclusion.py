"""What is left out: `a -b` as a Whoosh query."""

from __future__ import annotations

from typing import Any

from whoosh import query
from whoosh.matching import AndNotMatcher, NullMatcher


class Except(query.AndNot):  # type: ignore[misc]  # Whoosh is untyped
    """Matches what `a` matches and `b` does not, with the score of `a`.

    Whoosh's own lets the first paragraph of a segment through where `b` matches an earlier one too.

    >>> print(Except(query.Term("stem", "sanction"), query.Term("stem", "covid")))
    (stem:sanction ANDNOT stem:covid)
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the paragraphs of one segment."""
        return ExceptMatcher(self.a.matcher(searcher, context), self.b.matcher(searcher, searcher.boolean_context()))


class ExceptMatcher(AndNotMatcher):  # type: ignore[misc]
    """Steps through the paragraphs of `a` that are none of `b`."""

    def _find_first(self) -> None:
        self._find_next()

    def _find_next(self) -> bool:
        wanted, unwanted = self.a, self.b
        while wanted.is_active() and unwanted.is_active() and unwanted.id() <= wanted.id():
            if unwanted.id() == wanted.id():
                wanted.next()
            else:
                unwanted.skip_to(wanted.id())
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        """Go to the first paragraph from `id` on."""
        self.a.skip_to(id)
        self._find_next()

    def replace(self, minquality: float = 0) -> Any:  # noqa: ARG002
        """Return this matcher, or one of nothing at its end."""
        return self if self.is_active() else NullMatcher()
