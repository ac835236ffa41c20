"""Merges an article cannot decide and a corpus can suggest: they are put to the editor, never made.

| reason | what | score |
| --- | --- | --- |
| `same letters` | names that differ by `&` and `and` alone | 0.95 |
| `spelling` | names of one type that differ in one word by one edit, or two in a long word | likeness of the words |
| `fuller form` | persons of one surname whose given names fit: Joe and Joseph R. Biden | share of the articles among
all it fits |
| `bare surname` | a surname and the full name that most articles with it have | the same share |
| `acronym` | an acronym and a long form with these initials | the same share, less where no article explains it |

A score says how likely a merge is right, 1 nearly certain; it is no probability. Proposals stand in the order of what
they would mend: the score times the paragraphs of the name that is merged. Each name is proposed for one other name at
most, following all proposals makes no circle, and the result does not depend on the order of the entities.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from indexer.entities.aliases import alias_table
from indexer.entities.folding import key
from indexer.entities.organisations import initials, is_acronym
from indexer.entities.persons import NameWords, fits
from indexer.entities.spelling import similar
from indexer.format.entity_ledger import EntityLedger
from indexer.model import EntityType

ProposalReason = Literal["same letters", "spelling", "fuller form", "bare surname", "acronym"]

# An acronym that no article explains may be another body's; its score is cut to this part.
_UNEXPLAINED: Final = 0.6
_SHORTEST_UNEXPLAINED: Final = 3  # any two letters are somebody's initials
# Below this share of the articles a name has no bearer that stands out.
_LEAST_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class EntityCount:
    """An entity of an index: how many paragraphs and articles name it, and the forms they use."""

    type: EntityType
    name: str
    paragraphs: int
    articles: int
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """`names` may be the entity `into`. `score` runs from 0 to 1; `paragraphs` is how many name one of `names`."""

    type: EntityType
    names: tuple[str, ...]
    into: str
    reason: ProposalReason
    score: float
    paragraphs: int = 0


class _Candidate:
    """An entity with what is asked of it over and over."""

    __slots__ = ("entity", "key", "weight", "words")

    def __init__(self, entity: EntityCount) -> None:
        self.entity = entity
        self.key = key(entity.name)
        self.words = NameWords.of(self.key)
        self.weight = (entity.articles, entity.paragraphs, len(entity.name), entity.name)


_Found = tuple[_Candidate, _Candidate, ProposalReason, float]


def propose_merges(entities: Iterable[EntityCount], ledger: EntityLedger | None = None) -> list[Proposal]:
    """Return the merges that the entities suggest, those that mend most first.

    What `ledger` has merged, hidden or holds apart is not proposed.

    >>> counts = [EntityCount("person", "Zelenskij", 2, 1), EntityCount("person", "Zelenskyj", 90, 40)]
    >>> [(proposal.names, proposal.into, proposal.reason) for proposal in propose_merges(counts)]
    [(('Zelenskij',), 'Zelenskyj', 'spelling')]
    """
    ledger = ledger or EntityLedger()
    by_type: dict[EntityType, list[_Candidate]] = defaultdict(list)
    for entity in sorted(set(entities), key=lambda entity: (entity.type, entity.name)):
        if ledger.apply(entity.type, entity.name) is not None:
            by_type[entity.type].append(_Candidate(entity))
    best: dict[tuple[EntityType, str], Proposal] = {}
    for type_, candidates in by_type.items():
        for name, into, reason, score in _found(type_, candidates):
            if not _is_open(name.entity, into.entity, ledger):
                continue
            merged = name.entity
            proposal = Proposal(type_, (merged.name,), into.entity.name, reason, round(score, 3), merged.paragraphs)
            known = best.get((type_, name.entity.name))
            if known is None or (proposal.score, proposal.into) > (known.score, known.into):
                best[type_, name.entity.name] = proposal
    return sorted(best.values(), key=_by_effect)


def _by_effect(proposal: Proposal) -> tuple[float, str, str, tuple[str, ...]]:
    return (-proposal.score * proposal.paragraphs, proposal.type, proposal.into, proposal.names)


def _is_open(one: EntityCount, other: EntityCount, ledger: EntityLedger) -> bool:
    named, into = (one.type, one.name), (other.type, other.name)
    ends = ledger.apply(*named), ledger.apply(*into)
    if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return False
    return not any(ledger.keeps_apart(a, b) for a in (named, ends[0]) for b in (into, ends[1]))


def _found(type_: EntityType, candidates: list[_Candidate]) -> Iterator[_Found]:
    yield from _same_letters(candidates)
    yield from _spellings(candidates)
    if type_ == "person":
        yield from _persons(candidates)
    elif type_ == "org":
        yield from _acronyms(candidates)


def _lighter_first(one: _Candidate, other: _Candidate) -> tuple[_Candidate, _Candidate]:
    return (one, other) if one.weight < other.weight else (other, one)


def _same_letters(candidates: Sequence[_Candidate]) -> Iterator[_Found]:
    by_letters: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_letters[candidate.key.replace(" & ", " and ")].append(candidate)
    for alike in by_letters.values():
        into = max(alike, key=lambda candidate: candidate.weight)
        yield from ((candidate, into, "same letters", 0.95) for candidate in alike if candidate is not into)


def _spellings(candidates: Sequence[_Candidate]) -> Iterator[_Found]:
    by_key = {candidate.key: candidate for candidate in sorted(candidates, key=lambda candidate: candidate.weight)}
    table = alias_table()
    for pair in similar(by_key):
        name, into = _lighter_first(by_key[pair.one], by_key[pair.other])
        if all(table.name(candidate.entity.type, candidate.key) for candidate in (name, into)):
            continue  # Austria and Australia: the table knows them apart
        yield name, into, "spelling", 0.95 * (1 - pair.n_edits / pair.n_letters)


def _persons(candidates: Sequence[_Candidate]) -> Iterator[_Found]:
    by_surname: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_surname[candidate.words.words[-1]].append(candidate)
    for surname, bearers in by_surname.items():
        full = [candidate for candidate in bearers if len(candidate.words.words) > 1]
        for short in full:
            yield from _towards(short, [long for long in full if _is_form_of(short, long)], "fuller form")
        bare = [candidate for candidate in bearers if candidate.key == surname]
        for name in bare:
            yield from _towards(name, full, "bare surname")


def _is_form_of(name: _Candidate, into: _Candidate) -> bool:
    if name is into or name.weight > into.weight:
        return False
    return fits(name.words, into.words) or fits(into.words, name.words) or _differ_by_suffix(name.words, into.words)


def _differ_by_suffix(one: NameWords, other: NameWords) -> bool:
    """Joe Biden and Joseph R. Biden Jr.: with other words besides, the suffix is no second man's."""
    if one.words == other.words or (one.suffix and other.suffix):
        return False
    return fits(NameWords(one.words, ""), NameWords(other.words, "")) or fits(
        NameWords(other.words, ""), NameWords(one.words, "")
    )


def _towards(name: _Candidate, bearers: Sequence[_Candidate], reason: ProposalReason) -> Iterator[_Found]:
    """Propose the bearer that stands out among all that a name may mean."""
    if not bearers:
        return
    into = max(bearers, key=lambda candidate: candidate.weight)
    share = into.entity.articles / max(1, sum(candidate.entity.articles for candidate in bearers))
    if share >= _LEAST_SHARE:
        yield name, into, reason, 0.9 * share


def _acronyms(candidates: Sequence[_Candidate]) -> Iterator[_Found]:
    by_initials: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        if " " in candidate.key:
            for letters in initials(candidate.key):
                by_initials[letters].append(candidate)
    for candidate in candidates:
        if is_acronym(candidate.entity.name):
            for name, into, reason, score in _towards(candidate, by_initials.get(candidate.key, ()), "acronym"):
                is_explained = any(key(variant) == candidate.key for variant in into.entity.variants)
                if not is_explained and len(candidate.key) < _SHORTEST_UNEXPLAINED:
                    continue
                yield name, into, reason, score if is_explained else score * _UNEXPLAINED


def as_toml(proposals: Iterable[Proposal]) -> str:
    """Return proposals as entries of `entities.toml`, to be read over and pasted.

    >>> print(as_toml([Proposal("person", ("J. Biden",), "Joe Biden", "fuller form", 0.9, 12)]), end="")
    # fuller form, 0.90; in 12 paragraphs
    [[merge]]
    type = "person"
    names = ["J. Biden"]
    into = "Joe Biden"
    """
    return "\n".join(
        f"# {proposal.reason}, {proposal.score:.2f}; in {proposal.paragraphs:,} paragraphs\n"
        f"[[merge]]\ntype = {_quoted(proposal.type)}\n"
        f"names = [{', '.join(map(_quoted, proposal.names))}]\ninto = {_quoted(proposal.into)}\n"
        for proposal in proposals
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
