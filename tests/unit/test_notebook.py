"""Answers in a notebook: safe tables, rows, data frames and charts."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Mention, PartialDate
from search.notebook import COLUMNS, MissingPartError
from search.results import Diagnostic, Facet, FacetCount, Hit, Results, Snippet, Span, Total
from tests.unit.render_answers import ANSWER

MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</td><b>", "&lt;b&gt;"]
HOSTILE = st.text() | st.sampled_from([*MARKUP, "\u202eb", "\ud800", "$x_{$"])
ALLOWED = {"p", "b", "br", "mark", "bdi", "table", "thead", "tbody", "tr", "th", "td"}


class Reader(HTMLParser):
    """Gathers what a browser would make of a page: tags, attributes, text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


@st.composite
def _answers(draw):
    hits = []
    for number in range(draw(st.integers(0, 2))):
        text = draw(HOSTILE)
        stop = draw(st.integers(0, len(text)))
        snippet = Snippet(text, (Span(draw(st.integers(0, stop)), stop),), draw(st.booleans()), draw(st.booleans()))
        mention = Mention(0, 1, "person", text[:1], draw(HOSTILE))
        hit = Hit(draw(HOSTILE), "a", number, "body", 1.5, PartialDate(2021), draw(HOSTILE), text, snippet=snippet)
        hits.append(Hit(**{**{f: getattr(hit, f) for f in hit.__slots__}, "entities": (mention,)}))
    facets = {draw(HOSTILE): Facet((FacetCount(draw(HOSTILE), 1, 1, draw(HOSTILE)),))}
    remarks = (Diagnostic("x", draw(HOSTILE)),)
    return Results(draw(HOSTILE), tuple(hits), Total(1, 1), facets, diagnostics=remarks, suggestions=(draw(HOSTILE),))


@given(_answers())
def test_nothing_of_an_answer_becomes_markup(answer):
    """Whatever titles, texts, names, keys and questions hold: only the table's own tags, no attribute, no override."""
    page = answer._repr_html_()
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert set(reader.tags) <= ALLOWED
    assert reader.attributes == []
    assert "\u202e" not in page
    page.encode("utf-8")
    # As many rows, cells and marks as there are hits and counts: no text opened or closed one.
    assert reader.tags.count("tr") == (len(answer.hits) + 1 if answer.hits else 0) + 2
    assert reader.tags.count("mark") == sum(bool(hit.snippet.text) for hit in answer.hits)


def test_a_notebook_shows_hits_matches_and_facets():
    """The table has each hit with its matches marked, and each facet."""
    page = ANSWER._repr_html_()
    for hit in ANSWER:
        assert hit.id in page
    assert "<mark>" in page
    assert "25 paragraphs in 9 articles" in page
    assert "Vladimir Putin" in page


def test_rows_hold_every_column_as_plain_values():
    """One dict a hit, in order, ready for JSON or a data frame."""
    rows = ANSWER.to_dicts()
    assert [row["id"] for row in rows] == [hit.id for hit in ANSWER]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert rows[0]["rank"] == ANSWER.offset + 1
    assert rows[0]["person"] == list(ANSWER.hits[0].names("person"))


def test_a_data_frame_has_a_row_for_each_hit():
    """Columns are there also without hits."""
    pytest.importorskip("pandas", reason="pandas is not installed")
    frame = ANSWER.to_pandas()
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["id"]) == [hit.id for hit in ANSWER]
    assert tuple(Results("x", (), None).to_pandas().columns) == COLUMNS


@pytest.fixture
def _canvas():
    """Matplotlib that draws on no screen."""
    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    matplotlib.use("Agg")
    yield
    matplotlib.pyplot.close("all")


@pytest.mark.usefixtures("_canvas")
@pytest.mark.filterwarnings("ignore")  # fonts without a glyph for every name
def test_a_chart_draws_the_counts():
    """A histogram first where there is one, any facet by name; names with dollar signs are drawn as they are."""
    axes = ANSWER.plot()
    assert [bar.get_height() for bar in axes.patches] == [count.paragraphs for count in ANSWER.facets["date"]]
    axes = ANSWER.plot("person")
    assert [bar.get_width() for bar in axes.patches] == [count.paragraphs for count in ANSWER.facets["person"]]
    odd = Results("x", (), None, {"org": Facet((FacetCount("$_{$ <b>", 3, 2),))})
    axes = odd.plot()
    axes.figure.canvas.draw()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["$_{$ <b>"]
    with pytest.raises(ValueError, match="there is no facet 'place'"):
        odd.plot("place")
    with pytest.raises(ValueError, match="ask for one"):
        Results("x", (), None).plot()


@pytest.mark.parametrize(("method", "package"), [("to_pandas", "pandas"), ("plot", "matplotlib")])
def test_what_is_missing_is_told_with_how_to_install_it(monkeypatch, method, package):
    """Without the package the message names it and the extra; rows and the table need neither."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPartError, match=rf"{package} is not installed; .*dateline\[notebook\]"):
        getattr(ANSWER, method)()
    assert ANSWER.to_dicts()
    assert ANSWER._repr_html_()
