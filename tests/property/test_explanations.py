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


CLAUSES = st.one_of(
    st.sampled_from(WORDS).map(reading.word),
    st.sampled_from(WORDS).map(reading.exact),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda parts: reading.phrase(*parts)),
    st.sampled_from(["putin", "biden", "Joe Biden"]).map(lambda text: reading.name("person", text)),
    st.lists(st.sampled_from(WORDS).map(reading.word), min_size=2, max_size=3).map(reading.any_of),
)


@settings(max_examples=80, deadline=None)
@given(
    articles(),
    st.lists(CLAUSES, min_size=1, max_size=3, unique_by=lambda part: part.text.lower()),
    st.sampled_from([{}, {"person": "Joe Biden"}, {"kind": "-caption", "since": "2021-12"}]),
    st.sampled_from(["score", "-date"]),
)
def test_a_verdict_is_the_answer_of_the_search(corpus, parts, filters, sort):
    """Every paragraph of every article: found with its rank and page where the search finds it; else a check fails."""
    by_id = {paragraph.id: paragraph for article in corpus for paragraph in article}
    query = " ".join(part.text for part in parts)
    with opened(corpus, 2, 1) as engine:
        found = [hit.id for hit in engine.search(query, limit=100, sort=sort, **filters)]
        told = [engine.why(article[0].article, query, limit=2, **filters) for article in corpus]
        verdicts_by_date = [engine.why(id_, query, sort=sort, limit=2, **filters).verdicts[0] for id_ in by_id]
    verdicts = [verdict for why in told for verdict in why.verdicts]
    assert {verdict.id for verdict in verdicts} == set(by_id)
    for verdict in verdicts_by_date:
        rank = found.index(verdict.id) + 1 if verdict.id in found else None
        assert (verdict.rank, verdict.page) == (rank, rank and -(-rank // 2))
    for verdict in verdicts:
        assert verdict.is_found == (verdict.id in found) == all(check.holds for check in verdict.checks)
        clauses = [check for check in verdict.checks if not check.option]
        if len(clauses) == len(parts):  # no two clauses were one
            assert [check.holds for check in clauses] == [part.matches(by_id[verdict.id]) for part in parts]
        assert all(check.reason for check in verdict.checks)
