"""Records: what is packed with neighbours in mind is what is packed alone, and comes back whole."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.format import texts
from indexer.format.batch import pack_lines, runs
from indexer.format.codec.records import pack_stored
from indexer.format.codec.sharing import shortened
from indexer.format.records import pack_record, unpack_record
from indexer.format.texts import text_in
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
    packed = [line for run in runs(given) for line in pack_lines(run)]
    assert packed == [b"=" + pack_record(each).encode() for each in given]
    for each, line in zip(given, packed, strict=True):
        if each.article and each.number:  # as every record of an index has
            assert unpack_record(line[1:].decode()) == each


def _line(paragraph: Paragraph) -> bytes:
    return pack_stored({"record": pack_record(paragraph)}, "record")


TRAP = Paragraph(article="a.txt", number=1, kind="body", text='\\",\\"text":",\\"text\\":\\"')


@given(paragraphs(), paragraphs(), st.integers(1, 40))
@example(TRAP, TRAP, 1)
@example(TRAP, Paragraph(article="a.txt", number=2, kind="body", text='x,"text":"'), 1)
def test_the_text_is_read_from_its_own_line_or_not_at_all(base: Paragraph, each: Paragraph, least: int) -> None:
    """A line written as what differs from an earlier one gives the right text, or tells that part of it is missing."""
    assert text_in(_line(each)) == (each.text or None)
    short = shortened(_line(base), _line(each), 1, least)
    assert short is None or text_in(short) in (each.text, None)


PIECES = [b"", b"\\", b'"', b"\\u12", b"\\u00e9", b"\\n", b"\\/", b"\\t", b"\\ud8", b"\x00", b"\x7f"]


@given(st.binary(max_size=8) | paragraphs().map(_line), st.data())
@example(b'="\\u00e9,"text":"\\u00e9\\ud83d\\ude00\\u20', None)
def test_a_text_is_read_as_the_library_reads_it(line: bytes, data: st.DataObject | None) -> None:
    """Whatever stands in a line that is not a record any more, the compiled scanner tells what JSON's tells."""
    changed = bytearray(line)
    for _ in range(data.draw(st.integers(0, 3)) if data is not None else 0):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + 1] = data.draw(st.sampled_from(PIECES))
    assert text_in(bytes(changed)) == texts._scanned_by_json(bytes(changed))
