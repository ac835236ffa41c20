# cython: language_level=3
"""Frozen dataclasses made of their values at once, without their constructor.

That of a frozen dataclass sets its fields one by one through `object.__setattr__`, which looks each up by name. An
answer is several such values, and to make them so took as long as the search for a rare word.
"""

from __future__ import annotations

from array import array
from dataclasses import fields
from struct import calcsize
from typing import Any, TypeVar

import cython

if cython.compiled:
    from cython.cimports.cpython.object import PyObject_GenericSetAttr as set_field
    from cython.cimports.search.slots import new_of, set_slot, slot_of
else:
    from search.slots import new_of, set_slot, slot_of

    set_field = object.__setattr__

_Frozen = TypeVar("_Frozen")


def frozen(kind: type[_Frozen], values: dict[str, Any]) -> _Frozen:
    """Return what `kind(**values)` returns, without a check of `values`, which are its own from now on.

    `kind` has no slots, and values for the fields that have no default; the others stay with the class.

    >>> from search.results import Timings
    >>> frozen(Timings, {"parse_ms": 0.5}) == Timings(0.5)
    True
    """
    made: _Frozen = new_of(kind)
    set_field(made, "__dict__", values)
    return made


@cython.cclass
class Maker:
    """Makes values of a frozen, slotted dataclass, without a check of what they are made of.

    >>> from search.results import Total
    >>> Maker(Total).of((3, 2, True)) == Total(3, 2)
    True
    """

    def __init__(self, kind: Any) -> None:
        """Raises `TypeError` for one that has no slots."""
        self._kind = kind
        self._slots = array("q" if calcsize("P") == 8 else "l", [slot_of(kind, each.name) for each in fields(kind)])

    @cython.ccall
    def of(self, values: tuple[Any, ...]) -> Any:
        """Return what `kind(*values)` returns: there is one for each field, in their order."""
        i: cython.Py_ssize_t
        made = new_of(self._kind)
        for i in range(len(values)):
            set_slot(made, self._slots[i], values[i])
        return made
