"""Facets asked for and counted: what a request takes, and the numbers of a small archive."""

import gc

import pytest
from corpora import opened

from indexer.model import Mention, Paragraph, PartialDate
from search.request import FacetRequest, RequestError, SearchRequest


def _paragraph(article, number, people=(), date=None, mentioned=(), text="talks on oil"):
    mentions = tuple(Mention(0, 1, "person", "t", name) for name in people)
    dates = tuple(map(PartialDate.parse, mentioned))
    day = PartialDate.parse(date) if date else None
    return Paragraph(article, number, "body", text, date=day, mentions=mentions, mentioned=dates)


@pytest.mark.parametrize(
    ("text", "name", "step"),
    [
        ("person", "person", ""),
        (" Person , PLACE ", "person,place", ""),
        ("date", "date", "month"),
        ("mentioned:year", "mentioned", "year"),
        ("date:week,person", "date,person", "week"),
    ],
)
def test_a_facet_is_read_from_its_name(text, name, step):
    """Case and spaces do not matter, dates are by month unless said otherwise, a comma crosses."""
    facet = FacetRequest.parse(text)
    assert (facet.name, facet.step) == (name, step)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"facets": "colour"}, "there are person, org"),
        ({"facets": "date:decade"}, "year, month, week, day"),
        ({"facets": "date:"}, "year, month, week, day"),
        ({"facets": "person:year"}, "only date and mentioned"),
        ({"facets": "person,person"}, "name two fields"),
        ({"facets": "person,place,org"}, "two fields can be crossed"),
        ({"facets": "person,"}, "there is no facet ''"),
        ({"facets": ["date:year", "date:month"]}, "asked for twice"),
        ({"facets": ["person,place", "person,place"]}, "asked for twice"),
        ({"facet_limit": 0}, "at least 1"),
        ({"facet_min": 0}, "1 paragraph or more"),
    ],
)
def test_a_facet_that_cannot_be_counted_is_refused_with_what_can_be(options, told):
    """The message names the option and what it takes."""
    with pytest.raises(RequestError, match=told) as refused:
        SearchRequest.of("talks", **options)
    assert refused.value.option in options


def test_others_count_a_paragraph_once_and_none_is_told():
    """Two unlisted names in one paragraph are one paragraph; paragraphs without a name are counted beside."""
    articles = [
        [_paragraph("a", 1, ["Ada", "Bo", "Cy"]), _paragraph("a", 2, ["Ada", "Bo"]), _paragraph("a", 3)],
        [_paragraph("b", 1, ["Cy"]), _paragraph("b", 2, ["Ada"])],
    ]
    with opened(articles, 2, 0) as engine:
        facet = engine.search("talks", facets=["person"], facet_limit=1).facets["person"]
    assert [(count.value, count.paragraphs, count.articles) for count in facet] == [("Ada", 3, 2)]
    assert (facet.others.values, facet.others.paragraphs, facet.others.articles) == (2, 3, 2)
    assert (facet.none.paragraphs, facet.none.articles) == (1, 1)


def test_more_than_all_paragraphs_may_be_asked_for():
    """No value is in as many paragraphs as there are numbers for: none is listed, now as with codes."""
    with opened([[_paragraph("a", 1, ["Ada"])]], 1, 0) as engine:
        for _ in range(4):
            facet = engine.search("talks", facets=["person"], facet_min=1 << 40).facets["person"]
            assert (len(facet), facet.others.values) == (0, 1)


def test_an_answer_leaves_nothing_to_the_garbage_collector():
    """All that was made for an answer is let go with it: matches are megabytes, and the collector comes late."""
    with opened([[_paragraph("a", 1, ["Ada"], "2021-12-31")], [_paragraph("b", 1)]], 2, 0) as engine:
        asked = {"query": '"talks on" OR oil', "facets": ["person", "date"]}
        for _ in range(3):  # what is kept from question to question is made
            engine.search(**asked)
        gc.collect()
        gc.disable()
        try:
            engine.search(**asked)
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_a_prefix_is_folded():
    """Accents, case and punctuation do not keep a value from being found by its first letters."""
    people = ["Recep Erdoğan", "Éric Zemmour", "J. D. Vance", "Erik Prince"]
    with opened([[_paragraph("a", 1, people)]], 1, 0) as engine:

        def found(prefix):
            facet = engine.search("talks", facets=["person"], facet_prefix=prefix).facets["person"]
            return [count.value for count in facet]

        assert found("eri") == ["Erik Prince", "Éric Zemmour"]
        assert found("recep ERDOGAN") == ["Recep Erdoğan"]
        assert found("j. d") == ["J. D. Vance"]
        assert found("prince") == []


def test_a_month_is_no_day():
    """A paragraph known to the month is in its month and its year, and beside the weeks and days."""
    articles = [[_paragraph("a", 1, date="2021-12")], [_paragraph("b", 1, date="2022-01-01")], [_paragraph("c", 1)]]
    with opened(articles, 1, 0) as engine:
        counted = {
            step: engine.search("talks", facets=[f"date:{step}"]).facets["date"] for step in ("month", "week", "day")
        }
    found = {step: [(count.value, count.paragraphs) for count in facet] for step, facet in counted.items()}
    assert found == {"month": [("2021-12", 1), ("2022-01", 1)], "week": [("2021-W52", 1)], "day": [("2022-01-01", 1)]}
    assert {step: facet.none.paragraphs for step, facet in counted.items()} == {"month": 1, "week": 2, "day": 2}


def test_a_share_is_of_the_whole_index():
    """Neither the query nor a filter narrows what a period is compared with."""
    paragraphs = [_paragraph("a", n, ["Ada"] if n < 3 else [], "2021-12-31") for n in range(1, 9)]
    with opened([paragraphs, [_paragraph("b", 1, ["Ada"], "2022-02-01")]], 1, 2) as engine:
        facet = engine.search("talks", person="Ada", facets=["date:month"]).facets["date"]
    # The two deleted paragraphs are of 2021-12 too, and count nowhere.
    assert [(count.value, count.paragraphs, count.all_paragraphs, count.share) for count in facet] == [
        ("2021-12", 2, 8, 0.25),
        ("2022-01", 0, 0, None),
        ("2022-02", 1, 1, 1.0),
    ]


def test_a_histogram_of_a_thousand_years_by_day_leaves_out_its_holes():
    """One old date does not make half a million rows, and the answer says what it left out."""
    with opened([[_paragraph("a", 1, mentioned=["1066-10-14", "2022-02-24"])]], 1, 0) as engine:
        by_day = engine.search("talks", facets=["mentioned:day"])
        by_year = engine.search("talks", facets=["mentioned:year"])
    assert [count.value for count in by_day.facets["mentioned"]] == ["1066-10-14", "2022-02-24"]
    assert by_day.facets["mentioned"].has_holes
    assert [each.code for each in by_day.diagnostics] == ["histogram-with-holes"]
    assert len(by_year.facets["mentioned"]) == 2022 - 1066 + 1
    assert by_year.diagnostics == ()


def test_related_names_are_not_the_most_frequent_ones():
    """Who is everywhere does not lead; who belongs to the question does, and who was asked for is left out."""
    oil = [_paragraph("a", n, ["Ada", "Everybody", "Sergei"]) for n in range(1, 5)]
    rest = [_paragraph("b", n, ["Everybody"] if n % 2 else ["Everybody", "Zoe"], text="fish") for n in range(1, 13)]
    with opened([oil, rest], 1, 0) as engine:
        results = engine.search("oil person:ada", facets=["person"], related="person")
        filtered = engine.search("oil", person=["ada", "-zoe"], related="person")
    assert [count.value for count in results.facets["person"]] == ["Ada", "Everybody", "Sergei"]
    (name,) = results.related["person"]
    assert (name.value, name.paragraphs, name.all_paragraphs, name.expected) == ("Sergei", 4, 4, 1.0)
    assert filtered.related == results.related


def test_a_type_that_is_none_of_a_name_is_refused():
    """Related names are of people, organisations, places and groups."""
    with pytest.raises(RequestError, match="person, org, place, group"):
        SearchRequest.of("talks", related=["kind"])
