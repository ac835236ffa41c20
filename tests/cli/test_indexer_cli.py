"""The `indexer` command as a shell sees it: closing line, rejects, streams, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.format.lock import write_lock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with `news` in it, and nothing in the environment that names an index."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(" date 2021-12-31 \n\nTalks on sanctions open in Geneva.\n")
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("DATELINE_INDEX", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def _run(*arguments):
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_build_makes_an_index_beside_you(folder):
    """Without --index a build makes ./.dateline, and the closing line stands alone on standard output."""
    done = _run("build", "news", "--processes", "1")
    assert (done.exit_code, done.stdout) == (0, "1 added, 0 updated, 0 deleted, 0 skipped, 0 failed\n")
    assert (folder / ".dateline" / "manifest.json").is_file()


def test_update_finds_the_index_from_below(folder, monkeypatch):
    """From a folder inside, update finds the index above."""
    _run("build", "news", "-q")
    monkeypatch.chdir(folder / "news")
    assert _run("update").stdout == "0 added, 0 updated, 0 deleted, 1 skipped, 0 failed\n"


def test_rejects_are_listed_on_standard_error(folder):
    """Each reject is a line of file and reason on standard error; --fail-on-error makes an exit code of it."""
    (folder / "news" / "empty.txt").write_bytes(b"")
    done = _run("build", "news")
    assert done.exit_code == 0
    assert done.stdout.endswith("1 failed\n")
    assert "empty.txt: " in done.stderr
    assert _run("update", "--fail-on-error").exit_code == 3
    assert _run("update", "--quiet").stderr == ""


def test_many_rejects_are_cut_and_verbose_lists_all(folder):
    """Twenty rejects are listed, the rest counted; --verbose lists them all."""
    for number in range(30):
        (folder / "news" / f"e{number}.txt").write_bytes(b"")
    assert "… and 10 more" in _run("build", "news").stderr
    assert _run("update", "--verbose").stderr.count("e") >= 30


def test_file_names_cannot_speak_to_the_terminal(folder):
    """Escape codes in the name of a bad file do not reach the terminal."""
    (folder / "news" / "evil\x1b[31m.txt").write_bytes(b"")
    done = _run("build", "news")
    assert "evil" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "nowhere"), "nowhere"),
        (("update",), "indexer build"),
        (("stats", "--index", "nowhere"), "indexer build"),
        (("stats", "--index", "news"), "not an index"),
        (("build", "news", "--index", "news"), "not an index"),
        (("build", "news", "--extractor", "psychic"), "rules"),
        (("build",), "PATH"),
        (("check", "--index", "news/a.txt"), "is a file"),
    ],
)
def test_mistakes_are_told_in_a_sentence(folder, arguments, message):
    """What is wrong is one line on standard error with what to do, exit code 2, and nothing is made."""
    before = sorted(folder.rglob("*"))
    done = _run(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert sorted(folder.rglob("*")) == before


@pytest.mark.usefixtures("folder")
def test_remove_stats_and_check():
    """An article is removed by its key; stats count what is left; check finds a sound index sound."""
    _run("build", "news", "-q")
    assert _run("check").exit_code == 0
    assert "articles    1" in _run("stats").stdout
    assert _run("remove", "a.txt").stdout.startswith("0 added, 0 updated, 1 deleted")
    assert "articles    0" in _run("stats").stdout
    assert _run("remove", "a.txt").exit_code == 3


def test_check_names_a_damaged_file(folder):
    """A changed byte makes check fail and say how to mend the index."""
    _run("build", "news", "-q")
    file = next((folder / ".dateline" / "segments").iterdir())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = _run("check")
    assert done.exit_code == 1
    assert file.name in done.stdout
    assert "indexer build" in done.stderr


def test_a_ledger_behind_the_index_is_no_reason_to_build_it_anew(folder):
    """Check says what mends it, and nothing that contradicts it."""
    _run("build", "news", "-q")
    ledger = folder / ".dateline" / "ledger.sqlite"
    before = ledger.read_bytes()
    (folder / "news" / "new.txt").write_text("New sanctions.\n")
    _run("update", "-q")
    ledger.write_bytes(before)
    done = _run("check")
    assert done.exit_code == 1
    assert "run `indexer update`" in done.stdout
    assert "anew" not in done.stderr
    _run("update", "-q")
    assert _run("check").exit_code == 0


def test_a_locked_index_names_the_writer(folder):
    """While another process writes, the command says which one and exits with 2."""
    _run("build", "news", "-q")
    with write_lock(folder / ".dateline"):
        done = subprocess.run(
            [sys.executable, "-m", "indexer.cli", "update"],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"process {os.getpid()}" in done.stderr


def test_a_damaged_ledger_says_what_to_delete(folder):
    """A ledger that is no database is named, with what to do."""
    _run("build", "news", "-q")
    (folder / ".dateline" / "ledger.sqlite").write_bytes(b"not a database" * 100)
    done = _run("update")
    assert done.exit_code == 2
    assert "delete it" in done.stderr


def test_a_terminal_sees_a_progress_bar(folder):
    """On a terminal a bar is drawn on standard error; standard output has the closing line alone."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "indexer.cli", "build", "news"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=theirs, check=False,
    )  # fmt: skip
    os.close(theirs)
    assert done.stdout == b"1 added, 0 updated, 0 deleted, 0 skipped, 0 failed\n"
    assert b"Indexing" in os.read(ours, 100_000)
    os.close(ours)


def test_jsonl_records_are_articles(folder):
    """A JSON Lines file gives an article a line, addressed by file and id."""
    records = [{"id": "x1", "title": "T", "date": "2022-01-02", "paragraphs": ["One.", "Two."]}, {"body": "Three."}]
    (folder / "news" / "wire.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert _run("build", "news").stdout.startswith("3 added")
