"""The finder `nltk`: names found by NLTK's own tagger and chunker, where their data is installed.

| NLTK's label | type |
| --- | --- |
| `PERSON` | person |
| `ORGANIZATION` | org |
| `GPE`, `LOCATION`, `FACILITY`, `GSP` | place |

NLTK has no label for groups and calls nationalities GPE; those the project's lists know become groups when names are
resolved. Its data is never downloaded by Dateline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import nltk
from nltk.tokenize import NLTKWordTokenizer

from indexer.entities.capitals import sentence_spans
from indexer.entities.spans import ExtractorUnavailable, Span
from indexer.model import EntityType

_TYPES: Final[dict[str, EntityType]] = {
    "PERSON": "person",
    "ORGANIZATION": "org",
    "GPE": "place",
    "GSP": "place",
    "LOCATION": "place",
    "FACILITY": "place",
}
DATA: Final = ("averaged_perceptron_tagger_eng", "maxent_ne_chunker_tab", "words")


class NltkFinder:
    """Finds names with `nltk.pos_tag` and `nltk.ne_chunk`.

    Raises `ExtractorUnavailable` where the data they need is not installed.
    """

    name = "nltk"

    def __init__(self) -> None:
        self.version = str(nltk.__version__)
        self._words = NLTKWordTokenizer()
        try:
            nltk.ne_chunk(nltk.pos_tag(["Geneva"]))
        except LookupError:
            raise ExtractorUnavailable(
                f"the extractor 'nltk' needs data of NLTK's: python -m nltk.downloader {' '.join(DATA)}"
            ) from None

    def find(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each paragraph. A sentence is read by itself, whatever stands around it."""
        return [
            [span for start, stop in sentence_spans(text) for span in self._find_in(text[start:stop], start)]
            for text in paragraphs
        ]

    def _find_in(self, sentence: str, offset: int) -> list[Span]:
        places = list(self._words.span_tokenize(sentence))
        tagged = nltk.pos_tag([sentence[start:stop] for start, stop in places])
        return chunk_spans(nltk.ne_chunk(tagged), places, offset)


def chunk_spans(chunks: Any, places: Sequence[tuple[int, int]], offset: int = 0) -> list[Span]:
    """Return the spans of a chunked sentence. `places` are its tokens' characters, counted from `offset`.

    >>> chunks = nltk.Tree("S", [nltk.Tree("PERSON", [("Ann", "NNP"), ("Lee", "NNP")]), ("left", "VBD")])
    >>> chunk_spans(chunks, [(0, 3), (4, 7), (8, 12)], offset=10)
    [Span(start=10, stop=17, type='person')]
    """
    spans, n = [], 0
    for chunk in chunks:
        is_chunk = isinstance(chunk, nltk.Tree)
        after = n + len(chunk) if is_chunk else n + 1
        type_ = _TYPES.get(chunk.label()) if is_chunk else None
        if type_ is not None:
            spans.append(Span(offset + places[n][0], offset + places[after - 1][1], type_))
        n = after
    return spans
