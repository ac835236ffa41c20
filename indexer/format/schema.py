"""The one schema: which field of a paragraph is searched how, and what each holds.

A paragraph's words are kept twice, in two fields with the same positions: `text` holds terms as written, `stem` their
stems (and `title`, `title_stem` those of the headline). An unquoted word is asked of the stems, a quoted phrase or an
`=word` of the terms as written; why two fields and not one is in docs/decisions/0003-words-and-stems.md.

>>> sorted(schema().names())[:6]
['article', 'author', 'date', 'date_last', 'group', 'id']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from whoosh import columns, fields
from whoosh.analysis import Token, Tokenizer

from indexer.format import analysis
from indexer.format.codec.columns import VALUE_SEPARATOR, ValuesColumn
from indexer.model import ENTITY_TYPES

SCHEMA_VERSION: Final = 2
"""Changes whenever a field is added, dropped or read otherwise: an older index must be rebuilt."""

NO_DATE: Final = -(2**31)
"""In the date columns: the paragraph has no date."""

STEM_FIELD: Final = {"text": "stem", "title": "title_stem"}
"""For each field of words as written, the field that holds their stems."""

NAME_FIELDS: Final[tuple[str, ...]] = ENTITY_TYPES
"""Fields of canonical names, many a paragraph."""

KEY_FIELDS: Final = ("source", "author", "language", "kind", "article")
"""Fields whose values are matched whole; all but `author` have one value a paragraph."""

VARIANT_SEPARATOR: Final = "\t"
"""Between the parts of a term of `variant`: type, canonical name, form as written, reason."""

# No value holds a control character: sources and `pack_values` take them out.
_SEPARATOR: Final = VALUE_SEPARATOR.decode()
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")


class TermTokenizer(Tokenizer):  # type: ignore[misc]  # Whoosh is untyped
    """Our analysis as a Whoosh tokenizer, giving the terms that `form` makes of a text.

    >>> [token.text for token in TermTokenizer(analysis.stems)("Sanctions bite")]
    ['sanction', 'bite']
    """

    def __init__(self, form: Callable[[str], list[str]]) -> None:
        self.form = form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TermTokenizer) and other.form is self.form

    def __hash__(self) -> int:
        return hash(self.form)

    def __call__(self, value: str, positions: bool = False, mode: str = "", **_: Any) -> Iterator[Token]:
        """Yield one reused token for each term, as Whoosh's analyzers do."""
        token = Token(positions, chars=False, removestops=False, mode=mode)
        token.stopped = False
        token.boost = 1.0
        for position, term in enumerate(self.form(value)):
            token.text = token.original = term
            token.pos = position
            yield token


class ValuesField(fields.ID):  # type: ignore[misc]
    """Whole values, none or many a paragraph: each is a term, and a column, if there is one, holds them in order.

    >>> field = ValuesField()
    >>> [term for term, *_ in field.index(["Joe Biden", "Jen Psaki"])]
    [b'Joe Biden', b'Jen Psaki']
    """

    def __init__(self, has_column: bool = True) -> None:
        super().__init__(stored=False, sortable=False)
        self.column_type = ValuesColumn() if has_column else None

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield a posting for each distinct value."""
        for each in dict.fromkeys(map(clean_value, value)):
            yield each.encode("utf-8", "replace"), 1, 1.0, b""

    def to_column_value(self, value: Iterable[str]) -> bytes:
        """Return the bytes of the column for the values of one paragraph."""
        return pack_values(value)

    def from_column_value(self, value: bytes) -> tuple[str, ...]:
        """Return the values that `to_column_value` packed."""
        return unpack_values(value)


def clean_value(value: str) -> str:
    """Return `value` without control characters, which separate values in a column.

    >>> clean_value(" A\\x1fB ")
    'A B'
    """
    return _CONTROLS.sub(" ", value).strip()


def pack_values(values: Iterable[str]) -> bytes:
    """Return distinct values in their order as bytes.

    >>> unpack_values(pack_values(["Biden", "Putin", "Biden"]))
    ('Biden', 'Putin')
    """
    return _SEPARATOR.join(dict.fromkeys(map(clean_value, values))).encode("utf-8", "replace")


def unpack_values(packed: bytes) -> tuple[str, ...]:
    """Return the values in `packed`, none for empty bytes."""
    return tuple(packed.decode("utf-8").split(_SEPARATOR)) if packed else ()


def _key_field() -> fields.ID:
    # Not RefBytesColumn, which drops every value past its 65,535th with no more than a warning.
    return fields.ID(sortable=columns.VarBytesColumn())


@cache
def schema() -> fields.Schema:
    """Return the Whoosh schema of an index; the same object on every call."""
    as_written = TermTokenizer(analysis.words)
    stemmed = TermTokenizer(analysis.stems)
    return fields.Schema(
        id=fields.ID(unique=True),
        article=_key_field(),
        paragraph=fields.NUMERIC(int, bits=32, signed=False, sortable=True, shift_step=0),
        kind=_key_field(),
        text=fields.TEXT(analyzer=as_written, phrase=True, stored=False),
        stem=fields.TEXT(analyzer=stemmed, phrase=True, stored=False),
        title=fields.TEXT(analyzer=as_written, phrase=True, stored=False),
        title_stem=fields.TEXT(analyzer=stemmed, phrase=True, stored=False),
        date=fields.NUMERIC(int, bits=32, signed=True, sortable=True, default=NO_DATE),
        date_last=fields.NUMERIC(int, bits=32, signed=True, sortable=True, default=NO_DATE),
        **{name: ValuesField() for name in NAME_FIELDS},
        variant=ValuesField(has_column=False),
        mentioned=ValuesField(),
        source=_key_field(),
        author=ValuesField(),
        language=_key_field(),
        record=fields.STORED(),
    )
