"""The paragraphs of one article in an index: found, in order, and asked a question."""

from __future__ import annotations

from typing import Any

from whoosh.query import And, Term

from search.execute.plan import QueryTree


def documents_of_article(reader: Any, key: str) -> tuple[int, ...]:
    """Return the document numbers of an article's paragraphs in their order; none where there is no such article."""
    # Its paragraphs were added one after the other.
    return _documents_with(reader, "article", key)


def article_of_paragraph(reader: Any, paragraph_id: str) -> str:
    """Return the key of the article that the paragraph `paragraph_id` stands in; empty where there is none."""
    return paragraph_id.rpartition("#")[0] if _documents_with(reader, "id", paragraph_id) else ""


def _documents_with(reader: Any, field: str, value: str) -> tuple[int, ...]:
    # A lone surrogate, which is how an undecodable byte of a command line comes in, is in no index.
    term = value.encode("utf-8", "surrogatepass")
    return tuple(reader.postings(field, term).all_ids()) if (field, term) in reader else ()


def within_article(tree: QueryTree, key: str) -> QueryTree:
    """Return the query for what `tree` matches in one article."""
    return And([tree, Term("article", key)])
