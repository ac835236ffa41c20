# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Lists of several segments to those of one, under new document numbers: the inside of a merge.

Lists stand one after the other in arrays: list i is `docs[starts[i]:starts[i + 1]]` with its `freqs`, its positions
are `positions[position_starts[i]:position_starts[i + 1]]`. All costs are linear.
"""

from __future__ import annotations

import cython

from indexer.format.codec import layout
from indexer.format.codec.buffers import zeros

NO_DOC = cython.declare(cython.uint, 0xFFFFFFFF)
"""In a map of documents or words: it is deleted."""

ENTRY_SIZE = cython.declare(cython.Py_ssize_t, layout.ENTRY_SIZE)


def total(entries: cython.const[cython.uint][::1], column: cython.Py_ssize_t) -> tuple[int, int]:
    """Return the sum and the greatest of a column of entries."""
    most: cython.uint = 0
    n: cython.ulonglong = 0
    i: cython.Py_ssize_t
    for i in range(column, entries.shape[0], ENTRY_SIZE):
        n += entries[i]
        most = max(most, entries[i])
    return n, most


def sum_of(numbers: cython.const[cython.uint][::1]) -> int:
    """Return the sum of numbers."""
    n: cython.ulonglong = 0
    i: cython.Py_ssize_t
    for i in range(numbers.shape[0]):
        n += numbers[i]
    return n


def group(terms: list[list[bytes]]) -> tuple[list[bytes], list[memoryview]]:
    """Return the distinct terms of sorted lists in order, and for each list the places of its terms among them."""
    number_of: dict = {}
    i: cython.Py_ssize_t
    for each in terms:
        for term in each:
            number_of[term] = 0
    distinct = sorted(number_of)
    for i in range(len(distinct)):
        number_of[distinct[i]] = i
    places: list = []
    for each in terms:
        place: cython.uint[::1] = zeros(len(each))
        for i in range(place.shape[0]):
            place[i] = number_of[each[i]]
        places.append(memoryview(place))
    return distinct, places


def remap(
    docs: cython.uint[::1],
    freqs: cython.uint[::1],
    starts: cython.uint[::1],
    positions: cython.uint[::1],
    position_starts: cython.uint[::1],
    document_map: cython.const[cython.uint][::1],
) -> None:
    """Put the new numbers of documents in the place of the old ones and take out those without, in all lists.

    `document_map` has a number for every document of the segment, rising, or `NO_DOC`. `position_starts` is written; it
    is empty for lists without positions.
    """
    out: cython.Py_ssize_t = 0
    out_position: cython.Py_ssize_t = 0
    position: cython.Py_ssize_t = 0
    has_positions: cython.bint = position_starts.shape[0] > 0
    start: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t
    freq: cython.Py_ssize_t
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    k: cython.Py_ssize_t
    for i in range(starts.shape[0] - 1):
        stop = starts[i + 1]
        starts[i] = out
        if has_positions:
            position_starts[i] = out_position
        for j in range(start, stop):
            freq = freqs[j]
            if document_map[docs[j]] != NO_DOC:
                docs[out] = document_map[docs[j]]
                freqs[out] = freq
                out += 1
                if has_positions:
                    for k in range(position, position + freq):
                        positions[out_position] = positions[k]
                        out_position += 1
            position += freq
        start = stop
    starts[starts.shape[0] - 1] = out
    if has_positions:
        position_starts[starts.shape[0] - 1] = out_position


def count(
    starts: cython.const[cython.uint][::1], places: cython.const[cython.uint][::1], sizes: cython.uint[::1]
) -> None:
    """Add the length of each list to that of the one it becomes part of: list i goes to `places[i]`."""
    i: cython.Py_ssize_t
    for i in range(places.shape[0]):
        sizes[places[i]] += starts[i + 1] - starts[i]


def starts_of(sizes: cython.const[cython.uint][::1]) -> memoryview:
    """Return where lists of these sizes begin, and where the last one ends."""
    starts: cython.uint[::1] = zeros(sizes.shape[0] + 1)
    i: cython.Py_ssize_t
    for i in range(sizes.shape[0]):
        starts[i + 1] = starts[i] + sizes[i]
    return memoryview(starts)


def append(
    numbers: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
    places: cython.const[cython.uint][::1],
    cursors: cython.uint[::1],
    out: cython.uint[::1],
) -> None:
    """Copy each list to `out`, from `cursors[places[i]]` on, which moves to its end."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t
    for i in range(places.shape[0]):
        at = cursors[places[i]]
        for j in range(starts[i], starts[i + 1]):
            out[at] = numbers[j]
            at += 1
        cursors[places[i]] = at


def ordinals(starts: cython.const[cython.uint][::1], first: cython.uint) -> memoryview:
    """Return ordinals from `first` on for the lists that are not empty, `NO_DOC` for the others."""
    out: cython.uint[::1] = zeros(starts.shape[0] - 1)
    i: cython.Py_ssize_t
    for i in range(out.shape[0]):
        out[i] = NO_DOC
        if starts[i] < starts[i + 1]:
            out[i] = first
            first += 1
    return memoryview(out)


def note_words(
    starts: cython.const[cython.uint][::1],
    places: cython.const[cython.uint][::1],
    new: cython.const[cython.uint][::1],
    first: cython.Py_ssize_t,
    words: cython.uint[::1],
) -> None:
    """Write to `words[first + i]` the `new` ordinal of the term of list i, `NO_DOC` where the list has become empty."""
    i: cython.Py_ssize_t
    for i in range(places.shape[0]):
        words[first + i] = new[places[i]] if starts[i] < starts[i + 1] else NO_DOC


def words_of_stems(n_stems: int, parts: list[tuple[list[int], list[int], memoryview, memoryview]]) -> list[list[int]]:
    """Return for each stem the new ordinals of its words, rising.

    A part is where the words of each of its stems end, their old ordinals, the places of its stems, and its map of
    words. Raises `ValueError` for an ordinal that the map does not have.
    """
    found: list = [[] for _ in range(n_stems)]
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    new: cython.uint
    places: cython.const[cython.uint][::1]
    word_map: cython.const[cython.uint][::1]
    for ends, words, part_places, part_map in parts:
        places = part_places
        word_map = part_map
        at = 0
        for i in range(places.shape[0]):
            while at < ends[i]:
                if words[at] >= word_map.shape[0]:
                    raise ValueError("a stem of a word that is not there")
                new = word_map[words[at]]
                if new != NO_DOC:
                    cython.cast(list, found[places[i]]).append(new)
                at += 1
    return [each if len(each) < 2 else sorted(set(each)) for each in found]
