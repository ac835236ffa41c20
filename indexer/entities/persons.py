"""Persons of one article: every shorter or other form goes to the fullest name it fits.

1. Names of two words and more are compared with each other: same surname, given names that are equal, initials or
   short forms of each other (Joe, Joseph), middle names that may be missing, the same Jr. or none. The fullest stands
   for the person, and the shipped table for persons it knows.
2. A bare surname goes to the person of that surname. Where there are several, to the one whose full name stood last
   before it and, where none did (a headline), to the first one after. "Trump" is not Donald Trump Jr. while there is
   one without Jr.
3. A bare given name goes to its bearer only if there is one bearer.
4. A bare surname with nobody to go to is who it is all over the news, for the few that are listed: Merkel, Putin.
5. Any other keeps to itself: nobody is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, NamedTuple

from indexer.entities.aliases import AliasTable
from indexer.entities.drafts import Draft
from indexer.entities.folding import key, plain
from indexer.entities.gazetteers import read_entities
from indexer.entities.resolution import Reason

_MIDDLE_INITIAL: Final = re.compile(r" ([A-Z]) (?=[A-Z])")
_LONGEST_INITIALS: Final = 3  # JFK, AOC
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})


class NameWords(NamedTuple):
    """A person's name as folded words, its generation apart.

    >>> NameWords.of("joseph r biden jr")
    NameWords(words=('joseph', 'r', 'biden'), suffix='jr')
    """

    words: tuple[str, ...]
    suffix: str

    @classmethod
    @lru_cache(maxsize=1 << 14)
    def of(cls, name_key: str) -> NameWords:
        """Take a key of `indexer.entities.folding.key` apart."""
        words = tuple(name_key.split(" "))
        if len(words) > 1 and words[-1] in _SUFFIXES:
            return cls(words[:-1], words[-1])
        return cls(words, "")


@cache
def _full_given_names() -> dict[str, frozenset[str]]:
    full: dict[str, set[str]] = {}
    for name, shorts in read_entities("nicknames.txt").items():
        for short in (name, *shorts):
            full.setdefault(key(short), set()).add(key(name))
    return {short: frozenset(names) for short, names in full.items()}


def _given_names_fit(one: str, other: str) -> bool:
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    full = _full_given_names()
    return bool(full.get(one, frozenset((one,))) & full.get(other, frozenset((other,))))


def person_name(text: str) -> str:
    """Return the form a person is shown under when no table knows a better one.

    >>> person_name("John F Kelly"), person_name("TRUMP"), person_name("JFK"), person_name("Malcolm X")
    ('John F. Kelly', 'Trump', 'JFK', 'Malcolm X')
    """
    shown = _MIDDLE_INITIAL.sub(r" \1. ", plain(text))
    return shown.capitalize() if shown.isupper() and shown.isalpha() and len(shown) > _LONGEST_INITIALS else shown


def fits(short: NameWords, long: NameWords) -> bool:
    """Say whether `short` can be a form of the name `long`, both of two words or more.

    >>> def check(short, long): return fits(NameWords.of(key(short)), NameWords.of(key(long)))
    >>> check("Joe Biden", "Joseph R. Biden"), check("George Bush", "George W. Bush"), check("Jeb Bush", "George Bush")
    (True, True, False)
    >>> check("Donald Trump", "Donald Trump Jr."), check("Peña Nieto", "Enrique Pena Nieto")
    (False, True)
    """
    less, more = short.words, long.words
    if len(less) > len(more) or short.suffix != long.suffix:
        return False
    if less == more[len(more) - len(less) :] or less == more[: len(less)]:
        return True
    if less[-1] != more[-1] or not _given_names_fit(less[0], more[0]):
        return False
    if len(more[0]) == 1 < len(less[0]) and len(less) < len(more):
        return False  # who writes J. Robert Oppenheimer is not called John
    middles = iter(more[1:-1])
    return all(any(_given_names_fit(middle, other) for other in middles) for middle in less[1:-1])


@dataclass(slots=True)
class Person:
    """A person of the article: the canonical name, all full forms, and at which drafts they stand."""

    name: str
    forms: list[NameWords] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def distance(self, place: int) -> tuple[bool, int]:
        """Order persons by nearness to `place`: the last full name before it first, then the first one after it."""
        after = bisect_left(self.places, place)
        if after:
            return False, place - self.places[after - 1]
        return True, self.places[0] - place if self.places else 0

    def surnames(self) -> Iterable[str]:
        """Return the last words of all forms and of the canonical name."""
        yield from (form.words[-1] for form in self.forms)
        yield NameWords.of(key(self.name)).words[-1]


class Roster:
    """The persons of one article and how a name finds its bearer."""

    def __init__(self, drafts: Sequence[Draft], table: AliasTable) -> None:
        self._table = table
        self._by_form: dict[str, list[Person]] = {}
        self._persons: list[Person] = []
        # Whom a shorter form may fit: those who share its last word, or whose name begins with all of it.
        self._by_last_word: dict[str, list[Person]] = {}
        self._by_beginning: dict[tuple[str, ...], list[Person]] = {}
        self._add_full_names([(place, draft) for place, draft in enumerate(drafts) if draft.type == "person"])
        self._by_surname: dict[str, list[Person]] = {}
        self._by_given_name: dict[str, list[Person]] = {}
        for person in self._persons:
            person.places.sort()
            for surname in dict.fromkeys(person.surnames()):
                self._by_surname.setdefault(surname, []).append(person)
            for given_name in dict.fromkeys(form.words[0] for form in person.forms):
                self._by_given_name.setdefault(given_name, []).append(person)

    def _add_full_names(self, drafts: list[tuple[int, Draft]]) -> None:
        places: dict[str, list[int]] = {}
        shown: dict[str, str] = {}
        for place, draft in drafts:
            if len(NameWords.of(draft.key).words) > 1:
                places.setdefault(draft.key, []).append(place)
                if draft.key not in shown or shown[draft.key].isupper():
                    shown[draft.key] = draft.text
        fullest_first = sorted(places, key=lambda form: (-form.count(" "), -len(form), places[form][0]))
        for form in fullest_first:
            words = NameWords.of(form)
            bearers = self._known(form, words) or [self._new(shown[form])]
            self._by_form[form] = bearers
            for bearer in bearers:
                bearer.places.extend(places[form] if len(bearers) == 1 else ())
                self._add_form(bearer, words)

    def _add_form(self, person: Person, words: NameWords) -> None:
        person.forms.append(words)
        self._by_last_word.setdefault(words.words[-1], []).append(person)
        for n in range(2, len(words.words)):
            self._by_beginning.setdefault(words.words[:n], []).append(person)

    def _known(self, form: str, words: NameWords) -> list[Person]:
        """Return the persons a full form may mean: the table's, or all whose fuller forms it fits."""
        listed = self._table.name("person", form)
        if listed is not None:
            return [person for person in self._persons if person.name == listed][:1]
        near = self._by_last_word.get(words.words[-1], []) + self._by_beginning.get(words.words, [])
        once = {id(person): person for person in near}
        return [person for person in once.values() if any(fits(words, longer) for longer in person.forms)]

    def _new(self, text: str) -> Person:
        person = Person(self._table.name("person", text) or person_name(text))
        self._persons.append(person)
        return person

    def bearer(self, draft: Draft, place: int) -> tuple[str, Reason] | None:
        """Return whom a draft at `place` names and why, or None where the article does not say."""
        words = NameWords.of(draft.key)
        if len(words.words) > 1:
            bearers = self._by_form.get(draft.key)
            if not bearers:
                return None
            listed = self._table.name("person", draft.text)
            return _nearest(bearers, place).name, "table" if listed else self._reason(draft, bearers)
        found = self._bearer_of_surname(words, place) or self._bearer_of_given_name(words)
        return found or self._bearer_known_everywhere(draft)

    def _reason(self, draft: Draft, bearers: list[Person]) -> Reason:
        return "longer form" if key(bearers[0].name) != draft.key else "spelling"

    def _bearer_of_surname(self, words: NameWords, place: int) -> tuple[str, Reason] | None:
        surname = words.words[0]
        listed = self._table.name("person", surname)
        bearers = self._by_surname.get(surname) or self._by_surname.get(key(listed or ""), [])
        alike = [person for person in bearers if any(form.suffix == words.suffix for form in person.forms)]
        bearers = alike or ([] if words.suffix else bearers)
        if not bearers:
            return None
        chosen = _nearest(bearers, place)
        if len(bearers) == 1:
            return chosen.name, "surname"
        return chosen.name, "surname, first after" if chosen.distance(place)[0] else "surname, nearest before"

    def _bearer_of_given_name(self, words: NameWords) -> tuple[str, Reason] | None:
        bearers = [] if words.suffix else self._by_given_name.get(words.words[0], [])
        return (bearers[0].name, "given name") if len(bearers) == 1 else None

    def _bearer_known_everywhere(self, draft: Draft) -> tuple[str, Reason] | None:
        name = known_surnames().get(key(self._table.name("person", draft.text) or draft.text))
        return None if name is None else (name, "known surname")

    def has_surname(self, name_key: str) -> bool:
        """Say whether a person named in full has this surname."""
        return name_key in self._by_surname


def _nearest(bearers: list[Person], place: int) -> Person:
    """Return the one named in full last before `place`, else the one named first after it."""
    return bearers[0] if len(bearers) == 1 else min(bearers, key=lambda person: person.distance(place))


@cache
def known_surnames() -> Mapping[str, str]:
    """Return whom the shipped list takes a bare surname for, by the surname's key.

    >>> known_surnames()["merkel"], "clinton" in known_surnames()
    ('Angela Merkel', False)
    """
    return {key(surname): name for name, surnames in read_entities("surnames.txt").items() for surname in surnames}
