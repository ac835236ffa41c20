"""Which executor runs a plan: the columnar one where it can, the reference otherwise."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from indexer.format.entity_ledger import NO_LEDGER, EntityLedger
from search.execute.columnar import ColumnarExecutor
from search.execute.plan import Executor, Outcome, Plan
from search.execute.segments import Uncovered


class ChosenExecutor:
    """Runs each plan by the executor it asks for, `Outcome.executor` tells which it was. Not to be shared by threads.

    A plan that asks for the columnar executor, or leaves the choice, is run by the reference where the index is of
    another codec or the question is of a kind that only the reference answers: never an error, never another answer.
    """

    name: Final = "auto"

    def __init__(self, reader: Any, ledger: EntityLedger = NO_LEDGER) -> None:
        """`reader` is a Whoosh `IndexReader` over the schema of `indexer.format`; names are those `ledger` shows."""
        self._reader = reader
        self._ledger = ledger

    def run(self, plan: Plan) -> Outcome:
        """Return the paragraphs of one page and the counts."""
        if plan.executor != "whoosh" and self.columnar is not None:
            try:
                return self.columnar.run(plan)
            except Uncovered:
                pass
        return self._reference.run(plan)

    @cached_property
    def columnar(self) -> ColumnarExecutor | None:
        """The columnar executor, None where the index is of another codec."""
        try:
            return ColumnarExecutor(self._reader, self._ledger)
        except Uncovered:
            return None

    @cached_property
    def _reference(self) -> Executor:
        from search.execute.whoosh import WhooshExecutor  # not needed on the way of most questions

        return WhooshExecutor(self._reader, self._ledger)
