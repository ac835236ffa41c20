"""HTML to blocks: what a reader of the page would read, paragraph by paragraph.

The tags are found by one pattern whose every part stops at the next `<`, so that any input, however broken, takes
linear time; the standard library's parser needed 17 s for 32 KB of `<a <a <a`. It is also twice as fast on real pages.
"""

from __future__ import annotations

import html
import re
from typing import Final

from indexer.model import Block, Kind

_TAG: Final = re.compile(
    r"</?(?:p|div|br|a|span|em|strong|b|i|u|ul|ol|li|h[1-6]|img|blockquote|figure|figcaption|table|tr|td|section"
    r"|article|iframe|script|hr)\b[^<>]{0,2000}>|<!--",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")

_DROPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "iframe", "svg", "head", "form", "button", "select", "textarea"}
)
_BREAKING: Final = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "blockquote", "section", "article",
    "header", "footer", "aside", "main", "nav", "figure", "figcaption", "caption", "hr", "pre", "address", "body",
    "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "subhead"),
    "figcaption": "caption",
    "caption": "caption",
}
_CELLS: Final = frozenset({"td", "th"})

# An alternative text of so many words describes a picture; shorter ones name a logo or a file.
_FEWEST_WORDS_OF_CAPTION: Final = 5

_TOKEN: Final = re.compile(
    r"<!--(?:.*?-->|.*)|<[!?][^<>]*>"
    r"""|<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]{0,30})(?P<attributes>(?:[\s/](?:"[^"<]*"|'[^'<]*'|[^<>"'])*)?)>""",
    re.DOTALL,
)
_ALTERNATIVE: Final = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def is_markup(text: str) -> bool:
    """Whether text holds tags or character references of HTML.

    >>> is_markup("<p>Talks open.</p>"), is_markup("5 < 6 and AT&T")
    (True, False)
    """
    return ("<" in text and _TAG.search(text) is not None) or ("&" in text and _ENTITY.search(text) is not None)


def markup_blocks(text: str) -> list[Block]:
    """Return the blocks of an HTML text: headings as subheads, captions and telling alternative texts as captions.

    Rows of a table become a block each, their cells parted by ` | `. Scripts, forms and embedded frames are left
    out; tags that do not close, do not open or do not exist change nothing.

    >>> [(block.kind, block.text) for block in markup_blocks("<h2>Talks</h2><p>They <b>open</b> &amp; close<p>now")]
    [('subhead', 'Talks'), (None, 'They open & close'), (None, 'now')]
    """
    reader = _Reader()
    position = 0
    endless: set[str] = set()
    while (token := _TOKEN.search(text, position)) is not None:
        reader.read(text[position : token.start()])
        position = token.end()
        tag = (token["tag"] or "").lower()
        if tag in _DROPPED and not (token["end"] or token["attributes"].endswith("/")):
            if tag not in endless and (end := re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, position)):
                position = end.end()
            else:
                endless.add(tag)  # without an end tag it is taken for empty, and not looked for again
        elif tag:
            reader.meet(tag, token["attributes"], is_end=bool(token["end"]))
    reader.read(text[position:])
    reader.end_block()
    return reader.blocks


class _Reader:
    """The block being read, and those that are done."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._captions: list[str] = []
        self._kind: Kind | None = None
        self._n_breaks = 0

    def read(self, text: str) -> None:
        """Take in text between two tags."""
        if text:
            self._text.append(html.unescape(text))
            self._n_breaks = self._n_breaks if text.isspace() else 0

    def meet(self, tag: str, attributes: str, *, is_end: bool) -> None:
        """Take in a tag."""
        if tag in _BREAKING:
            self.end_block()
            self._kind = None if is_end else _KINDS.get(tag)
        elif tag == "br":
            self._break_line()
        elif tag == "img":
            match = _ALTERNATIVE.search(attributes)
            alternative = html.unescape(match[1] or match[2] or "").strip() if match else ""
            if len(alternative.split()) >= _FEWEST_WORDS_OF_CAPTION:
                self._captions.append(alternative)
        elif tag in _CELLS and not is_end and "".join(self._text).strip():
            self._text.append(" | ")

    def end_block(self) -> None:
        """Close the block, and after it the captions of the pictures it held."""
        text = "".join(self._text).strip(" \t\r\n|")
        if text.strip():
            self.blocks.append(Block(text, self._kind))
        self.blocks.extend(Block(caption, "caption") for caption in self._captions)
        self._text, self._captions, self._kind, self._n_breaks = [], [], None, 0

    def _break_line(self) -> None:
        """One <br> is a space; two in a row are how pages without <p> part paragraphs."""
        self._n_breaks += 1
        if self._n_breaks == 2:
            self.end_block()
        else:
            self._text.append("\n")
