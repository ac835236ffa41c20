"""Results by article, the neighbours of a hit, and articles read whole."""

import pytest
from corpora import opened

from indexer.model import Paragraph
from search.request import RequestError, SearchRequest


def _article(key, *texts):
    return [Paragraph(key, number, "body", text, title=f"Title of {key}") for number, text in enumerate(texts, 1)]


LONG = _article("long", *["talks on trade and on other things that do not matter at all here"] * 9)
RICH = _article("rich", "talks talks", "talks again", "no word of it")
PLAIN = _article("plain", "talks talks")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"by": "paragraphs"}, "paragraph, article"),
        ({"per_article": 0}, "1 to 10000"),
        ({"context": -1}, "0 to 100"),
        ({"context": 101}, "0 to 100"),
    ],
)
def test_an_impossible_grouping_is_refused_with_what_is_possible(options, told):
    """The message names the option and what it takes."""
    with pytest.raises(RequestError, match=told) as refused:
        SearchRequest.of("talks", **options)
    assert refused.value.option in options


def test_more_to_say_wins_between_equals_and_length_does_not():
    """With equally good best paragraphs the second decides; nine weak ones do not lead over one that answers."""
    with opened([LONG, PLAIN, RICH], 1, 0) as engine:
        results = engine.search("talks", by="article", per_article=2)
    assert [group.article for group in results.groups] == ["rich", "plain", "long"]
    assert [group.n_paragraphs for group in results.groups] == [2, 1, 9]
    assert [[hit.paragraph for hit in group.hits] for group in results.groups] == [[1, 2], [1], [1, 2]]
    assert (results.total.paragraphs, results.total.articles, len(results)) == (12, 3, 5)
    assert [rank for rank, _ in results.ranked()] == [1, 1, 2, 3, 3]


def test_a_page_of_articles_counts_articles():
    """The second page of one begins after the first article, and one past the end is empty."""
    with opened([LONG, PLAIN, RICH], 2, 0) as engine:
        pages = [engine.search("talks", by="article", limit=1, page=page) for page in (1, 2, 3, 4)]
    assert [[group.article for group in page.groups] for page in pages] == [["rich"], ["plain"], ["long"], []]
    assert [page.offset for page in pages] == [0, 1, 2, 3]


def test_neighbours_end_with_the_article():
    """At the ends of an article there are fewer, and never a paragraph of another one; words are marked in them."""
    with opened([RICH, PLAIN], 1, 0) as engine:
        hits = {hit.id: hit for hit in engine.search("talks", context=1)}
    found = {key: ([each.id for each in hit.before], [each.id for each in hit.after]) for key, hit in hits.items()}
    assert found == {
        "plain#1": ([], []),
        "rich#1": ([], ["rich#2"]),
        "rich#2": (["rich#1"], ["rich#3"]),
    }
    (before,) = hits["rich#2"].before
    assert [before.text[span.start : span.stop] for span in before.spans] == ["talks", "talks"]


def test_an_article_is_opened_by_its_key_or_a_paragraph():
    """Both give the whole article; a query marks its words and says which paragraphs match."""
    with opened([RICH, PLAIN], 1, 1) as engine:
        by_key = engine.article("rich")
        by_paragraph = engine.article("rich#2", "again -word")
    assert [passage.id for passage in by_key] == ["rich#1", "rich#2", "rich#3"]
    assert (by_key.opened, by_key.matches, by_key.passages[0].spans) == (0, (), ())
    assert (by_paragraph.opened, by_paragraph.matches) == (2, (2,))
    assert by_paragraph.title == "Title of rich"
    (span,) = by_paragraph.passages[1].spans
    assert by_paragraph.passages[1].text[span.start : span.stop] == "again"


@pytest.mark.parametrize("name", ["", "rich#4", "rich#", "gone0", "gone0#1", "#1", "\udcff", "x" * 10_000])
def test_a_name_that_is_none_is_refused(name):
    """Unknown, deleted and odd names are told apart from articles, without a traceback."""
    with opened([RICH], 1, 1) as engine, pytest.raises(RequestError, match="no article and no paragraph"):
        engine.article(name, "talks")


def test_a_key_with_a_number_sign_is_a_key_first():
    """An article that is one of many in a file has a number sign in its key."""
    with opened([_article("feed.json#2", "talks", "oil"), _article("feed.json", "one", "two")], 1, 0) as engine:
        article, paragraph = engine.article("feed.json#2"), engine.article("feed.json#2#1")
    assert [passage.text for passage in article] == ["talks", "oil"]
    assert (paragraph.article, paragraph.opened) == ("feed.json#2", 1)
