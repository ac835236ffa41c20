"""The shipped table of names that mean one entity, made of the gazetteers' lines.

>>> table = alias_table()
>>> table.name("place", "the U.S."), table.name("org", "North Atlantic Treaty Organization")
('United States', 'NATO')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from indexer.entities.folding import key
from indexer.entities.gazetteers import read_entities
from indexer.model import EntityType

# A name that two lists hold (Georgia, a country and a state) is one entity: which of them is meant, no rule here can
# tell.
ENTITY_LISTS: Final[tuple[tuple[EntityType, str], ...]] = (
    ("place", "countries.txt"),
    ("place", "us_states.txt"),
    ("place", "regions.txt"),
    ("place", "cities.txt"),
    ("org", "orgs.txt"),
    ("group", "groups.txt"),
    ("person", "persons.txt"),
)


class Named(Protocol):
    """What has a type and the key of a name."""

    type: EntityType
    key: str


@dataclass(frozen=True, slots=True)
class AliasTable:
    """Canonical names by type and by the key of any of their variants, and the types of every key."""

    names: Mapping[EntityType, Mapping[str, str]]
    types_of: Mapping[str, tuple[EntityType, ...]]

    def name(self, type_: EntityType, written: str) -> str | None:
        """Return the canonical name for a name as written, or None where the table does not know it."""
        return self.names[type_].get(key(written))

    def listed(self, draft: Named) -> str | None:
        """Return the canonical name for a draft, or None where the table does not know it."""
        return self.names[draft.type].get(draft.key)

    def types(self, written: str) -> tuple[EntityType, ...]:
        """Return the types under which the table knows a name.

        >>> alias_table().types("Kremlin")
        ('org',)
        """
        return self.types_of.get(key(written), ())


@cache
def alias_table() -> AliasTable:
    """Return the table, read on first use."""
    names: dict[EntityType, dict[str, str]] = {"person": {}, "org": {}, "place": {}, "group": {}}
    for type_, file_name in ENTITY_LISTS:
        for name, variants in read_entities(file_name).items():
            for variant in (name, *variants):
                names[type_].setdefault(key(variant), name)
    types_of: dict[str, tuple[EntityType, ...]] = {}
    for type_, listed in names.items():
        for name_key in listed:
            types_of[name_key] = (*types_of.get(name_key, ()), type_)
    return AliasTable(names, types_of)
