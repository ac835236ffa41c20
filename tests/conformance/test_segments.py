"""Three ways to the same segment: through Whoosh's writer, straight, and by merging; and what damage does to one."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from codec_index import CodecIndex
from codec_samples import articles, build, read_all
from whoosh.reading import TermNotFound

from indexer.format.codec.merge import merge
from indexer.format.codec.segment import SegmentData
from indexer.format.codecs import dateline_codec
from indexer.format.errors import IndexDamagedError
from indexer.format.records import document
from indexer.format.schema import schema
from indexer.model import PartialDate

EXTENSIONS = (".doc", ".trm")


@pytest.fixture(params=[2, 3, 128])
def codec(request):
    return dateline_codec(request.param)


def _bytes(folder, name):
    return [(folder / (name + extension)).read_bytes() for extension in EXTENSIONS]


@pytest.mark.parametrize("n", [1, 5, 80])
def test_the_builder_writes_what_whooshs_writer_writes(codec, n, tmp_path):
    """Paragraphs straight to a segment give the same bytes as through Whoosh's writer."""
    given = articles(n)
    index = CodecIndex(tmp_path, schema(), codec)
    writer = index.writer()
    for paragraphs in given:
        for paragraph in paragraphs:
            writer.add_document(**document(paragraph))
    writer.commit()
    (segment,) = index._contents.segments
    build(tmp_path, "t_straight", codec, given)
    assert _bytes(tmp_path, "t_straight") == _bytes(tmp_path, segment.segment_id())


@pytest.mark.parametrize("at_once", [None, (1, 1 << 20), (7, 20)])
@pytest.mark.parametrize("share_deleted", [0.0, 0.3, 1.0])
def test_a_merge_writes_what_one_build_of_the_rest_writes(codec, share_deleted, at_once, tmp_path, monkeypatch):
    """Segments merged without deleted articles are the segment of what is left, however few terms are read at once."""
    if at_once:
        monkeypatch.setattr("indexer.format.codec.merge._TERMS_AT_ONCE", at_once[0])
        monkeypatch.setattr("indexer.format.codec.merge._OCCURRENCES_AT_ONCE", at_once[1])
    given = articles(40)
    chance = random.Random(3)  # noqa: S311
    gone = {paragraphs[0].article for paragraphs in given if chance.random() < share_deleted}
    parts = []
    for number, start in enumerate((0, 7, 20)):
        part = given[start : (7, 20, 40)[number]]
        builder = build(tmp_path, f"t_{number}", codec, part)
        for article in gone:
            builder.delete(article)
        parts.append((SegmentData(tmp_path / f"t_{number}"), builder.deleted))
    left = [paragraphs for paragraphs in given if paragraphs[0].article not in gone]
    assert merge(parts, tmp_path, "t_merged", codec) == sum(map(len, left))
    build(tmp_path, "t_left", codec, left)
    assert _bytes(tmp_path, "t_merged") == _bytes(tmp_path, "t_left")


def test_large_records_merge(tmp_path):
    """Segments whose records have a trained dictionary merge, with and without deletions."""
    codec = dateline_codec()
    given = articles(2000, longest=200)
    builder = build(tmp_path, "t_0", codec, given)
    assert builder.dictionary
    whole = SegmentData(tmp_path / "t_0")
    records = [whole.record(doc) for doc in range(whole.n_docs)]
    n = merge([(whole, set()), (whole, {0, 5})], tmp_path, "t_1", codec)
    merged = SegmentData(tmp_path / "t_1")
    assert n == merged.n_docs == 2 * whole.n_docs - 2
    second = [record for doc, record in enumerate(records) if doc not in (0, 5)]
    assert [merged.record(doc) for doc in range(n)] == records + second


def test_a_column_that_repeats_another_is_not_written_again(codec, tmp_path):
    """Where every date is a day, the last day of a date is read from the column of the first."""
    given = [
        [replace(each, date=PartialDate(2022, 2, 1 + number)) for each in paragraphs]
        for number, paragraphs in enumerate(articles(9))
    ]
    build(tmp_path, "t_0", codec, given)
    data = SegmentData(tmp_path / "t_0")
    assert data.column("date_last") is data.column("date")
    assert "column date_last ordinals" not in data.documents._container
    build(tmp_path, "t_1", codec, [*given, [replace(given[0][0], article="z", date=PartialDate(2022))]])
    data = SegmentData(tmp_path / "t_1")
    last = data.n_docs - 1
    assert data.column("date_last").of(last) != data.column("date").of(last)
    assert data.column("date_last").of(0) == data.column("date").of(0)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_no_damage_goes_outside_a_file(extension, tmp_path):
    """With any one byte changed a segment is refused or reads, as before or otherwise; `verify` tells which it was."""
    codec = dateline_codec(2)
    build(tmp_path, "t_0", codec, articles(2, longest=8))
    before = read_all(SegmentData(tmp_path / "t_0"))
    file = tmp_path / f"t_0{extension}"
    content = file.read_bytes()
    chance = random.Random(1)  # noqa: S311
    refused = 0
    for at in range(0, len(content), 3):  # tests/damage changes every byte of an index
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        try:
            data = SegmentData(tmp_path / "t_0")
            assert data.verify() or read_all(data) == before
            read_all(data)
        except IndexDamagedError:
            refused += 1
        except TermNotFound:  # a term that was changed is not where it belongs
            assert data.verify()
    assert refused > 30


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_truncated_file_is_refused(extension, tmp_path):
    """A segment file cut anywhere cannot be opened."""
    build(tmp_path, "t_0", dateline_codec(2), articles(2, longest=8))
    file = tmp_path / f"t_0{extension}"
    content = file.read_bytes()
    for size in range(0, len(content), 3):
        file.write_bytes(content[:size])
        with pytest.raises(IndexDamagedError):
            assert SegmentData(tmp_path / "t_0").terms
