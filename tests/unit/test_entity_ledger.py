"""The editor's ledger: what its entries do, and what it says of entries that cannot be followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.format.entity_ledger import EntityLedger, load_ledger, parse_ledger
from indexer.format.ledger_entries import LedgerError
from indexer.model import ENTITY_TYPES, EntityType


def test_a_merge_gives_all_its_names_one_name() -> None:
    """Names of the list become `into`; other names stay."""
    ledger = parse_ledger('[[merge]]\nnames = ["J. Biden", "Joe Biden", "Biden"]\ninto = "Joe Biden"\ntype = "person"')
    assert ledger.apply("person", "Biden") == ledger.apply("person", "J. Biden") == ("person", "Joe Biden")
    assert ledger.apply("person", "Joe Biden") == ("person", "Joe Biden")
    assert ledger.apply("org", "Biden") == ("org", "Biden")
    assert ledger.apply("person", "Jill Biden") == ("person", "Jill Biden")


def test_chains_are_followed_to_their_end() -> None:
    """A merged name that is renamed and retyped has the last name and type."""
    ledger = parse_ledger(
        """
        [[merge]]
        names = ["The Kremlin"]
        into = "Kremlin"
        [[rename]]
        name = "Kremlin"
        to = "Russian presidency"
        [[retype]]
        name = "Kremlin"
        to = "org"
        """
    )
    assert ledger.apply("place", "The Kremlin") == ("org", "Russian presidency")


def test_a_hidden_name_is_no_entity_and_neither_is_what_is_merged_into_it() -> None:
    """Hiding an entity hides its variants."""
    ledger = parse_ledger(
        '[[hide]]\nnames = ["Getty", "Reuters"]\ntype = "org"\n[[merge]]\nnames = ["Getty Images"]\ninto = "Getty"'
    )
    assert ledger.apply("org", "Getty") is None
    assert ledger.apply("org", "Getty Images") is None
    assert ledger.apply("person", "Getty") == ("person", "Getty")


def test_a_split_counts_in_the_articles_its_pattern_fits() -> None:
    """The first split that fits counts, after merges, and not without an article."""
    ledger = parse_ledger(
        """
        [[merge]]
        names = ["J. Smith"]
        into = "John Smith"
        [[split]]
        name = "John Smith"
        article = "senate/*"
        into = "John Smith (senator)"
        [[split]]
        name = "John Smith"
        article = "*"
        into = "John Smith (others)"
        [[rename]]
        name = "John Smith (senator)"
        to = "Sen. John Smith"
        """
    )
    assert ledger.apply("person", "J. Smith", "senate/1.txt") == ("person", "Sen. John Smith")
    assert ledger.apply("person", "J. Smith", "sport/1.txt") == ("person", "John Smith (others)")
    assert ledger.apply("person", "J. Smith") == ("person", "John Smith")


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n"])
def test_an_empty_ledger_changes_nothing(text: str) -> None:
    """No entries are no fault."""
    ledger = parse_ledger(text)
    assert ledger.is_empty
    assert ledger.apply("place", "Kyiv") == ("place", "Kyiv")


def test_a_missing_file_is_an_empty_ledger(tmp_path: Path) -> None:
    """Most indexes have none."""
    assert load_ledger(tmp_path / "entities.toml").is_empty


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    (tmp_path / "entities.toml").write_bytes('[[hide]]\nname = "Žižek"'.encode("utf-16"))
    with pytest.raises(LedgerError, match=r"entities\.toml: this is not UTF-8 text; save it in that encoding"):
        load_ledger(tmp_path / "entities.toml")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Some editors leave one."""
    (tmp_path / "entities.toml").write_text('\ufeff[[hide]]\nname = "Getty"', encoding="utf-8")
    assert load_ledger(tmp_path / "entities.toml").apply("org", "Getty") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[merge]\n", r"entities\.toml: this is not TOML: .*line 1"),
        ('\n[[marge]]\nname = "A"', r"entities\.toml, line 2: there is no entry 'marge'; write one of \[\[merge\]\]"),
        ('[merge]\nnames = ["A"]', r"write \[\[merge\]\] with two brackets"),
        ('[[merge]]\nnames = ["A"]', r"line 1: \[\[merge\]\] needs into = "),
        ('[[merge]]\ninto = "A"', r"line 1: \[\[merge\]\] needs names = "),
        ('[[merge]]\nnames = [1]\ninto = "A"', r"line 1: \[\[merge\]\] needs names = "),
        ('[[merge]]\nnames = []\ninto = "A"', r"line 1: \[\[merge\]\] needs names = "),
        ('[[hide]]\nname = " "', r"line 1: \[\[hide\]\] needs name = "),
        ('[[hide]]\nname = "A"\ncolour = "red"', r"line 1: \[\[hide\]\] has no 'colour'; it has .*name"),
        ('[[hide]]\nname = "A"\ntype = "thing"', r"line 1: there is no type 'thing'; write one of person, org"),
        ('[[retype]]\nname = "A"\nto = "thing"', r"line 1: there is no type 'thing'"),
        ('[[never_merge]]\nnames = ["A"]', r"line 1: \[\[never_merge\]\] needs two names"),
        (
            '[[merge]]\nnames = ["A"]\ninto = "B"\n[[rename]]\nname = "A"\nto = "C"',
            r"line 4: 'A' becomes 'C' here and 'B' by the \[\[merge\]\] in line 1; keep one of the two",
        ),
        (
            '[[merge]]\nnames = ["A"]\ninto = "B"\n[[merge]]\nnames = ["B"]\ninto = "C"\n'
            '[[rename]]\nname = "C"\nto = "A"',
            r"line 7: this closes a circle: .*'A'.* take one of these entries out",
        ),
        (
            '[[retype]]\nname = "A"\ntype = "org"\nto = "place"\n[[retype]]\nname = "A"\ntype = "place"\nto = "org"',
            r"line 5: this closes a circle",
        ),
        (
            '[[hide]]\nname = "A"\n[[merge]]\nnames = ["A"]\ninto = "B"',
            r"line 1: 'A' is hidden here and becomes 'B' by the",
        ),
        (
            '[[never_merge]]\nnames = ["A", "B"]\n[[merge]]\nnames = ["A", "B"]\ninto = "C"',
            r"line 1: 'A' and 'B' are never to be merged, and other entries merge them into 'C'",
        ),
        (
            '[[split]]\nname = "A"\narticle = "*"\ninto = "B"\n[[merge]]\nnames = ["B"]\ninto = "A"',
            r"line 1: 'B' is split from 'A' and merged with it",
        ),
    ],
)
def test_a_ledger_that_cannot_be_followed_says_where_and_what_to_do(text: str, message: str) -> None:
    """File, line, fault, advice."""
    with pytest.raises(LedgerError, match=message):
        parse_ledger(text)


def test_names_nobody_has_are_warned_of() -> None:
    """A slip of the pen is a warning; names that other entries give are known."""
    ledger = parse_ledger(
        '[[merge]]\nnames = ["Bidn", "J. Biden"]\ninto = "Joe Biden"\n[[rename]]\nname = "Joe Biden"\nto = "Biden"\n'
        '[[hide]]\nname = "J. Biden"\ntype = "org"'
    )
    warnings = ledger.unknown_names([("person", "J. Biden")])
    assert [warning.partition(";")[0] for warning in warnings] == [
        "[[merge]] in line 1: no entity is called 'Bidn'",
        "[[hide]] in line 7: no entity of type org is called 'J. Biden'",
    ]


def test_never_merge_keeps_apart_by_type() -> None:
    """What is said of persons says nothing of places."""
    ledger = parse_ledger('[[never_merge]]\ntype = "person"\nnames = ["George Bush", "George W. Bush"]')
    assert ledger.keeps_apart(("person", "George Bush"), ("person", "George W. Bush"))
    assert not ledger.keeps_apart(("place", "George Bush"), ("place", "George W. Bush"))


letters = st.sampled_from("ABCDE")
entry_texts = st.one_of(
    st.builds("[[merge]]\nnames = ['{}', '{}']\ninto = '{}'\n".format, letters, letters, letters),
    st.builds("[[rename]]\nname = '{}'\nto = '{}'\n".format, letters, letters),
    st.builds("[[retype]]\nname = '{}'\nto = '{}'\n".format, letters, st.sampled_from(ENTITY_TYPES)),
    st.builds("[[hide]]\nname = '{}'\ntype = '{}'\n".format, letters, st.sampled_from(ENTITY_TYPES)),
)


@given(st.lists(entry_texts, max_size=4).map("".join), letters, st.sampled_from(ENTITY_TYPES))
def test_a_ledger_is_refused_or_brings_every_name_to_rest(text: str, name: str, type_: EntityType) -> None:
    """Applying a ledger twice is applying it once."""
    try:
        ledger = parse_ledger(text)
    except LedgerError:
        return
    once = ledger.apply(type_, name)
    assert once is None or ledger.apply(*once) == once


@given(st.text(max_size=60) | st.lists(entry_texts, max_size=3).map("".join).map(lambda text: text[3:]))
def test_any_text_is_a_ledger_or_a_clear_refusal(text: str) -> None:
    """No other exception leaves the parser."""
    message = "entities.toml"
    try:
        assert isinstance(parse_ledger(text), EntityLedger)
    except LedgerError as error:
        message = str(error)
    assert message.startswith("entities.toml")


def test_the_manual_s_example_is_a_ledger() -> None:
    """What the page shows can be copied, and does what its comments say."""
    page = (Path(__file__).parents[2] / "docs" / "entities.md").read_text(encoding="utf-8")
    ledger = parse_ledger(page.split("```toml\n")[1].split("```")[0])
    assert ledger.apply("person", "Zelensky") == ("person", "Volodymyr Zelenskyy")
    assert ledger.apply("org", "Camp David") == ("place", "Camp David")
    assert ledger.apply("org", "Getty Images") is None
    assert ledger.apply("person", "John Smith", "senate/2021.txt") == ("person", "John Smith (senator)")
    assert ledger.keeps_apart(("person", "George Bush"), ("person", "George W. Bush"))
