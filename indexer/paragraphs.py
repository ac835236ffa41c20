"""An article to its paragraphs: numbered, each of a kind, with the place of the dateline and the dates mentioned.

The text of a block is never altered, so that offsets into it hold. What stands in every article of an outlet
("Advertisement", "Follow us") is kept as `body`: counts are honest counts of what is in the files.

>>> from indexer.model import Block
>>> article = Article("a.txt", (Block("GENEVA (AP) -- Talks open."), Block("NATO: NO APPETITE"), Block("No.")))
>>> [(paragraph.id, paragraph.kind, paragraph.dateline) for paragraph in split(article)]
[('a.txt#1', 'body', 'GENEVA'), ('a.txt#2', 'subhead', 'GENEVA'), ('a.txt#3', 'body', 'GENEVA')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from indexer.bylines import is_byline, split_names
from indexer.datelines import dateline_place, is_only_dateline
from indexer.dates import mentioned_dates
from indexer.model import Article, Block, Kind, Paragraph

_AGENCY: Final = (
    r"(?:AP|AFP|EPA|UPI|PA|TASS|Xinhua|Reuters|Bloomberg|Getty(?: Images)?|Associated Press|The Associated Press|Pool"
    r"|Shutterstock|iStock|Flickr|Wikimedia(?: Commons)?|Unsplash|The New York Times|The Washington Post)"
)
_CREDIT: Final = re.compile(
    r"(?i:information for this (?:article|report|story) (?:was|were) )"
    r"|[—–(*_ -]{0,4}(?i:(?:additional |with |contributing )*)"
    r"(?i:(?:reporting|writing|editing|compiled|edited|written) by )[A-Z]"
    # "Reporting by The Herald found that …" is a story
    r"(?!.{0,80}\b(?:found|shows?|showed|reveals?|revealed|suggests?|that|has|have|is|was)\b)"
    r"|[—–(*_ -]{0,4}(?i:with (?:reporting|files|additional reporting) (?:by|from) )"
    r"|(?i:contribut(?:ing|ors?): )[A-Z]"
    r"|(?i:(?:copyright (?:©|\(c\)|\d{4})|©|\(c\) ?\d{4}) ?\S)"
)
_CREDIT_END: Final = re.compile(
    r"(?:contributed|contributing)(?: (?:reporting|writing|research))? (?:to|for) this "
    r"(?:report|article|story|column|post)(?: from [\w ,.]{1,60})?[.)*_]{0,3}$"
    r"|\ball rights reserved\.?$",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"\((?i:(?:photo|image|picture|credit|photograph|courtesy)s?(?: by| of| courtesy|:| credit))[^()]{0,120}\)$"
    rf"|\({_AGENCY}(?: (?:Photo|Images?|File|via [\w ]{{1,20}}))?(?:[/,] ?[^()]{{1,80}})?\)$"
    rf"|\([^()/]{{1,60}}/ ?(?:[\w ]{{1,30}}/)?{_AGENCY}[^()]{{0,40}}\)$"
)
_CAPTION_END: Final = re.compile(
    r"(?:AP Photo|Getty Images|AFP via Getty|Reuters|REUTERS)/[A-Z][^.]{1,60}$"
    r"|(?:\bGetty Images|(?:[Ff]ile|[Pp]ool|[Hh]andout) photo|FILE PHOTO|[,(/] ?[Ff]ile)[.)]{0,2}$"
)
_CAPTION_START: Final = re.compile(
    r"(?:FILE ?(?:-|–|—|--|PHOTO)|(?:PHOTO|Photo|IMAGE|Image|PICTURED?|Pictured|Caption)"
    r"(?: (?:by|courtesy)|:| credit) ?\S"
    r"|This [^.]{0,40}(?:file |undated )?(?:photo|image|combination)[^.]{0,60} shows )"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
# Lines in capitals that stand in every article of an outlet and head nothing.
_BOILERPLATE: Final = frozenset({
    "ADVERTISEMENT", "ADVERTISEMENTS", "SPONSORED", "PROMOTED", "SUBSCRIBE", "SHARE", "MORE", "WATCH", "VIDEO", "LIVE",
    "READ MORE", "READ ALSO", "SEE ALSO", "RELATED", "RELATED STORIES", "WATCH LIVE", "CLICK HERE", "SIGN UP",
    "ANALYSIS OPINION", "EDITORIAL", "COMMENTARY", "USA TODAY", "FOX NEWS", "ASSOCIATED PRESS", "THE ASSOCIATED PRESS",
    "REUTERS",
})  # fmt: skip

# A sentence, an aside, or in a transcript who speaks.
_NO_SUBHEAD_END: Final = (".", ")", "]", "…", "HOST:", "BYLINE:")

_LONGEST_LINE: Final = 80  # a subhead or a byline fits one line of a column, or two
_LONGEST_CREDIT: Final = 800
_LONGEST_CAPTION: Final = 1_200
# What stands at a paragraph's end is looked for there only: these rules are asked of every paragraph.
_TAIL: Final = 160
# And only where one of these words is there: plain search costs a tenth of what the pattern does.
_CREDIT_SIGNS: Final = (" this ", "eserved", "ESERVED")
_CAPTION_SIGNS: Final = ("Photo/", "Images", "photo", "PHOTO", "euters/", "EUTERS/", "Getty/", " file", "File", ",file")
# A dateline opens the story; above it stand at most bylines, the paper's name and notices. Further down in a live
# blog every entry has a byline of its own.
_OPENING: Final = 8


def split(article: Article) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an article, numbered from 1.

    The title, where known, is paragraph 1 and of kind `headline`; a first block that repeats it is not repeated.
    Every paragraph carries the article's dateline: the one its source gave, else the place its first story
    paragraph opens with. Bylines name the authors where the source named none.
    """
    blocks = article.blocks
    if article.title and not (blocks and _same(blocks[0].text, article.title)):
        blocks = (Block(article.title, "headline"), *blocks)
    elif article.title:
        blocks = (Block(blocks[0].text, "headline"), *blocks[1:])
    kinds = [kind_of(block) for block in blocks]
    opening = list(zip(blocks, kinds, strict=True))[:_OPENING]
    place = article.dateline or _place(opening)
    authors = article.authors or _authors(opening)
    return tuple(
        Paragraph(
            article=article.key,
            number=number,
            kind=kind,
            text=block.text,
            title=article.title,
            date=article.date,
            source=article.source,
            authors=authors,
            url=article.url,
            dateline=place,
            language=article.language,
            mentioned=tuple(dict.fromkeys(date for _, _, date in mentioned_dates(block.text, article.date))),
        )
        for number, (block, kind) in enumerate(zip(blocks, kinds, strict=True), start=1)
    )


def kind_of(block: Block) -> Kind:
    """Return the kind of a block: what its format says, else the first of `RULES` that holds, else `body`.

    >>> kind_of(Block("By Jane Doe and John Roe, Staff Writer")), kind_of(Block("By Friday nobody had come."))
    ('byline', 'body')
    """
    if block.kind is not None:
        return block.kind
    text = block.text.strip()
    return next((kind for kind, holds in RULES if holds(text)), "body")


def is_credit(text: str) -> bool:
    """Who made it: "Information for this article was contributed by …", "Editing by …", a copyright line."""
    if len(text) > _LONGEST_CREDIT:
        return False
    if _CREDIT.match(text) is not None:
        return True
    tail = text[-_TAIL:]
    return any(map(tail.__contains__, _CREDIT_SIGNS)) and _CREDIT_END.search(tail) is not None


def is_caption(text: str) -> bool:
    """What a picture shows: it ends in a photo credit ("(AP/Andriy Dubchak)") or opens with "FILE -" or "Photo:"."""
    if len(text) > _LONGEST_CAPTION:
        return False
    if _CAPTION_START.match(text) is not None:
        return True
    if text.endswith(")") and _CAPTION.match(text, text.rfind("(")) is not None:
        return True
    tail = text[-_TAIL:]
    return any(map(tail.__contains__, _CAPTION_SIGNS)) and _CAPTION_END.search(tail) is not None


def is_subhead(text: str) -> bool:
    """A heading inside the article: one short line all in capitals ("NATO: NO APPETITE"), no sentence, no notice."""
    if len(text) > _LONGEST_LINE or text.upper() != text or text[:1] in "([#@" or text.endswith(_NO_SUBHEAD_END):
        return False
    words = _LETTERS.findall(text)
    return sum(map(len, words)) >= 4 and " ".join(words) not in _BOILERPLATE


RULES: Final[Sequence[tuple[Kind, Callable[[str], bool]]]] = (
    ("credit", is_credit),
    ("caption", is_caption),
    ("byline", is_byline),
    ("dateline", is_only_dateline),
    ("subhead", is_subhead),
)
"""The kinds a paragraph is recognised as, in the order asked."""


def _same(one: str, other: str) -> bool:
    return _LETTERS.findall(one.casefold()) == _LETTERS.findall(other.casefold())


def _place(opening: Sequence[tuple[Block, Kind]]) -> str:
    places = (dateline_place(block.text) for block, kind in opening if kind in ("body", "dateline"))
    return next(filter(None, places), "")


def _authors(opening: Sequence[tuple[Block, Kind]]) -> tuple[str, ...]:
    return next((split_names(block.text) for block, kind in opening if kind == "byline"), ())
