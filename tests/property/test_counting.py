"""What is counted against counting by hand: lists, others, none, histograms, crossings, over segments and deletions."""

from __future__ import annotations

import corpora
from corpora import opened
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reference import counting, reading

FACETS = [
    *("person", "org", "place", "group", "source", "author", "kind", "language"),
    *("person,place", "source,kind", "author,person", "person,date:month", "mentioned:year,org"),
]
HISTOGRAMS = [f"{field}:{step}" for field in ("date", "mentioned") for step in ("year", "month", "week", "day")]


def _matching(articles, wanted, person="", since=""):
    paragraphs = [paragraph for article in articles for paragraph in article if wanted.matches(paragraph)]
    if person:
        paragraphs = [each for each in paragraphs if person in counting.values(each, "person")]
    if since:
        paragraphs = [each for each in paragraphs if each.date and str(each.date) >= since]
    return paragraphs


def _key(facet):
    return ",".join(part.partition(":")[0] for part in facet.split(","))


@settings(max_examples=50, deadline=None)
@given(
    corpora.articles(),
    st.sampled_from(FACETS),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["", "j", "Joe B", "E", "x"]),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_a_facet_counts_as_by_hand(articles, facet, limit, least, prefix, n_segments, deleted):
    """Listed values, what is not listed and what has no value are those found by going through the paragraphs."""
    wanted = reading.word("talks")
    with opened(articles, n_segments, deleted) as engine:
        options = {"facet_limit": limit, "facet_min": least, "facet_prefix": prefix, "limit": 0}
        once, found = (engine.search(wanted.text, facets=[facet], **options).facets[_key(facet)] for _ in range(2))
    assert once == found  # counted in one way the first time, in another when it is asked for again
    rows, others, none = counting.listed(_matching(articles, wanted), facet, limit, least, prefix)
    assert [(each.value, each.second, each.paragraphs, each.articles) for each in found] == rows
    assert (found.others.values, found.others.paragraphs, found.others.articles) == others
    assert (found.none.paragraphs, found.none.articles) == none


@settings(max_examples=30, deadline=None)
@given(corpora.articles(), st.sampled_from(HISTOGRAMS), st.integers(1, 3), st.integers(0, 2))
def test_a_histogram_has_no_holes_and_its_shares(articles, facet, n_segments, deleted):
    """Every period from the first to the last stands in order, with the paragraphs of the whole index beside it."""
    wanted = reading.any_of([reading.word("talks"), reading.word("oil")])
    everything = [paragraph for article in articles for paragraph in article]
    with opened(articles, n_segments, deleted) as engine:
        once, found = (engine.search(wanted.text, facets=[facet], limit=0).facets[_key(facet)] for _ in range(2))
    assert once == found  # counted in one way the first time, in another when it is asked for again
    matching = _matching(articles, wanted)
    rows = counting.histogram(matching, everything, facet)
    assert [(each.value, each.paragraphs, each.articles, each.all_paragraphs) for each in found] == rows
    assert [each.share for each in found] == [row[1] / row[3] if row[3] else None for row in rows]
    none = counting.counted(each for each in matching if not counting.values(each, facet))
    assert (found.none.paragraphs, found.none.articles) == none


@settings(max_examples=30, deadline=None)
@given(
    corpora.articles(),
    st.sampled_from(["person", "person,place", "source", "date:year", "person,date:year", "mentioned:month"]),
    st.sampled_from(["", "Joe Biden"]),
    st.sampled_from(["", "2021-12"]),
)
def test_a_facet_ignores_the_filters_of_its_fields_only(articles, facet, person, since):
    """A facet of a person leaves out the filter by person, one of a date since and until, a crossing both."""
    wanted = reading.word("talks")
    fields = _key(facet).split(",")
    matching = _matching(articles, wanted, "" if "person" in fields else person, "" if "date" in fields else since)
    with opened(articles, 2, 1) as engine:
        keywords = {"person": person} if person else {}
        once, results = (
            engine.search(wanted.text, since=since, facets=[facet], facet_limit=100, **keywords) for _ in range(2)
        )
    assert dict(once.facets) == dict(results.facets)  # counted in two ways
    found = {(each.value, each.second): (each.paragraphs, each.articles) for each in results.facets[_key(facet)]}
    found = {cell: counts for cell, counts in found.items() if counts != (0, 0)}
    rows, _, none = counting.listed(matching, facet, 100, 1, "")
    assert found == {row[:2]: row[2:] for row in rows}
    assert (results.facets[_key(facet)].none.paragraphs, results.facets[_key(facet)].none.articles) == none
    assert results.total.paragraphs == len(_matching(articles, wanted, person, since))


@settings(max_examples=50, deadline=None)
@given(
    corpora.articles(),
    st.sampled_from(["person", "person", "place"]),
    st.sampled_from(["", "Joe Biden", "Vladimir Putin"]),
    st.booleans(),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_related_names_are_those_of_the_formula(articles, entity_type, person, as_clause, limit, deleted):
    """Names above their expectation stand in order of G², with the names asked for left out."""
    wanted = reading.any_of([reading.word("talks"), reading.word("the"), reading.word("oil")])
    everything = [paragraph for article in articles for paragraph in article]
    matching = _matching(articles, wanted, person)
    clause = f' person:"{person}"' if person and as_clause else ""
    keywords = {"person": person} if person and not as_clause else {}
    with opened(articles, 2, deleted) as engine:
        results = engine.search(wanted.text + clause, related=[entity_type], facet_limit=limit, **keywords)
    expected = []
    for name in {name for paragraph in everything for name in counting.values(paragraph, entity_type)}:
        n_with = sum(name in counting.values(paragraph, entity_type) for paragraph in everything)
        together = sum(name in counting.values(paragraph, entity_type) for paragraph in matching)
        by_chance, score = counting.log_likelihood(together, len(matching), n_with, len(everything))
        if together >= 2 and together > by_chance + 1e-9 and name != person:
            expected.append((-round(score, 9), name, together, n_with, by_chance))
    expected.sort()
    found = [
        (-round(each.score, 9), each.value, each.paragraphs, each.all_paragraphs)
        for each in results.related[entity_type]
    ]
    assert found == [each[:4] for each in expected[:limit]]
    assert [each.expected for each in results.related[entity_type]] == [each[4] for each in expected[:limit]]
