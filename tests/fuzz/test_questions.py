"""The fuzzer of questions runs, and in a few seconds of it nothing breaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="atheris has wheels for Linux only; pip install atheris")


def test_fuzzed_questions_break_nothing(tmp_path):
    """No exception, no remark outside the query, no answer past its budget."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("questions.py"), "-max_total_time=10", "-max_len=400"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DONE" in done.stderr
