"""What was compiled gives the same when it runs as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.format.codec import compiled

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "tests/conformance/test_codec.py",
    "tests/conformance/test_segments.py",
    "tests/property/test_batch.py",
    "tests/property/test_codec_blocks.py",
    "tests/property/test_records.py",
    "tests/property/test_stems.py",
    "tests/property/test_term_stream.py",
    "tests/golden",
)


@pytest.mark.skipif(not compiled(), reason="the codec runs interpreted in this installation, so all tests ran so")
def test_the_tests_of_the_codec_pass_interpreted():
    """With the compiled modules out of the way every test of the codec passes."""
    selected = "not damage and not truncated"  # bytes are read by the same code; the other tests compare its values
    command = [sys.executable, "-m", "pytest", "-q", "-p", "interpreted", "-k", selected, *TESTS]
    outcome = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'conformance'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-4000:]
