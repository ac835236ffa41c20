"""Merges that run beside the writing: they change nothing of what is written."""

from __future__ import annotations

import os
import signal
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from itertools import cycle

import pytest
from codec_samples import articles
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from indexer import pipeline
from indexer.format.directory import check_files, create_index, open_paragraphs
from indexer.format.records import unpack_record
from indexer.format.writer import MERGE_SEGMENTS, IndexWriter

GIVEN = articles(40)


class Early(Executor):
    """Does the work before it is waited for."""

    def submit(self, work, /, *args):
        future = Future()
        future.set_result(work(*args))
        return future


class Late(Executor):
    """Does the work when it is waited for, at the last moment."""

    def submit(self, work, /, *args):
        future = Future()
        future.result = lambda: work(*args)
        return future


class Broken(Executor):
    """Takes work and has lost its process when it is waited for."""

    def submit(self, *_):
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


def _write(path, steps, pool):
    """Carry out steps: an article's number adds it anew, a negative one deletes it, None commits."""
    create_index(path, "none 1")
    writer = IndexWriter(open_paragraphs(path), "none 1", 0, pool)  # an article fills the memory
    for step in (*range(MERGE_SEGMENTS), None, *steps):
        if step is None:
            writer.commit()
        else:
            writer.delete(GIVEN[abs(step)][0].article)
            if step >= 0:
                writer.add(GIVEN[step])
    writer.finish()
    with open_paragraphs(path).reader() as reader:
        return [unpack_record(reader.stored_fields(number)["record"]) for number in reader.all_doc_ids()]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-39, 39)), max_size=60))
def test_what_is_written_does_not_depend_on_where_and_when_merges_run(tmp_path_factory, steps):
    """Articles added, replaced and deleted while a merge runs are there, or gone, as without one, in the same order."""
    folder = tmp_path_factory.mktemp("merging")
    expected = _write(folder / "here", steps, None)
    for number, pool in enumerate((Early(), Late(), Broken())):
        path = folder / str(number)
        assert _write(path, steps, pool) == expected
        assert check_files(path) == []
        manifest = open_paragraphs(path).manifest
        assert len(list((path / "segments").iterdir())) == sum(len(each.files) for each in manifest.segments)


def test_segments_stay_until_their_merge_is_taken_in(tmp_path):
    """The merge of a full tier is taken in when the next is due, or at the end."""
    create_index(tmp_path / "n.idx", "none 1")
    index = open_paragraphs(tmp_path / "n.idx")
    writer = IndexWriter(index, "none 1", 64, Late())
    sizes = []
    for number, paragraphs in zip(range(2 * MERGE_SEGMENTS), cycle(GIVEN), strict=False):
        writer.add(paragraphs)
        writer.commit()
        if number >= MERGE_SEGMENTS - 1:
            sizes.append(len(index.segments()))
    writer.finish()
    assert sizes == [8, 9, 10, 11, 12, 13, 14, 15, 9]
    assert len(index.segments()) == 2


def _end_this_process():
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_merge_whose_process_was_killed_is_done_here(tmp_path):
    """A process that the system ends costs time and nothing else."""
    with ProcessPoolExecutor(1) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(_end_this_process).result()
        assert _write(tmp_path / "n.idx", [None], pool) == _write(tmp_path / "here.idx", [None], None)


def test_a_build_merges_beside_its_writing(tmp_path, monkeypatch):
    """With two processes and many commits the index is that of one process."""
    monkeypatch.setattr(pipeline, "COMMIT_PARAGRAPHS", 10)
    for number in range(200):
        (tmp_path / f"a{number:03}.txt").write_text(f"Talks, day {number}.\n\nSanctions, day {number}.\n")
    found = []
    for processes in (1, 2):
        path = tmp_path / f"{processes}.idx"
        report = indexer.build(tmp_path, path, extractor="rules", processes=processes)
        assert report.added == 200
        assert indexer.check(path) == []
        manifest = open_paragraphs(path).manifest
        with open_paragraphs(path).reader() as reader:
            stored = [reader.stored_fields(number)["record"] for number in reader.all_doc_ids()]
        found.append((stored, [each.n_paragraphs for each in manifest.segments]))
    assert len(found[0][1]) < 40 / MERGE_SEGMENTS + MERGE_SEGMENTS
    assert found[0][0] == found[1][0]
