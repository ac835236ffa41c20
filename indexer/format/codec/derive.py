"""Writing a field of stems behind the field of written words it is made from."""

from __future__ import annotations

from collections.abc import Callable

from indexer.format.codec.inverted import FieldShape, TermsWriter
from indexer.format.codec.stems import group


def write_stems(
    writer: TermsWriter,
    shape: FieldShape,
    words: list[bytes],
    starts: memoryview,
    docs: memoryview,
    freqs: memoryview,
    lengths: memoryview,
    stem: Callable[[bytes], bytes],
) -> None:
    """Write the field `shape` of the stems of `words`, the sorted terms of its field of written words.

    The list of word i is `docs[starts[i]:starts[i + 1]]` with its `freqs`; `lengths` are the field's by document.
    """
    writer.begin_field(shape, lengths)
    writer.add_stems(*group(words, stem), docs, freqs, starts)
    writer.end_field()
