"""Random small corpora, and indexes of them in several segments with deletions, for property tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st

from indexer.format.directory import create_index, open_paragraphs
from indexer.format.records import document
from indexer.model import ENTITY_TYPES, Mention, Paragraph, PartialDate
from indexer.sinks.local import LocalSink
from search.api import Engine, open_index

WORDS = ["sanctions", "sanctioned", "Russia", "talks", "talk", "the", "U.S.", "2,000", "oil"]
NAMES = {
    "person": ["Vladimir Putin", "Joe Biden", "Hunter Biden"],
    "org": ["NATO", "European Union"],
    "place": ["Geneva", "United States"],
    "group": ["Russians"],
}
DATES = [None, PartialDate(2021), PartialDate(2021, 12), PartialDate(2021, 12, 31), PartialDate(2022, 2, 24)]
MENTIONED = [PartialDate(2014), PartialDate(2014, 3), PartialDate(2014, 3, 18), PartialDate(2014, 3, 16)]


@st.composite
def articles(draw: st.DrawFn) -> list[list[Paragraph]]:
    """One to six articles of one to four paragraphs, each paragraph with a few names and dates."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        date = draw(st.sampled_from(DATES))
        source = draw(st.sampled_from(["", "Herald", "The Times"]))
        authors = draw(st.sampled_from([(), ("Ann Reporter",), ("Ann Reporter", "Bo Writer")]))
        paragraphs = []
        for place in range(1, draw(st.integers(1, 4)) + 1):
            text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)))
            mentions = [
                Mention(0, 1, kind, text[0], draw(st.sampled_from(NAMES[kind])))
                for kind in draw(st.lists(st.sampled_from(ENTITY_TYPES), max_size=3))
            ]
            paragraphs.append(
                Paragraph(
                    f"a{number}",
                    place,
                    draw(st.sampled_from(["body", "caption"])),
                    text,
                    date=date,
                    source=source,
                    authors=authors,
                    mentions=tuple(mentions),
                    mentioned=tuple(draw(st.lists(st.sampled_from(MENTIONED), max_size=2))),
                )
            )
        found.append(paragraphs)
    return found


@contextmanager
def opened(articles: list[list[Paragraph]], n_segments: int, deleted: int) -> Iterator[Engine]:
    """Open an index of the articles in several segments, with `deleted` more articles added and taken out again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        create_index(path, "none")
        extra = [[_gone(n)] for n in range(deleted)]
        everything = [*extra, *articles]
        size = -(-len(everything) // n_segments)
        for start in range(0, len(everything), size):
            writer = open_paragraphs(path).paragraph_writer("none")
            for article in everything[start : start + size]:
                for paragraph in article:
                    writer.add_document(**document(paragraph))
            writer.commit(merge=False)
        if deleted:
            with LocalSink(path, "none") as sink:
                for (paragraph,) in extra[:-1]:
                    sink.delete(paragraph.article)
                # The last one leaves without merging, so that a deletion is open in the index that is asked.
                sink.commit()
            writer = open_paragraphs(path).paragraph_writer("none")
            writer.delete_by_term("article", extra[-1][0].article)
            writer.commit(merge=False)
        with open_index(path) as engine:
            yield engine


def _gone(number: int) -> Paragraph:
    # It holds what the others hold, so that a count of what is deleted is noticed.
    names = (Mention(0, 1, "person", "s", "Joe Biden"), Mention(0, 1, "place", "s", "Geneva"))
    return Paragraph(f"gone{number}", 1, "body", "sanctions oil gone", date=PartialDate(2021, 12, 31), mentions=names)
