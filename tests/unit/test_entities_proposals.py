"""Merges proposed from counts: found, explained, held apart, independent of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.proposals import EntityCount, Proposal, as_toml, propose_merges
from indexer.entities.spelling import edits, similar
from indexer.format.entity_ledger import parse_ledger
from indexer.model import EntityType


def count(type_: EntityType, name: str, articles: int, *variants: str) -> EntityCount:
    return EntityCount(type_, name, articles * 3, articles, variants)


def pairs(proposals: list[Proposal]) -> dict[str, tuple[str, str]]:
    return {name: (proposal.into, proposal.reason) for proposal in proposals for name in proposal.names}


ENTITIES = [
    count("person", "Mikheil Saakashvili", 30),
    count("person", "Mikhail Saakashvili", 4),
    count("person", "Joe Biden", 900),
    count("person", "Joseph R. Biden Jr.", 40),
    count("person", "Jill Biden", 50),
    count("person", "Biden", 200),
    count("person", "John Smith", 10),
    count("person", "Jane Smith", 10),
    count("person", "Smith", 5),
    count("person", "George Bush", 20),
    count("person", "George W. Bush", 80),
    count("org", "BFRI", 3),
    count("org", "Baltic Fishing Research Institute", 9, "BFRI"),
    count("org", "NLC", 3),
    count("org", "Northern Lights Council", 9),
    count("org", "Johnson and Johnson", 2),
    count("org", "Johnson & Johnson", 8),
    count("place", "Zaporizhzia", 2),
    count("place", "Zaporizhzhia", 20),
    count("place", "Iran", 90),
    count("place", "Iraq", 90),
]


def test_each_reason_is_found() -> None:
    """Spelling, fuller form, bare surname, acronym, same letters; two Smiths of equal weight still share the name."""
    assert pairs(propose_merges(ENTITIES)) == {
        "Mikhail Saakashvili": ("Mikheil Saakashvili", "spelling"),
        "Joseph R. Biden Jr.": ("Joe Biden", "fuller form"),
        "Biden": ("Joe Biden", "bare surname"),
        "Smith": ("John Smith", "bare surname"),
        "George Bush": ("George W. Bush", "fuller form"),
        "BFRI": ("Baltic Fishing Research Institute", "acronym"),
        "NLC": ("Northern Lights Council", "acronym"),
        "Johnson and Johnson": ("Johnson & Johnson", "same letters"),
        "Zaporizhzia": ("Zaporizhzhia", "spelling"),
    }


def test_better_evidence_scores_higher() -> None:
    """A surname of one man beats a surname of two; an acronym an article explains beats one that none does."""
    scores = {proposal.names[0]: proposal.score for proposal in propose_merges(ENTITIES)}
    assert scores["Biden"] > scores["Smith"]
    assert scores["BFRI"] > scores["NLC"]
    assert all(0 < score <= 1 for score in scores.values())


def test_what_the_ledger_says_is_not_proposed_again() -> None:
    """Merged, hidden and held apart names stay out of the list."""
    ledger = parse_ledger(
        """
        [[never_merge]]
        names = ["George Bush", "George W. Bush"]
        [[merge]]
        names = ["Biden"]
        into = "Joe Biden"
        [[hide]]
        name = "NLC"
        """
    )
    found = pairs(propose_merges(ENTITIES, ledger))
    assert found.keys() == pairs(propose_merges(ENTITIES)).keys() - {"George Bush", "Biden", "NLC"}


@given(st.permutations(ENTITIES))
def test_proposals_do_not_depend_on_the_order_of_entities(entities: list[EntityCount]) -> None:
    """The same entities give the same list."""
    assert propose_merges(entities) == propose_merges(ENTITIES)


person_names = st.builds(
    " ".join, st.lists(st.sampled_from("Ann Anna A. B. Lee Leigh Jonsson Jonson Jr.".split()), min_size=1, max_size=3)
)


@given(
    st.lists(
        st.builds(EntityCount, st.sampled_from(["person", "org"]), person_names, st.integers(1, 9), st.integers(1, 9)),
        unique_by=lambda entity: (entity.type, entity.name),
        max_size=12,
    )
)
def test_all_proposals_together_are_a_ledger(entities: list[EntityCount]) -> None:
    """Accepting everything makes no circle and no contradiction, and leaves nothing of it to propose."""
    ledger = parse_ledger(as_toml(propose_merges(entities)))
    for proposal in propose_merges(entities):
        for name in proposal.names:
            assert ledger.apply(proposal.type, name) == ledger.apply(proposal.type, proposal.into)


def test_names_with_quotes_and_control_characters_survive_toml() -> None:
    """What is proposed can be pasted."""
    name = 'O"Neil\\ \x7f \t é'
    ledger = parse_ledger(as_toml([Proposal("person", (name,), "O'Neil", "spelling", 0.5)]))
    assert ledger.apply("person", name) == ("person", "O'Neil")


words = st.text("abc", max_size=6)


def _plain_edits(one: str, other: str) -> int:
    """The definition, written down without any cleverness."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        _plain_edits(one[1:], other) + 1,
        _plain_edits(one, other[1:]) + 1,
        _plain_edits(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if one[:2] == other[1::-1] and len(one) > 1 and len(other) > 1:
        least = min(least, _plain_edits(one[2:], other[2:]) + 1)
    return least


@given(words, words, st.integers(0, 4))
def test_edits_are_counted_as_defined(one: str, other: str, most: int) -> None:
    """The table agrees with the recursive definition up to the bound, and says `most + 1` beyond it."""
    assert edits(one, other, most) == min(_plain_edits(one, other), most + 1)


@pytest.mark.parametrize("n_names", [3000])
def test_many_names_with_a_word_in_common_are_cheap(n_names: int) -> None:
    """A block that says nothing is left out: no three million comparisons for three thousand Johns."""
    keys = [f"john smith{n:05d}" for n in range(n_names)]
    assert list(similar(keys)) == []
