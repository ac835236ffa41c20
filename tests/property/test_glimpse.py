"""Words found by their first letters, against reading all words of the text."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.format.analysis import stem, words
from search import highlight, spotting
from search.glimpse import all_words, sought
from search.marks import AnyWord, Choice, Cluster, Fitting, Pair, Run

# What the analysis folds, parts or keeps together, beside plain words and their inflections.
PIECES = (
    *(
        "sanctions",
        "Sanctioned",
        "hoping",
        "happy",
        "happily",
        "dying",
        "lies",
        "tied",
        "skies",
        "news",
        "a",
        "I",
        "us",
    ),
    *("us", "white", "House", "WHITE-house", "U.S.", "u.s", "US", "us's", "Biden’s", "o'brien", "O’Brien", "2,000"),
    *("2000", "f-35", "35s", "9/11", "at&t", "Zelenskyy", "Zele\u0301nsky", "naïve", "ﬁne", "fine", "½", "œuvre"),
    *(
        "\u00adsanc\u00adtions",
        "san\u200bctions",
        "İstanbul",
        "istanbul",
        "\u212ayiv",
        "kyiv",
        "ΣΑΣ",
        "σας",
        "制裁",
        "a制b",
    ),
    *(
        "oeuvre",
        "制裁",
        "a制b",
        "ʼ",
        "—",
        "…",
        "“",
        "”",
        "_",
        "_white_",
        "&",
        "white.house",
        "white,house",
        "\u0301",
        "e\u0301",
        "n’t",
    ),
    *("\xa0", "\u2003", "\t", "\n", "\r\n", "  ", ".", ",", "’", "ß", "ss", "x" * 70, "X" * 64),
)
TERMS = sorted({term for piece in PIECES for term in words(piece)})

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from((*PIECES, " ", " ")), max_size=40).map("".join),
    st.text(st.sampled_from("aAiIuUsS .,'’\u0301\u00ad-_制éßİ\u212a1½ \n"), max_size=60),
    st.text(max_size=30),
)


def _marks(terms: list[str]) -> st.SearchStrategy[Any]:
    """Marks of every kind that look for some of `terms`."""
    written = st.lists(st.sampled_from(terms), min_size=1, max_size=3)
    stems = written.map(lambda each: [stem(term) for term in each])
    leaves = st.one_of(
        written.map(lambda each: AnyWord(frozenset(each))),
        stems.map(lambda each: AnyWord(frozenset(each), by_stem=True)),
        written.map(lambda each: Run(tuple(each))),
        stems.map(lambda each: Run(tuple(each), by_stem=True)),
        st.integers(0, len(terms) - 1).map(lambda at: Run(tuple(terms[at : at + 2]))),
        st.builds(lambda each, distance: Cluster(tuple(each), distance), written, st.integers(1, 6)),
        st.sampled_from([Fitting("sanct.*"), Fitting("u.")]),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: Choice(tuple(parts))),
            st.builds(Pair, inner, inner, st.integers(1, 5), st.booleans()),
        ),
        max_leaves=4,
    )


@st.composite
def _texts_and_marks(draw):
    """A text, and marks that look for its own words more often than not."""
    text = draw(texts)
    own = words(text)
    terms = own if own and draw(st.integers(0, 3)) else TERMS
    return text, tuple(draw(st.lists(_marks(terms), min_size=1, max_size=3)))


def _read_whole(text, wanted):
    return highlight._spans(all_words(text), wanted)


@settings(max_examples=600, deadline=None)
@given(_texts_and_marks())
@example(("dying\u00a0white—house", (AnyWord(frozenset({"die"}), by_stem=True), Run(("white", "house")))))
@example(("white ʼ house", (Run(("white", "house")),)))
@example(("white a house", (Run(("white", "house")),)))
@example(("\u212ayiv", (AnyWord(frozenset({"kyiv"})),)))
@example(("white・house", (Run(("white", "house")),)))
@example(("The café closed", (AnyWord(frozenset({"cafe"})),)))
@example(("İ" * 12 + " a" * 10 + " sanctions and then many more words", (AnyWord(frozenset({"sanctions"})),)))
def test_what_is_marked_is_what_reading_every_word_marks(asked):
    """Whatever the text holds and the marks ask for, the same characters are marked."""
    text, wanted = asked
    assert highlight.match_spans(text, wanted) == _read_whole(text, wanted)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("abcdeé'"), min_size=1, max_size=4), max_size=60), texts)
def test_many_words_are_sought_by_fewer_letters(terms, text):
    """A wildcard that stands for many words marks them all."""
    wanted = (AnyWord(frozenset(terms)),)
    assert highlight.match_spans(text + " ".join(terms), wanted) == _read_whole(text + " ".join(terms), wanted)


def test_a_stem_keeps_all_letters_of_its_word_but_the_last():
    """Short words of all letters that inflection treats otherwise, and every word of three letters."""
    endings = "s es ies ied ed ing ly edly ingly ational enci anci izer abli ably ousli ization biliti bility".split()
    endings += "bli bly ogi logy fulli lessli alize iciti ical ative ement ion able ible ate ive y e eed".split()
    starts = ["".join(each) for n in (1, 2, 3) for each in itertools.product("aeiybstlz", repeat=n)]
    every = ["".join(each) for each in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=3)]
    for word in itertools.chain(every, (start + ending for start in starts for ending in endings)):
        wanted = sought((AnyWord(frozenset({stem(word)}), by_stem=True),))
        assert word.startswith(wanted.starts), word


def test_a_huge_paragraph_is_read_in_its_parts_only():
    """Two words in four hundred thousand are found in a small part of the time that reading them all takes."""
    text = "one two three four five six seven eight nine ten " * 40_000 + "sanctions now."
    wanted = (AnyWord(frozenset({"sanction"}), by_stem=True),)
    started = time.process_time()
    found = highlight.match_spans(text, wanted)
    glimpsed = time.process_time() - started
    assert found == _read_whole(text, wanted)
    if str(spotting.__file__).endswith(".py"):
        pytest.skip("looking at characters takes its time where it runs interpreted")
    assert glimpsed * 5 < time.process_time() - started - glimpsed
