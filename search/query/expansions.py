"""Which wildcards, fuzzy words and names of a query stood for more terms than the limit lets count."""

from __future__ import annotations

from typing import Any

from search.query.leaves import Expanding
from search.query.reading import ParsedQuery
from search.query.remarks import Remarks
from search.results import Diagnostic


def cut_expansions(parsed: ParsedQuery, reader: Any) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each leaf that the limit of expansions cut: the answer is then partial.

    `reader` is that of the whole index. It costs nothing where the query has been run over it: leaves remember.
    """
    remarks = Remarks()
    for leaf in parsed.tree.leaves():
        if isinstance(leaf, Expanding):
            expansion = leaf.expand(reader)
            if expansion.is_cut:
                kept = f"{len(expansion.terms):,} most frequent of {expansion.total:,}"
                message = f"{leaf.text} stands for too many words; the {kept} are searched"
                remarks.add("too-many-expansions", message, leaf.startchar or 0, leaf.endchar or 0)
    return remarks.sorted()
