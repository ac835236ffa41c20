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
from itertools import pairwise
from typing import Final

from indexer.entities.aliases import AliasTable
from indexer.entities.drafts import Draft
from indexer.entities.folding import plain
from indexer.entities.lexicon import common_words, lexicon

_COMPANY_FORM: Final = re.compile(
    r"(?<!&),? (?:Inc|Incorporated|Corp|Ltd|Limited|Co|LLC|L\.L\.C|LLP|PLC|Plc|plc|AG|GmbH|S\.A|SA|N\.V)\.?$"
)
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


def is_acronym(text: str) -> bool:
    """Say whether a name is written as an acronym: two to eight capitals, points and `&` aside.

    >>> [is_acronym(text) for text in ("NRA", "U.N.", "AT&T", "Nato", "UNITED NATIONS")]
    [True, True, True, False, False]
    """
    letters = text.replace(".", "").replace("&", "")
    return 2 <= len(letters) <= 8 and letters.isalpha() and letters.isupper()


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
    acronyms = {draft.key for draft in drafts if draft.type != "person" and is_acronym(draft.text)}
    if not acronyms:
        return
    meant: dict[str, str] = {}
    for acronym, long in _in_brackets(drafts, texts):
        meant.setdefault(acronym.key, organisation_name(long.text, table))
    longs = {d.key: organisation_name(d.text, table) for d in drafts if d.type == "org" and " " in d.key}
    for acronym_key in acronyms - meant.keys():
        names = {name for long_key, name in longs.items() if acronym_key in initials(long_key)}
        if len(names) == 1:
            meant[acronym_key] = names.pop()
    for draft in drafts:
        if draft.key in meant and draft.type != "person" and is_acronym(draft.text):
            draft.type = "org"
            draft.decide(meant[draft.key], "acronym")


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
    longs = {d.key: organisation_name(d.text, table) for d in drafts if d.type == "org" and " " in d.key}
    for draft in drafts:
        if draft.type != "org" or draft.name or table.name("org", draft.text) or not says_enough(draft.key):
            continue
        names = {
            name
            for long, name in longs.items()
            if len(long) > len(draft.key) and (long.startswith(f"{draft.key} ") or long.endswith(f" {draft.key}"))
        }
        if len(names) == 1:
            draft.decide(names.pop(), "short form")


def says_enough(name_key: str) -> bool:
    """Say whether a short form can be told from others: two words, or one that is neither common nor a mere head.

    >>> says_enough("bellingcat"), says_enough("council"), says_enough("defense ministry")
    (True, False, True)
    """
    if " " in name_key:
        return True
    word = name_key.capitalize()
    return name_key not in common_words() and word not in lexicon().org_heads and word not in lexicon().names.types
