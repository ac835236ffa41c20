"""The fields above a Markdown text: YAML between `---` lines, TOML between `+++` lines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final

import yaml

_FENCED: Final = re.compile(
    r"\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<fields>.*?)^(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
# Fields that open a text and end at an empty line, without the mark that would close them.
_OPEN: Final = re.compile(
    r"\s*(?:---|\+\+\+)[ \t]*\n(?P<fields>(?:[A-Za-z][\w -]{0,60}[:=][^\n]{0,2000}\n)+)[ \t]*(?:\n|\Z)"
)
_PLAIN_FIELD: Final = re.compile(r"""([A-Za-z][\w -]*?)\s*[:=]\s*["']?(.*?)["']?\s*$""")

_LONGEST_LINE: Final = 2_000
# The YAML parser takes quadratic time over open brackets.
_MOST_BRACKETS: Final = 2_000

# Every scalar stays the text that was written: YAML's own types would shift a date to UTC, refuse 30 February and
# read a headline "No" as false. The C parser is ten times as fast, where PyYAML was built with it.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, the text below them, and whether the fields were broken and read line by line."""

    text: str
    fields: dict[object, object] = field(default_factory=dict)
    is_broken: bool = False


def read_front_matter(text: str) -> FrontMatter:
    """Part a Markdown text from its front matter; what cannot be parsed is read as `key: value` lines.

    >>> read_front_matter("---\\ntitle: 'No'\\ndate: 2021-12-31\\n---\\nTalks open.")
    FrontMatter(text='Talks open.', fields={'title': 'No', 'date': '2021-12-31'}, is_broken=False)
    >>> read_front_matter("---\\ntitle: Never closed\\n\\nTalks open.")
    FrontMatter(text='Talks open.', fields={'title': 'Never closed'}, is_broken=True)
    """
    match = _FENCED.match(text)
    if match is None:
        unclosed = _OPEN.match(text)
        if unclosed is None:
            return FrontMatter(text)
        return FrontMatter(text[unclosed.end() :], _line_by_line(unclosed["fields"]), is_broken=True)
    written, rest = match["fields"], text[match.end() :]
    if written.count("[") + written.count("{") > _MOST_BRACKETS:
        return FrontMatter(rest, _line_by_line(written), is_broken=True)
    try:
        fields: object = tomllib.loads(written) if match["mark"] == "+++" else yaml.load(written, Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return FrontMatter(rest, _line_by_line(written), is_broken=True)
    if fields is None or fields == "":
        return FrontMatter(rest)
    if not isinstance(fields, dict):
        # Two rules around a paragraph look like front matter and are none.
        return FrontMatter(text)
    return FrontMatter(rest, fields)


def _line_by_line(written: str) -> dict[object, object]:
    pairs = (_PLAIN_FIELD.match(line) for line in written.splitlines() if len(line) < _LONGEST_LINE)
    return {pair.group(1): pair.group(2) for pair in pairs if pair is not None and pair.group(2)}
