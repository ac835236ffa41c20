"""Who may import whom, and what must not be loaded on the way of a question."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import indexer

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def _python(code, *arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_import_contracts_hold():
    """The contracts of setup.cfg are kept: rooms import downward only, and outside libraries where they may."""
    done = _python("from importlinter.cli import lint_imports_command as main; main(['--config', 'setup.cfg'])")
    assert "0 broken" in done.stdout, done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("question", ["sanctions", '"new sanctions" person:putin date:2021 talk*', "snctions"])
def test_a_question_loads_neither_nltk_nor_the_indexer(tmp_path, question):
    """The way of a question, from the command to what is printed, imports neither NLTK nor what others need."""
    (tmp_path / "a.txt").write_text(" date 2021-12-31 \n\nPresident Vladimir Putin spoke of new sanctions.\n")
    indexer.build(tmp_path, tmp_path / "n.idx", processes=1)
    code = (
        "import sys; from search.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "loaded = {name for name in sys.modules if name.split('.')[0] in ('nltk', 'numpy')}\n"
        "loaded |= {'indexer.entities', 'indexer.pipeline', 'indexer.sources'} & set(sys.modules)\n"
        "loaded |= {'search.completion', 'search.concordance'} & set(sys.modules)\n"
        "print('LOADED', sorted(loaded))"
    )
    done = _python(code, question, "--facet", "person", "--index", str(tmp_path / "n.idx"))
    assert done.stdout.splitlines()[-1] == "LOADED []", done.stderr


@pytest.mark.parametrize("package", ["indexer", "search"])
def test_importing_a_package_does_no_work(package):
    """Importing a package loads nothing heavy; its names come when they are used."""
    done = _python(
        f"import sys, {package}; print('whoosh' in sys.modules, 'nltk' in sys.modules, 'click' in sys.modules)"
    )
    assert done.stdout == "False False False\n"


@pytest.mark.parametrize("package", ["indexer", "search"])
def test_every_public_name_is_there(package):
    """Each name a package offers can be imported."""
    done = _python(f"import {package}; print([name for name in {package}.__all__ if not hasattr({package}, name)])")
    assert done.stdout == "[]\n", done.stderr


def test_what_was_compiled_is_what_runs():
    """No test has put the sources before the kernels that were compiled beside them."""
    kernels = [path for room in ("indexer", "search") for path in (ROOT / room).rglob("*.so")]
    for path in kernels:
        name = ".".join([*path.relative_to(ROOT).parts[:-1], path.name.partition(".")[0]])
        assert Path(importlib.import_module(name).__file__) == path
