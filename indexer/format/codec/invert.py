# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""From documents with their terms to terms with their documents: one counting sort over all occurrences.

Cost: two passes over the occurrences and one over the lists, all linear; 12 bytes an occurrence beside the input.
"""

from __future__ import annotations

import cython

from indexer.format.codec.buffers import zeros


def order(terms: list[bytes]) -> tuple[list[bytes], memoryview]:
    """Return distinct terms in order, and for each of `terms` its place in it."""
    numbers: list = sorted(range(len(terms)), key=terms.__getitem__)
    rank: cython.uint[::1] = zeros(len(terms))
    place: cython.Py_ssize_t
    for place in range(len(numbers)):
        rank[numbers[place]] = place
    return [terms[number] for number in numbers], memoryview(rank)


def without_empty(
    terms: list[bytes], starts: cython.const[cython.uint][::1], position_starts: cython.const[cython.uint][::1]
) -> tuple[list[bytes], memoryview, memoryview]:
    """Return the terms that have documents, with `starts` and `position_starts` as `invert` returned them."""
    n_terms: cython.Py_ssize_t = len(terms)
    n: cython.Py_ssize_t = 0
    term: cython.Py_ssize_t
    kept_starts: cython.uint[::1] = zeros(n_terms + 1)
    kept_positions: cython.uint[::1] = zeros(n_terms + 1)
    kept: list = []
    for term in range(n_terms):
        if starts[term] < starts[term + 1]:
            kept.append(terms[term])
            kept_starts[n] = starts[term]
            kept_positions[n] = position_starts[term]
            n += 1
    kept_starts[n] = starts[n_terms]
    kept_positions[n] = position_starts[n_terms]
    return kept, memoryview(kept_starts)[: n + 1], memoryview(kept_positions)[: n + 1]


def lengths(ends: cython.const[cython.uint][::1]) -> memoryview:
    """Return the differences between neighbours of `ends`, the first one to 0."""
    out: cython.uint[::1] = zeros(ends.shape[0])
    doc: cython.Py_ssize_t
    before: cython.uint = 0
    for doc in range(ends.shape[0]):
        out[doc] = ends[doc] - before
        before = ends[doc]
    return memoryview(out)


def invert(
    numbers: cython.const[cython.uint][::1],
    ends: cython.const[cython.uint][::1],
    rank: cython.const[cython.uint][::1],
) -> tuple[memoryview, memoryview, memoryview, memoryview, memoryview]:
    """Return the lists of all terms.

    `numbers` are the terms of all documents, those of document d up to `ends[d]`, in order of their positions;
    `rank[number]` is the term's place in the order. Returned are `starts` (of a term's documents, with one more at the
    end), `docs`, `freqs`, `position_starts` and `positions`; term t has `docs[starts[t]:starts[t + 1]]`.
    """
    n_terms: cython.Py_ssize_t = rank.shape[0]
    n_docs: cython.Py_ssize_t = ends.shape[0]
    n: cython.Py_ssize_t = ends[n_docs - 1] if n_docs else 0
    starts: cython.uint[::1] = zeros(n_terms + 1)
    position_starts: cython.uint[::1] = zeros(n_terms + 1)
    docs: cython.uint[::1] = zeros(n)
    freqs: cython.uint[::1] = zeros(n)
    positions: cython.uint[::1] = zeros(n)
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    for i in range(n):
        position_starts[rank[numbers[i]] + 1] += 1
    for term in range(n_terms):
        position_starts[term + 1] += position_starts[term]
    _scatter(numbers, ends, rank, position_starts, docs, positions)
    _count(position_starts, n_terms, starts, docs, freqs)
    return memoryview(starts), memoryview(docs), memoryview(freqs), memoryview(position_starts), memoryview(positions)


@cython.cfunc
def _scatter(
    numbers: cython.const[cython.uint][::1],
    ends: cython.const[cython.uint][::1],
    rank: cython.const[cython.uint][::1],
    starts: cython.const[cython.uint][::1],
    docs: cython.uint[::1],
    positions: cython.uint[::1],
) -> cython.void:
    """Write the document and the position of every occurrence to the place of its term."""
    n_terms: cython.Py_ssize_t = rank.shape[0]
    places: cython.uint[::1] = zeros(n_terms)
    term: cython.Py_ssize_t
    for term in range(n_terms):
        places[term] = starts[term]
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    start: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t
    for doc in range(ends.shape[0]):
        stop = ends[doc]
        for i in range(start, stop):
            term = rank[numbers[i]]
            docs[places[term]] = doc
            positions[places[term]] = i - start
            places[term] += 1
        start = stop


@cython.cfunc
def _count(
    position_starts: cython.const[cython.uint][::1],
    n_terms: cython.Py_ssize_t,
    starts: cython.uint[::1],
    docs: cython.uint[::1],
    freqs: cython.uint[::1],
) -> cython.void:
    """Draw the occurrences of a term in the same document together, in place: none moves to a higher place."""
    out: cython.Py_ssize_t = 0
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    for term in range(n_terms):
        starts[term] = out
        for i in range(position_starts[term], position_starts[term + 1]):
            if out > cython.cast(cython.Py_ssize_t, starts[term]) and docs[out - 1] == docs[i]:
                freqs[out - 1] += 1
            else:
                docs[out] = docs[i]
                freqs[out] = 1
                out += 1
    starts[n_terms] = out
