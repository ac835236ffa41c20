# cython: language_level=3
"""The time there is for a question."""

from __future__ import annotations

from math import inf
from time import perf_counter

import cython


@cython.cclass
class Clock:
    """Tells whether a question has time left, from when it is made on.

    `is_complete` is true as long as nobody who asked was told that there is none.

    >>> clock = Clock(0.0)
    >>> clock.has_time(), clock.is_complete
    (True, True)
    """

    is_complete = cython.declare(cython.bint, visibility="readonly")
    _deadline: float
    _is_matching: bool

    def __init__(self, seconds: float) -> None:
        """`seconds` of 0 are no limit."""
        self._deadline = perf_counter() + seconds if seconds else inf
        self._is_matching = True
        self.is_complete = True

    def has_time(self) -> bool:
        """Return whether there is time left; once there is none, there never is."""
        if perf_counter() > self._deadline:
            self.is_complete = False
        return self.is_complete

    def lets_match(self) -> bool:
        """Return whether there is time to match: always once matching has ended, for what was found is shown."""
        return not self._is_matching or self.has_time()

    def end_matching(self) -> None:
        """Let all that is still to be matched be matched, however long it takes."""
        self._is_matching = False
