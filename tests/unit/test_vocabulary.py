"""The terms of an index and how many paragraphs have each, gathered from its segments."""

from __future__ import annotations

import pytest
from corpora import WORDS, opened

from indexer.model import Paragraph
from search.query.vocabulary import vocabulary

TEXTS = [f"{first} {second} Москва" for first in WORDS for second in WORDS[:7]]
ARTICLES = [[Paragraph(f"a{n}", 1, "body", text, title="Oil")] for n, text in enumerate(TEXTS)]


@pytest.mark.parametrize("n_segments", [1, 3])
@pytest.mark.parametrize("field", ["text", "stem", "title", "kind"])
@pytest.mark.parametrize("prefix", ["", "s", "sanct", "мос", "\U0010ffff"])
def test_terms_and_frequencies_are_those_of_whoosh(n_segments, field, prefix):
    """Over one segment or several, with stems that stand for one word and for more."""
    with opened(ARTICLES, n_segments, 0) as engine:
        reader = engine._backend._reader
        terms = reader.expand_prefix(field, prefix.encode())
        expected = [(term.decode(), reader.doc_frequency(field, term)) for term in terms]
        assert list(vocabulary(reader, field, prefix).items()) == expected


def test_a_field_that_is_not_there_has_no_terms():
    """Nothing is raised: what is asked of it matches nothing."""
    with opened(ARTICLES[:2], 1, 0) as engine:
        assert vocabulary(engine._backend._reader, "no such field") == {}
