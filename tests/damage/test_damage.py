"""One wrong byte in an index: found, or harmless, and never the end of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.format.codec import compiled
from indexer.format.directory import check_files, open_paragraphs
from indexer.format.errors import IndexFaultError
from indexer.format.manifest import MANIFEST_NAME, SEGMENTS_NAME
from tests.damage import worker

PROGRAM = Path(worker.__file__)
EVERY = 3
"""Of how many bytes one is changed here; `worker.py` changes all of them."""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("damage") / "news.idx"
    worker.build(path)
    return path


def _files(index):
    return [*sorted((index / SEGMENTS_NAME).iterdir()), index / MANIFEST_NAME]


def _is_refused(act, index):
    try:
        return bool(act(index))
    except IndexFaultError:
        return True


def test_a_changed_byte_is_found_by_check_and_by_opening(index):
    """Whichever byte of a small index changes, both say so, but for a space in the manifest, which says nothing."""
    before = worker.ask(index)
    harmless = []
    for file in _files(index):
        content = file.read_bytes()
        for at, changed in worker.changes(content, EVERY):
            file.write_bytes(changed)
            is_found = _is_refused(check_files, index)
            assert is_found == _is_refused(open_paragraphs, index), (file.name, at)
            if not is_found:
                harmless.append((file.name, content[at : at + 1]))
                assert worker.ask(index) == before
        file.write_bytes(content)
    assert {name for name, _ in harmless} <= {MANIFEST_NAME}
    assert all(byte.isspace() for _, byte in harmless)


def test_a_truncated_file_is_found_by_check_and_by_opening(index):
    """A file of a small index cut anywhere is refused by both; only the last line end of the manifest may be lost."""
    for file in _files(index):
        content = file.read_bytes()
        for size in range(0, len(content.rstrip(b"\n") if file.name == MANIFEST_NAME else content), 7):
            file.write_bytes(content[:size])
            assert _is_refused(check_files, index), (file.name, size)
            assert _is_refused(open_paragraphs, index), (file.name, size)
        file.write_bytes(content)


@pytest.mark.parametrize(
    "options", [["--every", "43"], ["--every", "47", "--sealed"], ["--every", "211", "--interpreted"]], ids=" ".join
)
def test_damage_that_opening_does_not_see_ends_no_process(options, tmp_path):
    """Without the check at opening, every question over changed bytes gets an answer or a clear error."""
    if "--interpreted" in options and not compiled():
        pytest.skip("the codec runs interpreted in this installation, so the runs above did")
    command = [sys.executable, str(PROGRAM), str(tmp_path), *options]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    place = (tmp_path / "at").read_text()
    assert outcome.returncode == 0, f"at {place}: {outcome.stdout[-4000:]}{outcome.stderr[-2000:]}"
    assert '"refused"' in outcome.stdout
    assert "failed" not in outcome.stdout
