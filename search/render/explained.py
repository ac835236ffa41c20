"""How an answer came about, for people: the question in words, and under each hit the parts of its score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from search.render.terminal import Terminal
from search.render.untrusted import printable
from search.render.wrap import wrap

if TYPE_CHECKING:  # few answers are explained
    from search.explanation import Explanation, HitExplanation, ScorePart


def explanation_lines(explanation: Explanation, terminal: Terminal) -> Iterator[str]:
    """Yield how the question was read.

    >>> from search.explanation import Explanation
    >>> told = Explanation("a form of 'talks'", "stem:talk", ("since=2022",), "whoosh", 3260)
    >>> print(*explanation_lines(told, Terminal()), sep="\\n")
    asked for: a form of 'talks'
    filters:   since=2022
    run by:    whoosh, over 3,260 paragraphs
    tree:      stem:talk
    """
    parts = [("asked for", explanation.words), ("filters", " · ".join(explanation.filters))]
    parts.append(("run by", f"{explanation.executor}, over {explanation.n_paragraphs:,} paragraphs"))
    parts.append(("tree", explanation.tree))
    for label, text in parts:
        if text:
            first, *rest = wrap(printable(text), (), terminal.width - 11, terminal)
            yield terminal.paint(f"{label + ':':<11}", "faint") + first
            yield from (" " * 11 + line for line in rest)


def score_lines(explanation: HitExplanation, width: int, terminal: Terminal) -> Iterator[str]:
    """Yield the parts of a score, the greatest first; nothing where the order is by date.

    >>> from search.explanation import HitExplanation, ScorePart
    >>> part = ScorePart("a form of 'talks'", 1.4173, "stem", "talk", 2, 76, 1.857, 72, 42.6)
    >>> print(*score_lines(HitExplanation(1.4173, (part,)), 76, Terminal()), sep="\\n")
    score 1.4173
      1.4173  a form of 'talks': 2 times among 72 words (average 42.6); in 76
              paragraphs, so that it weighs 1.857
    """
    if not explanation.parts:
        return
    yield f"score {explanation.score:.4f}"
    numbers = [f"{part.contribution:.4f}" for part in explanation.parts]
    columns = max(map(len, numbers)) + 4
    for number, part in zip(numbers, explanation.parts, strict=True):
        first, *rest = wrap(printable(_told(part)), (), width - columns, terminal)
        yield f"{number:>{columns - 2}}  {first}"
        yield from (" " * columns + line for line in rest)


def _told(part: ScorePart) -> str:
    weight = "" if part.boost == 1.0 else f", times {part.boost:g}"
    if not part.term:
        return f"{part.clause}: the same for all{weight}"
    times = "once" if part.term_frequency == 1 else f"{part.term_frequency:g} times"
    return (
        f"{part.clause}: {times} among {part.length:g} words (average {part.average_length:.1f}); "
        f"in {part.document_frequency:,} paragraphs, so that it weighs {part.idf:.3f}{weight}"
    )
