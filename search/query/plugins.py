"""The signs of the query language, as plugins of Whoosh's query parser: each finds one thing at a place in the text."""

from __future__ import annotations

import re
from datetime import date as CalendarDate
from typing import Any, Final

from whoosh.qparser import plugins
from whoosh.qparser.taggers import RegexTagger

from search.query import dates
from search.query.fields import DATE_FIELDS, field_named, nearest_field
from search.query.nodes import Closing, FieldMarker, Opening, Operator, Stray, Unit

MAX_BOOST: Final = 1000.0
"""Above it one word only decides, and scores lose the digits that tell others apart."""

_BOOST: Final = r"(?:\^(?P<boost>[\d.]*))?"
_UNIT_START: Final = r"(?<![^\s(])"
_OPERATOR: Final = re.compile(
    rf"(?<![^\s()\"])(?:(?P<word>AND|OR|NOT)|(?P<near>NEAR|PRE)/(?P<distance>\d+))(?=[\s()\"]|$)"
    rf"|(?:{_UNIT_START}|(?<=:))(?P<sign>[-+])(?=[^\s)+-])"
)
_QUOTED: Final = re.compile(rf'(?P<exact>=?)"(?P<text>[^"]*)"(?:~(?P<distance>\d*))?{_BOOST}')
_FIELD: Final = re.compile(r"(?P<name>[^\W\d_]+):(?=[^\s)])")
_WORD: Final = re.compile(r'[^\s()"]+')
_SUFFIXED: Final = re.compile(
    r"(?P<exact>=?)(?P<text>.*?[^\s~^])(?:~(?P<distance>\d*))?(?:\^(?P<boost>[\d.]*))?", re.DOTALL
)
_FIELD_LIKE: Final = re.compile(r"(?P<name>[a-z]{2,}):(?P<value>\w|$)")
_NO_FIELDS: Final = frozenset(("http", "https", "ftp", "mailto", "tel", "www", "re", "fw", "fwd"))
_DATE: Final = re.compile(
    r"(?P<name>[^\W\d_]+):(?P<value>(?:>=|=>|<=|=<|>|<|=)?"
    r"(?:[\[{][^\]}]{0,100}[\]}](?:\^[\d.]*)?|(?:\"[^\"]{0,100}\"|[^\s()\"\[{]+)++))"
)
_MORE_WORDS: Final = re.compile(r"(?: +[\w.,-]+){1,3}")


class SignPlugin(plugins.Plugin):  # type: ignore[misc]  # Whoosh is untyped
    """A plugin that is one tagger: `expression` found at a place becomes the node that `create` makes of it."""

    expression: re.Pattern[str]
    priority = 0

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:  # noqa: ARG002
        """Return the tagger and its turn: lower ones come first."""
        return [(_SignTagger(self.expression, self.create), self.priority)]

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a node, or None to leave the place to the next plugin."""
        raise NotImplementedError


class _SignTagger(RegexTagger):  # type: ignore[misc]
    def __init__(self, expression: re.Pattern[str], create: Any) -> None:
        self.expr = expression
        self.create = create

    def match(self, parser: Any, text: str, pos: int) -> Any:
        match = self.expr.match(text, pos)
        node = None if match is None else self.create(parser, match)
        # A node that took more than its match has said so.
        if match is None or node is None or hasattr(node, "startchar"):
            return node
        return node.set_range(*match.span())


class OpeningPlugin(SignPlugin):
    """`(`."""

    expression = re.compile(r"\(")

    def create(self, parser: Any, match: re.Match[str]) -> Any:  # noqa: ARG002
        """Return an opening."""
        return Opening()


class ClosingPlugin(SignPlugin):
    """`)`, and the weight right after it."""

    expression = re.compile(rf"\){_BOOST}")

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a closing."""
        return Closing(_boost(parser, match))


class OperatorPlugin(SignPlugin):
    """AND, OR, NOT, NEAR/n and PRE/n in capitals as words of their own; `-` and `+` before a word."""

    expression = _OPERATOR
    priority = 1

    def create(self, parser: Any, match: re.Match[str]) -> Any:  # noqa: ARG002
        """Return an operator."""
        if match["near"]:
            return Operator(match["near"], int(match["distance"][:6]))
        return Operator(match["word"] or match["sign"])


class DatePlugin(SignPlugin):
    """`date:` and `mentioned:` with a date, a range or a comparison."""

    expression = _DATE
    priority = 2

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a unit with the whole date; leave other fields, and dates in parentheses, to the next plugin."""
        field = field_named(match["name"])
        if field not in DATE_FIELDS or match["value"][0] in "+-":
            return None
        value, stop = match["value"], match.end()
        boost = 1.0
        if weighted := re.fullmatch(r"(.*)\^(?P<boost>[\d.]*)", value):
            value, boost = weighted[1], _boost(parser, weighted, match)
        elif '"' not in value:
            value, stop = _longest_date(parser, match)
        unit = Unit(value.replace('"', ""), match.start("value"))
        unit.fieldname, unit.boost = field, boost
        return unit.set_range(match.start(), stop)


class FieldPlugin(SignPlugin):
    """`person:` and the other fields, right before what they apply to."""

    expression = _FIELD
    priority = 3

    def create(self, parser: Any, match: re.Match[str]) -> Any:  # noqa: ARG002
        """Return a marker for a field there is."""
        name = field_named(match["name"])
        return None if name is None else FieldMarker(name, match["name"])


class QuotePlugin(SignPlugin):
    """`"a phrase"`, `"near each other"~5`, `="Joe Biden"`."""

    expression = _QUOTED
    priority = 4

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a unit."""
        distance = int(match["distance"][:6]) if match["distance"] else None
        limit = parser.reading.limits.distance
        if distance is not None and distance > limit:
            message = f"words are near within {limit} words at most; ~{limit} is used"
            parser.reading.remarks.add("distance", message, *match.span())
            distance = limit
        unit = Unit(match["text"], match.start("text"), quoted=True, exact=bool(match["exact"]), distance=distance)
        unit.boost = _boost(parser, match)
        return unit


class StrayPlugin(SignPlugin):
    """A quotation mark that `QuotePlugin` found no partner for."""

    expression = re.compile('=?"')
    priority = 5

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a node that is left out later."""
        message = "the quotation mark has no partner; what follows it is searched as words"
        parser.reading.remarks.add("unclosed-quote", message, match.end() - 1, match.end())
        return Stray()


class WordPlugin(SignPlugin):
    """Everything else up to a space, a quotation mark or a parenthesis."""

    expression = _WORD
    priority = 6

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        """Return a unit."""
        _remark_word(parser.reading, match)
        parts = _SUFFIXED.fullmatch(match[0])
        if parts is None:
            return Unit(match[0], match.start())
        distance = None if parts["distance"] is None else int(parts["distance"][:6] or 1)
        offset = match.start() + parts.start("text")
        unit = Unit(parts["text"], offset, exact=bool(parts["exact"]), distance=distance)
        unit.boost = _boost(parser, parts, match)
        return unit


PLUGINS: Final = (
    OpeningPlugin(),
    ClosingPlugin(),
    OperatorPlugin(),
    DatePlugin(),
    FieldPlugin(),
    QuotePlugin(),
    StrayPlugin(),
    WordPlugin(),
)
"""The signs, in the order they are tried."""


def _boost(parser: Any, match: re.Match[str], whole: re.Match[str] | None = None) -> float:
    text = match["boost"]
    if text is None:
        return 1.0
    try:
        boost = float(text)
    except ValueError:
        boost = 0.0
    if 0 < boost <= MAX_BOOST:
        return boost
    message = f"a weight is a number above 0 and up to {MAX_BOOST:.0f}, as in word^2; it is left out"
    parser.reading.remarks.add("bad-boost", message, *(whole or match).span())
    return 1.0


def _longest_date(parser: Any, match: re.Match[str]) -> tuple[str, int]:
    """Return the date that starts at the value, and where it stops; with words after it where only those make a date.

    So `date:last week` and `date:31 December 2021` are not silently another question.
    """
    reading = parser.reading
    value: str = match["value"]
    if _is_date(value, reading.today) or value.casefold() in ("none", "undated", "unknown", "*"):
        return value, match.end()
    more = _MORE_WORDS.match(reading.text, match.end())
    words = more[0].split() if more else []
    for n_words in range(len(words), 0, -1):
        longer = " ".join((value, *words[:n_words]))
        if _is_date(longer, reading.today):
            stop = match.end()
            for word in words[:n_words]:
                stop = reading.text.index(word, stop) + len(word)
            message = f'read as {match["name"]}:"{longer}"; quotes make it plain'
            reading.remarks.add("date-words", message, match.start(), stop)
            return longer, stop
    return value, match.end()


def _is_date(text: str, today: CalendarDate) -> bool:
    try:
        dates.parse_range(text, today=today)
    except dates.DateError:
        return False
    return True


def _remark_word(reading: Any, match: re.Match[str]) -> None:
    """Tell of a word that looks like a sign of the language and is none."""
    text, (start, stop) = match[0], match.span()
    if text[-1] == "?" and reading.text[stop:].strip():
        message = "a ? that ends a word is punctuation; inside a word it is any letter (wom?n), * is any ending"
        reading.remarks.add("question-mark", message, stop - 1, stop)
    if text.endswith(":") and field_named(text[:-1]):
        if reading.text[stop:].strip(" )"):
            message = f"written without the space, {text} would ask the field {field_named(text[:-1])}"
            reading.remarks.add("field-space", message, start, stop)
        else:
            message = f"{text} has no value; write it like {text}word"
            reading.remarks.add("empty-field", message, start, stop)
    like = _FIELD_LIKE.match(text)
    if like and like["name"] not in _NO_FIELDS and (like["value"] or reading.text[stop : stop + 1] in ('"', "(")):
        nearest = nearest_field(like["name"])
        advice = f"; did you mean {nearest}:?" if nearest else ""
        message = f"there is no field {like['name']}, both sides of the colon are searched as words{advice}"
        reading.remarks.add("unknown-field", message, start, stop)
