"""The answer for programs: JSON by its schema, safe and loss-free; tables for spreadsheets; keys for pipes."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from render_answers import ANSWER

from search.render import render
from search.render.sheet import COUNT_COLUMNS, HIT_COLUMNS, cell
from search.render.terminal import Terminal
from search.render.untrusted import UNSAFE
from search.results import Results, Total

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "answer.schema.json").read_text(encoding="utf-8"))


def rendered(results, form, **options):
    return "".join(render(results, form, **options))


def check(value, definition=None):
    schema = SCHEMA if definition is None else {**SCHEMA["$defs"][definition], "$defs": SCHEMA["$defs"]}
    Draft202012Validator.check_schema(schema)
    errors = sorted(Draft202012Validator(schema).iter_errors(value), key=str)
    assert not errors, errors[0].message


ANY_TEXT = st.text(
    st.characters(exclude_categories=("Cs",)) | st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
)
"""All characters, and the lone surrogates by which Python carries the bytes of undecodable file names."""

EMPTY = Results("nothing", (), Total(0, 0))


@pytest.mark.parametrize(
    "results", [ANSWER, EMPTY, replace(ANSWER, total=None), replace(ANSWER, hits=(), suggestions=("talk",))]
)
def test_json_follows_its_schema(results):
    """The object of --json and each line of --jsonl validate, whatever parts an answer has."""
    check(json.loads(rendered(results, "json")))
    *hits, summary = map(json.loads, rendered(results, "jsonl").splitlines())
    assert len(hits) == len(results)
    for hit in hits:
        check(hit, "hit_line")
    check(summary, "summary_line")


def test_the_schema_refuses_what_is_not_in_it():
    """A field that is added to the answer and not to the schema is noticed."""
    answer = json.loads(rendered(ANSWER, "json"))
    answer["hits"][0]["new"] = 1
    with pytest.raises(AssertionError, match="new"):
        check(answer)


def test_the_page_on_json_names_every_field_of_the_schema():
    """docs/json.md is complete."""
    page = (DOCS / "json.md").read_text(encoding="utf-8")

    def names(schema):
        for name, part in schema.get("properties", {}).items():
            yield name
            yield from names(part)
        for part in schema.get("$defs", {}).values():
            yield from names(part)
        if isinstance(schema.get("items"), dict):
            yield from names(schema["items"])
        if isinstance(schema.get("additionalProperties"), dict):
            yield from names(schema["additionalProperties"])

    assert {name for name in names(SCHEMA) if f"`{name}`" not in page} == set()


def test_json_and_jsonl_say_the_same():
    """The lines put together are the object."""
    whole = json.loads(rendered(ANSWER, "json"))
    *hits, summary = map(json.loads, rendered(ANSWER, "jsonl").splitlines())
    for line in (*hits, summary):
        del line["type"]
    assert {**summary, "hits": hits} == whole


def test_spans_and_entities_are_offsets_into_the_text():
    """What the offsets cut out is the match and the name as written."""
    hit = json.loads(rendered(ANSWER, "json"))["hits"][0]
    assert [hit["text"][span["start"] : span["stop"]] for span in hit["spans"]] == ["sanctions", "sanctions"]
    snippet = hit["snippet"]
    assert [snippet["text"][span["start"] : span["stop"]] for span in snippet["spans"]] == ["sanctions", "sanctions"]
    assert all(hit["text"][each["start"] : each["stop"]] == each["text"] for each in hit["entities"])


@given(ANY_TEXT)
def test_json_keeps_every_character_and_shows_none_to_the_terminal(text):
    """Controls and surrogates are escaped and read back as they were."""
    results = replace(EMPTY, query=text)
    for form in ("json", "jsonl"):
        printed = rendered(results, form)
        assert json.loads(printed)["query"] == text
        assert set(UNSAFE.findall(printed)) <= {"\n"}


def rows(text, delimiter):
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_tables_have_a_head_and_a_row_for_each_hit(form, delimiter):
    """Every row has every column; several values of one column are parted by a semicolon."""
    head, *body = rows(rendered(ANSWER, form), delimiter)
    assert tuple(head) == HIT_COLUMNS
    assert [len(row) for row in body] == [len(HIT_COLUMNS)] * 3
    first = dict(zip(head, body[0], strict=True))
    assert first["id"] == "2021/12/call.txt#2"
    assert first["place"] == "Washington; Moscow"
    assert first["date"] == "2021-12-31"
    assert first["text"] == ANSWER.hits[0].text


def test_counts_only_tables_hold_totals_and_facets():
    """With counts_only the table is one of counts, ready for a chart."""
    head, total, *body = rows(rendered(ANSWER, "csv", counts_only=True), ",")
    assert tuple(head) == COUNT_COLUMNS
    empty = [""] * 4
    assert total == ["total", "", "", "25", "9", "", "", "", ""]
    assert body[0] == ["person", "Vladimir Putin", "", "24", "9", "", "", "", ""]
    assert body[3:5] == [["person:others", "", "", "9", "5", *empty], ["person:none", "", "", "1", "1", *empty]]
    assert body[5] == ["date", "2021-12", "", "9", "3", "12", "0.75", "", ""]
    assert body[-3] == ["person,place", "Joe Biden", "Geneva", "3", "2", *empty]
    assert body[-1] == ["org:related", "Kremlin", "", "6", "", "8", "", "1.25", "14.5"]
    assert len(body) == 13


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-- a dash"])
def test_a_cell_is_never_a_formula(text):
    """What a spreadsheet would run stands behind an apostrophe."""
    assert cell(text).startswith("'")


@given(ANY_TEXT)
def test_every_cell_reads_back_on_one_row(text):
    """Whatever a title holds, a table has one line a hit and no control character; harmless text is unchanged."""
    results = replace(ANSWER, hits=(replace(ANSWER.hits[0], title=text),), facets={})
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        printed = rendered(results, form)
        assert printed.count("\n") == 2
        title = rows(printed, delimiter)[1][HIT_COLUMNS.index("title")]
        assert not UNSAFE.search(title)
        assert not title.lstrip().startswith(("=", "+", "-", "@"))
        if not UNSAFE.search(text) and not title.startswith("'"):
            assert title == text


def test_paths_are_articles_once_each_and_exact():
    """Keys come in order of their best hit, once, and as they are for the next program in the pipe."""
    assert rendered(ANSWER, "paths") == "2021/12/call.txt\n2021/12/geneva.md\n"
    odd = replace(ANSWER, hits=(replace(ANSWER.hits[0], article="a\nb\x1b.txt"),))
    assert rendered(odd, "paths", line_end="\0") == "a\nb\x1b.txt\0"


def test_paths_on_a_terminal_are_safe_to_look_at():
    """A key with an escape sequence is shown, not obeyed, where a person looks on."""
    odd = replace(ANSWER, hits=(replace(ANSWER.hits[0], article="a\x1b[2J.txt"),))
    assert rendered(odd, "paths", terminal=Terminal(is_interactive=True)) == "a␛[2J.txt\n"
