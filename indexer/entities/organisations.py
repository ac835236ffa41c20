"""Organisations of one article: acronyms and short forms go to the long name the article gives.

An acronym goes to the one long form whose initials it is, small words counted or not, and to the long form it
follows in brackets even if its letters only occur there in order ("Organisation of the Petroleum Exporting Countries
(OPEC)"). What the article says outweighs the shipped table: where NRA follows "National Restaurant Association" it is
not the rifles.

A short form goes to the one longer name that begins or ends with it, if it has a word that says more than "Council"
does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from indexer.entities.aliases import AliasTable
from indexer.entities.drafts import Draft
from indexer.entities.folding import plain
from indexer.entities.lexicon import common_words, lexicon

_COMPANY_FORM: Final = re.compile(
    r"(?<!&),? (?:Inc|Incorporated|Corp|Ltd|Limited|Co|LLC|L\.L\.C|LLP|PLC|Plc|plc|AG|GmbH|S\.A|SA|N\.V)\.?$"
)
# Names come back: nine of ten look-ups of a batch are answered from what was found before.
_CACHE_SIZE: Final = 1 << 14
_SMALL_WORDS: Final = frozenset("of and for the in on to de & du des la".split())


def organisation_name(text: str, table: AliasTable) -> str:
    """Return the canonical name of an organisation that nothing else in the article explains.

    >>> from indexer.entities.aliases import alias_table
    >>> names = "Microsoft Corp.", "Tiffany & Co.", "the United Nations Security Council"
    >>> [organisation_name(name, alias_table()) for name in names]
    ['Microsoft', 'Tiffany & Co.', 'U.N. Security Council']
    """
    listed = table.name("org", text)
    if listed is not None:
        return listed
    shorter = _COMPANY_FORM.sub("", text)
    return table.name("org", shorter) or plain(shorter or text)


@lru_cache(maxsize=_CACHE_SIZE)
def is_acronym(text: str) -> bool:
    """Say whether a name is written as an acronym: two to eight capitals, points and `&` aside.

    >>> [is_acronym(text) for text in ("NRA", "U.N.", "AT&T", "Nato", "UNITED NATIONS")]
    [True, True, True, False, False]
    """
    letters = text.replace(".", "").replace("&", "")
    return 2 <= len(letters) <= 8 and letters.isalpha() and letters.isupper()


@lru_cache(maxsize=_CACHE_SIZE)
def initials(name_key: str) -> frozenset[str]:
    """Return the initials of a folded name, with its small words and without.

    >>> sorted(initials("department of justice"))
    ['dj', 'doj']
    """
    words = name_key.split(" ")
    return frozenset(
        ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SMALL_WORDS))
    )


def _occur_in_order(letters: str, name_key: str) -> bool:
    rest = iter(name_key)
    return letters[0] == name_key[0] and all(letter in rest for letter in letters)


def name_acronyms(drafts: Sequence[Draft], texts: Sequence[str], table: AliasTable) -> None:
    """Decide the acronyms whose long form is in the article. `texts` are the article's paragraphs."""
    acronyms = [draft for draft in drafts if is_acronym(draft.text) and _may_be_organisation(draft, table)]
    if not acronyms:
        return
    meant = {
        acronym.key: organisation_name(long.text, table) for acronym, long in reversed(_in_brackets(drafts, texts))
    }
    names: dict[str, set[str]] = {}
    for long_key, name in _long_names(drafts, table).items():
        for letters in initials(long_key):
            names.setdefault(letters, set()).add(name)
    for draft in acronyms:
        alike = names.get(draft.key, ())
        if draft.key not in meant and len(alike) == 1:
            (meant[draft.key],) = alike
        if draft.key in meant:
            draft.type = "org"
            draft.decide(meant[draft.key], "acronym")


def _may_be_organisation(draft: Draft, table: AliasTable) -> bool:
    """The US is a place whatever union has its initials."""
    return draft.type == "org" or (draft.type != "person" and not table.types(draft.text))


def _long_names(drafts: Sequence[Draft], table: AliasTable) -> dict[str, str]:
    return {d.key: organisation_name(d.text, table) for d in drafts if d.type == "org" and " " in d.key}


def _in_brackets(drafts: Sequence[Draft], texts: Sequence[str]) -> list[tuple[Draft, Draft]]:
    """Return the pairs of an acronym and the long form right before or after it, one of them in brackets."""
    pairs = []
    for first, second in pairwise(drafts):
        between = texts[first.paragraph][first.stop : second.start] if first.paragraph == second.paragraph else ""
        if between.strip(' "“”') != "(":
            continue
        long, acronym = (second, first) if is_acronym(first.text) else (first, second)
        if long.type == "org" and is_acronym(acronym.text) and _occur_in_order(acronym.key, long.key):
            pairs.append((acronym, long))
    return pairs


def name_short_forms(drafts: Sequence[Draft], table: AliasTable) -> None:
    """Decide the organisations that the article also names by a longer name."""
    names: dict[str, set[str]] = {}
    for long_key, name in _long_names(drafts, table).items():
        words = long_key.split(" ")
        for n in range(1, len(words)):
            names.setdefault(" ".join(words[:n]), set()).add(name)
            names.setdefault(" ".join(words[n:]), set()).add(name)
    for draft in drafts:
        if draft.type != "org" or draft.name or table.name("org", draft.text) or not says_enough(draft.key):
            continue
        longer = names.get(draft.key, ())
        if len(longer) == 1:
            draft.decide(next(iter(longer)), "short form")


@lru_cache(maxsize=_CACHE_SIZE)
def says_enough(name_key: str) -> bool:
    """Say whether a short form can be told from others: two words, or one that is neither common nor a mere head.

    >>> says_enough("bellingcat"), says_enough("council"), says_enough("defense ministry")
    (True, False, True)
    """
    if " " in name_key:
        return True
    word = name_key.capitalize()
    return name_key not in common_words() and word not in lexicon().org_heads and word not in lexicon().names.types
