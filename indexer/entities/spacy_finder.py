"""The finder `spacy`: names found by a spaCy pipeline, where one is installed.

| spaCy's label | type |
| --- | --- |
| `PERSON`, `PER` | person |
| `ORG` | org |
| `GPE`, `LOC`, `FAC` | place |
| `NORP` | group |

Its other labels (dates, money, works, events …) are no entities of ours. spaCy and its models are never installed by
Dateline.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Final

from indexer.entities.spans import ExtractorUnavailable, Span
from indexer.model import EntityType

DEFAULT_MODEL: Final = "en_core_web_sm"

_TYPES: Final[dict[str, EntityType]] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
# What the recogniser does not need; a model may lack some of them.
_UNUSED: Final = ("tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "senter")


class SpacyFinder:
    """Finds names with the pipeline `model`.

    Raises `ExtractorUnavailable` where spaCy or the model is not installed.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        try:
            spacy = importlib.import_module("spacy")
        except ImportError:
            raise ExtractorUnavailable(
                f"the extractor 'spacy' needs spaCy: pip install spacy, then python -m spacy download {model}"
            ) from None
        try:
            self._pipeline: Any = spacy.load(model, exclude=_UNUSED)
        except OSError:
            raise ExtractorUnavailable(
                f"the extractor 'spacy' finds no model {model!r}: python -m spacy download {model}"
            ) from None
        if not _TYPES.keys() & set(self._pipeline.pipe_labels.get("ner", ())):
            raise ExtractorUnavailable(
                f"the spaCy model {model!r} names no persons, organisations or places; try another"
            )
        meta = self._pipeline.meta
        self.name = "spacy" if model == DEFAULT_MODEL else f"spacy:{model}"
        self.version = f"{spacy.__version__}/{meta['lang']}_{meta['name']}-{meta['version']}"

    def find(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each paragraph. A paragraph is read by itself, whatever the batch."""
        longest = self._pipeline.max_length
        return [self._find_in(text[:longest]) if text else [] for text in paragraphs]

    def _find_in(self, text: str) -> list[Span]:
        spans = []
        for found in self._pipeline(text).ents:
            type_ = _TYPES.get(found.label_)
            if type_ is not None:
                spans.append(Span(found.start_char, found.end_char, type_))
        return spans
