"""Numbers that the kernels share: columns of a token, kinds, flags, labels. Each kernel copies what it needs.

A token is a row of `N_COLUMNS` unsigned 32-bit numbers. `scan` fills the first part from characters, `context` the
rest from the lexicon and the neighbours; `features` reads both.
"""

from __future__ import annotations

from typing import Final

# Filled by `scan`.
START: Final = 0  # first character
STOP: Final = 1  # behind the last
LOW: Final = 2  # FNV-1a hash of the folded word: small letters, no accents, digits as 0
PREFIX2: Final = 3  # the same hash after two folded characters; of a shorter word LOW
PREFIX3: Final = 4
PREFIX4: Final = 5
SUFFIX1: Final = 6  # hash of the last folded character, of the last two, ...
SUFFIX2: Final = 7
SUFFIX3: Final = 8
SUFFIX4: Final = 9
SHAPE: Final = 10  # hash of the shape, repeats left out: `McCain` is XxXx
KIND: Final = 11  # one of the kinds below
FLAGS: Final = 12  # bits: FLAG_SPACE, FLAG_SENTENCE
# Filled by `context`. Rows are counted as they stand in the columns, padding included.
CASE: Final = 13  # KIND after lines in capitals were set right
LEXICON: Final = 14  # the word's payload, see `lexicon`
CLUSTER: Final = 15  # finest word cluster, 0 for none
CLUSTER_MIDDLE: Final = 16
CLUSTER_COARSE: Final = 17
RUN_FIRST: Final = 18  # row of the first token of the run of capitalised tokens around this one, or its own row
RUN_LAST: Final = 19
WIDE_FIRST: Final = 20  # the same for runs that reach over `of`, `the`, `and`, hyphens
WIDE_LAST: Final = 21
PHRASE: Final = 22  # types and edges of a listed phrase of several words around the token
N_COLUMNS: Final = 23

PADDING: Final = 2  # boundary rows, all zeros, before, between and behind the paragraphs of an article

(
    KIND_BOUNDARY,
    KIND_SMALL,
    KIND_CAPITAL,
    KIND_CAPITALS,
    KIND_LETTER,
    KIND_MIXED,
    KIND_INITIAL,
    KIND_ACRONYM,
    KIND_NUMBER,
    KIND_ALNUM,
    KIND_MARK,
    KIND_ABBREVIATION,
    KIND_POSSESSIVE,
    KIND_INNER,
    KIND_ADDRESS,
) = range(15)

FLAG_SPACE: Final = 1
FLAG_SENTENCE: Final = 2
FLAG_CAPITALS: Final = 4  # its line is in capitals
FLAG_TITLE: Final = 8  # its line has capitals as a headline has

# Bits of a lexicon payload.
LEXICON_CLUSTER_MASK: Final = 1023
LEXICON_RATIO_SHIFT: Final = (
    10  # three bits: how often the corpus writes the word small, 0 unknown, 1 never to 7 always
)
LEXICON_CAPITALS: Final = 1 << 13  # the corpus mostly writes it in capitals
LEXICON_CONNECTOR: Final = 1 << 14  # may stand inside a name: `of`, `al`, `-`
LEXICON_LISTS_SHIFT: Final = 15  # one bit for each of the lists
LEXICON_LISTS: Final = ("first", "last", "city", "country", "nationality", "region", "org", "title")

# BIO labels; a name of type t is LABEL_BEGIN + 2t, then LABEL_BEGIN + 2t + 1.
TAG_TYPES: Final = ("person", "org", "place", "group", "facility", "misc")
N_LABELS: Final = 1 + 2 * len(TAG_TYPES)
TAG_BITS: Final = 15  # low bits of a feature hash that tell features of one bucket apart
WAYS: Final = 4  # slots of a bucket
STRIDE: Final = 16  # numbers a label set, padded to a row that vector units like
BOTH: Final = 2 * STRIDE  # weights of a feature: those of the first pass, then those of the second
