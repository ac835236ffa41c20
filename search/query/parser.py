"""The full parser: Whoosh's `QueryParser` with the plugins of this language."""

from __future__ import annotations

from typing import Any, Final

from whoosh import query
from whoosh.qparser import QueryParser

from search.query.grammar import GrammarPlugin
from search.query.plugins import PLUGINS
from search.query.reading import Reading

_STRAIGHT: Final = str.maketrans({**dict.fromkeys("“”„‟«»″＂", '"'), "（": "(", "）": ")", "：": ":"})


class QuestionParser(QueryParser):  # type: ignore[misc]  # Whoosh is untyped
    """Reads one text. What it remarks and counts is in `reading`."""

    def __init__(self, reading: Reading) -> None:
        super().__init__("text", None, plugins=[*PLUGINS, GrammarPlugin()])
        self.reading = reading

    def question(self) -> Any:
        """Return the query of the text: every paragraph for an empty one, none where nothing in it can be searched."""
        reading = self.reading
        if not reading.text.strip():
            return query.Every()
        found = self.process(reading.text).query(self)
        if found is None:
            reading.remarks.add("no-words", "the query holds no word to search", 0, len(reading.text))
            return query.NullQuery
        return found


def straight(text: str) -> str:
    """Return `text` with quotation marks, parentheses and colons of every kind as plain ones, each in its place.

    >>> straight("“sanctions relief”")
    '"sanctions relief"'
    """
    return text.translate(_STRAIGHT)
