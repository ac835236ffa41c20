"""Segments written by earlier versions of the codec read as they did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from codec_samples import read_all

from indexer.format.codec.segment import SegmentData

FROZEN = sorted(path for path in Path(__file__).parent.iterdir() if (path / "expected.json").exists())


@pytest.mark.parametrize("folder", FROZEN, ids=lambda path: path.name)
def test_a_frozen_segment_reads_as_it_did(folder):
    """Every record, column, length, list and position is the one that was written."""
    data = SegmentData(folder / "p_golden")
    assert data.verify() == []
    content = json.loads(json.dumps(read_all(data), default=lambda each: each.decode("latin-1")))
    assert content == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def test_a_segment_of_every_version_is_frozen():
    """There is a frozen segment for each version that can be read."""
    assert [path.name for path in FROZEN] == ["dateline-1"]
