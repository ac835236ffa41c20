"""The questions that engines are asked: drawn from the paragraphs themselves, so that all of them find something."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from indexer.format import analysis
from indexer.model import Paragraph

N_QUESTIONS: Final = 60
"""Questions of a class."""

SEED: Final = 5
_DRAWS: Final = 50_000
"""A class that is not full after so many has no questions: few articles have no rare words that stand often enough."""

LEAST: Final = 50
MOST: Final = 0.2
"""Words stand in so many paragraphs at least, and in this part of all at most."""

BANDS: Final = {"rare": (0.0, 0.001), "middling": (0.001, 0.01), "frequent": (0.01, MOST)}
"""In which part of all paragraphs the words of a class stand."""

FULL: Final = "full: "
"""What the classes begin with whose answers are asked for in full."""

_NAME_TYPES: Final = ("person", "org", "place")
_NO_WORDS: Final = frozenset(("and", "or", "not", "near", "pre"))


class Question(NamedTuple):
    """A question: its text for Dateline, its terms for the others, joined by `join` (and, or, phrase).

    `years` are the first and last that are wanted, `name` the (type, name) of an entity.
    """

    text: str
    terms: tuple[str, ...]
    join: str = "and"
    years: tuple[int, int] | None = None
    name: tuple[str, str] | None = None

    def options(self) -> dict[str, Any]:
        """Return the filters as options of `Engine.search`."""
        if self.years is not None:
            return {"since": f"{self.years[0]}-01-01", "until": f"{self.years[1]}-12-31"}
        return {} if self.name is None else {self.name[0]: (self.name[1],)}


def classes_of(paragraphs: Sequence[Paragraph]) -> dict[str, list[Question]]:
    """Return questions by class; words of one question stand together in a paragraph, drawn by chance."""
    chance = random.Random(SEED)  # noqa: S311  # no secret is drawn
    texts = [analysis.words(paragraph.text) for paragraph in paragraphs]
    known = _known(texts)
    stems = Counter(each for words in texts for each in set(map(analysis.stem, words)))
    spellings = Counter(tuple(analysis.words(name)) for _, name in _names(paragraphs))
    classes: dict[str, list[Question]] = {name: [] for name in ("one word", *BANDS, "and", "or", "phrase")}
    classes |= {"by date": [], "by name": []}
    for _ in range(_DRAWS):
        if all(len(each) >= N_QUESTIONS for each in classes.values()):
            break
        at = chance.randrange(len(texts))
        for name, question in _drawn(paragraphs[at], texts[at], known, spellings, chance):
            classes[name].append(question)
            if name == "one word":
                part = stems[question.terms[0]] / len(texts)
                for band, (least, most) in BANDS.items():
                    if least <= part < most:
                        classes[band].append(question)
    drawn = {name: questions[:N_QUESTIONS] for name, questions in classes.items() if len(questions) >= N_QUESTIONS}
    named = {f"one word, {name}" if name in BANDS else name: each for name, each in drawn.items()}
    return named | {FULL + name: named[name] for name in ("one word", "and", "or", "phrase") if name in named}


def _known(texts: Sequence[Sequence[str]]) -> frozenset[str]:
    frequency = Counter(word for words in texts for word in set(words))
    most = len(texts) * MOST
    return frozenset(
        word for word, n in frequency.items() if LEAST <= n <= most and word.isalpha() and word not in _NO_WORDS
    )


def _names(paragraphs: Sequence[Paragraph]) -> set[tuple[str, str]]:
    return {
        (mention.type, mention.name)
        for paragraph in paragraphs
        for mention in paragraph.mentions
        if mention.type in _NAME_TYPES
    }


def _drawn(
    paragraph: Paragraph,
    words: Sequence[str],
    known: frozenset[str],
    spellings: Counter[tuple[str, ...]],
    chance: random.Random,
) -> Iterator[tuple[str, Question]]:
    """Yield a question of each class from one paragraph, of those that it has the words for."""
    if not words:
        return
    at = chance.randrange(max(len(words) - 3, 1))
    near = tuple(words[at : at + 2])
    if len(near) == 2 and known.issuperset(near):
        yield "phrase", Question(f'"{" ".join(near)}"', near, "phrase")
    chosen = [word for word in dict.fromkeys(chance.sample(words, min(3, len(words)))) if word in known]
    stems = tuple(dict.fromkeys(map(analysis.stem, chosen)))
    if not stems:
        return
    yield "one word", Question(chosen[0], stems[:1])
    if len(stems) > 1 and len(stems) == len(chosen):
        yield "and", Question(" ".join(chosen), stems)
        yield "or", Question(" OR ".join(chosen), stems, "or")
    if paragraph.date is not None:
        yield "by date", Question(chosen[0], stems[:1], years=(paragraph.date.year, paragraph.date.year))
    # A filter takes all spellings of a name together, as peers do not.
    names = [each for each in sorted(_names((paragraph,))) if spellings[tuple(analysis.words(each[1]))] == 1]
    if names:
        yield "by name", Question(chosen[0], stems[:1], name=chance.choice(names))
