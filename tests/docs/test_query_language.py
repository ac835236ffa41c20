"""The page of the query language is the specification: its examples, tables and limits hold."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from query_index import found, ram_index

from indexer.format.schema import KEY_FIELDS
from search.query import DEFAULT, Limits, parse
from search.query.fields import ALIASES
from search.query.remarks import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
TODAY = date(2022, 3, 17)


def _tables() -> list[tuple[list[str], list[list[str]]]]:
    """Return the tables of the page: headings and rows."""
    tables = []
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()]
        tables.append((rows[0], rows[2:]))
    return tables


def _rows(*headings: str) -> list[list[str]]:
    return [row for heads, rows in _tables() if heads[: len(headings)] == list(headings) for row in rows]


@cache
def _index():
    paragraphs = []
    for _, day, title, text, values in _rows("no."):
        row: dict = {"title": title, "text": text, "date": day}
        for pair in values.split("; "):
            field, _, value = pair.partition(": ")
            row[field] = value if field in KEY_FIELDS and field != "author" else value.split(", ")
        paragraphs.append(row)
    return ram_index(paragraphs, segments=3)


EXAMPLES = [(row[0].strip("`").replace("*(nothing)*", ""), row[1]) for row in _rows("query", "finds")]


@pytest.mark.parametrize(("query", "finds"), EXAMPLES, ids=[query for query, _ in EXAMPLES])
def test_an_example_finds_what_the_page_says(query, finds):
    """Each query of the page finds the paragraphs it names and no others."""
    assert found(_index(), parse(query, today=TODAY).tree) == [int(number) for number in finds.split()]


def test_there_are_examples():
    """The tables of the page are read: an unread page would pass."""
    assert len(EXAMPLES) > 120
    assert len(_rows("no.")) == 8


def test_the_fields_of_the_page_are_those_there_are():
    """Fields and their other names are all on the page."""
    listed = {row[0].strip("`"): tuple(re.findall(r"`([^`]+)`", row[2])) for row in _rows("field", "holds")}
    assert listed == dict(ALIASES)


def test_the_remarks_of_the_page_are_those_there_are():
    """Code, severity and occasion of each diagnostic are as in the code."""
    listed = {row[0].strip("`"): (row[1], row[2]) for row in _rows("code")}
    assert listed == {code: tuple(remark) for code, remark in CODES.items()}


def test_the_limits_of_the_page_are_those_there_are():
    """Names and defaults of the limits are as in the code."""
    listed = {row[0].strip("`"): int(row[1]) for row in _rows("limit")}
    assert listed == {each.name: getattr(DEFAULT, each.name) for each in fields(Limits)}
