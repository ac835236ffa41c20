"""The index folder: its manifest, its lock, and what is said when it cannot be used."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.format.directory import check_files, create_index, open_paragraphs
from indexer.format.errors import (
    IndexDamagedError,
    IndexForeignError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
)
from indexer.format.lock import write_lock
from indexer.format.manifest import check_is_ours, read_manifest, sealed
from indexer.model import Paragraph
from indexer.sinks.local import LocalSink


@pytest.fixture
def index(tmp_path):
    """An index of one paragraph."""
    path = tmp_path / "news.idx"
    create_index(path, "none")
    _add(path, "a.txt")
    return path


def _add(path, *articles):
    with LocalSink(path, "none") as sink:
        for article in articles:
            sink.add([Paragraph(article, 1, "body", "Talks open in Geneva.")])
        sink.commit()


def _keys(path):
    with open_paragraphs(path).reader() as reader:
        return sorted(key.decode() for key in reader.lexicon("article"))


def test_a_reader_keeps_the_state_it_opened(index):
    """A commit is seen by who opens the index after it, and not by who opened it before."""
    with open_paragraphs(index).reader() as before:
        _add(index, "b.txt")
        assert before.doc_count() == 1
    assert open_paragraphs(index).manifest.n_paragraphs == 2


def test_a_cancelled_writer_leaves_nothing(index):
    """Leaving a sink by an exception takes back what it added."""

    def fail():
        with LocalSink(index, "none") as sink:
            sink.add([Paragraph("b.txt", 1, "body", "Lost.")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert _keys(index) == ["a.txt"]


def test_a_missing_index_says_how_to_make_one(tmp_path):
    """The message of a missing index holds the command that makes it."""
    with pytest.raises(IndexMissingError, match="indexer build"):
        read_manifest(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["notes.txt", "sub"])
def test_a_foreign_folder_is_not_touched(tmp_path, name):
    """A folder of something else is refused, for reading and for writing."""
    (tmp_path / name).mkdir() if name == "sub" else (tmp_path / name).write_text("mine")
    for call in (read_manifest, check_is_ours):
        with pytest.raises(IndexForeignError, match="another folder"):
            call(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_file_is_no_index(tmp_path):
    """A file where the folder should be is refused."""
    file = tmp_path / "news.idx"
    file.write_text("x")
    with pytest.raises(IndexForeignError):
        read_manifest(file)


@pytest.mark.parametrize("version", ["format_version", "schema_version", "analysis_version"])
def test_another_version_says_to_rebuild(index, version):
    """An index of another format, schema or analysis is refused with the command that makes it anew."""
    manifest = index / "manifest.json"
    content = json.loads(manifest.read_text()) | {version: 999}
    manifest.write_text(json.dumps(content))
    with pytest.raises(IndexOutdatedError, match="update Dateline, or make it anew with `indexer build"):
        open_paragraphs(index)


@pytest.mark.parametrize(
    "change",
    [
        {"segments": None},
        {"segments": [{"id": "../../etc/passwd", "paragraphs": 1, "deleted": [], "files": [], "lengths": {}}]},
        {"segments": [{"id": "a", "paragraphs": 1, "deleted": [7], "files": [], "lengths": {}}]},
        {"segments": [{"id": "a", "paragraphs": 1, "deleted": [], "files": [["../x.seg", 1, 1]], "lengths": {}}]},
        {"generation": "x"},
    ],
)
def test_a_manifest_is_not_trusted(index, change):
    """A manifest that was tampered with is damage, not a path out of the folder nor a traceback."""
    manifest = index / "manifest.json"
    manifest.write_bytes(sealed(json.dumps(json.loads(manifest.read_text()) | change).encode()))
    with pytest.raises(IndexDamagedError, match=r"lost a part.*make it anew"):
        open_paragraphs(index)


def test_a_manifest_changed_by_hand_is_damage(index):
    """A value that could be right is not taken when the manifest's checksum says it was another."""
    manifest = index / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"generation": 7}))
    with pytest.raises(IndexDamagedError, match="not as it was written"):
        open_paragraphs(index)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_unreadable_manifest_is_damage(index, content):
    """A manifest that is no JSON is reported as damage."""
    (index / "manifest.json").write_bytes(content)
    with pytest.raises((IndexDamagedError, IndexForeignError)):
        open_paragraphs(index)


def test_check_finds_every_changed_file(index):
    """A changed byte is found by check, a missing or shortened file by opening too."""
    assert check_files(index) == []
    file, _ = sorted((index / "segments").iterdir())
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert len(check_files(index)) == 1
    file.write_bytes(content[:-1])
    with pytest.raises(IndexDamagedError, match="bytes"):
        open_paragraphs(index)
    file.unlink()
    with pytest.raises(IndexDamagedError, match="missing"):
        open_paragraphs(index)


def test_a_second_writer_is_told_who_writes(index):
    """While one process holds the lock another is told which one, and does not wait for ever."""
    code = "import sys, time; from pathlib import Path; from indexer.format.lock import write_lock\n"
    code += "with write_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    root = Path(__file__).resolve().parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(index)], stdout=subprocess.PIPE, cwd=root, env=os.environ | {"PYTHONPATH": "."}
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLockedError, match=f"process {holder.pid}"), write_lock(index, 0.2):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with write_lock(index, 5):  # the lock fell with its holder
        pass


def _write_for_ever(path, started):
    number = 0
    while True:
        number += 1
        _add(path, *[f"b{number}-{each}" for each in range(20)])
        started.set()


def test_a_killed_writer_leaves_the_last_commit(index):
    """Killed at any moment, the index opens at a commit, is sound, and takes the next writer."""
    context = multiprocessing.get_context("spawn")
    for delay in (0.0, 0.01, 0.03, 0.05, 0.08):
        started = context.Event()
        writer = context.Process(target=_write_for_ever, args=(index, started))
        writer.start()
        assert started.wait(30)
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert check_files(index) == []
        n_before = open_paragraphs(index).manifest.n_paragraphs
        assert len(_keys(index)) == n_before or n_before > len(_keys(index)) > 0
        _add(index, f"after-{delay}")
        assert open_paragraphs(index).manifest.n_paragraphs == n_before + 1
    stray = [entry.name for entry in (index / "segments").iterdir()]
    named = [file.name for segment in read_manifest(index).segments for file in segment.files]
    assert sorted(name for name in stray if not name.endswith(".tmp")) == sorted(named)
