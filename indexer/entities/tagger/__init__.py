"""The trained tagger: names of persons, organisations, places and groups in the paragraphs of an article.

| module | what it does |
| --- | --- |
| `scan` | characters to tokens, hashes, shapes (kernel) |
| `context` | lexicon, lines in capitals, runs, phrases (kernel) |
| `features` | the feature hashes of a token (kernel) |
| `memory` | what the first pass said elsewhere in the article (kernel) |
| `decode` | scores and Viterbi (kernel) |
| `lexicon`, `model` | the tables, and the file that holds them |
| `reader`, `tagging` | the order of it all |
"""

from __future__ import annotations

from indexer.entities.spans import Span
from indexer.entities.tagger.model import ModelError
from indexer.entities.tagger.tagging import Tagger, compiled, load_tagger

__all__ = ["ModelError", "Span", "Tagger", "compiled", "load_tagger"]
