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

from indexer.format.analysis import MAX_TERM_CHARACTERS, TOKEN, fold, stem, tokenize

# What a character is to the search.
_BREAK = cython.declare(cython.uint, 0)
_ALNUM = cython.declare(cython.uint, 1)
_JOIN = cython.declare(cython.uint, 2)
_OTHER = cython.declare(cython.uint, 3)


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
    _letters: cython.const[cython.uchar][::1]
    _first: cython.const[cython.uint][::1]

    def __init__(self, terms: frozenset[str], stems: frozenset[str], starts: tuple[str, ...], reach: int) -> None:
        cleaned = sorted({"".join(filter(str.isalnum, start)) for start in starts})
        self._terms = terms
        self._stems = stems
        self._reach = reach
        self._takes_all = "" in cleaned
        # One after the other, each ended by a zero and all by another; by its first letter, 1 more than where one is.
        letters = bytearray()
        first = array("I", bytes(4 * 128))
        for start in filter(None, cleaned):
            if not first[ord(start[0])]:
                first[ord(start[0])] = len(letters) + 1
            letters += start.encode("ascii") + b"\0"
        self._letters = bytes(letters + b"\0")
        self._first = first

    def words(self, text: str) -> list[tuple[int, str, int, int]]:
        """Return the words found in `text`, in order: place, term, and the characters (start, stop) that are the word.

        >>> spotter = Spotter(frozenset({"us"}), frozenset({"sanction"}), ("sanctio", "us"), 0)
        >>> [word[1:] for word in spotter.words("Sanctions on Biden's aides, said the U.S.")]
        [('sanctions', 0, 9), ('us', 37, 41)]
        """
        found: list = []
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = len(text)
        start: cython.Py_ssize_t = 0
        kind: cython.uint
        code: cython.uint
        last: cython.uint = _BREAK
        is_plain: cython.bint = True
        is_wanted: cython.bint = False
        # Of the gap since the last piece that was read.
        n_runs: cython.Py_ssize_t = 0
        is_gap_plain: cython.bint = True
        place: cython.Py_ssize_t = 0
        done: cython.Py_ssize_t = 0
        n_before: cython.Py_ssize_t = 0
        for i in range(n + 1):
            code = ord(text[i]) if i < n else 32
            if code == 32:
                if is_wanted:
                    if self._reach and done:
                        place += self._n_words(text, done, start, n_before, is_gap_plain)
                    place = self._read(text, start, i, is_plain, place, found)
                    done = i
                    n_runs = 0
                    is_gap_plain = True
                elif not is_plain:
                    is_gap_plain = False
                start = i + 1
                n_before = n_runs
                is_plain = True
                is_wanted = False
                last = _BREAK
                continue
            kind = _kind(code)
            if kind == _ALNUM and last != _ALNUM:
                n_runs += 1
                is_plain = is_plain and last != _JOIN
                is_wanted = is_wanted or self._begins(text, i, n)
            elif kind == _OTHER:
                is_plain = False
                is_wanted = True
            last = kind
        return found

    @cython.cfunc
    def _n_words(
        self,
        text: str,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
        n_runs: cython.Py_ssize_t,
        is_plain: cython.bint,
    ) -> cython.Py_ssize_t:
        """Return how many words there are from `start` to `stop`, but no more than count; `n_runs` if it is plain."""
        if is_plain or n_runs < 2 or self._reach == 1:
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
        found: list,
    ) -> cython.Py_ssize_t:
        """Add what a piece has of the words to `found`; return the place behind its last word, it begins at `place`."""
        term: str
        at: cython.Py_ssize_t = start
        after: cython.Py_ssize_t
        if not is_plain:
            for match in TOKEN.finditer(text, start, stop):
                term = fold(match[0])
                if term in self._terms or (self._stems and stem(term) in self._stems):
                    found.append((place, term, match.start(), match.end()))
                place += term != ""
            return place
        while at < stop:
            after = at
            while after < stop and _kind(ord(text[after])) == _ALNUM:
                after += 1
            if after > at:
                if self._begins(text, at, after):
                    term = text[at:after].lower()[:MAX_TERM_CHARACTERS]
                    if term in self._terms or (self._stems and stem(term) in self._stems):
                        found.append((place, term, at, after))
                place += 1
            at = after + 1
        return place

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
def _small(code: cython.uint) -> cython.uint:
    return code | 32 if 65 <= code <= 90 else code
