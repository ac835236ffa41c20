"""The columnar executor against the reference over the same segments: the same answer, to the last count."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from array import array
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, permutations, repeat

import corpora
import pytest
from corpora import WORDS, opened
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from whoosh import query

from indexer.format import codecs
from indexer.model import ENTITY_TYPES, Paragraph, PartialDate
from search.execute import best, clock, filtering
from search.execute.kernels import compiled
from search.execute.kernels.top import Top
from search.execute.plan import Plan
from search.request import SearchRequest

IS_SECOND_RUN = "DATELINE_TEST_INTERPRETED" in os.environ
"""Whether this is the run of the kernels interpreted, which `test_interpreted…` starts."""

BLOCK_SIZES = (2, 3, 128)
N_EXAMPLES = 15 if IS_SECOND_RUN else 60
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""No shrinking: an index is written for every try, and its five minutes tell little that the first failure does not."""
FACETS = [
    *("person", "org", "place", "group", "source", "author", "kind", "language"),
    *("date:year", "date:month", "date:week", "date:day", "mentioned:year", "person,place", "source,kind"),
]

_word = st.sampled_from([word.lower() for word in WORDS] + ["nowhere"])


def _leaves():
    phrase = st.lists(_word, min_size=1, max_size=4).map(" ".join)
    return st.one_of(
        _word,
        _word.map(lambda word: f"={word}"),
        st.tuples(_word, st.sampled_from(["0.5", "2", "3.7"])).map("^".join),
        phrase.map(lambda words: f'"{words}"'),
        phrase.map(lambda words: f'"{words}"~3'),
        st.sampled_from(
            'sanct*|t*k|=sanct*|russja~|person:biden|person:"Joe Biden"|org:nato|place:*|kind:body|date:2021-12|'
            "date:>=2021|date:<2022|date:none|date:*|mentioned:2014|mentioned:*|title:oil|*|author:ann|"
            'source:herald|"oil sanct*"|2,000|u.s.-russia'.split("|")
        ),
        st.tuples(_word, st.sampled_from(["NEAR/2", "PRE/3", "NEAR"]), _word).map(" ".join),
        st.tuples(st.sampled_from(["s*", "=t?lks", "*a*"]), st.sampled_from(["NEAR/2", "PRE/5"]), _word).map(" ".join),
        st.tuples(_word, st.just("NEAR/4"), phrase.map(lambda words: f'"{words}"')).map(" ".join),
        st.tuples(_word, _word, st.just("PRE/4"), _word).map(lambda p: f"({p[0]} OR {p[1]}) {p[2]} {p[3]}"),
    )


def _questions():
    def joined(parts):
        several = st.lists(parts, min_size=2, max_size=5)
        return st.one_of(
            several.map(" ".join).map(lambda text: f"({text})"),
            several.map(" OR ".join).map(lambda text: f"({text})"),
            several.map(" OR ".join).map(lambda text: f"({text})^2"),
            st.tuples(parts, parts).map(lambda pair: f"({pair[0]} NOT {pair[1]})"),
        )

    # Wide questions as often as narrow ones: most of what is drawn at random matches nothing, and nothing is counted.
    wide = st.one_of(st.just(""), _word, st.lists(_word, min_size=2, max_size=4).map(" OR ".join))
    return st.one_of(wide, st.recursive(_leaves(), joined, max_leaves=6))


def _options():
    return st.fixed_dictionaries(
        {
            "facets": st.lists(st.sampled_from(FACETS), max_size=4, unique_by=lambda each: each.partition(":")[0]),
            "facet_limit": st.sampled_from([1, 2, 10]),
            "limit": st.sampled_from([0, 1, 2, 3, 100]),
        },
        optional={
            "person": st.sampled_from(["Joe Biden", "-Joe Biden", ("Hunter Biden", "Vladimir Putin")]),
            "source": st.sampled_from(["Herald", "-Herald", "Nobody"]),
            "since": st.sampled_from(["2021-06", "2021-12"]),
            "until": st.sampled_from(["2021-12", "2022-03"]),
            "facet_min": st.integers(1, 2),
            "facet_prefix": st.sampled_from(["", "j", "E"]),
            "related": st.sampled_from(ENTITY_TYPES),
            "sort": st.sampled_from(["score", "date", "-date"]),
            "page": st.integers(1, 2),
            "by": st.sampled_from(["paragraph", "article"]),
            "per_article": st.integers(1, 2),
            "count": st.booleans(),
        },
    )


@contextmanager
def _blocks(size):
    """Let indexes be written with blocks of that size."""
    before = codecs.BLOCK_SIZE
    codecs.dateline_codec.__defaults__ = (size,)
    try:
        yield
    finally:
        codecs.dateline_codec.__defaults__ = (before,)


def _same(engine, question, options):
    request = SearchRequest.of(question, snippets=False, **options)
    found = engine._backend.search(replace(request, executor="columnar"))
    expected = engine._backend.search(replace(request, executor="whoosh"))
    assert expected.executor == "whoosh"
    assert [hit.id for hit in found] == [hit.id for hit in expected]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], rel=1e-6)
    assert [len(group.hits) for group in found.groups] == [len(group.hits) for group in expected.groups]
    assert found.total == expected.total
    assert dict(found.facets) == dict(expected.facets)
    again = engine._backend.search(replace(request, executor="columnar"))  # now by codes, made for the second question
    assert (again.total, dict(again.facets)) == (found.total, dict(found.facets))
    assert dict(found.related) == dict(expected.related)
    return found.executor


@settings(max_examples=N_EXAMPLES, deadline=None, phases=PHASES)
@given(
    corpora.articles(),
    st.lists(st.tuples(_questions(), _options()), min_size=4, max_size=8),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sampled_from(BLOCK_SIZES),
)
def test_the_answer_is_that_of_the_reference(articles, asked, n_segments, deleted, block_size):
    """Paragraphs, order, scores, totals, facets and related names are those of the reference, whatever is asked."""
    with _blocks(block_size), opened(articles, n_segments, deleted) as engine:
        for question, options in asked:
            assert _same(engine, question, options) == "columnar"


def _many_paragraphs(seed):
    """Articles with enough paragraphs for many blocks and windows, of words from everywhere to hardly anywhere."""
    draw = random.Random(seed)  # noqa: S311  # no secret is drawn
    chances = [draw.choice([0.9, 0.5, 0.2, 0.05, 0.01]) for _ in _PLAIN]
    articles = []
    for number in range(draw.randrange(20, 60)):
        texts = [
            [
                *draw.choices(_PLAIN, chances, k=draw.randrange(1, draw.choice([12, 12, 12, 12, 60]))),
                *draw.choices(_RARE, k=draw.randrange(3)),
            ]
            for _ in range(draw.randrange(1, 6))
        ]
        about = {"source": draw.choice(["Herald", "The Times"]), "date": PartialDate(2021, 1 + number % 12)}
        articles.append([Paragraph(f"a{number}", n, "body", " ".join(t), **about) for n, t in enumerate(texts, 1)])
    return articles


_PLAIN = ["oil", "gas", "talks", "the", "russia", "nato", "pipeline"]
_RARE = ["geneva", "envoy", "ceasefire", *(f"w{n}" for n in range(40))]


@st.composite
def _plain_questions(draw):
    several = st.lists(st.sampled_from(_PLAIN + _RARE[:3] + ["nowhere"]), min_size=1, max_size=6)
    words = draw(several)
    join = draw(st.sampled_from([" ", " OR ", '"']))
    boosts = [draw(st.sampled_from(["", "", "^0.5", "^3.7"])) for _ in words]
    if join == '"':
        return f'"{" ".join(words[:3])}"'
    whole = draw(st.sampled_from(["", "", "^2"]))
    return f"({join.join(map(str.__add__, words, boosts))}){whole}"


_FILTERS = [
    {"source": "Herald"},
    {"source": "-Herald", "since": "2021-03"},
    {"until": "2021-05"},
    {"source": ("Herald", "Times"), "since": "2021-02", "until": "2021-02"},
    {"source": "Nobody"},
]


@settings(max_examples=10 if IS_SECOND_RUN else 40, deadline=None, phases=PHASES)
@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(_plain_questions(), st.sampled_from([1, 3, 10, 50]), st.booleans()), min_size=8, max_size=8),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sampled_from(BLOCK_SIZES),
    st.sampled_from([5, 64, 8192]),
)
@example(1_382_619_666, [("(gas^3.7)", 1, True)], 3, 0, 3, 8192)  # as good, and in blocks read before they are offered
def test_pruning_kernels_keep_the_best_of_the_reference(seed, asked, n_segments, deleted, block_size, window):
    """The best of many paragraphs are those of the reference, in its order, however few of them were looked at."""
    with pytest.MonkeyPatch.context() as patch, _blocks(block_size):
        patch.setattr(best, "WINDOW", window)
        with opened(_many_paragraphs(seed), n_segments, deleted) as engine:
            for question, limit, is_filtered in asked:
                options = {"source": "Herald"} if is_filtered else {}
                for page in (1, 2):
                    asked_for = {"limit": limit, "page": page, "count": False, **options}
                    assert _same(engine, question, asked_for) == "columnar"


@settings(max_examples=10 if IS_SECOND_RUN else 40, deadline=None, phases=PHASES)
@given(
    st.integers(0, 2**32),
    st.lists(
        st.tuples(_plain_questions(), st.sampled_from([0, 1, 3, 10]), st.sampled_from(_FILTERS)), min_size=8, max_size=8
    ),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sampled_from(BLOCK_SIZES),
    st.sampled_from([0, 1, 6]),
)
def test_the_short_way_gives_the_answer_of_the_long_one(seed, asked, n_segments, deleted, block_size, few):
    """A question of words is answered without query tree, its best alone without plan: the same, remarks and all."""
    facets = ["person", "date:month", "source", "place,person"]
    with pytest.MonkeyPatch.context() as patch, _blocks(block_size):
        patch.setattr(filtering, "FEW", few)
        with opened(_many_paragraphs(seed), n_segments, deleted) as engine:
            for question, limit, narrowing in asked:
                for text in (question, question.strip("()")):
                    page_2 = {"limit": limit, "page": 2, "max_clauses": 2}
                    for options in ({}, {"limit": limit}, page_2, narrowing, page_2 | narrowing):
                        _assert_short(engine, text, {"count": False, "snippets": False, **options})
                    _assert_short(engine, text, {"limit": limit})
                    _assert_short(engine, text, {"facets": facets, "facet_limit": 2, "facet_min": 2})
                    _assert_short(engine, text, {"facets": facets, "snippets": False, **page_2})
                    _assert_short(engine, text, {"facets": facets, "count": False})


def _assert_short(engine, text, options):
    short, long, reference = (
        engine.search(text, **options, **way) for way in ({}, {"sort": "score"}, {"executor": "whoosh"})
    )
    assert replace(short, timings=long.timings) == long
    assert [hit.id for hit in short] == [hit.id for hit in reference]
    assert [hit.score for hit in short] == pytest.approx([hit.score for hit in reference], rel=1e-6)
    assert (short.total, dict(short.facets)) == (reference.total, dict(reference.facets))


def test_plain_questions_go_the_short_way(monkeypatch):
    """Of words alone neither the best, narrowed or not, nor all there is to an answer take a query tree."""
    with opened(_many_paragraphs(1), 2, 0) as engine:
        _make_codes(engine)
        planned = []
        monkeypatch.setattr(engine._backend._opened, "question", planned.append)
        for text in ("oil", "oil gas", "oil OR gas", '"oil talks"'):
            for narrowing in ({}, {"source": "Herald"}, {"since": "2021-02"}):
                found = engine.search(text, count=False, snippets=False, limit=1, time_limit=0, **narrowing)
                assert len(found) == 1
            assert len(engine.search(text, facets="person", limit=1)) == 1
        assert planned == []


def _make_codes(engine):
    """Ask for facets twice, so that they have codes."""
    for _ in range(2):
        engine.search("oil", facets="person")


def test_the_short_way_says_what_the_time_did_not_suffice_for(monkeypatch):
    """Where the time is over behind the first segment, its counts are given as what they are."""
    with opened(_many_paragraphs(1), 2, 0) as engine:
        _make_codes(engine)
        whole = engine.search("oil", facets="person")
        monkeypatch.setattr(clock, "perf_counter", chain([0.0, 1.0], repeat(60.0)).__next__)
        found = engine.search("oil", facets="person", time_limit=10)
        assert 0 < found.total.paragraphs < whole.total.paragraphs
        assert not found.total.exact
        assert [remark.code for remark in found.diagnostics] == ["time-limit"]


@pytest.mark.parametrize("join", [" ", " OR ", '"'])
def test_kernels_keep_the_best_of_whole_blocks(join):
    """Of two words that stand together in most of a block, the few best are those of the reference."""
    quote = join.strip(" OR")
    with opened(_many_paragraphs(3), 1, 0) as engine:
        for pair in permutations(_PLAIN[:5], 2):
            question = f"{quote}{(' ' if quote else join).join(pair)}{quote}"
            for limit in (1, 2, 5):
                assert _same(engine, question, {"limit": limit, "count": False}) == "columnar"


@given(st.lists(st.sampled_from([0.5, 1.0, 2.0]), max_size=40), st.integers(1, 8))
def test_kernels_keep_the_best_and_the_first_of_equals(scores, k):
    """The best of many are those that sorting gives, ties to the lowest number."""
    top = Top(k)
    top.offer(memoryview(array("I", range(len(scores)))), memoryview(array("d", scores)), 7)
    assert top.best() == sorted(((doc + 7, score) for doc, score in enumerate(scores)), key=lambda f: (-f[1], f[0]))[:k]


def test_a_segment_without_any_date_comes_last():
    """Sorted by date, paragraphs of a segment in which nothing is dated stand behind all dated ones."""
    dates = [None, PartialDate(2021, 12, 31), PartialDate(2022, 1, 1)]
    articles = [[Paragraph(f"a{n}", 1, "body", "oil", date=date)] for n, date in enumerate(dates)]
    with opened(articles, 3, 0) as engine:
        for sort, expected in (("date", ["a1#1", "a2#1", "a0#1"]), ("-date", ["a2#1", "a1#1", "a0#1"])):
            assert _same(engine, "oil", {"sort": sort}) == "columnar"
            assert [hit.id for hit in engine.search("oil", sort=sort)] == expected


def test_what_is_not_covered_is_answered_by_the_reference():
    """The reference runs what it is asked to run, and what the columnar executor cannot."""
    with opened([[Paragraph("a", 1, "body", "oil talks")]], 1, 0) as engine:
        assert engine.search("oil", executor="whoosh").executor == "whoosh"
        assert engine.search("oil NEAR date:2021", executor="columnar").executor == "columnar"
        tree = query.Or([query.Term("stem", "oil"), query.Term("stem", "talk")], scale=0.5)
        outcome = engine._backend._executor.run(Plan(tree))
        assert (outcome.executor, len(outcome.documents)) == ("whoosh", 1)


_INTERPRETED = """
import sys
from importlib.machinery import (
    EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
)
sources_first = (SourceFileLoader, SOURCE_SUFFIXES), (ExtensionFileLoader, EXTENSION_SUFFIXES)
sys.path_hooks.insert(0, FileFinder.path_hook(*sources_first))
sys.path_importer_cache.clear()
import pytest
sys.exit(pytest.main([sys.argv[1], "-q", "-p", "no:cacheprovider", "-k", "that_of_the_reference or kernels"]))
"""


def test_the_kernels_are_those_that_are_meant():
    """In the run of the kernels interpreted they are so."""
    assert not (IS_SECOND_RUN and compiled())


@pytest.mark.skipif(IS_SECOND_RUN, reason="this is that run")
@pytest.mark.skipif(not compiled(), reason="the kernels are not compiled here: the tests above ran them interpreted")
def test_interpreted_kernels_give_the_same():
    """The same questions have the same answers when the kernels run as plain Python."""
    command = [sys.executable, "-c", _INTERPRETED, __file__]
    ran = subprocess.run(command, env={**os.environ, "DATELINE_TEST_INTERPRETED": "1"}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-3000:]


@settings(max_examples=10 if IS_SECOND_RUN else 60, deadline=None, phases=PHASES)
@given(
    st.integers(0, 2**32),
    st.lists(
        st.tuples(
            st.sampled_from([*_PLAIN[:4], '"oil gas"', "(oil talks)", "date:2021"]), st.sampled_from(["", "^0.3"])
        ),
        min_size=3,
        max_size=7,
    ),
    st.sampled_from([" ", " OR "]),
    st.integers(0, 3),
)
def test_parts_as_large_as_each_other_are_added_as_whoosh_adds_them(seed, parts, join, deleted):
    """Scores are the same to the last digit where clauses with and without a weight match as many paragraphs."""
    words = _PLAIN[:4]
    draw = random.Random(seed)  # noqa: S311  # no secret is drawn
    texts = [draw.sample(words, 4) + draw.choices(words, k=draw.randrange(9)) for _ in range(12)]  # all hold all
    articles = [[Paragraph(f"a{n}", 1, "body", " ".join(text))] for n, text in enumerate(texts)]
    with opened(articles, 1, deleted) as engine:
        for count in (True, False):
            asked = SearchRequest.of(join.join(map("".join, parts)), snippets=False, count=count)
            found = engine._backend.search(replace(asked, executor="columnar"))
            expected = engine._backend.search(replace(asked, executor="whoosh"))
            assert found.executor == "columnar"
            assert [(hit.id, hit.score) for hit in found] == [(hit.id, hit.score) for hit in expected]
