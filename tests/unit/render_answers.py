"""An answer built by hand, in all its parts, for the tests of its forms."""

from indexer.model import Mention, PartialDate
from search.results import (
    Diagnostic,
    Facet,
    FacetCount,
    Hit,
    Others,
    RelatedName,
    Results,
    Snippet,
    Span,
    Timings,
    Total,
)


def _mentions(text, *names):
    found = []
    for type_, written, name in names:
        start = text.index(written)
        found.append(Mention(start, start + len(written), type_, written, name))
    return tuple(sorted(found, key=lambda mention: mention.start))


_FIRST = (
    "The president told his Russian counterpart that new sanctions would follow any invasion, and Mr. Putin answered "
    "from the Kremlin that sanctions of that kind would break off ties between Washington and Moscow for good."
)
_SECOND = "Talks between diplomats of both countries begin in Geneva on Jan. 9; NATO meets three days later."

ANSWER = Results(
    query="sanctions OR talks",
    hits=(
        Hit(
            id="2021/12/call.txt#2",
            article="2021/12/call.txt",
            paragraph=2,
            kind="body",
            score=7.25,
            date=PartialDate(2021, 12, 31),
            title="Leaders speak for an hour as troops gather",
            text=_FIRST,
            source="Northern Wire",
            authors=("Ann Reporter", "Bo Writer"),
            url="https://example.org/call",
            dateline="WILMINGTON, Del.",
            language="en",
            snippet=Snippet(_FIRST[31:], (Span(21, 30), Span(103, 112)), starts_inside=True),
            spans=(Span(52, 61), Span(134, 143)),
            entities=_mentions(
                _FIRST,
                ("person", "Putin", "Vladimir Putin"),
                ("org", "Kremlin", "Kremlin"),
                ("place", "Washington", "Washington"),
                ("place", "Moscow", "Moscow"),
                ("group", "Russian", "Russian"),
            ),
            mentioned=(PartialDate(2022, 1, 9), PartialDate(2014)),
        ),
        Hit(
            id="2021/12/geneva.md#1",
            article="2021/12/geneva.md",
            paragraph=1,
            kind="caption",
            score=3.5,
            date=PartialDate(2021, 12),
            title="",
            text=_SECOND,
            snippet=Snippet(_SECOND, (Span(0, 5),)),
            spans=(Span(0, 5),),
            entities=_mentions(_SECOND, ("place", "Geneva", "Geneva"), ("org", "NATO", "NATO")),
        ),
        Hit("2021/12/call.txt#9", "2021/12/call.txt", 9, "subhead", 1.0, None, "Leaders speak for an hour", "TALKS"),
    ),
    total=Total(25, 9),
    facets={
        "person": Facet(
            (FacetCount("Vladimir Putin", 24, 9), FacetCount("Joe Biden", 12, 7), FacetCount("Jen Psaki", 1, 1)),
            others=Others(7, 9, 5),
            none=Total(1, 1),
        ),
        "date": Facet(
            (
                FacetCount("2021-12", 9, 3, all_paragraphs=12),
                FacetCount("2022-01", 0, 0, all_paragraphs=0),
                FacetCount("2022-02", 12, 4, all_paragraphs=1000),
                FacetCount("2022-03", 3, 1, all_paragraphs=9000),
            ),
            "month",
            none=Total(1, 1),
        ),
        "person,place": Facet((FacetCount("Joe Biden", 3, 2, "Geneva"),), none=Total(22, 9)),
    },
    related={"org": (RelatedName("Kremlin", 6, 8, 1.25, 14.5),)},
    diagnostics=(Diagnostic("unknown-field", "there is no field 'foo'; searched as words", 0, 3),),
    timings=Timings(0.5, 2.25, 1.0),
    offset=0,
)
"""Three hits of twenty-five: matches, names, kinds, dates of three precisions, three facets, a related name."""
