"""The score: BM25 with an inverse document frequency that lets no common word earn a point.

Whoosh's own idf, log(N / (df + 1)) + 1, gives at least a full point to a word that stands in every paragraph, and so
ranks worse on judged collections; figures and choice are in docs/decisions/0004-weighting.md.
"""

from __future__ import annotations

from math import log
from typing import Any, Final, NamedTuple

from whoosh.scoring import BaseScorer, WeightingModel, WeightLengthScorer, WeightScorer

from indexer.format.analysis import STOP_WORDS, stem

K1: Final = 1.5
"""Saturation of term frequency."""

B: Final = 0.75
"""How much the length of the paragraph counts."""

SHORTEST: Final = 0.5
"""A paragraph shorter than this part of the average length counts as that long: a subhead of three words, one of them
asked for, says less than a paragraph that says something."""

STOP_WORD_FACTOR: Final = 0.01
"""What a stop word keeps of its idf: enough to order paragraphs that differ in nothing else."""

_STOP_TERMS: Final = STOP_WORDS | {stem(word) for word in STOP_WORDS}


def idf(n_documents: int, document_frequency: int) -> float:
    """Return log(1 + (N - df + 0.5) / (df + 0.5)), Lucene's form, which is never below zero.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.2, with
    one added inside the logarithm.

    >>> round(idf(1000, 10), 3), round(idf(1000, 1000), 5)
    (4.557, 0.0005)
    """
    return log(1.0 + (n_documents - document_frequency + 0.5) / (document_frequency + 0.5))


def bm25(idf_value: float, term_frequency: float, length: float, average_length: float) -> float:
    """Return the score of one term in one paragraph; lengths are in terms."""
    return idf_value * term_frequency * (K1 + 1) / (term_frequency + K1 * (1 - B + B * length / average_length))


class TermStatistics(NamedTuple):
    """What a score takes from the whole index for one term; lengths are in terms."""

    idf: float
    document_frequency: int
    average_length: float

    def counted_length(self, length: float) -> float:
        """Return the length a paragraph of `length` terms counts as."""
        return max(length, SHORTEST * self.average_length)


def statistics_of(searcher: Any, fieldname: str, text: str | bytes) -> TermStatistics:
    """Return the statistics of a term; `searcher` is Whoosh's over the whole index."""
    term = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    frequency = searcher.doc_frequency(fieldname, text)
    weight = idf(searcher.doc_count_all(), frequency) * (STOP_WORD_FACTOR if term in _STOP_TERMS else 1.0)
    return TermStatistics(weight, frequency, searcher.avg_field_length(fieldname) or 1.0)


def norm(length: float, statistics: TermStatistics) -> float:
    """Return what `bm25` adds to the term frequency below the line, for a paragraph of `length` terms.

    It is computed step by step as there, so that a table of it gives the same score to the last digit.
    """
    return K1 * (1 - B + B * statistics.counted_length(length) / statistics.average_length)


class NewsWeighting(WeightingModel):  # type: ignore[misc]  # Whoosh is untyped
    """The weighting of every search, as Whoosh runs it; a field without lengths gives a constant."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """Return the scorer of one term; statistics are of the whole index, not of one segment."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        return _TermScorer(searcher, fieldname, text, qf)


class _TermScorer(WeightLengthScorer):  # type: ignore[misc]
    def __init__(self, searcher: Any, fieldname: str, text: bytes, qf: int) -> None:
        statistics = statistics_of(searcher.get_parent(), fieldname, text)
        self._idf = qf * statistics.idf
        self._average_length = statistics.average_length
        self._least = statistics.counted_length(0)
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return bm25(self._idf, weight, max(length, self._least), self._average_length)
