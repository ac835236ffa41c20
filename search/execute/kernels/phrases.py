# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Whether words stand one after the other in a document that holds them all, and all documents where they do."""

from __future__ import annotations

from array import array

import cython

if cython.compiled:
    from cython.cimports.indexer.format.codec.buffers import grown
    from cython.cimports.search.execute.kernels.cursor import ListCursor
    from cython.cimports.search.execute.kernels.meeting import Meeting
    from cython.cimports.search.execute.kernels.places import advance
else:
    from indexer.format.codec.buffers import grown
    from search.execute.kernels.cursor import ListCursor
    from search.execute.kernels.meeting import Meeting
    from search.execute.kernels.places import advance

from search.execute.kernels.arrays import numbers

_NO_LENGTHS = memoryview(array("H"))


@cython.cclass
class Phrase:
    """Keeps room to work in, for one question at a time."""

    def __init__(self) -> None:
        self.ends = numbers(64)
        self.found = numbers(64)

    @cython.cfunc
    def keep(
        self, meeting: Meeting, lists: list, order: cython.const[cython.uint][::1], n: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Keep those of the first `n` documents of a meeting of `lists` in which a phrase stands; return how many.

        Word i is that of list `order[i]`. How often each stands in a document is written to the meeting.
        """
        k: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        if n == 0:
            return 0
        if order.shape[0] == 2 and order[0] != order[1]:
            kept = self._keep_pairs(meeting, lists, order, n)
        else:
            for k in range(n):
                meeting.kept[kept] = cython.cast(cython.uint, k)
                kept += self.fits(meeting, lists, order, k)
        if kept < n:
            meeting.keep(len(lists), kept)
        return kept

    @cython.cfunc
    def _keep_pairs(
        self, meeting: Meeting, lists: list, order: cython.const[cython.uint][::1], n: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """Write which documents are kept for a phrase of two words, as nearly all are; return how many."""
        word: ListCursor = cython.cast(ListCursor, lists[order[0]])
        next_word: ListCursor = cython.cast(ListCursor, lists[order[1]])
        at: cython.Py_ssize_t = order[0] * meeting.room
        next_at: cython.Py_ssize_t = order[1] * meeting.room
        k: cython.Py_ssize_t
        kept: cython.Py_ssize_t = 0
        n_found: cython.Py_ssize_t
        next_found: cython.Py_ssize_t
        # A view that is taken is counted, which the processor's cores have to agree on: once a call.
        blocks: cython.uint[::1] = meeting.blocks
        places: cython.uint[::1] = meeting.places
        freqs: cython.uint[::1] = meeting.freqs
        are_kept: cython.uint[::1] = meeting.kept
        for k in range(n):
            are_kept[kept] = cython.cast(cython.uint, k)
            n_found = word.find_positions(blocks[at + k], places[at + k])
            next_found = next_word.find_positions(blocks[next_at + k], places[next_at + k])
            if n_found == 1 and next_found == 1:  # as in most documents
                freqs[at + k] = freqs[next_at + k] = 1
                kept += next_word.position(0) == word.position(0) + 1
            else:
                kept += self.fits(meeting, lists, order, k)
        return kept

    @cython.cfunc
    def fits(
        self, meeting: Meeting, lists: list, order: cython.const[cython.uint][::1], k: cython.Py_ssize_t
    ) -> cython.bint:
        """Return whether a phrase stands in document k; arguments as those of `keep`."""
        word: ListCursor
        n: cython.Py_ssize_t = 0
        n_found: cython.Py_ssize_t
        i: cython.Py_ssize_t
        p: cython.Py_ssize_t
        at: cython.Py_ssize_t
        for i in range(order.shape[0]):
            word = cython.cast(ListCursor, lists[order[i]])
            at = order[i] * meeting.room + k
            n_found = word.find_positions(meeting.blocks[at], meeting.places[at])
            meeting.freqs[at] = cython.cast(cython.uint, n_found)
            if self.found.shape[0] < n_found:
                self.found = grown(self.found, 0, n_found)
            for p in range(n_found):
                self.found[p] = word.position(p)
            if i == 0:
                self.found, self.ends = self.ends, self.found
                n = n_found
            else:
                n = advance(self.ends, n, self.found, n_found)
            if n == 0:
                return False
        return True


@cython.cclass
class AllOf:
    """Finds the documents that hold all of several terms. Keeps room to work in; for one thread."""

    meeting: Meeting
    phrase: Phrase

    def __init__(self) -> None:
        self.meeting = Meeting()
        self.phrase = Phrase()

    def docs(self, lists: list, order: cython.const[cython.uint][::1], out: cython.uint[::1]) -> int:
        """Write the documents that all `lists` hold to `out`, rising; return how many.

        `lists` are `ListCursor`s of one segment, each once, the rarest first, which `out` has room for. Where there is
        an `order`, word i of a phrase is that of list `order[i]`, and the words stand one after the other.
        """
        meeting: Meeting = self.meeting
        leader: ListCursor = lists[0]
        n_lists: cython.Py_ssize_t = len(lists)
        n_found: cython.Py_ssize_t = 0
        n: cython.Py_ssize_t
        j: cython.Py_ssize_t
        k: cython.Py_ssize_t
        block: cython.Py_ssize_t
        for j in range(n_lists):
            cython.cast(ListCursor, lists[j]).rewind()
        meeting.prepare(lists, order.shape[0] > 0, _NO_LENGTHS)
        for block in range(leader.n_blocks):
            n = meeting.begin(block)
            for j in range(1, n_lists):
                n = meeting.meet(cython.cast(ListCursor, lists[j]), j, n, False)
            if order.shape[0]:
                n = self.phrase.keep(meeting, lists, order, n)
            for k in range(n):
                out[n_found + k] = meeting.docs[k]
            n_found += n
            if meeting.is_over:
                break
        return n_found
