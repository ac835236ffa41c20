"""The command reference is what the commands say of themselves."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

import indexer.cli
import search.cli

ROOT = Path(__file__).parents[2]


def test_the_command_reference_is_not_stale():
    """docs/commands.md is what its generator writes now."""
    script = ROOT / "docs" / "generate_commands.py"
    run = subprocess.run(
        [sys.executable, str(script), "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def test_every_option_and_command_stands_in_the_reference():
    """No command and no option is left out, whatever the generator thinks of it."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    commands = [search.cli.main, *indexer.cli.main.commands.values()]
    for name in indexer.cli.main.commands:
        assert f"## `indexer {name}`" in page
    for command in commands:
        for parameter in command.params:
            assert all(f"`{name}" in page for name in parameter.opts if name.startswith("-"))


def test_every_command_explains_itself():
    """--help of each command is exit code 0 and has a first sentence."""
    for command, words in [(search.cli.main, []), *((indexer.cli.main, [name]) for name in indexer.cli.main.commands)]:
        result = CliRunner().invoke(command, [*words, "--help"])
        assert result.exit_code == 0
        assert result.output.startswith("Usage: ")
