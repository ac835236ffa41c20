"""Keyword in context against counting words in the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.format.analysis import tokenize
from search.concordance import context, sort_key
from search.results import Span
from tests.corpora import WORDS, articles, opened
from tests.reference import reading

ORDERS = st.sampled_from(["position", "left", "right"])


@settings(max_examples=60, deadline=None)
@given(articles(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2), ORDERS, st.integers(1, 4))
def test_every_occurrence_is_there_once_and_pages_are_the_whole(corpus, chosen, order, size):
    """Each word of a matching text with a wanted stem is a line, in order, whatever the size of a page."""
    stems = {stem for word in chosen for stem in reading.word(word).scored}
    expected = []
    for article in corpus:
        for paragraph in article:
            if not stems <= {reading.stem(term) for term in reading.words(paragraph.text)}:
                continue
            expected += [
                (sort_key(paragraph.text, Span(start, stop), order), paragraph.id, start, stop)
                for term, start, stop in tokenize(paragraph.text)
                if reading.stem(term) in stems
            ]
    expected.sort(key=lambda each: each[0])  # a stable sort: ties as they stand in the index
    with opened(corpus, 2, 1) as engine:
        whole = engine.concordance(" ".join(chosen), order=order, limit=1000)
        n_pages = -(-len(expected) // size)
        pages = [
            engine.concordance(" ".join(chosen), order=order, limit=size, page=n + 1).lines for n in range(n_pages + 1)
        ]
        counted = engine.concordance(" ".join(chosen), limit=0)
    assert [(line.id, line.start, line.stop) for line in whole] == [each[1:] for each in expected]
    assert [line for page in pages for line in page] == list(whole.lines)
    assert pages[-1] == ()
    assert counted.n_occurrences == whole.n_occurrences == len(expected)
    assert counted.n_paragraphs == len({id_ for _, id_, *_ in expected})


@given(st.text(alphabet="ab \n.é", max_size=60), st.data(), st.integers(0, 20))
def test_a_context_is_a_part_of_the_text(text, data, width):
    """Left, keyword and right stand in the text as they are, and no side is wider than asked."""
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    left, keyword, right = context(text, span, width)
    assert keyword == text[span.start : span.stop]
    assert text[: span.start].endswith(left)
    assert text[span.stop :].startswith(right)
    assert max(len(left), len(right)) <= width
