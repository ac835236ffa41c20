"""Writing a field of stems behind the field of written words it is made from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from indexer.format.codec.inverted import FieldShape, TermsWriter
from indexer.format.codec.stems import Union


def write_stems(
    writer: TermsWriter,
    shape: FieldShape,
    words: Sequence[bytes],
    starts: Sequence[int],
    docs: memoryview,
    freqs: memoryview,
    lengths: memoryview,
    stem: Callable[[str], str],
) -> None:
    """Write the field `shape` of the stems of `words`, the sorted terms of its field of written words.

    The list of word i is `docs[starts[i]:starts[i + 1]]` with its `freqs`; `lengths` are the field's by document.
    """
    writer.begin_field(shape, lengths)
    union = Union()
    for each, ordinals in sorted(_words_by_stem(words, stem).items()):
        numbers = memoryview(array("I", ordinals))
        if len(ordinals) == 1:
            writer.add_stem(each, numbers)
            continue
        union.begin()
        for ordinal in ordinals:
            union.add(docs, freqs, starts[ordinal], starts[ordinal + 1])
        writer.add(each, union.docs, union.freqs, 0, union.n, words=numbers)
    writer.end_field()


def _words_by_stem(words: Sequence[bytes], stem: Callable[[str], str]) -> dict[bytes, list[int]]:
    by_stem: dict[bytes, list[int]] = {}
    for ordinal, word in enumerate(words):
        by_stem.setdefault(stem(word.decode("utf-8")).encode("utf-8"), []).append(ordinal)
    return by_stem
