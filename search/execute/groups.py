"""Matching paragraphs grouped by article, and articles ranked by their best paragraphs together."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from search.execute.plan import Plan

SortKey = tuple[float, int, int]
"""Smaller is better: the sort value (twice, for its two parts) and the document number, which breaks ties."""

PARAGRAPH_SHARES: Final = (1.0, 0.5, 0.25)
"""What the best, second and third best paragraph add to the score of their article. One good paragraph leads over many
weak ones, and a long article gains nothing by being long; between equals, the article with more to say wins."""


def article_score(scores: Sequence[float]) -> float:
    """Return the score of an article from those of its matching paragraphs, highest first.

    >>> article_score([4.0, 2.0, 2.0, 2.0]), article_score([4.5])
    (5.5, 4.5)
    """
    return sum(share * score for share, score in zip(PARAGRAPH_SHARES, scores, strict=False))


class Group(NamedTuple):
    """The hits of one article: what it is ranked by, its score, their number, the best as (document number, score)."""

    sort_key: SortKey
    score: float
    n_paragraphs: int
    best: tuple[tuple[int, float], ...]


def best_groups(matches: Iterable[tuple[SortKey, bytes]], plan: Plan) -> list[Group]:
    """Return the articles of the page that `plan` asks for, best first, ties by position in the index.

    `matches` are the sort keys of all hits with the keys of their articles, in the order of the index: there the hits
    of an article are neighbours.
    """
    ranked = heapq.nsmallest(plan.offset + plan.limit, _groups(matches, plan), key=itemgetter(0))
    return ranked[plan.offset :]


def _groups(matches: Iterable[tuple[SortKey, bytes]], plan: Plan) -> Iterator[Group]:
    is_scored = plan.sort == "score"
    for _, hits in groupby(matches, key=itemgetter(1)):
        keys = sorted(key for key, _ in hits)
        scores = [-key[0] for key in keys] if is_scored else [0.0] * len(keys)
        score = article_score(scores)
        best = tuple((key[2], each) for key, each in zip(keys[: plan.per_article], scores, strict=False))
        first = min(key[2] for key in keys)
        # Paragraphs of an article have one date, so that by date the best of them stands for all.
        yield Group((-score, 0, first) if is_scored else keys[0], score, len(keys), best)
