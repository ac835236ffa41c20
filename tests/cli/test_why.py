"""What the `search` command says of its answers: explanations, and why nothing was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


def validator(part=""):
    """Return the validator of an answer, or of a part of it by its name in the schema."""
    of_part = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{part}"}
    return Draft202012Validator(of_part if part else SCHEMA)


def test_an_explanation_is_shown_in_text_and_json(ask):
    """The question in words on top, the parts of the score under each hit; the JSON follows its schema."""
    code, out, err = ask("sanctions person:putin", "--explain", "--since", "2022", "-n", "2")
    assert (code, err) == (0, "")
    assert "asked for: a form of 'sanctions' and a person with 'putin' in the name\n" in out
    assert "filters:   since=2022\n" in out
    assert out.count("\n   score ") == 2
    for form in ("--json", "--jsonl"):
        _, out, _ = ask("sanctions person:putin", "--explain", "-n", "2", form)
        parsed = [json.loads(out)] if form == "--json" else [json.loads(line) for line in out.splitlines()]
        for each in parsed:
            validator(f"{each['type']}_line" if "type" in each else "").validate(each)
        hits = parsed[0]["hits"] if form == "--json" else parsed[:-1]
        for hit in hits:
            total = sum(part["contribution"] for part in hit["explanation"]["parts"])
            assert total == pytest.approx(hit["score"], rel=1e-9)
        assert parsed[-1]["explanation"]["executor"] == "columnar"


def test_without_explain_nothing_is_explained(ask):
    """The JSON has the field only where it was asked for."""
    _, out, _ = ask("sanctions", "--json")
    assert "explanation" not in json.loads(out)
    assert "explanation" not in json.loads(out)["hits"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["snctions"], "- no paragraph of this index has a form of 'snctions'"),
        (["sanctions", "-sanction"], "which is left out"),
        (["vaccine", "oligarch"], "- no paragraph has both a form of 'vaccine' and a form of 'oligarch'"),
        (["sanctions", "--since", "2023"], "- without since=2023, "),
        (["sanctions", "--person", "Vladmir Putin"], "there is 'Vladimir Putin'"),
        (["sanctions", "--person", "Jen Psaki", "--since", "2023"], "no single filter is at fault"),
    ],
)
def test_why_nothing_was_found_stands_on_stderr(ask, words, said):
    """Exit code 1, nothing on stdout, the reason on stderr after the headline."""
    code, out, err = ask(*words)
    assert (code, out) == (1, "")
    assert said in " ".join(err.split("\n"))
    assert "nothing found for: " in err


def test_the_promised_number_is_in_the_json_and_is_kept(ask):
    """Advice on a filter names it and the exact total without it."""
    code, out, _ = ask("sanctions", "--person", "Putin", "--since", "2023", "--json")
    answer = json.loads(out)
    validator().validate(answer)
    assert code == 1
    (advice,) = [each for each in answer["diagnostics"] if each["code"] == "drop-filter"]
    _, out, _ = ask("sanctions", "--person", "Putin", "--json", "-c")
    assert (advice["option"], advice["total"]) == ("date", json.loads(out)["total"])


PARAGRAPH = "world/005-week-of-talks.txt#9"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sanctions"], "is found: number "),
        (["sanctioned oligarchs"], "no a form of 'oligarchs': has no form of 'oligarchs'"),
        (["=sanction"], "no the word 'sanction': has 'sanctions', but no word 'sanction'"),
        (['"sanctions banks"'], "the words stand 3 apart, not 1"),
        (['"sanctions impose"'], "the words stand so near, but in another order"),
        (["sanctions NEAR/2 banks"], "the words stand 3 apart, not 2"),
        (["sanctions", "-russian"], "has 'Russian', which is left out"),
        (["sanctions", "person:biden"], "names Robert Menendez, Vladimir Putin, Dmitry Peskov"),
        (["sanctions", "--since", "2022-02"], "no since=2022-02: its date is 2022-01-14, which does not lie in it"),
        (["sanctions", "--person=-Putin"], "no person=-Putin: names Robert Menendez, Vladimir Putin"),
        (["sanctions", "date:2021"], "its date is 2022-01-14, which does not lie in it"),
        (["sanctions", "--source", "Nobody"], "no source=Nobody: has no source"),
    ],
)
def test_why_tells_clause_by_clause(ask, words, said):
    """Each clause and filter has a yes or a no with its reason; exit code 0 where the paragraph is found, else 1."""
    code, out, _ = ask(*words, "--why", PARAGRAPH)
    told = " ".join(out.split())
    assert said in told
    assert code == (0 if f"{PARAGRAPH} is found" in told else 1)
    assert (code == 1) == (" no " in told)


def test_why_of_an_article_tells_of_its_paragraphs(ask):
    """The key of an article stands for all its paragraphs: those found come first, the JSON has every one."""
    code, out, _ = ask("sanctions", "--why", "world/005-week-of-talks.txt")
    assert code == 0
    assert "more of this article" in out
    code, out, _ = ask("sanctions", "--why", "world/005-week-of-talks.txt", "--json")
    verdicts = json.loads(out)["verdicts"]
    assert len(verdicts) > 3
    assert [each["found"] for each in verdicts] == sorted((each["found"] for each in verdicts), reverse=True)


def test_why_of_what_is_not_there_is_a_fault(ask):
    """A key the index does not hold, and a form that verdicts do not come in, are named."""
    code, out, err = ask("sanctions", "--why", "nowhere.txt")
    assert (code, out) == (2, "")
    assert "search: --why: no paragraph and no article of this index is called 'nowhere.txt'" in err
    code, _, err = ask("sanctions", "--why", PARAGRAPH, "--csv")
    assert code == 2
    assert "--why: comes as text or json, not as csv" in err


def test_more_like_this_goes_with_filters_and_facets(ask):
    """--like needs no words, leaves its own article out, marks the key terms, and is narrowed by all the rest."""
    code, out, err = ask("--like", "world/001-security-demands.txt", "--json", "--facet", "place", "-n", "50")
    everything = json.loads(out)
    assert (code, err) == (0, "")
    assert "world/001-security-demands.txt" not in {hit["article"] for hit in everything["hits"]}
    assert all(hit["spans"] for hit in everything["hits"])
    assert everything["facets"]["place"]["counts"]
    narrow = json.loads(ask("nato", "--like", "world/001-security-demands.txt", "--since", "2022-02", "--json")[1])
    assert 0 < narrow["total"]["paragraphs"] < everything["total"]["paragraphs"]
    assert {hit["id"] for hit in narrow["hits"]} <= {hit["id"] for hit in everything["hits"]}
    code, _, err = ask("--like", "nowhere.txt")
    assert code == 2
    assert "search: --like: no paragraph and no article of this index is called 'nowhere.txt'" in err
