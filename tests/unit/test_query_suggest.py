"""Corrections of a query that found nothing."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_index import ram_index

from search.query import parse
from search.query.spelling import edits, near_words
from search.query.suggest import suggest

TODAY = date(2022, 3, 17)


@cache
def reader():
    rows = [{"text": "Sanctions hit the White House again", "title": "Talks in Geneva", "person": ["Joe Biden"]}] * 60
    rows += [{"text": "Two sections, one sanctoin", "person": ["Volodymyr Zelenskyy"], "place": ["Geneva"]}]
    return ram_index(rows).reader()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snctions", ("sanctions", "sections")),
        ("Snctions", ("Sanctions", "Sections")),
        ("SNCTIONS", ("SANCTIONS", "SECTIONS")),
        ("sancitons", ("sanctions",)),
        ("asnctions", ("sanctions",)),
        ("zanctions", ("sanctions",)),
        ("whitehouse", ("white house",)),
        ("sanctoin", ("sanctions",)),
        ('"snctions hitt" -oil kind:body', ('"sanctions hit" -oil kind:body', '"sections hit" -oil kind:body')),
        ("title:tlaks", ("title:talks",)),
        ("person:bidn", ("person:Biden",)),
        ('person:"Jo Biden"', ('person:"Joe Biden"',)),
        ("person:zelinsky sanctions", ("person:Zelenskyy sanctions",)),
        ("place:genva", ("place:Geneva",)),
        ("sanctions house", ()),
        ("hut", ()),
        ("2021", ()),
        ("-snctions", ()),
        ("qqqqqqq", ()),
        ("", ()),
    ],
)
def test_a_slip_is_corrected_and_the_rest_kept(text, expected):
    """Near and frequent words replace unknown ones, in their case of letters; known ones stay."""
    assert suggest(parse(text, today=TODAY), reader()) == expected


letters = st.text("abc", max_size=6)


def naive(left, right):
    """The distance as its definition has it."""
    if not left or not right:
        return len(left) + len(right)
    cost = min(
        naive(left[1:], right) + 1, naive(left, right[1:]) + 1, naive(left[1:], right[1:]) + (left[0] != right[0])
    )
    if left[:2] == right[1::-1] and len(left) > 1 and len(right) > 1:
        cost = min(cost, naive(left[2:], right[2:]) + 1)
    return cost


@given(letters, letters, st.integers(0, 3))
def test_the_distance_is_that_of_its_definition(left, right, most):
    """Bands and shortcuts change nothing up to the limit, and beyond it the answer is one more."""
    assert edits(left, right, most) == min(naive(left, right), most + 1)


@given(st.lists(letters, max_size=8), letters, st.integers(1, 2))
def test_no_near_word_is_lost(words, word, most):
    """Comparing letters first drops no word that is near."""
    assert list(near_words(words, word, most)) == [each for each in words if naive(word, each) <= most]
