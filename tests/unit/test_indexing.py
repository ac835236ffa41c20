"""Build, update and remove, over real folders: what is read again, what leaves, and what stays."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import indexer
import search
from indexer.format.directory import open_paragraphs
from indexer.format.errors import IndexForeignError, IndexMissingError


@pytest.fixture
def news(tmp_path):
    """A folder of two articles, and a place for the index beside it."""
    folder = tmp_path / "news"
    folder.mkdir()
    _write(folder / "a.txt", "Talks on sanctions open in Geneva.")
    _write(folder / "b.txt", "Oil prices rise.")
    return folder


def _write(path, *paragraphs, date="2021-12-31"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f" date {date} \n\n\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _build(folder, *more, **options):
    return indexer.build([folder, *more], folder.parent / "news.idx", processes=1, **options)


def _update(folder, *more, **options):
    return indexer.update(folder.parent / "news.idx", more, processes=1, **options)


def _ids(folder):
    with open_paragraphs(folder.parent / "news.idx").reader() as reader:
        live = (json.loads(fields["record"]) for _, fields in reader.iter_docs())
        return sorted(f"{record['article']}#{record['number']}" for record in live)


def _counts(report):
    return (report.added, report.updated, report.deleted, report.skipped, report.failed)


def test_build_adds_every_article(news):
    """A first build adds each article once, paragraph by paragraph."""
    assert _counts(_build(news)) == (2, 0, 0, 0, 0)
    assert _ids(news) == ["a.txt#1", "b.txt#1"]


def test_update_reads_only_what_changed(news):
    """An update adds what is new, replaces what changed, takes out what is gone, and leaves the rest."""
    _build(news)
    _write(news / "a.txt", "Talks on sanctions end.", "No result.")
    _write(news / "c.txt", "A third one.")
    (news / "b.txt").unlink()
    assert _counts(_update(news)) == (1, 1, 1, 0, 0)
    assert _ids(news) == ["a.txt#1", "a.txt#2", "c.txt#1"]
    assert _counts(_update(news)) == (0, 0, 0, 2, 0)


def test_a_touched_file_is_read_and_left(news):
    """A file with a new time and the same text is no update."""
    _build(news)
    os.utime(news / "a.txt", ns=(1, 1))
    assert _counts(_update(news)) == (0, 0, 0, 2, 0)


def test_build_reads_what_looks_unchanged(news):
    """A build also sees a change that left size and time as they were; an update does not."""
    _build(news)
    status = (news / "b.txt").stat()
    _write(news / "b.txt", "Oil prices fall.")
    os.utime(news / "b.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _counts(_update(news)) == (0, 0, 0, 2, 0)
    assert _counts(_build(news)) == (0, 1, 0, 1, 0)


def test_processes_do_not_change_the_index(news, tmp_path):
    """One process and three give the same records in the same order."""
    for number in range(100):
        _write(news / f"n{number:03}.txt", f"President Joe Biden spoke in Geneva {number} times.")

    def records(path):
        with open_paragraphs(path).reader() as reader:
            return [fields["record"] for _, fields in reader.iter_docs()]

    indexer.build(news, tmp_path / "one.idx", processes=1)
    indexer.build(news, tmp_path / "three.idx", processes=3)
    assert records(tmp_path / "one.idx") == records(tmp_path / "three.idx")


def test_two_folders_with_the_same_names_are_both_kept(news, tmp_path):
    """Files of one name in two folders are two articles; the second carries its folder's name."""
    _write(tmp_path / "more" / "a.txt", "Another one.")
    assert _counts(_build(news, tmp_path / "more")) == (3, 0, 0, 0, 0)
    assert _ids(news) == ["a.txt#1", "b.txt#1", "more/a.txt#1"]
    assert _counts(_update(news)) == (0, 0, 0, 3, 0)


def test_a_second_build_keeps_other_folders(news, tmp_path):
    """Building another folder into an index adds to it."""
    _build(news)
    _write(tmp_path / "more" / "z.txt", "Another one.")
    _build(tmp_path / "more")
    assert _ids(news) == ["a.txt#1", "b.txt#1", "z.txt#1"]


def test_an_unreachable_folder_keeps_its_articles(news):
    """A folder that is gone as a whole, as an unmounted disk is, is reported and loses nothing."""
    _build(news)
    news.rename(news.parent / "elsewhere")
    report = _update(news)
    assert (report.deleted, report.failed) == (0, 1)
    assert _ids(news) == ["a.txt#1", "b.txt#1"]


def test_a_file_gone_bad_keeps_its_article(news):
    """An article whose file can no longer be read is reported, and stays as it was."""
    _build(news)
    (news / "a.txt").write_bytes(b"\x00\x01\x02" * 500)
    report = _update(news)
    assert _counts(report) == (0, 0, 0, 1, 1)
    assert "binary" in report.rejects[0].code
    assert _ids(news) == ["a.txt#1", "b.txt#1"]
    assert _update(news).failed == 1  # said again, not forgotten


def test_a_file_cut_short_keeps_what_it_gave(news):
    """Records behind the place where a packed file breaks off stay in the index."""
    packed = gzip.compress("".join(f'{{"id": {n}, "text": "Line {n}."}}\n' for n in range(1000)).encode())
    (news / "wire.jsonl.gz").write_bytes(packed)
    assert _build(news).added == 1002
    (news / "wire.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    report = _update(news)
    assert (report.deleted, report.failed) == (0, 1)
    assert len(_ids(news)) == 1002


def test_bad_files_are_rejects_with_reasons(news):
    """Each kind of bad file has its own reason, is counted as failed, and stops nothing."""
    (news / "empty.txt").write_bytes(b"")
    (news / "header.txt").write_text(" date 2021-12-31 \n\n")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (news / "bad.json").write_text("{")
    (news / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Whole line."}\n' * 100)[:-20])
    (news / "picture.png").write_bytes(b"\x89PNG")
    report = _build(news)
    assert {reject.file: reject.code for reject in report.rejects}.keys() >= {
        "empty.txt",
        "header.txt",
        "binary.txt",
        "bad.json",
        "cut.jsonl.gz:45",
    }
    assert all(reject.reason for reject in report.rejects)
    assert [reject.file for reject in report.ignored] == ["picture.png"]
    assert {"a.txt#1", "b.txt#1"} <= set(_ids(news))


def test_a_wrong_encoding_is_read_and_noted(news):
    """A file that is not UTF-8 is decoded as what it is, and said so."""
    (news / "latin.txt").write_bytes(
        " date 2021-12-31 \n\nLe président déclare à Genève que c'est décidé.\n".encode("cp1252")
    )
    report = _build(news)
    assert report.failed == 0
    assert [note.file for note in report.notes] == ["latin.txt"]


def test_dates_missing_and_to_come(news):
    """An undated article is indexed without a date, one from the future is noted."""
    (news / "undated.txt").write_text("No date here, and a paragraph.\n")
    _write(news / "future.txt", "From the time to come.", date="2999-01-01")
    report = _build(news)
    assert report.failed == 0
    assert "future-date" in {note.code for note in report.notes}
    stats = indexer.stats(news.parent / "news.idx")
    assert (stats.undated_paragraphs, stats.articles) == (1, 4)


def test_a_huge_paragraph_is_indexed(news):
    """Ten million characters in one paragraph are read, found, and lose no word."""
    _write(news / "huge.txt", "filler words " * 769_230 + "needle")
    assert _counts(_build(news, extractor="none")) == (3, 0, 0, 0, 0)
    with open_paragraphs(news.parent / "news.idx").reader() as reader:
        assert reader.doc_frequency("text", "needle") == 1


def test_an_id_twice_in_a_file_is_a_reject(news):
    """The second record of one id in a file is rejected, the first is kept."""
    records = [{"id": "1", "text": "The first one."}, {"id": "1", "text": "The second one."}]
    (news / "wire.jsonl").write_text("\n".join(map(json.dumps, records)))
    report = _build(news)
    assert (report.added, report.failed) == (3, 1)
    assert "wire.jsonl#1#1" in _ids(news)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind this user")
def test_an_unreadable_file_is_a_reject(news):
    """A file that may not be read is reported by name."""
    (news / "a.txt").chmod(0)
    report = _build(news)
    assert [reject.file for reject in report.rejects] == ["a.txt"]


def test_remove_by_file_article_and_folder(news):
    """What is removed is gone and stays away from updates until it is named again."""
    records = [{"id": str(number), "text": f"Record {number}."} for number in range(3)]
    (news / "wire.jsonl").write_text("\n".join(map(json.dumps, records)))
    _build(news)
    index = news.parent / "news.idx"
    assert indexer.remove(index, [news / "a.txt", "wire.jsonl#1"]).deleted == 2
    assert _ids(news) == ["b.txt#1", "wire.jsonl#0#1", "wire.jsonl#2#1"]
    os.utime(news / "wire.jsonl", ns=(1, 1))
    assert _update(news).added == 0
    assert _update(news, news / "a.txt").added == 1
    assert indexer.remove(index, [news]).deleted == 4
    assert _ids(news) == []
    assert indexer.stats(index).roots == ()


def test_remove_of_an_unknown_name_is_said(news):
    """A name that is in no index comes back with a reason."""
    _build(news)
    report = indexer.remove(news.parent / "news.idx", ["nothing"])
    assert [reject.file for reject in report.rejects] == ["nothing"]


def test_another_extractor_reads_all_again(news):
    """Entities are all of one extractor: naming another tags every article anew, and later updates keep it."""
    _build(news)
    assert _counts(_update(news, extractor="none")) == (0, 2, 0, 0, 0)
    assert _counts(_update(news)) == (0, 0, 0, 2, 0)
    assert indexer.stats(news.parent / "news.idx").extractor.startswith("none")


def test_unknown_extractors_and_paths_are_told(news):
    """An extractor or a path that is not there is an error that names what there is."""
    with pytest.raises(ValueError, match="none, rules"):
        _build(news, extractor="psychic")
    with pytest.raises(indexer.NothingToIndexError, match="nowhere"):
        indexer.build(news / "nowhere", news.parent / "news.idx")


def test_build_into_a_foreign_folder_is_refused(news):
    """A folder that holds something else is not made an index of."""
    with pytest.raises(IndexForeignError):
        indexer.build(news, news)
    assert sorted(path.name for path in news.iterdir()) == ["a.txt", "b.txt"]


def test_update_without_an_index_says_build(tmp_path):
    """Updating what is not there says how to make it, and makes nothing."""
    with pytest.raises(IndexMissingError, match="indexer build"):
        indexer.update(tmp_path / "no.idx")
    assert list(tmp_path.iterdir()) == []


def test_little_memory_makes_more_segments_of_the_same(tmp_path):
    """What does not fit the memory given goes to disk as a segment, and the index holds the same."""
    news = tmp_path / "news"
    for number in range(8):
        _write(news / f"{number}.txt", "\n\n".join(["talks on sanctions " * 200] * 30))
    _build(news, extractor="rules")
    index = tmp_path / "news.idx"
    ids, n_segments = _ids(news), indexer.stats(index).segments
    shutil.rmtree(index)
    _build(news, extractor="rules", memory_mb=1)
    assert _ids(news) == ids
    assert n_segments == 1 < indexer.stats(index).segments


def test_an_outdated_index_is_made_anew(news):
    """Building over an index of another version reads all its folders again."""
    _build(news)
    manifest = news.parent / "news.idx" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"analysis_version": 0}))
    more = news.parent / "more"
    _write(more / "z.txt", "Another one.")
    assert _counts(_build(more)) == (3, 0, 0, 0, 0)


def test_a_lost_ledger_makes_no_doubles(news):
    """Without its ledger an index is read again, and holds every paragraph once."""
    _build(news)
    (news.parent / "news.idx" / "ledger.sqlite").unlink()
    _build(news)
    assert _ids(news) == ["a.txt#1", "b.txt#1"]


def test_a_ledger_behind_the_index_makes_no_doubles(news):
    """Killed between the two commits, the next run takes out what no file stands for and adds nothing twice."""
    index = news.parent / "news.idx"
    _build(news)
    shutil.copy(index / "ledger.sqlite", news.parent / "before.sqlite")
    _write(news / "c.txt", "Committed to the index only.")
    _write(news / "d.txt", "Gone before the next run.")
    _update(news)
    shutil.copy(news.parent / "before.sqlite", index / "ledger.sqlite")
    (news / "d.txt").unlink()
    assert indexer.check(index)
    _update(news)
    assert _ids(news) == ["a.txt#1", "b.txt#1", "c.txt#1"]
    assert indexer.check(index) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_end_with_a_killed_indexer(news):
    """Killed with SIGKILL in the middle of a run, the indexer leaves no worker behind."""
    for number in range(400):
        _write(news / f"n{number:03}.txt", *[f"President Joe Biden spoke in Geneva {number} times."] * 20)
    root = Path(__file__).resolve().parents[2]
    index = str(news.parent / "n.idx")
    run = subprocess.Popen(
        [sys.executable, "-m", "indexer.cli", "build", str(news), "--index", index, "--processes", "3"],
        env=os.environ | {"PYTHONPATH": str(root)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    workers = set()
    deadline = time.monotonic() + 60
    while not workers and run.poll() is None and time.monotonic() < deadline:
        workers = _children(run.pid)
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert workers
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def _children(parent):
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.add(int(stat.parent.name))
    return found


def test_remove_takes_one_name_as_it_takes_several(news):
    """A single string is one name, never its letters."""
    _build(news)
    assert indexer.remove(news.parent / "news.idx", "a.txt").deleted == 1
    assert _ids(news) == ["b.txt#1"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_a_name_that_is_no_text_is_indexed(news):
    """A file whose name is not UTF-8 is an article like others, and is known the next time."""
    (news / os.fsdecode(b"bad\xffname.txt")).write_text("A name of odd bytes.")
    assert _counts(_build(news)) == (3, 0, 0, 0, 0)
    assert _counts(_update(news)) == (0, 0, 0, 3, 0)


def test_a_link_to_a_folder_above_is_not_followed(news):
    """Naming a folder that holds a link to its own parent indexes that folder, not the parent again."""
    _write(news / "in" / "c.txt", "Inside.")
    (news / "in" / "loop").symlink_to("..")
    _build(news / "in")
    index = news / "news.idx"
    with open_paragraphs(index).reader() as reader:
        assert [key.decode() for key in reader.lexicon("article")] == ["c.txt"]


def test_a_run_cut_short_knows_its_folders(news, monkeypatch):
    """After a first build that was interrupted, update reads the folders it was given."""

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("indexer.api.make_plan", interrupted)
        with pytest.raises(KeyboardInterrupt):
            _build(news)
    assert _update(news).added == 2


def test_an_empty_folder_makes_an_index_that_answers(news):
    """An index without an article has counts of nothing, and every call answers."""
    empty = news.parent / "empty"
    empty.mkdir()
    index = news.parent / "empty.idx"
    indexer.build(empty, index, processes=1)
    assert indexer.stats(index).articles == 0
    assert indexer.list_entities(index) == []
    assert indexer.check(index) == []
    with search.open_index(index) as engine:
        assert engine.search("sanctions", facets=["person", "date"]).total.paragraphs == 0
