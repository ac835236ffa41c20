"""Where tokens and sentences of a paragraph begin and end: NLTK is the reference, the scanner its twin.

A token is, in this order of trial at each place:

| name | example | rule |
| --- | --- | --- |
| address | `https://un.org/en` | up to the next space or quote |
| acronym | `U.S.` `a.m.` | two or more single letters, each with its full stop |
| initial | `F.` | one capital and a full stop |
| abbreviation | `Lt.` `St.` `Jan.` | one of `ABBREVIATIONS` and its full stop |
| word | `O'Brien` `AT&T` `F-35` `don't` `2,000` | joined by an apostrophe, `&`, a hyphen before a digit |
| possessive | `'s` `’s` | a token of its own |
| dots, dashes | `...` `--` | a run |
| mark | `(` `-` `,` | any other single character that is no space |

So `U.S.-Russia` is three tokens and `Moscow-backed` too: a name inside a compound has edges of its own.
The pattern is a plain alternation, which is why a scanner that looks one character ahead
(`indexer.entities.tagger.scan`) can be its equal; a property test holds the two together.

>>> text = "Lt. Gen. John F. Kelly of AT&T left St. Louis in the U.S.-Russia row; Putin’s F-35 stayed."
>>> " ".join(text[start:stop] for start, stop in tokenize(text))
'Lt. Gen. John F. Kelly of AT&T left St. Louis in the U.S. - Russia row ; Putin ’s F-35 stayed .'
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from indexer.entities import characters

if TYPE_CHECKING:
    from nltk.tokenize import PunktSentenceTokenizer, RegexpTokenizer

# Titles, ranks, months, states and company endings that news writes with a full stop (AP style's lists).
# Only words of two to five ASCII letters, a capital first and no q: the scanner and `plain` rely on it.
ABBREVIATIONS: Final[tuple[str, ...]] = tuple(
    """
    Mr Mrs Ms Dr Prof Rev Fr Sr Jr St Ste Mt Ft Hon Pres Gov Sen Sens Rep Reps Amb Atty Supt Msgr Capt Cpl Cmdr Col
    Gen Lt Maj Sgt Adm Brig Pvt Det Insp Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Ala Ariz Ark Calif Colo Conn
    Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo
    Co Corp Inc Ltd Bros Assn Dept Univ Ave Blvd Rd No Vol
    """.split()
)

# Punkt asks for these by name; in an acronym it has not seen a full stop ends the sentence.
_ACRONYMS: Final = frozenset("u.s u.n u.k u.a.e u.s.a e.u d.c n.y n.j n.c s.c n.d s.d n.h n.m r.i w.va a.m p.m".split())

_WORD: Final = r"[A-Za-z0-9\u0300]"
_JOINT: Final = rf"'(?![sS](?!{_WORD}))(?=[A-Za-z])|&(?=[A-Za-z0-9])|-(?=[0-9])|(?<=[0-9])[.,:/](?=[0-9])"
TOKEN_PATTERN: Final = (
    r"https?://[^ \"<>]+"
    r"|(?:[A-Za-z]\.){2,}"
    r"|[A-Z]\."
    rf"|(?:{'|'.join(sorted(ABBREVIATIONS, key=len, reverse=True))})\."
    rf"|{_WORD}+(?:(?:{_JOINT}){_WORD}+)*"
    rf"|'[sS](?!{_WORD})"
    r"|\.{2,}|-{2,}"
    r"|[^ ]"
)
"""The rules above, over text that `plain` has made of one kind of each character."""

_STANDS_FOR: Final = {
    characters.SPACE: " ",
    characters.UPPER: "Q",
    characters.LETTER: "q",
    characters.DIGIT: "0",
    characters.MARK: "\u0300",
    characters.OTHER: "·",
}


class _Plain(dict[int, str]):
    """What stands for a code point; filled as they are met."""

    def __missing__(self, code: int) -> str:
        if chr(code) in "’“”":
            self[code] = "'" if code == 0x2019 else '"'
        elif 0x21 <= code <= 0x7E:
            self[code] = chr(code)
        else:
            self[code] = _STANDS_FOR[characters.class_of(code)]
        return self[code]


_PLAIN: Final = _Plain()


def plain(text: str) -> str:
    """Return `text` with every character but printable ASCII replaced by one that stands for its kind.

    Engines of regular expressions differ in what they call a letter or a space; ours is `characters.class_of`.
    The length stays.

    >>> plain("Erdoğan’s")
    "Erdoqan's"
    """
    return text.translate(_PLAIN)


@functools.cache
def _tokenizer() -> RegexpTokenizer:
    from nltk.tokenize import RegexpTokenizer  # here, because importing NLTK costs a third of a second

    return RegexpTokenizer(TOKEN_PATTERN)


@functools.cache
def _sentence_tokenizer() -> PunktSentenceTokenizer:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = {word.lower() for word in ABBREVIATIONS} | _ACRONYMS
    return PunktSentenceTokenizer(parameters)


def tokenize(text: str) -> list[tuple[int, int]]:
    """Return the tokens of `text` as half-open character ranges, in order: the reference, by NLTK.

    >>> tokenize("NATO-Russia Council")
    [(0, 4), (4, 5), (5, 11), (12, 19)]
    """
    return [(int(start), int(stop)) for start, stop in _tokenizer().span_tokenize(plain(text))]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as half-open character ranges, by NLTK's Punkt with our abbreviations.

    Punkt is given `ABBREVIATIONS` and nothing learned, so no NLTK data is needed.

    >>> text = "He met Lt. Gen. John F. Kelly. They spoke."
    >>> [text[start:stop] for start, stop in sentences(text)]
    ['He met Lt. Gen. John F. Kelly.', 'They spoke.']
    """
    return [(int(start), int(stop)) for start, stop in _sentence_tokenizer().span_tokenize(text)]
