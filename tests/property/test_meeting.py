"""What several posting lists hold together, and the phrases in it, are found as sets of Python find them."""

from __future__ import annotations

import random
from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.codec.buffers import zeros
from indexer.format.codec.inverted import PostingList
from indexer.format.codec.layout import CF, DF, ENTRY_SIZE, MAX_DOC, MAX_FREQ, MIN_DOC
from indexer.format.codec.postings import PostingsWriter
from search.execute.kernels.cursor import ListCursor
from search.execute.kernels.phrases import AllOf

N_DOCS = 1 << 20


def _view(numbers):
    return memoryview(array("I", numbers))


def _drawn(draw, n, span):
    """Return the positions of a word by document: `n` documents within `span` of each other."""
    docs = draw.sample(range(span), min(n, span))
    return {doc: sorted(draw.sample(range(12), draw.choice([1, 1, 1, 2, 5]))) for doc in sorted(docs)}


def _postings(list_, block_size):
    docs = list(list_)
    freqs = [len(list_[doc]) for doc in docs]
    positions = [position for doc in docs for position in list_[doc]]
    writer, entry = PostingsWriter(block_size), zeros(ENTRY_SIZE)
    writer.add(_view(docs), _view(freqs), 0, len(docs), _view(positions), 0, zeros(N_DOCS), entry)
    table = dict(zip(("last_docs", "data_at", "positions_at", "shapes", "bounds"), writer.table(), strict=True))
    n_blocks = (len(docs) - 1) // block_size + 1
    return PostingList(
        entry[DF], entry[CF], entry[MAX_FREQ], 0, 0, entry[MIN_DOC], entry[MAX_DOC], n_blocks, block_size,
        writer.take_words(), **table,
    )  # fmt: skip


def _is_phrase(lists, order, doc):
    starts = set(lists[order[0]][doc])
    for distance, number in enumerate(order):
        starts &= {position - distance for position in lists[number][doc]}
    return bool(starts)


SIZES = st.sampled_from([4, 10, 129, 300, 3000])
SPANS = st.sampled_from([4000, 1 << 15, (1 << 15) * 3, N_DOCS])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(SIZES, min_size=1, max_size=3), SPANS, st.sampled_from([2, 3, 128]))
def test_what_all_lists_hold_is_found(seed, sizes, span, block_size):
    """Of lists of any length, near each other or far apart, the documents of all and those of a phrase are found."""
    draw = random.Random(seed)  # noqa: S311  # no secret is drawn
    sizes = sorted(max(size, block_size + 1) for size in sizes)
    lists = [_drawn(draw, size, span) for size in sizes]
    for each in lists[1:]:  # so that some are in all
        for doc in list(lists[0])[::3]:
            each.setdefault(doc, sorted(draw.sample(range(12), 2)))
    lists = sorted(({doc: each[doc] for doc in sorted(each)} for each in lists), key=len)
    cursors = [ListCursor(_postings(each, block_size), N_DOCS) for each in lists]
    common = sorted(set.intersection(*map(set, lists)))
    order = [draw.randrange(len(lists)) for _ in range(draw.randrange(2, 4))]
    all_of, out = AllOf(), zeros(len(lists[0]))
    for _ in range(2):  # cursors are asked again
        n = all_of.docs(cursors, _view([]), out)
        assert out[:n].tolist() == common
        n = all_of.docs(cursors, _view(order), out)
        assert out[:n].tolist() == [doc for doc in common if _is_phrase(lists, order, doc)]
    assert not any(cursor.is_damaged for cursor in cursors)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([2, 3, 128]))
def test_damage_is_kept_within_the_lists(seed, block_size):
    """Whatever the words of a list are, the documents found rise and are those of the segment."""
    draw = random.Random(seed)  # noqa: S311  # no secret is drawn
    damaged = []
    for size in (200, 300):
        postings = _postings(_drawn(draw, size, 2000), block_size)
        for name in ("words", "last_docs", "data_at", "positions_at", "shapes"):
            column = getattr(postings, name)
            for _ in range(draw.randrange(3)):
                column[draw.randrange(len(column))] ^= 1 << draw.randrange(32)
        damaged.append(ListCursor(postings, 2000))
    all_of, out = AllOf(), zeros(200)
    for order in ([], [0, 1]):
        found = out[: all_of.docs(damaged, _view(order), out)].tolist()
        assert found == sorted(set(found))
        assert all(doc < 2000 for doc in found)


def test_documents_of_a_block_that_end_alike_are_all_found():
    """Documents of one block whose last bits are the same are not taken for each other."""
    list_ = {doc: [doc % 5] for doc in range(0, 300 << 9, 1 << 9)}
    cursors = [ListCursor(_postings(list_, 128), N_DOCS) for _ in range(2)]
    out = zeros(len(list_))
    assert out[: AllOf().docs(cursors, _view([]), out)].tolist() == list(list_)
