"""The rule finder: what it finds, what it leaves alone, and that nothing but the article decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import extractor
from indexer.entities.capitals import MOST_CHARACTERS, windows
from indexer.entities.gazetteers import gazetteers_version
from indexer.entities.rules import RuleFinder
from indexer.model import Paragraph


def found(text: str) -> list[tuple[str, str]]:
    """Return the names the rules find in one paragraph."""
    return [(text[span.start : span.stop], span.type) for span in RuleFinder().find([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Barack Obama left.", [("Barack Obama", "person")]),
        ("It was Secretary of State Antony Blinken.", [("Antony Blinken", "person")]),
        ("So said adviser Yuri Ushakov.", [("Yuri Ushakov", "person")]),
        ("Then Oleksiy Danilov, the secretary, left.", [("Oleksiy Danilov", "person")]),
        ("In 1963 Martin Luther King Jr. spoke.", [("Martin Luther King Jr.", "person")]),
        ("He met Jean-Claude Juncker.", [("Jean-Claude Juncker", "person")]),
        ("Chancellor Olaf Scholz and President Andrzej Duda.", [("Olaf Scholz", "person"), ("Andrzej Duda", "person")]),
        ("The Security and Defense Council met.", [("Security and Defense Council", "org")]),
        ("It is the Department of Homeland Security.", [("Department of Homeland Security", "org")]),
        ("Talks at the NATO-Russia Council on Jan. 12.", [("NATO-Russia Council", "org")]),
        ("A Bank of Norway note.", [("Bank of Norway", "org")]),
        ("The U.S. European Command spoke.", [("U.S. European Command", "org")]),
        ("The OSCE met.", [("OSCE", "org")]),
        ("The U.S.-Russia talks.", [("U.S.", "place"), ("Russia", "place")]),
        ("The Moscow-backed, pro-Russian rebels.", [("Moscow", "place"), ("Russian", "group")]),
        ("WILMINGTON, Del. -- Talks.", [("WILMINGTON", "place"), ("Del.", "place")]),
        ("In Washington, D.C., on Monday.", [("Washington, D.C.", "place")]),
        ("Rain fell on Rockland County.", [("Rockland County", "place")]),
        ("Shots were heard in Uman.", [("Uman", "place")]),
        ("The Russian Federation agreed.", [("Russian Federation", "place")]),
        ("Republicans and Muslims agreed.", [("Republicans", "group"), ("Muslims", "group")]),
        ("NATO: NO APPETITE", [("NATO", "org")]),
        ("UKRAINE WAITS", [("UKRAINE", "place")]),
        ("NEW YORK (AP) — Rain fell.", [("NEW YORK", "place"), ("AP", "org")]),
        ("It was Jordan Peele and Morgan Stanley.", [("Jordan Peele", "person"), ("Morgan Stanley", "org")]),
        ("I've seen the Trump White House.", [("White House", "org")]),
    ],
)
def test_shapes_of_names(text: str, expected: list[tuple[str, str]]) -> None:
    """Titles, given names, heads, lists, acronyms, datelines and compounds."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01\x02",
        "He said they would. It was I who asked him, and We did.",
        "On Monday, Jan. 3, and in May or December; at Christmas and on New Year's Eve.",
        "Meanwhile, officials waited. However, nobody came. Although it rained, all stayed.",
        "THE MAIN THING WE NEED IS A RESULT",
        "12 345 67,8 90% 2021 2022 -- 3.5",
        "The president spoke to the minister.",
        "A CEO with an iPhone watched TV about COVID-19.",
    ],
)
def test_what_is_no_name(text: str) -> None:
    """Pronouns, days, months, first words of sentences, capitals throughout, numbers: no name."""
    assert found(text) == []


def test_a_bare_surname_is_found_once_the_article_names_its_bearer() -> None:
    """The second reading finds in the first paragraph whom the second introduces."""
    first, second = RuleFinder().find(["Then Ushakov left.", "It was the aide Yuri Ushakov."])
    assert [tuple(span) for span in first] == [(5, 12, "person")]
    assert [tuple(span) for span in second] == [(16, 28, "person")]


def test_a_surname_that_is_a_place_goes_by_what_stands_before_it() -> None:
    """Where Jim Jordan is in the article, Jordan is him, but not behind "in"."""
    text = "Rep. Jim Jordan spoke. Jordan left. He was born in Jordan."
    assert [kind for _, kind in found(text)] == ["person", "person", "place"]


def test_other_languages_and_long_paragraphs_pass() -> None:
    """Cyrillic, Chinese, right-to-left text and five thousand words are read without a fault."""
    flood = " ".join(f"Ann{n} Smith{n % 97} of the Council{n % 89} of Ulm met Smith{n % 97}." for n in range(5000))
    for text in (flood, "Президент Владимир Путин", "习近平在北京", "دمشق", "Ein Satz über Köln. " * 1000):
        extractor("rules").extract([[Paragraph("a.txt", 1, "body", text)]])


ARTICLES = [
    ["Ingrid Solberg spoke in Oslo.", "Solberg left for Geneva."],
    ["Solberg stayed.", "The NRA met."],
    ["The National Restaurant Association (NRA) met.", "The NRA voted."],
    ["Grace Okafor resigned.", "Daniel Okafor stays. Okafor said why."],
    [],
    ["Kiev and Kyiv, U.S. and US."],
]


def _articles() -> list[list[Paragraph]]:
    return [
        [Paragraph(f"{n}.txt", i, "body", text) for i, text in enumerate(texts, 1)] for n, texts in enumerate(ARTICLES)
    ]


@given(st.permutations(range(len(ARTICLES))), st.integers(1, len(ARTICLES)))
def test_mentions_do_not_depend_on_batch_or_order(order: list[int], batch_size: int) -> None:
    """An article has the same mentions alone, in any batch, and after any other article."""
    articles = _articles()
    alone = [extractor("rules").extract([article])[0] for article in articles]
    rules = extractor("rules")
    together = []
    for first in range(0, len(order), batch_size):
        together.extend(rules.extract([articles[n] for n in order[first : first + batch_size]]))
    assert together == [alone[n] for n in order]


def test_the_same_text_gives_the_same_names_in_a_fresh_process_and_after_much_else() -> None:
    """No state is carried from one article to the next."""
    rules = extractor("rules")
    articles = _articles()
    before = rules.extract(articles)
    rules.extract([*reversed(articles), *articles])
    assert rules.extract(articles) == before


@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_text_is_read_without_a_fault(texts: list[str]) -> None:
    """Whatever a file holds, spans are sorted, disjoint and inside the text."""
    for text, spans in zip(texts, RuleFinder().find(texts), strict=True):
        stop = 0
        for span in spans:
            assert stop <= span.start < span.stop <= len(text)
            stop = span.stop


def test_an_unknown_extractor_is_refused_with_the_names_there_are() -> None:
    """The message lists what can be asked for."""
    with pytest.raises(ValueError, match=r"there is no extractor 'x'; there are: .*none.*rules"):
        extractor("x")


def test_versions_name_the_lists() -> None:
    """A changed list is another version, so that an index can tell it was made with other names."""
    assert extractor("rules").version.endswith(gazetteers_version())
    assert extractor("none").version


@given(st.text("a. !?", max_size=60), st.integers(1, 12))
def test_windows_cover_a_text_in_pieces_of_bounded_size(text: str, most: int) -> None:
    """Put together the pieces are the text, and none is longer than asked for."""
    pieces = windows(text, most)
    assert "".join(text[start:stop] for start, stop in pieces) == text
    assert all(stop - start <= most for start, stop in pieces)


def test_names_in_a_very_long_paragraph_are_those_of_its_pieces() -> None:
    """A paragraph longer than a tokenizer takes at once loses no name and gains none."""
    sentence = "Then Angela Merkel met Donald Tusk in Berlin. "
    text = sentence * (3 * MOST_CHARACTERS // len(sentence))
    (spans,) = RuleFinder().find([text])
    assert {text[span.start : span.stop] for span in spans} == {"Angela Merkel", "Donald Tusk", "Berlin"}
    assert len(spans) == 3 * text.count("Then")
