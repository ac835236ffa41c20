"""The answer for programs: one JSON object, or one line of JSON for each hit. docs/json.md describes both.

Offsets are characters (Unicode code points), half open. There are no escape codes for terminals: what a terminal could
trip over stands as a JSON escape, and reads back as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from indexer.model import Mention
from search.explanation import Explanation, HitExplanation
from search.render.untrusted import UNSAFE
from search.results import (
    FORMAT_VERSION,
    Diagnostic,
    Facet,
    FacetCount,
    Hit,
    Passage,
    RelatedName,
    Results,
    Span,
    Total,
)

_LINE_END: Final = "\n"


def document(results: Results) -> dict[str, Any]:
    """Return the whole answer as plain values, ready for `json.dumps`.

    >>> document(Results("talks", (), None))["format_version"]
    1
    """
    hits = [hit_document(rank, hit) for rank, hit in results.ranked()]
    return {**_summary(results), "hits": hits}


def hit_document(rank: int, hit: Hit) -> dict[str, Any]:
    """Return one hit as plain values; `rank` counts from 1 over all pages, by article that of its article."""
    return {
        "rank": rank,
        "id": hit.id,
        "article": hit.article,
        "paragraph": hit.paragraph,
        "kind": hit.kind,
        "score": hit.score,
        "date": None if hit.date is None else str(hit.date),
        "date_precision": None if hit.date is None else hit.date.precision,
        "title": hit.title,
        "text": hit.text,
        "source": hit.source,
        "authors": list(hit.authors),
        "url": hit.url,
        "dateline": hit.dateline,
        "language": hit.language,
        "spans": _spans(hit.spans),
        "snippet": {
            "text": hit.snippet.text,
            "spans": _spans(hit.snippet.spans),
            "starts_inside": hit.snippet.starts_inside,
            "ends_inside": hit.snippet.ends_inside,
        },
        "entities": _entities(hit.entities),
        "mentioned": [str(date) for date in hit.mentioned],
        **({"before": [passage_document(each) for each in hit.before]} if hit.before else {}),
        **({"after": [passage_document(each) for each in hit.after]} if hit.after else {}),
        **({} if hit.explanation is None else {"explanation": _score(hit.explanation)}),
    }


def passage_document(passage: Passage) -> dict[str, Any]:
    """Return a paragraph beside a hit or of an article read whole as plain values."""
    return {
        "id": passage.id,
        "paragraph": passage.paragraph,
        "kind": passage.kind,
        "text": passage.text,
        "spans": _spans(passage.spans),
        "entities": _entities(passage.entities),
    }


def json_text(results: Results) -> Iterator[str]:
    """Yield the answer as one indented JSON object and a line end."""
    yield _encoded(document(results), indent=2) + _LINE_END


def value_text(value: dict[str, Any], *, in_one_line: bool = False) -> str:
    """Return plain values as JSON and a line end, made safe as an answer is."""
    return _encoded(value, None if in_one_line else 2) + _LINE_END


def json_lines(results: Results, *, question: int | None = None, **extra: Any) -> Iterator[str]:
    """Yield a line of type `hit` for each hit, then one of type `summary` with all the rest, and with `extra`.

    Every line has the number of its `question`, where it is one of several.
    """
    numbered = {} if question is None else {"question": question}
    for rank, hit in results.ranked():
        yield _encoded({"type": "hit", **numbered, **hit_document(rank, hit)}) + _LINE_END
    yield _encoded({"type": "summary", **numbered, **_summary(results), **extra}) + _LINE_END


def _summary(results: Results) -> dict[str, Any]:
    total, timings = results.total, results.timings
    return {
        "format_version": FORMAT_VERSION,
        "query": results.query,
        "total": total and _total(total),
        "offset": results.offset,
        "by": results.by,
        **({"groups": list(_groups(results))} if results.by == "article" else {}),
        "facets": {name: _facet(facet) for name, facet in results.facets.items()},
        "related": {name: [_related(each) for each in names] for name, names in results.related.items()},
        "diagnostics": [diagnostic_document(each) for each in results.diagnostics],
        "suggestions": list(results.suggestions),
        "timings": {
            "parse_ms": timings.parse_ms,
            "search_ms": timings.search_ms,
            "snippets_ms": timings.snippets_ms,
            "total_ms": timings.total_ms,
        },
        **({} if results.explanation is None else {"explanation": explanation_document(results.explanation)}),
    }


def _groups(results: Results) -> Iterator[dict[str, Any]]:
    for rank, group in enumerate(results.groups, results.offset + 1):
        yield {
            "rank": rank,
            "article": group.article,
            "title": group.title,
            "date": None if group.date is None else str(group.date),
            "date_precision": None if group.date is None else group.date.precision,
            "score": group.score,
            "paragraphs": group.n_paragraphs,
            "hits": [hit.id for hit in group.hits],
        }


def _facet(facet: Facet) -> dict[str, Any]:
    counts = [_count(count) for count in facet]
    none = {"paragraphs": facet.none.paragraphs, "articles": facet.none.articles}
    if facet.step:
        return {"step": facet.step, "counts": counts, "none": none, "has_holes": facet.has_holes}
    others = {
        "values": facet.others.values,
        "paragraphs": facet.others.paragraphs,
        "articles": facet.others.articles,
    }
    return {"counts": counts, "others": others, "none": none}


def _related(name: RelatedName) -> dict[str, Any]:
    return {
        "value": name.value,
        "paragraphs": name.paragraphs,
        "all_paragraphs": name.all_paragraphs,
        "expected": name.expected,
        "score": name.score,
    }


def _count(count: FacetCount) -> dict[str, Any]:
    values = {"value": count.value, "second": count.second} if count.second else {"value": count.value}
    counted = {**values, "paragraphs": count.paragraphs, "articles": count.articles}
    if count.all_paragraphs is None:
        return counted
    return {**counted, "all_paragraphs": count.all_paragraphs, "share": count.share}


def diagnostic_document(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a remark as plain values; `option` and `total` are there where it is advice on what to leave out."""
    remark: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "start": diagnostic.start,
        "stop": diagnostic.stop,
    }
    if diagnostic.total is not None:
        remark |= {"option": diagnostic.option, "total": _total(diagnostic.total)}
    return remark


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """Return how a question was read as plain values."""
    return {**asdict(explanation), "filters": list(explanation.filters)}


def _score(explanation: HitExplanation) -> dict[str, Any]:
    return {"score": explanation.score, "parts": [asdict(part) for part in explanation.parts]}


def _total(total: Total) -> dict[str, Any]:
    return {"paragraphs": total.paragraphs, "articles": total.articles, "exact": total.exact}


def _entities(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    return [
        {"type": each.type, "name": each.name, "text": each.text, "start": each.start, "stop": each.stop}
        for each in mentions
    ]


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "stop": span.stop} for span in spans]


def _encoded(value: dict[str, Any], indent: int | None = None) -> str:
    # json escapes the C0 controls itself, and outside a string JSON has no character of UNSAFE but our line ends.
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    return UNSAFE.sub(lambda match: match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}", text)
