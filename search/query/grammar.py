"""The order of a query: parentheses nested, fields bound to values, operators to what they join.

From tight to loose: `-` `+` NOT, then NEAR and PRE, then AND, then OR, then words side by side, which are all required:
`a b OR c` is a and (b or c), as search engines read it; `a AND b OR c` is (a and b) or c, as programmers do.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.qparser import plugins, syntax

from search.query.nodes import (
    AllOf,
    AnyOf,
    Closing,
    FieldMarker,
    NearOf,
    NoneOf,
    Opening,
    Operator,
    Parentheses,
    Stray,
    Unit,
)
from search.query.reading import Reading

_SMALL_OPERATORS: Final = frozenset(("or", "and", "not"))
_FEW: Final = 5
"""In a question this short a small `or` may well be meant as an operator; in a headline it is a word."""


class GrammarPlugin(plugins.Plugin):  # type: ignore[misc]  # Whoosh is untyped
    """Turns the flat list of signs into a tree, after Whoosh has taken the spaces out."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:  # noqa: ARG002
        """Return the steps and their turns (Whoosh takes spaces out at 500)."""
        return [(_nest, 510), (_arrange_all, 520)]


def _nest(parser: Any, flat: Any) -> Any:
    """Nest what stands in parentheses, to the limit of depth; report those without a partner."""
    reading: Reading = parser.reading
    stack = [Parentheses()]
    openings: list[Any] = []
    for node in flat:
        if isinstance(node, Opening):
            openings.append(node)
            if len(openings) <= reading.limits.nesting:
                stack.append(Parentheses())
            else:
                reading.remark("too-deep", f"parentheses deeper than {reading.limits.nesting} are ignored", node)
        elif isinstance(node, Closing):
            if not openings:
                reading.remark("unopened-parenthesis", "the ) closes nothing and is ignored", node)
                continue
            opening = openings.pop()
            if len(openings) < reading.limits.nesting:
                _close(stack, opening.startchar, node.endchar, node.boost)
        elif not isinstance(node, Stray):
            stack[-1].append(node)
    for opening in reversed(openings):
        reading.remark("unclosed-parenthesis", "the ( is never closed; it is read as closed at the end", opening)
    for opening in reversed(openings[: reading.limits.nesting]):
        _close(stack, opening.startchar, len(reading.text), 1.0)
    return stack[0].set_range(0, len(reading.text))


def _close(stack: list[Any], start: int, stop: int, boost: float) -> None:
    group = stack.pop().set_range(start, stop)
    group.boost = boost
    stack[-1].append(group)


def _arrange_all(parser: Any, group: Any) -> Any:
    """Put a group and those inside it in order; as deep as the limit of nesting."""
    reading: Reading = parser.reading
    nodes = [_arrange_all(parser, node) if isinstance(node, Parentheses) else node for node in group]
    if len(nodes) <= _FEW:
        _remark_small_operators(nodes, reading)
    arranged = _Arrangement(_with_operands(_with_fields(nodes, reading), reading), reading).tree()
    arranged.boost *= group.boost
    arranged.is_closed = True
    return arranged.set_range(group.startchar, group.endchar)


def _with_fields(nodes: list[Any], reading: Reading) -> list[Any]:
    """Give the value or group after each field marker its field; a marker before nothing is a word."""
    bound: list[Any] = []
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        if not isinstance(node, FieldMarker):
            bound.append(node)
            continue
        signs = 1 if bound and isinstance(bound[-1], Operator) and bound[-1].kind in "-+" else 0
        target = bound[-1 - signs] if len(bound) > signs else None
        if target is None or isinstance(target, Operator) or bound[-1].startchar != node.endchar:
            message = f"{node.original}: has no value; write it like {node.original}:word"
            reading.remark("empty-field", message, node)
            bound.append(Unit(node.original, node.startchar).set_range(node.startchar, node.endchar))
            continue
        target.set_fieldname(node.name)
        if isinstance(target, Unit):
            target.set_range(node.startchar, target.endchar)
    bound.reverse()
    return bound


def _with_operands(nodes: list[Any], reading: Reading) -> list[Any]:
    """Turn operators without something to join into words."""
    kept: list[Any] = []
    can_start = False  # whether what follows in the text can start an operand
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        if isinstance(node, Operator):
            # An operator before an infix one cannot start an operand, and is going to be one itself, as a word.
            if not can_start or (index == 0 and not node.is_prefix):
                node = _as_word(node, reading)
                can_start = True
            else:
                can_start = node.is_prefix
        else:
            can_start = True
        kept.append(node)
    kept.reverse()
    return kept


def _as_word(operator: Operator, reading: Reading) -> Unit:
    text = reading.slice(operator)
    reading.remark("lone-operator", f"{text} has nothing to join; it is searched as a word", operator)
    unit = Unit(text, operator.startchar)
    unit.set_range(operator.startchar, operator.endchar)
    return unit


def _remark_small_operators(nodes: list[Any], reading: Reading) -> None:
    for node in nodes:
        if isinstance(node, Unit) and not node.quoted and not node.exact and node.text in _SMALL_OPERATORS:
            message = f"{node.text} is searched as a word; the operator is written {node.text.upper()}"
            reading.remark("lower-case-operator", message, node)


class _Arrangement:
    """Reads a list of operands and operators, all of which have what they join, by descent through the precedences."""

    def __init__(self, nodes: list[Any], reading: Reading) -> None:
        self.nodes = nodes
        self.reading = reading
        self.at = 0

    def tree(self) -> Any:
        """Return the tree of all nodes."""
        parts = []
        while self.at < len(self.nodes):
            parts.append(self._alternatives())
        self._remark_mixed(parts)
        return parts[0] if len(parts) == 1 and isinstance(parts[0], syntax.GroupNode) else AllOf(parts)

    def _is_at(self, *kinds: str) -> bool:
        if self.at < len(self.nodes):
            node = self.nodes[self.at]
            return isinstance(node, Operator) and node.kind in kinds
        return False

    def _alternatives(self) -> Any:
        parts = [self._required()]
        while self._is_at("OR"):
            self.at += 1
            parts.append(self._required())
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def _required(self) -> Any:
        parts = [self._near()]
        while self._is_at("AND"):
            self.at += 1
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _near(self) -> Any:
        node = self._operand()
        depth = 0
        others: list[Any] = []
        while self._is_at("NEAR", "PRE"):
            operator = self.nodes[self.at]
            self.at += 1
            right = self._operand()
            depth += 1
            if depth <= self.reading.limits.nesting:
                node = NearOf([node, right], operator)
            else:
                message = f"only {self.reading.limits.nesting} {operator.kind} in a row are read, the rest is required"
                self.reading.remark("too-deep", message, operator)
                others.append(right)
        return AllOf([node, *others]) if others else node

    def _operand(self) -> Any:
        start = self.nodes[self.at].startchar
        negated = False
        while self._is_at("NOT", "-", "+"):
            negated ^= self.nodes[self.at].kind != "+"
            self.at += 1
        node = self.nodes[self.at]
        self.at += 1
        return NoneOf([node]).set_range(start, node.endchar) if negated else node

    def _remark_mixed(self, parts: list[Any]) -> None:
        """Tell how OR is read where words stand beside it, or AND inside it, without parentheses."""
        words = [part for part in parts if isinstance(part, Unit) and part.fieldname is None]
        for part in parts:
            if isinstance(part, AnyOf) and not part.is_closed:
                inner = any(isinstance(node, AllOf) and not node.is_closed for node in part.nodes)
                if words or inner:
                    how = "AND joins before OR does" if inner else "OR joins only what stands beside it"
                    read = " OR ".join(
                        f"({text})" if " " in (text := self.reading.slice(n)) else text for n in part.nodes
                    )
                    message = f"{how}: read as ({read}); parentheses say it otherwise"
                    self.reading.remark("mixed-operators", message, part)
