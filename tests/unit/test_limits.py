"""The limits of a question: each has an option, and an answer that reached one says so."""

from __future__ import annotations

import time
from datetime import date

import pytest
from corpora import opened

from indexer.model import Paragraph
from search.execute.matching import Matching, TimeIsUp
from search.execute.segments import Segment
from search.query import parse
from search.query.limits import DEFAULT
from search.request import RequestError, SearchRequest

ARTICLES = [[Paragraph(f"a{n}", 1, "body", f"word{n} sanctions and oil") for n in range(k, k + 1)] for k in range(300)]


def _codes(results):
    return [remark.code for remark in results.diagnostics]


def test_defaults_are_those_of_the_query_language():
    """The options start from the limits that the language documents."""
    request = SearchRequest()
    assert (request.max_nesting, request.max_clauses, request.max_expansions) == (
        DEFAULT.nesting,
        DEFAULT.clauses,
        DEFAULT.expansions,
    )


def test_time_that_is_up_gives_what_was_found():
    """When the time is up the answer is partial, says so, and its totals are not exact."""
    with opened(ARTICLES, 1, 0) as engine:
        whole = engine.search("sanctions", time_limit=0)
        cut = engine.search("sanctions", time_limit=1e-9, facets=["kind"])
    assert (whole.total.paragraphs, whole.total.exact) == (300, True)
    assert cut.total.paragraphs < 300
    assert not cut.total.exact
    assert "time-limit" in _codes(cut)
    assert "time-limit" not in _codes(whole)


@pytest.mark.parametrize("query", ["w* NEAR/9 *s*", '"w* sanct*"', "w*"])
def test_the_clock_is_looked_at_inside_a_segment(query):
    """One large segment does not let a question of many spellings run on."""
    tree = parse(query, today=date(2022, 3, 17)).tree
    with opened(ARTICLES, 1, 0) as engine:
        reader = engine._backend._reader
        ((leaf, base),) = reader.leaf_readers()
        assert len(Matching(Segment(leaf, base), reader).docs(tree)) == 300
        looks = iter([True, True])
        with pytest.raises(TimeIsUp):
            Matching(Segment(leaf, base), reader, lambda: next(looks, False)).docs(tree)


@pytest.mark.parametrize(
    ("query", "option", "code"),
    [
        ("word*", "max_expansions", "too-many-expansions"),
        ("one two three", "max_clauses", "too-many-clauses"),
        ("((sanctions))", "max_nesting", "too-deep"),
    ],
)
def test_each_limit_is_told(query, option, code):
    """A limit of one is reached by each of these, and told; by default none is."""
    with opened(ARTICLES, 1, 0) as engine:
        assert code in _codes(engine.search(query, **{option: 1}))
        assert code not in _codes(engine.search(query))


@pytest.mark.parametrize("query", ["a*", "*a*", "w?rd*", "word1~2", "*", "?*"])
def test_wide_patterns_come_back_within_the_budget(query):
    """Patterns that stand for the whole dictionary answer within the time limit and a little."""
    with opened(ARTICLES, 2, 0) as engine:
        started = time.perf_counter()
        engine.search(query, time_limit=2)
        assert time.perf_counter() - started < 4


@pytest.mark.parametrize(
    ("option", "value"),
    [("time_limit", -1), ("time_limit", float("inf")), ("max_clauses", 0), ("max_expansions", 10**6)],
)
def test_limits_have_limits(option, value):
    """A limit out of range is an error that names the option."""
    with pytest.raises(RequestError, match=option):
        SearchRequest.of("x", **{option: value})
