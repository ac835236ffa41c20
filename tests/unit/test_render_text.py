"""The answer for people: what stands where, in which look, at which width."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_answers import ANSWER

from indexer.model import KINDS, Mention, PartialDate
from search.render import render
from search.render.bars import bar, facet_lines, sparkline
from search.render.remarks import diagnostic_lines, remark_lines
from search.render.terminal import Terminal, display_width
from search.render.text import headline
from search.render.untrusted import UNSAFE
from search.render.wrap import Mark, wrap
from search.results import (
    ArticleGroup,
    Diagnostic,
    Facet,
    FacetCount,
    Hit,
    Passage,
    RelatedName,
    Results,
    Snippet,
    Span,
    Total,
)

SGR = re.compile(r"\x1b\[[0-9;]*m")


def text_of(results, **shape):
    return "".join(render(results, "text", Terminal(**shape)))


def test_the_answer_reads_as_documented():
    """Totals, then each hit with rank, title, date, source, id, kind, snippet and names, then the facets."""
    assert text_of(ANSWER) == (
        "1–3 of 25 paragraphs in 9 articles\n"
        "\n"
        " 1 Leaders speak for an hour as troops gather\n"
        "   2021-12-31 · Northern Wire · 2021/12/call.txt#2\n"
        "   … counterpart that new sanctions would follow any invasion, and Mr. Putin\n"
        "   answered from the Kremlin that sanctions of that kind would break off ties\n"
        "   between Washington and Moscow for good.\n"
        "   Vladimir Putin · Kremlin · Washington, Moscow · Russian\n"
        "\n"
        " 2 2021/12/geneva.md#1\n"
        "   2021-12 · caption\n"
        "   Talks between diplomats of both countries begin in Geneva on Jan. 9; NATO\n"
        "   meets three days later.\n"
        "   NATO · Geneva\n"
        "\n"
        " 3 Leaders speak for an hour\n"
        "   no date · 2021/12/call.txt#9 · subhead\n"
        "\n"
        "person              paragraphs  articles\n"
        "Vladimir Putin              24         9  ████████████████████████████████\n"
        "Joe Biden                   12         7  ████████████████\n"
        "Jen Psaki                    1         1  █▍\n"
        "(7 others)                   9         5\n"
        "(none)                       1         1\n"
        "\n"
        "date  2021-12  ▆ █▂  2022-03  most in 2022-02: 12\n"
        "month               paragraphs  articles  share\n"
        "2021-12                      9         3    75%  ███████████████████████▎\n"
        "2022-01                      0         0\n"
        "2022-02                     12         4   1.2%  ███████████████████████████████\n"
        "2022-03                      3         1  <0.1%  ███████▊\n"
        "(undated)                    1         1\n"
        "\n"
        "person,place        paragraphs  articles\n"
        "Joe Biden × Geneva           3         2  ████████████████████████████████\n"
        "(none)                      22         9\n"
        "\n"
        "related org  paragraphs  expected  score\n"
        "Kremlin               6       1.2   14.5  ████████████████████████████████\n"
    )


def test_colour_marks_matches_and_changes_no_letter():
    """With the colours taken out the text is the one of a pipe, and the matches are what is bold red."""
    colored = text_of(ANSWER, color=True)
    assert SGR.sub("", colored) == text_of(ANSWER)
    assert re.findall(r"\x1b\[1;31m(.*?)\x1b\[0m", colored) == ["sanctions", "sanctions", "Talks"]


def test_an_article_reads_as_documented():
    """By article: rank and title, date, source, key and numbers, then each paragraph behind its number."""
    first, other, last = ANSWER.hits
    group = ArticleGroup(first.article, first.title, first.date, 9.0, 5, (first, last))
    single = ArticleGroup(other.article, "", other.date, 3.5, 1, (other,))
    results = replace(ANSWER, by="article", groups=(group, single), facets={}, related={})
    assert text_of(results) == (
        "1–2 of 9 articles with 25 paragraphs\n"
        "\n"
        " 1 Leaders speak for an hour as troops gather\n"
        "   2021-12-31 · Northern Wire · 2021/12/call.txt · 2 of 5 matching paragraphs\n"
        "   #2  … counterpart that new sanctions would follow any invasion, and Mr. Putin\n"
        "       answered from the Kremlin that sanctions of that kind would break off\n"
        "       ties between Washington and Moscow for good.\n"
        "       Vladimir Putin · Kremlin · Washington, Moscow · Russian\n"
        "   #9  subhead\n"
        "\n"
        " 2 2021/12/geneva.md\n"
        "   2021-12 · 1 matching paragraph\n"
        "   #1  caption\n"
        "       Talks between diplomats of both countries begin in Geneva on Jan. 9; NATO\n"
        "       meets three days later.\n"
        "       NATO · Geneva\n"
    )
    assert headline(replace(results, total=None), Terminal()) == "articles 1–2"
    assert headline(replace(results, groups=(single,), total=None, offset=4), Terminal()) == "article 5"
    assert headline(replace(results, groups=()), Terminal()) == "9 articles with 25 paragraphs"


def test_context_stands_around_the_whole_paragraph():
    """Neighbours and the paragraph itself are shown whole, with the matches marked in all of them."""
    hit = replace(
        ANSWER.hits[0],
        before=(Passage("c#1", 1, "body", "Sanctions loom.", (Span(0, 9),)),),
        after=(Passage("c#3", 3, "body", "He hung up."),),
    )
    shown = text_of(replace(ANSWER, hits=(hit,), facets={}, related={}), color=True)
    assert shown.count("\x1b[1;31m") == 3
    plain = SGR.sub("", shown)
    assert "     1 Sanctions loom.\n   > 2 The president told" in plain
    assert "for good.\n     3 He hung up.\n" in plain


def test_nothing_found_prints_nothing():
    """Stdout stays empty, so that a pipe sees no line where there is no hit."""
    assert text_of(Results("nothing", (), Total(0, 0), facets={"person": Facet()})) == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"total": Total(3, 2)}, "3 paragraphs in 2 articles"),
        ({"total": Total(4, 2), "offset": 1}, "2–4 of 4 paragraphs in 2 articles"),
        ({"total": Total(1200, 2), "offset": 999}, "1,000–1,002 of 1,200 paragraphs in 2 articles"),
        ({"total": Total(25, 9, exact=False)}, "1–3 of at least 25 paragraphs in 9 articles"),
        ({"total": None}, "paragraphs 1–3"),
        ({"total": None, "hits": ANSWER.hits[:1], "offset": 4}, "paragraph 5"),
        ({"hits": (), "offset": 40}, "25 paragraphs in 9 articles"),
    ],
)
def test_the_headline_says_what_is_shown_and_how_much_there_is(changes, expected):
    """A full page, a part of many, a later page, an estimate, no count, no hits."""
    assert headline(replace(ANSWER, **changes), Terminal()) == expected


@pytest.mark.parametrize("width", [40, 50, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """At any width the lines of words fit."""
    lines = text_of(ANSWER, width=width).splitlines()
    assert [line for line in lines if display_width(line) > width] == []


def test_a_stream_without_unicode_gets_ascii_frames():
    """Dots, dashes, ellipses, bars and sparklines have an ASCII form."""
    text_of(ANSWER, unicode=False).encode("ascii")


hits = st.builds(
    Hit,
    id=st.text(),
    article=st.text(),
    paragraph=st.integers(1, 99),
    kind=st.sampled_from(KINDS),
    score=st.floats(0, 99),
    date=st.none() | st.builds(PartialDate, st.integers(1000, 2100)),
    title=st.text(),
    text=st.text(),
    source=st.text(),
    snippet=st.builds(Snippet, st.text(), st.just((Span(0, 3), Span(3, 5))), st.booleans(), st.booleans()),
    entities=st.tuples(st.builds(Mention, st.just(0), st.just(1), st.just("person"), st.text(), st.text())),
)
passages = st.builds(Passage, st.text(), st.integers(1, 99), st.sampled_from(KINDS), st.text(), st.just((Span(0, 3),)))
groups = st.builds(
    ArticleGroup,
    article=st.text(),
    title=st.text(),
    date=st.none(),
    score=st.floats(0, 99),
    n_paragraphs=st.integers(1, 99),
    hits=st.lists(st.builds(replace, hits, before=st.tuples(passages)), min_size=1, max_size=2).map(tuple),
)
related = st.builds(RelatedName, st.text(), st.integers(2, 99), st.integers(2, 99), st.floats(0, 99), st.floats(1, 99))
counts = st.builds(FacetCount, st.text(), st.integers(0, 10**6), st.integers(0, 10**6))
answers = st.builds(
    Results,
    query=st.text(),
    hits=st.lists(hits, max_size=3).map(tuple),
    total=st.none() | st.builds(Total, st.integers(0, 10**6), st.integers(0, 10**6), st.booleans()),
    facets=st.dictionaries(st.sampled_from(["person", "date"]), st.builds(Facet, st.lists(counts).map(tuple))),
    related=st.dictionaries(st.sampled_from(["person", "org"]), st.lists(related, max_size=3).map(tuple)),
    by=st.sampled_from(["paragraph", "article"]),
    groups=st.lists(groups, max_size=2).map(tuple),
    diagnostics=st.tuples(st.builds(Diagnostic, st.text(), st.text(), st.integers(-1, 9), st.integers(-1, 9))),
    suggestions=st.lists(st.text()).map(tuple),
)
shapes = st.builds(Terminal, width=st.integers(24, 120), color=st.booleans(), unicode=st.booleans())


@given(answers, shapes)
def test_nothing_from_an_index_steers_the_terminal(results, terminal):
    """With our own colours taken out, text and remarks hold no control character but line ends."""
    lines = [*"".join(render(results, "text", terminal)).split("\n"), *remark_lines(results, terminal)]
    assert [line for line in lines if UNSAFE.search(SGR.sub("", line))] == []


@given(st.text("abc \u4eac\u0301", max_size=60), st.integers(2, 30), st.booleans())
def test_wrapping_keeps_every_word_and_the_width(text, width, color):
    """Put together again the lines have all characters but spaces; only a long word may be too wide."""
    marks = [Mark(start, start + 1, "match") for start in range(0, len(text), 3)]
    lines = [SGR.sub("", line) for line in wrap(text, marks, width, Terminal(color=color))]
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    for line in lines:
        assert display_width(line) <= width or len(line.split()) == 1


def test_a_match_across_a_line_end_is_painted_on_both_lines():
    """A phrase keeps its look where the line breaks within it."""
    lines = wrap("the white house said", [Mark(4, 15, "match")], 10, Terminal(color=True))
    assert lines == ["the \x1b[1;31mwhite\x1b[0m", "\x1b[1;31mhouse\x1b[0m said"]


@given(st.lists(st.integers(0, 1000), max_size=300), st.integers(1, 80), st.booleans())
def test_a_sparkline_fits_and_shows_every_count(numbers, width, unicode):
    """It has a mark for each number or group of numbers, blank exactly where all are zero."""
    marks = sparkline(numbers, width, unicode=unicode)
    assert len(marks) <= width
    assert (marks.strip() == "") == (not any(numbers))
    if len(numbers) <= width:
        assert [mark == " " for mark in marks] == [number == 0 for number in numbers]


@given(st.floats(0, 1), st.integers(1, 40), st.booleans())
def test_a_bar_grows_with_its_share_and_never_beyond_its_width(share, width, unicode):
    """Nothing for nothing, something for anything, all for all."""
    drawn = bar(share, width, unicode=unicode)
    assert (len(drawn) > 0) == (share > 0)
    assert len(drawn) <= width
    assert len(bar(1, width, unicode=unicode)) == width


def test_many_periods_are_a_sparkline_without_a_table():
    """Sixty months are told in one or two lines."""
    months = tuple(FacetCount(f"{2017 + n // 12}-{n % 12 + 1:02d}", n, n) for n in range(60))
    lines = list(facet_lines({"date": Facet(months, "month", none=Total(7, 2))}, Terminal()))
    assert len(lines) == 2
    assert lines[0].startswith("date  2017-01  ")
    assert lines[0].endswith("  2021-12")
    assert lines[1].strip() == "most in 2021-12: 59, a mark is 2 months, 7 undated"


@pytest.mark.parametrize(
    ("value", "head"), [("2021", "year"), ("2021-12", "month"), ("2021-W52", "week"), ("2021-12-31", "day")]
)
def test_a_table_of_dates_is_headed_by_its_period(value, head):
    """The reader sees what one row stands for."""
    assert list(facet_lines({"date": Facet((FacetCount(value, 1, 1),), head)}, Terminal()))[1].startswith(head)


def test_a_long_value_stands_on_a_line_of_its_own():
    """No value is cut: its numbers move to the next line, in their columns."""
    name = "Organization for Security and Cooperation in Europe"
    orgs = Facet((FacetCount(name, 3, 2), FacetCount("NATO", 1, 1)))
    lines = list(facet_lines({"org": orgs}, Terminal(width=60)))
    assert lines[1] == name
    assert lines[2].index("3") == lines[3].index("1")


def test_a_headline_is_shown_once_with_its_matches():
    """The title of a headline's hit is its text, so it carries the marks and no snippet repeats it."""
    title = "Talks on new sanctions"
    hit = Hit("a.txt#1", "a.txt", 1, "headline", 1, None, title, title, snippet=Snippet(title, (Span(13, 22),)))
    shown = text_of(Results("sanctions", (hit,), Total(1, 1)), color=True)
    assert shown.count("Talks") == 1
    assert "\x1b[1mTalks on new \x1b[0m\x1b[1;31msanctions\x1b[0m\n" in shown


def test_remarks_are_wrapped_and_long_questions_shortened():
    """A pasted article as a question does not flood the terminal."""
    message = "words " * 30
    query = "word " * 2000
    results = Results(query, (), Total(0, 0), diagnostics=(Diagnostic("long", message, 0, 4),))
    lines = list(remark_lines(results, Terminal(width=60)))
    assert max(map(len, lines)) <= 60
    assert lines[-1].endswith("…")


def test_a_facet_without_values_says_so():
    """An asked-for facet is never silently missing."""
    assert list(facet_lines({"group": Facet()}, Terminal())) == ["group  no values"]


def test_carets_point_at_the_part_of_the_question():
    """The span of a diagnostic is underlined, also far into a long question."""
    query = "word " * 100 + "foo:bar"
    lines = list(diagnostic_lines(Diagnostic("field", "no such field", 500, 503), query, Terminal(width=60)))
    assert lines[0] == "warning: no such field"
    column = lines[2].index("^")
    assert lines[1][column : column + 3] == "foo"
    assert lines[2].count("^") == 3


def test_time_that_was_up_is_told_apart_from_no_match():
    """Whoever reads only the last line learns that it is not known whether there is something."""
    remark = Diagnostic("time-limit", "the answer is partial")
    results = Results("sanctions", (), Total(0, 0, exact=False), diagnostics=(remark,))
    assert list(remark_lines(results, Terminal()))[-1] == "nothing found in time for: sanctions"


def test_a_page_past_the_end_is_told_apart_from_no_match():
    """The reader learns that there are hits, just not on this page."""
    lines = list(remark_lines(replace(ANSWER, hits=(), offset=100, diagnostics=()), Terminal()))
    assert lines == ["this page is past the end: 25 paragraphs in 9 articles match"]


class Stream(io.StringIO):
    """A stream that says what it is told about itself."""

    def __init__(self, *, tty):
        super().__init__()
        self.tty = tty

    encoding = "utf-8"

    def isatty(self):
        return self.tty


@pytest.mark.parametrize(
    ("choice", "environ", "tty", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_follows_option_then_environment_then_terminal(choice, environ, tty, expected):
    """--color, NO_COLOR, FORCE_COLOR, TERM=dumb and isatty, in that order."""
    assert Terminal.of(Stream(tty=tty), choice, environ).color is expected


@pytest.mark.parametrize(
    ("environ", "width"), [({}, 80), ({"COLUMNS": "100"}, 100), ({"COLUMNS": "9"}, 40), ({"COLUMNS": "x"}, 80)]
)
def test_a_pipe_is_eighty_columns_wide_unless_told_otherwise(environ, width):
    """COLUMNS is respected within reason."""
    assert Terminal.of(Stream(tty=False), environ=environ).width == width
