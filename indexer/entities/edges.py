"""Where a name begins and ends within what a finder marked, and what is no name at all.

Quotes, marks, a leading article, titles and a closing possessive are no part of a name. Pronouns, days, months,
numbers and words written small are no names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from indexer.entities.aliases import alias_table
from indexer.entities.folding import key
from indexer.entities.lexicon import lexicon
from indexer.model import EntityType

_ARTICLE: Final = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"['’][sS]?$")
# A point belongs to a name after a single letter, after a listed abbreviation and after these.
_POINTED_WORDS: Final = frozenset("Jr Sr Inc Corp Co Ltd Bros".split())
# Those who are called by title and given name keep the title.
_ROYAL: Final = frozenset({"Pope", "King", "Queen", "Prince", "Princess"})
_MOST_WORDS_OF_A_TITLE: Final = 4
_NO_PEOPLES: Final = frozenset({"Western", "Eastern", "Northern", "Southern"})
# A run of capitals longer than this is a table or a headline, not a name.
_LONGEST_NAME: Final = 120
# A name is written alike time and again: four of five look-ups of a news corpus are answered from here.
_CACHE_SIZE: Final = 1 << 16


class Trimmed(NamedTuple):
    """Characters `start` to `stop` of what was marked are the name; `key` is its folded form, empty if none is left."""

    start: int
    stop: int
    key: str
    is_noise: bool


@lru_cache(maxsize=_CACHE_SIZE)
def trim(marked: str, type_: EntityType) -> Trimmed:
    """Find the name in what a finder marked as one of type `type_`.

    >>> trim("“President Vladimir Putin’s”", "person")
    Trimmed(start=11, stop=25, key='vladimir putin', is_noise=False)
    >>> trim("Monday", "org").is_noise, trim("The", "org").is_noise, trim("US", "place").is_noise
    (True, True, False)
    """
    start, stop = _without_marks(marked)
    if type_ == "person":
        start = _after_titles(marked, start, stop)
    written = marked[start:stop]
    name_key = key(written)
    return Trimmed(start, stop, name_key, _is_noise(written, name_key, type_))


def _without_marks(marked: str) -> tuple[int, int]:
    start, stop = 0, len(marked)
    while start < stop and not (marked[stop - 1].isalnum() or _keeps_mark(marked, stop)):
        stop -= 1
    possessive = _POSSESSIVE.search(marked, start, stop)
    if possessive:
        stop = possessive.start()
    while start < stop and not marked[start].isalnum():
        start += 1
    article = _ARTICLE.match(marked, start, stop)
    if article and article.end() < stop:
        start = article.end()
    return start, stop


def _keeps_mark(marked: str, stop: int) -> bool:
    """Say whether the mark before `stop` belongs to the name: OPEC+, Acme Inc., St."""
    if marked[stop - 1] != ".":
        return marked[stop - 1] == "+" and stop > 1 and marked[stop - 2].isalnum()
    word = marked[: stop - 1].rpartition(" ")[2]
    return (len(word) == 1 and word.isalpha()) or "." in word or word in _POINTED_WORDS or _is_listed(f"{word}.")


def _is_listed(abbreviation: str) -> bool:
    return abbreviation in lexicon().names.types


def _after_titles(marked: str, start: int, stop: int) -> int:
    words = lexicon()
    while True:
        parts = marked[start:stop].split()
        if len(parts) == 2 and parts[0] in _ROYAL:
            return start
        for n in range(min(_MOST_WORDS_OF_A_TITLE, len(parts) - 1), 0, -1):
            if " ".join(parts[:n]) in words.titles.types or (n == 1 and parts[0] in words.roles):
                start = _start_of_word(marked, start, n)
                break
        else:
            return start


def _start_of_word(marked: str, start: int, n: int) -> int:
    words = list(re.finditer(r"\S+", marked[start:]))
    return start + words[n].start()


def _is_noise(written: str, name_key: str, type_: EntityType) -> bool:
    never = lexicon().never
    if type_ == "group" and written in _NO_PEOPLES:
        return True
    if written in never or (written.capitalize() in never and not written.isupper()):
        return True
    if len(name_key) < 2 or len(name_key) > _LONGEST_NAME or not any(map(str.isalpha, name_key)):
        return True
    if any(map(str.isupper, written)) or not any(map(str.islower, written)):
        return False
    return alias_table().name(type_, written) is None
