"""The model on disk and in memory: weights of two passes and a lexicon, in one file that runs no code.

    offset  size
    0       8     magic, b"DLNAMES\\n"
    8       4     format version, little endian
    12      32    SHA-256 of everything behind it
    44      ...   zlib stream of the sections below

    section, in this order, each its length (8 bytes) and its bytes:
    version        the model's own version, UTF-8
    lexicon.keys .payloads .middle .coarse .phrase_keys    numbers of 32 bits, ascending keys
    lexicon.phrase_kinds                                   bytes
    first.tags .weights .moves .starts, then second.*      tags of 16 bits, moves of 32, weights of full slots

Numbers are stored in planes (all lowest bytes, then all second bytes, ...), weights as one plane a label: sorted keys
and sparse weights then deflate to about half. Loading checks magic, version, checksum and that
the sections fit together, and says what is wrong in a `ModelError`.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.entities.tagger.layout import LEXICON_CLUSTER_MASK, N_LABELS, STRIDE, TAG_BITS, WAYS
from indexer.entities.tagger.lexicon import Lexicon

MAGIC: Final = b"DLNAMES\n"
FORMAT_VERSION: Final = 1
_HEADER: Final = struct.Struct("<8sI32s")
_LENGTH: Final = struct.Struct("<Q")
FORBIDDEN: Final = -1_000_000
_LARGE_PAGE: Final = 2 << 20
N_SLOTS: Final = WAYS << (32 - TAG_BITS)


class ModelError(ValueError):
    """A model file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One pass: a table of features, `moves` from label to label (16 by 16) and `starts` (16).

    The high 17 bits of a feature's hash choose a bucket of `WAYS` slots, the low 15 are its tag there, stored as tag
    + 1 in `tags` (0 is an empty slot): together all 32 bits, so that no feature is taken for another. `weights` has a
    row of `STRIDE` signed bytes for each slot.

        hash   bbbbbbbb bbbbbbbb bttttttt tttttttt
        tags   | t+1 | t+1 |  0  |  0  |   one bucket: 8 bytes, never across a cache line
    """

    tags: memoryview
    weights: memoryview
    moves: array[int]
    starts: array[int]

    @property
    def buckets(self) -> memoryview:
        """The tags again, four in each number of 64 bits."""
        return self.tags.cast("B").cast("Q")

    @classmethod
    def of(cls, keys: Sequence[int], rows: Sequence[bytes], moves: array[int], starts: array[int]) -> Weights:
        """Make a pass of features and their rows, the most important first: a full bucket takes no more."""
        tags, weights = array("H", bytes(2 * N_SLOTS)), bytearray(STRIDE * N_SLOTS)
        for key, row in zip(keys, rows, strict=True):
            bucket = (key >> TAG_BITS) * WAYS
            for slot in range(bucket, bucket + WAYS):
                if not tags[slot]:
                    tags[slot] = (key & (1 << TAG_BITS) - 1) + 1
                    weights[STRIDE * slot : STRIDE * slot + len(row)] = row
                    break
        return cls(roomy(tags.tobytes(), "H"), roomy(weights, "b"), moves, starts)


@dataclass(frozen=True, slots=True)
class Model:
    """All that the tagger knows. `version` is what an index records."""

    version: str
    lexicon: Lexicon
    first: Weights
    second: Weights


def roomy(data: bytes | bytearray, typecode: str) -> memoryview:
    """Return a copy of `data` as numbers, in pages of two megabytes where the system has them.

    A table is read at random, 80 rows a token: with small pages most of the time went into finding the page (3.2
    against 1.4 microseconds a token and pass, two-core virtual machine, 2026-11-22).
    """
    room = mmap.mmap(-1, -(-max(1, len(data)) // _LARGE_PAGE) * _LARGE_PAGE)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with contextlib.suppress(OSError):  # a kernel built without large pages
            room.madvise(mmap.MADV_HUGEPAGE)
    room[: len(data)] = data
    return memoryview(room)[: len(data)].cast(typecode)  # type: ignore[call-overload,no-any-return]


def _split(numbers: array[int] | memoryview, typecode: str) -> bytes:
    """Return the bytes of numbers by plane, lowest first."""
    data = array(typecode, numbers)
    if sys.byteorder == "big":
        data.byteswap()
    flat = data.tobytes()
    return b"".join(flat[plane :: data.itemsize] for plane in range(data.itemsize))


def _join(data: bytes, typecode: str) -> array[int]:
    numbers = array(typecode)
    width = numbers.itemsize
    if len(data) % width:
        raise ModelError("a section of numbers is cut off")
    size = len(data) // width
    flat = bytearray(len(data))
    for plane in range(width):
        flat[plane::width] = data[plane * size : (plane + 1) * size]
    numbers.frombytes(bytes(flat))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _split_weights(weights: memoryview, tags: memoryview) -> bytes:
    flat = weights.tobytes()
    rows = b"".join(flat[STRIDE * slot : STRIDE * (slot + 1)] for slot, tag in enumerate(tags) if tag)
    return b"".join(rows[label::STRIDE] for label in range(N_LABELS))


def _join_weights(data: bytes, tags: array[int]) -> bytearray:
    """Return the rows of weights, each at its slot; only those of full slots are in the file."""
    full = [slot for slot, tag in enumerate(tags) if tag]
    if len(data) != N_LABELS * len(full):
        raise ModelError("the weights do not fit their tags")
    rows = bytearray(STRIDE * len(full))
    for label in range(N_LABELS):
        rows[label::STRIDE] = data[label * len(full) : (label + 1) * len(full)]
    table = bytearray(STRIDE * len(tags))
    for place, slot in enumerate(full):
        table[STRIDE * slot : STRIDE * (slot + 1)] = rows[STRIDE * place : STRIDE * (place + 1)]
    return table


def pack(model: Model) -> bytes:
    """Return the file of `model`; the same model gives the same bytes."""
    lexicon = model.lexicon
    sections = [
        model.version.encode(),
        *(
            _split(numbers, "I")
            for numbers in (lexicon.keys, lexicon.payloads, lexicon.middle, lexicon.coarse, lexicon.phrase_keys)
        ),
        bytes(lexicon.phrase_kinds),
    ]
    for weights in (model.first, model.second):
        sections += [_split(weights.tags, "H"), _split_weights(weights.weights, weights.tags)]
        sections += [_split(weights.moves, "i"), _split(weights.starts, "i")]
    body = zlib.compress(b"".join(_LENGTH.pack(len(section)) + section for section in sections), 9)
    return _HEADER.pack(MAGIC, FORMAT_VERSION, hashlib.sha256(body).digest()) + body


def _sections(body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        if at + _LENGTH.size > len(body):
            raise ModelError("a section's length is cut off")
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        if at + length > len(body):
            raise ModelError("a section is cut off")
        yield body[at : at + length]
        at += length


def unpack(data: bytes) -> Model:
    """Return the model in a file's bytes; raise `ModelError` for anything but a whole file of this format.

    >>> unpack(b"GIF89a")
    Traceback (most recent call last):
        ...
    indexer.entities.tagger.model.ModelError: it is no name model: the magic is missing
    """
    if len(data) < _HEADER.size or not data.startswith(MAGIC):
        raise ModelError("it is no name model: the magic is missing")
    _, version, digest = _HEADER.unpack_from(data)
    if version != FORMAT_VERSION:
        raise ModelError(f"it has format {version}, and this program reads format {FORMAT_VERSION}")
    body = data[_HEADER.size :]
    if hashlib.sha256(body).digest() != digest:
        raise ModelError("its checksum is wrong: the file is damaged")
    try:
        sections = list(_sections(zlib.decompress(body)))
    except zlib.error as error:
        raise ModelError(f"it cannot be unpacked: {error}") from error
    if len(sections) != 15:
        raise ModelError(f"it has {len(sections)} sections, not 15")
    return _assemble(sections)


def _assemble(sections: Sequence[bytes]) -> Model:
    keys, payloads, middle, coarse, phrase_keys = (_join(section, "I") for section in sections[1:6])
    kinds = bytearray(sections[6])
    n_clusters = LEXICON_CLUSTER_MASK + 1
    if len(keys) != len(payloads) or len(kinds) != len(phrase_keys) or {len(middle), len(coarse)} != {n_clusters}:
        raise ModelError("the sections of its lexicon do not fit together")
    lexicon = Lexicon.over(keys, payloads, phrase_keys, kinds, middle, coarse)
    return Model(sections[0].decode(), lexicon, _assemble_pass(sections[7:11]), _assemble_pass(sections[11:15]))


def _assemble_pass(sections: Sequence[bytes]) -> Weights:
    tags = _join(sections[0], "H")
    moves, starts = _join(sections[2], "i"), _join(sections[3], "i")
    if len(tags) != N_SLOTS or len(moves) != 256 or len(starts) != 16:
        raise ModelError("the sections of its weights do not fit together")
    weights = _join_weights(sections[1], tags)
    return Weights(roomy(tags.tobytes(), "H"), roomy(weights, "b"), moves, starts)


def read_model(path: Path) -> Model:
    """Read the model file at `path`; raise `ModelError` naming it when it is missing or unusable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the name model {path} cannot be read: {error.strerror}") from error
    try:
        return unpack(data)
    except ModelError as error:
        raise ModelError(f"the name model {path} cannot be used: {error}; install the package again") from error
