"""The fields a query can name, and the other names people give them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from indexer.format.schema import KEY_FIELDS, NAME_FIELDS

WORD_FIELDS: Final = ("text", "title")
"""Fields of words: asked by stem, as written, by phrase and by nearness."""

VALUE_FIELDS: Final = (*NAME_FIELDS, *KEY_FIELDS)
"""Fields of whole values: asked by the words of a value."""

DATE_FIELDS: Final = ("date", "mentioned")
"""Fields of dates: when a paragraph was published, and which dates it speaks of."""

ALIASES: Final = MappingProxyType(
    {
        "text": ("words",),
        "title": ("headline", "heading"),
        "person": ("people", "persons", "name", "who"),
        "org": ("orgs", "organisation", "organization", "organisations", "organizations", "company"),
        "place": ("places", "location", "locations", "where"),
        "group": ("groups", "nationality"),
        "source": ("outlet", "publication", "publisher", "newspaper"),
        "author": ("authors", "by", "byline"),
        "kind": ("type",),
        "article": ("file", "path"),
        "language": ("lang",),
        "date": ("dated", "published", "when"),
        "mentioned": ("mentions",),
    }
)
"""For each field, the names that stand for it beside its own."""

_FIELD_OF: Final = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}


def field_named(name: str) -> str | None:
    """Return the field that `name` stands for in any case of letters, or None.

    >>> field_named("People"), field_named("http")
    ('person', None)
    """
    return _FIELD_OF.get(name.casefold())


def nearest_field(name: str) -> str | None:
    """Return the field name that `name` may be a slip for: one letter too many, missing, wrong or swapped.

    >>> nearest_field("persn"), nearest_field("foo")
    ('person', None)
    """
    wanted = name.casefold()
    if len(wanted) < 3:
        return None
    return next((known for known in _FIELD_OF if edits(wanted, known, 1) <= 1), None)


def edits(left: str, right: str, most: int) -> int:
    """Return how many letters to add, drop, change or swap make `right` of `left`; `most + 1` if more than `most`.

    The restricted Damerau-Levenshtein distance, row by row (F. J. Damerau, CACM 7(3), 1964).

    >>> edits("snctions", "sanctions", 2), edits("tets", "test", 2), edits("abc", "xyz", 2)
    (1, 1, 3)
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, here in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, there in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (here != there))
            if i > 1 and j > 1 and here == right[j - 2] and left[i - 2] == there:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)
