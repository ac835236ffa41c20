"""Segments and index folders written by earlier versions read as they did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from codec_samples import read_all

from indexer.format.codec.segment import SegmentData
from indexer.format.directory import check_files
from indexer.format.manifest import MANIFEST_NAME, Manifest
from tests.golden.make import EXPECTED, answers

FROZEN = sorted(path.parent for path in Path(__file__).parent.glob(f"*/{EXPECTED}"))
INDEXES = [path for path in FROZEN if (path / MANIFEST_NAME).exists()]
SEGMENTS = [path for path in FROZEN if path not in INDEXES]


def _as_json(content):
    return json.loads(json.dumps(content, default=lambda each: each.decode("latin-1")))


def _expected(folder):
    return json.loads((folder / EXPECTED).read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", SEGMENTS, ids=lambda path: path.name)
def test_a_frozen_segment_reads_as_it_did(folder):
    """Every record, column, length, list and position is the one that was written."""
    data = SegmentData(folder / "p_golden")
    assert data.verify() == []
    assert _as_json(read_all(data)) == _expected(folder)


@pytest.mark.parametrize("folder", INDEXES, ids=lambda path: path.name)
def test_a_frozen_index_answers_as_it_did(folder):
    """An index folder opens and gives the hits, scores, totals and facets it gave when it was made."""
    assert check_files(folder) == []
    for found, expected in zip(_as_json(answers(folder)), _expected(folder), strict=True):
        assert found == expected, expected["question"]


def test_every_version_that_can_be_read_is_frozen():
    """There is a frozen segment for each version of the codec, and an index folder of today's versions."""
    assert [path.name for path in SEGMENTS] == ["dateline-1"]
    now = Manifest()
    versions = {"format_version": now.format_version, "schema_version": now.schema_version, "codec": now.codec}
    manifests = [json.loads((folder / MANIFEST_NAME).read_text()) for folder in INDEXES]
    assert any(versions.items() <= manifest.items() for manifest in manifests)
