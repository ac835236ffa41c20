"""What the `search` command does beside listing hits: each asks the engine and lays the answer out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from search.api import Engine
from search.batch import Answered, BatchQuestion, answers
from search.render import Format
from search.render.article import article_document, article_lines
from search.render.batch import batch_lines, batch_rows
from search.render.completions import completion_pieces
from search.render.document import value_text
from search.render.lines import concordance_json, concordance_jsonl, concordance_lines, concordance_rows
from search.render.remarks import diagnostic_lines
from search.render.rerun import gone_lines, rerun_pieces, saved_document, saved_lines
from search.render.terminal import Terminal
from search.render.untrusted import printable
from search.render.verdicts import why_document, why_lines
from search.request import Order, RequestError


@dataclass(slots=True)
class Tally:
    """How many of many questions found something, and what was wrong with others."""

    n_found: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What goes to standard output, what to standard error, and whether something was found."""

    pieces: Iterable[str]
    is_found: bool
    remarks: tuple[str, ...] = ()
    tally: Tally | None = None
    """Of many questions: counted while the pieces are written."""
    afterwards: Callable[[], None] | None = None
    """What is done once the answer was written, and not where it could not be."""


def tell_why(
    engine: Engine, key: str, query: str, keywords: Mapping[str, Any], form: Format, terminal: Terminal
) -> Told:
    """Tell which clause and filter keeps a paragraph out, or that it is found."""
    _check_form("why", form, ("text", "json"))
    why = engine.why(key, query, **keywords)
    is_found = any(verdict.is_found for verdict in why.verdicts)
    remarks = tuple(printable(f"note: {each}") for each in why.remarks)
    if form == "json":
        return Told([value_text(why_document(why))], is_found, remarks)
    return Told((line + "\n" for line in why_lines(why, terminal)), is_found, remarks)


def tell_occurrences(
    engine: Engine, order: Order, query: str, keywords: Mapping[str, Any], form: Format, terminal: Terminal
) -> Told:
    """Lay out every occurrence of what is asked for."""
    _check_form("keyword_in_context", form, ("text", "json", "jsonl", "csv", "tsv"))
    found = engine.concordance(query, order=order, **keywords)
    remarks = (line for each in found.diagnostics for line in diagnostic_lines(each, query, terminal))
    if form == "text":
        pieces: Iterable[str] = (line + "\n" for line in concordance_lines(found, terminal))
    elif form in ("csv", "tsv"):
        pieces = concordance_rows(found, "," if form == "csv" else "\t")
    else:
        pieces = concordance_json(found) if form == "json" else concordance_jsonl(found)
    return Told(pieces, found.n_occurrences > 0, (*remarks, *([] if found.n_occurrences else ["nothing found"])))


def tell_article(
    engine: Engine, key: str, query: str, keywords: Mapping[str, Any], form: Format, terminal: Terminal
) -> Told:
    """Tell a whole article, with what matches marked."""
    _check_form("open", form, ("text", "json"))
    article = engine.article(key, query, **keywords)
    stderr = Terminal(width=terminal.width, unicode=terminal.unicode)
    remarks = tuple(line for each in article.diagnostics for line in diagnostic_lines(each, query, stderr))
    if form == "json":
        return Told([value_text(article_document(article))], True, remarks)
    return Told((line + "\n" for line in article_lines(article, terminal)), True, remarks)


def tell_batch(
    engine: Engine,
    questions: list[BatchQuestion],
    keywords: Mapping[str, Any],
    wants: Mapping[str, Any],
    form: Format,
    *,
    counts_only: bool,
) -> Told:
    """Answer many questions in one stream, all with what the form `wants`; what was at fault is in the tally."""
    _check_form("queries", form, ("jsonl", "csv", "tsv"))
    tally = Tally()
    counted = _counted(answers(engine.search, questions, keywords, wants), tally)
    if form == "jsonl":
        return Told(batch_lines(counted), is_found=False, tally=tally)
    return Told(
        batch_rows(counted, "," if form == "csv" else "\t", counts_only=counts_only), is_found=False, tally=tally
    )


def _counted(answered: Iterable[Answered], tally: Tally) -> Iterator[Answered]:
    for each in answered:
        if each.results is None:
            tally.faults.append(printable(f"question {each.number}: {each.fault}"))
        else:
            total = each.results.total
            tally.n_found += bool(each.results.hits) if total is None else total.paragraphs > 0
        yield each


def tell_rerun(engine: Engine, name: str, form: Format, terminal: Terminal, line_end: str, *, update: bool) -> Told:
    """Tell what a saved question finds that is new, and what is gone."""
    rerun = engine.rerun(name, update=False)
    remarks: list[str] = []
    if form not in ("text", "json", "jsonl"):
        remarks += gone_lines(rerun)
    if not rerun.new:
        same = " (nothing was indexed since)" if rerun.is_same_index else ""
        remarks.append(f"nothing new for {rerun.before.name}{same}")
    if rerun.before.index.extractor != rerun.after.index.extractor:
        remarks.append(f"note: names are found otherwise since then, by {printable(rerun.after.index.extractor)}")
    pieces = rerun_pieces(rerun, form, terminal, line_end)
    return Told(pieces, bool(rerun.new), tuple(remarks), afterwards=(lambda: engine.keep(rerun)) if update else None)


def tell_saved(engine: Engine, form: Format, terminal: Terminal) -> Told:
    """List the saved questions."""
    _check_form("saved", form, ("text", "json"))
    questions = engine.saved()
    if form == "json":
        return Told([value_text(saved_document(questions))], bool(questions))
    remarks = () if questions else ("no question is saved; --save NAME saves one",)
    return Told((line + "\n" for line in saved_lines(questions, terminal)), bool(questions), remarks)


def tell_completions(engine: Engine, prefix: str, limit: int, form: Format) -> Told:
    """List what a beginning may go on to."""
    _check_form("complete", form, ("text", "json", "csv", "tsv"))
    found = engine.complete(prefix, limit=limit)
    return Told(completion_pieces(prefix, found, form), bool(found))


def forget(engine: Engine, name: str) -> Told:
    """Delete a saved question."""
    engine.forget(name)
    return Told((), True, (f"forgotten: {name}",))


def _check_form(option: str, form: Format, forms: tuple[Format, ...]) -> None:
    if form not in forms:
        raise RequestError(option, f"comes as {' or '.join(forms)}, not as {form}")
