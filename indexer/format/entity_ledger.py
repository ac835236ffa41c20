"""The editor's word on entities: `entities.toml`, applied to names on their way to facets, filters and results.

The index keeps the names it was given; the ledger says what they are today. It is pure: nothing is read again and
nothing is written, so a changed file counts at the next question.

An entry holds for a name as stored and for a name that other entries give: chains are followed to their end. A
`[[split]]` is looked at when a name has reached it, and only then the article's key matters.

>>> ledger = parse_ledger('''
... [[merge]]
... names = ["J. Smith", "Jon Smith"]
... into = "John Smith"
... [[split]]
... name = "John Smith"
... article = "senate/*"
... into = "John Smith (senator)"
... [[hide]]
... name = "Advertisement"
... ''')
>>> ledger.apply("person", "J. Smith"), ledger.apply("person", "J. Smith", article="senate/1.txt")
(('person', 'John Smith'), ('person', 'John Smith (senator)'))
>>> ledger.apply("org", "Advertisement") is None
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final

from indexer.format.ledger_entries import Entry, LedgerError, read_entries
from indexer.model import EntityType

LEDGER_NAME: Final = "entities.toml"
"""The ledger's file name in the folder of an index."""

Named = tuple[EntityType, str]


@dataclass(frozen=True, slots=True)
class Split:
    """In articles whose key fits `article` the entity is `into`."""

    article: str
    into: Named


@dataclass(frozen=True, slots=True)
class EntityLedger:
    """A checked ledger. Equal files give equal ledgers.

    `ends` maps a name to the end of its chain of merges, renamings and retypings; names not in it stay. `splits` are
    in the order of the file, and the first that fits counts.
    """

    ends: Mapping[Named, Named] = field(default_factory=dict)
    hidden: frozenset[Named] = frozenset()
    splits: Mapping[Named, tuple[Split, ...]] = field(default_factory=dict)
    apart: tuple[frozenset[Named], ...] = ()
    entries: tuple[Entry, ...] = ()

    def apply(self, type_: EntityType, name: str, article: str = "") -> Named | None:
        """Return the type and name an entity is shown under, or None where it is hidden.

        `article` is the key of the article that names it; without one no split counts.
        """
        stored = (type_, name)
        end = self.ends.get(stored, stored)
        for split in self.splits.get(end, ()):
            if article and fnmatchcase(article, split.article):
                end = self.ends.get(split.into, split.into)
                break
        return None if end in self.hidden or stored in self.hidden else end

    def shown(self, type_: EntityType, stored: Mapping[EntityType, Iterable[str]], article: str) -> tuple[str, ...]:
        """Return the distinct names shown under a type for a paragraph that holds the names `stored`, by type.

        >>> ledger = parse_ledger('[[merge]]\\nnames = ["Joe"]\\ninto = "Joe Biden"')
        >>> ledger.shown("person", {"person": ("Joe", "Joe Biden")}, "a.txt")
        ('Joe Biden',)
        """
        ends = (self.apply(held, name, article) for held, names in stored.items() for name in names)
        return tuple(dict.fromkeys(end[1] for end in ends if end is not None and end[0] == type_))

    @property
    def is_empty(self) -> bool:
        """Say whether the ledger leaves every name as it is."""
        return not (self.ends or self.hidden or self.splits)

    def keeps_apart(self, one: Named, other: Named) -> bool:
        """Say whether a `[[never_merge]]` holds two names apart."""
        return any(one in names and other in names for names in self.apart)

    def unknown_names(self, known: Iterable[Named]) -> list[str]:
        """Return a warning for each name that neither an entity nor another entry has: most likely a slip of the pen.

        >>> ledger = parse_ledger('[[hide]]\\nname = "Advertisment"')
        >>> ledger.unknown_names([("org", "Advertisement")])
        ["[[hide]] in line 1: no entity is called 'Advertisment'; see `indexer entities` for the names there are"]
        """
        names = set(known)
        given = (
            names | {(type_, entry.target) for entry in self.entries for type_ in entry.types} | set(self.ends.values())
        )
        warnings = []
        for entry in self.entries:
            for name in entry.names:
                if not any((type_, name) in given for type_ in entry.types):
                    of_type = f" of type {entry.types[0]}" if len(entry.types) == 1 else ""
                    advice = "see `indexer entities` for the names there are"
                    warnings.append(f"{entry}: no entity{of_type} is called {name!r}; {advice}")
        return warnings


NO_LEDGER: Final = EntityLedger()
"""The ledger that leaves every name as it is."""


def load_ledger(path: Path | str) -> EntityLedger:
    """Read a ledger from a file; a file that is not there is a ledger without entries.

    Raises `LedgerError` for a file that cannot be read or followed.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return EntityLedger()
    except UnicodeDecodeError:
        raise LedgerError(str(path), 0, "this is not UTF-8 text; save it in that encoding") from None
    except OSError as error:
        raise LedgerError(str(path), 0, f"cannot be read ({error.strerror}); check its rights") from None
    return parse_ledger(text, str(path))


def parse_ledger(text: str, source: str = LEDGER_NAME) -> EntityLedger:
    """Return the ledger that `text` spells out; an empty text is a ledger without entries.

    Raises `LedgerError` for what is not TOML, unknown entries and keys, contradictions, and circles of merges.
    """
    entries = read_entries(text, source)
    steps = _Steps(source)
    for entry in entries:
        steps.add(entry)
    ends = steps.ends()
    hidden = {(t, name): e for e in entries if e.kind == "hide" for t in e.types for name in e.names}
    ledger = EntityLedger(
        MappingProxyType(ends),
        frozenset(hidden),
        MappingProxyType(_splits(entries, ends, source)),
        tuple(
            frozenset((type_, name) for name in entry.names)
            for entry in entries
            if entry.kind == "never_merge"
            for type_ in entry.types
        ),
        tuple(entries),
    )
    _check_hidden(hidden, steps, source)
    _check_apart(entries, ends, source)
    return ledger


class _Steps:
    """What entries do to names: the name they give and the type they give, apart, so that both may be said of one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._names: dict[Named, tuple[str, Entry]] = {}
        self._types: dict[Named, tuple[str, Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Take an entry in; raises `LedgerError` where another says something else of one of its names."""
        if entry.kind not in ("merge", "rename", "retype"):
            return
        steps = self._types if entry.kind == "retype" else self._names
        for type_ in entry.types:
            for name in entry.names:
                if entry.target == (type_ if entry.kind == "retype" else name):
                    continue  # "merge A and B into A" says nothing of A
                said = steps.setdefault((type_, name), (entry.target, entry))
                if said[0] != entry.target:
                    raise LedgerError(
                        self._source,
                        entry.line,
                        f"{name!r} becomes {entry.target!r} here and {said[0]!r} by the {said[1]}; keep one of the two",
                    )

    def ends(self) -> dict[Named, Named]:
        """Return the end of the chain that begins at each name; a chain that comes back to itself is an error."""
        ends = {}
        for first in {**self._names, **self._types}:
            passed = [first]
            while (after := self._after(passed[-1])) != passed[-1]:
                if after in passed:
                    self._refuse_circle([*passed[passed.index(after) :], after])
                passed.append(after)
            ends[first] = passed[-1]
        return ends

    def said_of(self, named: Named) -> tuple[str, Entry] | None:
        """Return what a name becomes first and by which entry, or None where nothing is said of it."""
        return self._names.get(named) or self._types.get(named)

    def _after(self, named: Named) -> Named:
        type_, name = named
        if named in self._types:
            type_ = self._types[named][0]  # type: ignore[assignment]  # checked when the entry was read
        if named in self._names:
            name = self._names[named][0]
        return type_, name

    def _refuse_circle(self, circle: list[Named]) -> None:
        steps = [self._names.get(named) or self._types[named] for named in circle[:-1]]
        last = max((entry for _, entry in steps), key=lambda entry: entry.line)
        way = " → ".join(repr(name) for _, name in circle)
        raise LedgerError(self._source, last.line, f"this closes a circle: {way}; take one of these entries out")


def _splits(entries: list[Entry], ends: Mapping[Named, Named], source: str) -> dict[Named, tuple[Split, ...]]:
    splits: dict[Named, tuple[Split, ...]] = {}
    for entry in entries:
        for type_ in entry.types if entry.kind == "split" else ():
            name, into = (type_, entry.names[0]), (type_, entry.target)
            end = ends.get(name, name)
            if ends.get(into, into) == end:
                raise LedgerError(
                    source,
                    entry.line,
                    f"{entry.target!r} is split from {name[1]!r} and merged with it; keep one of the two",
                )
            splits[end] = (*splits.get(end, ()), Split(entry.article, into))
    return splits


def _check_hidden(hidden: Mapping[Named, Entry], steps: _Steps, source: str) -> None:
    """Refuse a name that is hidden and becomes another. To hide it under one type of all that are merged is clear."""
    for named, entry in hidden.items():
        said = steps.said_of(named)
        if said is not None and len(entry.types) >= len(said[1].types):
            raise LedgerError(
                source,
                entry.line,
                f"{named[1]!r} is hidden here and becomes {said[0]!r} by the {said[1]}; keep one of the two",
            )


def _check_apart(entries: list[Entry], ends: Mapping[Named, Named], source: str) -> None:
    for entry in entries:
        for type_ in entry.types if entry.kind == "never_merge" else ():
            met: dict[Named, str] = {}
            for name in entry.names:
                end = ends.get((type_, name), (type_, name))
                if end in met:
                    raise LedgerError(
                        source,
                        entry.line,
                        f"{met[end]!r} and {name!r} are never to be merged, and other entries merge them into "
                        f"{end[1]!r}; take one side out",
                    )
                met[end] = name
