"""Markdown with front matter: as a reader of the page would see it, told apart into blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from indexer.model import Block
from indexer.sources.base import Note, Record
from indexer.sources.decode import decode, guessed
from indexer.sources.draft import finish
from indexer.sources.fields import named
from indexer.sources.files import read_bytes
from indexer.sources.frontmatter import read_front_matter
from indexer.sources.markup import markup_blocks
from indexer.sources.records import body_blocks, with_fields
from indexer.sources.wraps import blocks as text_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SHORTCODE: Final = re.compile(r"\{\{[<%][^{]{0,2000}?[>%]\}\}")
# `{#anchor}` and `{.class}`, which many site makers understand behind a heading or a link.
_ATTRIBUTES: Final = re.compile(r"\s?(?<!\{)\{:?[#.][\w .#:=\"-]{1,200}\}(?!\})")
# Emphasis written in a way CommonMark does not see ("**Contact—**A") leaves its marks in the text.
_LEFT_OVER: Final = re.compile(r"\*{2,3}|^_(?=\w)|(?<=[\w.!?)])_$")
# A link whose address holds a space is no link to CommonMark.
_LINK_LEFT_OVER: Final = re.compile(r"\[([^\[\]]{1,300})\]\((?:#|mailto:|https?:)[^()]{0,500}\)")
# The Markdown parser takes quadratic time over emphasis that does not close; longer texts are read as plain ones.
_LARGEST_PARSED: Final = 1_000_000
_PICTURE_TEXT: Final = re.compile(r"""\b(caption|alt)\s*=\s*(?:"([^"]+)"|'([^']+)')""")


class MarkdownSource:
    """One article a file: YAML or TOML front matter or none, then CommonMark with tables, HTML and shortcodes.

    Headings become subheads, the first of the highest rank the title where the front matter gives none; list items,
    rows of tables and quoted paragraphs a block each; links and emphasis their text. The alternative text of a
    picture is a caption when it is long enough to describe something. Fenced code is left out: it is not news.
    """

    suffixes: tuple[str, ...] = (".md", ".markdown", ".md.gz", ".markdown.gz")

    def read(self, path: Path, key: str) -> Iterator[Record]:
        """Yield the article of the file; raise `SourceError` where it has none."""
        decoded = decode(read_bytes(path))
        front = read_front_matter(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
        if not decoded.is_certain:
            yield guessed(key, decoded)
        if front.is_broken:
            yield Note(key, "the front matter is not valid; its lines were read one by one", "broken-front-matter")
        fields = named(front.fields)
        blocks = markdown_blocks(front.text) or list(body_blocks(fields.get("summary")))
        if "title" not in fields and blocks and blocks[0].kind == "subhead":
            fields["title"] = blocks[0].text
            blocks = blocks[1:]
        fields.pop("body", None)
        yield from finish(with_fields(fields, key, key, tuple(blocks)))


def markdown_blocks(text: str) -> list[Block]:
    """Return the blocks of a Markdown text.

    >>> blocks = markdown_blocks("## Talks\\n\\nThey [open](https://a.b) *today*\\n\\n- one\\n- two")
    >>> [(block.kind, block.text) for block in blocks]
    [('subhead', 'Talks'), (None, 'They open today'), (None, 'one'), (None, 'two')]
    """
    if len(text) > _LARGEST_PARSED:
        return [Block(paragraph) for paragraph in text_blocks(text)]
    prepared = _ATTRIBUTES.sub("", _SHORTCODE.sub(_picture, text))
    found = markup_blocks(_parser().render(prepared))
    return [Block(_LEFT_OVER.sub("", _LINK_LEFT_OVER.sub(r"\1", block.text)), block.kind) for block in found]


def _picture(match: re.Match[str]) -> str:
    """Put a picture in the place of a shortcode that tells what it shows; any other is an address, or nothing."""
    texts = {name: one or other for name, one, other in _PICTURE_TEXT.findall(match.group())}
    told = texts.get("caption") or texts.get("alt")
    if told:
        return f'<img alt="{html.escape(html.unescape(told))}">'
    return "#" if match.string[match.start() - 1 : match.start()] == "(" else ""


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 60 ms to import, for folders that hold Markdown

    class _Reader(MarkdownIt):
        """Addresses are dropped in the end: to check and to encode them took a tenth of the time."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802
            return url

        def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
            return True

    parser = _Reader("commonmark", {"html": True}).enable("table")
    # Text set in by four spaces is code to CommonMark; in news it is a list gone wrong, and its words count.
    parser.disable("code")
    parser.add_render_rule("fence", _nothing)
    return parser


def _nothing(*_: Any) -> str:
    return ""
