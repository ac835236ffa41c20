"""The lists of names this project has made, as plain text: one entity or word a line, `#` starts a comment.

In a list of entities a line is `canonical name | variant | variant`; in a list of words it is one word or phrase.

>>> read_words("titles.txt")[:2]
('Adm.', 'Admiral')
>>> read_entities("us_states.txt")["Delaware"]
('Del.',)
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zlib import crc32


def _read(file_name: str) -> str:
    return (files(__package__) / file_name).read_text(encoding="utf-8")


@cache
def read_words(file_name: str) -> tuple[str, ...]:
    """Return the words or phrases of a list in file order."""
    lines = (line.strip() for line in _read(file_name).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def read_entities(file_name: str) -> dict[str, tuple[str, ...]]:
    """Return the variants of each canonical name of a list of entities."""
    entities = {}
    for line in read_words(file_name):
        name, *variants = (part.strip() for part in line.split("|"))
        entities[name] = tuple(variants)
    return entities


@cache
def gazetteers_version() -> str:
    """Return eight hex digits that change with the content of any list."""
    checksum = 0
    for path in sorted((files(__package__)).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            checksum = crc32(path.read_bytes().replace(b"\r\n", b"\n"), checksum)
    return f"{checksum:08x}"
