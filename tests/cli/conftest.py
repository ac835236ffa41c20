"""An index of the sample articles, and the `search` command over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import indexer
from search.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory):
    """An index of the sample articles; not to be written to."""
    path = tmp_path_factory.mktemp("news") / "news.idx"
    indexer.build(ROOT / "seeds", path, extractor="rules", processes=1)
    return path


@pytest.fixture
def ask(seeds_index):
    """Run `search` over the sample articles; returns exit code, stdout, stderr."""

    def run(*words, stdin=b"", **changes):
        result = CliRunner().invoke(main, words, input=stdin, env={"DATELINE_INDEX": str(seeds_index), **changes})
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout_bytes.decode(), result.stderr_bytes.decode()

    return run
