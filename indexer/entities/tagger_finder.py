"""The finder `tagger`: names found by the trained tagger that is shipped with its model."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from indexer.entities.spans import ExtractorUnavailable, Span

# Wilmington, Del.; Black Sea peninsula of Crimea. The Gulf of Mexico has no small word before its "of".
_BETWEEN_PLACES: Final = re.compile(r",\s+|\s+[a-z]+\s+of\s+(?:the\s+)?(?=[^\Wa-z])")


class TaggerFinder:
    """Finds names with the trained tagger, over all paragraphs of an article at once.

    Raises `ExtractorUnavailable` where the tagger or its model is not part of the installation.
    """

    name = "tagger"

    def __init__(self) -> None:
        try:
            # By name, because the tagger is a part that an installation may lack.
            self._tagger: Any = importlib.import_module("indexer.entities.tagger").load_tagger()
        except (ImportError, OSError, ValueError) as error:
            raise ExtractorUnavailable(
                f"the trained tagger cannot be used ({error}); install Dateline anew, or use the extractor 'rules'"
            ) from error
        self.version = str(self._tagger.version)

    def find(self, paragraphs: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each paragraph of one article."""
        found: list[list[Span]] = self._tagger.tag(paragraphs)
        return [
            [part for span in spans for part in _parts(span, text)] if "," in text or " of " in text else spans
            for text, spans in zip(paragraphs, found, strict=True)
        ]


def _parts(span: Span, text: str) -> Iterable[Span]:
    """Return the places of a span apart: `WILMINGTON, Del.` is a city and a state, as an editor counts them.

    >>> text = "the Black Sea peninsula of Crimea"
    >>> [text[part.start : part.stop] for part in _parts(Span(4, 33, "place"), text)]
    ['Black Sea', 'Crimea']
    """
    if span.type != "place":
        return (span,)
    return _split(span, text)


def _split(span: Span, text: str) -> Iterator[Span]:
    start = span.start
    for comma in _BETWEEN_PLACES.finditer(text, span.start, span.stop):
        yield Span(start, comma.start(), "place")
        start = comma.end()
    yield Span(start, span.stop, "place")
