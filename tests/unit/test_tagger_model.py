"""The model file: whole or refused, and small."""

from __future__ import annotations

import functools
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.tagger.layout import N_LABELS
from indexer.entities.tagger.lexicon import Lexicon, index_keys
from indexer.entities.tagger.model import Model, ModelError, Weights, pack, read_model, unpack
from indexer.entities.tagger.tagging import MODEL_PATH

MEBIBYTE = 1 << 20


@functools.cache
def small_file() -> bytes:
    """Return the file of the small model."""
    return pack(small_model())


@functools.cache
def small_model() -> Model:
    """Return a model of a few numbers."""
    rows = [bytes([label]) * N_LABELS for label in (1, 200, 127)]
    passes = Weights.of([3, 70_000, 4_294_967_295], rows, array("i", range(-128, 128)), array("i", range(16)))
    lexicon = Lexicon.of({5: 9, 4_000_000_000: 1}, {77: 2}, [0, 1], [0, 1])
    return Model("test-1", lexicon, passes, passes)


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    """What is written is read again, number for number."""
    path = tmp_path / "names.bin"
    path.write_bytes(small_file())
    assert read_model(path) == small_model()


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
