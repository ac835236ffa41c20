"""The analysis: what meets what, and what stays findable."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from indexer.format.analysis import MAX_TERM_CHARACTERS, fold, stem, stems, tokenize, words

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("U.S.", ["us"]),
        ("US", ["us"]),
        ("u.s.", ["us"]),
        ("U.S", ["us"]),
        ("U.S.-Russia", ["us", "russia"]),
        ("the U.S. He", ["the", "us", "he"]),
        ("AT&T", ["at", "t"]),
        ("F-35", ["f", "35"]),
        ("covid-19", ["covid", "19"]),
        ("2,000", ["2000"]),
        ("$1,234.50", ["1234.50"]),
        ("$1.5bn", ["1.5bn"]),
        ("2,00", ["2", "00"]),
        ("9/11", ["9", "11"]),
        ("Biden’s", ["biden"]),
        ("Russians' demands", ["russians", "demands"]),
        ("O'Brien", ["obrien"]),
        ("Zelenskyy—said", ["zelenskyy", "said"]),
        ("Erdoğan", ["erdogan"]),
        ("Łódź", ["lodz"]),
        ("straße", ["strasse"]),
        ("ＮＡＴＯ", ["nato"]),
        ("sanc\u00adtions", ["sanctions"]),
        ("the who", ["the", "who"]),
        ("C++ X", ["c", "x"]),
        ("東京", ["東", "京"]),
        ("हिन्दी", ["हिन्दी"]),
        ("... -- !", []),
        ("", []),
    ],
)
def test_terms_of_a_text(written, terms):
    """Each written form gives the terms the manual promises."""
    assert words(written) == terms


@pytest.mark.parametrize(
    ("one", "other"), [("Zelenskyy", "ZELENSKYY"), ("café", "cafe\u0301"), ("“x”", '"x"'), ("½", "½")]
)
def test_spellings_meet(one, other):
    """What a reader takes for the same word has the same terms."""
    assert words(one) == words(other)
    assert words(one)


@given(st.text())
def test_tokens_lie_in_the_text(text):
    """Tokens are in order, apart, inside the text, and fold to the terms of `words`; no term is empty."""
    tokens = tokenize(text)
    edges = [edge for token in tokens for edge in (token.start, token.stop)]
    assert edges == sorted(edges)
    assert all(0 <= token.start < token.stop <= len(text) for token in tokens)
    assert [token.term for token in tokens] == words(text)
    assert all(0 < len(token.term) <= MAX_TERM_CHARACTERS for token in tokens)


@given(st.text(alphabet=st.characters(categories=["L"])))
def test_folding_twice_changes_nothing(text):
    """A term asked for as it is stored is found: analysing a term gives that term."""
    for term in words(text):
        assert words(term) == [term]


def test_no_letter_or_digit_is_lost():
    """Single letters, single digits and stop words are terms."""
    assert words("a B 7 of I") == ["a", "b", "7", "of", "i"]


def test_long_tokens_are_cut():
    """A run of letters longer than any word is cut at the documented length."""
    assert words("x" * 10_000) == ["x" * MAX_TERM_CHARACTERS]


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared with real news beside the project")
def test_stems_are_those_of_nltk():
    """The stemmer gives NLTK's stems on the vocabulary of real news."""
    files = sorted((SHARED / "corpora" / "plain-text").glob("*.txt"))[::10]
    vocabulary = {term for file in files for term in words(file.read_text(encoding="utf-8", errors="replace"))}
    reference = EnglishStemmer()
    plain = [term for term in vocabulary if term.isalpha() and term.isascii()]
    assert len(plain) > 10_000
    assert {term: stem(term) for term in plain} == {term: reference.stem(term) for term in plain}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_stem_of_any_letters_is_that_of_nltk(term):
    """The two stemmers agree on letters that are no words, too."""
    assert stem(term) == EnglishStemmer().stem(term)


def test_names_keep_their_written_form():
    """A proper name is a term as written, whatever its stem is."""
    assert fold("Beijing") == "beijing"
    assert stems("Beijing") == ["beij"]
