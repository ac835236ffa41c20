"""The compiled tokens are those of the analysis."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.format import analysis
from indexer.format.codec.tokens import TermStream

# Characters that the rules of tokens turn on, and some that only the reference knows.
CHARACTERS = "abSsuU.,'`’‘1230 _\n-“—…é\u00a0\u00b4ﬁ½\u0301\u200bñ中\ud800x\x85\u2028"


def _terms(stream: TermStream, text: str) -> list[str]:
    start = stream.used
    n = stream.add(text)
    terms, numbers = stream.terms(), stream.numbers()
    return [terms[number].decode("utf-8", "surrogatepass") for number in numbers[start : start + n].tolist()]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.text(st.sampled_from(CHARACTERS), max_size=40) | st.text(max_size=40), max_size=4))
@example(["a" * 70 + "'s b", "1" * 80 + ".5x", "é" * 70 + "x"])
@example(["U.S.A. e.g.then u.s_ 2,000,00 1,234.5m 1,23 12,345,678.9.1 3.5.1bn o'brien's 's a''s"])
def test_any_texts_have_the_terms_of_the_analysis(texts):
    """Term by term, over any texts one after the other, the stream says what `analysis.words` says."""
    stream = TermStream(analysis.words)
    for text in texts:
        assert _terms(stream, text) == analysis.words(text)


def test_numbers_stand_for_terms_whatever_their_number():
    """A vocabulary that outgrows every table keeps one number a term."""
    stream = TermStream(analysis.words)
    words = [f"w{number}" for number in range(5000)]
    assert _terms(stream, " ".join(words)) == words
    assert _terms(stream, " ".join(reversed(words))) == words[::-1]
    assert stream.n_terms == 5000
    assert stream.terms() == [word.encode() for word in words]


@pytest.mark.parametrize("text", ["", " ", "talks on oil"])
def test_a_repeated_text_has_the_same_numbers(text):
    """`repeat` appends a part of the stream as `add` would have."""
    stream = TermStream(analysis.words)
    n = stream.add(text)
    stream.repeat(0, n)
    assert stream.used == 2 * n
    assert stream.numbers()[:n].tolist() == stream.numbers()[n : 2 * n].tolist()
