"""The finder `tagger`: names found by the trained tagger that is shipped with its model."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from indexer.entities.spans import ExtractorUnavailable, Span


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
        return [
            [Span(found.start, found.stop, found.type) for found in spans] for spans in self._tagger.tag(paragraphs)
        ]
