"""How an answer came about, as plain data: the question in words, and each score in its parts.

Made by `search.execute`, carried by `search.results`; nothing in it needs an index.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one clause adds to the score of one paragraph.

    For a word, `contribution` is
    `boost * idf * term_frequency * (k1 + 1) / (term_frequency + k1 * (1 - b + b * length / average_length))`
    with k1 = 1.5 and b = 0.75. `length` and `average_length` are in words, as far as they count: a very short paragraph
    counts as half the average. For all other clauses (names, dates, patterns) it is the boost alone, `term` is empty
    and the numbers of the word are 0.
    """

    clause: str
    contribution: float
    field: str = ""
    term: str = ""
    term_frequency: float = 0.0
    document_frequency: int = 0
    idf: float = 0.0
    length: float = 0.0
    average_length: float = 0.0
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """The score of a paragraph in its parts, which sum to it; no parts where the order is by date."""

    score: float
    parts: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read: in `words`, as the `tree` that was run, under which `filters`, by which `executor`.

    `n_paragraphs` is how many paragraphs the document frequencies are counted in, deleted ones that are still on disk
    included.
    """

    words: str
    tree: str
    filters: tuple[str, ...]
    executor: str
    n_paragraphs: int


@dataclass(frozen=True, slots=True)
class Check:
    """A clause or a filter asked of one paragraph: whether it `holds`, and why, in words.

    `option` is the filter it belongs to (`date` for since and until), empty for a clause of the question.
    """

    asked: str
    holds: bool
    reason: str
    option: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a paragraph is found or not. `rank` counts from 1 over all pages and `page` is where it stands; None where it
    is not found."""

    id: str
    article: str
    paragraph: int
    checks: tuple[Check, ...]
    rank: int | None = None
    page: int | None = None

    @property
    def is_found(self) -> bool:
        """Whether the paragraph is among the results."""
        return self.rank is not None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paragraph, or each paragraph of an article, is found or not, those found or nearest to it first.

    `words` are the question in words, `remarks` what was said of it when it was read.
    """

    key: str
    query: str
    words: str
    verdicts: tuple[Verdict, ...]
    remarks: tuple[str, ...] = ()
