"""Answers in a notebook: as a table, as rows, as a data frame, as a chart.

`Results` has these as methods. Those that need pandas or matplotlib say how to install them where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

ENTITY_COLUMNS: Final = ("person", "org", "place", "group")

COLUMNS: Final = (
    *("rank", "id", "article", "paragraph", "kind", "date", "title", "snippet", "text", "source", "authors"),
    *("url", "dateline", "language", "score", *ENTITY_COLUMNS, "mentioned"),
)
"""The keys of a row and the columns of a data frame."""

_MOST_BARS: Final = 40
"""Values of a facet in one chart; a histogram is drawn whole."""


class MissingPartError(ImportError):
    """A package for notebooks is not installed; the message says how to install it."""


class Tabular:
    """What an answer can do in a notebook. For `search.results.Results`, whose attributes it reads."""

    __slots__ = ()

    def to_dicts(self: Any) -> list[dict[str, Any]]:
        """Return a row for each hit of this page: plain strings, numbers and lists of strings, by `COLUMNS`."""
        return [_row(rank, hit) for rank, hit in self.ranked()]

    def to_pandas(self: Any) -> Any:
        """Return the hits of this page as a pandas `DataFrame`, one a row; without hits too it has its columns.

        Dates are strings, as long as they are known. Raises `MissingPartError` where pandas is not installed.
        """
        return _part("pandas").DataFrame(self.to_dicts(), columns=list(COLUMNS))

    def plot(self: Any, facet: str = "") -> Any:
        """Draw the counts of a facet in paragraphs, and return the matplotlib `Axes`.

        `facet` is its name in `facets`; without one a histogram is drawn where there is one, else the first facet.

        Raises `ValueError` where the answer has no such facet, `MissingPartError` where matplotlib is not installed.
        """
        name = facet or next((name for name, each in self.facets.items() if each.step), next(iter(self.facets), ""))
        if name not in self.facets:
            asked = ", ".join(self.facets) or "none: ask for one, as in facets=['date']"
            raise ValueError(f"there is no facet {name!r} in this answer; there is {asked}")
        return _chart(name, self.facets[name])

    def _repr_html_(self: Any) -> str:
        """Return the answer as a table for a notebook. Nothing in it is read as markup but what this makes."""
        parts = [f"<p><b>{_headline(self)}</b></p>"]
        if self.hits:
            parts.append(_table(("", "date", "paragraph", "text", "names"), map(_cells, self.ranked())))
        for name, facet in self.facets.items():
            rows = ((_safe(_label(each)), f"{each.paragraphs:,}", f"{each.articles:,}") for each in facet)
            parts.append(_table((_safe(name), "paragraphs", "articles"), rows))
        parts.extend(f"<p>{_safe(each.severity)}: {_safe(each.message)}</p>" for each in self.diagnostics)
        if self.suggestions:
            parts.append(f"<p>did you mean: {' | '.join(map(_safe, self.suggestions))}</p>")
        return "\n".join(parts)


def _row(rank: int, hit: Any) -> dict[str, Any]:
    values = (
        *(rank, hit.id, hit.article, hit.paragraph, hit.kind, None if hit.date is None else str(hit.date), hit.title),
        *(str(hit.snippet), hit.text, hit.source, list(hit.authors), hit.url, hit.dateline, hit.language, hit.score),
        *(list(hit.names(each)) for each in ENTITY_COLUMNS),
        [str(date) for date in hit.mentioned],
    )
    return dict(zip(COLUMNS, values, strict=True))


def _part(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise MissingPartError(
            f"{package} is not installed; install what notebooks need with: pip install 'dateline[notebook]'"
        ) from None


def _chart(name: str, facet: Any) -> Any:
    _, axes = _part("matplotlib.pyplot").subplots(layout="constrained")
    counts = list(facet)
    if facet.step:
        axes.bar(range(len(counts)), [each.paragraphs for each in counts])
        every = max(1, len(counts) // 12)
        axes.set_xticks(range(0, len(counts), every), [each.value for each in counts[::every]], rotation=45, ha="right")
        axes.set_ylabel("paragraphs")
    else:
        counts = counts[:_MOST_BARS]
        axes.barh(range(len(counts)), [each.paragraphs for each in counts])
        axes.set_yticks(range(len(counts)), [_label(each) for each in counts])
        axes.invert_yaxis()
        axes.set_xlabel("paragraphs")
    axes.set_title(f"{name} by {facet.step}" if facet.step else name)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_parse_math(False)  # a name with two dollar signs is no formula
    return axes


def _label(count: Any) -> str:
    return f"{count.value} × {count.second}" if count.second else str(count.value)


def _headline(results: Any) -> str:
    asked = f" for {_safe(results.query)}" if results.query else ""
    if results.total is None:
        return f"{len(results.hits):,} paragraphs on this page{asked}"
    least = "" if results.total.exact else "at least "
    return f"{least}{results.total.paragraphs:,} paragraphs in {results.total.articles:,} articles{asked}"


def _cells(ranked: tuple[int, Any]) -> Sequence[str]:
    rank, hit = ranked
    names = dict.fromkeys(name for each in ENTITY_COLUMNS for name in hit.names(each))
    where = f"{_safe(hit.title)}<br>{_safe(hit.id)}" if hit.title else _safe(hit.id)
    text = _marked(hit.snippet) if hit.snippet.text else _safe(hit.text)
    return str(rank), "" if hit.date is None else str(hit.date), where, text, _safe(", ".join(names))


def _marked(snippet: Any) -> str:
    pieces = ["… " if snippet.starts_inside else ""]
    done = 0
    for span in snippet.spans:
        pieces += [
            _safe(snippet.text[done : span.start]),
            f"<mark>{_safe(snippet.text[span.start : span.stop])}</mark>",
        ]
        done = span.stop
    pieces += [_safe(snippet.text[done:]), " …" if snippet.ends_inside else ""]
    return "".join(pieces)


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are safe already; what runs from right to left stays in its cell."""
    head = "".join(f"<th>{each}</th>" for each in heads)
    body = "\n".join("<tr>" + "".join(f"<td><bdi>{each}</bdi></td>" for each in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


_UNSAFE: Final[Mapping[int, str]] = {
    **dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " "),
    **dict.fromkeys((*range(8234, 8239), *range(8294, 8304)), "�"),
}


def _safe(text: str) -> str:
    """Return text as HTML text: no markup, no control character, nothing that turns the line around.

    >>> _safe('<b onclick="x">\\u202e')
    '&lt;b onclick=&quot;x&quot;&gt;\\ufffd'
    """
    from html import escape  # a table of two thousand names, for notebooks alone

    return escape(text.translate(_UNSAFE).encode("utf-8", "replace").decode("utf-8"))
