# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The words of a text that are looked for, told by their first letters: one look at each character, and no more.

A *piece* stands between two spaces, and no word holds a space. A run of ASCII letters and digits in it is *spotted*
when it begins with letters looked for, compared in small letters and without what `analysis.fold` drops from inside a
word: full stops, commas and apostrophes. A piece is *plain* where its runs are its tokens and, in small letters, its
terms. It is not where one of those three signs stands right before a letter or digit, nor where a letter or sign beyond
ASCII stands, quotation marks and dashes excepted. To what such a letter is folded only the analysis can say: a piece
with one is read whatever it begins with. Pieces that are read and not plain are read by the analysis itself.
"""

from __future__ import annotations

from array import array

import cython

if cython.compiled:
    from cython.cimports.cpython.unicode import PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
    from cython.cimports.search.slots import new_of, set_slot, slot_of
else:
    from search.slots import new_of, set_slot, slot_of

from indexer.format.analysis import MAX_TERM_CHARACTERS, TOKEN, fold, stem, tokenize
from search.results import Span

_START = cython.declare(cython.Py_ssize_t, slot_of(Span, "start"))
_STOP = cython.declare(cython.Py_ssize_t, slot_of(Span, "stop"))

# What a character is to the search.
_BREAK = cython.declare(cython.uint, 0)
_ALNUM = cython.declare(cython.uint, 1)
_JOIN = cython.declare(cython.uint, 2)
_OTHER = cython.declare(cython.uint, 3)

# By the bits of an ASCII character: a word looked for may begin with it; one may begin behind it.
_MAY_BEGIN = cython.declare(cython.uint, 1)
_MAY_FOLLOW = cython.declare(cython.uint, 2)

_MOST_KNOWN = cython.declare(cython.Py_ssize_t, 1000)
"""Spellings of words that are remembered to be looked for or not."""

_UNKNOWN = object()


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _kind(code: cython.uint) -> cython.uint:
    """Return what a character is."""
    if code < 128:
        if 97 <= (code | 32) <= 122 or 48 <= code <= 57:  # a to z in either size, 0 to 9
            return _ALNUM
        # The full stop, the comma, the apostrophe and the grave accent.
        return _JOIN if code == 0x2E or code == 0x2C or code == 0x27 or code == 0x60 else _BREAK
    # ’ ‘ ‛ and the acute accent; the wide apostrophe is rare enough to be as any other sign.
    if code == 0x2019 or code == 0x2018 or code == 0x201B or code == 0xB4:
        return _JOIN
    # “ ” „ – — … •, then a space that does not break, « and ».
    if 0x201C <= code <= 0x201E or code == 0x2013 or code == 0x2014 or code == 0x2026 or code == 0x2022:
        return _BREAK
    return _BREAK if code == 0xA0 or code == 0xAB or code == 0xBB else _OTHER


@cython.cfunc
@cython.exceptval(check=False)
def _is_plain(text: str, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
    """Return whether all pieces from `start` to `stop` are plain."""
    i: cython.Py_ssize_t
    kind: cython.uint
    last: cython.uint = _BREAK
    for i in range(start, stop):
        kind = _kind(ord(text[i]))
        if kind == _OTHER or (kind == _ALNUM and last == _JOIN):
            return False
        last = kind
    return True


@cython.ccall
def made_span(start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> object:
    """Return `Span(start, stop)`: a frozen dataclass looks up each of its fields by name as it sets it."""
    kind: type = Span
    span = new_of(kind)
    set_slot(span, _START, start)
    set_slot(span, _STOP, stop)
    return span


MOST_IN_PHRASE = 64
"""Words of the longest phrase that `Spotter.runs` looks for."""


class Phrase:
    """The words of a phrase, `MOST_IN_PHRASE` at most: `places` has a bit for each place that a term has in it."""

    def __init__(self, terms: tuple[str, ...]) -> None:
        self.n_words = len(terms)
        self.places: dict[str, int] = {}
        for place, term in enumerate(terms):
            self.places[term] = self.places.get(term, 0) | 1 << place


@cython.cclass
class _Words:
    """Words that were found: their places, their terms and the characters that they are."""

    all: list

    def __init__(self) -> None:
        self.all = []

    @cython.cfunc
    def add(self, place: cython.Py_ssize_t, term: str, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.int:
        """Add a word."""
        self.all.append((place, term, start, stop))
        return 0


@cython.cclass
class _Spans(_Words):
    """Words that were found: the characters that they are."""

    @cython.cfunc
    def add(
        self,
        place: cython.Py_ssize_t,  # noqa: ARG002
        term: str,  # noqa: ARG002
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
    ) -> cython.int:
        """Add a word."""
        self.all.append(made_span(start, stop))
        return 0


@cython.cclass
class _Runs(_Words):
    """Phrases that were found.

    A bit for each place in the phrase is set where the words read last are those of the phrase up to it (R. Baeza-Yates
    and G. Gonnet, "A new approach to text searching", 1992).
    """

    _places: dict
    _n_words: cython.Py_ssize_t
    _matched: cython.ulonglong
    _last: cython.Py_ssize_t
    _starts: list
    _n_done: cython.Py_ssize_t
    _start: cython.Py_ssize_t

    def __init__(self, phrase: Phrase) -> None:
        self.all = []
        self._places = phrase.places
        self._n_words = phrase.n_words
        self._matched = self._last = self._n_done = self._start = 0
        self._starts = []

    @cython.cfunc
    def add(self, place: cython.Py_ssize_t, term: str, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.int:
        """Add a word."""
        is_next: cython.bint = place == self._last + 1
        n: cython.Py_ssize_t
        self._matched = ((self._matched << 1 if is_next else 0) | 1) & self._places[term]
        self._last = place
        self._starts.append(start)
        if self._matched >> (self._n_words - 1):
            n = len(self._starts)
            if n - self._n_words < self._n_done:
                self.all.pop()
            else:
                self._start = self._starts[n - self._n_words]
            self.all.append(made_span(self._start, stop))
            self._n_done = n
        return 0


_FOLLOWED = bytes(0 if _kind(code) == _ALNUM else _MAY_FOLLOW for code in range(128))
_ALL_BEGIN = bytes(each or _MAY_BEGIN for each in _FOLLOWED)
_NO_FIRST = array("I", [0] * 128)

_JOINS = "".join(chr(code) for code in range(128) if _kind(code) == _JOIN)
# A bit for each ASCII character behind each: whether a word looked for may begin with the two.
_NO_PAIRS = bytes(16 * 128)
_ALL_PAIRS = b"\xff" * (16 * 128)


@cython.cclass
class Spotter:
    """Finds the words whose term is one of `terms` or whose stem is one of `stems`.

    Each such word that is of ASCII alone begins with one of `starts`. The places of words tell how far they are from
    each other only up to `reach` words between them.
    """

    _terms: frozenset
    _stems: frozenset
    _reach: cython.Py_ssize_t
    _takes_all: cython.bint
    _known: dict
    _kinds: cython.const[cython.uchar][::1]
    _pairs: cython.const[cython.uchar][::1]
    _letters: cython.const[cython.uchar][::1]
    _first: cython.const[cython.uint][::1]

    def __init__(self, terms: frozenset[str], stems: frozenset[str], starts: tuple[str, ...], reach: int) -> None:
        cleaned = sorted({start if start.isalnum() else "".join(filter(str.isalnum, start)) for start in starts})
        self._terms = terms
        self._stems = stems
        self._reach = reach
        self._takes_all = "" in cleaned
        self._known = {}
        # One after the other, each ended by a zero and all by another; by its first letter, 1 more than where one is.
        letters = bytearray()
        first = array("I", _NO_FIRST)
        kinds = bytearray(_FOLLOWED)
        pairs = bytearray(_NO_PAIRS)
        start: str
        code: cython.uint
        each: cython.uint
        second: cython.uint
        for start in filter(None, cleaned):
            code = ord(start[0])
            if not first[code]:
                first[code] = len(letters) + 1
                kinds[code] = _MAY_BEGIN
                if code >= 97:
                    kinds[code - 32] = _MAY_BEGIN
            seconds = range(128) if len(start) == 1 else map(ord, _JOINS + start[1] + start[1].upper())
            for second in seconds:
                for each in (code, ord(start[0].upper())):
                    pairs[16 * each + (second >> 3)] |= 1 << (second & 7)
            letters += start.encode("ascii")
            letters.append(0)
        letters.append(0)
        self._letters = letters
        self._first = first
        self._kinds = _ALL_BEGIN if self._takes_all else kinds
        self._pairs = _ALL_PAIRS if self._takes_all else pairs

    def words(self, text: str) -> list[tuple[int, str, int, int]]:
        """Return the words found in `text`, in order: place, term, and the characters (start, stop) that are the word.

        >>> spotter = Spotter(frozenset({"us"}), frozenset({"sanction"}), ("sanctio", "us"), 0)
        >>> [word[1:] for word in spotter.words("Sanctions on Biden's aides, said the U.S.")]
        [('sanctions', 0, 9), ('us', 37, 41)]
        """
        found: _Words = _Words()
        self._look(text, found)
        return found.all

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the words found in `text`, in order: the characters that are the word."""
        found: _Spans = _Spans()
        self._look(text, found)
        return tuple(found.all)

    def runs(self, phrase: Phrase, text: str) -> tuple[Span, ...]:
        """Return where the words of a phrase stand next to each other in `text`; two that share a word are one span.

        All of them are among the terms that are looked for, with a `reach` of 1 at least.

        >>> spotter = Spotter(frozenset({"white", "house"}), frozenset(), ("house", "white"), 1)
        >>> spotter.runs(Phrase(("white", "house")), "A house, the White House.")
        (Span(start=13, stop=24),)
        """
        found: _Runs = _Runs(phrase)
        self._look(text, found)
        return tuple(found.all)

    @cython.cfunc
    def _look(self, text: str, found: _Words) -> cython.int:
        """Add the words found in `text` to `found`."""
        i: cython.Py_ssize_t = 0
        n: cython.Py_ssize_t = len(text)
        code: cython.uint
        second: cython.uint
        kind: cython.uint
        was: cython.uint = _MAY_BEGIN
        kinds: cython.const[cython.uchar][::1] = self._kinds
        # Of the piece that was read last: the place behind it, where it ends.
        place: cython.Py_ssize_t = 0
        done: cython.Py_ssize_t = 0
        start: cython.Py_ssize_t
        stop: cython.Py_ssize_t
        if cython.compiled:
            width: cython.int = PyUnicode_KIND(text)
            characters: cython.p_void = PyUnicode_DATA(text)
        while i < n:
            if cython.compiled:
                # A zero stands behind the last one.
                code = PyUnicode_READ(width, characters, i)
                second = PyUnicode_READ(width, characters, i + 1)
            else:
                code, second = ord(text[i]), ord(text[i + 1]) if i + 1 < n else 0
            if code < 128:
                kind = kinds[code]
                if not (kind & was and _may_begin(self._pairs, code, second) and self._begins(text, i, n)):
                    was = kind >> 1
                    i += 1
                    continue
            elif _kind(code) != _OTHER:
                was = _MAY_BEGIN
                i += 1
                continue
            start = i
            while start > done and text[start - 1] != " ":
                start -= 1
            stop = i
            while stop < n and text[stop] != " ":
                stop += 1
            if self._reach and done:
                place += self._n_words(text, done, start)
            place = self._read(text, start, stop, _is_plain(text, start, stop), place, found)
            done = stop
            i = stop + 1
            was = _MAY_BEGIN
        return 0

    @cython.cfunc
    def _n_words(self, text: str, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return how many words there are in the pieces from `start` to `stop`, but no more than count."""
        i: cython.Py_ssize_t
        n_runs: cython.Py_ssize_t = 0
        kind: cython.uint
        last: cython.uint = _BREAK
        for i in range(start, stop):
            kind = _kind(ord(text[i]))
            n_runs += kind == _ALNUM and last != _ALNUM
            if n_runs and self._reach == 1:
                return 1
            last = kind
        if n_runs < 2 or _is_plain(text, start, stop):
            # Of several runs that are not plain some may be one word; of all of them one is left.
            return min(n_runs, self._reach)
        return len(tokenize(text, start, stop, self._reach))

    @cython.cfunc
    def _read(
        self,
        text: str,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        is_plain: cython.bint,
        place: cython.Py_ssize_t,
        found: _Words,
    ) -> cython.Py_ssize_t:
        """Add what a piece has of the words to `found`; return the place behind its last word, it begins at `place`."""
        at: cython.Py_ssize_t = start
        after: cython.Py_ssize_t
        if not is_plain:
            for match in TOKEN.finditer(text, start, stop):
                term = fold(match[0])
                if self._is_sought(term):
                    found.add(place, term, match.start(), match.end())
                place += term != ""
            return place
        while at < stop:
            after = at
            while after < stop and _kind(ord(text[after])) == _ALNUM:
                after += 1
            if after > at:
                if self._begins(text, at, after):
                    term = self._term(text[at:after])
                    if term is not None:
                        found.add(place, term, at, after)
                place += 1
            at = after + 1
        return place

    @cython.cfunc
    def _term(self, word: str) -> object:
        """Return the term of a plain word, None where it is not looked for."""
        term = self._known.get(word, _UNKNOWN)
        if term is _UNKNOWN:
            term = word.lower()[:MAX_TERM_CHARACTERS]
            if not self._is_sought(term):
                term = None
            if len(self._known) < _MOST_KNOWN:
                self._known[word] = term
        return term

    @cython.cfunc
    def _is_sought(self, term: str) -> cython.bint:
        return term in self._terms or (bool(self._stems) and stem(term) in self._stems)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _begins(self, text: str, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Return whether the run from `start` on, before `stop`, begins as a word looked for."""
        code: cython.uint = _small(ord(text[start]))
        letter: cython.uint = code
        at: cython.Py_ssize_t = self._first[code]
        i: cython.Py_ssize_t
        if at == 0 or self._takes_all:
            return self._takes_all
        at -= 1
        while self._letters[at] == code:
            i = start
            while self._letters[at] and i < stop:
                letter = _small(ord(text[i]))
                if letter == self._letters[at]:
                    at += 1
                elif _kind(letter) != _JOIN:
                    break
                i += 1
            if self._letters[at] == 0:
                return True
            while self._letters[at]:
                at += 1
            at += 1
        return False


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _may_begin(pairs: cython.const[cython.uchar][::1], first: cython.uint, second: cython.uint) -> cython.bint:
    """Return whether a word looked for may begin with an ASCII character and what stands behind it."""
    return second >= 128 or (pairs[16 * first + (second >> 3)] >> (second & 7)) & 1


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _small(code: cython.uint) -> cython.uint:
    return code | 32 if 65 <= code <= 90 else code
