"""Counting by codes, and sets of documents, against what plain Python counts and joins."""

from __future__ import annotations

from array import array
from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from search.execute.kernels import sets
from search.execute.kernels.arrays import numbers
from search.execute.kernels.cards import add_sizes, begin, by_frequency, put_codes, spread
from search.execute.kernels.census import Census
from search.execute.kernels.listing import Listing

N_VALUES = (3, 12, 3, 4)
"""Values of each field. Articles share the last two, the very last is shown as a histogram."""

N_ON_CARDS = 2
NOTHING = 0xFFFFFFFF


def _array(values):
    return memoryview(array("I", values))


@st.composite
def _documents(draw):
    """Articles one after the other, each with the values of its paragraphs by field: of those shared one at most."""
    documents = []
    for article in range(draw(st.integers(1, 6))):
        shared = [draw(st.lists(st.integers(0, n - 1), max_size=1)) for n in N_VALUES[N_ON_CARDS:]]
        for _ in range(draw(st.integers(1, 4))):
            values = [sorted(draw(st.sets(st.integers(0, n - 1)))) for n in N_VALUES[:N_ON_CARDS]]
            documents.append((article, [*values, *shared]))
    return documents


class _Codes:
    """Codes as `search.execute.cards` numbers them, in falling order from `least` on."""

    def __init__(self, least=1):
        self.firsts = [0]
        for n in (*N_VALUES, least - 1):
            self.firsts.append(self.firsts[-1] + n + 1)
        n = self.firsts[len(N_VALUES)]
        self.of = [*range(least + n - 1, least - 1, -1), *range(least + n, least + n + 1), *range(1, least)]

    def of_field(self, field):
        return self.of[self.firsts[field] : self.firsts[field + 1]]

    def census(self):
        """Return one of these fields, and of one that is in no document."""
        return Census(_array(self.firsts), _array(self.of), bytes((0, 0, 1, 1, 0)))


class _Segment:
    """Cards as `search.execute.cards` lays them out."""

    def __init__(self, documents, codes):
        articles = _array([article for article, _ in documents])
        columns = [self._column(documents, field, codes) for field in range(N_ON_CARDS)]
        columns.append((_array([0] * (len(documents) + 1)), _array([]), NOTHING, _array([])))
        sizes = numbers(len(documents))
        for column in columns:
            add_sizes(*column, sizes)
        self.cards = numbers(4 * len(documents))
        self.more = numbers(begin(sizes, articles, self.cards) + 1)
        for number, column in zip((0, 1, len(N_VALUES)), columns, strict=True):
            put_codes(*column, number, self.cards, self.more)
        by_article = dict(documents)
        self.shared = _array(
            codes.of_field(field)[(values[field] or [-1])[0]]
            for _, values in sorted(by_article.items())
            for field in range(N_ON_CARDS, len(N_VALUES))
        )

    def _column(self, documents, field, codes):
        starts, ordinals = [0], []
        for _, values in documents:
            ordinals += values[field]
            starts.append(len(ordinals))
        return _array(starts), _array(ordinals), NOTHING, _array(codes.of_field(field)[:-1])


@settings(deadline=None)
@given(st.lists(st.tuples(_documents(), st.randoms()), min_size=1, max_size=3), st.integers(1, 5), st.integers(1, 3))
def test_codes_are_counted_as_by_hand(segments, k, least):
    """Values, their best, what is not listed, what has none and the periods are those of the documents counted."""
    _count_twice(_Codes(), segments, k, least)


def test_wide_codes_are_counted_too():
    """Codes of more than 16 bits are on no card, and counted all the same."""
    chance = Random(5)  # noqa: S311  # no secret is drawn
    documents = [(i // 3, [[i % 3], [i % 12, (i + 1) % 12], [i // 3 % 3], []]) for i in range(1200)]
    _count_twice(_Codes(0x10000 - 5), [(documents, chance), (documents, chance)], 3, 2)


def _count_twice(codes, segments, k, least):
    census = codes.census()
    listing = Listing(census, bytes((1, 1, 1, 0, 1)))
    for _ in range(2):  # the second time as the first: what was counted is forgotten
        counted = []
        census.clear()
        base = 0
        for documents, draw in segments:
            segment = _Segment(documents, codes)
            docs = sorted(draw.sample(range(len(documents)), draw.randrange(len(documents) + 1)))
            census.add(_array(docs), base, segment.cards, segment.more, segment.shared)
            counted += [((base, documents[doc][0]), documents[doc][1]) for doc in docs]
            base += len(documents)
        _compare(census, listing, counted, k, least)


def _compare(census, listing, counted, k, least):
    assert (census.n_docs, census.n_articles) == (len(counted), len({article for article, _ in counted}))
    for wanted in (bytes((1, 1, 1, 1, 1)), bytes((0, 1, 0, 1, 1))):
        listing.choose(k, least, wanted)
        rows = list(zip(*[iter(listing.shown)] * 3, strict=True))
        for field in range(3):
            paragraphs = Counter(value for _, values in counted for value in values[field])
            articles = Counter(value for _, value in {(a, v) for a, values in counted for v in values[field]})
            ranked = sorted(paragraphs, key=lambda value: (-paragraphs[value], value))
            shown = [value for value in ranked[:k] if paragraphs[value] >= least] if wanted[field] else []
            rest = [article for article, values in counted if set(values[field]) - set(shown)]
            assert (listing.n_values[field], listing.n_shown[field]) == (len(ranked), len(shown))
            assert rows[: len(shown)] == [(value, paragraphs[value], articles[value]) for value in shown]
            del rows[: len(shown)]
            assert list(listing.unlisted[2 * field : 2 * field + 2]) == [len(rest), len(set(rest))]
    for field in range(4):
        none = [article for article, values in counted if not values[field]]
        assert (census.none(field), census.none_articles(field)) == (len(none), len(set(none)))
    assert (census.none(4), census.none_articles(4)) == (len(counted), census.n_articles)
    periods = [(values[3][0], article) for article, values in counted if values[3]]
    for place in range(N_VALUES[3]):
        of_period = [article for each, article in periods if each == place]
        assert (census.count_of(3, place), census.articles_of(3, place)) == (len(of_period), len(set(of_period)))


@given(st.lists(st.integers(0, 3), max_size=8), st.data())
def test_what_articles_share_is_found(articles, data):
    """Ordinals are spread over articles, unless two documents of one have different ones."""
    ordinals = [data.draw(st.integers(0, 1)) for _ in articles]
    out = _array([NOTHING] * 4)
    is_shared = all(len({o for a, o in zip(articles, ordinals, strict=True) if a == each}) == 1 for each in articles)
    assert spread(_array(articles), _array(ordinals), out) == is_shared
    if is_shared:
        known = dict(zip(articles, ordinals, strict=True))
        assert out.tolist() == [known.get(article, NOTHING) for article in range(4)]


@given(st.lists(st.integers(0, 3000)))
def test_frequent_values_come_first(counts):
    """Every value has a place of its own, and those met less often than others, up to a thousand times, come later."""
    out = numbers(len(counts))
    by_frequency(_array(counts), out)
    assert sorted(out) == list(range(len(counts)))
    by_place = sorted(range(len(counts)), key=out.__getitem__)
    assert [min(counts[i], 1023) for i in by_place] == sorted((min(n, 1023) for n in counts), reverse=True)


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
