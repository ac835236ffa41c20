"""Words and names that begin as somebody has begun to type, the most frequent first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from indexer.format import analysis
from indexer.format.entity_ledger import EntityLedger
from indexer.format.schema import NAME_FIELDS
from indexer.model import ENTITY_TYPES, EntityType
from search.completion import Completion
from search.query.fields import VALUE_FIELDS, field_named

_FIELDS: Final = ("title", *VALUE_FIELDS, "date", "mentioned")


def completions(prefix: str, limit: int, reader: Any, ledger: EntityLedger) -> tuple[Completion, ...]:
    """Return what `prefix` may go on to: fields that begin so, then words and names, the most frequent first.

    A name fits when one of its words begins so, or several that follow each other do as they are typed. With a field in
    front, as in `person:put`, only its values are given. `reader` is that of the whole index.
    """
    before, colon, value = prefix.rpartition(":")
    field = field_named(before) if colon else None
    if field is not None:
        return _most(_values(field, value, reader, ledger), limit) if field in VALUE_FIELDS else ()
    typed = prefix.strip()
    if not typed:
        return _most(_names("", reader, ledger), limit)
    fields = [Completion(name, "field") for name in _FIELDS if name.startswith(typed.lower())]
    found = [*_words(typed, reader), *_names(typed, reader, ledger)]
    return (*fields, *_most(iter(found), limit))[:limit]


def _most(found: Iterator[Completion], limit: int) -> tuple[Completion, ...]:
    return tuple(heapq.nsmallest(limit, found, key=lambda each: (-each.paragraphs, each.text, each.field)))


def _words(typed: str, reader: Any) -> Iterator[Completion]:
    terms = analysis.words(typed)
    if len(terms) != 1 or not typed[-1].isalnum():
        return
    for text in reader.expand_prefix("text", terms[0].encode("utf-8")):
        yield Completion(text.decode("utf-8", "replace"), "text", reader.doc_frequency("text", text))


def _names(typed: str, reader: Any, ledger: EntityLedger) -> Iterator[Completion]:
    for field in NAME_FIELDS:
        yield from _values(field, typed, reader, ledger)


def _values(field: str, typed: str, reader: Any, ledger: EntityLedger) -> Iterator[Completion]:
    begun = analysis.words(typed)
    if field not in ENTITY_TYPES or ledger.is_empty:
        for text in reader.lexicon(field):
            value = text.decode("utf-8", "replace")
            if _fits(value, begun):
                yield Completion(value, field, reader.doc_frequency(field, text))
        return
    for value, stored in _shown(field, reader, ledger).items():
        if _fits(value, begun):
            yield Completion(value, field, _n_paragraphs(stored, reader))


def _shown(field: str, reader: Any, ledger: EntityLedger) -> dict[str, list[tuple[EntityType, bytes]]]:
    """Return the names the ledger shows under a field, each with the stored ones it stands for."""
    shown: dict[str, list[tuple[EntityType, bytes]]] = defaultdict(list)
    for stored_under in ENTITY_TYPES:
        for text in reader.lexicon(stored_under):
            end = ledger.apply(stored_under, text.decode("utf-8", "replace"))
            if end is not None and end[0] == field:
                shown[end[1]].append((stored_under, text))
    return shown


def _n_paragraphs(stored: list[tuple[EntityType, bytes]], reader: Any) -> int:
    if len(stored) == 1:
        return int(reader.doc_frequency(*stored[0]))
    return len(set().union(*(reader.postings(*each).all_ids() for each in stored)))


def _fits(value: str, begun: list[str]) -> bool:
    """Return whether words of `value` that follow each other are those begun, the last one at least in its beginning.

    >>> _fits("Vladimir Putin", ["put"]), _fits("Vladimir Putin", ["vladimir", "p"]), _fits("Vladimir Putin", ["lad"])
    (True, True, False)
    """
    if not begun:
        return True
    words, n = analysis.words(value), len(begun)
    return any(
        words[at : at + n - 1] == begun[:-1] and words[at + n - 1].startswith(begun[-1])
        for at in range(len(words) - n + 1)
    )
