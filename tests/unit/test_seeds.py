"""The sample articles keep the promises of their README."""

from __future__ import annotations

import re
from datetime import date as CalendarDate
from pathlib import Path

import pytest

from indexer.model import Article, PartialDate
from indexer.paragraphs import split
from indexer.sources import read_file

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
GIVEN = ROOT.parent / "shared" / "seeds"
FILES = sorted(path for path in SEEDS.rglob("*") if path.is_file() and path.name != "README.md")
NAMES = [path.relative_to(SEEDS).as_posix() for path in FILES]
STAFF = {"Casimir Oakhollow", "Hollis Marrable", "Ines Quartermain", "Odalys Brightwater", "Tobias Fenwright"}
CREDIT = re.compile(r"Information for this article was contributed by (.+) of the Dateline sample desk\.")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def records(path: Path) -> list[object]:
    return list(read_file(path, path.relative_to(SEEDS).as_posix()))


ARTICLES = [record for path in FILES for record in records(path) if isinstance(record, Article)]
KEYS = [article.key for article in ARTICLES]


def words(article: Article) -> str:
    return "\n".join(paragraph.text for paragraph in split(article))


def test_every_file_is_read_without_a_remark() -> None:
    """Nothing in the folder is rejected or noted, and there are thirty-six articles with a key each."""
    assert [record for path in FILES for record in records(path) if not isinstance(record, Article)] == []
    assert len(set(KEYS)) == len(KEYS) == 36


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_is_plain_utf8_under_a_plain_name(path: Path) -> None:
    """Files are UTF-8 without a mark, end lines with a newline, and have lower-case names."""
    text = path.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert re.fullmatch(r"[a-z0-9-]+\.(?:txt|md|jsonl)", path.name)


@pytest.mark.parametrize("article", ARTICLES, ids=KEYS)
def test_an_article_is_dated_within_the_seven_months(article: Article) -> None:
    """Each article has a date from December 2021 to June 2022."""
    assert article.date is not None
    assert (
        PartialDate(2021, 12).first_day
        <= article.date.first_day
        <= article.date.last_day
        <= PartialDate(2022, 6).last_day
    )


@pytest.mark.parametrize("article", ARTICLES, ids=KEYS)
def test_an_article_is_of_a_newspaper_s_length(article: Article) -> None:
    """Each article opens with a dateline and has 6 to 16 paragraphs of body text, none longer than 100 words."""
    paragraphs = split(article)
    bodies = [paragraph for paragraph in paragraphs if paragraph.kind == "body"]
    assert 6 <= len(bodies) <= 16
    assert max(len(paragraph.text.split()) for paragraph in bodies) <= 100
    assert re.match(r"[A-Z][A-Z. -]+[A-Z](?:, [A-Z][\w. ]+)? (?:--|—|–) ", bodies[0].text)


def test_the_layouts_are_all_there() -> None:
    """The numbers of the README's table hold for the files."""
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    dated = {path for path, text in texts.items() if re.match(r" date \d{4}-\d\d-\d\d \n\n\n", text)}
    headed = {path for path, text in texts.items() if text.startswith("Title: ")}
    assert len(dated) == 23
    assert sum("\n" * 8 in texts[path].strip() for path in dated) == 2
    assert len(headed) == 3
    assert sum(path.suffix == ".md" and text.startswith("---\n") for path, text in texts.items()) == 5
    rest = {path.name for path in texts.keys() - dated - headed if path.suffix == ".txt"}
    assert rest == {"2022-01-15-tonga-eruption.txt"}
    assert {article.date_origin for article in ARTICLES} == {"header", "metadata", "name"}
    assert [article.key for article in ARTICLES if article.date and article.date.precision == "month"] == [
        "wire.jsonl#ledger-2022-06-stablecoin"
    ]


def test_the_readme_names_files_that_exist() -> None:
    """Every link of the README to a file leads to one, and its page needs no other address than the licence's."""
    links = re.findall(r"\]\(([^)]+)\)", (SEEDS / "README.md").read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert len(local) == 7
    assert [link for link in local if not (SEEDS / link).is_file()] == []


def test_subheads_captions_and_credits_are_found() -> None:
    """The dated texts each have a subhead, a credit and a caption in the kind they are meant to be."""
    for article in ARTICLES:
        kinds = [paragraph.kind for paragraph in split(article)]
        assert "subhead" in kinds, article.key
        if (SEEDS / article.key).is_file() and (SEEDS / article.key).read_text(encoding="utf-8").startswith(" date "):
            assert kinds[-2:] == ["credit", "caption"], article.key
            assert kinds.count("subhead") == 1, article.key


def test_only_invented_names_sign() -> None:
    """Authors and the names in credits are those the README calls invented."""
    signed: set[str] = set()
    for article in ARTICLES:
        signed.update(article.authors)
        for paragraph in split(article):
            signed.update(paragraph.authors)
            if paragraph.kind == "credit":
                names = CREDIT.fullmatch(paragraph.text)
                assert names is not None, article.key
                signed.update(re.split(r", | and ", names[1]))
    assert signed == STAFF
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in STAFF)


def test_links_lead_nowhere_real() -> None:
    """All addresses are at example.org."""
    found = [link for path in FILES for link in re.findall(r"https?://([^/\s)\"]+)", path.read_text(encoding="utf-8"))]
    assert len(found) >= 10
    assert set(found) == {"example.org"}


def test_the_wrapped_text_breaks_names_that_are_read_whole() -> None:
    """No line of the wrapped text passes 72 columns, and names broken at a line's end are joined."""
    path = SEEDS / "world" / "2022-04-11-khan-removed.txt"
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 72
    (article,) = (article for article in ARTICLES if article.key == "world/2022-04-11-khan-removed.txt")
    for first, last in (("Qasim", "Suri"), ("Arif", "Alvi")):
        assert f"{first}\n{last}" in text
        assert f"{first} {last}" in words(article)


def test_the_hard_words_occur() -> None:
    """There are articles for `sanctions` and for the tokens that analysis must not lose."""
    texts = [words(article) for article in ARTICLES]
    assert sum("sanctions" in text for text in texts) >= 10
    for token in ("9/11", "F-35", "AT&T", "2,000", "$300 billion", "covid-19", "U.S.", "“", '"', "’", "--", "—"):
        assert any(token in text for text in texts), token


def weekday_claims(text: str, published: CalendarDate) -> list[tuple[str, CalendarDate]]:
    """The weekdays that stand before a date ("Sunday, Jan. 2"), each with the date nearest to publication."""
    claims = []
    for day_name, month_name, day in re.findall(rf"({'|'.join(DAYS)}), ([A-Z][a-z]{{2}})[a-z]*\.? (\d{{1,2}})\b", text):
        month = MONTHS.index(month_name) + 1
        years = (CalendarDate(published.year + shift, month, int(day)) for shift in (-1, 0, 1))
        claims.append((day_name, min(years, key=lambda date: abs(date - published))))
    return claims


def test_weekdays_agree_with_their_dates() -> None:
    """Where an article gives a weekday with its date, the calendar says the same."""
    claims = [
        (article.key, *claim)
        for article in ARTICLES
        if article.date is not None and article.date.precision == "day"
        for claim in weekday_claims(words(article), CalendarDate.fromisoformat(str(article.date)))
    ]
    assert len(claims) >= 2
    assert [claim for claim in claims if DAYS[claim[2].weekday()] != claim[1]] == []
    assert weekday_claims("on Sunday, Jan. 2", CalendarDate(2021, 12, 30)) == [("Sunday", CalendarDate(2022, 1, 2))]


def runs(text: str, length: int = 12) -> set[tuple[str, ...]]:
    found = re.findall(r"\w+", text.lower())
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the given seed article is not beside this checkout")
def test_the_given_article_is_not_copied() -> None:
    """No run of twelve words of the given article stands in ours."""
    given = {run for path in GIVEN.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    assert given
    assert [article.key for article in ARTICLES if runs(words(article)) & given] == []
