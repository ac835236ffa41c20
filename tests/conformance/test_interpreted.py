"""What was compiled gives the same when it runs as plain Python."""

from __future__ import annotations

import os
import re
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
    "tests/property/test_frames.py",
    "tests/property/test_records.py",
    "tests/property/test_stems.py",
    "tests/property/test_term_stream.py",
    "tests/golden",
)


def _interpreted(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "interpreted", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'conformance'}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not compiled(), reason="the codec runs interpreted in this installation, so all tests ran so")
def test_the_tests_of_the_codec_pass_interpreted():
    """With the compiled modules out of the way every test of the codec passes."""
    selected = "not damage and not truncated"  # bytes are read by the same code; the other tests compare its values
    outcome = _interpreted("-k", selected, *TESTS)
    assert outcome.returncode == 0, outcome.stdout[-4000:]


@pytest.mark.skipif(not compiled(), reason="everything runs interpreted in this installation, so all examples ran so")
def test_the_examples_of_what_is_compiled_run_interpreted():
    """A compiled module is not searched for examples, so those of its source are run here."""
    listed = re.findall(r'^    "([a-z.]+)",$', (ROOT / "setup.py").read_text(encoding="utf-8"), re.MULTILINE)
    sources = [ROOT / f"{name.replace('.', '/')}.py" for name in listed]
    assert ROOT / "search" / "request.py" in sources
    outcome = _interpreted(*(str(path) for path in sources if ">>> " in path.read_text(encoding="utf-8")))
    assert outcome.returncode == 0, outcome.stdout[-4000:]
