"""Articles to paragraphs: kinds, numbers, datelines."""

from __future__ import annotations

import pytest

from indexer.datelines import dateline_place
from indexer.model import Article, Block, PartialDate
from indexer.paragraphs import kind_of, split

FRIDAY = PartialDate(2021, 12, 31)


def article(*texts: str, title: str = "", dateline: str = "") -> Article:
    return Article("a.txt", tuple(Block(text) for text in texts), title=title, date=FRIDAY, dateline=dateline)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Information for this article was contributed by Ann Poe of The Daily Herald.", "credit"),
        ("The Associated Press contributed to this report.", "credit"),
        ("— Reporting by Ann Poe in Kyiv; editing by John Roe", "credit"),
        ("(Reporting by Ann Poe; Editing by John Roe)", "credit"),
        ("With files from Reuters", "credit"),
        ("Copyright 2021 The Daily Herald. All rights reserved.", "credit"),
        ("Reporting by The Daily Herald found that the money was gone.", "body"),
        ("Writing by hand is good for the memory.", "body"),
        ("A soldier rests near the line in Donetsk. (AP/Ann Poe)", "caption"),
        ("A soldier rests near the line. (Ann Poe/The New York Times)", "caption"),
        ("The harbour at dawn. (Photo: Ann Poe)", "caption"),
        ("The harbour at dawn. Ann Poe/Getty Images", "caption"),
        ("FILE - The harbour in 2014.", "caption"),
        ("Photo: Ann Poe", "caption"),
        ("The agency (AP) reported it.", "body"),
        ("He kept the letter in his personal file.", "body"),
        ("By Ann Poe", "byline"),
        ("By Ann Poe and John Roe, Staff Writer", "byline"),
        ("BY ANN POE", "byline"),
        ("By Friday nobody had come.", "body"),
        ("By The Numbers", "body"),
        ("NATO: NO APPETITE", "subhead"),
        ("WHO PAYS?", "subhead"),
        ("ADVERTISEMENT", "body"),
        ("Advertisement", "body"),
        ("(APPLAUSE)", "body"),
        ("US", "body"),
        ("2,014", "body"),
        ("MOSCOW, Dec. 31 (Reuters) -", "dateline"),
        ("KYIV, Ukraine —", "dateline"),
        ("Nobody moved.", "body"),
        ("", "body"),
    ],
)
def test_the_kind_is_told_by_rules(text: str, kind: str) -> None:
    """Each rule finds what it is for and leaves alone what only looks like it."""
    assert kind_of(Block(text)) == kind


def test_the_format_has_the_first_word_on_the_kind() -> None:
    """A kind a source gave is not second-guessed."""
    assert kind_of(Block("NATO: NO APPETITE", "caption")) == "caption"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("WILMINGTON, Del. -- Presidents spoke.", "WILMINGTON, Del."),
        ("MOSCOW (AP) — Nothing moved.", "MOSCOW"),
        ("KYIV, Ukraine — Nothing moved.", "KYIV, Ukraine"),
        ("NEW YORK, Dec. 31 (Reuters) - Stocks rose.", "NEW YORK"),
        ("WASHINGTON—Nothing moved.", "WASHINGTON"),
        ("ST. PETERSBURG, Fla. – Nothing moved.", "ST. PETERSBURG, Fla."),
        ("MOSCOW/KYIV (Reuters) - Nothing moved.", "MOSCOW/KYIV"),
        ("RIO DE JANEIRO — Nothing moved.", "RIO DE JANEIRO"),
        ("Washington (CNN) — The House voted.", "Washington"),
        ("The Accounting Office (GAO) — a watchdog — spoke.", ""),
        ("(CNN) — The House voted.", ""),
        ("UPDATE -- It is over.", ""),
        ("UPDATE II — It is over.", ""),
        ("TRUMP: Thank you very much.", ""),
        ("Geneva — a city of talks — waits.", ""),
        ("F-35 - a plane.", ""),
    ],
)
def test_the_dateline_is_the_place_before_the_dash(text: str, place: str) -> None:
    """Places are given as written; labels, speakers and sentences are none."""
    assert dateline_place(text) == place


def test_paragraphs_are_numbered_from_one_and_the_title_is_the_first() -> None:
    """The headline is paragraph 1 and is not repeated where the text opens with it."""
    told = split(article("Nothing moved.", "Nobody spoke.", title="Talks open"))
    repeated = split(article("TALKS OPEN", "Nothing moved.", title="Talks open"))
    assert [(p.id, p.kind) for p in told] == [("a.txt#1", "headline"), ("a.txt#2", "body"), ("a.txt#3", "body")]
    assert [(p.kind, p.text) for p in repeated] == [("headline", "TALKS OPEN"), ("body", "Nothing moved.")]


def test_the_text_is_never_altered() -> None:
    """The words of the dateline stay in their paragraph, so that offsets hold."""
    texts = ("By Ann Poe", "GENEVA (AP) -- Talks open.", "NATO: NO APPETITE")
    paragraphs = split(article(*texts))
    assert tuple(paragraph.text for paragraph in paragraphs) == texts
    assert {paragraph.dateline for paragraph in paragraphs} == {"GENEVA"}


def test_the_dateline_of_the_source_wins() -> None:
    """Where the header named a place, the text is not asked."""
    assert split(article("GENEVA -- Talks open.", dateline="Bern"))[0].dateline == "Bern"


def test_a_dash_deep_in_the_article_makes_no_dateline() -> None:
    """Only the opening paragraphs can hold it."""
    assert split(article(*["Nothing moved."] * 20, "GENEVA -- Talks open."))[0].dateline == ""


def test_authors_come_from_the_byline_where_the_source_named_none() -> None:
    """A byline on top fills the authors of every paragraph; authors the source gave are kept."""
    paragraphs = split(article("By Ann Poe and John Roe, Staff Writer", "Nothing moved."))
    assert {paragraph.authors for paragraph in paragraphs} == {("Ann Poe", "John Roe")}
    told = Article("a.txt", (Block("By Ann Poe"), Block("Nothing moved.")), authors=("Desk",))
    assert split(told)[0].authors == ("Desk",)


def test_mentioned_dates_are_told_once_each() -> None:
    """The dates of a paragraph are in the order of the text and without repetition."""
    (paragraph,) = split(article("On Thursday and again Thursday, as in 2014."))
    assert [str(date) for date in paragraph.mentioned] == ["2021-12-30", "2014"]


@pytest.mark.parametrize("unit", ["word and more ", "A", "(AP/", "Jan. 1 ", "GENEVA, ", "and Ann Poe ", "in 2014-"])
def test_a_huge_paragraph_of_any_repetition_is_split_like_any_other(unit: str) -> None:
    """A rule that took quadratic time would not come to an end here."""
    text = "By Ann Poe " + unit * (300_000 // len(unit))
    assert split(article(text))[0].text == text


def test_an_article_without_blocks_has_its_headline() -> None:
    """No block and no title is no paragraph."""
    assert split(article()) == ()
    assert [paragraph.kind for paragraph in split(article(title="Talks open"))] == ["headline"]
