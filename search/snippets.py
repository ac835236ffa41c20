# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The part of a paragraph that shows its matches best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cython

if cython.compiled:
    from cython.cimports.cpython.unicode import PyUnicode_READ_CHAR as character
    from cython.cimports.search.slots import new_of, set_slot, slot_of
else:
    from search.slots import new_of, set_slot, slot_of

    character = str.__getitem__

from indexer.format.analysis import stems
from search.results import Snippet, Span
from search.spotting import made_span

_TEXT = cython.declare(cython.Py_ssize_t, slot_of(Snippet, "text"))
_SPANS = cython.declare(cython.Py_ssize_t, slot_of(Snippet, "spans"))
_STARTS_INSIDE = cython.declare(cython.Py_ssize_t, slot_of(Snippet, "starts_inside"))
_ENDS_INSIDE = cython.declare(cython.Py_ssize_t, slot_of(Snippet, "ends_inside"))

SNIPPET_CHARACTERS = 240
"""Three lines of a terminal 80 wide, less the indent."""

# What a search begins with is what few characters are: the letters before are looked at last.
_SENTENCE = re.compile(r"[.!?](?<=[^\W\d_]{3}.)[\"'”’)]*\s+(?=[\"'“‘(]*[^\W\d_a-z])").match
_SPACE = re.compile(r"\s+")


def snippet(text: str, spans: Sequence[Span], width: int = SNIPPET_CHARACTERS) -> Snippet:
    """Return the part of `text`, about `width` characters, that shows the most different matches, then the most.

    It is cut between words and starts with a sentence where one starts near enough; a text that fits is shown whole.

    >>> snippet("One two three four five six.", [Span(14, 18)], width=15)
    Snippet(text='four five six.', spans=(Span(start=0, stop=4),), starts_inside=True, ends_inside=False)
    """
    all_spans: tuple = tuple(spans)
    if len(text) <= width:
        return _made(text, all_spans, False, False)
    first: cython.Py_ssize_t
    last: cython.Py_ssize_t
    start: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    first, last = _best_window(text, all_spans, width)
    last = min(last, first + width)
    start = _cut_start(text, first, last, width)
    stop = _word_stop(text, min(len(text), start + width), last)
    inside: list = []
    for span in all_spans:
        at = span.start
        end = span.stop
        if at < stop and end > start:
            inside.append(made_span(max(at, start) - start, min(end, stop) - start))
    return _made(text[start:stop], tuple(inside), start > 0, stop < len(text.rstrip()))


@cython.cfunc
def _made(text: str, spans: tuple, starts_inside: bool, ends_inside: bool) -> Any:
    """Return `Snippet(text, spans, starts_inside, ends_inside)`."""
    kind: type = Snippet
    made = new_of(kind)
    set_slot(made, _TEXT, text)
    set_slot(made, _SPANS, spans)
    set_slot(made, _STARTS_INSIDE, starts_inside)
    set_slot(made, _ENDS_INSIDE, ends_inside)
    return made


@cython.cfunc
def _best_window(text: str, spans: tuple, width: cython.Py_ssize_t) -> tuple:
    """Return the characters from the first to the last match of the window with the most different matches."""
    if not spans:
        return 0, 0
    n: cython.Py_ssize_t = len(spans)
    whole: cython.Py_ssize_t = spans[n - 1].stop - spans[0].start
    if whole <= width:
        return spans[0].start, spans[n - 1].stop
    keys: list = [_key(text[span.start : span.stop]) for span in spans]
    inside: dict = dict.fromkeys(keys, 0)
    n_different: cython.Py_ssize_t = 0
    most_different: cython.Py_ssize_t = 0
    most: cython.Py_ssize_t = 0
    first: cython.Py_ssize_t = 0
    last: cython.Py_ssize_t
    window = spans[0].start, spans[0].stop
    for last in range(n):
        n_different += inside[keys[last]] == 0
        inside[keys[last]] += 1
        while first < last and spans[last].stop - spans[first].start > width:
            inside[keys[first]] -= 1
            n_different -= inside[keys[first]] == 0
            first += 1
        if n_different > most_different or (n_different == most_different and last - first + 1 > most):
            most_different, most = n_different, last - first + 1
            window = spans[first].start, spans[last].stop
    return window


@lru_cache(maxsize=4096)
def _key(found: str) -> str:
    """Return what a match has in common with its inflections."""
    return " ".join(stems(found))


@cython.cfunc
def _cut_start(
    text: str, first: cython.Py_ssize_t, last: cython.Py_ssize_t, width: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Return where to begin so that the characters `first` to `last`, which fit into `width`, are shown."""
    spare: cython.Py_ssize_t = width - (last - first)
    earliest: cython.Py_ssize_t = max(0, first - spare)
    if earliest == 0 and first <= spare // 2:
        return 0
    before: str = text[earliest:first]
    i: cython.Py_ssize_t
    start: cython.Py_ssize_t = -1
    for i in range(len(before)):
        if character(before, i) in ".!?":
            match = _SENTENCE(before, i)
            if match is not None:
                is_first: cython.bint = start < 0
                start = earliest + match.end()
                if is_first and first - start <= spare * 2 // 3:
                    return start
    # Where the first one starts too far before, the last.
    return start if start >= 0 else _word_start(text, max(0, first - spare // 2), first)


@cython.cfunc
def _word_start(text: str, at: cython.Py_ssize_t, latest: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return the start of the first word from `at` on, `at` itself where no space comes before `latest`."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = _SPACE.search(text, at, latest)
    return space.end() if space else at


@cython.cfunc
def _word_stop(text: str, at: cython.Py_ssize_t, earliest: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Return the end of the last whole word up to `at`, `at` itself where no space comes after `earliest`."""
    if at == len(text):
        return len(text.rstrip())
    if text[at].isspace():
        return at
    cut: cython.Py_ssize_t = max(text.rfind(" ", earliest, at), text.rfind("\n", earliest, at))
    return cut if cut > earliest else at
