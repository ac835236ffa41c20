"""Records: what is packed with neighbours in mind is what is packed alone, and comes back whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.format.records import pack_record, pack_records, unpack_record
from indexer.model import ENTITY_TYPES, KINDS, Mention, Paragraph, PartialDate

DATES = st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)) | st.builds(PartialDate, st.integers(1, 9999))
TEXT = st.text(max_size=12)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """Draw a paragraph with any of its parts missing."""
    text = draw(TEXT)
    mentions = []
    for _ in range(draw(st.integers(0, 2)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        stop = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(ENTITY_TYPES))
        mentions.append(Mention(start, stop, kind, text[start:stop], draw(TEXT), draw(st.sampled_from(["", "table"]))))
    return Paragraph(
        article=draw(st.sampled_from(["", "a.txt", 'b "quoted".txt'])),
        number=draw(st.integers(0, 3)),
        kind=draw(st.sampled_from(KINDS)),
        text=text,
        title=draw(st.sampled_from(["", "Oil", '"number":1,"kind":"body"'])),
        date=draw(st.none() | DATES),
        authors=tuple(draw(st.lists(TEXT, max_size=2))),
        mentions=tuple(mentions),
        mentioned=tuple(draw(st.lists(DATES, max_size=2))),
    )


@given(st.lists(paragraphs(), max_size=5))
def test_neighbours_change_no_record(given: list[Paragraph]) -> None:
    """Paragraphs packed together give the records that each gives alone, and these give the paragraphs."""
    packed = list(pack_records(given))
    assert packed == [pack_record(each) for each in given]
    for each, record in zip(given, packed, strict=True):
        if each.article and each.number:  # as every record of an index has
            assert unpack_record(record) == each
