"""Precision, recall and F1 over exact spans, a leading "the" and a trailing 's left out on both sides.

>>> gold = [Named(0, 18, "place")]
>>> text = "The European Union's offer"
>>> tally = Tally(); tally.add(text, [Named(4, 20, "place")], gold); tally.f1("place")
1.0
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

JUDGED: Final = ("person", "org", "place")
_ARTICLE: Final = re.compile(r"the\s+", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"\s*['’]\s*[sS]?$")


@dataclass(frozen=True, slots=True)
class Named:
    """Characters `start` to `stop` carry a name of `type`."""

    start: int
    stop: int
    type: str


def trim(text: str, name: Named) -> Named:
    """Return `name` without a leading "the", a trailing 's and blanks at its edges."""
    start, stop = name.start, name.stop
    covered = text[start:stop]
    article = _ARTICLE.match(covered)
    if article and article.end() < len(covered):
        start += article.end()
    possessive = _POSSESSIVE.search(text[start:stop])
    if possessive and possessive.start() > 0:
        stop = start + possessive.start()
    while start < stop and text[start].isspace():
        start += 1
    while start < stop and text[stop - 1].isspace():
        stop -= 1
    return Named(start, stop, name.type)


@dataclass(slots=True)
class Tally:
    """Counts of found, given and agreeing names by type."""

    found: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, found: Iterable[Named], gold: Iterable[Named]) -> None:
        """Count one paragraph."""
        found_set, gold_set = {trim(text, name) for name in found}, {trim(text, name) for name in gold}
        self.found.update(name.type for name in found_set)
        self.given.update(name.type for name in gold_set)
        self.agreed.update(name.type for name in found_set & gold_set)

    def precision(self, *types: str) -> float:
        """Return the share of the names found that are right, over `types`."""
        return self._sum(self.agreed, types) / max(1, self._sum(self.found, types))

    def recall(self, *types: str) -> float:
        """Return the share of the names given that were found, over `types`."""
        return self._sum(self.agreed, types) / max(1, self._sum(self.given, types))

    def f1(self, *types: str) -> float:
        """Return the harmonic mean of precision and recall, over `types`."""
        return 2 * self._sum(self.agreed, types) / max(1, self._sum(self.found, types) + self._sum(self.given, types))

    @staticmethod
    def _sum(counts: Counter[str], types: Iterable[str]) -> int:
        return sum(counts[name] for name in types)
