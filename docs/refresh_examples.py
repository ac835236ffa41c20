"""Run the examples of the manual and write what they print into its pages.

    python docs/refresh_examples.py

An example is a fenced block marked `console`: lines that begin with `$ ` are commands, what follows is what they print
on standard output. The commands of one page run in order in one new folder that holds a copy of `seeds`; `...` alone on
a line stands for output that is left out. The tests run the same and fail where a page is stale.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/asking.md", "docs/facets.md", "docs/saved-questions.md", "docs/tutorial.md")
LEFT_OUT = "..."
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = {"indexer": "indexer.cli", "search": "search"}


def refreshed(page: str) -> str:
    """Return the text of a page with every example's output as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "seeds", Path(folder) / "seeds")
        return _BLOCK.sub(lambda block: f"```console\n{_run_block(block[1], Path(folder))}```", page)


def _run_block(block: str, folder: Path) -> str:
    printed = []
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        printed.append(f"{command}\n{_shortened(_output(command[2:], folder), shown)}")
    return "".join(printed)


def _shortened(output: str, shown: str) -> str:
    """Return as many lines of `output` as stand before the mark of what is left out, or all where there is none."""
    lines = shown.splitlines()
    if LEFT_OUT not in lines:
        return output
    kept = output.splitlines()[: lines.index(LEFT_OUT)]
    return "\n".join([*kept, LEFT_OUT]) + "\n"


def _output(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    environment.pop("DATELINE_INDEX", None)
    done = subprocess.run(  # noqa: S603  # the manual's own commands
        [sys.executable, "-m", _PROGRAMS[program], *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    if done.returncode > 1:
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout


def main() -> None:
    """Rewrite the pages."""
    for name in PAGES:
        page = ROOT / name
        page.write_text(refreshed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
