"""The tagger's tokens: the reference's rules, and that the scanner is its twin."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.tagger.layout import FLAG_SENTENCE, FLAGS, N_COLUMNS, PADDING, START
from indexer.entities.tagger.lexicon import Lexicon
from indexer.entities.tagger.reader import Reader, extract
from indexer.entities.tokens import ABBREVIATIONS, sentences, tokenize

READER = Reader(Lexicon.of({}, {}, [], []))

# Letters that rules turn on, marks that join and part, and the odd kinds of character.
TRICKY = st.text(alphabet="aAsStTpPhHULtGenM.'’-–&/:,;12 \n\u0301éÉİßǅ中𐀀𝐀²½٣_\u00ad\u200b\x00“\"<>(", max_size=30)
WORDS = st.lists(
    st.sampled_from(
        ["U.S.", "Lt.", "St.", "John", "F.", "O’Brien", "'s", "’s", "AT&T", "F-35", "-", "--", "...", "https://x.y/z",
         "2,000.5", "9/11", "Russia", "backed", ".", ",", " ", " ", "\u2028"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def spans(text: str) -> list[tuple[int, int]]:
    """Return the tokens of the scanner."""
    (tokens,) = spans_of([text])
    return tokens


def spans_of(article: list[str]) -> list[list[tuple[int, int]]]:
    """Return the tokens of the scanner for each paragraph of an article."""
    rows = READER.read(article)
    return [[rows.span(row, row + 1) for row in range(start, stop - PADDING)] for start, stop in pairwise(rows.borders)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S.-Russia relations", "U.S. - Russia relations"),
        ("the NATO-Russia Council", "the NATO - Russia Council"),
        ("Moscow-backed rebels", "Moscow - backed rebels"),
        ("AT&T flew F-35s", "AT&T flew F-35s"),
        ("Lt. Gen. John F. Kelly", "Lt. Gen. John F. Kelly"),
        ("St. Louis", "St. Louis"),
        ("left the U.S. Biden said", "left the U.S. Biden said"),
        ("Putin's, Putin’s, the Smiths' and O'Brien's", "Putin 's , Putin ’s , the Smiths ' and O'Brien 's"),
        ("RUSSIA'S CAPITAL", "RUSSIA 'S CAPITAL"),
        ("2,000 people on 9/11.", "2,000 people on 9/11 ."),
        ("WILMINGTON, Del. -- He", "WILMINGTON , Del. -- He"),
        ("(AP/Andriy Dubchak)", "( AP / Andriy Dubchak )"),
        ("see https://un.org/en?q=1, he", "see https://un.org/en?q=1, he"),
        ("e\u0301t\u0301", "e\u0301t\u0301"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_tokens_of_news(text: str, expected: str) -> None:
    """Acronyms, titles, initials and joined words stay whole; compounds and possessives come apart."""
    assert " ".join(text[start:stop] for start, stop in tokenize(text)) == expected


@given(TRICKY | WORDS | st.text(max_size=60))
def test_the_scanner_is_the_twin_of_the_reference(text: str) -> None:
    """Any text has the same tokens from NLTK and from the scanner."""
    assert spans(text) == tokenize(text)


@given(st.lists(TRICKY | WORDS, max_size=5))
def test_paragraphs_are_read_apart(article: list[str]) -> None:
    """A paragraph has the same tokens, and the same numbers to make features of, alone as among others."""
    assert spans_of(article) == [spans(text) for text in article]
    together = READER.read(article)
    hashes = iter(extract(together.columns, together.loud))
    for text in article:
        alone = READER.read([text])
        own = extract(alone.columns, alone.loud)
        assert [next(hashes) for _ in own] == list(own)
    assert next(hashes, None) is None


@given(st.text(max_size=60) | TRICKY)
def test_every_character_but_space_is_in_one_token(text: str) -> None:
    """Tokens are in order, do not overlap and leave out nothing but space."""
    outside = "".join(
        text[before:start]
        for (_, before), (start, _) in zip([(0, 0), *spans(text)], [*spans(text), (len(text), 0)], strict=True)
    )
    assert outside.strip() == ""


def test_abbreviations_suit_the_scanner() -> None:
    """An abbreviation is two to five ASCII letters with a capital first, as the scanner takes for granted."""
    assert all(
        w.isascii() and w.isalpha() and w[0].isupper() and 2 <= len(w) <= 5 and "q" not in w for w in ABBREVIATIONS
    )


@pytest.mark.parametrize(
    "text",
    [
        "He met Lt. Gen. John F. Kelly. They spoke in St. Louis.",
        "The U.S. and Russia talked on Jan. 9-10. Nothing came of it! Why?",
        "One sentence without an end",
    ],
)
def test_sentences_begin_where_punkt_has_them(text: str) -> None:
    """On plain news prose the scanner flags the first token of every sentence that Punkt finds, and no other."""
    rows = READER.read([text])
    table = [rows.columns[(PADDING + at) * N_COLUMNS :][:N_COLUMNS] for at in range(rows.n_tokens)]
    flagged = [row[START] for row in table if row[FLAGS] & FLAG_SENTENCE]
    assert [start for start, _ in sentences(text)] == flagged
