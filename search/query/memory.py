"""What was found out about an open index, remembered as long as it is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

T = TypeVar("T")
Asked = TypeVarTuple("Asked")


def remembered(most: int) -> Callable[[Callable[[Any, *Asked], T]], Callable[[Any, *Asked], T]]:
    """Decorate a function of a reader and hashable arguments to be called once for each of them.

    Of a reader the last `most` answers are kept, or fewer: all of them go to make room for another.

    >>> class Reader: ...
    >>> @remembered(2)
    ... def found(reader, word):
    ...     print("looking for", word)
    ...     return word.upper()
    >>> reader = Reader()
    >>> found(reader, "oil"), found(reader, "oil")
    looking for oil
    ('OIL', 'OIL')
    """

    def decorated(find: Callable[[Any, *Asked], T]) -> Callable[[Any, *Asked], T]:
        by_reader: WeakKeyDictionary[Any, dict[tuple[*Asked], T]] = WeakKeyDictionary()

        @wraps(find)
        def found(reader: Any, *asked: *Asked) -> T:
            known = by_reader.setdefault(reader, {})
            if asked not in known:
                if len(known) >= most:
                    known.clear()
                known[asked] = find(reader, *asked)
            return known[asked]

        return found

    return decorated
