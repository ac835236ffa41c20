"""What the many makers of news data call each field, and what it is called here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# For each field the names it goes by, the surest first. Names are compared without case, hyphens and underscores.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "_id", "guid", "uuid", "article_id", "doc_id", "slug"),
    "title": ("title", "headline", "hed", "heading", "name"),
    "date": (
        "date", "published", "pub_date", "publication_date", "published_at", "date_published", "publish_date",
        "published_on", "first_published", "web_publication_date", "issued", "created_at", "date_created", "created",
        "timestamp", "updated_at", "date_modified", "updated",
    ),
    "source": (
        "source", "outlet", "publication", "publisher", "newspaper", "source_name", "site_name", "site",
        "domain",
    ),
    "authors": ("authors", "author", "byline", "creator", "writers", "writer"),
    "url": ("url", "link", "canonical_url", "web_url", "permalink", "source_url"),
    "language": ("language", "lang", "in_language", "locale"),
    "dateline": ("dateline", "place", "location"),
    "body": (
        "paragraphs", "body", "text", "content", "article", "full_text", "main_text", "article_body", "body_text",
        "content_text", "content_html", "story", "html",
    ),
    "summary": ("description", "summary", "abstract", "excerpt", "lead", "lede", "standfirst"),
}  # fmt: skip

_NOT_IN_NAME: Final = re.compile(r"[^a-z0-9]+")
_NOTHING: Final = frozenset({"", "null", "none", "~", "nan"})


def _plain(name: str) -> str:
    return _NOT_IN_NAME.sub("", name.lower())


_FIELDS: Final = {_plain(name): (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names)}


def named(record: Mapping[object, object]) -> dict[str, object]:
    """Return the known fields of a record under our names; of several that mean one, the surest that is not empty.

    >>> named({"Headline": "Talks open", "datePublished": "2021-12-31", "updated": "2022-01-02", "score": 3})
    {'title': 'Talks open', 'date': '2021-12-31'}
    """
    found: dict[str, object] = {}
    ranks: dict[str, int] = {}
    for name, value in record.items():
        field, rank = _FIELDS.get(_plain(name), ("", 0)) if isinstance(name, str) else ("", 0)
        if field and rank < ranks.get(field, len(_FIELDS)) and not _is_nothing(value):
            found[field], ranks[field] = value, rank
    return found


def _is_nothing(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    return value is None or value != value or value in ([], {}, ())  # NaN differs from itself
