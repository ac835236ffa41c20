"""What training and judging rest on: text from tokens, labels to masks, whole-article splits, scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.training.detokenize import join_tokens
from indexer.entities.training.score import Named, Tally, trim
from indexer.entities.training.sources import GoldArticle, read_worldwide, split_worldwide

NER = Path(__file__).parents[3] / "shared" / "ner"
needs_sets = pytest.mark.skipif(not NER.is_dir(), reason="the labelled sets are not beside the project (../shared/ner)")


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("the U . S . said", "the U.S. said"),
        ("Covid - 19 , again", "Covid-19, again"),
        ("the country ’ s worst", "the country’s worst"),
        ("they don ’ t know", "they don’t know"),
        ('he said " we go " and left', 'he said "we go" and left'),
        ("the Smiths ' house ( in Kent )", "the Smiths' house (in Kent)"),
        ("$ 5 and 5 %", "$5 and 5%"),
        ("M . S . Commissariat wrote .", "M.S. Commissariat wrote."),
    ],
)
def test_tokens_become_print(tokens: str, text: str) -> None:
    """Tokens of the labelled sets are joined as a newspaper would print them."""
    assert join_tokens(tokens.split())[0] == text


@given(
    st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=5), max_size=12), st.booleans()
)
def test_every_token_keeps_its_place(tokens: list[str], spaced: bool) -> None:
    """The place given for a token is where it stands in the text."""
    text, places = join_tokens(tokens, spaced=spaced)
    assert [text[start:stop] for start, stop in places] == tokens


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("the European Union", "European Union"),
        ("The Hague", "Hague"),
        ("Russia's", "Russia"),
        ("Russia’s", "Russia"),
        ("Russia ’ s", "Russia"),
        ("the", "the"),
        ("Theresa May", "Theresa May"),
    ],
)
def test_the_and_possessives_do_not_count(text: str, trimmed: str) -> None:
    """A leading "the" and a trailing 's are no part of a judged span."""
    name = trim(text, Named(0, len(text), "org"))
    assert text[name.start : name.stop] == trimmed


def test_scores() -> None:
    """Of three names given and two found, one right: precision 1/2, recall 1/3, F1 2/5."""
    tally = Tally()
    gold = [Named(0, 5, "person"), Named(6, 9, "org"), Named(10, 14, "place")]
    tally.add("Putin and then some", [Named(0, 5, "person"), Named(6, 9, "person")], gold)
    assert tally.precision("person", "org", "place") == pytest.approx(1 / 2)
    assert tally.recall("person", "org", "place") == pytest.approx(1 / 3)
    assert tally.f1("person", "org", "place") == pytest.approx(2 / 5)


def test_the_split_is_by_article_and_stays() -> None:
    """Whether an article is held out depends on its name alone."""
    articles = [GoldArticle(f"{number}.txt", "worldwide", ()) for number in range(400)]
    training, development = split_worldwide(articles)
    assert len(training) + len(development) == 400
    assert 20 < len(development) < 80
    assert split_worldwide(articles[100:])[1] == [article for article in development if article in articles[100:]]


@needs_sets
def test_the_labelled_set_is_read_whole() -> None:
    """Worldwide Newswire has 860 articles; spans stand within their paragraphs and hold no edge blanks."""
    articles = read_worldwide(NER)
    assert len(articles) == 860
    for paragraph in (paragraph for article in articles[::20] for paragraph in article.paragraphs):
        for span in paragraph.spans:
            covered = paragraph.text[span.start : span.stop]
            assert covered
            assert covered == covered.strip()
