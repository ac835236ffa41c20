"""Files to articles: one module per format, and a registry that finds the one for a file."""

from indexer.sources.base import SKIPPED_CODES, Note, Record, Reject, Source, SourceError
from indexer.sources.registry import read_file, register, source_for, suffixes
from indexer.sources.walk import walk

SUFFIXES: tuple[str, ...] = suffixes()
"""The suffixes that can be read as the package comes."""

__all__ = [
    "SKIPPED_CODES",
    "SUFFIXES",
    "Note",
    "Record",
    "Reject",
    "Source",
    "SourceError",
    "read_file",
    "register",
    "source_for",
    "walk",
]
