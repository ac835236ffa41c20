"""Objects of slotted, frozen classes made without their constructor: a hundred of them are an answer with snippets.

A constructor of a frozen dataclass sets its fields through `object.__setattr__`, which looks each up by name. Where a
class keeps a field is the same for all its objects: compiled modules ask for that once, and write it there. This is
what they do, for modules that run interpreted.
"""

from __future__ import annotations

from types import MemberDescriptorType
from typing import Any

_NAMES: list[str] = []

new_of = object.__new__
"""Returns an object of a class, none of its fields set."""


def slot_of(kind: type, name: str) -> int:
    """Return where objects of a class keep a field, for `set_slot`.

    Raises `AttributeError` for one they do not have, `TypeError` for one that is no slot.

    >>> from search.results import Span
    >>> start, stop = slot_of(Span, "start"), slot_of(Span, "stop")
    >>> span = new_of(Span)
    >>> set_slot(span, start, 3)
    >>> set_slot(span, stop, 8)
    >>> span
    Span(start=3, stop=8)
    """
    if not isinstance(getattr(kind, name), MemberDescriptorType):
        raise TypeError(f"{kind!r} has no slot {name!r}")
    if name not in _NAMES:
        _NAMES.append(name)
    return _NAMES.index(name)


def set_slot(made: Any, slot: int, value: Any) -> None:
    """Set a field of an object of the class that `slot` is of."""
    object.__setattr__(made, _NAMES[slot], value)
