"""An article of our own, read by hand: what the default extractor finds in it, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.entities import DEFAULT_EXTRACTOR, extractor
from indexer.model import Article, Mention, Paragraph
from indexer.paragraphs import split
from indexer.sources import read_file

SAMPLE = Path(__file__).parents[2] / "seeds" / "010-invasion.txt"

STORY = {
    "person": {"Vladimir Putin", "Volodymyr Zelenskyy", "Joe Biden", "Boris Johnson", "Jens Stoltenberg"},
    "org": {
        "White House", "VTB", "Sberbank", "SWIFT", "European Union", "Aeroflot", "NATO", "OVD-Info", "United Nations",
        "Associated Press",
    },
    "place": {
        "Kyiv", "Ukraine", "Russia", "Europe", "Kharkiv", "Odesa", "Moscow", "Hostomel airport", "Belarus", "Chernobyl",
        "Crimea", "Kherson", "Dnieper River", "United States", "Eastern Europe", "Brussels", "London",
        "United Kingdom", "Germany",
    },
    "group": {"Russian", "Ukrainian", "British", "Jewish"},
}  # fmt: skip
MISSED = {"org": {"Sberbank"}}
WRONG = {"person": {"Sberbank"}, "place": {"Brent"}}  # a bank, and a kind of oil
REPORTERS = {"Ines Quartermain", "Hollis Marrable", "Casimir Oakhollow"}


@pytest.fixture(scope="module")
def tagged() -> list[tuple[Paragraph, tuple[Mention, ...]]]:
    """The paragraphs of the article with their mentions."""
    (article,) = (record for record in read_file(SAMPLE, SAMPLE.name) if isinstance(record, Article))
    paragraphs = split(article)
    (resolution,) = extractor(DEFAULT_EXTRACTOR).resolve([paragraphs])
    return list(zip(paragraphs, resolution.mentions, strict=True))


@pytest.mark.parametrize("kind", sorted(STORY))
def test_the_story_s_names(tagged: list[tuple[Paragraph, tuple[Mention, ...]]], kind: str) -> None:
    """Every name of the story is found under its own name, but for those listed as missed; what is wrong is listed."""
    found = {
        each.name
        for paragraph, mentions in tagged
        for each in mentions
        if paragraph.kind != "credit" and each.type == kind
    }
    assert found == (STORY[kind] - MISSED.get(kind, set())) | WRONG.get(kind, set())


def test_reporters_stand_apart(tagged: list[tuple[Paragraph, tuple[Mention, ...]]]) -> None:
    """Those who wrote the story are persons of the credit paragraph, and nobody else is."""
    (credit,) = (mentions for paragraph, mentions in tagged if paragraph.kind == "credit")
    assert {each.name for each in credit if each.type == "person"} == REPORTERS


def test_surnames_are_their_bearers(tagged: list[tuple[Paragraph, tuple[Mention, ...]]]) -> None:
    """A bare surname is the person whom another paragraph names in full."""
    (quote,) = (mentions for paragraph, mentions in tagged if paragraph.text.startswith("“Putin chose this war"))
    assert [(each.text, each.name) for each in quote] == [("Putin", "Vladimir Putin"), ("Biden", "Joe Biden")]
