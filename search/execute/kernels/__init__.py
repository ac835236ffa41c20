"""Kernels of the columnar executor: arrays in, arrays out, the same compiled and interpreted.

Documents are their numbers within one segment, 32 bits wide, rising and distinct. The caller allocates what is written
to and slices every array to its length; compiled code checks no index, so shapes are checked where arrays are made.
"""

from __future__ import annotations


def compiled() -> bool:
    """Return whether the kernels run compiled.

    >>> compiled() in (True, False)
    True
    """
    from search.execute.kernels import cursor

    return not str(cursor.__file__).endswith(".py")
