"""What the parser makes of a text before it is a query: units, markers and groups, with their places in the text."""

from __future__ import annotations

from typing import Any

from whoosh.qparser import syntax

from search.query import build


class Unit(syntax.SyntaxNode):  # type: ignore[misc]  # Whoosh is untyped
    """A word, a quotation or a value: what stands between spaces, quotes and parentheses.

    `text` is without quotes and suffixes and starts at character `offset`. `exact` is a leading `=`, `distance` what
    follows a `~` (None: there is none).
    """

    has_fieldname = True
    has_boost = True

    def __init__(
        self, text: str, offset: int, quoted: bool = False, exact: bool = False, distance: int | None = None
    ) -> None:
        self.text = text
        self.offset = offset
        self.quoted = quoted
        self.exact = exact
        self.distance = distance
        self.fieldname: str | None = None
        self.boost = 1.0

    @property
    def field(self) -> str:
        """The field asked, `text` where none is named."""
        return self.fieldname or "text"

    def query(self, parser: Any) -> Any:
        """Return the query of this unit, or None where it holds nothing to search."""
        return build.unit_query(self, parser.reading)


class FieldMarker(syntax.SyntaxNode):  # type: ignore[misc]
    """`person:` before a value or a group."""

    def __init__(self, name: str, original: str) -> None:
        self.name = name
        self.original = original


class Operator(syntax.SyntaxNode):  # type: ignore[misc]
    """AND, OR, NOT, NEAR, PRE, `-` or `+`; `distance` is that of NEAR and PRE."""

    def __init__(self, kind: str, distance: int = 0) -> None:
        self.kind = kind
        self.distance = distance

    @property
    def is_prefix(self) -> bool:
        """Whether it stands before one operand, not between two."""
        return self.kind in ("NOT", "-", "+")


class Opening(syntax.SyntaxNode):  # type: ignore[misc]
    """A `(`."""


class Closing(syntax.SyntaxNode):  # type: ignore[misc]
    """A `)`, with the weight that follows it."""

    def __init__(self, boost: float = 1.0) -> None:
        self.boost = boost


class Stray(syntax.SyntaxNode):  # type: ignore[misc]
    """A quotation mark without a partner."""


class _Branch(syntax.GroupNode):  # type: ignore[misc]
    """A group with its own place in the text, so that nobody asks its children for it."""

    startchar = 0
    endchar = 0
    is_closed = False
    """Whether parentheses stand around it."""

    def __init__(self, nodes: list[Any] | None = None, boost: float = 1.0, **kwargs: Any) -> None:
        super().__init__(nodes, boost, **kwargs)
        if self.nodes:
            self.startchar, self.endchar = self.nodes[0].startchar, self.nodes[-1].endchar

    def set_range(self, startchar: int, endchar: int) -> _Branch:
        """Set the characters of this group alone."""
        self.startchar, self.endchar = startchar, endchar
        return self

    def queries(self, parser: Any) -> list[Any]:
        """Return the queries of the children, with this group's weight on each leaf."""
        reading = parser.reading
        before, reading.boost = reading.boost, reading.boost * self.boost
        found = [query for node in self.nodes if (query := node.query(parser)) is not None]
        reading.boost = before
        return found


class Parentheses(_Branch):
    """What stands in a pair of parentheses, or the whole text, not yet put in order."""


class AllOf(_Branch):
    """All children are required."""

    def query(self, parser: Any) -> Any:
        """Return their conjunction."""
        return build.conjunction(self.queries(parser))


class AnyOf(_Branch):
    """One child at least is required."""

    def query(self, parser: Any) -> Any:
        """Return their disjunction."""
        return build.disjunction(self.queries(parser))


class NoneOf(_Branch):
    """The child must not match."""

    def query(self, parser: Any) -> Any:
        """Return the negation."""
        parser.reading.n_negations += 1
        found = self.queries(parser)
        parser.reading.n_negations -= 1
        return build.negation(found[0]) if found else None


class NearOf(_Branch):
    """The two children stand near each other."""

    def __init__(self, nodes: list[Any], operator: Operator) -> None:
        super().__init__(nodes)
        self.operator = operator

    def query(self, parser: Any) -> Any:
        """Return the nearness, or the conjunction where a side has no place in the text."""
        return build.nearness(self.queries(parser), self, parser.reading)
