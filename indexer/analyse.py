"""Articles to tagged paragraphs, here or in worker processes: the part of indexing that has no state."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Final

from indexer.entities.extractor import Extractor, extractor
from indexer.model import Article, Paragraph
from indexer.paragraphs import split
from indexer.workers import worker_pool

BATCH_ARTICLES: Final = 32
BATCH_CHARACTERS: Final = 400_000
"""A batch is closed at either bound: large enough to be worth sending, small enough to keep several in memory."""

_BATCHES_AHEAD_PER_PROCESS: Final = 3

Analysed = list[tuple[Paragraph, ...]]
Analyse = Callable[[Iterable[list[Article]]], Iterator[tuple[list[Article], Analysed]]]


def analyse(articles: list[Article], extractor_name: str) -> Analysed:
    """Return the paragraphs of each article, with their mentions. The result does not depend on the batch."""
    paragraphs = [split(article) for article in articles]
    mentions = _extractor(extractor_name).extract(paragraphs)
    return [
        tuple(
            replace(paragraph, mentions=found) if found else paragraph
            for paragraph, found in zip(article, found_in, strict=True)
        )
        for article, found_in in zip(paragraphs, mentions, strict=True)
    ]


@cache
def _extractor(name: str) -> Extractor:
    return extractor(name)


@contextmanager
def analyser(extractor_name: str, processes: int) -> Iterator[Analyse]:
    """Give a function from batches of articles to the same batches with their paragraphs, in order.

    With more than one process the batches are analysed in `processes - 1` workers beside this one, a bounded number
    ahead; with one, here.
    """
    if processes <= 1:
        yield lambda batches: ((batch, analyse(batch, extractor_name)) for batch in batches)
        return
    with worker_pool(processes - 1) as pool:

        def ahead(batches: Iterable[list[Article]]) -> Iterator[tuple[list[Article], Analysed]]:
            waiting: deque[tuple[list[Article], Future[Analysed]]] = deque()
            for batch in batches:
                waiting.append((batch, pool.submit(analyse, batch, extractor_name)))
                if len(waiting) > _BATCHES_AHEAD_PER_PROCESS * processes:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()

        try:
            yield ahead
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def default_processes() -> int:
    """Return how many processes suit this machine: one a core, at most eight."""
    return min(os.cpu_count() or 1, 8)
