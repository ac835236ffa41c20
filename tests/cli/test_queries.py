"""Many questions at once, as a shell sees it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from search.api import open_index
from search.batch import LAYOUTS, read_questions
from search.request import RequestError

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


def _lines(out):
    parsed = [json.loads(line) for line in out.splitlines()]
    for each in parsed:
        part = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{each['type']}_line"}
        Draft202012Validator(part).validate(each)
    return parsed


def _plain(line):
    return {name: value for name, value in line.items() if name not in ("question", "timings")}


def test_each_line_is_answered_as_if_it_were_asked_alone(ask, tmp_path):
    """Hits and summaries are those of single questions, numbered from 1, in order; blank lines are no questions."""
    file = tmp_path / "questions.txt"
    file.write_text('sanctions\n\n"security demands"\noil -russia\n', encoding="utf-8")
    code, out, err = ask("--queries", str(file), "-n", "3", "--since", "2022")
    assert (code, err) == (0, "")
    lines = _lines(out)
    for number, query in enumerate(["sanctions", '"security demands"', "oil -russia"], 1):
        alone = _lines(ask(query, "--jsonl", "-n", "3", "--since", "2022")[1])
        assert [_plain(line) for line in lines if line["question"] == number] == [_plain(line) for line in alone]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("q.csv", 'query,since,person,limit\nsanctions,2022,"Vladimir Putin; Joe Biden",2\noil,,,\n'),
        ("q.CSV", "\ufeffQuery,Since,person,limit\nsanctions,2022,Vladimir Putin;Joe Biden,2\noil,,,\n"),
        ("q.tsv", "query\tsince\tperson\tlimit\nsanctions\t2022\tVladimir Putin;Joe Biden\t2\noil\n"),
        (
            "q.jsonl",
            '{"query": "sanctions", "since": "2022", "person": ["Vladimir Putin", "Joe Biden"], "limit": 2}\n"oil"\n',
        ),
    ],
)
def test_columns_are_options(ask, tmp_path, name, content):
    """A table or JSON sets options for each question; the others take those of the command line."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    code, out, _ = ask("--queries", str(tmp_path / name), "-n", "1")
    lines = _lines(out)
    assert code == 0
    assert [line["question"] for line in lines if line["type"] == "hit"] == [1, 1, 2]
    alone = [
        "sanctions",
        "--since",
        "2022",
        "--person",
        "Vladimir Putin",
        "--person",
        "Joe Biden",
        "--jsonl",
        "-n",
        "2",
    ]
    assert [_plain(line) for line in lines[:3]] == [_plain(line) for line in _lines(ask(*alone)[1])]


def test_one_bad_question_stops_no_other(ask):
    """It is a line of type error and a line on stderr; the exit code is 2, and the rest is answered."""
    stdin = b'{"query": "oil"}\n{"query": "oil", "since": "2021-02-30"}\n{"limt": 1}\n[1]\n{\n"nato"\n{"limit": true}\n'
    code, out, err = ask("--queries", "-", "-c", stdin=stdin)
    lines = _lines(out)
    assert code == 2
    assert [line["type"] for line in lines] == ["summary", "error", "error", "error", "error", "summary", "error"]
    assert len(err.splitlines()) == 5
    assert "question 2: since: there is no date 2021-02-30" in err
    assert "question 3: there is no option 'limt'" in err


def test_tables_come_out_too(ask):
    """--csv gives rows with question and query in front, safe in a spreadsheet; -c gives counts."""
    _, out, _ = ask("--queries", "-", "--csv", "-n", "2", stdin=b"sanctions\n=oil\nnothingatall\n")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["question"], row["query"], row["rank"]) for row in rows] == [
        ("1", "sanctions", "1"),
        ("1", "sanctions", "2"),
        ("2", "'=oil", "1"),
        ("2", "'=oil", "2"),
    ]
    _, out, _ = ask("--queries", "-", "--csv", "-c", stdin=b"sanctions\nnothingatall\n")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["question"], row["facet"], row["paragraphs"]) for row in rows] == [
        ("1", "total", str(json.loads(ask("sanctions", "-c", "--json")[1])["total"]["paragraphs"])),
        ("2", "total", "0"),
    ]


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["--queries", "-"], b"nothingatall\nnorthis\n", 1),
        (["--queries", "-"], b"", 1),
        (["--queries", "-"], b"nothingatall\noil\n", 0),
        (["--queries", "nowhere.txt"], b"", 2),
        (["oil", "--queries", "-"], b"oil\n", 2),
        (["--queries", "-", "--json"], b"oil\n", 2),
        (["--queries", "-", "--strict"], b'oil\n"open\n', 2),
    ],
)
def test_exit_codes(ask, words, stdin, code):
    """0 when one found something, 1 when none did, 2 when one or the file was at fault."""
    assert ask(*words, stdin=stdin)[0] == code


def test_a_column_that_is_no_option_is_named(ask, tmp_path):
    """A table with an unknown column is refused as a whole: it would be another question."""
    (tmp_path / "q.csv").write_text("query,sinse\noil,2022\n", encoding="utf-8")
    code, out, err = ask("--queries", str(tmp_path / "q.csv"))
    assert (code, out) == (2, "")
    assert "there is no option 'sinse'" in err


@given(st.lists(st.text(max_size=30), max_size=5), st.sampled_from(LAYOUTS))
def test_whatever_the_file_holds_is_read_or_named(lines, layout):
    """No text makes reading fail otherwise than by naming the table; numbers count from 1."""
    try:
        questions = read_questions(lines, layout)
    except RequestError:
        assert layout in ("csv", "tsv")
        return
    assert [each.number for each in questions] == list(range(1, len(questions) + 1))


def test_what_programs_read_is_utf_8_whatever_the_locale(seeds_index, tmp_path):
    """Lines of JSON and tables of every mode are UTF-8 in a Latin locale, with the mark Excel wants where asked for."""
    (tmp_path / "q.txt").write_text("Erdoğan OR Zelenskyy\n", encoding="utf-8")
    ours = {"PYTHONPATH": str(ROOT), "DATELINE_INDEX": str(seeds_index), "PYTHONIOENCODING": "latin-1"}
    environment = {**os.environ, **ours}

    def run(*words):
        command = [sys.executable, "-m", "search", *words]
        return subprocess.run(command, env=environment, capture_output=True, check=False).stdout

    assert "Erdoğan" in run("--queries", str(tmp_path / "q.txt"), "-n", "1").decode("utf-8")
    for mode in (["--queries", str(tmp_path / "q.txt")], ["oil", "--kwic"], ["--complete", "put"]):
        table = run(*mode, "--csv", "--encoding", "utf-8-sig")
        assert table.startswith(b"\xef\xbb\xbf")
        assert not table.decode("utf-8-sig").startswith("\ufeff")


def test_python_asks_many_questions(seeds_index):
    """Strings and options, each answered in turn; what is at fault has no results."""
    with open_index(seeds_index) as engine:
        answered = list(engine.batch(["oil", {"query": "oil", "since": "2022-03"}, {"since": "never"}], limit=1))
        alone = engine.search("oil", since="2022-03", limit=1)
    assert [each.number for each in answered] == [1, 2, 3]
    assert answered[1].results.hits == alone.hits
    assert answered[2].results is None
    assert answered[2].fault.startswith("since: ")
