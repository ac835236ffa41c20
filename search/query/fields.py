"""The fields a query can name, and the other names people give them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from indexer.format.schema import KEY_FIELDS, NAME_FIELDS
from search.query.spelling import near_words

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
    return next(near_words(_FIELD_OF, name.casefold(), 1), None) if len(name) > 2 else None
