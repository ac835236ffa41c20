"""Entities of a paragraph depend on its article and on nothing else, and no text upsets those who find them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from indexer.analyse import Analysed, analyse, analyser
from indexer.entities import DEFAULT_EXTRACTOR, extractor
from indexer.model import Article, Paragraph
from indexer.sources import read_file

SEEDS = Path(__file__).parents[2] / "seeds"


@cache
def articles() -> list[Article]:
    """Return every sample article, in the order of the files."""
    paths = sorted(path for path in SEEDS.rglob("*") if path.is_file() and path.name != "README.md")
    records = [record for path in paths for record in read_file(path, str(path.relative_to(SEEDS)))]
    return [record for record in records if isinstance(record, Article)]


@cache
def one_by_one() -> Analysed:
    """Return the paragraphs of every article, each analysed alone."""
    return [paragraphs for article in articles() for paragraphs in analyse([article], DEFAULT_EXTRACTOR)]


def test_there_is_something_to_tell_apart() -> None:
    """The sample names hundreds of people, organisations and places, some in several articles."""
    names = [each.name for article in one_by_one() for paragraph in article for each in paragraph.mentions]
    assert len(names) > 2 * len(set(names)) > 200


@pytest.mark.parametrize("size", [2, 7, 1_000])
def test_the_batch_does_not_matter(size: int) -> None:
    """Articles analysed in batches of any size have the mentions that each has alone."""
    batches = [articles()[start : start + size] for start in range(0, len(articles()), size)]
    assert [article for batch in batches for article in analyse(batch, DEFAULT_EXTRACTOR)] == one_by_one()


def test_the_order_does_not_matter() -> None:
    """Read from the last file to the first, every article has the same mentions."""
    assert analyse(articles()[::-1], DEFAULT_EXTRACTOR)[::-1] == one_by_one()


@pytest.mark.parametrize("processes", [1, 3])
def test_the_number_of_processes_does_not_matter(processes: int) -> None:
    """Whether articles are analysed here or by workers, they come in order and with the same mentions."""
    batches = [articles()[start : start + 3] for start in range(0, len(articles()), 3)]
    with analyser(DEFAULT_EXTRACTOR, processes) as run:
        done = list(run(batches))
    assert [article for batch, _ in done for article in batch] == articles()
    assert [article for _, analysed in done for article in analysed] == one_by_one()


@pytest.mark.parametrize("name", ["tagger", "rules"])
@pytest.mark.parametrize(
    "text",
    [
        "PUTIN AND BIDEN SPEAK AS NATO MEETS IN BRUSSELS OVER UKRAINE AND THE UNITED STATES SENDS TROOPS TO POLAND",
        "12,5 | 33.1 | 7 | 1,024\n2021 | 0 | -4 | 99 %\n" * 40,
        "Der Bundeskanzler sprach am Donnerstag in München mit Präsident Macron über die Lage in der Ukraine.",
        "Владимир Путин и Джо Байден говорили в четверг. 习近平在北京会见了拜登。 قال الرئيس في القاهرة",
        "Vladimir\x00Putin\x07 met\x1f Joe\u200bBiden \x7fin Geneva.\ufeff",
        "Kim Jong-un met Moon Jae-in in Pyongyang on Thursday. " * 560,
        "",
        " \t\r\n",
        "\ud800 alone",
        "A, B, C of D, E of the F, G",
    ],
)
def test_no_text_upsets_an_extractor(name: str, text: str) -> None:
    """Capitals, tables, other languages, control characters, five thousand words: sound mentions, or none."""
    article = [Paragraph("odd.txt", number, "body", each) for number, each in enumerate(["Putin spoke.", text], 1)]
    ((_, mentions),) = extractor(name).extract([article])
    before = 0
    for each in mentions:
        assert before <= each.start < each.stop <= len(text)
        assert each.text == text[each.start : each.stop]
        assert each.name
        before = each.stop
