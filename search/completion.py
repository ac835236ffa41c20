"""What a beginning may go on to: words of the index, names and fields, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_COMPLETIONS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Completion:
    """A word (`field` is `text`), a name (`field` is its type) or a field (`field` is `field`, no paragraphs) that a
    beginning may stand for, and in how many paragraphs it stands.

    >>> Completion("Vladimir Putin", "person", 12).query, Completion("sanctions", "text", 80).query
    ('person:"Vladimir Putin"', 'sanctions')
    """

    text: str
    field: str
    paragraphs: int = 0

    @property
    def query(self) -> str:
        """How it is written in a query."""
        if self.field == "field":
            return f"{self.text}:"
        if self.field == "text":
            return self.text
        quoted = self.text.replace('"', " ")
        return f'{self.field}:"{quoted}"' if not self.text.isalnum() else f"{self.field}:{self.text}"
