"""Frozen values that are known in part: the other fields are read when the first of them is touched.

Ten hits are made of every answer, and of most of them little is asked: an id, a score. Their records stay where they
are, compressed, until a title or a text is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol


class Source(Protocol):
    """What reads the fields of values that were made without them."""

    def fields_of(self, number: int, name: str) -> Mapping[str, Any]:
        """Return fields of the value with a number, the field `name` and those that come with it.

        Those that are known already do no harm.
        """
        ...


class ReadWhenTouched:
    """A base of frozen, slotted dataclasses whose instances may miss fields; `_unread` is where these are read.

    Nobody can tell such a value from a whole one: equality, `repr`, `replace`, `copy` and `pickle` touch all fields.
    What reads is let go once all is read. Several threads may touch one value.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True)
    ... class Page(ReadWhenTouched):
    ...     number: int
    ...     text: str
    >>> class Shelf:
    ...     def fields_of(self, number, name):
    ...         print("reads")
    ...         return {"text": f"text of {number}"}
    >>> page = object.__new__(Page)
    >>> object.__setattr__(page, "number", 7)
    >>> object.__setattr__(page, "_unread", (Shelf(), 7))
    >>> page.number
    7
    >>> page == Page(7, "text of 7"), page.text
    reads
    (True, 'text of 7')
    """

    __slots__ = ("_unread",)
    _unread: tuple[Source, int]

    if not TYPE_CHECKING:  # else every name would pass for an attribute

        def __getattr__(self, name: str) -> Any:
            """Read what is missing; Python asks here for what it does not find."""
            if name in self.__dataclass_fields__:
                _read(self, name)
                return object.__getattribute__(self, name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def _read(value: ReadWhenTouched, name: str) -> None:
    try:
        source, number = object.__getattribute__(value, "_unread")
    except AttributeError:
        return  # another thread was quicker
    read = source.fields_of(number, name)
    is_whole = True
    for each in value.__dataclass_fields__:  # type: ignore[attr-defined]
        if not _is_known(value, each):
            if each in read:
                object.__setattr__(value, each, read[each])
            else:
                is_whole = False
    if not is_whole:
        return
    try:
        object.__delattr__(value, "_unread")
    except AttributeError:
        return


def _is_known(value: ReadWhenTouched, name: str) -> bool:
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True
