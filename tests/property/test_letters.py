"""Names found by their letters: none that fits is missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.analysis import words
from search.query.leaves import NamePart
from search.query.letters import Letters

_PIECES = (
    "Putin",
    "PUTIN",
    "O'Brien",
    "U.S.",
    "US",
    "Köln",
    "Koln",
    "St.",
    "2,000",
    "İz",
    "\n",
    " ",
    "-",
    ",",
    "’s",
    "ß",
)
_VALUES = st.lists(st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=4).map("".join), max_size=12)


@settings(max_examples=300, deadline=None)
@given(_VALUES, st.data())
def test_every_value_that_fits_is_among_those_that_may(values, data):
    """The values that hold a part, word by word, all hold its letters; each is told once."""
    asked = data.draw(st.sampled_from([*values, "Putin", "us", "koln"]))
    parts = tuple(words(asked))[:2]
    leaf = NamePart("person", parts or ("putin",))
    found = list(Letters(values).holding(leaf._letters()))
    assert len(found) == len(set(found))
    assert {number for number, value in enumerate(values) if leaf.fits(value)} <= set(found)


def test_letters_that_nothing_holds_find_nothing():
    """Plain values without the letters are left out."""
    assert list(Letters(["Vladimir Putin", "Joe Biden"]).holding("zelensky")) == []
    assert list(Letters([]).holding("")) == []
    assert list(Letters(["", "a"]).holding("")) == [0, 1]
