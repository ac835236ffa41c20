"""Folders: what is read, in what order, what is skipped and what is refused."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.model import Article
from indexer.sources import SKIPPED_CODES, SUFFIXES, Record, Reject, read_file, register, source_for, walk
from indexer.sources.base import SourceError


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Talks open.", encoding="utf-8")


def keys(root: Path, skip: tuple[Path, ...] = ()) -> list[str]:
    return [found[1] for found in walk(root, skip) if not isinstance(found, Reject)]


def rejects(root: Path) -> list[tuple[str, str]]:
    return [(found.file, found.code) for found in walk(root) if isinstance(found, Reject)]


def test_files_come_sorted_with_their_path_below_the_root(tmp_path: Path) -> None:
    """The order does not depend on the file system."""
    fill(tmp_path, "b.txt", "a/z.md", "a/b/c.jsonl", "A.txt", "c.TXT", "d.json.gz")
    assert keys(tmp_path) == ["A.txt", "a/b/c.jsonl", "a/z.md", "b.txt", "c.TXT", "d.json.gz"]


def test_hidden_files_the_index_and_skipped_folders_are_passed_over(tmp_path: Path) -> None:
    """In silence: they were never meant to be articles."""
    fill(tmp_path, ".a.txt", ".git/a.txt", "news.idx/manifest.json", "news.idx/ledger.sqlite", "out/a.txt", "b.txt")
    assert keys(tmp_path, skip=(tmp_path / "out",)) == ["b.txt"]
    assert rejects(tmp_path) == []


def test_other_formats_and_files_about_the_folder_are_skipped_not_failed(tmp_path: Path) -> None:
    """Each is told with a code that is no failure."""
    fill(tmp_path, "a.pdf", "b", "README.md", "Licence.txt", "sub/LICENSE.md", "notice", "readers.txt")
    assert rejects(tmp_path) == [
        ("Licence.txt", "not-an-article"),
        ("README.md", "not-an-article"),
        ("a.pdf", "unknown-format"),
        ("b", "unknown-format"),
        ("notice", "unknown-format"),
        ("sub/LICENSE.md", "not-an-article"),
    ]
    assert {code for _, code in rejects(tmp_path)} <= SKIPPED_CODES
    assert keys(tmp_path) == ["readers.txt"]


def test_a_file_that_is_named_is_meant(tmp_path: Path) -> None:
    """A README is read then, and what no source reads is a failure, not passed over."""
    fill(tmp_path, "README.md", "a.pdf")
    assert keys(tmp_path / "README.md") == ["README.md"]
    assert rejects(tmp_path / "a.pdf") == [("a.pdf", "unread-format")]
    assert "unread-format" not in SKIPPED_CODES


def test_a_link_to_a_folder_above_ends(tmp_path: Path) -> None:
    """A loop of links is read once; a link to another folder is followed."""
    fill(tmp_path, "root/a.txt", "elsewhere/b.txt")
    (tmp_path / "root/loop").symlink_to(tmp_path / "root", target_is_directory=True)
    (tmp_path / "root/more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert keys(tmp_path / "root") == ["a.txt", "more/b.txt"]


def test_a_broken_link_is_a_reject(tmp_path: Path) -> None:
    """It is told, and the others are read."""
    fill(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    assert rejects(tmp_path) == [("b.txt", "unreadable")]
    assert keys(tmp_path) == ["a.txt"]


@pytest.fixture
def folder_of_nobody() -> Iterator[Path]:
    """A folder read as a user without rights: root, whom nothing stops, becomes nobody for the test."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        fill(root, "closed/a.txt", "b.txt", "c.txt")
        (root / "closed").chmod(0)
        (root / "b.txt").chmod(0)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield root
        finally:
            if is_root:
                os.seteuid(0)
            (root / "closed").chmod(0o755)


def test_what_may_not_be_read_is_a_reject(folder_of_nobody: Path) -> None:
    """A folder or a file without permission is told, and the others are read."""
    assert rejects(folder_of_nobody) == [("closed/", "unreadable")]
    (reject,) = read_file(folder_of_nobody / "b.txt", "b.txt")
    assert isinstance(reject, Reject)
    assert reject.code == "unreadable"
    assert keys(folder_of_nobody) == ["b.txt", "c.txt"]


def test_a_file_that_vanished_or_is_a_folder_is_a_reject(tmp_path: Path) -> None:
    """Between the walk and the reading anything can happen."""
    (tmp_path / "a.txt").mkdir()
    for name in ("a.txt", "gone.md", "gone.jsonl", "gone.json.gz"):
        (reject,) = read_file(tmp_path / name, name)
        assert isinstance(reject, Reject)
        assert (reject.file, reject.code) == (name, "unreadable")


def test_a_root_may_be_a_file_or_missing(tmp_path: Path) -> None:
    """A file is its own root; a missing one is a reject that says so."""
    fill(tmp_path, "a.txt")
    assert keys(tmp_path / "a.txt") == ["a.txt"]
    assert [code for _, code in rejects(tmp_path / "gone")] == ["missing"]


def test_names_that_cannot_be_shown_are_escaped(tmp_path: Path) -> None:
    """Escape characters and bytes that are no UTF-8 never reach a key."""
    fill(tmp_path, "a\x1b[31m.txt", "b\udce9.txt")
    assert keys(tmp_path) == ["a%1B[31m.txt", "b%E9.txt"]
    assert [record.key for found in walk(tmp_path) for record in read_file(*found)] == keys(tmp_path)  # type: ignore


def test_every_suffix_has_its_source() -> None:
    """The registry is asked by name alone, in any case, the longest suffix first."""
    for suffix in SUFFIXES:
        source = source_for(Path(f"Some.File{suffix.upper()}"))
        assert source is not None
        assert suffix in source.suffixes
    assert source_for(Path("a.gz")) is None


def test_a_source_that_fails_is_a_reject(tmp_path: Path) -> None:
    """Not even a mistake in a source of somebody else stops the run."""

    class Failing:
        suffixes: tuple[str, ...] = (".failing",)

        def read(self, path: Path, key: str) -> Iterator[Record]:
            yield Article(key, ())
            raise {"a": ZeroDivisionError, "b": SourceError("no", "no"), "c": RecursionError}[path.stem]

    register(Failing())
    for name, code in (("a", "unreadable"), ("b", "no"), ("c", "nested-too-deeply")):
        fill(tmp_path, f"{name}.failing")
        article, reject = read_file(tmp_path / f"{name}.failing", name)
        assert isinstance(article, Article)
        assert isinstance(reject, Reject)
        assert (reject.file, reject.code) == (name, code)
