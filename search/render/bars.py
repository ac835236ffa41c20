"""Facets as aligned tables with bars, and counts over time as a sparkline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def facet_lines(name: str, counts: Sequence[FacetCount], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of one facet: its table, and for dates a sparkline before it.

    >>> for line in facet_lines("place", [FacetCount("Geneva", 4, 2), FacetCount("Kyiv", 1, 1)], Terminal(width=40)):
    ...     print(line)
    place   paragraphs  articles
    Geneva           4         2  ██████████
    Kyiv             1         1  ██▌
    """
    if not counts:
        yield terminal.paint(name, "heading") + "  no values"
        return
    if name != "date":
        yield from _table(name, counts, terminal)
        return
    yield from _timeline(counts, terminal)
    if len(counts) <= _MOST_ROWS_OF_DATES:
        yield from _table(_period(counts[0].value), counts, terminal)


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


def _table(name: str, counts: Sequence[FacetCount], terminal: Terminal) -> Iterator[str]:
    values = [printable(count.value) for count in counts]
    widths = [display_width(value) for value in (name, *values)]
    value_width = min(max(widths), _WIDEST_VALUE, terminal.width // 2)
    bar_width = min(terminal.width - value_width - len("  paragraphs  articles  "), _WIDEST_BAR)
    most = max(count.paragraphs for count in counts)
    heads = "  ".join(_HEADS)
    yield terminal.paint(_padded(name, value_width), "heading") + terminal.paint(f"  {heads}", "faint")
    for value, count in zip(values, counts, strict=True):
        cell = terminal.paint(value, _ROLES[name]) if name in _ROLES else value
        if display_width(value) > value_width:
            yield cell
            cell = " " * value_width
        else:
            cell += " " * (value_width - display_width(value))
        numbers = f"  {count.paragraphs:>{len(_HEADS[0])},}  {count.articles:>{len(_HEADS[1])},}"
        drawn = bar(count.paragraphs / most if most else 0, max(bar_width, 0), unicode=terminal.unicode)
        yield cell + numbers + (f"  {terminal.paint(drawn, 'bar')}" if drawn else "")


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))
