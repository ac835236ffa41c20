"""What the `search` command does beside listing hits: each asks the engine and lays the answer out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from search.api import Engine
from search.render import Format
from search.render.document import value_text
from search.render.terminal import Terminal
from search.render.verdicts import why_document, why_lines
from search.request import RequestError


@dataclass(frozen=True, slots=True)
class Told:
    """What goes to standard output, what to standard error, and whether something was found."""

    pieces: Iterable[str]
    is_found: bool
    remarks: tuple[str, ...] = ()


def tell_why(
    engine: Engine, key: str, query: str, keywords: Mapping[str, Any], form: Format, terminal: Terminal
) -> Told:
    """Tell which clause and filter keeps a paragraph out, or that it is found."""
    _check_form("why", form, ("text", "json"))
    why = engine.why(key, query, **keywords)
    is_found = any(verdict.is_found for verdict in why.verdicts)
    remarks = tuple(f"note: {each}" for each in why.remarks)
    if form == "json":
        return Told([value_text(why_document(why))], is_found, remarks)
    return Told((line + "\n" for line in why_lines(why, terminal)), is_found, remarks)


def _check_form(option: str, form: Format, forms: tuple[Format, ...]) -> None:
    if form not in forms:
        raise RequestError(option, f"comes as {' or '.join(forms)}, not as {form}")
