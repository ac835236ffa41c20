"""What a builder makes of paragraphs before it writes a segment is what the plain way makes of them."""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.batch import fields, runs, sorted_ids
from indexer.format.codec.columns import ColumnWriter
from indexer.format.codec.sharing import LineBlocks, shortened
from indexer.format.codec.values import ValueStream, one_each, ranked, steepest
from indexer.model import Paragraph

KEYS = st.sampled_from(["a", "a#1", "a#1#2", "a!", "b", "b/c.txt", "b/c.txt#10", "é", "\ud800", "?"])


@given(st.dictionaries(KEYS, st.lists(st.lists(st.integers(0, 120), min_size=1, max_size=12), min_size=1, max_size=3)))
def test_ids_are_in_order(articles):
    """Ids of articles with any keys and numbers stand in their order, those of the same id in that of documents."""
    numbers, spans, pairs = [], {}, []
    for article, parts in articles.items():
        for part in parts:
            spans.setdefault(article, []).append((len(numbers), len(numbers) + len(part)))
            numbers += part
            start = spans[article][-1][0]
            pairs += [(f"{article}#{n}".encode("utf-8", "replace"), start + i) for i, n in enumerate(part)]
    assert list(zip(*sorted_ids(spans, numbers), strict=True)) == sorted(pairs)


@given(st.integers(0, 30), st.integers(1, 130), st.sampled_from(["a", "b#"]))
def test_ids_of_paragraphs_in_a_row_are_in_order(first, n, key):
    """The usual article, whose paragraphs are numbered in a row, has its ids in the order of text."""
    numbers = [*range(first, first + n), *range(first, first + n)]
    ids, docs = sorted_ids({"x": [(n, 2 * n)], key: [(0, n)]}, numbers)
    assert ids == sorted(ids)
    assert sorted(docs) == list(range(2 * n))
    for each, doc in zip(ids, docs, strict=True):
        assert each.decode() == f"{key if doc < n else 'x'}#{numbers[doc]}"


about = st.fixed_dictionaries(
    {
        "article": st.sampled_from(["a", "b"]),
        "source": st.sampled_from(["", "AP"]),
        "language": st.sampled_from(["", "en"]),
        "title": st.sampled_from(["", "Oil"]),
        "url": st.sampled_from(["", "x.org"]),
        "dateline": st.sampled_from(["", "GENEVA"]),
        "authors": st.sampled_from([(), ("Ann",), ("Ann", "Bob")]),
    }
)


@given(st.lists(st.tuples(about, st.integers(1, 4)), max_size=5))
def test_runs_are_all_paragraphs_that_share_their_fields(given_runs):
    """Runs put together are the paragraphs; within one, every field of the article is the same object."""
    paragraphs = []
    for each, n in given_runs:
        first = Paragraph(number=1, kind="body", text="x", **each)
        paragraphs += [replace(first, number=number) for number in range(1, n + 1)]
    found = runs(paragraphs)
    assert [each for run in found for each in run] == paragraphs
    for run in found:
        for name in ("article", "title", "date", "source", "authors", "url", "dateline", "language"):
            assert len({id(getattr(each, name)) for each in run}) == 1
    numbers, kinds, texts, named = fields(paragraphs)
    assert numbers == [each.number for each in paragraphs]
    assert (kinds, texts, named) == (["body"] * len(paragraphs), ["x"] * len(paragraphs), [])


def _analyse(value):
    """A field whose values have terms in common: their letters."""
    return tuple(dict.fromkeys(letter.encode() for letter in value)), value.encode()


def _view(numbers):
    return memoryview(array("I", numbers))


gaps = st.integers(0, 3)
values = st.sampled_from(["a", "b", "ab", "abc", "c", ""])


@settings(deadline=None)
@given(st.lists(st.tuples(gaps, st.none() | values, st.integers(1, 70)), max_size=8), gaps)
def test_single_values_come_back(given_values, rest):
    """Each document has the terms of its value and the column's number for it; a document without has the default."""
    stream, doc, expected = ValueStream(_analyse, default=b""), 0, []
    for gap, value, n_docs in given_values:
        doc += gap
        expected += [None] * gap + [value] * n_docs
        stream.add_run(doc, value, n_docs) if n_docs > 2 else stream.add_each(doc, [value] * n_docs)
        doc += n_docs
    expected += [None] * rest
    terms = stream.terms()
    assert _spread(terms, *stream.lists(len(expected))) == [
        list(_analyse(value)[0]) if value else [] for value in expected
    ]
    assert stream.n_numbers == sum(len(value or "") for value in expected)
    numbers, column, ends = stream.column(len(expected))
    names = {number: value for value, number in numbers.items()}
    assert _spread(names, column, ends) == [[(value or "").encode()] for value in expected]


many = st.lists(values, min_size=1, max_size=4).map(tuple)


@settings(deadline=None)
@given(st.lists(st.tuples(gaps, many, st.integers(1, 3)), max_size=8), gaps)
def test_many_values_come_back(given_values, rest):
    """Each document has its distinct values in order, none where its only value is empty, and their distinct terms."""
    stream, doc, expected = ValueStream(_analyse, has_many=True), 0, []
    for gap, each, n_docs in given_values:
        doc += gap
        expected += [()] * gap + [each] * n_docs
        stream.add_run(doc, each, n_docs) if n_docs > 1 else stream.add_once(doc, list(each))
        doc += n_docs
    expected += [()] * rest
    terms = [list(dict.fromkeys(letter.encode() for value in each for letter in value)) for each in expected]
    assert _spread(stream.terms(), *stream.lists(len(expected))) == terms
    numbers, column, ends = stream.column(len(expected))
    names = {number: value for value, number in numbers.items()}
    kept = [[value.encode() for value in dict.fromkeys(each) if value or len(set(each)) > 1] for each in expected]
    assert _spread(names, column, ends) == kept
    writer = ColumnWriter.of(b"", True, numbers, column, ends)
    assert steepest(memoryview(writer._starts)) == max(map(len, kept), default=0)


def _spread(names, numbers, ends):
    starts = [0, *ends]
    return [[names[number] for number in numbers[start:stop]] for start, stop in zip(starts, ends, strict=False)]


@given(st.lists(st.integers(0, 9), max_size=30), st.permutations(range(10)), st.sampled_from("BHI"))
def test_ranks_take_the_place_of_numbers(numbers, rank, typecode):
    """`ranked` maps every number, to numbers of the width that is asked for."""
    found = ranked(_view(numbers), _view(rank), typecode)
    assert (found.format, found.tolist()) == (typecode, [rank[number] for number in numbers])


@given(st.lists(st.none() | st.integers(0, 9), max_size=30))
def test_documents_of_one_number_or_none(numbers):
    """`one_each` gives each document its number and an empty one the number asked for."""
    given_numbers = [number for number in numbers if number is not None]
    starts = [0]
    for number in numbers:
        starts.append(starts[-1] + (number is not None))
    found = one_each(_view(starts), _view(given_numbers), 77)
    assert found.tolist() == [77 if number is None else number for number in numbers]


lines = st.lists(
    st.sampled_from([b"=", b"", b"{"]).flatmap(lambda a: st.text("ab", max_size=9).map(lambda b: a + b.encode()))
)


@given(st.lists(lines, max_size=5), st.integers(1, 30), st.integers(1, 5))
def test_lines_are_cut_to_blocks(parts, size, least):
    """Blocks hold all lines in order, shortened against the last whole one, and end as soon as they are full."""
    blocks = LineBlocks(size, least)
    found = [block for part in parts for block in blocks.add_all(part)]
    assert all(len(content) + 1 >= size for _, content in found)
    found += blocks.end()
    assert blocks.end() == []
    base, at, expected = b"", 0, []
    for doc, line in enumerate(line for part in parts for line in part):
        short = shortened(base, line, doc - at, least) if line[:1] == b"=" else line
        if short is None:
            base, at, short = line, doc, line
        expected.append(short)
    assert [line for _, content in found for line in content.split(b"\n")] == expected
    edges = [*(first for first, _ in found), len(expected)]
    assert [content.count(b"\n") + 1 for _, content in found] == [stop - start for start, stop in pairwise(edges)]
