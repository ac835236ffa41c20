"""Who and what a paragraph names: mentions, found and resolved to the entities they stand for.

An extractor finds the names (`indexer.entities.extractor`); `indexer.entities.resolve` decides whom they mean, the
same way for every finder.

>>> from indexer.model import Paragraph
>>> paragraph = Paragraph("a.txt", 1, "body", "Talks between Russia and the U.S. open in Geneva.")
>>> [(mention.type, mention.name) for mention in extractor("rules").extract([[paragraph]])[0][0]]
[('place', 'Russia'), ('place', 'United States'), ('place', 'Geneva')]
"""

from indexer.entities.extractor import DEFAULT_EXTRACTOR, EXTRACTORS, Extractor, ExtractorUnavailable, extractor
from indexer.entities.resolution import Merge, Reason, Resolution
from indexer.entities.spans import Finder, Span

__all__ = [
    "DEFAULT_EXTRACTOR",
    "EXTRACTORS",
    "Extractor",
    "ExtractorUnavailable",
    "Finder",
    "Merge",
    "Reason",
    "Resolution",
    "Span",
    "extractor",
]
