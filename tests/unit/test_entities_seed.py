"""The seed article, read by hand: every person, organisation and place, and who is left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indexer.entities import Resolution, extractor
from indexer.model import Kind, Paragraph

SEED = Path(__file__).parents[2] / ".." / "shared" / "seeds" / "000_bcef33ce1f5a890e.txt"

Names = dict[str, set[str]]

PERSONS = {
    "Joe Biden", "Vladimir Putin", "Jen Psaki", "Yuri Ushakov", "Steven Pifer", "Dmitry Peskov", "Oleksiy Danilov",
    "Chuck Pritchard", "Antony Blinken", "Volodymyr Zelenskyy", "Barack Obama", "George W. Bush", "Mikheil Saakashvili",
    "Clinton",
}  # fmt: skip
ORGANISATIONS = {
    "Kremlin", "White House", "NATO", "NATO-Russia Council", "Interfax", "Brookings Institution", "Air Force",
    "Organization for Security and Cooperation in Europe", "Security and Defense Council", "U.S. European Command",
}  # fmt: skip
PLACES = {
    "Wilmington", "Delaware", "Russia", "Ukraine", "United States", "Geneva", "Europe", "Moscow", "Central Asia",
    "Central and Eastern Europe", "Caucasus", "Washington", "Black Sea", "Crimea", "Georgia", "South Ossetia",
    "Donetsk",
}  # fmt: skip
GROUPS = {"Russian", "American", "European", "Ukrainian", "Georgian", "Soviet"}
STORY: Names = {
    "person": PERSONS | {"Andriy Dubchak"},
    "org": ORGANISATIONS | {"Associated Press"},
    "place": PLACES,
    "group": GROUPS,
}
REPORTERS = {
    "Aamer Madhani", "Vladimir Isachenkov", "Dasha Litvinova", "Robert Burns", "Yuras Karmanau", "Robyn Dixon",
    "Paul Sonne", "John Wagner", "Sean Sullivan", "Meryl Kornfield", "Karoun Demirjian",
}  # fmt: skip


@dataclass(frozen=True)
class Mistakes:
    """What an extractor gets wrong in the story: names it does not find, and what it takes for names."""

    missed: Names = field(default_factory=dict)
    wrong: Names = field(default_factory=dict)


# The Tsirkon, or Zircon, is a missile. "The West" is a place to some readers and to no list of ours.
MISTAKES = {
    "rules": Mistakes(),
    "tagger": Mistakes(
        missed={"org": {"Air Force"}}, wrong={"person": {"Zircon"}, "org": {"Tsirkon", "West"}}
    ),
}  # fmt: skip


def _kind(text: str) -> Kind:
    if text.startswith("Information for this article"):
        return "credit"
    return "caption" if "(AP/" in text else "subhead" if text.isupper() else "body"


@pytest.fixture(scope="module")
def article() -> list[Paragraph]:
    if not SEED.is_file():
        pytest.skip("the seed article is not at ../shared/seeds")
    texts = [" ".join(block.split()) for block in SEED.read_text(encoding="utf-8").split("\n\n")]
    kept = [text for text in texts if text and not text.startswith("date ")]
    return [Paragraph("seed", number, _kind(text), text) for number, text in enumerate(kept, 1)]


@pytest.fixture(scope="module", params=sorted(MISTAKES))
def finder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def resolution(article: list[Paragraph], finder: str) -> Resolution:
    return extractor(finder).resolve([article])[0]


def _names(article: list[Paragraph], resolution: Resolution, *, credit: bool) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for paragraph, mentions in zip(article, resolution.mentions, strict=True):
        if (paragraph.kind == "credit") == credit:
            for mention in mentions:
                names[mention.type].add(mention.name)
    return names


def test_every_name_of_the_story_is_found(article: list[Paragraph], resolution: Resolution, finder: str) -> None:
    """Nothing but what is listed here, and nothing of it missing; the photographer stands in the caption's brackets."""
    names, mistakes = _names(article, resolution, credit=False), MISTAKES[finder]
    for kind, story in STORY.items():
        assert names[kind] == (story - mistakes.missed.get(kind, set())) | mistakes.wrong.get(kind, set())


def test_mistakes_are_few() -> None:
    """What is listed as missed is in the story, what is listed as wrong is not, and there is little of either."""
    for mistakes in MISTAKES.values():
        for kind, story in STORY.items():
            assert mistakes.missed.get(kind, set()) <= story
            assert not mistakes.wrong.get(kind, set()) & story
        assert sum(map(len, [*mistakes.missed.values(), *mistakes.wrong.values()])) <= 5


def test_reporters_are_named_in_the_credit_paragraph_only(article: list[Paragraph], resolution: Resolution) -> None:
    """Those who wrote the story are not in it."""
    credit = _names(article, resolution, credit=True)
    assert credit["person"] == REPORTERS
    assert credit["org"] == {"Associated Press", "Washington Post"}
    assert not REPORTERS & _names(article, resolution, credit=False)["person"]


def test_every_surname_is_its_bearer(resolution: Resolution) -> None:
    """Each merge of a person is the surname of the one the article names."""
    merges = {merge.variant: merge.name for merge in resolution.merges if merge.type == "person"}
    assert merges == {
        "Biden": "Joe Biden",
        "Putin": "Vladimir Putin",
        "Ushakov": "Yuri Ushakov",
        "Pifer": "Steven Pifer",
        "Danilov": "Oleksiy Danilov",
    }


def test_the_call_s_paragraph(article: list[Paragraph], resolution: Resolution) -> None:
    """Every mention of one paragraph, by hand, in order."""
    (number,) = [n for n, paragraph in enumerate(article) if paragraph.text.startswith("Biden reaffirmed")]
    assert [(mention.type, mention.text, mention.name) for mention in resolution.mentions[number]] == [
        ("person", "Biden", "Joe Biden"),
        ("place", "U.S.", "United States"),
        ("place", "Russia", "Russia"),
        ("person", "Putin", "Vladimir Putin"),
        ("place", "U.S.", "United States"),
    ]
