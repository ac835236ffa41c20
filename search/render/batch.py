"""Many answers in one stream: lines of JSON or rows of a table, each with the number of its question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.batch import Answered
from search.render.document import json_lines, value_text
from search.render.sheet import count_rows, hit_rows, joined_row
from search.results import FORMAT_VERSION, Results

_NOTHING = Results("", (), None)


def batch_lines(answers: Iterable[Answered]) -> Iterator[str]:
    """Yield for each question its lines of type `hit`, then one of type `summary`; or one of type `error`."""
    for each in answers:
        if each.results is None:
            fault = {"type": "error", "question": each.number, "query": each.query, "message": each.fault}
            yield value_text({**fault, "format_version": FORMAT_VERSION}, in_one_line=True)
        else:
            yield from json_lines(each.results, question=each.number)


def batch_rows(answers: Iterable[Answered], delimiter: str, *, counts_only: bool) -> Iterator[str]:
    """Yield a row of column names, then the rows of each question after its number and text; none for one at fault."""
    rows = count_rows if counts_only else hit_rows
    yield joined_row(("question", "query"), delimiter) + delimiter + next(iter(rows(_NOTHING, delimiter)))
    for each in answers:
        if each.results is not None:
            start = joined_row((each.number, each.query), delimiter) + delimiter
            found = rows(each.results, delimiter)
            next(found)
            yield from (start + row for row in found)
