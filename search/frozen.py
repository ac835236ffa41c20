# cython: language_level=3
"""Frozen dataclasses made of their values at once, without their constructor.

That of a frozen dataclass sets its fields one by one through `object.__setattr__`, which looks each up by name. An
answer is several such values, and to make them so took as long as the search for a rare word.
"""

from __future__ import annotations

from typing import Any, TypeVar

import cython

if cython.compiled:
    from cython.cimports.cpython.object import PyObject_GenericSetAttr as set_field
    from cython.cimports.search.slots import new_of
else:
    from search.slots import new_of

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


def slotted(kind: type[_Frozen], names: tuple[str, ...], values: tuple[Any, ...]) -> _Frozen:
    """Return what `kind(*values)` returns, without a check of `values`: one for each of its fields, which have `names`.

    `kind` has slots, and no more than these.

    >>> from search.results import Total
    >>> slotted(Total, ("paragraphs", "articles", "exact"), (3, 2, True)) == Total(3, 2)
    True
    """
    i: cython.Py_ssize_t
    made: _Frozen = new_of(kind)
    for i in range(len(names)):
        set_field(made, names[i], values[i])
    return made
