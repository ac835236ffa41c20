"""Facets as aligned tables with bars, and counts over time as a sparkline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from search.render.terminal import Role, Terminal, display_width
from search.render.untrusted import printable
from search.results import Facet, FacetCount, Others

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_LEVELS: Final = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS: Final = ".:-=+*#@"
_MOST_ROWS_OF_DATES: Final = 24
"""Two years by month: more rows than that tell less than the sparkline does."""

_WIDEST_VALUE: Final = 36
_WIDEST_BAR: Final = 32
_HEADS: Final = ("paragraphs", "articles")
_SHARE: Final = "share"
_ROLES: Final[dict[str, Role]] = {"person": "person", "org": "org", "place": "place", "group": "group"}


def facet_lines(facets: Mapping[str, Facet], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of all facets, their columns below each other: tables, and for dates a sparkline before it.

    Many periods are told by the sparkline alone. A facet without values says so.

    >>> counts = FacetCount("Geneva", 4, 2), FacetCount("Kyiv", 1, 1)
    >>> for line in facet_lines({"place": Facet(counts, others=Others(2, 3, 2))}, Terminal(width=40)):
    ...     print(line)
    place       paragraphs  articles
    Geneva               4         2  ██████
    Kyiv                 1         1  █▌
    (2 others)           3         2
    """
    tables = {name: list(_rows(facet, terminal)) for name, facet in facets.items() if _has_table(facet)}
    cells = [row.text for rows in tables.values() for row in rows]
    columns = min(max(map(display_width, (*facets, *cells)), default=0), _WIDEST_VALUE, terminal.width // 2)
    for position, (name, facet) in enumerate(facets.items()):
        if position:
            yield ""
        if not facet:
            yield terminal.paint(name, "heading") + "  no values"
            continue
        if facet.step:
            yield from _timeline(name, facet, terminal)
        if name in tables:
            yield from _table(name, facet, tables[name], columns, terminal)


def _has_table(facet: Facet) -> bool:
    return not facet.step or len(facet) <= _MOST_ROWS_OF_DATES


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


def percent(share: float) -> str:
    """Return a share, 0 to 1, in percent, two figures of it where it is small.

    >>> percent(0.5), percent(0.0123), percent(0.00004), percent(0)
    ('50%', '1.2%', '<0.1%', '0%')
    """
    if 0 < share < 0.001:
        return "<0.1%"
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


def _timeline(name: str, facet: Facet, terminal: Terminal) -> Iterator[str]:
    first, last = printable(facet[0].value), printable(facet[-1].value)
    width = terminal.width - len(name) - display_width(first) - display_width(last) - 6
    numbers = [count.paragraphs for count in facet]
    marks = terminal.paint(sparkline(numbers, width, unicode=terminal.unicode), "bar")
    line = f"{terminal.paint(name, 'heading')}  {first}  {marks}  {last}"
    peak = max(facet, key=lambda count: count.paragraphs)
    step = _numbers_per_mark(len(facet), width)
    remark = f"most in {printable(peak.value)}: {peak.paragraphs:,}"
    if step > 1:
        remark += f", a mark is {step} {facet.step}s"
    if len(facet) + 2 + len(remark) <= width:
        yield f"{line}  {terminal.paint(remark, 'faint')}"
    else:
        yield line
        yield " " * (len(name) + 2) + terminal.paint(remark, "faint")


class _Row(NamedTuple):
    """A line of a table: a value and its counts, or what is beside the values, which has no bar."""

    text: str
    paragraphs: int
    articles: int
    share: str = ""
    is_value: bool = True


def _rows(facet: Facet, terminal: Terminal) -> Iterator[_Row]:
    between = " × " if terminal.unicode else " x "
    for count in facet:
        text = printable(count.value) + (between + printable(count.second) if count.second else "")
        yield _Row(text, count.paragraphs, count.articles, "" if count.share is None else percent(count.share))
    others, none = facet.others, facet.none
    if others.values:
        label = "(1 other)" if others.values == 1 else f"({others.values:,} others)"
        yield _Row(label, others.paragraphs, others.articles, is_value=False)
    if none.paragraphs:
        yield _Row("(undated)" if facet.step else "(none)", none.paragraphs, none.articles, is_value=False)


def _table(name: str, facet: Facet, rows: Sequence[_Row], columns: int, terminal: Terminal) -> Iterator[str]:
    heads = (*_HEADS, _SHARE) if facet.step else _HEADS
    yield terminal.paint(_padded(facet.step or name, columns), "heading") + terminal.paint(
        "  " + "  ".join(heads), "faint"
    )
    bar_width = max(0, min(terminal.width - columns - sum(len(head) + 2 for head in heads) - 2, _WIDEST_BAR))
    most = max(count.paragraphs for count in facet) or 1
    role: Role | None = _ROLES.get(name)
    for row in rows:
        painted = terminal.paint(row.text, role if row.is_value else "faint") if role or not row.is_value else row.text
        if display_width(row.text) > columns:
            yield painted
            painted = " " * columns
        else:
            painted += " " * (columns - display_width(row.text))
        line = painted + f"  {row.paragraphs:>{len(_HEADS[0])},}  {row.articles:>{len(_HEADS[1])},}"
        if facet.step:
            line += f"  {row.share:>{len(_SHARE)}}"
        drawn = bar(row.paragraphs / most, bar_width, unicode=terminal.unicode) if row.is_value else ""
        yield f"{line}  {terminal.paint(drawn, 'bar')}" if drawn else line.rstrip()


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - display_width(text))
