"""The score: BM25 with an inverse document frequency that lets no common word earn a point.

Whoosh's own idf, log(N / (df + 1)) + 1, gives at least a full point to a word that stands in every paragraph, and so
ranks worse on judged collections; figures and choice are in docs/decisions/0004-weighting.md.
"""

from __future__ import annotations

from math import log
from typing import Any, Final

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


class NewsWeighting(WeightingModel):  # type: ignore[misc]  # Whoosh is untyped
    """The weighting of every search, as Whoosh runs it; a field without lengths gives a constant."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """Return the scorer of one term; statistics are of the whole index, not of one segment."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        return _TermScorer(searcher, fieldname, text, qf)


class _TermScorer(WeightLengthScorer):  # type: ignore[misc]
    def __init__(self, searcher: Any, fieldname: str, text: bytes, qf: int) -> None:
        parent = searcher.get_parent()
        n_documents = parent.doc_count_all()
        self._idf = qf * idf(n_documents, parent.doc_frequency(fieldname, text))
        if text.decode("utf-8", "replace") in _STOP_TERMS:
            self._idf *= STOP_WORD_FACTOR
        self._average_length = parent.avg_field_length(fieldname) or 1.0
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return bm25(self._idf, weight, max(length, SHORTEST * self._average_length), self._average_length)
