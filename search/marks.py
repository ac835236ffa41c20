"""What a query looks for in a text, as plain data: made by `search.query`, read by `search.highlight`.

A mark says which words count and how they must stand; nothing in it needs an index or a query engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True, slots=True)
class AnyWord:
    """A word whose term as written, or by `by_stem` whose stem, is one of `terms`."""

    terms: frozenset[str]
    by_stem: bool = False


@dataclass(frozen=True, slots=True)
class Fitting:
    """A word whose term as written is matched in full by the regular expression `pattern`."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other, in order: terms as written, or by `by_stem` stems."""

    terms: tuple[str, ...]
    by_stem: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """All words as written, in any order, the first and the last at most `distance` apart."""

    terms: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of its parts."""

    parts: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts at most `distance` words apart; where `ordered`, `left` first."""

    left: Mark
    right: Mark
    distance: int
    ordered: bool = False


Mark = Union[AnyWord, Fitting, Run, Cluster, Choice, Pair]  # noqa: UP007  # `|` cannot name a class further down
Marks = tuple[Mark, ...]
