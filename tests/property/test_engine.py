"""The engine against the brute-force reading of the same paragraphs: totals, order, scores, facets, filters, pages."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.directory import create_index, open_paragraphs
from indexer.format.records import document
from indexer.model import ENTITY_TYPES, Mention, Paragraph, PartialDate
from indexer.sinks.local import LocalSink
from search.api import open_index
from tests.reference import reading

WORDS = ["sanctions", "sanctioned", "Russia", "talks", "talk", "the", "U.S.", "2,000", "oil"]
NAMES = {
    "person": ["Vladimir Putin", "Joe Biden", "Hunter Biden"],
    "org": ["NATO", "European Union"],
    "place": ["Geneva", "United States"],
    "group": ["Russians"],
}
DATES = [None, PartialDate(2021), PartialDate(2021, 12), PartialDate(2021, 12, 31), PartialDate(2022, 2, 24)]


@st.composite
def _articles(draw: st.DrawFn) -> list[list[Paragraph]]:
    articles = []
    for number in range(draw(st.integers(1, 6))):
        date = draw(st.sampled_from(DATES))
        source = draw(st.sampled_from(["", "Herald", "The Times"]))
        paragraphs = []
        for place in range(1, draw(st.integers(1, 4)) + 1):
            text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)))
            mentions = [
                Mention(0, 1, kind, text[0], draw(st.sampled_from(NAMES[kind])))
                for kind in draw(st.lists(st.sampled_from(ENTITY_TYPES), max_size=3))
            ]
            kind = draw(st.sampled_from(["body", "caption"]))
            paragraphs.append(
                Paragraph(f"a{number}", place, kind, text, date=date, source=source, mentions=tuple(mentions))
            )
        articles.append(paragraphs)
    return articles


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


@contextmanager
def _engine(articles: list[list[Paragraph]], n_segments: int, deleted: int):
    """Open an index of the articles in several segments, with `deleted` more articles added and taken out again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        create_index(path, "none")
        extra = [[Paragraph(f"gone{n}", 1, "body", "sanctions oil gone")] for n in range(deleted)]
        everything = [*extra, *articles]
        size = -(-len(everything) // n_segments)
        for start in range(0, len(everything), size):
            writer = open_paragraphs(path).paragraph_writer("none")
            for article in everything[start : start + size]:
                for paragraph in article:
                    writer.add_document(**document(paragraph))
            writer.commit(merge=False)
        if deleted:
            with LocalSink(path, "none") as sink:
                for (paragraph,) in extra[:-1]:
                    sink.delete(paragraph.article)
                # The last one leaves without merging, so that a deletion is open in the index that is asked.
                sink.commit()
            writer = open_paragraphs(path).paragraph_writer("none")
            writer.delete_by_term("article", extra[-1][0].article)
            writer.commit(merge=False)
        with open_index(path) as engine:
            yield engine


def _found(results) -> list[str]:
    return [hit.id for hit in results]


@settings(max_examples=60, deadline=None)
@given(_articles(), _wanted(), st.integers(1, 3), st.integers(0, 2))
def test_answer_is_that_of_a_reading(articles, wanted, n_segments, deleted):
    """Totals, paragraphs and facets are those that reading every paragraph gives, over segments and deletions."""
    everything = [paragraph for article in articles for paragraph in article]
    expected = [paragraph for paragraph in everything if wanted.matches(paragraph)]
    with _engine(articles, n_segments, deleted) as engine:
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
@given(_articles(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique_by=str.lower), st.booleans())
def test_scores_are_bm25(articles, chosen, alternatives):
    """Scores are BM25 as written out, best first, and ties stand in the order of the index."""
    parts = [reading.word(text) for text in chosen]
    wanted = reading.any_of(parts) if alternatives else reading.all_of(parts)
    if wanted.scored is None:  # two words of one stem
        return
    everything = [paragraph for article in articles for paragraph in article]
    stems = [[reading.stem(term) for term in reading.words(paragraph.text)] for paragraph in everything]
    expected = {p.id: reading.score(wanted.scored, p, stems) for p in everything if wanted.matches(p)}
    with _engine(articles, 2, 0) as engine:
        results = engine.search(wanted.text, limit=100)
    assert {hit.id: hit.score for hit in results} == pytest.approx(expected, rel=1e-5)
    order = [paragraph.id for paragraph in everything]
    ranked = sorted(results, key=lambda hit: (-hit.score, order.index(hit.id)))
    assert _found(results) == _found(ranked)


@settings(max_examples=40, deadline=None)
@given(_articles(), st.sampled_from(["score", "date", "-date"]), st.integers(1, 3))
def test_pages_concatenate_to_the_whole_list(articles, sort, size):
    """Pages of any size, put together, are the full list, and the page after the last is empty."""
    with _engine(articles, 2, 0) as engine:
        whole = _found(engine.search("talks OR the", sort=sort, limit=100))
        n_pages = -(-len(whole) // size)
        pages = [_found(engine.search("talks OR the", sort=sort, limit=size, page=n + 1)) for n in range(n_pages)]
        assert [found for page in pages for found in page] == whole
        assert _found(engine.search("talks OR the", sort=sort, limit=size, page=n_pages + 1)) == []


@settings(max_examples=40, deadline=None)
@given(_articles(), st.sampled_from(["Joe Biden", "-Joe Biden"]), st.sampled_from(["", "2021-12", "2022"]))
def test_facet_ignores_its_own_filter_only(articles, person, since):
    """The counts of a facet are those without its own filter, and with all the others."""
    with _engine(articles, 2, 0) as engine:
        both = engine.search("", person=person, since=since, facets=["person", "org", "date:year"])
        dated = engine.search("", since=since, facets=["person"], facet_limit=100)
        named = engine.search("", person=person, facets=["date:year"])
        narrow = engine.search("", person=person, since=since, facets=["org"])
    assert both.facets["person"] == dated.facets["person"]
    assert both.facets["date"] == named.facets["date"]
    assert both.facets["org"] == narrow.facets["org"]
    assert both.total == narrow.total


@settings(max_examples=30, deadline=None)
@given(_articles(), st.sampled_from([("2021", ""), ("2021-12", "2021-12"), ("", "2021"), ("2022-01", "")]))
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
    with _engine(articles, 1, 0) as engine:
        results = engine.search("", since=bounds[0], until=bounds[1], limit=100)
    assert set(_found(results)) == expected
