# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Hits made of what columns tell: an id and a score; and of texts. All else is read when it is touched."""

from __future__ import annotations

from typing import Any

import cython

if cython.compiled:
    from cython.cimports.cpython.unicode import PyUnicode_DecodeUTF8
    from cython.cimports.libc.string import memcpy
    from cython.cimports.search.execute.kernels.memory import ask_for
    from cython.cimports.search.slots import new_of, set_slot, slot_of
else:
    from search.slots import new_of, set_slot, slot_of

    def ask_for(address: object) -> None:
        """Do nothing: what is interpreted waits for other things than memory."""


from indexer.format.codec.columns import Column
from search.results import Hit
from search.snippets import snippet

_ID = cython.declare(cython.Py_ssize_t, slot_of(Hit, "id"))
_SCORE = cython.declare(cython.Py_ssize_t, slot_of(Hit, "score"))
_UNREAD = cython.declare(cython.Py_ssize_t, slot_of(Hit, "_unread"))
_TEXT = cython.declare(cython.Py_ssize_t, slot_of(Hit, "text"))
_SPANS = cython.declare(cython.Py_ssize_t, slot_of(Hit, "spans"))
_SNIPPET = cython.declare(cython.Py_ssize_t, slot_of(Hit, "snippet"))

MOST_BYTES = cython.declare(cython.Py_ssize_t, 480)
"""Bytes of a key whose ids are put together here; hardly a path is longer."""


@cython.cclass
class Places:
    """Where the documents of a segment stand: the key of the article, and the number of the paragraph in it.

    `base` is the number of its first document in the index. Nothing outside the columns is read whatever they hold.

    Columns keep ordinals of 1, 2 or 4 bytes, each below the number of values, which are 64-bit numbers, or bytes with
    their ends (`indexer.format.codec.columns`). The field of an unsigned number writes it to its column as it is.
    """

    base: cython.uint
    _n_docs: cython.Py_ssize_t
    _articles: cython.const[cython.uchar][::1]
    _article_width: cython.Py_ssize_t
    _ends: cython.const[cython.uint][::1]
    _keys: cython.const[cython.uchar][::1]
    _numbers: cython.const[cython.uchar][::1]
    _number_width: cython.Py_ssize_t
    _article_values: object
    _number_values: object

    def __init__(self, base: int, articles: Column, numbers: Column) -> None:
        """`articles` and `numbers` are columns of one value a document. Raises `IndexDamagedError` for other values."""
        self.base = base
        self._n_docs = len(articles.ordinals)
        self._articles = articles.ordinals.cast("B")
        self._article_width = articles.ordinals.itemsize
        self._ends, self._keys = articles.values.pieces
        self._article_values = articles.values
        self._numbers = numbers.ordinals.cast("B")
        self._number_width = numbers.ordinals.itemsize
        self._number_values = numbers.values.numbers

    def of(self, doc: int) -> tuple[str, int]:
        """Return the key of the article of document `doc` of the index, and the number of the paragraph."""
        at: cython.Py_ssize_t = self._at(doc)
        article: cython.uint = _ordinal(self._articles, self._article_width, at)
        number: cython.uint = _ordinal(self._numbers, self._number_width, at)
        return self._article_values.text(article), self._number_values[number]

    @cython.ccall
    def id(self, doc: cython.uint) -> str:
        """Return the id of document `doc` of the index: what `of` tells, with `#` between."""
        if cython.compiled:
            at: cython.Py_ssize_t = self._at(doc)
            article: cython.uint = _ordinal(self._articles, self._article_width, at)
            start: cython.uint = self._ends[article - 1] if article else 0
            stop: cython.uint = self._ends[article]
            if start < stop and stop <= self._keys.shape[0] and stop - start <= MOST_BYTES:
                number = self._number_values[_ordinal(self._numbers, self._number_width, at)]
                try:
                    return _joined(cython.address(self._keys[start]), stop - start, number)
                except (UnicodeDecodeError, OverflowError):
                    pass  # `of` says what is wrong, or finds nothing wrong with a number of more bits
        key, number = self.of(doc)
        return f"{key}#{number}"

    @cython.cfunc
    @cython.exceptval(check=False)
    def _ask_for(self, doc: cython.uint, step: cython.int) -> cython.void:
        """Ask for what `id` reads: in a first step the ordinals, in a second where the key ends, then the key."""
        at: cython.Py_ssize_t = doc - self.base
        article: cython.uint
        if at < 0 or at >= self._n_docs:
            return
        if step == 1:
            ask_for(cython.address(self._articles[at * self._article_width]))
            ask_for(cython.address(self._numbers[at * self._number_width]))
            return
        article = _ordinal(self._articles, self._article_width, at)
        if step == 2:
            ask_for(cython.address(self._ends[article]))
        elif 0 < self._ends[article] <= self._keys.shape[0]:
            ask_for(cython.address(self._keys[self._ends[article] - 1]))

    @cython.cfunc
    @cython.exceptval(-1)
    def _at(self, doc: cython.Py_ssize_t) -> cython.Py_ssize_t:
        at: cython.Py_ssize_t = doc - self.base
        if at < 0 or at >= self._n_docs:
            raise IndexError(doc)
        return at


@cython.cfunc
@cython.exceptval(check=False)
def _ordinal(ordinals: cython.const[cython.uchar][::1], width: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.uint:
    """Return a number of 1, 2 or 4 bytes, the lowest first."""
    i: cython.Py_ssize_t
    found: cython.uint = 0
    for i in range(width):
        found |= cython.cast(cython.uint, ordinals[at * width + i]) << (8 * i)
    return found


@cython.cfunc
def _joined(key: cython.pointer[cython.const[cython.uchar]], size: cython.Py_ssize_t, number: cython.ulonglong) -> str:
    """Return `key#number` of a key of at most `MOST_BYTES`."""
    room = cython.declare(cython.char[512])
    digits = cython.declare(cython.char[20])
    n: cython.Py_ssize_t = 0
    memcpy(room, key, size)
    room[size] = ord("#")
    while number > 0 or n == 0:
        digits[n] = ord("0") + cython.cast(cython.char, number % 10)
        number //= 10
        n += 1
    size += 1
    while n > 0:
        n -= 1
        room[size] = digits[n]
        size += 1
    return PyUnicode_DecodeUTF8(room, size, "strict")


def hits_at(found: Any, places: list, source: Any) -> list[Hit]:
    """Return hits of documents, each with its score, whose other fields `source` reads by the document's number.

    `places` are those of the segments, in the order of their documents.
    """
    hits: list = []
    if not places:
        raise ValueError("no segment")
    kind: type = Hit
    at: Places
    doc: cython.uint
    if cython.compiled:
        _fetch(found, places)
    for document, score in found:
        doc = document
        at = _place_of(doc, places)
        hit = new_of(kind)
        set_slot(hit, _ID, at.id(doc))
        set_slot(hit, _SCORE, score)
        set_slot(hit, _UNREAD, (source, document))
        hits.append(hit)
    return hits


def show(hits: list, texts: list, spans_of: Any) -> None:
    """Give hits their texts, what `spans_of` finds in these and their snippets."""
    for hit, text in zip(hits, texts, strict=True):
        spans = spans_of(text)
        set_slot(hit, _TEXT, text)
        set_slot(hit, _SPANS, spans)
        set_slot(hit, _SNIPPET, snippet(text, spans))


@cython.cfunc
def _fetch(found: object, places: list) -> cython.void:
    """Ask for what ids of documents are made of, step by step: so memory is waited for once for all, not one by one."""
    docs = cython.declare(cython.uint[64])  # more than are mostly shown
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    step: cython.int
    for document, _ in found:
        if n < 64:
            docs[n] = document
            n += 1
    for step in range(1, 4):
        for i in range(n):
            _place_of(docs[i], places)._ask_for(docs[i], step)


@cython.cfunc
def _place_of(doc: cython.uint, places: list) -> Places:
    """Return the places of the segment of a document."""
    i: cython.Py_ssize_t = len(places) - 1
    at: Places = places[i]
    while i > 0 and at.base > doc:
        i -= 1
        at = places[i]
    return at
