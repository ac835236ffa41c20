"""Paragraphs, segments and everything that can be read of one, for the tests of the codec."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from indexer.format.builder import SegmentBuilder
from indexer.format.codec.buffers import zeros
from indexer.format.codec.codec import DatelineCodec
from indexer.format.codec.layout import ENTRY_SIZE
from indexer.format.codec.readers import SegmentTermsReader
from indexer.format.codec.segment import SegmentData
from indexer.format.schema import schema
from indexer.model import Mention, Paragraph, PartialDate

WORDS = "sanction sanctions sanctioned talk talks the of oil U.S. 2,000 Erdoğan’s naïve “quoted” F-35 covid-19".split()
NAMES = (("person", "Joe Biden"), ("person", "Vladimir Putin"), ("org", "NATO"), ("place", "Ukraine"))


def articles(n: int, seed: int = 1, longest: int = 30) -> list[list[Paragraph]]:
    """Return `n` articles of one to four paragraphs, with and without dates, authors and names."""
    chance = random.Random(seed)  # noqa: S311
    made = []
    for number in range(n):
        date = chance.choice((None, PartialDate(2021, 12, 1 + number % 31), PartialDate(2022, 1 + number % 12)))
        title = " ".join(chance.choices(WORDS, k=chance.randrange(4)))
        authors = tuple(chance.sample(("A. Reporter", "B. Writer"), k=chance.randrange(3)))
        paragraphs = []
        for place in range(1, chance.randrange(2, 6)):
            text = " ".join(chance.choices(WORDS, k=chance.randrange(longest)))
            mentions = tuple(
                Mention(0, 1, kind, text[:1], name, chance.choice(("", "surname")))
                for kind, name in chance.sample(NAMES, k=chance.randrange(3))
            )
            paragraphs.append(
                Paragraph(
                    article=f"a{number}.txt",
                    number=place,
                    kind=chance.choice(("body", "subhead")),
                    text=text,
                    title=title,
                    date=date,
                    source=chance.choice(("", "Wire")),
                    authors=authors,
                    mentions=mentions,
                    mentioned=(PartialDate(2014),) if chance.randrange(3) == 0 else (),
                )
            )
        made.append(paragraphs)
    return made


def build(folder: Path, name: str, codec: DatelineCodec, given: list[list[Paragraph]]) -> SegmentBuilder:
    """Write a segment of articles and return its builder."""
    builder = SegmentBuilder(folder, name, codec)
    for paragraphs in given:
        builder.add(paragraphs)
    builder.finish()
    return builder


def read_all(data: SegmentData) -> list[Any]:
    """Return everything a segment holds, as Whoosh reads it and as arrays."""
    content: list[Any] = [data.n_docs, data.documents.column_names, data.documents.length_fields]
    for name in data.documents.length_fields:
        lengths = data.lengths(name)
        content.append((name, lengths.total, lengths.least, lengths.most, list(lengths.by_doc)))
    for name in data.documents.column_names:
        column = data.column(name)
        content.append((name, list(column.values), [column.of(doc) for doc in range(data.n_docs)]))
    content += [data.record(doc) for doc in range(data.n_docs)]
    terms = SegmentTermsReader(data)
    for name, term in terms.terms():
        format_ = schema()[name].format
        matcher = terms.matcher(name, term, format_)
        postings = []
        while matcher.is_active():
            positions = matcher.positions() if format_.supports("positions") else None
            postings.append((matcher.id(), matcher.weight(), positions))
            matcher.next()
        entry = zeros(ENTRY_SIZE)
        assert data.field(name).find(term, entry)
        content.append((name, term, postings, data.field(name).posting_list(term).n_blocks))
    return content
