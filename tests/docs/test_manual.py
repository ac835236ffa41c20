"""The manual says what is so: its examples run, its links lead somewhere, its commands are those of CI."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import indexer
import search

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), ROOT / "CHANGELOG.md", ROOT / "seeds" / "README.md"]

sys.path.insert(0, str(ROOT / "docs"))
import refresh_examples  # noqa: E402


@pytest.mark.parametrize("name", refresh_examples.PAGES)
def test_examples_print_what_the_page_shows(name):
    """Every console example prints what stands under it; `python docs/refresh_examples.py` mends a stale page."""
    page = (ROOT / name).read_text(encoding="utf-8")
    assert "```console" in page
    assert refresh_examples.refreshed(page) == page


def test_python_examples_run(tmp_path, monkeypatch):
    """The examples of the Python page give what it shows."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    outcome = doctest.testfile(str(ROOT / "docs" / "python-api.md"), module_relative=False, optionflags=flags)
    assert outcome.attempted > 15
    assert outcome.failed == 0


@pytest.mark.parametrize("name", ["README.md", "docs/asking.md", "docs/facets.md", "docs/saved-questions.md"])
def test_python_blocks_run(name, tmp_path, monkeypatch, capsys):
    """The Python blocks of a page run in turn, `engine` being open on the samples, and what prints has something to."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    indexer.build("seeds", "news.idx", processes=1)
    with search.open_index("news.idx") as engine:
        known = {"engine": engine, "indexer": indexer, "search": search}
        for block in blocks:
            exec(compile(block, name, "exec"), known)  # noqa: S102  # the manual's own
            assert capsys.readouterr().out.strip() or "print" not in block


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page):
    """Every link to a file of the project leads to one."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _shell_lines():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("python3 -m venv")]


def test_ci_runs_the_readme_test_line():
    """The line that installs and tests is the one CI runs."""
    assert _shell_lines()[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_first_line_of_the_readme_answers(tmp_path):
    """In a fresh copy, the README's first line installs, indexes the seeds and prints ranked paragraphs with names."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what a fresh copy holds is not known")
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    line = _shell_lines()[0]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DATELINE_INDEX")}
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    if "No matching distribution found" in done.stderr or "NewConnectionError" in done.stderr:
        pytest.skip("no package index can be reached to install from")
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    assert re.fullmatch(r"36 added, 0 updated, 0 deleted, \d+ skipped, 0 failed", printed[0])
    assert re.fullmatch(r"1–10 of \d+ paragraphs in \d+ articles", printed[1])
    assert re.search(r"^ {3}2022-\d\d-\d\d .*#\d+", done.stdout, re.MULTILINE)
    assert "Vladimir Putin" in done.stdout
