"""Text to calendar dates with their precision: when an article was published and which dates it mentions."""

from indexer.dates.mentioned import MentionedDate, mentioned_dates
from indexer.dates.publication import Published, publication_date
from indexer.dates.written import DateError, WrittenDate, read_date, read_value

__all__ = [
    "DateError",
    "MentionedDate",
    "Published",
    "WrittenDate",
    "mentioned_dates",
    "publication_date",
    "read_date",
    "read_value",
]
