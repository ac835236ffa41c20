"""Many questions at once: a file with one a line, or a table whose columns are named as the options.

>>> [each.query for each in read_questions(["sanctions\\n", "\\n", '"economic pain"\\n'], "lines")]
['sanctions', '"economic pain"']
>>> read_questions(["query,since,person\\n", "talks,2022,Joe Biden; Jen Psaki\\n"], "csv")[0].options
{'since': '2022', 'person': ['Joe Biden', 'Jen Psaki']}
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from search.query import QueryError
from search.request import RequestError, SearchRequest
from search.results import Results

Layout = Literal["lines", "jsonl", "csv", "tsv"]

LAYOUTS: Final[tuple[str, ...]] = get_args(Layout)

_BETWEEN_VALUES: Final = ";"
_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_DEFAULTS: Final = {each.name: getattr(SearchRequest(), each.name) for each in fields(SearchRequest)}


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One of many questions: its `number` counts from 1. `fault` says what is wrong with one that cannot be read."""

    number: int
    query: str
    options: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer; `results` are None for one that could not be asked, and `fault` says why."""

    number: int
    query: str
    results: Results | None
    fault: str = ""


def layout_of(name: str) -> Layout:
    """Return how a file is laid out, by the end of its name: a table, JSON, or else a question on each line.

    >>> layout_of("questions.CSV"), layout_of("questions.txt")
    ('csv', 'lines')
    """
    end = name.lower().rpartition(".")[2]
    if end in ("jsonl", "ndjson"):
        return "jsonl"
    return end if end in ("csv", "tsv") else "lines"  # type: ignore[return-value]


def read_questions(lines: Iterable[str], layout: Layout) -> list[BatchQuestion]:
    """Return the questions of a file's lines; blank lines are none.

    In JSON a line is an object, or a string for a query alone. In a table the first row names the columns; an empty
    cell is an option not given, and several values of one option are parted by `;`. A line or a row that cannot be read
    is a question with a fault, and the others are read all the same.

    Raises `RequestError` for a table with a column that is no option.
    """
    if layout in ("csv", "tsv"):
        return list(_of_table(lines, "," if layout == "csv" else "\t"))
    texts = [line.strip() for line in lines]
    if layout == "lines":
        return [BatchQuestion(number, " ".join(text.split())) for number, text in enumerate(filter(None, texts), 1)]
    return [_of_json(number, text) for number, text in enumerate(filter(None, texts), 1)]


def answers(
    ask: Callable[..., Results],
    questions: Iterable[BatchQuestion],
    defaults: Mapping[str, Any],
    always: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Answered]:
    """Yield the answer to each question in turn; options of a question go before `defaults`, and `always` before both.

    One that cannot be asked is answered with its fault, and the others are asked all the same.
    """
    for each in questions:
        if each.fault:
            yield Answered(each.number, each.query, None, each.fault)
            continue
        try:
            yield Answered(each.number, each.query, ask(each.query, **{**defaults, **each.options, **always}))
        except (RequestError, QueryError) as error:
            yield Answered(each.number, each.query, None, str(error))


def _of_json(number: int, text: str) -> BatchQuestion:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return BatchQuestion(number, "", fault=f"no JSON: {error}")
    if isinstance(value, str):
        return BatchQuestion(number, value)
    if not isinstance(value, dict):
        return BatchQuestion(number, "", fault="neither an object nor a string")
    query = value.pop("query", "")
    if not isinstance(query, str):
        return BatchQuestion(number, "", fault=f"query: text, not {json.dumps(query)}")
    for name, given in value.items():
        if name not in _DEFAULTS or name == "today":
            return BatchQuestion(number, query, fault=f"there is no option {name!r}")
        if not _fits(name, given):
            return BatchQuestion(number, query, fault=f"{name}: cannot be {json.dumps(given)}")
    return BatchQuestion(number, query, value)


def _fits(name: str, given: Any) -> bool:
    default = _DEFAULTS[name]
    if isinstance(default, tuple):
        return isinstance(given, str) or (isinstance(given, list) and all(isinstance(each, str) for each in given))
    if isinstance(default, bool) or not isinstance(default, int | float):
        return isinstance(given, type(default))
    return isinstance(given, (int, float) if isinstance(default, float) else int) and not isinstance(given, bool)


def _of_table(lines: Iterable[str], delimiter: str) -> Iterator[BatchQuestion]:
    rows = _rows(lines, delimiter)
    names = [name.strip().lower().replace("-", "_") for name in next(rows, [])]
    for name in names:
        if name not in _DEFAULTS or name == "today":
            raise RequestError("queries", f"the first row names options, and there is no option {name!r}")
    for number, row in enumerate(filter(any, rows), 1):
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        query = cells.pop("query", "")
        try:
            if len(row) > len(names):
                raise ValueError(f"{len(row)} cells under {len(names)} columns")
            options = {name: _value(name, cell) for name, cell in cells.items()}
        except ValueError as error:
            yield BatchQuestion(number, query, fault=str(error))
        else:
            yield BatchQuestion(number, query, options)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise RequestError("queries", f"the table cannot be read: {error}") from None


def _value(name: str, cell: str) -> Any:
    default = _DEFAULTS[name]
    if isinstance(default, tuple):
        return [value.strip() for value in cell.split(_BETWEEN_VALUES) if value.strip()]
    if isinstance(default, bool):
        if cell.lower() not in _TRUTHS:
            raise ValueError(f"{name}: yes or no, not {cell!r}")
        return _TRUTHS[cell.lower()]
    if isinstance(default, int | float):
        try:
            return type(default)(cell)
        except ValueError:
            raise ValueError(f"{name}: a number, not {cell!r}") from None
    return cell
