"""Who is meant: the spans of an article in, its mentions with canonical names out."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.entities.aliases import alias_table
from indexer.entities.folding import plain
from indexer.entities.resolution import Resolution
from indexer.entities.spans import Span
from indexer.model import Mention, Paragraph


def resolve(article: Sequence[Paragraph], spans: Sequence[Sequence[Span]]) -> Resolution:
    """Return the mentions of an article's paragraphs; `spans[i]` are those found in the i-th."""
    table = alias_table()
    mentions = []
    for paragraph, found in zip(article, spans, strict=True):
        named = []
        for start, stop, type_ in found:
            text = paragraph.text[start:stop]
            named.append(Mention(start, stop, type_, text, table.name(type_, text) or plain(text)))
        mentions.append(tuple(named))
    return Resolution(tuple(mentions))
