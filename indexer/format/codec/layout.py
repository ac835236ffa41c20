"""The numbers both ends of a segment agree on: magic, versions, sizes, and the columns of a term's entry.

Every number on disk is little-endian. FORMAT.md beside this file draws the bytes.
"""

from __future__ import annotations

from typing import Final

MAGIC: Final = b"DLsegmnt"
"""The first and the last eight bytes of every segment file."""

CODEC_VERSION: Final = 1
"""Changes whenever a segment file could be read otherwise."""

CODEC_NAME: Final = "dateline-1"
"""How a manifest names this codec."""

WHOOSH_CODEC_NAME: Final = "whoosh-3"
"""Whoosh's own codec, the reference in tests. It keeps pickles, so `indexer build` never writes it."""

CODEC_NAMES: Final = (CODEC_NAME, WHOOSH_CODEC_NAME)
"""What a manifest may name."""

DOCUMENTS_EXTENSION: Final = ".doc"
TERMS_EXTENSION: Final = ".trm"

BLOCK_SIZE: Final = 128
"""Postings in a block: what fits four SIMD lanes of 32 rows. Tests also write blocks of 2 and 3."""

TERMS_IN_BLOCK: Final = 16
"""Terms in a block of a dictionary, which a look-up reads through: half of them, on average."""

MAX_TERM_BYTES: Final = 65_535
MAX_WORDS: Final = 2**32 - 1
"""Of four bytes, in a segment's postings: offsets are 32 bits wide."""

BOUND_CEILING: Final = 65_535
"""A block's greatest frequency at or above this is stored as this and stands for the term's greatest frequency."""

# Columns of a term's entry, an array of `ENTRY_SIZE` unsigned 32-bit numbers that a look-up fills.
DF: Final = 0  # documents that hold the term
CF: Final = 1  # its occurrences in all of them
MAX_FREQ: Final = 2  # the most in one document
MIN_LENGTH: Final = 3  # of the field, over the documents that hold the term; 0 where the field has no lengths
MAX_LENGTH: Final = 4
MIN_DOC: Final = 5
MAX_DOC: Final = 6
ID_BITS: Final = 7  # widths, of a list of one block
FREQ_BITS: Final = 8
POSITION_BITS: Final = 9
DATA_AT: Final = 10  # where the list begins, in words
TABLE_AT: Final = 11  # its first row in the block table, of a list of several blocks
N_BLOCKS: Final = 12
ORDINAL: Final = 13  # place of the term in the sorted dictionary of its field
N_WORDS: Final = 14  # of a stem: how many written words have it; 0 in other fields
FIRST_WORD: Final = 15  # of a stem: the ordinal of the first of them
ENTRY_SIZE: Final = 16
