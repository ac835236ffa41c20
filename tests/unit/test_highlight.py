"""What is marked in a text, and the part of it that is shown."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_index import ram_index

from indexer.format.analysis import words
from search.highlight import match_spans
from search.query import marks_of, parse
from search.results import Snippet, Span
from search.snippets import snippet

TODAY = date(2022, 3, 17)
TEXT = (
    "The U.S. imposed sanctions on Russia after the White House met. The house, white as snow, was sanctioned by "
    "Zelenskyy and Zelensky."
)


def marked(text, question, reader=None):
    return [text[span.start : span.stop] for span in match_spans(text, marks_of(parse(question, today=TODAY), reader))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("sanctions", ["sanctions", "sanctioned"]),
        ("=sanctions", ["sanctions"]),
        ("us", ["U.S."]),
        ('"white house"', ["White House"]),
        ('"house white"', ["house, white"]),
        ("white-house", ["White House"]),
        ("house -white", ["House", "house"]),
        ("house NOT (white OR snow)", ["House", "house"]),
        ("-white", []),
        ("sanct*", ["sanctions", "sanctioned"]),
        ("zelensky~", ["Zelensky"]),
        ('"white snow house"~5', ["house", "white", "snow"]),
        ("snow NEAR/2 white", ["white", "snow"]),
        ("snow PRE/2 white", []),
        ("(white NEAR/1 house) PRE/2 met", ["White", "House", "met"]),
        ('"white house" PRE/1 (met OR gone)', ["White House", "met"]),
        ('"the white house" house', ["the White House", "house"]),
        ("sanctions OR nothing", ["sanctions", "sanctioned"]),
        ("title:sanctions", []),
        ("person:zelensky date:2021 kind:body", []),
        ("", []),
        ("*", []),
    ],
)
def test_only_what_matches_is_marked(question, expected):
    """Phrases and nearness are respected; exclusions, names and dates mark nothing."""
    assert marked(TEXT, question) == expected


def test_with_a_reader_the_terms_of_the_search_are_marked():
    """Wildcards and fuzzy words mark what they stood for in the index."""
    with ram_index([{"text": TEXT}]).reader() as reader:
        assert marked(TEXT, "zelensky~ sanct*", reader) == ["sanctions", "sanctioned", "Zelenskyy", "Zelensky"]


def test_a_title_is_marked_by_what_is_asked_of_it():
    """Marks are of one field."""
    marks = marks_of(parse("sanctions title:house", today=TODAY), field="title")
    assert [TEXT[span.start : span.stop] for span in match_spans(TEXT, marks)] == ["House", "house"]


def test_a_short_text_is_shown_whole():
    """Nothing is cut that fits."""
    assert snippet("Sanctions bite.", [Span(0, 9)]) == Snippet("Sanctions bite.", (Span(0, 9),))


def test_the_part_with_the_most_different_matches_is_shown():
    """Two words together win over one word thrice."""
    text = "sanctions " * 3 + "filler words here " * 30 + "gas sanctions. " + "more filler text " * 30
    spans = match_spans(text, marks_of(parse("sanctions gas", today=TODAY)))
    shown = snippet(text, spans, 80)
    assert [shown.text[span.start : span.stop] for span in shown.spans] == ["gas", "sanctions"]
    assert shown.starts_inside
    assert shown.ends_inside


def test_a_snippet_starts_with_a_sentence_where_one_is_near():
    """A reader sees whole sentences rather than their ends."""
    text = "Some words before. " * 20 + "He said sanctions would come. " + "Some words after. " * 20
    shown = snippet(text, match_spans(text, marks_of(parse("sanctions", today=TODAY))), 80)
    assert shown.text.startswith(("Some words before. He said sanctions", "He said sanctions"))


def test_a_snippet_without_matches_is_the_start():
    """Where nothing is to be marked the text starts."""
    shown = snippet("word " * 200, (), 50)
    assert (shown.text, shown.starts_inside, shown.ends_inside) == ("word " * 9 + "word", False, True)


@given(
    st.text(st.sampled_from("ab .制\n'"), max_size=400),
    st.sampled_from(["a", "ab OR b", '"a b"', "制 a"]),
    st.integers(5, 80),
)
def test_a_snippet_is_a_part_of_its_text(text, question, width):
    """It is no longer than asked, its spans mark what spans of the text do, and its flags are true."""
    spans = match_spans(text, marks_of(parse(question, today=TODAY)))
    assert all(a.stop <= b.start for a, b in pairwise(spans))
    shown = snippet(text, spans, width)
    assert len(shown.text) <= width
    assert shown.text in text
    whole = {words(text[span.start : span.stop])[0] for span in spans}
    assert all(words(shown.text[span.start : span.stop])[:1] for span in shown.spans)
    assert bool(shown.spans) == bool(whole)
    if not shown.starts_inside:
        assert text.startswith(shown.text)


def test_a_huge_paragraph_is_marked_at_once():
    """A paragraph of 60,000 words is no burden: comparing each occurrence with each other would take hours."""
    text = "the gas the oil " * 15_000
    marks = marks_of(parse('the NEAR/100 the "the gas" "oil the gas"~9', today=TODAY))
    spans = match_spans(text, marks)
    assert len(spans) == 45_000  # "the gas" is one
    assert snippet(text, spans).text.startswith("the gas the oil")
