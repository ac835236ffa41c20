"""Groups, neighbours and whole articles against the paragraphs they come from, over segments and deletions."""

from __future__ import annotations

import corpora
import pytest
from corpora import WORDS, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reference import counting, reading

QUERIES = [
    reading.word("talks"),
    reading.any_of([reading.word("talks"), reading.word("the"), reading.word("oil")]),
    reading.without(reading.word("oil"), reading.word("russia")),
]


@settings(max_examples=60, deadline=None)
@given(
    corpora.articles(),
    st.sampled_from(QUERIES),
    st.sampled_from(["score", "date", "-date"]),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_articles_are_ranked_by_their_best_paragraphs(articles, wanted, sort, size, per_article, n_segments, deleted):
    """All pages of groups put together are the articles in order, with exact numbers and their best paragraphs."""
    matching = [paragraph for article in articles for paragraph in article if wanted.matches(paragraph)]
    with opened(articles, n_segments, deleted) as engine:
        plain = engine.search(wanted.text, sort=sort, limit=100, facets=["person"])
        keywords = {"sort": sort, "by": "article", "per_article": per_article, "limit": size}
        n_pages = len(articles) // size + 2
        pages = [engine.search(wanted.text, page=n + 1, facets=["person"], **keywords) for n in range(n_pages)]
    scores = {hit.id: hit.score for hit in plain}
    expected = counting.grouped([(paragraph, scores[paragraph.id]) for paragraph in matching], sort)
    groups = [group for page in pages for group in page.groups]
    assert [group.article for group in groups] == [key for key, _, _ in expected]
    assert [group.score for group in groups] == pytest.approx([score for _, score, _ in expected], rel=1e-12)
    assert [group.n_paragraphs for group in groups] == [len(best) for _, _, best in expected]
    assert [[(hit.id, hit.score) for hit in group.hits] for group in groups] == [
        [(paragraph.id, score) for paragraph, score in best[:per_article]] for _, _, best in expected
    ]
    for page in pages:
        assert (page.total, page.facets) == (plain.total, plain.facets)
        assert list(page) == [hit for group in page.groups for hit in group.hits]
        assert {hit.article for _, hit in page.ranked()} == {group.article for group in page.groups}


@settings(max_examples=40, deadline=None)
@given(
    corpora.articles(),
    st.integers(0, 3),
    st.sampled_from(["paragraph", "article"]),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_context_is_what_stands_around_a_hit(articles, size, by, n_segments, deleted):
    """Before and after a hit stand as many paragraphs of its article as were asked for, where there are so many."""
    whole = {article[0].article: article for article in articles}
    with opened(articles, n_segments, deleted) as engine:
        results = engine.search("talks", context=size, by=by, limit=100)
    for hit in results:
        place = hit.paragraph - 1
        article = whole[hit.article]
        assert [each.id for each in hit.before] == [each.id for each in article[max(0, place - size) : place]]
        assert [each.text for each in hit.after] == [each.text for each in article[place + 1 : place + 1 + size]]


@settings(max_examples=60, deadline=None)
@given(
    corpora.articles(),
    st.sampled_from(
        [*QUERIES, *map(reading.exact, WORDS[:3]), reading.phrase("the", "talks"), reading.name("person", "biden")]
    ),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_an_article_is_read_whole_with_its_matches(articles, wanted, n_segments, deleted):
    """Every paragraph is there in order, and those that match by reading are told."""
    with opened(articles, n_segments, deleted) as engine:
        for article in articles:
            read = engine.article(article[-1].id, wanted.text)
            assert [(each.id, each.text) for each in read] == [(each.id, each.text) for each in article]
            assert read.matches == tuple(each.number for each in article if wanted.matches(each))
            assert read.opened == len(article)
            named = engine.article(article[0].article, wanted.text, person=["Joe Biden"]).matches
            assert named == tuple(
                each.number
                for each in article
                if wanted.matches(each) and "Joe Biden" in counting.values(each, "person")
            )
            assert engine.article(article[0].article).matches == ()
