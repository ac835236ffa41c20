"""The model on disk and in memory: a lexicon and the weights of two passes, in one file that runs no code.

    offset  size
    0       8     magic, b"DLNAMES\\n"
    8       4     format version, little endian
    12      32    SHA-256 of everything behind it
    44      ...   zlib stream of the sections below

    section, in this order, each its length (8 bytes) and its bytes:
    version        the model's own version, UTF-8
    lexicon.keys .payloads .middle .coarse .phrase_keys    numbers of 32 bits, ascending keys
    lexicon.phrase_kinds                                   bytes
    table.tags                                             numbers of 64 bits
    table.weights                                          bytes, of each row those of labels
    first.moves .starts, second.moves .starts              numbers of 32 bits, signed

Numbers are stored in planes (all lowest bytes, then all second bytes, ...), weights as one plane a label and pass:
sorted keys and sparse weights then deflate to about half. Loading checks magic, version, checksum and that
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
from itertools import accumulate
from pathlib import Path
from typing import Final

from indexer.entities.tagger.layout import BOTH, LEXICON_CLUSTER_MASK, N_LABELS, STRIDE, TAG_BITS, WAYS
from indexer.entities.tagger.lexicon import Lexicon

MAGIC: Final = b"DLNAMES\n"
FORMAT_VERSION: Final = 2
_HEADER: Final = struct.Struct("<8sI32s")
_LENGTH: Final = struct.Struct("<Q")
FORBIDDEN: Final = -1_000_000
_LARGE_PAGE: Final = 2 << 20
N_BUCKETS: Final = 1 << (32 - TAG_BITS)
N_SECTIONS: Final = 13
_USED: Final = (*range(N_LABELS), *range(STRIDE, STRIDE + N_LABELS))  # the places of a row that are not always 0


class ModelError(ValueError):
    """A model file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Table:
    """The features of both passes and their weights.

    The high 17 bits of a feature's hash choose a bucket, the low 15 are its tag there, stored as tag + 1 (0 is an
    empty part): together all 32 bits, so that no feature is taken for another. A bucket is two numbers of 64 bits in
    `buckets`: up to `layout.WAYS` tags of 16 bits, filled from the lowest on, and the row in `weights` of the first of
    them; the others' rows follow. A row has `layout.BOTH` signed bytes: the labels' weights in the first pass, from
    `layout.STRIDE` on those in the second, zeros between.

        hash     bbbbbbbb bbbbbbbb bttttttt tttttttt
        bucket   |  0  |  0  | t+1 | t+1 |   row    |   16 bytes, never across a cache line
    """

    buckets: memoryview
    weights: memoryview

    @classmethod
    def of(cls, keys: Sequence[int], rows: Sequence[bytes]) -> Table:
        """Make a table of features and their rows, the most important first: a full bucket takes no more."""
        parts: list[dict[int, bytes]] = [{} for _ in range(N_BUCKETS)]
        for key, row in zip(keys, rows, strict=True):
            bucket = parts[key >> TAG_BITS]
            if len(bucket) < WAYS:
                bucket[(key & (1 << TAG_BITS) - 1) + 1] = row
        tags = array("Q", (sum(tag << (16 * way) for way, tag in enumerate(bucket)) for bucket in parts))
        return cls.over(tags, b"".join(row.ljust(BOTH, b"\0") for bucket in parts for row in bucket.values()))

    @classmethod
    def over(cls, tags: array[int], weights: bytes | bytearray) -> Table:
        """Make a table of the tags of every bucket and the rows in their order."""
        buckets = array("Q", bytes(16 * N_BUCKETS))
        ends = array("Q", accumulate((each.bit_length() + 15) // 16 for each in tags))
        if len(weights) != BOTH * ends[-1]:
            raise ModelError("the weights do not fit their tags")
        buckets[0::2] = tags
        buckets[3::2] = ends[:-1]
        return cls(roomy(buckets.tobytes(), "Q"), roomy(weights, "b"))

    @property
    def tags(self) -> array[int]:
        """The tags of every bucket."""
        return array("Q", self.buckets)[0::2]


@dataclass(frozen=True, slots=True)
class Chain:
    """What a pass says of labels side by side: `moves` from label to label (16 by 16), `starts` of paragraphs (16)."""

    moves: array[int]
    starts: array[int]


@dataclass(frozen=True, slots=True)
class Model:
    """All that the tagger knows. `version` is what an index records."""

    version: str
    lexicon: Lexicon
    table: Table
    first: Chain
    second: Chain


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


def _split_weights(weights: memoryview) -> bytes:
    flat = weights.tobytes()
    return b"".join(flat[label::BOTH] for label in _USED)


def _join_weights(data: bytes) -> bytearray:
    """Return the rows of weights whose planes are `data`."""
    size = len(data) // len(_USED)
    if len(data) % len(_USED):
        raise ModelError("the weights are cut off")
    rows = bytearray(BOTH * size)
    for plane, label in enumerate(_USED):
        rows[label::BOTH] = data[plane * size : (plane + 1) * size]
    return rows


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
    sections += [_split(model.table.tags, "Q"), _split_weights(model.table.weights)]
    for chain in (model.first, model.second):
        sections += [_split(chain.moves, "i"), _split(chain.starts, "i")]
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
    if len(sections) != N_SECTIONS:
        raise ModelError(f"it has {len(sections)} sections, not {N_SECTIONS}")
    return _assemble(sections)


def _assemble(sections: Sequence[bytes]) -> Model:
    keys, payloads, middle, coarse, phrase_keys = (_join(section, "I") for section in sections[1:6])
    kinds = bytearray(sections[6])
    n_clusters = LEXICON_CLUSTER_MASK + 1
    if len(keys) != len(payloads) or len(kinds) != len(phrase_keys) or {len(middle), len(coarse)} != {n_clusters}:
        raise ModelError("the sections of its lexicon do not fit together")
    lexicon = Lexicon.over(keys, payloads, phrase_keys, kinds, middle, coarse)
    tags = _join(sections[7], "Q")
    if len(tags) != N_BUCKETS:
        raise ModelError(f"it has {len(tags)} buckets of features, not {N_BUCKETS}")
    table = Table.over(tags, _join_weights(sections[8]))
    return Model(
        sections[0].decode(), lexicon, table, _assemble_chain(sections[9:11]), _assemble_chain(sections[11:13])
    )


def _assemble_chain(sections: Sequence[bytes]) -> Chain:
    moves, starts = _join(sections[0], "i"), _join(sections[1], "i")
    if len(moves) != STRIDE * STRIDE or len(starts) != STRIDE:
        raise ModelError("the scores of labels side by side do not fit together")
    return Chain(moves, starts)


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
