"""The terms of a field over a whole index, each with the number of paragraphs that have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from indexer.format.codec.codec import DatelineSegment
from search.query.memory import remembered

Vocabulary = Mapping[str, int]

_MOST_KNOWN: Final = 4
"""So many vocabularies of an index are remembered: a question with several wide patterns asks for the same."""


def vocabulary(reader: Any, fieldname: str, prefix: str = "") -> Vocabulary:
    """Return the terms that begin with `prefix`, in rising order, with their document frequencies.

    `reader` is a Whoosh `IndexReader`. Deleted paragraphs that are still there count, as in Whoosh's own frequencies.
    """
    return _gathered(reader, fieldname, prefix)


@remembered(_MOST_KNOWN)
def _gathered(reader: Any, fieldname: str, prefix: str) -> Vocabulary:
    if fieldname not in reader.schema:
        return {}
    text = bytes(reader.schema[fieldname].to_bytes(prefix)) if prefix else b""
    parts = [dict(_terms_of(leaf, fieldname, text)) for leaf, _ in reader.leaf_readers()]
    if len(parts) == 1:
        return {term.decode("utf-8", "replace"): n for term, n in parts[0].items()}
    total: dict[bytes, int] = {}
    for part in parts:
        for term, n in part.items():
            total[term] = total.get(term, 0) + n
    return {term.decode("utf-8", "replace"): total[term] for term in sorted(total)}


def _terms_of(leaf: Any, fieldname: str, prefix: bytes) -> Iterable[tuple[bytes, int]]:
    segment = leaf.segment()
    if isinstance(segment, DatelineSegment):
        field = segment.data(leaf.storage()).field(fieldname)
        return () if field is None else field.frequencies(prefix).items()
    return ((term, leaf.doc_frequency(fieldname, term)) for term in leaf.expand_prefix(fieldname, prefix))
