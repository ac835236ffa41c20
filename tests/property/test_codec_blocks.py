"""Packed numbers, posting lists and dictionaries come back as they were written."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.codec.bits import pack, unpack, value_at, width_of, words_for
from indexer.format.codec.buffers import zeros
from indexer.format.codec.dictionary import DictionaryReader, DictionaryWriter
from indexer.format.codec.layout import DF, ENTRY_SIZE, MAX_DOC, MAX_FREQ, MAX_LENGTH, MIN_DOC, MIN_LENGTH, N_BLOCKS
from indexer.format.codec.postings import PostingsReader, PostingsWriter
from indexer.format.codec.stems import unite

SIZES = st.one_of(st.integers(0, 140), st.sampled_from([127, 128, 129, 256]))


def _view(numbers):
    return memoryview(array("I", numbers))


@settings(max_examples=200, deadline=None)
@given(st.data(), SIZES, st.integers(0, 32))
def test_packed_numbers_come_back(data, n, width):
    """Numbers of any width come back together and one by one, and nothing is written beside their words."""
    numbers = data.draw(st.lists(st.integers(0, 2**width - 1), min_size=n, max_size=n))
    words = zeros(words_for(n, width) + 4)
    assert pack(_view([7, *numbers]), 1, n, width, words, 2) == 2 + words_for(n, width)
    assert words[:2].tolist() == words[len(words) - 2 :].tolist() == [0, 0]
    out = zeros(n + 2)
    unpack(words, 2, n, width, out, 1)
    assert out.tolist() == [0, *numbers, 0]
    assert [value_at(words, 2, n, width, i) for i in range(n)] == numbers


@pytest.mark.parametrize(("greatest", "width"), [(0, 0), (1, 1), (2, 2), (255, 8), (256, 9), (2**32 - 1, 32)])
def test_a_width_is_the_least_that_holds(greatest, width):
    """The width of a number is that of its last bit."""
    assert width_of(greatest) == width


LENGTHS = _view([1 + doc % 7 for doc in range(2**20 + 1)])


def _lists(most_docs=300):
    posting = st.lists(st.integers(0, 5000), min_size=1, max_size=4, unique=True).map(sorted)
    return st.dictionaries(st.integers(0, 2**20), posting, min_size=1, max_size=most_docs)


@settings(max_examples=120, deadline=None)
@given(st.lists(_lists(), min_size=1, max_size=4), st.sampled_from([1, 2, 3, 128]), st.booleans())
def test_lists_come_back(lists, block_size, has_positions):
    """Documents, frequencies, positions and counts of every list are those written, block by block and whole."""
    writer = PostingsWriter(block_size)
    lengths = LENGTHS if has_positions else zeros(0)
    entries = []
    for each in lists:
        docs = sorted(each)
        freqs = [len(each[doc]) for doc in docs]
        positions = [position for doc in docs for position in each[doc]]
        entry = zeros(ENTRY_SIZE)
        given_positions = _view(positions) if has_positions else zeros(0)
        assert writer.add(_view(docs), _view(freqs), 0, len(docs), given_positions, 0, lengths, entry) == sum(freqs)
        assert entry[DF : MAX_FREQ + 1].tolist() == [len(docs), sum(freqs), max(freqs)]
        assert entry[MIN_DOC : MAX_DOC + 1].tolist() == [docs[0], docs[-1]]
        if has_positions:
            assert entry[MIN_LENGTH : MAX_LENGTH + 1].tolist() == [
                min(lengths[doc] for doc in docs),
                max(lengths[doc] for doc in docs),
            ]
        entries.append((entry, docs, freqs, positions))
    table = writer.table()
    reader = PostingsReader(writer.take_words(), *table[:4], 2**20 + 1, block_size)
    for entry, docs, freqs, positions in entries:
        out_docs, out_freqs = zeros(len(docs)), zeros(len(docs))
        assert reader.read_list(entry, out_docs, out_freqs, 0) == len(docs)
        assert (out_docs.tolist(), out_freqs.tolist()) == (docs, freqs)
        for target in (0, docs[0], docs[-1], docs[-1] + 1, docs[len(docs) // 2] + 1):
            block = reader.find_block(entry, 0, target)
            at = next((place for place, doc in enumerate(docs) if doc >= target), None)
            assert block == (entry[N_BLOCKS] if at is None else at // block_size)
        if has_positions:
            out = zeros(len(positions))
            assert reader.read_all_positions(entry, out_freqs, out) == len(positions)
            assert out.tolist() == positions


@settings(max_examples=100, deadline=None)
@given(st.sets(st.binary(max_size=40), min_size=1, max_size=80), st.booleans(), st.booleans())
def test_terms_come_back(terms, has_lengths, has_positions):
    """Every term is found with its entry, and terms come in order from any place; others are not found."""
    ordered = sorted(terms)
    postings = PostingsWriter(3)
    writer = DictionaryWriter(has_lengths, has_positions, False)
    lengths = _view([5, 1, 9, 4]) if has_lengths else zeros(0)
    positions = _view(range(40)) if has_positions else zeros(0)
    entries = []
    for number, term in enumerate(ordered):
        entry = zeros(ENTRY_SIZE)
        before = postings.used
        docs, freqs = _view([0, 1, 2, 3]), _view([1, 1 + number % 3, 2, 1])
        postings.add(docs, freqs, number % 2, 2 + number % 3, positions, 0, lengths, entry)
        writer.add(term, entry, zeros(0), postings.used - before)
        entries.append(entry[:7].tolist())
    reader = DictionaryReader(
        memoryview(bytes(writer.content())), writer.index(), len(ordered), has_lengths, has_positions, False, 3
    )
    out = zeros(ENTRY_SIZE)
    for place, term in enumerate(ordered):
        assert reader.find(term)
        reader.copy_entry(out)
        assert out[:7].tolist() == entries[place]
        assert reader.go_to(place)
        assert reader.term() == term
        other = term + b"\0"
        assert reader.find(other) == (other in terms)
        assert reader.seek(other) == (place + 1 < len(ordered))
    assert not reader.is_damaged


@settings(max_examples=60, deadline=None)
@given(st.lists(_lists(60), min_size=2, max_size=5))
def test_a_stem_has_the_lists_of_its_words_united(lists):
    """The list of a stem of several words has every document of theirs once, with the sum of its frequencies."""
    expected = {}
    starts, docs, freqs = [0], [], []
    for each in lists:
        for doc in sorted(each):
            expected[doc] = expected.get(doc, 0) + len(each[doc])
            docs.append(doc)
            freqs.append(len(each[doc]))
        starts.append(len(docs))
    words = _view(range(len(lists)))
    found = unite(0, 1, _view([0, len(lists)]), words, _view(starts), _view(docs), _view(freqs))
    starts_found, docs_found, freqs_found = (each.tolist() for each in found)
    assert starts_found == [0, len(expected)]
    assert docs_found[: len(expected)] == sorted(expected)
    assert freqs_found[: len(expected)] == [expected[doc] for doc in sorted(expected)]
