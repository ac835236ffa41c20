# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""English stems: the twin of the Snowball stemmer that NLTK has, for terms of the letters a to z.

The algorithm is Porter's second (M. F. Porter, "English (Porter2) stemming algorithm", snowballstem.org, 2002), step by
step as NLTK has it, which differs from later versions of the algorithm in a few words. Its regions R1 and R2 are ends
of the word, so that each is kept as a length; a consonant y is a capital Y meanwhile.
"""

from __future__ import annotations

import cython

MOST = cython.declare(cython.Py_ssize_t, 64)  # analysis.MAX_TERM_CHARACTERS
SUBTRACT = cython.declare(cython.Py_ssize_t, -1)
"""In place of a length: a region that the suffix does not lie in loses what the word loses."""

WORDS: dict = {
    b"skis": b"ski",
    b"skies": b"sky",
    b"dying": b"die",
    b"lying": b"lie",
    b"tying": b"tie",
    b"idly": b"idl",
    b"gently": b"gentl",
    b"ugly": b"ugli",
    b"early": b"earli",
    b"only": b"onli",
    b"singly": b"singl",
    **{word: word for word in (b"sky", b"news", b"howe", b"atlas", b"cosmos", b"bias", b"andes")},
    **{word + end: word for word in (b"inning", b"outing", b"canning", b"herring", b"earring") for end in (b"", b"s")},
    **{word + end: word for word in (b"proceed", b"exceed", b"succeed") for end in (b"", b"s", b"ed", b"ing")},
}
"""Words that the steps would get wrong."""

SPECIAL = cython.declare(dict, WORDS)
LONGEST_SPECIAL = cython.declare(cython.Py_ssize_t, max(map(len, WORDS)))

# Of steps 2 and 3: the suffix, what takes its place, and what is left of an R2 that the suffix does not lie in.
STEP_2: tuple = (
    (b"ization", b"ize", 0),
    (b"ational", b"ate", 1),
    (b"fulness", b"ful", -1),
    (b"ousness", b"ous", 0),
    (b"iveness", b"ive", 1),
    (b"tional", b"tion", -1),
    (b"biliti", b"ble", 0),
    (b"lessli", b"less", -1),
    (b"entli", b"ent", -1),
    (b"ation", b"ate", 1),
    (b"alism", b"al", 0),
    (b"aliti", b"al", 0),
    (b"ousli", b"ous", 0),
    (b"iviti", b"ive", 1),
    (b"fulli", b"ful", -1),
    (b"enci", b"ence", -1),
    (b"anci", b"ance", -1),
    (b"abli", b"able", -1),
    (b"izer", b"ize", 0),
    (b"ator", b"ate", 1),
    (b"alli", b"al", 0),
    (b"bli", b"ble", 0),
    (b"ogi", b"og", -1),
    (b"li", b"", -1),
)
STEP_3: tuple = (
    (b"ational", b"ate", 0),
    (b"tional", b"tion", -1),
    (b"alize", b"al", -1),
    (b"icate", b"ic", 0),
    (b"iciti", b"ic", 0),
    (b"ative", b"", -1),
    (b"ical", b"ic", 0),
    (b"ness", b"", -1),
    (b"ful", b"", -1),
)
STEP_4: tuple = tuple(b"ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split())


def _by_last_letter(suffixes: list[bytes], rules: tuple) -> list[tuple]:
    """Return for each byte the rules whose suffix ends with it, in their order: most words end with another."""
    table: list = [()] * 256
    for suffix, rule in zip(suffixes, rules, strict=True):
        table[suffix[len(suffix) - 1]] += (rule,)
    return table


RULES_2 = cython.declare(list, _by_last_letter([suffix for suffix, *_ in STEP_2], STEP_2))
RULES_3 = cython.declare(list, _by_last_letter([suffix for suffix, *_ in STEP_3], STEP_3))
RULES_4 = cython.declare(list, _by_last_letter(list(STEP_4), STEP_4))


def _classes() -> bytes:
    table = bytearray(256)
    for letter in b"aeiouy":
        table[letter] |= 1  # a vowel
    for letter in b"cdeghkmnrt":
        table[letter] |= 2  # stands before a "li" that goes
    for letter in b"bdfgmnprt":
        table[letter] |= 4  # is doubled
    for letter in b"wxY":
        table[letter] |= 8
    return bytes(table)


CLASSES = cython.declare(bytes, _classes())


@cython.final
@cython.cclass
class _Word:
    """A word on its way to its stem: its letters and its regions."""

    _word: cython.uchar[72]
    _n: cython.Py_ssize_t
    _r1: cython.Py_ssize_t
    _r2: cython.Py_ssize_t

    def __init__(self) -> None:
        if not cython.compiled:
            self._word = bytearray(72)
        self._n = 0
        self._r1 = 0
        self._r2 = 0

    @cython.cfunc
    def stem(self, term: bytes, size: cython.Py_ssize_t) -> bytes:
        """Return the stem of `term`, which is `size` letters from a to z."""
        i: cython.Py_ssize_t
        self._begin(term, size)
        self._step_1a()
        self._step_1b()
        self._step_1c()
        if self._r1:
            self._step_2()
            self._step_3()
            self._step_4()
            self._step_5()
        for i in range(self._n):
            if self._word[i] == 89:
                self._word[i] = 121
        return bytes(self._word[: self._n])

    @cython.cfunc
    @cython.inline
    @cython.exceptval(check=False)
    def _is_vowel(self, at: cython.Py_ssize_t) -> cython.bint:
        return (CLASSES[self._word[at]] & 1) != 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _region(self, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Return how much is behind the first consonant that follows a vowel, both from `start` on."""
        i: cython.Py_ssize_t
        for i in range(start + 1, self._n):
            if not self._is_vowel(i) and self._is_vowel(i - 1):
                return self._n - i - 1
        return 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _begin(self, term: bytes, size: cython.Py_ssize_t) -> cython.void:
        """Take the term, with Y for each y that is a consonant, and find its regions."""
        i: cython.Py_ssize_t
        self._n = size
        for i in range(size):
            self._word[i] = term[i]
            if term[i] == 121 and (i == 0 or self._is_vowel(i - 1)):
                self._word[i] = 89
        if self._begins(b"gener") or self._begins(b"arsen"):
            self._r1 = size - 5
        elif self._begins(b"commun"):
            self._r1 = size - 6
        else:
            self._r1 = self._region(0)
        self._r2 = self._region(size - self._r1) if self._r1 else 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _begins(self, prefix: bytes) -> cython.bint:
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = len(prefix)
        if self._n < n:
            return False
        i = 0
        while i < n and self._word[i] == prefix[i]:
            i += 1
        return i == n

    @cython.cfunc
    @cython.exceptval(check=False)
    def _ends(self, suffix: bytes) -> cython.bint:
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = len(suffix)
        at: cython.Py_ssize_t = self._n - n
        if at < 0:
            return False
        i = n
        while i > 0 and self._word[at + i - 1] == suffix[i - 1]:
            i -= 1
        return i == 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _has_vowel(self, stop: cython.Py_ssize_t) -> cython.bint:
        i: cython.Py_ssize_t
        i = 0
        while i < stop and not self._is_vowel(i):
            i += 1
        return i < stop

    @cython.cfunc
    @cython.exceptval(check=False)
    def _cut(self, n: cython.Py_ssize_t) -> cython.void:
        """Take the last `n` letters off."""
        self._n -= n
        self._r1 = max(self._r1 - n, 0)
        self._r2 = max(self._r2 - n, 0)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _replace(self, n: cython.Py_ssize_t, new: bytes, short: cython.Py_ssize_t) -> cython.void:
        """Put `new` in the place of the last `n` letters, which R1 holds; `short` is left of a shorter R2."""
        i: cython.Py_ssize_t
        n_new: cython.Py_ssize_t = len(new)
        self._n += n_new - n
        for i in range(n_new):
            self._word[self._n - n_new + i] = new[i]
        self._r1 = max(self._r1 + n_new - n, 0)
        if self._r2 >= n or short == SUBTRACT:
            self._r2 = max(self._r2 + n_new - n, 0)
        else:
            self._r2 = short

    @cython.cfunc
    @cython.exceptval(check=False)
    def _step_1a(self) -> cython.void:
        """Take off the s of a plural."""
        if self._word[self._n - 1] != 115 and self._word[self._n - 1] != 100:
            return
        if self._ends(b"sses"):
            self._cut(2)
        elif self._ends(b"ied") or self._ends(b"ies"):
            self._cut(2 if self._n > 4 else 1)
        elif self._ends(b"s") and not self._ends(b"us") and not self._ends(b"ss") and self._has_vowel(self._n - 2):
            self._cut(1)

    @cython.cfunc
    @cython.exceptval(check=False)
    def _step_1b(self) -> cython.void:
        """Take off -ed, -ing and their adverbs."""
        n: cython.Py_ssize_t = 0
        last: cython.uchar = self._word[self._n - 1] if self._n else 0
        if last != 121 and last != 100 and last != 103:
            return
        if self._ends(b"eedly"):
            n = 5
        elif self._ends(b"ingly"):
            n = -5
        elif self._ends(b"edly"):
            n = -4
        elif self._ends(b"eed"):
            n = 3
        elif self._ends(b"ing"):
            n = -3
        elif self._ends(b"ed"):
            n = -2
        if n > 0 and self._r1 >= n:
            self._replace(n, b"ee", 0)
        elif n < 0 and self._has_vowel(self._n + n):
            self._cut(-n)
            self._mend()

    @cython.cfunc
    @cython.exceptval(check=False)
    def _mend(self) -> cython.void:
        """Give a stem its e back, or take one of two consonants off."""
        n: cython.Py_ssize_t = self._n
        if self._ends(b"at") or self._ends(b"bl") or self._ends(b"iz"):
            self._word[n] = 101
            self._n += 1
            self._r1 += 1
            if self._n > 5 or self._r1 >= 3:
                self._r2 += 1
        elif n > 1 and self._word[n - 1] == self._word[n - 2] and CLASSES[self._word[n - 1]] & 4:
            self._cut(1)
        elif self._r1 == 0 and (
            (
                n >= 3
                and not self._is_vowel(n - 1)
                and not CLASSES[self._word[n - 1]] & 8
                and self._is_vowel(n - 2)
                and not self._is_vowel(n - 3)
            )
            or (n == 2 and self._is_vowel(0) and not self._is_vowel(1))
        ):
            self._word[n] = 101
            self._n += 1
            self._r2 += self._r2 > 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def _step_1c(self) -> cython.void:
        """Turn a last y behind a consonant to i."""
        n: cython.Py_ssize_t = self._n
        if n > 2 and (self._word[n - 1] | 32) == 121 and not self._is_vowel(n - 2):
            self._word[n - 1] = 105

    @cython.cfunc
    def _step_2(self) -> cython.void:
        """Turn one suffix to a simpler one; no other is tried where R1 does not hold it."""
        suffix: bytes
        new: bytes
        short: cython.Py_ssize_t
        for suffix, new, short in cython.cast(tuple, RULES_2[self._word[self._n - 1]]):
            if not self._ends(suffix):
                continue
            if self._r1 < len(suffix):
                return
            if len(suffix) == 3 and not new.startswith(b"b") and self._word[self._n - 4] != 108:  # ogi behind an l
                return
            if len(suffix) == 2 and not CLASSES[self._word[self._n - 3]] & 2:
                return
            self._replace(len(suffix), new, short)
            return

    @cython.cfunc
    def _step_3(self) -> cython.void:
        """Take off or shorten one more suffix."""
        suffix: bytes
        new: bytes
        short: cython.Py_ssize_t
        for suffix, new, short in cython.cast(tuple, RULES_3[self._word[self._n - 1]]):
            if not self._ends(suffix):
                continue
            if self._r1 >= len(suffix) and (self._r2 >= 5 or suffix != b"ative"):
                self._replace(len(suffix), new, short)
            return

    @cython.cfunc
    def _step_4(self) -> cython.void:
        """Take off what R2 holds."""
        suffix: bytes
        before: cython.uchar
        for suffix in cython.cast(tuple, RULES_4[self._word[self._n - 1]]):
            if not self._ends(suffix):
                continue
            if self._r2 >= len(suffix):
                before = self._word[self._n - 4] if self._n > 3 else 0
                if suffix != b"ion" or before == 115 or before == 116:
                    self._cut(len(suffix))
            return

    @cython.cfunc
    @cython.exceptval(check=False)
    def _step_5(self) -> cython.void:
        """Take off a last e or one l of two."""
        n: cython.Py_ssize_t = self._n
        last: cython.uchar = self._word[n - 1]
        if self._r2 and last == 108:
            self._n -= self._word[n - 2] == 108
        elif last == 101 and (self._r2 or (self._r1 and n >= 4 and not self._is_short())):
            self._n -= 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def _is_short(self) -> cython.bint:
        """Return whether before the last letter are a consonant, a vowel, and a consonant that is not w, x or Y."""
        n: cython.Py_ssize_t = self._n
        if CLASSES[self._word[n - 2]] & 9:
            return False
        return self._is_vowel(n - 3) and not self._is_vowel(n - 4)


@cython.ccall
def stem(term: bytes) -> bytes:
    """Return the stem of a term: of one that is not letters from a to z alone, the term itself.

    >>> stem(b"sanctions"), stem(b"f35")
    (b'sanction', b'f35')
    """
    size: cython.Py_ssize_t = len(term)
    i: cython.Py_ssize_t
    if size == 0 or size > MOST:
        return term
    for i in range(size):
        if not 97 <= term[i] <= 122:
            return term
    if size <= LONGEST_SPECIAL:
        special = SPECIAL.get(term)
        if special is not None:
            return special
    word: _Word = _Word()
    return word.stem(term, size)
