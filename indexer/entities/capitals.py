"""The capitalised words of a paragraph and what stands between them: all that rules need to find names.

Words written small outnumber the others ten to one, so the tokenizer's pattern matches capitalised words alone and what
lies between two of them is looked up as one string.

>>> words = capitals("The University of Oslo and Jens de Vries's NATO-Russia talks.")
>>> " ".join(f"{word.joint.name}:{word.text}" for word in words)
'BREAK:The SPACE:University OF:Oslo AND:Jens PARTICLE:Vries BREAK:NATO HYPHEN:Russia'
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

from nltk.tokenize import PunktSentenceTokenizer, RegexpTokenizer
from nltk.tokenize.punkt import PunktParameters


class Joint(Enum):
    """What stands between a capitalised word and the one before it."""

    BREAK = auto()
    SPACE = auto()
    HYPHEN = auto()
    PARTICLE = auto()
    OF = auto()
    FOR = auto()
    AND = auto()
    IN = auto()
    COMMA = auto()


class Capital(NamedTuple):
    """A capitalised word: characters `start` to `stop`, with an abbreviation's point, without a possessive."""

    start: int
    stop: int
    text: str
    joint: Joint


MOST_CHARACTERS: Final = 20_000
"""The most of a text that a tokenizer is given at once; of a million paragraphs of news a handful are longer."""

# Abbreviations that end with a point inside a sentence: titles, months, AP's states, company forms.
ABBREVIATIONS: Final = frozenset(
    "Mr Mrs Ms Dr Prof Rev Sr Jr St Mt Ft Gov Sen Sens Rep Reps Supt Capt Cpl Cmdr Col Gen Lt Maj Sgt Adm Brig Jan Feb "
    "Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich "
    "Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Vt Va Wis Wyo Co Corp Inc Ltd Bros No".split()
)
_POINTED: Final = frozenset("a.m p.m u.s u.n u.k e.u d.c n.y n.j n.c s.c i.e e.g vs w.va".split())
_PARTICLES: Final = (
    "de", "del", "de la", "de las", "de los", "da", "das", "do", "dos", "du", "di", "della", "van", "van de", "van den",
    "van der", "von", "von der", "zu", "bin", "ibn", "bint", "al", "el", "ben", "ter", "ten", "y", "ul",
)  # fmt: skip
_JOINTS: Final[dict[str, Joint]] = {
    " ": Joint.SPACE,
    "\u00a0": Joint.SPACE,
    "\n": Joint.SPACE,
    "-": Joint.HYPHEN,
    "\u2011": Joint.HYPHEN,
    "–": Joint.HYPHEN,
    " of ": Joint.OF,
    " of the ": Joint.OF,
    " on ": Joint.FOR,
    " for ": Joint.FOR,
    " for the ": Joint.FOR,
    " to the ": Joint.FOR,
    " and ": Joint.AND,
    " & ": Joint.AND,
    " in ": Joint.IN,
    ", ": Joint.COMMA,
    **{f" {particle} ": Joint.PARTICLE for particle in _PARTICLES},
}
_UPPER: Final = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
_PATTERN: Final = (
    rf"(?<![\w&])(?:W\.Va\.|(?:[A-Z]\.){{2,}}|[A-Z]-?\d+\b|[A-Z]+&[A-Z]+\b"
    rf"|(?:[ae]l-)?[{_UPPER}]\w*(?:['’](?![sS]\b)\w+)*)"
)


@cache
def _words() -> RegexpTokenizer:
    return RegexpTokenizer(_PATTERN)


@cache
def _sentences() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = {word.lower() for word in ABBREVIATIONS} | _POINTED
    return PunktSentenceTokenizer(parameters)


def windows(text: str, most: int = MOST_CHARACTERS) -> list[tuple[int, int]]:
    """Cut a long text into pieces of at most `most` characters: behind a full stop, else at a space, else anywhere.

    NLTK's tokenizers stop with an error when one text takes them seconds.

    >>> ["One. Two three"[start:stop] for start, stop in windows("One. Two three", most=10)]
    ['One. ', 'Two three']
    """
    pieces = []
    start = 0
    while len(text) - start > most:
        stop = start + most
        cut = max(text.rfind(mark, start, stop) + 1 for mark in (". ", "! ", "? ")) or text.rfind(" ", start, stop)
        stop = cut + 1 if cut > start else stop
        pieces.append((start, stop))
        start = stop
    pieces.append((start, len(text)))
    return pieces


def capitals(text: str) -> list[Capital]:
    """Return the capitalised words of a paragraph in order."""
    found: list[Capital] = []
    before = 0
    for first, last in windows(text):
        for start, stop in _words().span_tokenize(text[first:last] if last - first < len(text) else text):
            start, stop = start + first, stop + first
            word = text[start:stop]
            if text[stop : stop + 1] == "." and (word in ABBREVIATIONS or (len(word) == 1 and word != "I")):
                stop += 1
                word += "."
            joint = _JOINTS.get(text[before:start], Joint.BREAK) if found else Joint.BREAK
            found.append(Capital(start, stop, word, joint))
            before = stop
    return found


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of `text` start and stop.

    >>> sentence_spans("Gen. Lee left. She stayed.")
    [(0, 14), (15, 26)]
    """
    return [
        (first + start, first + stop)
        for first, last in windows(text)
        for start, stop in _sentences().span_tokenize(text[first:last])
    ]


def sentence_starts(text: str) -> frozenset[int]:
    """Return where the first letters of the sentences of `text` stand, quotes and brackets before them skipped.

    >>> sorted(sentence_starts("He left. “She,” said Gen. Lee, stayed."))
    [0, 10]
    """
    starts = []
    for start, stop in sentence_spans(text):
        while start < stop and not text[start].isalnum():
            start += 1
        starts.append(start)
    return frozenset(starts)
