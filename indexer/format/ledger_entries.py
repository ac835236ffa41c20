"""The entries of `entities.toml`: what an editor may write, read and checked one by one.

| entry | keys | what it does |
| --- | --- | --- |
| `[[merge]]` | `names`, `into` | all these names are one entity, shown as `into` |
| `[[rename]]` | `name`, `to` | the entity is shown under another name |
| `[[retype]]` | `name` or `names`, `to` | a person is an organisation, a place a group … |
| `[[hide]]` | `name` or `names` | no entity at all |
| `[[split]]` | `name`, `article`, `into` | in articles whose key fits the pattern (`*` and `?`) the name is another
entity |
| `[[never_merge]]` | `names` | these are different, whatever a proposal says |

Every entry may say `type` (person, org, place, group) to mean the names of that type alone, and `note` for its reason.

>>> (entry,) = read_entries('[[merge]]\\nnames = ["Burma"]\\ninto = "Myanmar"\\ntype = "place"', "entities.toml")
>>> entry.kind, entry.names, entry.target, entry.types, entry.line
('merge', ('Burma',), 'Myanmar', ('place',), 1)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from indexer.model import ENTITY_TYPES, EntityType

EntryKind = Literal["merge", "rename", "retype", "hide", "split", "never_merge"]

ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)
_KEYS: Final[dict[EntryKind, tuple[str, ...]]] = {
    "merge": ("names", "into"),
    "rename": ("name", "to"),
    "retype": ("name", "to"),
    "hide": ("name",),
    "split": ("name", "article", "into"),
    "never_merge": ("names",),
}
_HEADER: Final = re.compile(r"^\s*\[\[\s*([\w-]+)\s*\]\]", re.MULTILINE)


class LedgerError(ValueError):
    """An `entities.toml` that cannot be followed; the message names the file, the line and what to do.

    `line` counts from 1; 0 where the file as a whole is at fault.
    """

    def __init__(self, source: str, line: int, message: str) -> None:
        super().__init__(f"{source}, line {line}: {message}" if line else f"{source}: {message}")
        self.source = source
        self.line = line


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, checked by itself. `target` is what the names become; `article` the pattern of a split."""

    kind: EntryKind
    line: int
    types: tuple[EntityType, ...]
    names: tuple[str, ...]
    target: str = ""
    article: str = ""

    def __str__(self) -> str:
        """Return how messages call the entry."""
        return f"[[{self.kind}]] in line {self.line}"


def read_entries(text: str, source: str) -> list[Entry]:
    """Return the entries of a ledger in the order of the file.

    `source` is the file's name for messages. Raises `LedgerError` for what is not TOML, not a known entry, or lacks
    a key.
    """
    import tomllib  # most indexes have no ledger

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LedgerError(source, 0, f"this is not TOML: {error}. Strings need quotes, lists brackets.") from None
    lines = _header_lines(text)
    entries = []
    for kind, items in tables.items():
        if kind not in ENTRY_KINDS:
            raise LedgerError(
                source,
                next(iter(lines.get(kind, [0]))),
                f"there is no entry {kind!r}; write one of {', '.join(f'[[{known}]]' for known in ENTRY_KINDS)}",
            )
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise LedgerError(source, 0, f"write [[{kind}]] with two brackets, once for each entry")
        places = lines.get(kind, [])
        for number, item in enumerate(items):
            line = places[number] if number < len(places) else 0
            entries.append(_entry(kind, item, line, source))
    return sorted(entries, key=lambda entry: entry.line)


def _header_lines(text: str) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    for match in _HEADER.finditer(text):
        lines.setdefault(match[1], []).append(text.count("\n", 0, match.start(1)) + 1)
    return lines


def _entry(kind: EntryKind, item: dict[str, object], line: int, source: str) -> Entry:
    known = {*_KEYS[kind], "type", "note"} | ({"names"} if kind in ("retype", "hide") else set())
    for unknown in item.keys() - known:
        raise LedgerError(source, line, f"[[{kind}]] has no {unknown!r}; it has {', '.join(sorted(known))}")
    names = _names(kind, item, line, source)
    if kind == "never_merge" and len(names) < 2:
        raise LedgerError(source, line, "[[never_merge]] needs two names or more to keep apart")
    target_key = _KEYS[kind][-1]
    target = _string(kind, item, target_key, line, source) if target_key in ("into", "to") else ""
    if kind == "retype":
        _check_type(target, line, source)
    types: tuple[EntityType, ...] = ENTITY_TYPES
    if "type" in item:
        types = (_check_type(_string(kind, item, "type", line, source), line, source),)
    article = _string(kind, item, "article", line, source) if kind == "split" else ""
    return Entry(kind, line, types, names, target, article)


def _names(kind: EntryKind, item: dict[str, object], line: int, source: str) -> tuple[str, ...]:
    if "names" not in item:
        return (_string(kind, item, "name" if "name" in _KEYS[kind] else "names", line, source),)
    names = item["names"]
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names) or not names:
        raise LedgerError(source, line, f'[[{kind}]] needs names = ["…", "…"], a list of names in quotes')
    return tuple(dict.fromkeys(name.strip() for name in names))


def _string(kind: EntryKind, item: dict[str, object], key: str, line: int, source: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip():
        wanted = '["…", "…"]' if key == "names" else '"…"'
        raise LedgerError(source, line, f"[[{kind}]] needs {key} = {wanted}")
    return value.strip()


def _check_type(value: str, line: int, source: str) -> EntityType:
    for type_ in ENTITY_TYPES:
        if value == type_:
            return type_
    raise LedgerError(source, line, f"there is no type {value!r}; write one of {', '.join(ENTITY_TYPES)}")
