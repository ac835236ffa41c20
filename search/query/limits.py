"""How much a query may ask for: limits that hold whatever the text, each reported when it is reached."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a query. Beyond one, the rest is left out and a diagnostic says so.

    `characters`: longest text that is read.
    `nesting`: parentheses inside parentheses; deeper ones are read as if they were not there.
    `clauses`: words, phrases' words and other leaves together. Whoosh joins required words in a chain as long as
    there are words and walks it by recursion, so this stays well below Python's limit of 1,000 calls.
    `expansions`: how many terms one `sancti*`, `zelensky~` or `person:putin` may stand for, the most frequent ones
    kept; fewer than the 1,024 from where Whoosh reads all postings of all of them before the first answer.
    `distance`: the most words between the sides of NEAR, PRE and `"…"~n`.

    >>> Limits(expansions=0)
    Traceback (most recent call last):
        ...
    ValueError: expansions must be at least 1, not 0
    """

    characters: int = 10_000
    nesting: int = 32
    clauses: int = 256
    expansions: int = 1_000
    distance: int = 100

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value < 1:
                raise ValueError(f"{each.name} must be at least 1, not {value}")


DEFAULT: Final = Limits()
