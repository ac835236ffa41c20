"""What a query becomes: trees, words, places, and the traps other search tools fall into."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from query_index import found, ram_index
from whoosh import query

from search.query import Limits, QueryError, cut_expansions, parse
from search.query.leaves import FuzzyWord, NamePart, WordPattern
from search.query.nearness import Near, Together
from search.query.remarks import CODES, MAX_OF_A_CODE

TODAY = date(2022, 3, 17)


def tree(text):
    return parse(text, today=TODAY).tree


def codes(text, **options):
    return [each.code for each in parse(text, today=TODAY, **options).diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sanctions", query.Term("stem", "sanction")),
        ("=sanctions", query.Term("text", "sanctions")),
        ('"sanctions"', query.Term("text", "sanctions")),
        ('"economic pain"', query.Phrase("text", ["economic", "pain"])),
        ("F-35s", query.Phrase("stem", ["f", "35s"])),
        ("title:talks", query.Term("title_stem", "talk")),
        ('title:"talks open"', query.Phrase("title", ["talks", "open"])),
        ("gas NEAR/3 prices", Near(query.Term("stem", "gas"), query.Term("stem", "price"), 3)),
        ("gas PRE/3 =prices", Near(query.Term("stem", "gas"), query.Term("text", "prices"), 3, ordered=True)),
        ('"gas prices"~4', Together("text", ("gas", "prices"), 4)),
        ("sancti*", WordPattern("text", "sancti*")),
        ("zelensky~2", FuzzyWord("text", "zelensky", 2)),
        ('person:"Vladimir Putin"', NamePart("person", ("vladimir", "putin"))),
        ('person:="Joe Biden"', NamePart("person", ("joe", "biden"), whole=True)),
        ("gas^2", query.Term("stem", "gas", boost=2.0)),
        ("(gas^2 OR oil)^3", query.Or([query.Term("stem", "gas", boost=6.0), query.Term("stem", "oil", boost=3.0)])),
        ("price prices", query.Term("stem", "price")),
        ("", query.Every()),
        (" \t\n", query.Every()),
        ("gas *", query.Term("stem", "gas")),
        ("NOT NOT gas", query.Term("stem", "gas")),
    ],
)
def test_a_construct_becomes_its_query(text, expected):
    """Each construct has one shape of tree, which executors rely on."""
    assert tree(text) == expected


def test_a_query_is_flat_whatever_its_parentheses():
    """Required words are one And, exclusions one Or beside it: no nesting that means nothing."""
    assert str(tree("(a (b (c))) -d -(e OR f)")) == (
        "((stem:a AND stem:b AND stem:c) ANDNOT (stem:d OR stem:e OR stem:f))"
    )


def test_words_tell_where_they_stand_in_the_text():
    """What suggestions replace has its term and place; exclusions and patterns are left out."""
    text = '“Gas prices” -oil person:"Joe Biden" zel*'
    words = parse(text, today=TODAY).words
    assert [(word.term, word.field, text[word.start : word.stop]) for word in words] == [
        ("gas", "text", "Gas"),
        ("prices", "text", "prices"),
        ("joe", "person", "Joe"),
        ("biden", "person", "Biden"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gas^0", "bad-boost"),
        ("gas^99999", "bad-boost"),
        ("gas^1.2.3", "bad-boost"),
        ("date:foo", "bad-date"),
        ("date:2021-02-30", "bad-date"),
        ("date:03/04/2022", "bad-date"),
        ("date:last month", "date-words"),
        ("gas NEAR/101 oil", "distance"),
        ('"gas oil"~101', "distance"),
        ("gas~3", "distance"),
        ("person:", "empty-field"),
        ("person:OR", None),
        ("(person:)", "empty-field"),
        ("person: putin", "field-space"),
        ("gas OR", "lone-operator"),
        ("OR gas", "lone-operator"),
        ("gas or oil", "lower-case-operator"),
        ("war OR peace talks", "mixed-operators"),
        ("war AND peace OR talks", "mixed-operators"),
        ("(war OR peace) talks", None),
        ("war OR peace date:2021", None),
        ("gas NEAR/3 person:putin", "near-operand"),
        ("gas NEAR/3 title:oil", "near-operand"),
        ("gas NEAR/3 (a -b)", "near-operand"),
        ("!!!", "no-words"),
        ('""', "no-words"),
        ("person:!!!", "no-words"),
        ("gas !!! oil", None),
        ("who? me", "question-mark"),
        ("who me?", None),
        ("date:2022..2021", "reversed-range"),
        ("(" * 33 + "gas" + ")" * 33, "too-deep"),
        ("gas NEAR/1 " * 40 + "gas", "too-deep"),
        ("gas" + " " * 10_000, "too-long"),
        (" ".join(map(str, range(300))), "too-many-clauses"),
        ("(gas", "unclosed-parenthesis"),
        ('"gas', "unclosed-quote"),
        ("persn:putin", "unknown-field"),
        ("Update:talks", None),
        ("12:30", None),
        ("http://x.org", None),
        ("kind:photo", "unknown-kind"),
        ("gas)", "unopened-parenthesis"),
    ],
)
def test_a_remark_is_made_where_it_belongs(text, code):
    """Each code has its occasion, and what looks like one but is none gives no remark."""
    assert (set(codes(text)) - {"unclosed-parenthesis"} or set(codes(text))) == ({code} if code else set())


def test_every_code_has_a_test_above():
    """No code is left out, but the one an index decides on, which has a test of its own."""
    marks = test_a_remark_is_made_where_it_belongs.pytestmark[0].args[1]
    assert {code for _, code in marks if code} | {"too-many-expansions"} == set(CODES)


def test_remarks_point_at_what_they_are_about():
    """The characters of a diagnostic are those of the original text, curly quotes or not."""
    text = "“gas prices” date:foo persn:putin"
    marked = {each.code: text[each.start : each.stop] for each in parse(text, today=TODAY).diagnostics}
    assert marked == {"bad-date": "date:foo", "unknown-field": "persn:putin"}


def test_a_field_that_is_a_slip_is_named():
    """The message of an unknown field asks for the one it resembles."""
    assert "did you mean person:?" in parse("persn:putin", today=TODAY).diagnostics[0].message


def test_remarks_of_one_code_are_few():
    """A page of stray brackets is not answered with a page of remarks."""
    assert codes(")" * 1000 + " gas") == ["unopened-parenthesis"] * MAX_OF_A_CODE


def test_strict_raises_the_first_that_is_no_info():
    """An info alone is no error, and the error carries its diagnostic."""
    assert parse("gas or oil", today=TODAY, strict=True).words
    with pytest.raises(QueryError, match="'foo' is not a date") as raised:
        parse("gas or date:foo (oil", today=TODAY, strict=True)
    assert raised.value.diagnostic.code == "bad-date"


def test_expansions_are_cut_to_the_most_frequent_in_every_segmentation():
    """Beyond the limit the most frequent terms count, however the index is cut, and a remark says how many were."""
    rows = [{"text": f"aa a{letter}"} for letter in "bcdefgh"] + [{"text": "ad ae"}]
    numbers = []
    for segments in (1, 2, 4):
        index = ram_index(rows, segments)
        parsed = parse("a*", today=TODAY, limits=Limits(expansions=2))
        numbers.append(found(index, parsed.tree))
        with index.reader() as reader:
            assert parsed.tree.expand(reader) == (("aa", "ad"), 8)
            (cut,) = cut_expansions(parsed, reader)
            assert (cut.code, cut.start, cut.stop) == ("too-many-expansions", 0, 2)
            assert cut_expansions(parse("ab*", today=TODAY), reader) == ()
    assert numbers == [[1, 2, 3, 4, 5, 6, 7, 8]] * 3


def test_a_pattern_takes_no_time_to_fail():
    """Many stars on a long word end at once: no pattern can hold up a search."""
    index = ram_index([{"text": "a" * 64}])
    assert found(index, tree("*a" * 500 + "*b")) == []


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"w{n}" for n in range(256)),
        " OR ".join(f"w{n}" for n in range(256)),
        " ".join(f"-w{n}" for n in range(256)),
        '"' + " ".join(f"w{n}" for n in range(256)) + '"',
        " NEAR/100 ".join(f"w{n}" for n in range(34)),
        "(a OR (b " * 500,
        "(" * 1000 + "a" + ")" * 1000,
    ],
)
def test_a_query_at_the_limits_can_be_run(text):
    """The longest and deepest trees stay within Python's recursion."""
    index = ram_index([{"text": " ".join(f"w{n}" for n in range(300))}, {"text": "a b"}])
    with index.searcher() as searcher:
        searcher.search(tree(text), limit=None)


def test_plain_words_need_no_parser():
    """A question of plain words does not import Whoosh's parser."""
    code = (
        "import sys; from datetime import date; from search.query import parse;"
        "parse('sanctions relief', today=date(2022, 3, 17)); assert 'whoosh.qparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


CORPUS = [
    {"text": "US troops left.", "date": "2022-03-01", "person": ["Vladimir Putin"]},
    {"text": "AT&T is the buyer of it.", "date": "2022-03-05", "title": "The White House"},
    {"text": "Covid-19 sanctions: F-35 and 2,000 jobs.", "date": "2022-10-01"},
    {"text": "Covid patients: 19 of them, 35 years and 000 of AT and T.", "date": "2021-12"},
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("date:[2022-03-01 to 2022-03-05]", [1, 2]),
        ("date:[2022-03-05 to]", [2, 3]),
        ("date:'last month'", []),
        ("date:>2022-03-02", [2, 3]),
        ('date:"last year"', [4]),
        ("sanctions -covid", []),
        ("+covid sanctions", [3]),
        ("US", [1]),
        ("AT&T", [2]),
        ("A OR", []),
        ("the", [2]),
        ("F-35", [3]),
        ("2,000", [3]),
        ("covid-19", [3]),
        ("“at t”", [2]),
        ("person:Vladimir", [1]),
        ("NOT OR troops", [1]),
        ("W-2 OR troops", [1]),
    ],
)
def test_trap(text, numbers):
    """What stock parsers silently answer with nothing, with a year or with the wrong words is answered as meant."""
    assert found(ram_index(CORPUS, 2), tree(text)) == numbers


def test_trap_of_an_exclusion_after_an_earlier_match():
    """The first paragraph of a segment is left out too where the excluded word stands in an earlier one as well."""
    assert found(ram_index([{"text": "oil"}, {"text": "oil gas"}]), tree("gas -oil")) == []


def test_trap_of_silence():
    """What is no date, or no field, is never dropped without a word."""
    assert codes("date:foo") == ["bad-date"]
    assert codes("date:last week") == ["date-words"]
    assert codes("foo:bar") == ["unknown-field"]
