"""Frames of records, unpacked up to a line, against Zstandard's own decompressor."""

from __future__ import annotations

import io
import random
from functools import cache

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.format.codec import compiled
from indexer.format.codec.container import ContainerReader, ContainerWriter
from indexer.format.codec.entropy import entropy_of
from indexer.format.codec.frames import Frames
from indexer.format.codec.records import RecordsReader, RecordsWriter
from indexer.format.records import pack_record, text_of
from indexer.format.texts import Texts
from indexer.model import Mention, Paragraph

WORDS = "the of to in talks oil Geneva sanctions said president court minister energy budget on Monday report".split()


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # no secret is drawn


def _line(chance: random.Random, n_words: int) -> bytes:
    words = " ".join(chance.choices(WORDS, k=n_words)) + str(chance.random())
    return f'={{"article":"news/{chance.randrange(10**6)}.txt","number":3,"kind":"body","text":"{words}"}}'.encode()


@cache
def _dictionary() -> bytes:
    """A dictionary trained on blocks like those of the tests."""
    chance = _chance(5)
    blocks = [b"\n".join(_line(chance, 40) for _ in range(8)) for _ in range(400)]
    return bytes(zstandard.train_dictionary(1 << 13, blocks, k=512, d=8).as_bytes())


def _packed(lines: list[bytes], dictionary: bytes) -> tuple[bytes, dict]:
    file = io.BytesIO()
    container = ContainerWriter(file)
    writer = RecordsWriter(container, "record", dictionary)
    writer.add_all(lines)
    about = writer.finish()
    container.finish({})
    return file.getvalue(), about


def _opened(packed: bytes, about: dict, n_docs: int) -> tuple[RecordsReader, Frames | None]:
    container = ContainerReader(memoryview(packed), "test")
    reader = RecordsReader(container, about, n_docs)
    entropy = entropy_of(reader.dictionary)
    if entropy is None:
        return reader, None
    return reader, Frames(reader.frames, container.array("record blocks", "I"), reader.dictionary, entropy)


lines = st.one_of(
    st.builds(_line, st.integers(0, 10**6).map(_chance), st.integers(0, 60)),
    st.binary(max_size=60).map(lambda given: given.replace(b"\n", b"")),
    st.builds(
        lambda given, n: given * n, st.sampled_from([b"a", b"ab", b"talks ", b"0123456789abcdefg"]), st.integers(0, 200)
    ),
    st.randoms(use_true_random=False).map(lambda each: each.randbytes(3000).replace(b"\n", b"")),
)


@settings(max_examples=60 if compiled() else 15, deadline=None)
@given(st.lists(lines, min_size=1, max_size=30), st.lists(st.integers(0, 29), max_size=12))
@example([b"talks " * 8, _line(_chance(0), 0), b"talks " * 13], [2])  # more is repeated than stands before it
def test_lines_are_those_of_whole_blocks(given, places):
    """Whatever the lines and in whatever order they are asked for: each is right, or is left to the decompressor."""
    packed, about = _packed(given, _dictionary())
    reader, frames = _opened(packed, about, len(given))
    assert frames is not None
    docs = [place % len(given) for place in places]
    for doc, line in zip(docs, frames.lines(docs), strict=True):
        assert line in (None, reader.own_line(doc))


@st.composite
def _paragraphs(draw: st.DrawFn) -> list[Paragraph]:
    """Paragraphs of a few articles, in order: they share what stands before their texts, behind them, and within."""
    drawn = []
    for article in range(draw(st.integers(1, 4))):
        title = draw(st.sampled_from(["", "Talks on oil", "T" * 40]))
        for number in range(draw(st.integers(1, 6))):
            text = draw(st.sampled_from(["", " ", "é“", '\n\\"', "\U0001f6e2"])) + " ".join(
                draw(st.lists(st.sampled_from(WORDS), max_size=30))
            )
            text += draw(st.sampled_from(["", ".", ', he said."', "—"]))
            mentions = (Mention(0, 1, "place", text[:1], "Geneva"),) if text and draw(st.booleans()) else ()
            key = f"news/{article:06}.txt"
            drawn.append(
                Paragraph(article=key, number=number + 1, kind="body", text=text, title=title, mentions=mentions)
            )
    return drawn


@settings(max_examples=100 if compiled() else 15, deadline=None)
@given(_paragraphs(), st.data())
def test_texts_are_those_of_whole_records(given, data):
    """Where part of a text stands in an earlier line only, in its frame or another, it is put together all the same."""
    lines = [b"=" + pack_record(each).encode() for each in given]
    reader, frames = _opened(*_packed(lines, _dictionary()), len(given))
    reader.twin = frames  # where it would run interpreted as well
    docs = data.draw(st.lists(st.integers(0, len(given) - 1), max_size=12))
    for doc, text in zip(docs, Texts(reader).of(docs), strict=True):
        assert text in (None, given[doc].text)
        assert text_of(reader.stored(doc)["record"]) == given[doc].text


def test_hardly_a_text_of_news_is_left_to_the_decompressor():
    """Texts of neighbours that end alike, without a name behind them, are put together."""
    chance = _chance(11)
    given = [
        Paragraph(
            article=f"news/{n // 8:06}.txt",
            number=n % 8 + 1,
            kind="body",
            text=" ".join(chance.choices(WORDS, k=30)) + ".",
            title=f"{chance.random()} talks on oil and energy in Geneva are said to go on, {chance.random()}",
        )
        for n in range(240 if compiled() else 60)
    ]
    reader, frames = _opened(*_packed([b"=" + pack_record(each).encode() for each in given], _dictionary()), len(given))
    reader.twin = frames
    texts = Texts(reader).of(range(len(given)))
    assert texts.count(None) <= len(given) // 10
    assert all(text in (None, each.text) for text, each in zip(texts, given, strict=True))


def test_what_the_writer_makes_of_news_is_unpacked_here():
    """Of records like those the dictionary was trained on hardly one is left to the decompressor."""
    chance = _chance(7)
    given = [_line(chance, 40) for _ in range(300 if compiled() else 60)]
    _, frames = _opened(*_packed(given, _dictionary()), len(given))
    found = frames.lines(range(len(given)))
    assert found.count(None) <= len(given) // 20
    assert all(line in (None, own) for line, own in zip(found, given, strict=True))


def test_segments_without_a_dictionary_are_left_to_the_decompressor():
    """There are no tables to decode by; all lines are read all the same."""
    given = [b"=one", b'={"article":"a","text":"two"}']
    reader, frames = _opened(*_packed(given, b""), 2)
    assert frames is None
    assert reader.twin is None
    assert Texts(reader).of([1, 0, 1]) == ["two", None, "two"]


@settings(max_examples=300 if compiled() else 40, deadline=None)
@given(st.data())
def test_damaged_bytes_are_not_read_beyond(data):
    """Frames, the index of blocks and the dictionary may hold anything: a line or none, never another end."""
    chance = _chance(data.draw(st.integers(0, 3)))
    given = [_line(chance, 40) for _ in range(24)]
    packed, about = _packed(given, _dictionary())
    container = ContainerReader(memoryview(packed), "test")
    parts = [bytearray(container.section(name)) for name in ("records", "record blocks", "record dictionary")]
    for part, most in zip(parts, (8, 3, 3), strict=True):
        for _ in range(data.draw(st.integers(0, most))):
            # Tables and the heads of frames are few bytes of all, and what they say is what counts.
            within = data.draw(st.sampled_from([16, 160, len(part)]))
            part[data.draw(st.integers(0, min(within, len(part)) - 1))] = data.draw(st.integers(0, 255))
    records, rows, dictionary = parts
    if data.draw(st.booleans()):
        del records[data.draw(st.integers(0, len(records))) :]
    entropy = entropy_of(bytes(dictionary))
    if entropy is None:
        return
    frames = Frames(memoryview(bytes(records)), memoryview(bytes(rows)).cast("I"), bytes(dictionary), entropy)
    for line in frames.lines(range(24)):
        assert line is None or isinstance(line, bytes)
    reader, _ = _opened(packed, about, 24)
    reader.twin = frames
    for text in Texts(reader).of(range(24)):
        assert text is None or isinstance(text, str)


@pytest.mark.parametrize("n", [0, 7, 8, 9, 60, 120])
def test_a_dictionary_cut_off_has_no_tables(n):
    """What ends within its tables is refused."""
    assert entropy_of(_dictionary()[:n]) is None
