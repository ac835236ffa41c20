"""More like this: against counting shared terms in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import And, Term

from indexer.format.analysis import STOP_WORDS
from search.execute.like import AtLeast, likeness
from search.execute.presence import Presence
from search.request import RequestError
from tests.corpora import articles, opened
from tests.query_index import found, ram_index
from tests.reference import reading

LETTERS = "abcde"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(LETTERS), max_size=6), min_size=1, max_size=12),
    st.lists(st.sampled_from(LETTERS), min_size=1, max_size=5, unique=True),
    st.integers(1, 5),
    st.integers(1, 3),
)
def test_at_least_so_many_match(texts, wanted, needed, segments):
    """A paragraph matches when it holds `needed` of the terms, alone, joined with another clause and under skips."""
    index = ram_index([{"text": " ".join(text)} for text in texts], segments)
    tree = AtLeast([Term("text", letter) for letter in wanted], needed)
    expected = [n for n, text in enumerate(texts, 1) if len(set(wanted) & set(text)) >= needed]
    assert found(index, tree) == expected
    both = And([tree, Term("text", "a")])
    assert found(index, both) == [n for n in expected if "a" in texts[n - 1]]


@settings(max_examples=60, deadline=None)
@given(articles(), st.data(), st.booleans())
def test_what_is_like_a_text_shares_its_key_terms(corpus, data, whole):
    """Hits are exactly the paragraphs of other articles that hold enough key terms; scores explain themselves."""
    article = data.draw(st.sampled_from(corpus))
    key = article[0].article if whole else article[0].id
    texts = [paragraph.text for paragraph in (article if whole else article[:1])]
    with opened(corpus, 2, 1) as engine:
        results = engine.search(like=key, limit=100, explain=True)
        narrowed = engine.search("oil", like=key, kind="body", limit=100)
        presence = Presence(engine._backend._reader)
        alike = likeness(texts, frozenset([article[0].article]), presence.searcher)
    keys = {reading.stem(word.term) for word in alike.words}
    own = {reading.stem(term) for text in texts for term in reading.words(text) if term not in STOP_WORDS}
    assert keys <= own
    if not keys:
        assert len(results) == 0
        assert [each.code for each in results.diagnostics] == ["no-key-terms"]
        return
    needed = max(1, min(3, len(keys) // 2))
    expected = {
        paragraph.id
        for other in corpus
        if other is not article
        for paragraph in other
        if len(keys & {reading.stem(term) for term in reading.words(paragraph.text)}) >= needed
    }
    assert {hit.id for hit in results} == expected
    for hit in results:
        assert sum(part.contribution for part in hit.explanation.parts) == pytest.approx(hit.score, rel=1e-9)
    oil = reading.word("oil")
    every = {paragraph.id: paragraph for other in corpus for paragraph in other}
    assert {hit.id for hit in narrowed} == {
        id_ for id_ in expected if every[id_].kind == "body" and oil.matches(every[id_])
    }


@settings(max_examples=20, deadline=None)
@given(articles())
def test_what_is_not_there_has_no_like(corpus):
    """An unknown id is a fault that names the option."""
    with opened(corpus, 1, 0) as engine, pytest.raises(RequestError, match="like: no paragraph and no article"):
        engine.search(like="nowhere.txt")
