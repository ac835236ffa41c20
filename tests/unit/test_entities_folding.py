"""Keys and plain forms of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.aliases import ENTITY_LISTS, alias_table
from indexer.entities.folding import _fold, bare, key, plain, without_accents
from indexer.entities.gazetteers import read_entities

names = st.text("aAbBéÉłñ .’'-&JRUS0", min_size=1, max_size=30)


@given(names)
def test_a_key_of_a_key_is_itself(name: str) -> None:
    """Folding twice changes nothing."""
    assert key(key(name)) == key(name)


@given(names | st.lists(st.sampled_from(["the", "The", "Putin", "of", "A", "US", "J", "s", ""])).map(" ".join))
def test_the_short_way_to_a_key_is_the_long_one(name: str) -> None:
    """Names of plain letters get the key that all rules together give them."""
    assert key(name) == _fold(name)


@given(names)
def test_bare_and_plain_forms_have_the_key_of_what_they_stand_for(name: str) -> None:
    """What is shown is found by what was written."""
    assert key(plain(name)) == key(bare(name)) == key(name)


@given(st.text(max_size=30))
def test_any_text_folds(name: str) -> None:
    """No text is refused."""
    assert without_accents(name).isascii() or not name.isascii()
    key(name), plain(name), bare(name)


def test_every_canonical_name_is_its_own_alias() -> None:
    """The table never sends a canonical name to another entity of its type, save one that stands in two lists."""
    table = alias_table()
    for type_, file_name in ENTITY_LISTS:
        for name in read_entities(file_name):
            assert table.name(type_, name) == name, (file_name, name)


def test_no_variant_stands_under_two_names_of_a_list() -> None:
    """A variant that is listed twice would depend on the order of lines."""
    for _, file_name in ENTITY_LISTS:
        seen: dict[str, str] = {}
        for name, variants in read_entities(file_name).items():
            for variant in (name, *variants):
                assert seen.setdefault(key(variant), name) == name, (file_name, variant)
