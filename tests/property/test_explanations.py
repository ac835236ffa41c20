"""What an answer says of itself: the parts of a score, and why nothing was found, against a reading of the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.results import ADVICE
from tests.corpora import NAMES, WORDS, articles, opened
from tests.reference import reading

CONSTRUCTS = [
    "sanctions",
    "sanctions talks",
    "(sanctions OR the)^2.5 oil",
    '"sanctions talks"^3 OR oil',
    "sanction* person:biden^2 OR oil",
    '"sanctions oil"~4',
    "talks NEAR/3 (oil OR russia)",
    "talks PRE/2 the",
    "talks~ OR =talks",
    "the -oil",
    "date:2021..2022 OR place:geneva^0.5",
    "U.S. OR 2,000",
    "*",
    "-person:putin",
]


@settings(max_examples=60, deadline=None)
@given(articles(), st.sampled_from(CONSTRUCTS), st.integers(1, 3), st.integers(0, 2))
def test_the_parts_of_a_score_sum_to_it(corpus, query, n_segments, deleted):
    """Whatever the construct, the contributions are the score, to 1e-9, and what is told of words is so."""
    by_id = {paragraph.id: paragraph for article in corpus for paragraph in article}
    with opened(corpus, n_segments, deleted) as engine:
        results = engine.search(query, explain=True, limit=100)
        plain = engine.search(query, limit=100)
    assert [(hit.id, hit.score) for hit in results] == [(hit.id, hit.score) for hit in plain]
    for hit in results:
        assert hit.explanation.score == hit.score
        assert sum(part.contribution for part in hit.explanation.parts) == pytest.approx(hit.score, rel=1e-9)
        stems = [reading.stem(term) for term in reading.words(by_id[hit.id].text)]
        for part in hit.explanation.parts:
            if part.field == "stem":
                assert part.term_frequency == stems.count(part.term)
            assert part.clause


@settings(max_examples=20, deadline=None)
@given(articles())
def test_an_order_by_date_has_no_score_to_explain(corpus):
    """Hits by date have no parts; how the question was read is told all the same."""
    with opened(corpus, 1, 0) as engine:
        results = engine.search("the OR oil", sort="date", explain=True, since="2000")
    assert all(hit.explanation is None for hit in results)
    assert results.explanation.words == "a form of 'the' or a form of 'oil'"
    assert results.explanation.filters == ("since=2000",)


def _advice(results):
    return [each for each in results.diagnostics if each.code in ADVICE]


@settings(max_examples=80, deadline=None)
@given(articles(), st.lists(st.sampled_from([*WORDS, "clinic"]), min_size=1, max_size=3), st.booleans())
def test_the_clause_without_a_match_is_the_one_named(corpus, chosen, leaves_out):
    """Where words find nothing, the ones told to match nothing alone are those that no paragraph holds."""
    parts = list({part.scored: part for part in map(reading.word, chosen)}.values())  # one of each stem
    everything = [paragraph for article in corpus for paragraph in article]
    query = " ".join(part.text for part in parts) + (" -oil" if leaves_out else "")
    with opened(corpus, 2, 1) as engine:
        results = engine.search(query)
    advice = _advice(results)
    assert bool(advice) == (results.total.paragraphs == 0)
    if results.total.paragraphs:
        return
    missing = {part.text for part in parts if not any(map(part.matches, everything))}
    told = [each for each in advice if each.code == "no-match-alone"]
    assert {query[each.start : each.stop] for each in told} == missing
    if not missing:
        meet = [p for p in everything if all(part.matches(p) for part in parts)]
        assert {each.code for each in advice} == ({"left-out"} if meet else {"never-together"})
        assert not any(
            all(part.matches(p) for part in parts if f"'{reading.words(part.text)[0]}'" in each.message)
            for each in advice
            if each.code == "never-together" and "both" in each.message
            for p in everything
        )


@settings(max_examples=60, deadline=None)
@given(
    articles(),
    st.sampled_from(["", "oil", "the OR talks"]),
    st.fixed_dictionaries(
        {},
        optional={
            "person": st.sampled_from(NAMES["person"]),
            "place": st.sampled_from(["Geneva", "-Geneva", "Atlantis"]),
            "kind": st.sampled_from(["body", "caption"]),
            "since": st.sampled_from(["2021-12-31", "2023"]),
        },
    ),
)
def test_the_filter_to_drop_gives_what_it_promises(corpus, query, filters):
    """Each filter said to be one too many gives, left out, exactly the total told; no other filter gives anything."""
    with opened(corpus, 2, 1) as engine:
        results = engine.search(query, **filters)
        alone = engine.search(query)
        if results.total.paragraphs or not alone.total.paragraphs:
            assert not [each for each in results.diagnostics if each.code.startswith("drop-")]
            return
        without = {
            name: engine.search(query, **{other: value for other, value in filters.items() if other != name}).total
            for name in filters
        }
    helpful = {("date" if name == "since" else name): total for name, total in without.items() if total.paragraphs}
    told = {each.option: each.total for each in _advice(results)}
    assert told == (helpful or {"": alone.total})
