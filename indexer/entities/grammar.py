"""How names are built of capitalised words: one function per shape of name, tried in order at each word.

Each function takes a `Line` and the index of a word and returns the first index after the name with its type, or
None where the shape does not fit. None of them looks at another paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from indexer.entities.capitals import Capital, Joint, capitals, sentence_starts
from indexer.entities.lexicon import Lexicon, lexicon
from indexer.model import EntityType

_ADJACENT: Final = frozenset({Joint.SPACE, Joint.HYPHEN})
_WITHIN_PERSON: Final = frozenset({Joint.SPACE, Joint.HYPHEN, Joint.PARTICLE})
_SUFFIXES: Final = frozenset({"Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"})
# Titles that are part of how the person is called: Pope Francis, Queen Elizabeth II.
_ROYAL: Final = frozenset({"Pope", "King", "Queen", "Prince", "Princess"})
_PLACE_STARTS: Final = frozenset("Mount Mt. Lake Fort Ft. Port Cape San Santa Camp Isle".split())
_WIDE_HEADS: Final = frozenset(
    "Department Ministry Organization Organisation Commission Committee Office Institute Centers".split()
)
_MOST_WORDS_OF_A_PERSON: Final = 5
_MOST_WORDS_IN_CAPITALS: Final = 3
_LONGEST_ACRONYM: Final = 3
_LONGEST_WORD: Final = 40
_SPEECH: Final = re.compile(
    r"(?:,? who)? (?:said|says|told|added|wrote|tweeted|testified|argued|asked|replied|warned)\b"
    r"| (?:administration|campaign|presidency)\b"
)
_APPOSITION: Final = re.compile(r", (?:an?|the|who|whose|\d\d|head|chief|director|president|professor)\b| \(")
_AREA: Final = re.compile(r" (?:province|region|district|county|peninsula|oblast|village|town|island|airport|suburb)\b")
_PLACE_BEFORE: Final = re.compile(r"\b(?:in|near|outside|around) $")


class Found(NamedTuple):
    """The name that starts at word `first` ends before word `after`."""

    first: int
    after: int
    type: EntityType | None


@dataclass(slots=True)
class Line:
    """A paragraph as its capitalised words."""

    text: str
    words: list[Capital]
    is_shouted: bool
    _starts: frozenset[int] | None = field(default=None)

    @classmethod
    def of(cls, text: str) -> Line:
        """Read a paragraph. One that is written in capitals throughout tells nothing by its capitals."""
        large = sum(map(str.isupper, text)) if text[:200].upper() == text[:200] else 0
        return cls(text, capitals(text), large > 0 and large == sum(map(str.isalpha, text)))

    def joint(self, i: int) -> Joint:
        """Return what stands before word `i`; a break after the last."""
        return self.words[i].joint if i < len(self.words) else Joint.BREAK

    def is_sentence_start(self, i: int) -> bool:
        """Say whether word `i` opens a sentence. Sentences are cut only when first asked for."""
        if self._starts is None:
            self._starts = sentence_starts(self.text)
        return self.words[i].start in self._starts

    def word_before(self, i: int) -> str:
        """Return the word, small or large, that stands before word `i`; empty at the start."""
        start = self.words[i].start
        return self.text[max(0, start - _LONGEST_WORD) : start].rstrip().rpartition(" ")[2]

    def slice(self, first: int, after: int) -> str:
        """Return the text of words `first` up to `after`."""
        return self.text[self.words[first].start : self.words[after - 1].stop]


def adjacent_end(line: Line, i: int) -> int:
    """Return the end of the run of capitalised words from word `i` with nothing but spaces and hyphens between."""
    after = i + 1
    while line.joint(after) in _ADJACENT:
        after += 1
    return after


def known_phrase(line: Line, i: int, *, titles: bool = False) -> Found | None:
    """Find the longest listed name, or title, at word `i`."""
    phrases = lexicon().titles if titles else lexicon().names
    for after in range(min(i + phrases.longest.get(line.words[i].text, 0), len(line.words)), i, -1):
        type_ = phrases.types.get(line.slice(i, after).replace("’", "'"))
        if type_ is not None and not _is_listed_state_without_comma(line, i, after):
            return Found(i, after, type_)
    return None


def _is_listed_state_without_comma(line: Line, i: int, after: int) -> bool:
    """AP's short forms of states stand after a comma only: "Miss." and "La." are words elsewhere."""
    word = line.words[i].text
    return after == i + 1 and word.endswith(".") and word.count(".") == 1 and line.joint(i) is not Joint.COMMA


def person_end(line: Line, i: int, words: Lexicon) -> int:
    """Return the end of the run from word `i` that can be a person's name; `i` itself where there is none."""
    after = i
    while after < len(line.words) and after - i < _MOST_WORDS_OF_A_PERSON:
        word = line.words[after].text
        if after > i and line.joint(after) is Joint.COMMA and word in _SUFFIXES:
            return after + 1
        if after > i and line.joint(after) not in _WITHIN_PERSON:
            break
        if word in _SUFFIXES:
            return after + 1 if after > i else i
        if words.is_never(word) or word in words.titles.types:
            break
        if word in words.org_heads or word in words.place_heads:
            return i if after > i else after  # "Justice Department", "King County": no person at all
        if after > i and word in words.names.longest:
            listed = known_phrase(line, after)
            if listed is not None and (listed.type == "group" or listed.after > after + 1):
                break  # "the Trump White House", "Scholz Russians"
        after += 1
    return after


def titled_person(line: Line, i: int) -> Found | None:
    """President Barack Obama, Sen. Ted Cruz, Pope Francis; a title without a name is passed over."""
    title = known_phrase(line, i, titles=True)
    if title is None:
        return None
    nested = known_phrase(line, title.after, titles=True) if line.joint(title.after) is Joint.SPACE else None
    name = nested.after if nested else title.after
    if line.joint(name) not in _WITHIN_PERSON or line.joint(name) is Joint.HYPHEN:
        return None if _opens_organisation(line, i) else Found(i, title.after, None)
    words = lexicon()
    after = person_end(line, name, words)
    if after == name or _is_known_other(line, name, after):
        return None
    if after == name + 1 and words.is_common(line.words[name].text):
        return None  # "General Election"
    if line.words[i].text in _ROYAL and title.after == i + 1:
        return Found(i, after, "person")
    return Found(name, after, "person")


def _opens_organisation(line: Line, i: int) -> bool:
    return any(word.text in lexicon().org_heads for word in line.words[i : adjacent_end(line, i)])


def _is_known_other(line: Line, first: int, after: int) -> bool:
    """Say whether the words are a listed organisation or group, or a listed place of several words."""
    known = known_phrase(line, first)
    if known is None or known.type == "person" or line.words[first].text in lexicon().given_names:
        return False
    return known.after >= after


def organisation(line: Line, i: int) -> Found | None:
    """Security and Defense Council, Brookings Institution, Department of Justice, Bank of England."""
    words = lexicon()
    end = adjacent_end(line, i)
    head = _last_head(line, i, end, words)
    if line.joint(end) is Joint.AND and not known_phrase(line, i):
        further = adjacent_end(line, end)
        wide = _last_head(line, end, further, words)
        if wide is not None and wide > end and not words.is_common(line.words[i].text.lower() + "s"):
            head = wide
    if head is None:
        return None
    after = _with_complement(line, head, words)
    if after == head + 1 and (head == i or line.is_shouted):
        return None  # "the Council" alone is no name
    if head == i + 1 and after == head + 1 and line.is_sentence_start(i) and words.is_common(line.words[i].text):
        return None
    known = known_phrase(line, i)
    return known if known is not None and known.after >= after else Found(i, after, "org")


def _last_head(line: Line, first: int, end: int, words: Lexicon) -> int | None:
    for k in range(end - 1, first - 1, -1):
        if line.words[k].text in words.org_heads:
            return k
    return None


def _with_complement(line: Line, head: int, words: Lexicon) -> int:
    """Return the end of a name with what follows its head: of Justice, for Security and Cooperation in Europe."""
    after = head + 1
    allowed = {Joint.OF, Joint.FOR}
    while line.joint(after) in allowed and after < len(line.words):
        known = known_phrase(line, after)
        is_place = known is not None and known.type == "place"
        if not is_place and (line.words[after].text in words.titles.types or line.words[after].text in words.never):
            break
        after = known.after if known is not None and is_place else adjacent_end(line, after)
        if line.words[head].text in _WIDE_HEADS and not is_place:
            allowed = {Joint.AND, Joint.IN, Joint.FOR}
        else:
            break
    return after


def listed_name(line: Line, i: int) -> Found | None:
    """Names of the lists: Ukraine, White House, NATO, Russians; and a dateline's capitals: NEW YORK."""
    return known_phrase(line, i) or (capitals_of_place(line, i) if line.words[i].text.isupper() else None)


def capitals_of_place(line: Line, i: int, types: frozenset[str] = frozenset({"place"})) -> Found | None:
    """Find a listed name of words of four letters and more, or several, that are written in capitals."""
    names = lexicon().names
    for after in range(min(i + _MOST_WORDS_IN_CAPITALS, len(line.words)), i, -1):
        written = line.slice(i, after)
        if len(written) > _LONGEST_ACRONYM and written.isupper():
            phrase = " ".join(part.capitalize() for part in written.split())
            if names.types.get(phrase) in types:
                return Found(i, after, names.types[phrase])
    return None


def given_name(line: Line, i: int) -> Found | None:
    """Jen Psaki, Jean-Claude Juncker: a listed given name and what follows it."""
    words = lexicon()
    first = line.words[i].text
    nxt = i + 1
    if first not in words.given_names and not (
        line.joint(nxt) is Joint.HYPHEN and line.slice(i, nxt + 1) in words.given_names
    ):
        return None
    if line.joint(nxt) not in _WITHIN_PERSON:
        return None
    listed = known_phrase(line, i)
    if listed is not None and listed.after > nxt:
        return listed  # Morgan Stanley
    after = person_end(line, i, words)
    if after <= nxt or (words.is_common(first) and words.is_common(line.words[nxt].text)):
        return None
    return Found(i, after, "person")


def acronym(line: Line, i: int) -> Found | None:
    """NRA, OSCE: two to five capitals."""
    word = line.words[i].text
    letters = word.replace(".", "").replace("&", "")
    if line.is_shouted or not letters.isupper() or not letters.isalpha() or not 2 <= len(letters) <= 5:
        return None
    words = lexicon()
    if words.is_common(word) or word in words.org_heads or Joint.HYPHEN in (line.joint(i), line.joint(i + 1)):
        return None
    return Found(i, i + 1, "org")


def place(line: Line, i: int) -> Found | None:
    """Rockland County, Lake Erie, Springfield, Ill., Uman in "in Uman", the Sumy region."""
    words = lexicon()
    end = adjacent_end(line, i)
    if line.is_shouted:
        return None
    for k in range(end - 1, i, -1):
        if line.words[k].text in words.place_heads:
            return Found(i, k + 1, "place")
    if line.words[i].text in _PLACE_STARTS and end > i + 1:
        return Found(i, end, "place")
    if end - i > 2 or any(words.is_common(word.text) for word in line.words[i:end]):
        return None
    text = line.text
    state = known_phrase(line, end) if line.joint(end) is Joint.COMMA else None
    if state is not None and state.type == "place" and line.words[end].text.endswith("."):
        return Found(i, end, "place")
    if _AREA.match(text, line.words[end - 1].stop):
        return Found(i, end, "place")
    before = text[max(0, line.words[i].start - 9) : line.words[i].start]
    if end == i + 1 and _PLACE_BEFORE.search(before) and not line.words[i].text.isupper():
        return Found(i, end, "place")
    return None


def unknown_person(line: Line, i: int) -> Found | None:
    """Oleksiy Danilov: words no list has, where the text around them speaks of a person."""
    words = lexicon()
    after = person_end(line, i, words)
    if line.is_shouted or after == i or line.joint(after) in _ADJACENT:
        return None
    if any(words.is_common(w.text) or (len(w.text) > 2 and w.text.isupper()) for w in line.words[i:after]):
        return None
    before = line.word_before(i).strip(",“\"'")
    stop = line.words[after - 1].stop
    is_told = before in words.roles or _SPEECH.match(line.text, stop) is not None
    if after - i == 1:
        return Found(i, after, "person") if is_told else None
    if is_told or _APPOSITION.match(line.text, stop) or after - i <= 3:
        return Found(i, after, "person")
    return None


SHAPES: Final[tuple[Callable[[Line, int], Found | None], ...]] = (
    titled_person,
    organisation,
    given_name,
    listed_name,
    place,
    acronym,
    unknown_person,
)
