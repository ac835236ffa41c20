"""Values that hold some letters, found by one search over all of them at once.

A field of names has a hundred thousand values; reading each as words takes a second, and looking into each by itself
fifty milliseconds. Written one after the other, their letters are searched through in one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Final

from indexer.format.schema import VARIANT_SEPARATOR
from search.query.memory import remembered
from search.query.vocabulary import vocabulary

_MOST_KNOWN: Final = 16
"""Fields whose values are remembered: more than there are."""

_BETWEEN = "\n"
_LEFT_OUT = str.maketrans("", "", "'`.,")


def squeezed(text: str) -> str:
    """Return ASCII text as the analysis would join it: small letters, no apostrophes, full stops or commas."""
    return text.lower().translate(_LEFT_OUT)


class Letters:
    """`values` to be searched, by letters as the analysis joins them.

    >>> found = Letters(["Vladimir Putin", "U.S. Senate", "Köln", "Putin's party"])
    >>> [found.values[number] for number in found.holding("putin")]
    ['Vladimir Putin', "Putin's party", 'Köln']
    >>> [found.values[number] for number in found.holding("us")]
    ['U.S. Senate', 'Köln']
    """

    def __init__(self, values: Iterable[str]) -> None:
        self.values = tuple(values)
        # What is not ASCII folds to other letters: such values may hold any.
        is_plain = [value.isascii() and _BETWEEN not in value for value in self.values]
        self._plain = array("I", (number for number, plain in enumerate(is_plain) if plain))
        self._others = array("I", (number for number, plain in enumerate(is_plain) if not plain))
        plain_values = _BETWEEN.join([self.values[number] for number in self._plain])
        self._text = squeezed(plain_values)
        lengths = (len(each) + 1 for each in self._text.split(_BETWEEN))
        self._starts = array("I", accumulate(lengths, initial=0))

    def holding(self, letters: str) -> Iterator[int]:
        """Yield the numbers of the values that may hold `letters`, folded ones without a space between."""
        text, starts = self._text, self._starts
        at = text.find(letters) if self._plain else -1
        while at >= 0:
            place = bisect_right(starts, at) - 1
            if place >= len(self._plain):
                break
            yield self._plain[place]
            at = text.find(letters, starts[place + 1])
        yield from self._others


class Names:
    """The values of a field, and the forms in which they are written otherwise: form i is one of the name i."""

    def __init__(self, values: Iterable[str], variants: Iterable[tuple[str, str]]) -> None:
        pairs = list(variants)
        self.values = Letters(values)
        self.named = tuple(name for name, _ in pairs)
        self.forms = Letters(form for _, form in pairs)


@remembered(_MOST_KNOWN)
def names_of(reader: Any, fieldname: str) -> Names:
    """Return the values of a field and their forms, read once while the index is open; `reader` is the whole one's."""
    pairs = ((name, form) for _, name, form in variants(reader, fieldname))
    return Names(vocabulary(reader, fieldname), pairs)


def variants(reader: Any, fieldname: str, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the written forms of the entities of a type, or of one `name`: (type, name, form), some more than once."""
    prefix = VARIANT_SEPARATOR.join((fieldname, name, "")) if name else fieldname + VARIANT_SEPARATOR
    for term in vocabulary(reader, "variant", prefix):
        type_, of_name, form, *_ = term.split(VARIANT_SEPARATOR)
        yield type_, of_name, form
