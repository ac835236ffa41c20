"""Counting by codes, and sets of documents, against what plain Python counts and joins."""

from __future__ import annotations

from array import array
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from search.execute.kernels import sets
from search.execute.kernels.arrays import numbers
from search.execute.kernels.census import AT_ONCE, Census, begin, put_codes

N_VALUES = (3, 12, 4)
"""Values of each field. The last is shown as a histogram."""


def _array(values):
    return memoryview(array("I", values))


@st.composite
def _documents(draw):
    """Articles one after the other, each with the values of its paragraphs by field: of the last field one at most."""
    documents = []
    for article in range(draw(st.integers(1, 6))):
        for _ in range(draw(st.integers(1, 4))):
            values = [sorted(draw(st.sets(st.integers(0, n - 1)))) for n in N_VALUES[:2]]
            documents.append((article, [*values, draw(st.lists(st.integers(0, N_VALUES[2] - 1), max_size=1))]))
    return documents


class _Segment:
    """Codes as `search.execute.codes` lays them out; values have them in falling order."""

    def __init__(self, documents, firsts, base):
        sizes = _array([sum(max(len(each), 1) for each in values) for _, values in documents])
        articles = _array([article for article, _ in documents])
        self.starts = numbers(len(documents) + 1)
        self.codes = numbers(sum(sizes) + len(documents) + AT_ONCE)
        ends = numbers(len(documents))
        begin(sizes, articles, base, self.starts, ends, self.codes)
        for field, first in enumerate(firsts[:-1]):
            starts, ordinals = [0], []
            for _, values in documents:
                ordinals += values[field]
                starts.append(len(ordinals))
            put_codes(
                _array(starts), _array(ordinals), 0xFFFFFFFF, _array(_codes(field, first)), first, ends, self.codes
            )


def _codes(field, first):
    codes = range(first + 1, first + 1 + N_VALUES[field])
    return list(codes) if field == len(N_VALUES) - 1 else list(reversed(codes))


def _firsts():
    firsts = [0]
    for n in N_VALUES:
        firsts.append(firsts[-1] + n + 1)
    return firsts


@settings(deadline=None)
@given(st.lists(st.tuples(_documents(), st.randoms()), min_size=1, max_size=3), st.integers(1, 5), st.integers(0, 3))
def test_codes_are_counted_as_by_hand(segments, k, n_listed):
    """Values, their best, what is not listed, what has none and the periods are those of the documents counted."""
    firsts = _firsts()
    codes_of = [code for field, first in enumerate(firsts[:-1]) for code in [*_codes(field, first), first]]
    census = Census(_array(firsts), _array(codes_of), bytes((1, 1, 0)))
    counted = []
    for _ in range(2):  # the second time as the first: what was counted is forgotten
        counted = []
        census.clear()
        base = 0
        for documents, draw in segments:
            segment = _Segment(documents, firsts, base)
            docs = sorted(draw.sample(range(len(documents)), draw.randrange(len(documents) + 1)))
            census.add(_array(docs), segment.starts, segment.codes)
            counted += [((base, documents[doc][0]), documents[doc][1]) for doc in docs]
            base += len(documents)
    assert (census.n_docs, census.n_articles) == (len(counted), len({article for article, _ in counted}))
    best = census.best(k)
    told = []
    for field in range(2):
        paragraphs = Counter(value for _, values in counted for value in values[field])
        articles = Counter(value for _, value in {(article, v) for article, values in counted for v in values[field]})
        ranked = sorted(paragraphs, key=lambda value: (-paragraphs[value], value))
        assert best[field] == (len(ranked), [(value, paragraphs[value], articles[value]) for value in ranked[:k]])
        told += [(field, value) for value in ranked[: min(n_listed, k)]]
    others = census.others(told)
    for field in range(2):
        listed = {value for number, value in told if number == field}
        rest = [article for article, values in counted if set(values[field]) - listed]
        assert others[field] == (len(rest), len(set(rest)))
        none = [article for article, values in counted if not values[field]]
        assert census.none(field) == (len(none), len(set(none)))
    periods = [(values[2][0], article) for article, values in counted if values[2]]
    found = census.histogram(2, [(place, 0, 0) for place in range(N_VALUES[2])], {}, lambda *count: count)
    reached = range(min(periods)[0], max(periods)[0] + 1) if periods else ()
    expected = [[article for place, article in periods if place == wanted] for wanted in reached]
    assert found == [(place, len(e), len(set(e))) for place, e in zip(reached, expected, strict=True)]


@given(st.sets(st.integers(0, 400)), st.sets(st.integers(0, 400)), st.booleans())
def test_documents_are_joined_as_sets_are(few, many, in_place):
    """What is in both is found by small steps and by leaps, also where it is written over the first."""
    for docs in (few, set(sorted(few)[:3])):
        first = _array(sorted(docs))
        out = first if in_place else numbers(len(docs))
        n = sets.intersect(first, _array(sorted(many)), out)
        assert out[:n].tolist() == sorted(docs & many)


@given(st.sets(st.integers(0, 260)))
def test_bits_of_words_are_the_documents(docs):
    """Every place of a word of 64 is told."""
    words = memoryview(bytearray(8 * 5))
    sets.set_bits(_array(sorted(docs)), words)
    out = numbers(len(docs))
    n = sets.docs_of_words(words.cast("Q"), out)
    assert out[:n].tolist() == sorted(docs)
