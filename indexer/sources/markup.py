"""HTML to blocks: what a reader of the page would read, paragraph by paragraph."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
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
# Above this, and where the parser gives up, tags are cut out by pattern: html.parser can take quadratic time.
_LARGEST_PARSED: Final = 4_000_000


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
    if len(text) <= _LARGEST_PARSED:
        reader = _Reader()
        try:
            reader.feed(text)
            reader.close()
        except AssertionError:  # html.parser's answer to some malformed declarations
            pass
        else:
            reader.end_block()
            return reader.blocks
    parts = re.split(r"(?i)</?(?:p|div|li|br|h[1-6]|tr|blockquote)\b[^<>]*>", text)
    return [Block(plain) for part in parts if (plain := html.unescape(re.sub(r"<[^<>]*>", "", part)).strip())]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._captions: list[str] = []
        self._kind: Kind | None = None
        self._dropped = ""  # the element whose contents are being left out
        self._n_breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropped:
            return
        if tag in _DROPPED:
            self._dropped = tag
        elif tag in _BREAKING:
            self.end_block()
            self._kind = _KINDS.get(tag)
        elif tag == "br":
            self._break_line()
        elif tag == "img":
            alternative = (dict(attrs).get("alt") or "").strip()
            if len(alternative.split()) >= _FEWEST_WORDS_OF_CAPTION:
                self._captions.append(alternative)
        elif tag in _CELLS and "".join(self._text).strip():
            self._text.append(" | ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _DROPPED:  # <script/> has no contents to leave out
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            self._dropped = "" if tag == self._dropped else self._dropped
        elif tag in _BREAKING:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._text.append(data)
            self._n_breaks = 0 if data.strip() else self._n_breaks

    def end_block(self) -> None:
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
