"""Stems are those of NLTK, and their lists the unions of their words' lists."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from indexer.format import snowball
from indexer.format.codec.stems import group, reach, unite

REFERENCE = EnglishStemmer()
SUFFIXES = (
    "s es ies ied us ss sses ing ed edly ingly eedly eed ational ation izer ization fulness ousness iveness tional "
    "biliti lessli entli alism aliti ousli iviti fulli enci anci abli ator alli bli ogi logi li alize icate iciti "
    "ative ical ness ful ement ance ence able ible ment ant ent ism ate iti ous ive ize sion tion "
    "ion al er ic y e l ll at bl iz tt"
).split()
BEGINNINGS = ("", "gener", "commun", "arsen", "y", "sk", "inn", "proce")

words = st.builds(
    lambda start, letters, ends: (start + letters + "".join(ends))[:64],
    st.sampled_from(BEGINNINGS),
    st.text("aeiouybcdlgmnrstwx", max_size=6),
    st.lists(st.sampled_from(SUFFIXES), max_size=3),
)


@settings(max_examples=3000, deadline=None)
@given(words | st.text("abcdefghijklmnopqrstuvwxyz", max_size=64))
@example("yyy")
@example("hopping")
@example("x" * 64)
@example("aeiou" * 12 + "ting")
def test_the_stem_of_any_letters_is_that_of_nltk(word):
    """Whatever its suffixes, a word has the stem that the reference gives it."""
    assert snowball.stem(word.encode()).decode() == (REFERENCE.stem(word) or word)


@pytest.mark.parametrize("term", ["", "f35", "2000", "é", "naïve", "Talks", "o_o", "x" * 65 + "ing"])
def test_what_is_not_a_word_of_small_letters_is_its_own_stem(term):
    """Digits, accents, capitals and what is longer than any term stay as they are."""
    assert snowball.stem(term.encode()) == term.encode()


@pytest.mark.parametrize("word", sorted(each.decode() for each in snowball.WORDS))
def test_special_words_have_the_stems_of_nltk(word):
    """The words that the steps would get wrong are the reference's."""
    assert snowball.stem(word.encode()).decode() == REFERENCE.stem(word)


lists = st.dictionaries(
    st.text("abs", min_size=1, max_size=4),
    st.dictionaries(st.integers(0, 40), st.integers(1, 9), min_size=1, max_size=12),
    max_size=12,
)


@settings(deadline=None)
@given(lists, st.integers(1, 30))
def test_the_list_of_a_stem_is_the_union_of_its_words_lists(by_word, most):
    """Stems in order, their words' ordinals, and for stems of several words documents with summed frequencies."""
    terms = sorted(word.encode() for word in by_word)
    postings = [sorted(by_word[term.decode()].items()) for term in terms]
    docs = memoryview(array("I", [doc for each in postings for doc, _ in each]))
    freqs = memoryview(array("I", [freq for each in postings for _, freq in each]))
    starts = memoryview(array("I", [sum(map(len, postings[:n])) for n in range(len(postings) + 1)]))
    stems, word_starts, ordinals = group(terms, lambda term: term[:1])
    assert stems == sorted({term[:1] for term in terms})
    first = 0
    while first < len(stems):
        stop = reach(first, most, word_starts, ordinals, starts)
        assert first < stop <= len(stems)
        list_starts, *found = unite(first, stop, word_starts, ordinals, starts, docs, freqs)
        for number, (start, end) in enumerate(pairwise(list_starts), first):
            own = ordinals[word_starts[number] : word_starts[number + 1]].tolist()
            assert [terms[each] for each in own] == [term for term in terms if term[:1] == stems[number]]
            total: dict[int, int] = {}
            for each in own if len(own) > 1 else ():
                for doc, freq in postings[each]:
                    total[doc] = total.get(doc, 0) + freq
            assert dict(zip(*(each[start:end].tolist() for each in found), strict=True)) == total
            assert found[0][start:end].tolist() == sorted(total)
        first = stop
