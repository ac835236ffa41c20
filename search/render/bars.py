"""Facets as aligned tables with bars, and counts over time as a sparkline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from search.render.terminal import Role, Terminal, display_width
from search.render.untrusted import printable
from search.results import FacetCount

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_LEVELS: Final = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS: Final = ".:-=+*#@"
_MOST_ROWS_OF_DATES: Final = 24
"""Two years by month: more rows than that tell less than the sparkline does."""

_WIDEST_VALUE: Final = 36
_WIDEST_BAR: Final = 32
_HEADS: Final = ("paragraphs", "articles")
_ROLES: Final[dict[str, Role]] = {"person": "person", "org": "org", "place": "place", "group": "group"}


def facet_lines(facets: Mapping[str, Sequence[FacetCount]], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of all facets, their columns below each other: tables, and for dates a sparkline before it.

    Many periods are told by the sparkline alone. A facet without values says so.

    >>> counts = [FacetCount("Geneva", 4, 2), FacetCount("Kyiv", 1, 1)]
    >>> for line in facet_lines({"place": counts}, Terminal(width=40)):
    ...     print(line)
    place   paragraphs  articles
    Geneva           4         2  ██████████
    Kyiv             1         1  ██▌
    """
    values = [printable(count.value) for name, counts in facets.items() for count in counts if _has_table(name, counts)]
    widest = max(map(display_width, (*facets, *values)), default=0)
    columns = min(widest, _WIDEST_VALUE, terminal.width // 2)
    for position, (name, counts) in enumerate(facets.items()):
        if position:
            yield ""
        if not counts:
            yield terminal.paint(name, "heading") + "  no values"
            continue
        if name == "date":
            yield from _timeline(counts, terminal)
        if _has_table(name, counts):
            yield from _table(name, counts, columns, terminal)


def _has_table(name: str, counts: Sequence[FacetCount]) -> bool:
    return name != "date" or len(counts) <= _MOST_ROWS_OF_DATES


def bar(share: float, width: int, *, unicode: bool = True) -> str:
    """Return a bar of `share` (0 to 1) of `width` columns, to an eighth of a column; anything above 0 is visible.

    >>> bar(0.5, 5), bar(0.0001, 5), bar(0, 5), bar(0.5, 5, unicode=False)
    ('██▌', '▏', '', '###')
    """
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    if not unicode:
        return "#" * -(-eighths // 8)
    whole, rest = divmod(eighths, 8)
    return _EIGHTHS[8] * whole + (_EIGHTHS[rest] if rest else "")


def sparkline(numbers: Sequence[int], width: int, *, unicode: bool = True) -> str:
    """Return one mark for each number, or for each few neighbours together where there are more than `width`.

    A space is nothing at all; anything above 0 is visible.

    >>> sparkline([0, 1, 4, 8], 10), sparkline([0, 1, 4, 8], 2), sparkline([0, 1, 4, 8], 10, unicode=False)
    (' ▁▄█', '▁█', ' .=@')
    """
    levels = _LEVELS if unicode else _ASCII_LEVELS
    step = _numbers_per_mark(len(numbers), width)
    sums = [sum(numbers[start : start + step]) for start in range(0, len(numbers), step)]
    most = max(sums, default=0)
    return "".join(levels[-(-8 * number // most) - 1] if number else " " for number in sums)


def _numbers_per_mark(length: int, width: int) -> int:
    return max(1, -(-length // max(width, 1)))


def _timeline(counts: Sequence[FacetCount], terminal: Terminal) -> Iterator[str]:
    first, last = printable(counts[0].value), printable(counts[-1].value)
    width = terminal.width - len("date") - display_width(first) - display_width(last) - 6
    numbers = [count.paragraphs for count in counts]
    marks = terminal.paint(sparkline(numbers, width, unicode=terminal.unicode), "bar")
    line = f"{terminal.paint('date', 'heading')}  {first}  {marks}  {last}"
    peak = max(counts, key=lambda count: count.paragraphs)
    step = _numbers_per_mark(len(counts), width)
    remark = f"most in {printable(peak.value)}: {peak.paragraphs:,}"
    if step > 1:
        remark += f", a mark is {step} {_period(first)}s"
    if len(counts) + 2 + len(remark) <= width:
        yield f"{line}  {terminal.paint(remark, 'faint')}"
    else:
        yield line
        yield "      " + terminal.paint(remark, "faint")


def _period(value: str) -> str:
    if "W" in value:
        return "week"
    return ("year", "month", "day")[min(value.count("-"), 2)]


def _table(name: str, counts: Sequence[FacetCount], columns: int, terminal: Terminal) -> Iterator[str]:
    head = _period(counts[0].value) if name == "date" else name
    yield terminal.paint(_padded(head, columns), "heading") + terminal.paint("  " + "  ".join(_HEADS), "faint")
    bar_width = max(0, min(terminal.width - columns - len("  paragraphs  articles  "), _WIDEST_BAR))
    most = max(count.paragraphs for count in counts) or 1
    for count in counts:
        value = printable(count.value)
        cell = terminal.paint(value, _ROLES[name]) if name in _ROLES else value
        if display_width(value) > columns:
            yield cell
            cell = " " * columns
        else:
            cell += " " * (columns - display_width(value))
        numbers = f"  {count.paragraphs:>{len(_HEADS[0])},}  {count.articles:>{len(_HEADS[1])},}"
        drawn = bar(count.paragraphs / most, bar_width, unicode=terminal.unicode)
        yield cell + numbers + (f"  {terminal.paint(drawn, 'bar')}" if drawn else "")


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - display_width(text))
