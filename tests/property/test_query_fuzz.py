"""No text breaks the query parser, and what it makes of one can always be searched."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from query_index import found, ram_index

from search.query import DEFAULT, Limits, QueryError, parse
from search.query.plain import plain_shape, read_plain
from search.query.question import parse_in_full
from search.query.shape import shape_of

TODAY = date(2022, 3, 17)
PIECES = (
    "( ) \" “ ” ' - + = ~ ~1 ~2 ~99 ^ ^2 ^0 * ? .. : , . [ ] { } \x00 \ud800 TO AND OR NOT NEAR/3 PRE/2 NEAR/0 "
    "and or not sanctions gas a the F-35 AT&T 9/11 covid-19 2,000 zelensk* wom?n *a* http://x.com/?q=1 a@b.org 制裁 "
    "санкции العقوبات title: text: person: place: kind: kind:body date: mentioned: source: article: foo: language:en "
    "2021 2021-12 2021-02-30 31 December last month yesterday days ago >= <= > < none"
).split(" ")
operators = st.lists(st.sampled_from([*PIECES, " ", " "]), max_size=40).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
texts = st.one_of(st.text(max_size=60), operators, spaced)
words = st.one_of(st.text("abcdeéøß019ABC", min_size=1, max_size=8), st.sampled_from(["a", "A", "gas", "NEAR", "date"]))
quotations = st.lists(words, min_size=1, max_size=4).map(lambda each: f'"{" ".join(each)}"')
units = st.lists(st.one_of(words, quotations), min_size=1, max_size=12)
plain = st.builds(lambda each, between: between.join(each), units, st.sampled_from([" ", "  ", " OR "]))
nearly_plain = st.lists(st.one_of(words, quotations, st.sampled_from(["OR", "or", '"', "AND", "-a"])), max_size=8)


@cache
def index():
    return ram_index(
        [
            {
                "text": "The U.S. imposed sanctions on Russia.",
                "date": "2022-03-01",
                "person": ["Joe Biden"],
                "kind": "body",
            },
            {"text": "Gas prices and F-35 jets", "date": "2021-12", "mentioned": ["2014-03"], "title": "Gas in Europe"},
            {"text": "制裁 was said by AT&T", "date": "2021", "person": ["Vladimir Putin"], "kind": "caption"},
            {"text": "covid-19 and 9/11", "source": "Reuters"},
        ],
        segments=2,
    )


@settings(max_examples=400, deadline=None)
@given(texts)
def test_any_text_gives_a_tree_that_can_be_searched(text):
    """Reading never fails, diagnostics point into the text, and the tree finds a part of the paragraphs."""
    parsed = parse(text, today=TODAY)
    for each in parsed.diagnostics:
        assert 0 <= each.start <= each.stop <= len(text)
    for word in parsed.words:
        assert 0 <= word.start < word.stop <= len(text)
    assert set(found(index(), parsed.tree)) <= {1, 2, 3, 4}


@settings(max_examples=200, deadline=None)
@given(texts)
def test_scores_and_places_do_not_change_what_is_found(text):
    """With scores, and with the matching terms asked for, the same paragraphs match."""
    tree = parse(text, today=TODAY).tree
    wanted = found(index(), tree)
    with index().searcher() as searcher:
        for terms in (False, True):
            hits = searcher.search(tree, limit=None, terms=terms)
            assert sorted(hit.docnum + 1 for hit in hits) == wanted


@settings(max_examples=200, deadline=None)
@given(texts)
def test_strict_raises_only_query_errors(text):
    """A strict reading gives the lenient one's tree or a QueryError with one of its diagnostics."""
    lenient = parse(text, today=TODAY)
    grave = [each for each in lenient.diagnostics if each.severity != "info"]
    if not grave:
        assert parse(text, today=TODAY, strict=True).tree == lenient.tree
        return
    with pytest.raises(QueryError) as raised:
        parse(text, today=TODAY, strict=True)
    assert raised.value.diagnostic == grave[0]


SMALL = Limits(characters=50, nesting=2, clauses=3, expansions=1, distance=2)


@settings(max_examples=400, deadline=None)
@given(st.one_of(plain, nearly_plain.map(" ".join), texts), st.sampled_from([DEFAULT, SMALL]))
def test_the_short_way_equals_the_parser(text, limits):
    """What is read without the parser is as the parser would read it."""
    short, full = parse(text, today=TODAY, limits=limits), parse_in_full(text, today=TODAY, limits=limits)
    assert (short.tree, short.words, short.diagnostics) == (full.tree, full.words, full.diagnostics)
    assert repr(short.tree) == repr(full.tree)


@given(plain)
def test_plain_questions_go_the_short_way(text):
    """Words and quotations, side by side or with OR between all of them, do without the parser."""
    assert read_plain(text, DEFAULT.characters, DEFAULT.clauses) is not None


@settings(max_examples=400, deadline=None)
@given(st.one_of(plain, nearly_plain.map(" ".join), texts), st.sampled_from([DEFAULT, SMALL]))
def test_the_shape_of_a_text_is_that_of_its_query(text, limits):
    """What kernels are asked for without a query is what they would be asked for with one, or nothing."""
    read = read_plain(text, limits.characters, limits.clauses)
    assert plain_shape(text, limits.characters, limits.clauses) == (None if read is None else shape_of(read.tree))


@settings(max_examples=200, deadline=None)
@given(texts, st.sampled_from(["gas", "-gas", '"the u.s."', "person:putin", "date:2021", "gas NEAR/2 prices"]))
def test_a_further_clause_never_adds_a_paragraph(text, clause):
    """What is required beside a query only takes away; a query with nothing to search is no clause at all."""
    codes = {each.code for each in parse(text, today=TODAY).diagnostics}
    assume(not codes & {"no-words", "unclosed-quote", "unclosed-parenthesis", "unopened-parenthesis"} and text.strip())
    alone = found(index(), parse(text, today=TODAY).tree)
    assert set(found(index(), parse(f"({text} ) {clause}", today=TODAY).tree)) <= set(alone)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_limits_hold(text):
    """Under small limits the tree asks for few words, and can still be searched."""
    parsed = parse(text, today=TODAY, limits=SMALL)
    assert len(parsed.words) <= SMALL.clauses
    assert set(found(index(), parsed.tree)) <= {1, 2, 3, 4}
