"""Text from an index never steers a terminal."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.render.untrusted import UNSAFE, printable


@given(st.text(st.characters(exclude_categories=())))
def test_printable_text_has_no_control_character_and_keeps_its_length(text):
    """Whatever comes in, no control, surrogate or direction override goes out, and offsets stay right."""
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    shown.encode()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"))))
def test_harmless_text_comes_back_as_it_is(text):
    """Letters of every script, marks, emoji and spaces are left alone."""
    assert printable(text) == text


@pytest.mark.parametrize(
    ("attack", "shown"),
    [
        ("\x1b[2J\x1b[H", "␛[2J␛[H"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x1b]8;;https://example.org\x1b\\here", "␛]8;;https://example.org␛\\here"),
        ("\x9b31m", "\ufffd31m"),
        ("a\r\nb\tc", "a  b c"),
        ("cost\u202e001$", "cost\ufffd001$"),
        ("\x00\x7f", "␀␡"),
        ("one\u2028two", "one two"),
    ],
)
def test_known_attacks_are_shown_not_obeyed(attack, shown):
    """Escape sequences, titles, links, forged lines and reversed text become visible."""
    assert printable(attack) == shown


@pytest.mark.parametrize("text", ["שלום \u200fעולם", "👩\u200d👩\u200d👧", "co\u00adoperate", "ノルド・ストリーム"])
def test_marks_that_writing_needs_are_kept(text):
    """Direction marks, joiners and soft hyphens belong to real text."""
    assert printable(text) == text


def test_the_pattern_matches_one_character_at_a_time():
    """Two unsafe characters are two replacements, or offsets would shift."""
    assert re.findall(UNSAFE, "\x1b\x1b") == ["\x1b", "\x1b"]
