"""Text to terms: the one analysis, used when an index is made and when it is asked.

A *token* is a run of characters in the text, a *term* what the index holds for it. Tokens are found in the text as
it stands, so that their offsets can be highlighted; each is then folded:

- NFKC, case and accents folded; curly quotes, soft hyphens and zero-width characters do not count.
- Dotted letters are one term: `U.S.`, `U.S` and `u.s.` are `us`, and so is `US`.
- Apostrophes inside a word vanish (`O'Brien` is `obrien`), a possessive 's goes with them (`Biden's` is `biden`).
- Digits with separators are one term: `2,000` is `2000`, `3.5` stays.
- Everything else splits: `F-35` is `f` `35`, `AT&T` is `at` `t`, `9/11` is `9` `11`, `covid-19` is `covid` `19`. Asked
  for as one word, the parts must stand next to each other, so that each is found as written and by its parts.
- Ideographs, kana and hangul are one term a character, for there are no spaces to split at.

No stop word and no single letter is lost. A *stem* is the Snowball English stem of a term (reference: NLTK).

>>> words("The U.S. won’t sell 2,000 F-35s, Biden's aide said.")
['the', 'us', 'wont', 'sell', '2000', 'f', '35s', 'biden', 'aide', 'said']
>>> stem("sanctions"), stem("sanctioned"), stem("2000")
('sanction', 'sanction', '2000')
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from indexer.format import snowball

ANALYSIS_VERSION: Final = 1
"""Changes whenever a text could give other terms: an index made under another version must be rebuilt."""

MAX_TERM_CHARACTERS: Final = 64
"""A longer term is cut: base64 in a web page must not fill the dictionary. German's longest are shorter."""

_APOSTROPHES: Final = "'’‘ʼ＇‛`´"
_IGNORED: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD: Final = r"[^\W_]"
# Characters that continue a word though they are no letters: accents, Hebrew and Arabic points, and the vowel signs of
# the scripts of South and South-East Asia, which are taken by block without their full stops (U+0964, U+0965).
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f71-\u0fbc\u1000-\u1049\u1780-\u17d3"
)
_IDEOGRAPHIC: Final = (
    "\u3040-\u309f\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\uff66-\uff9d\U00020000-\U0003ffff"
)

# The alternatives are tried in this order at every place. Each is linear: no two neighbours share a first character.
TOKEN: Final = re.compile(
    rf"""
      [{_IDEOGRAPHIC}]
    | (?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?            # U.S.   U.S   e.g.
    | [^\W\d_]\.[^\W\d_](?![^\W_])                          # u.s
    | \d{{1,3}}(?:,\d{{3}})+(?![\d,]*\d)(?:\.\d+)?{_WORD}*      # 2,000  1,234.5  1,000m
    | \d+(?:\.\d+)+{_WORD}*                                # 3.5  1.5bn  10.0.0.1
    | {_WORD}(?:{_WORD}|[{_MARKS}{_IGNORED}]|[{_APOSTROPHES}](?={_WORD}))*
    """,
    re.VERBOSE,
)
"""A token as it stands in a text; what `fold` makes nothing of is none."""

_PLAIN: Final = re.compile(r"[a-z0-9]+")
_POSSESSIVE: Final = re.compile(rf"[{_APOSTROPHES}]s$", re.IGNORECASE)
_DROPPED: Final = dict.fromkeys(map(ord, _APOSTROPHES + _IGNORED + ".,"))
_NOT_IN_TERM: Final = re.compile(rf"[^\w.\u2044{_MARKS}]|_")  # U+2044 is in what NFKC makes of a one-character half
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]+")
# Letters that Unicode does not decompose and that English papers write without the stroke.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)

STOP_WORDS: Final = frozenset(
    "a about after all also an and any are as at be been but by can could did do does for from had has have he her "
    "him his how i if in into is it its just may me more most my no not of on one or our out over s she should so "
    "some such t than that the their them then there these they this those to under up was we were what when where "
    "which while who will with would you your".split()
)
"""Words that are indexed and findable but weigh next to nothing in a score."""


class Token(NamedTuple):
    """A term and the characters `start` to `stop` (half open) of the text it stands for."""

    term: str
    start: int
    stop: int


def tokenize(text: str, start: int = 0, stop: int | None = None, most: int | None = None) -> list[Token]:
    """Return the tokens of `text` in order, one position each: all, or the first `most` from `start` to `stop`.

    No token holds a space, so that a part between spaces has the tokens it has in the whole. Never fails and never
    returns an empty term. The time is linear in the length of the text.

    >>> tokenize("AT&T’s chief")
    [Token(term='at', start=0, stop=2), Token(term='t', start=3, stop=6), Token(term='chief', start=7, stop=12)]
    """
    tokens = []
    for match in TOKEN.finditer(text, start, len(text) if stop is None else stop):
        term = fold(match.group())
        if term:
            tokens.append(Token(term, *match.span()))
            if len(tokens) == most:
                break
    return tokens


def words(text: str) -> list[str]:
    """Return the terms of `text` as written (folded, not stemmed), one a position."""
    return [term for match in TOKEN.finditer(text) if (term := fold(match.group()))]


@lru_cache(maxsize=1 << 17)
def fold(token: str) -> str:
    """Return the term of one token; empty for a token of nothing but marks.

    >>> fold("Zelenskyy’s"), fold("Erdoğan"), fold("ＮＡＴＯ")
    ('zelenskyy', 'erdogan', 'nato')
    """
    term = token.lower()
    if _PLAIN.fullmatch(term):
        return term[:MAX_TERM_CHARACTERS]
    decimal = term[:1].isdigit() and "." in term
    term = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", term)).casefold()
    term = term.translate({ord(","): None} if decimal else _DROPPED)
    term = _ACCENTS.sub("", unicodedata.normalize("NFD", term))
    term = unicodedata.normalize("NFC", term).translate(_LETTERS)
    return _NOT_IN_TERM.sub("", term)[:MAX_TERM_CHARACTERS]


@lru_cache(maxsize=1 << 16)
def stem(term: str) -> str:
    """Return the Snowball English stem of a term; terms that are not plain letters are their own stem.

    It is made by `snowball`, which needs no heavy import; tests hold it equal to `nltk.stem.snowball.EnglishStemmer`.
    """
    return snowball.stem(term.encode("ascii")).decode("ascii") if term.isascii() else term


def stems(text: str) -> list[str]:
    """Return the stems of the terms of `text`, one a position.

    >>> stems("Sanctions, imposed")
    ['sanction', 'impos']
    """
    return [stem(term) for term in words(text)]
