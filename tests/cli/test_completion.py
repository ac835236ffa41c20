"""Completion: what may follow, for people, programs and shells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import ENTITY_TYPES
from search.api import open_index
from tests.corpora import articles, opened
from tests.reference import reading

ROOT = Path(__file__).parents[2]


@settings(max_examples=40, deadline=None)
@given(articles(), st.sampled_from(["s", "t", "J", "put", "Joe B", "biden", "EURO", "zz", "u", "r"]))
def test_completions_are_counted_over_the_text(corpus, prefix):
    """Words that begin so and names of which a word does, each with the paragraphs it stands in, most first."""
    begun = reading.words(prefix)
    expected = Counter()
    for paragraph in (paragraph for article in corpus for paragraph in article):
        if len(begun) == 1:
            expected.update({(term, "text") for term in reading.words(paragraph.text) if term.startswith(begun[0])})
        for kind in ENTITY_TYPES:
            for name in {mention.name for mention in paragraph.mentions if mention.type == kind}:
                words = reading.words(name)
                starts = (words[at : at + len(begun)] for at in range(len(words)))
                if any(s[:-1] == begun[:-1] and len(s) == len(begun) and s[-1].startswith(begun[-1]) for s in starts):
                    expected[(name, kind)] += 1
    with opened(corpus, 1, 0) as engine:
        found = [each for each in engine.complete(prefix, limit=100) if each.field != "field"]
        named = engine.complete(f"person:{prefix}", limit=100)
    assert {(each.text, each.field): each.paragraphs for each in found} == dict(expected)
    assert [each.paragraphs for each in found] == sorted((each.paragraphs for each in found), reverse=True)
    assert {each.text for each in named} == {text for text, field in expected if field == "person"}


def test_completions_come_in_every_form(ask):
    """Text, JSON and tables tell the same; nothing that begins so is exit code 1."""
    code, out, _ = ask("--complete", "sanct")
    assert code == 0
    assert out.split()[0] == "sanctions"
    completions = json.loads(ask("--complete", "person:put", "--json")[1])["completions"]
    assert completions[0]["query"] == 'person:"Vladimir Putin"'
    assert ask("--complete", "person:put", "--csv")[1].splitlines()[1].startswith("Vladimir Putin,person,")
    assert ask("--complete", "pers")[1].startswith("person:")
    assert len(ask("--complete", "s", "-n", "3")[1].splitlines()) == 3
    assert ask("--complete", "qqqq")[:2] == (1, "")
    assert ask("--complete", "s", "-n", "0")[0] == 2
    assert ask("--complete", "s", "-l")[0] == 2


def test_a_completed_name_finds_what_was_counted(seeds_index):
    """The query of a completion finds the paragraphs told, for a name and for a word."""
    with open_index(seeds_index) as engine:
        for each in (*engine.complete("person:v", limit=5), *engine.complete("place:g", limit=5)):
            assert engine.search(each.query, limit=0).total.paragraphs == each.paragraphs
        (word, *_) = engine.complete("ukrain", limit=1)
        assert engine.search(f"={word.text}", limit=0).total.paragraphs == word.paragraphs


@pytest.fixture
def shell(seeds_index, tmp_path):
    """Complete a line as bash does; returns what it offers."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    command = tmp_path / "bin" / "search"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m search "$@"\n')
    command.chmod(0o755)
    environment = {
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "DATELINE_INDEX": str(seeds_index),
        "LC_ALL": "C.UTF-8",
    }

    def run(*words, **changes):
        script = (
            'eval "$(search --completion bash)"\n'
            f"COMP_WORDS=(search {' '.join(words)})\nCOMP_CWORD={len(words)}\n"
            "_search_completion search\n"
            'printf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        done = subprocess.run(
            ["bash", "--norc", "-c", script], env={**environment, **changes}, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1]

    return run


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["--per"], "--person"),
        (["--sort", "da"], "date"),
        (["--kind", "cap"], "caption"),
        (["--facet", "pl"], "place"),
        (["--person", "Vlad"], "Vladimir\\ Putin"),
        (["nato", "--place", "gen"], "Geneva"),
        (["sanct"], "sanctions"),
        (["oil", "Vlad"], "Vladimir\\ Putin"),
        (["pers"], "person:"),
        (["person", ":", "Vlad"], '\\"Vladimir\\ Putin\\"'),
        (["person", ":"], '\\"Vladimir\\ Putin\\"'),
        (["person:vlad"], 'person:\\"Vladimir\\ Putin\\"'),
    ],
)
def test_bash_is_offered(shell, words, offered):
    """Options, their values, words of the index and names, with spaces kept together."""
    assert offered in shell(*words)


def test_a_shell_never_sees_a_fault(shell):
    """Without an index, with an odd line, after a slip: nothing is offered and nothing is said."""
    assert shell("--person", "Vlad", DATELINE_INDEX="/nowhere") in ([], [""])
    assert shell("-json", "x", "''") is not None
    assert "--person" in shell("--per", DATELINE_INDEX="/nowhere")


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(ask, name):
    """It names the command and the variable; no index is needed."""
    code, out, err = ask("--completion", name, DATELINE_INDEX="/nowhere")
    assert (code, err) == (0, "")
    assert "_SEARCH_COMPLETE" in out
    assert ask("--completion", "cmd")[0] == 2
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed: its script is not read by it")
    flag = ["--no-execute"] if name == "fish" else ["-n"]
    subprocess.run([name, *flag], input=out, text=True, check=True)


def test_options_are_completed_without_the_engine(shell):
    """Nothing heavy is loaded to complete the name of an option or to print a script."""
    code = (
        "import sys, search.cli\n"
        "try: search.cli.main(['--completion', 'bash'])\n"
        "except SystemExit: pass\n"
        "sys.exit('whoosh' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert done.returncode == 0
    assert shell("--per")
