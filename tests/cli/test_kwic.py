"""Keyword in context as a shell sees it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from indexer.format.analysis import words as words_of


def test_keywords_stand_below_each_other(ask):
    """In text every keyword starts in one column, no line is longer than the screen, and every paragraph is named."""
    code, out, err = ask("sanction", "--kwic", "-n", "100")
    assert (code, err) == (0, "")
    headline, _, *lines = out.splitlines()
    assert re.fullmatch(r"\d+ occurrences in \d+ paragraphs", headline)
    shown, named = lines[: lines.index("")], lines[lines.index("") + 1 :]
    columns = {line.casefold().rindex("sanction", 0, 45) for line in shown}
    assert len(columns) == 1
    assert max(map(len, shown)) <= 80
    assert len(named) == int(headline.split()[3])
    assert all("#" in line for line in named)


def test_both_names_of_the_option_are_one(ask):
    """--keyword-in-context and --kwic print the same."""
    assert ask("oil", "--kwic") == ask("oil", "--keyword-in-context")


def test_lines_can_be_ordered_by_the_words_beside(ask):
    """--order right and left sort by what stands there, case aside."""
    for order, side in (("right", "right"), ("left", "left")):
        _, out, _ = ask("sanctions", "--kwic", "--order", order, "--json", "-n", "200")
        beside = [words_of(line[side]) for line in json.loads(out)["lines"]]
        first = [(words[:1] if side == "right" else words[-1:]) for words in beside]
        assert first == sorted(first)
    assert ask("oil", "--kwic", "--order", "odd")[0] == 2


def test_tables_and_json_hold_the_same_lines(ask):
    """CSV, JSON and JSONL have each occurrence with its place; left, keyword and right join to the text around it."""
    _, table, _ = ask("oil", "--kwic", "--csv", "-n", "5", "--page", "2")
    _, document, _ = ask("oil", "--kwic", "--json", "-n", "5", "--page", "2")
    _, lines, _ = ask("oil", "--kwic", "--jsonl", "-n", "5", "--page", "2")
    rows = list(csv.DictReader(io.StringIO(table)))
    answer = json.loads(document)
    parsed = [json.loads(line) for line in lines.splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in answer["lines"]] == [p["id"] for p in parsed[:-1]]
    assert [row["number"] for row in rows] == ["6", "7", "8", "9", "10"]
    assert parsed[-1]["total"] == answer["total"]
    for line in answer["lines"]:
        _, hit, _ = ask("oil", "--article", line["article"], "--json", "-n", "100")
        (text,) = [each["text"] for each in json.loads(hit)["hits"] if each["id"] == line["id"]]
        assert line["left"] + line["keyword"] + line["right"] in text
        assert text[line["start"] : line["stop"]] == line["keyword"]


@pytest.mark.parametrize("words", [["xylophone"], ["person:putin"]])
def test_no_occurrence_is_exit_code_1(ask, words):
    """Nothing on stdout; a question without a word of the text is told so."""
    code, out, err = ask(*words, "--kwic")
    assert (code, out) == (1, "")
    assert "nothing found" in err


def test_one_mode_at_a_time(ask):
    """--kwic with --why is a fault of the question, and so is a form that has no lines."""
    assert ask("oil", "--kwic", "--why", "x")[0] == 2
    assert ask("oil", "--kwic", "-l")[0] == 2


@pytest.mark.parametrize("option", [["--order", "left"], ["--no-update"]])
def test_an_option_of_another_answer_is_not_ignored(ask, option):
    """What would change nothing is a mistake, and told."""
    code, _, err = ask("sanctions", *option)
    assert code == 2
    assert f"{option[0]} goes with --" in err
