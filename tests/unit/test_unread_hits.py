"""Hits whose records are read when they are touched, and requests that are made of what is given."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import corpora
import pytest
from corpora import opened
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from indexer.format import directory
from indexer.format.codec.layout import DOCUMENTS_EXTENSION
from indexer.format.codec.records import RecordsReader
from indexer.format.errors import IndexDamagedError
from indexer.format.records import pack_record, text_of, unpack_record
from indexer.model import Mention, Paragraph, PartialDate
from search.api import Engine, open_index
from search.highlight import match_spans
from search.marks import AnyWord
from search.request import FacetRequest, RequestError, SearchRequest
from search.results import Hit, Snippet
from search.snippets import snippet

KYIV = Mention(9, 13, "place", "Kyiv", "Kyiv")
ARTICLES = [
    [Paragraph(f"a{n}", k, "body", f"Talks in Kyiv, {n} {k}.", "Talks", PartialDate(2022, n), mentions=(KYIV,))]
    for n in range(1, 9)
    for k in (1, 2)
]


@pytest.fixture
def engine():
    with opened(ARTICLES, 3, 2) as each:
        yield each


@pytest.fixture
def reads(monkeypatch):
    """The documents whose records are read."""
    seen = []
    line = RecordsReader.line
    monkeypatch.setattr(RecordsReader, "line", lambda self, doc: seen.append(doc) or line(self, doc))
    return seen


def test_ids_and_scores_read_no_record(engine, reads):
    """What a list of ids needs comes from columns."""
    hits = engine.search("talks", snippets=False, limit=100).hits
    assert {(hit.id, hit.article, hit.paragraph) for hit in hits} == {(p.id, p.article, p.number) for (p,) in ARTICLES}
    assert all(hit.score > 0 for hit in hits)
    assert not reads


def test_a_touched_hit_is_read_once(engine, reads):
    """The first other field reads the record, and the rest comes with it; other hits stay unread."""
    hit, *_ = engine.search("talks", snippets=False).hits
    number = int(hit.article[1:])
    assert (hit.title, hit.date, hit.names("place")) == ("Talks", PartialDate(2022, number), ("Kyiv",))
    assert hit.text == f"Talks in Kyiv, {number} {hit.paragraph}."
    assert len(reads) == 1


KEYS = ["a", "Ünïcode/制裁.txt", "b" * 480, "c" * 481, "é" * 240, "é" * 241, "d#1", "\U0001f600"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.integers(1, 2**31 - 1)), min_size=1, max_size=6, unique=True))
def test_ids_are_those_of_the_paragraphs(named):
    """Whatever the key and the number, the id is the paragraph's, over several segments; the rest follows."""
    articles = [[Paragraph(key, number, "body", "Talks.")] for key, number in named]
    with opened(articles, 3, 0) as engine:
        hits = engine.search("talks", snippets=False).hits
        assert {hit.id for hit in hits} == {f"{key}#{number}" for key, number in named}
        assert {(hit.article, hit.paragraph) for hit in hits} == set(named)
        assert {hit.text for hit in hits} == {"Talks."}


def _read(paragraphs, hit, marks=None):
    """Return the hit as it is when everything is given to it."""
    each = next(each for each in paragraphs if each.id == hit.id)
    spans = match_spans(each.text, marks) if marks else ()
    return Hit(
        *(each.id, each.article, each.number, each.kind, hit.score, each.date, each.title, each.text, each.source),
        *(each.authors, each.url, each.dateline, each.language),
        snippet=snippet(each.text, spans) if marks else Snippet(""),
        spans=spans,
        entities=each.mentions,
        mentioned=each.mentioned,
    )


@settings(max_examples=25, deadline=None)
@given(corpora.articles(), st.integers(1, 3), st.integers(0, 2), st.sampled_from(["score", "-date"]), st.booleans())
def test_an_unread_hit_is_the_hit_that_was_read(articles, n_segments, deleted, sort, snippets):
    """Equality, hash, repr, copies and pickles do not tell a hit that waits from one that has all its fields."""
    everything = [paragraph for article in articles for paragraph in article]
    marks = (AnyWord(frozenset(("talk", "oil")), by_stem=True),) if snippets else None
    with opened(articles, n_segments, deleted) as engine:

        def unread() -> tuple[Hit, ...]:
            return engine.search("talks OR oil", sort=sort, snippets=snippets).hits

        read = [_read(everything, hit, marks) for hit in unread()]
        assert list(unread()) == read
        assert list(map(hash, unread())) == list(map(hash, read))
        assert list(map(repr, unread())) == list(map(repr, read))
        assert [copy.copy(hit) for hit in unread()] == read
        assert pickle.loads(pickle.dumps(unread())) == tuple(read)  # noqa: S301  # our own bytes
        assert [replace(hit, score=0.0) for hit in unread()] == [replace(hit, score=0.0) for hit in read]


@given(st.text(), st.text(), st.text())
def test_the_text_of_a_record_is_found_whatever_stands_before_it(article, text, title):
    """Reading the text alone gives what reading the whole record gives."""
    packed = pack_record(Paragraph(f',"text":"{article}', 1, "body", text, title))
    assert text_of(packed) == unpack_record(packed).text == text


def test_hits_stay_readable_after_close():
    """A hit that was not read before the index was closed can be read afterwards; the index cannot be asked."""
    with opened(ARTICLES, 2, 0) as engine:
        hits = engine.search("talks", snippets=False).hits
        engine.search("kyiv")
    assert {hit.title for hit in hits} == {"Talks"}
    for ask in (engine.search, engine.concordance):
        with pytest.raises(ValueError, match="the index is closed"):
            ask("talks")


def test_threads_may_touch_one_hit(engine):
    """Threads that read the same hits at the same time all see the same."""
    hits = engine.search("talks", snippets=False, limit=100).hits
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda _: [hit.text for hit in hits], range(32)))
    assert texts == [texts[0]] * 32


def test_a_hit_is_frozen_and_has_no_other_attributes(engine):
    """An unread hit refuses what a read one does, and reads nothing for a name that is no field."""
    hit, *_ = engine.search("talks", snippets=False).hits
    with pytest.raises(AttributeError):
        hit.title = "Other"
    with pytest.raises(AttributeError, match="'Hit' object has no attribute 'titel'"):
        hit.titel  # noqa: B018


def test_a_damaged_record_is_told_when_it_is_touched(tmp_path, monkeypatch):
    """Where the record cannot be read its fields are an error, again and again; the id is still there."""
    (tmp_path / "a.txt").write_text("Talks open in Geneva.\n")
    indexer.build(tmp_path / "a.txt", tmp_path / "n.idx", processes=1)
    with open_index(tmp_path / "n.idx") as engine:
        ((leaf, _),) = engine._backend._reader.leaf_readers()
        frames = leaf.segment().data(leaf.storage()).documents._container._sections["records"]
    (file,) = (tmp_path / "n.idx").rglob(f"*{DOCUMENTS_EXTENSION}")
    content = bytearray(file.read_bytes())
    content[frames[0] : frames[0] + frames[1]] = bytes(frames[1])
    file.write_bytes(content)
    monkeypatch.setattr(directory, "CHECKED_BYTES", -1)  # as in a large index: this one is read whole when opened
    with open_index(tmp_path / "n.idx") as engine:
        (hit,) = engine.search("talks", snippets=False).hits
    assert hit.id.endswith("a.txt#1")
    assert (hit.article + "#1", hit.paragraph) == (hit.id, 1)
    for _ in range(2):
        with pytest.raises(IndexDamagedError):
            hit.title  # noqa: B018


class Asked:
    """A backend that gives back what it is asked."""

    def search(self, request):
        return request


OPTIONS = {
    "like": "a#1",
    "since": date(2021, 12, 1),
    "until": "2022",
    **dict.fromkeys(("person", "org", "place", "group", "source", "author", "article"), ("-Kyiv", "Geneva  City")),
    "kind": ("body", "-caption"),
    "language": "en",
    "facets": ("person", "date:week"),
    "facet_limit": 3,
    "facet_min": 2,
    "facet_prefix": "V",
    "related": ("Person", "org"),
    "sort": "-date",
    "by": "article",
    "per_article": 2,
    "context": 1,
    "limit": 7,
    "page": 2,
    "count": False,
    "snippets": False,
    "explain": True,
    "strict": True,
    "max_nesting": 3,
    "max_clauses": 4,
    "max_expansions": 5,
    "time_limit": 2.5,
    "executor": "whoosh",
    "today": date(2022, 3, 17),
}


READ = OPTIONS | {
    "since": "2021-12-01",
    **dict.fromkeys(("person", "org", "place", "group", "source", "author", "article"), ("-Kyiv", "Geneva City")),
    "language": ("en",),
    "facets": (FacetRequest("person"), FacetRequest("date", "week")),
    "related": ("person", "org"),
}
"""The same as the fields of a request have them."""


@given(st.lists(st.sampled_from(sorted(OPTIONS)), unique=True), st.sampled_from(["", "sanctions"]), st.booleans())
def test_options_become_the_request_they_name(names, query, in_lists):
    """Each keyword of `Engine.search` is the field of its name; equality, hash, repr and copies are of all fields."""
    options = {"today": date(2022, 1, 1)} | {name: OPTIONS[name] for name in names}
    if in_lists:
        options = {name: list(each) if isinstance(each, tuple) else each for name, each in options.items()}
    wanted = SearchRequest(query, **{"today": date(2022, 1, 1), **{name: READ[name] for name in names}})
    request = Engine(Asked()).search(query, **options)
    assert request == wanted == pickle.loads(pickle.dumps(request))  # noqa: S301  # our own bytes
    assert (hash(request), repr(request), request.is_bare) == (hash(wanted), repr(wanted), wanted.is_bare)
    assert replace(request, query="oil") == replace(wanted, query="oil") != request
    for name in names:
        assert request != replace(wanted, **{name: getattr(SearchRequest(today=date(2022, 1, 1)), name)})


@pytest.mark.parametrize(
    ("option", "bad"),
    [
        ("sort", "size"),
        ("by", "year"),
        ("executor", "fast"),
        ("related", ("-person",)),
        ("kind", ("--body",)),
        ("facets", (FacetRequest("person"), FacetRequest("person"))),
        ("limit", -1),
        ("limit", 10_001),
        ("page", 0),
        ("per_article", 0),
        ("context", 101),
        ("facet_limit", 0),
        ("facet_min", 0),
        ("max_nesting", 0),
        ("max_clauses", 10_001),
        ("max_expansions", 0),
        ("time_limit", -1.0),
        ("time_limit", float("inf")),
        ("time_limit", float("nan")),
    ],
)
def test_what_is_out_of_range_is_refused_however_it_is_given(option, bad):
    """A request made of fields, of loose values and by the engine is checked alike; the message names the option."""
    for ask in (SearchRequest, SearchRequest.of, Engine(Asked()).search):
        with pytest.raises(RequestError, match=f"^{option}: ") as refused:
            ask(**{option: bad})
        assert refused.value.option == option


def test_a_request_reads_the_calendar_when_it_is_asked_for_the_day():
    """Where no day is given, it is the day on which it is first asked for, and stays it."""
    request = SearchRequest.of("sanctions", today=None)
    before = date.today()
    assert before <= request.today <= date.today()
    assert request.today is request.today


def test_every_option_is_tried():
    """No option is left out above, and each differs from its default."""
    assert set(OPTIONS) == set(SearchRequest.__dataclass_fields__) - {"query"}
    assert not [name for name, each in OPTIONS.items() if getattr(SearchRequest(), name) == each]


def test_what_may_change_is_not_remembered():
    """A list that has changed is another question, and so is 10.0 beside 10."""
    engine = Engine(Asked())
    places = ["Kyiv"]
    assert engine.search(place=places).place == ("Kyiv",)
    places[0] = "Geneva"
    assert engine.search(place=places).place == ("Geneva",)
    names = {1: "Kyiv"}
    values = names.values()
    assert engine.search(place=values).place == ("Kyiv",)
    names[1] = "Geneva"
    assert engine.search(place=values).place == ("Geneva",)
    assert type(engine.search(time_limit=3).time_limit) is not type(engine.search(time_limit=3.0).time_limit)


def test_tomorrow_is_another_day():
    """What is remembered of a question does not outlive the day it was asked on."""
    with opened([[Paragraph("a", 1, "body", "Talks.", date=PartialDate(2022, 3, 17))]], 1, 0) as engine:
        assert len(engine.search("date:today", today=date(2022, 3, 17))) == 1
        assert len(engine.search("date:today", today=date(2022, 3, 18))) == 0
