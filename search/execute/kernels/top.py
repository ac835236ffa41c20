# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The best of many by a score, ties to the lowest number: a heap with the worst of the kept at its root.

Scores that are pruned by `Top.least` are not below zero; without pruning they may be anything.
"""

from __future__ import annotations

import cython

from search.execute.kernels.arrays import doubles, numbers


@cython.cclass
class Top:
    """Keeps the `k` best numbers that are offered, `k` of them at least 1.

    >>> from array import array
    >>> top = Top(2)
    >>> top.offer(memoryview(array("I", [3, 5, 8])), memoryview(array("d", [1.0, 2.0, 1.0])), 100)
    >>> top.best()
    [(105, 2.0), (103, 1.0)]
    """

    def __init__(self, k: int) -> None:
        self.k = k
        self.n = 0
        self.scores = doubles(k)
        self.docs = numbers(k)
        self.order = numbers(k)

    def offer(
        self, docs: cython.const[cython.uint][::1], scores: cython.const[cython.double][::1], base: cython.uint
    ) -> None:
        """Offer each of `docs` plus `base` with its score, in any order; a number is offered once."""
        i: cython.Py_ssize_t
        for i in range(docs.shape[0]):
            self.put(docs[i] + base, scores[i])

    @cython.cfunc
    @cython.exceptval(check=False)
    def put(self, doc: cython.uint, score: cython.double) -> cython.void:
        """Offer one number."""
        if self.n < self.k:
            self._rise(doc, score)
        elif score > self.scores[0] or (score == self.scores[0] and doc < self.docs[0]):
            self._sink(doc, score)

    @cython.cfunc
    @cython.exceptval(check=False)
    def least(self) -> cython.double:
        """Return the score below which no number is kept any more; that of an equal one decides its number."""
        return self.scores[0] if self.n == self.k else -1.0

    @cython.cfunc
    @cython.exceptval(check=False)
    def is_full(self) -> cython.bint:
        """Return whether as many are kept as there may be: whatever comes before that is kept."""
        return self.n == self.k

    @cython.cfunc
    @cython.exceptval(check=False)
    def _is_worse(self, score: cython.double, doc: cython.uint, at: cython.Py_ssize_t) -> cython.bint:
        return score < self.scores[at] or (score == self.scores[at] and doc > self.docs[at])

    @cython.cfunc
    @cython.exceptval(check=False)
    def _rise(self, doc: cython.uint, score: cython.double) -> cython.void:
        at: cython.Py_ssize_t = self.n
        above: cython.Py_ssize_t
        self.n += 1
        while at > 0:
            above = (at - 1) >> 1
            if not self._is_worse(score, doc, above):
                break
            self.scores[at] = self.scores[above]
            self.docs[at] = self.docs[above]
            at = above
        self.scores[at] = score
        self.docs[at] = doc

    @cython.cfunc
    @cython.exceptval(check=False)
    def _sink(self, doc: cython.uint, score: cython.double) -> cython.void:
        at: cython.Py_ssize_t = 0
        below: cython.Py_ssize_t = 1
        while below < self.n:
            if below + 1 < self.n and self._is_worse(self.scores[below + 1], self.docs[below + 1], below):
                below += 1
            if self._is_worse(score, doc, below):
                break
            self.scores[at] = self.scores[below]
            self.docs[at] = self.docs[below]
            at = below
            below = 2 * at + 1
        self.scores[at] = score
        self.docs[at] = doc

    def best(self) -> list[tuple[int, float]]:
        """Return what was kept as (number, score), best first."""
        n: cython.Py_ssize_t = self.rank()
        return [(self.docs[self.order[i]], self.scores[self.order[i]]) for i in range(n)]

    @cython.cfunc
    @cython.exceptval(check=False)
    def rank(self) -> cython.Py_ssize_t:
        """Write the places of what was kept to `order`, best first; return how many there are."""
        order: cython.uint[::1] = self.order
        end: cython.Py_ssize_t
        at: cython.Py_ssize_t
        below: cython.Py_ssize_t
        place: cython.uint
        for at in range(self.n):
            order[at] = cython.cast(cython.uint, at)
        # The places are a heap as they stand: its root, the worst, goes behind all others, and they are one again.
        for end in range(self.n - 1, 0, -1):
            place = order[end]
            order[end] = order[0]
            at = 0
            below = 1
            while below < end:
                if below + 1 < end and self._is_lower(order[below + 1], order[below]):
                    below += 1
                if self._is_lower(place, order[below]):
                    break
                order[at] = order[below]
                at = below
                below = 2 * at + 1
            order[at] = place
        return self.n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _is_lower(self, one: cython.Py_ssize_t, other: cython.Py_ssize_t) -> cython.bint:
        return self._is_worse(self.scores[one], self.docs[one], other)

    def clear(self) -> None:
        """Forget all that was kept."""
        self.n = 0
