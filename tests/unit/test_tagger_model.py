"""The model file: whole or refused, and small."""

from __future__ import annotations

import functools
from array import array
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.entities.tagger import decode
from indexer.entities.tagger.layout import BOTH, N_LABELS, STRIDE, TAG_BITS, WAYS
from indexer.entities.tagger.lexicon import Lexicon, index_keys
from indexer.entities.tagger.model import Chain, Model, ModelError, Table, pack, read_model, unpack
from indexer.entities.tagger.tagging import MODEL_PATH

MEBIBYTE = 1 << 20
KEY = st.integers(0, 2**32 - 1)


@functools.cache
def small_file() -> bytes:
    """Return the file of the small model."""
    return pack(small_model())


@functools.cache
def small_model() -> Model:
    """Return a model of a few numbers."""
    table = Table.of([3, 70_000, 4_294_967_295], [row_of(label) for label in (1, 200, 127)])
    chains = (Chain(array("i", range(low, low + 256)), array("i", range(low, low + 16))) for low in (-128, 0))
    lexicon = Lexicon.of({5: 9, 4_000_000_000: 1}, {77: 2}, [0, 1], [0, 1])
    return Model("test-1", lexicon, table, *chains)


def row_of(weight: int) -> bytes:
    """Return a row of one weight in the first pass and the next in the second."""
    halves = [bytes([each % 256]) * N_LABELS + bytes(STRIDE - N_LABELS) for each in (weight, weight + 1)]
    return b"".join(halves)


def weights_of(table: Table, key: int) -> bytes | None:
    """Return the row of a feature, as the kernel finds it."""
    scores = array("h", bytes(2 * BOTH))
    decode.add_scores(array("I", [key]), 1, 1, table.buckets, table.weights, array("I", [0, 0]), scores)
    return bytes(each % 256 for each in scores) if any(scores) else None


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    """What is written is read again, number for number."""
    path = tmp_path / "names.bin"
    path.write_bytes(small_file())
    assert read_model(path) == small_model()


@settings(max_examples=20, deadline=None)
@given(st.lists(KEY | st.integers(0, 200_000), unique=True, max_size=30), KEY)
def test_a_table_finds_its_features(keys: list[int], other: int) -> None:
    """Each feature has its own weights, and the fifth of a bucket none, as one that was never entered."""
    table = Table.of(keys, [row_of(place + 1) for place in range(len(keys))])
    n_before: Counter[int] = Counter()
    for place, key in enumerate(keys):
        expected = row_of(place + 1) if n_before[key >> TAG_BITS] < WAYS else None
        assert weights_of(table, key) == expected
        n_before[key >> TAG_BITS] += 1
    assert other in keys or weights_of(table, other) is None


def test_neighbours_in_a_full_bucket_are_told_apart() -> None:
    """Four features of one bucket, and a fifth that finds it full."""
    keys = [5 << TAG_BITS | tag for tag in (7, 0, (1 << TAG_BITS) - 1, 8, 9)]
    table = Table.of(keys, [row_of(place + 1) for place in range(5)])
    assert [weights_of(table, key) for key in keys] == [*(row_of(place + 1) for place in range(4)), None]


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_refused(place: int, change: int) -> None:
    """A file with any one byte changed is not read as another model."""
    data = bytearray(small_file())
    data[place % len(data)] ^= change
    with pytest.raises(ModelError):
        unpack(bytes(data))


@given(st.integers(min_value=0))
def test_a_cut_file_is_refused(length: int) -> None:
    """A file that broke off is not read."""
    data = small_file()
    with pytest.raises(ModelError):
        unpack(data[: length % len(data)])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message for a missing model has its path."""
    with pytest.raises(ModelError, match=r"nowhere\.bin"):
        read_model(tmp_path / "nowhere.bin")


def test_a_later_format_is_named() -> None:
    """A file of another format says which, and which is read."""
    data = bytearray(small_file())
    data[8] = 99
    with pytest.raises(ModelError, match="format 99"):
        unpack(bytes(data))


@given(st.lists(st.integers(0, 2**32 - 1), unique=True).map(sorted), st.integers(1, 12))
def test_buckets_hold_their_keys(keys: list[int], bits: int) -> None:
    """The index says, for every bucket of high bits, exactly where its keys stand."""
    index = index_keys(keys, bits)
    for bucket in range(2**bits):
        assert keys[index[bucket] : index[bucket + 1]] == [key for key in keys if key >> (32 - bits) == bucket]


def test_the_shipped_model_is_small_and_whole() -> None:
    """All files beside the model together stay within five mebibytes, and the model loads."""
    assert sum(path.stat().st_size for path in MODEL_PATH.parent.iterdir()) <= 5 * MEBIBYTE
    assert read_model(MODEL_PATH).version
