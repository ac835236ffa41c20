"""What the tagger says of real prose, and that no text upsets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.entities.tagger import Span, load_tagger
from indexer.model import ENTITY_TYPES

SEED = Path(__file__).parents[2] / "seeds"


def named(*paragraphs: str) -> list[list[tuple[str, str]]]:
    """Return the names of an article's paragraphs with their types."""
    tagged = load_tagger().tag(paragraphs)
    return [
        [(text[span.start : span.stop], span.type) for span in spans]
        for text, spans in zip(paragraphs, tagged, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Presidents Joe Biden and Vladimir Putin spoke on Thursday.",
            [("Joe Biden", "person"), ("Vladimir Putin", "person")],
        ),
        ("The talks were held in Geneva.", [("Geneva", "place")]),
        ("Lt. Gen. John F. Kelly spoke in St. Louis.", [("John F. Kelly", "person"), ("St. Louis", "place")]),
        ("He works for AT&T in Texas.", [("AT&T", "org"), ("Texas", "place")]),
        ("Ukrainian troops met Russian forces.", [("Ukrainian", "group"), ("Russian", "group")]),
        ("Russia’s troops and Ukraine's army", [("Russia", "place"), ("Ukraine", "place")]),
        ("the U.S.-Russia relationship", [("U.S.", "place"), ("Russia", "place")]),
        ("rebels from Moscow-backed groups", [("Moscow", "place")]),
        ("Officials said that nothing had been decided.", []),
        ("He said he would not.", []),
    ],
)
def test_plain_sentences(text: str, expected: list[tuple[str, str]]) -> None:
    """Names that nobody would argue about are found whole and with their type."""
    assert named(text) == [expected]


def test_the_rest_of_the_article_decides() -> None:
    """A surname with nothing around it is a person where the article names that person in full."""
    names = named("President Gabriel Boric met Ricardo Lagos on Monday.", "Lagos wrote a letter.")
    assert names[1] == [("Lagos", "person")]


def test_lines_in_capitals() -> None:
    """In a headline of capitals the words are not all names."""
    (names,) = named("PUTIN WARNS NATO OVER UKRAINE AS TALKS BEGIN IN GENEVA")
    assert ("UKRAINE", "place") in names
    assert "TALKS" not in {text for text, _ in names}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\r\n ",
        "\x00\x01\x02 \x7f\u200b\ufeff",
        "\ud800 lone surrogate",
        "12,5 | 33.1 | 7 | 1,024\n" * 50,
        "Der Bundeskanzler sprach am Donnerstag in München mit Präsident Macron über die Lage in der Ukraine.",
        "Владимир Путин и Джо Байден говорили в четверг. 习近平在北京会见了拜登。",
        "A" * 20_000,
        "A.B." * 5_000,
        "'" * 3_000,
        "-" * 3_000,
        "word " * 5_000,
        "word " * 60_000,
        "Kim Jong-un met Moon Jae-in in Pyongyang. " * 700,
        "🙂" * 500,
    ],
)
def test_no_text_upsets_it(text: str) -> None:
    """Odd text has names within its bounds, or none, and raises nothing."""
    (spans,) = load_tagger().tag([text])
    assert all(0 <= span.start < span.stop <= len(text) for span in spans)


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_spans_are_sound(article: list[str]) -> None:
    """Spans of any text are in order, do not overlap, begin and end without a blank, and have a known type."""
    for text, spans in zip(article, load_tagger().tag(article), strict=True):
        before = 0
        for span in spans:
            assert before <= span.start < span.stop <= len(text)
            assert not text[span.start].isspace()
            assert not text[span.stop - 1].isspace()
            assert span.type in ENTITY_TYPES
            before = span.stop


def test_articles_do_not_touch_each_other() -> None:
    """An article has the same names whatever was tagged before it."""
    article = ["Lagos wrote a letter.", "He lives in Santiago."]
    first = load_tagger().tag(article)
    load_tagger().tag(["Lagos is the largest city of Nigeria.", "Lagos, Lagos, Lagos!"])
    assert load_tagger().tag(article) == first


def test_no_paragraphs() -> None:
    """An article without paragraphs has no names."""
    assert load_tagger().tag([]) == []


def test_a_span_is_a_plain_value() -> None:
    """Spans compare and sort by place."""
    assert sorted([Span(5, 9, "org"), Span(0, 4, "person")])[0].start == 0
