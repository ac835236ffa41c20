"""What an index holds, counted over its columns."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.format.directory import ParagraphIndex
from indexer.format.schema import NO_DATE


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all paragraphs. Dates are day numbers since 1970-01-01, None where no paragraph has one."""

    paragraphs: int
    articles: int
    undated: int
    first_day: int | None
    last_day: int | None


def summarise(index: ParagraphIndex) -> Summary:
    """Count the paragraphs and articles of an index and find its first and last date; reads two columns whole."""
    articles: set[bytes] = set()
    paragraphs = undated = 0
    first: int | None = None
    last: int | None = None
    with index.reader() as reader:
        for leaf, _ in reader.leaf_readers():
            article_of = leaf.column_reader("article", translate=False)
            first_of = leaf.column_reader("date")
            last_of = leaf.column_reader("date_last")
            for number in leaf.all_doc_ids():
                paragraphs += 1
                articles.add(bytes(article_of[number]))
                day = first_of[number]
                if day == NO_DATE:
                    undated += 1
                    continue
                first = day if first is None else min(first, day)
                last = last_of[number] if last is None else max(last, last_of[number])
    return Summary(paragraphs, len(articles), undated, first, last)
