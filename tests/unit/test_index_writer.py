"""Adding, deleting, spilling and merging through the writer of an index."""

from __future__ import annotations

import pytest
from codec_samples import articles

from indexer.format import writer as index_writer
from indexer.format.directory import check_files, create_index, open_paragraphs
from indexer.format.records import unpack_record
from indexer.format.writer import MERGE_SEGMENTS, IndexWriter, full_tier


@pytest.fixture
def path(tmp_path):
    create_index(tmp_path / "news.idx", "none 1")
    return tmp_path / "news.idx"


def _writer(path, memory_mb=64):
    return IndexWriter(open_paragraphs(path), "none 1", memory_mb)


def _stored(path):
    with open_paragraphs(path).reader() as reader:
        return [unpack_record(reader.stored_fields(number)["record"]) for number in reader.all_doc_ids()]


def _flat(given):
    return [paragraph for paragraphs in given for paragraph in paragraphs]


def test_what_is_added_is_there_after_a_commit_and_not_before(path):
    """Paragraphs become visible together, in order, at the commit."""
    given = articles(20)
    writer = _writer(path)
    for paragraphs in given:
        writer.add(paragraphs)
    assert _stored(path) == []
    writer.commit()
    assert _stored(path) == _flat(given)
    assert check_files(path) == []


def test_full_memory_becomes_a_segment(path):
    """With next to no memory every article is a segment of its own, and small segments are merged."""
    given = articles(MERGE_SEGMENTS + 3)
    writer = _writer(path, memory_mb=0)
    for paragraphs in given:
        writer.add(paragraphs)
    writer.commit()
    assert _stored(path) == _flat(given)
    assert len(open_paragraphs(path).manifest.segments) == 4


def test_an_article_is_deleted_wherever_it_is(path):
    """A deletion reaches what was committed, what was spilled and what is still in memory."""
    given = articles(30)
    writer = _writer(path)
    for paragraphs in given[:10]:
        writer.add(paragraphs)
    writer.commit()
    writer = _writer(path, memory_mb=0)
    for paragraphs in given[10:20]:
        writer.add(paragraphs)
    writer._memory_bytes = 1 << 30
    for paragraphs in given[20:]:
        writer.add(paragraphs)
    gone = {given[number][0].article for number in (0, 5, 12, 19, 20, 29)}
    for article in gone:
        writer.delete(article)
    writer.delete("no such article")
    writer.commit()
    assert _stored(path) == [each for each in _flat(given) if each.article not in gone]
    assert check_files(path) == []


def test_an_article_written_again_is_there_once(path):
    """Deleting an article and adding it again in the same commit leaves the new one."""
    old, new = articles(2, seed=1), articles(2, seed=2)
    writer = _writer(path)
    for paragraphs in old:
        writer.add(paragraphs)
    for paragraphs in new:
        writer.delete(paragraphs[0].article)
        writer.add(paragraphs)
    writer.commit()
    assert _stored(path) == _flat(new)


def test_a_segment_of_mostly_deleted_paragraphs_is_written_anew(path):
    """When more than half of a segment is deleted it shrinks."""
    given = articles(10)
    writer = _writer(path)
    for paragraphs in given:
        writer.add(paragraphs)
    writer.commit()
    for paragraphs in given[:8]:
        writer.delete(paragraphs[0].article)
    writer.commit()
    (segment,) = open_paragraphs(path).manifest.segments
    assert segment.deleted == ()
    assert _stored(path) == _flat(given[8:])


def test_an_index_whose_paragraphs_are_all_deleted_is_empty(path):
    """Deleting all leaves no segment, and an index that can be read and written."""
    given = articles(3)
    writer = _writer(path)
    for paragraphs in given:
        writer.add(paragraphs)
    writer.commit()
    for paragraphs in given:
        writer.delete(paragraphs[0].article)
    writer.commit()
    assert open_paragraphs(path).manifest.segments == ()
    with open_paragraphs(path).reader() as reader:
        assert reader.doc_count() == 0
        assert len(reader.column_reader("article")) == 0
    writer.add(given[0])
    writer.commit()
    assert _stored(path) == given[0]


def test_a_commit_without_a_change_writes_nothing(path):
    """The generation rises with changes only."""
    writer = _writer(path)
    writer.delete("no such article")
    writer.commit()
    assert open_paragraphs(path).manifest.generation == 0


def test_what_a_cancelled_writer_wrote_is_swept_away(path):
    """Files of a cancelled writer are in no manifest and gone after the next commit."""
    given = articles(4)
    cancelled = _writer(path, memory_mb=0)
    for paragraphs in given:
        cancelled.add(paragraphs)
    cancelled.add(given[0])
    cancelled.cancel()
    writer = _writer(path)
    writer.add(given[1])
    writer.commit()
    assert _stored(path) == given[1]
    assert len(list((path / "segments").iterdir())) == 2


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([], None), ([5] * 7, None), ([5] * 8, range(8)), ([5] * 3 + [9000] * 8, range(3, 11)), ([9_000_000] * 8, None)],
)
def test_a_full_tier_is_a_run_of_neighbours(sizes, expected):
    """Only neighbours of one tier are merged, so that paragraphs keep their order, and none beyond the largest size."""
    assert full_tier(sizes) == expected
    assert index_writer.LARGEST_SEGMENT < 2**32
