"""Facets and related names as aligned tables with bars, and counts over time as a sparkline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from search.render.terminal import Role, Terminal, display_width
from search.render.untrusted import printable
from search.results import Facet, RelatedName

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

    >>> from search.results import FacetCount, Others
    >>> counts = FacetCount("Geneva", 4, 2), FacetCount("Kyiv", 1, 1)
    >>> for line in facet_lines({"place": Facet(counts, others=Others(2, 3, 2))}, Terminal(width=40)):
    ...     print(line)
    place       paragraphs  articles
    Geneva               4         2  ██████
    Kyiv                 1         1  █▌
    (2 others)           3         2
    """
    tables = {name: list(_rows(name, facet, terminal)) for name, facet in facets.items() if _has_table(facet)}
    cells = [row.text for rows in tables.values() for row in rows]
    heads = {name: (facet.step, *_HEADS, _SHARE) if facet.step else (name, *_HEADS) for name, facet in facets.items()}
    numbers = max((len(_number_line(heads[name])) for name in tables), default=0)
    widest = max(map(display_width, (*facets, *cells)), default=0)
    columns = min(widest, _WIDEST_VALUE, terminal.width // 2, terminal.width - numbers)
    for position, (name, facet) in enumerate(facets.items()):
        if position:
            yield ""
        if not facet:
            yield terminal.paint(name, "heading") + "  no values"
            continue
        if facet.step:
            yield from _timeline(name, facet, terminal)
        if name in tables:
            yield from _table(heads[name], tables[name], columns, terminal)


def related_lines(related: Mapping[str, Sequence[RelatedName]], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of the tables of related names: how often they stand in matches, how often chance would have it.

    >>> from search.results import RelatedName
    >>> for line in related_lines({"person": [RelatedName("Sergei Lavrov", 8, 10, 1.0, 35.83)]}, Terminal(width=50)):
    ...     print(line)
    related person  paragraphs  expected  score
    Sergei Lavrov            8       1.0   35.8  █████
    """
    heads = {name: (f"related {name}", "paragraphs", "expected", "score") for name in related}
    cells = [printable(each.value) for names in related.values() for each in names]
    numbers = max((len(_number_line(each)) for each in heads.values()), default=0)
    widest = max(map(display_width, (*(each[0] for each in heads.values()), *cells)), default=0)
    columns = min(widest, _WIDEST_VALUE, terminal.width - numbers)
    for position, (name, names) in enumerate(related.items()):
        if position:
            yield ""
        if not names:
            yield terminal.paint(heads[name][0], "heading") + "  none more often than chance"
            continue
        most = names[0].score
        rows = (
            _Row(
                printable(each.value),
                (f"{each.paragraphs:,}", f"{each.expected:,.1f}", f"{each.score:,.1f}"),
                each.score / most,
                _ROLES.get(name),
            )
            for each in names
        )
        yield from _table(heads[name], rows, columns, terminal)


def _has_table(facet: Facet) -> bool:
    return len(facet) > 0 and not (facet.step and len(facet) > _MOST_ROWS_OF_DATES)


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
    if facet.none.paragraphs and not _has_table(facet):
        remark += f", {facet.none.paragraphs:,} {'undated' if name == 'date' else 'without'}"
    if len(facet) + 2 + len(remark) <= width:
        yield f"{line}  {terminal.paint(remark, 'faint')}"
    else:
        yield line
        yield " " * (len(name) + 2) + terminal.paint(remark, "faint")


class _Row(NamedTuple):
    """A line of a table: a value, numbers for the heads there are, and the length of its bar, 0 to 1 (None: no bar)."""

    text: str
    numbers: tuple[str, ...]
    bar: float | None
    role: Role | None = None


def _rows(name: str, facet: Facet, terminal: Terminal) -> Iterator[_Row]:
    most = max(count.paragraphs for count in facet) or 1
    between = " × " if terminal.unicode else " x "
    for count in facet:
        text = printable(count.value) + (between + printable(count.second) if count.second else "")
        share = "" if count.share is None else percent(count.share)
        numbers = f"{count.paragraphs:,}", f"{count.articles:,}", share
        yield _Row(text, numbers, count.paragraphs / most, _ROLES.get(name))
    others, none = facet.others, facet.none
    if others.values:
        label = "(1 other)" if others.values == 1 else f"({others.values:,} others)"
        yield _Row(label, (f"{others.paragraphs:,}", f"{others.articles:,}"), None, "faint")
    if none.paragraphs:
        label = "(undated)" if name == "date" else "(none)"
        yield _Row(label, (f"{none.paragraphs:,}", f"{none.articles:,}"), None, "faint")


def _table(heads: Sequence[str], rows: Iterable[_Row], columns: int, terminal: Terminal) -> Iterator[str]:
    """Yield a line of heads, the first over the values, and a line for each row (two where its value is too long)."""
    number_line = _number_line(heads)
    yield terminal.paint(_padded(heads[0], columns), "heading") + terminal.paint(number_line, "faint")
    bar_width = max(0, min(terminal.width - columns - len(number_line) - 2, _WIDEST_BAR))
    for row in rows:
        cell = terminal.paint(row.text, row.role) if row.role else row.text
        if display_width(row.text) > columns:
            yield cell
            cell = " " * columns
        else:
            cell += " " * (columns - display_width(row.text))
        numbers = "".join(f"  {number:>{len(head)}}" for head, number in zip(heads[1:], row.numbers, strict=False))
        drawn = bar(row.bar, bar_width, unicode=terminal.unicode) if row.bar and bar_width else ""
        yield f"{cell}{numbers}  {terminal.paint(drawn, 'bar')}" if drawn else cell + numbers.rstrip()


def _number_line(heads: Sequence[str]) -> str:
    return "".join(f"  {head}" for head in heads[1:])


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - display_width(text))
