"""The engine against the brute-force reading of the same paragraphs: totals, order, scores, facets, filters, pages."""

from __future__ import annotations

import corpora
import pytest
from corpora import WORDS, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import ENTITY_TYPES, PartialDate
from tests.reference import reading


def _leaf() -> st.SearchStrategy[reading.Wanted]:
    return st.one_of(
        st.sampled_from(WORDS).map(reading.word),
        st.sampled_from(WORDS).map(reading.exact),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda parts: reading.phrase(*parts)),
        st.sampled_from(["putin", "biden", "Joe Biden"]).map(lambda text: reading.name("person", text)),
    )


def _wanted() -> st.SearchStrategy[reading.Wanted]:
    branch = st.recursive(
        _leaf(), lambda parts: st.lists(parts, min_size=2, max_size=3).map(reading.any_of), max_leaves=4
    )
    required = st.lists(branch, min_size=1, max_size=3).map(reading.all_of)
    return st.one_of(required, st.tuples(required, _leaf()).map(lambda pair: reading.without(*pair)))


def _found(results) -> list[str]:
    return [hit.id for hit in results]


@settings(max_examples=60, deadline=None)
@given(corpora.articles(), _wanted(), st.integers(1, 3), st.integers(0, 2))
def test_answer_is_that_of_a_reading(articles, wanted, n_segments, deleted):
    """Totals, paragraphs and facets are those that reading every paragraph gives, over segments and deletions."""
    everything = [paragraph for article in articles for paragraph in article]
    expected = [paragraph for paragraph in everything if wanted.matches(paragraph)]
    with opened(articles, n_segments, deleted) as engine:
        results = engine.search(wanted.text, facets=[*ENTITY_TYPES, "source", "kind"], facet_limit=100, limit=100)
    assert not [each for each in results.diagnostics if each.severity != "info"]
    assert set(_found(results)) == {paragraph.id for paragraph in expected}
    assert results.total.paragraphs == len(results) == len(expected)
    assert results.total.articles == len({paragraph.article for paragraph in expected})
    values = {kind: lambda p, kind=kind: [m.name for m in p.mentions if m.type == kind] for kind in ENTITY_TYPES}
    values |= {"source": lambda p: [p.source] if p.source else [], "kind": lambda p: [p.kind]}
    for field, values_of in values.items():
        found = {each.value: (each.paragraphs, each.articles) for each in results.facets[field]}
        assert found == reading.counts(expected, values_of), field


@settings(max_examples=40, deadline=None)
@given(corpora.articles(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique_by=str.lower), st.booleans())
def test_scores_are_bm25(articles, chosen, alternatives):
    """Scores are BM25 as written out, best first, and ties stand in the order of the index."""
    parts = [reading.word(text) for text in chosen]
    wanted = reading.any_of(parts) if alternatives else reading.all_of(parts)
    if wanted.scored is None:  # two words of one stem
        return
    everything = [paragraph for article in articles for paragraph in article]
    stems = [[reading.stem(term) for term in reading.words(paragraph.text)] for paragraph in everything]
    expected = {p.id: reading.score(wanted.scored, p, stems) for p in everything if wanted.matches(p)}
    with opened(articles, 2, 0) as engine:
        results = engine.search(wanted.text, limit=100)
    assert {hit.id: hit.score for hit in results} == pytest.approx(expected, rel=1e-5)
    order = [paragraph.id for paragraph in everything]
    ranked = sorted(results, key=lambda hit: (-hit.score, order.index(hit.id)))
    assert _found(results) == _found(ranked)


@settings(max_examples=40, deadline=None)
@given(corpora.articles(), st.sampled_from(["score", "date", "-date"]), st.integers(1, 3))
def test_pages_concatenate_to_the_whole_list(articles, sort, size):
    """Pages of any size, put together, are the full list, and the page after the last is empty."""
    with opened(articles, 2, 0) as engine:
        whole = _found(engine.search("talks OR the", sort=sort, limit=100))
        n_pages = -(-len(whole) // size)
        pages = [_found(engine.search("talks OR the", sort=sort, limit=size, page=n + 1)) for n in range(n_pages)]
        assert [found for page in pages for found in page] == whole
        assert _found(engine.search("talks OR the", sort=sort, limit=size, page=n_pages + 1)) == []


@settings(max_examples=40, deadline=None)
@given(corpora.articles(), st.sampled_from(["Joe Biden", "-Joe Biden"]), st.sampled_from(["", "2021-12", "2022"]))
def test_facet_ignores_its_own_filter_only(articles, person, since):
    """The counts of a facet are those without its own filter, and with all the others."""
    with opened(articles, 2, 0) as engine:
        both = engine.search("", person=person, since=since, facets=["person", "org", "date:year"])
        dated = engine.search("", since=since, facets=["person"], facet_limit=100)
        named = engine.search("", person=person, facets=["date:year"])
        narrow = engine.search("", person=person, since=since, facets=["org"])
    assert both.facets["person"] == dated.facets["person"]
    assert both.facets["date"] == named.facets["date"]
    assert both.facets["org"] == narrow.facets["org"]
    assert both.total == narrow.total


@settings(max_examples=30, deadline=None)
@given(corpora.articles(), st.sampled_from([("2021", ""), ("2021-12", "2021-12"), ("", "2021"), ("2022-01", "")]))
def test_dates_lie_within(articles, bounds):
    """A paragraph passes since and until when its whole date does; one without a date never does."""
    since, until = (PartialDate.parse(text) if text else None for text in bounds)
    expected = {
        paragraph.id
        for article in articles
        for paragraph in article
        if paragraph.date is not None
        and (since is None or paragraph.date.first_day >= since.first_day)
        and (until is None or paragraph.date.last_day <= until.last_day)
    }
    with opened(articles, 1, 0) as engine:
        results = engine.search("", since=bounds[0], until=bounds[1], limit=100)
    assert set(_found(results)) == expected


@settings(max_examples=60, deadline=None)
@given(
    corpora.articles(),
    st.lists(st.sampled_from(["Joe Biden", "-Joe Biden", "-Hunter Biden", "Vladimir Putin"]), min_size=1, max_size=3),
    st.sampled_from(["", "-caption", "body"]),
)
def test_filters_are_alternatives_and_exclusions(articles, persons, kind):
    """A paragraph passes when it has one of the wanted values, if any are wanted, and none of the excluded ones."""
    wanted = {value for value in persons if not value.startswith("-")}
    unwanted = {value[1:] for value in persons if value.startswith("-")}

    def passes(paragraph) -> bool:
        names = {mention.name for mention in paragraph.mentions if mention.type == "person"}
        kinds = {"": {"body", "caption"}, "-caption": {"body"}, "body": {"body"}}[kind]
        return (not wanted or bool(names & wanted)) and not names & unwanted and paragraph.kind in kinds

    expected = {paragraph.id for article in articles for paragraph in article if passes(paragraph)}
    with opened(articles, 2, 1) as engine:
        results = engine.search("", person=persons, kind=kind or (), limit=100)
    assert set(_found(results)) == expected
