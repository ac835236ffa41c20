"""What is known of words before any text is read: clusters, case, lists; and names of several words.

A word is its 32-bit hash, an entry its payload (see `layout`): nothing can be read back out of a lexicon but answers.

>>> lexicon = Lexicon.of({hash_word("of"): layout.LEXICON_CONNECTOR}, {}, [], [])
>>> len(lexicon.keys), lexicon.payloads[0] == layout.LEXICON_CONNECTOR
(1, True)
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.entities.characters import fold_word
from indexer.entities.tagger import layout

_FNV_START, _FNV_PRIME = 2166136261, 16777619
_FEWEST_BUCKET_BITS = 4


def hash_word(word: str) -> int:
    """Return the hash that `scan` gives a word: FNV-1a, 32 bits, over its folded characters."""
    return _fnv(map(ord, fold_word(word)))


def hash_phrase(words: Iterable[str]) -> int:
    """Return the key of a phrase: FNV-1a over the hashes of its words."""
    return _fnv(map(hash_word, words))


def _fnv(values: Iterable[int]) -> int:
    h = _FNV_START
    for value in values:
        h = ((h ^ value) * _FNV_PRIME) & 0xFFFFFFFF
    return h


def bucket_bits(n_keys: int) -> int:
    """Return how many high bits of a key choose its bucket, so that a bucket holds about one key."""
    return max(_FEWEST_BUCKET_BITS, n_keys.bit_length())


def index_keys(keys: Sequence[int], bits: int) -> array[int]:
    """Return, for ascending 32-bit `keys`, where each bucket of `bits` high bits begins, and the end.

    >>> list(index_keys([1, 2**31], 1))
    [0, 1, 2]
    """
    index = array("I", bytes(4 * (2**bits + 1)))
    shift = 32 - bits
    for key in keys:
        index[(key >> shift) + 1] += 1
    total = 0
    for bucket, count in enumerate(index):
        total += count
        index[bucket] = total
    return index


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hash tables of words and phrases; arrays of unsigned 32-bit numbers unless said otherwise.

    `keys` ascending and unique with `payloads` beside them, `index` and `shift` as `index_keys` makes them;
    `middle` and `coarse` give the wider cluster of each of 1,024 fine ones; `phrase_kinds` are bytes.
    """

    keys: array[int]
    payloads: array[int]
    index: array[int]
    shift: int
    middle: array[int]
    coarse: array[int]
    phrase_keys: array[int]
    phrase_kinds: bytearray
    phrase_index: array[int]
    phrase_shift: int

    @classmethod
    def of(
        cls, words: Mapping[int, int], phrases: Mapping[int, int], middle: Sequence[int], coarse: Sequence[int]
    ) -> Lexicon:
        """Make a lexicon of payloads by word hash, kinds by phrase hash, and the two maps of clusters."""
        keys, phrase_keys = array("I", sorted(words)), array("I", sorted(phrases))
        return cls.over(
            keys,
            array("I", (words[key] for key in keys)),
            phrase_keys,
            bytearray(phrases[key] for key in phrase_keys),
            array("I", [*middle, *bytes(layout.LEXICON_CLUSTER_MASK + 1 - len(middle))]),
            array("I", [*coarse, *bytes(layout.LEXICON_CLUSTER_MASK + 1 - len(coarse))]),
        )

    @classmethod
    def over(
        cls,
        keys: array[int],
        payloads: array[int],
        phrase_keys: array[int],
        phrase_kinds: bytearray,
        middle: array[int],
        coarse: array[int],
    ) -> Lexicon:
        """Make a lexicon over arrays that are in order already."""
        bits, phrase_bits = bucket_bits(len(keys)), bucket_bits(len(phrase_keys))
        return cls(
            keys=keys,
            payloads=payloads,
            index=index_keys(keys, bits),
            shift=32 - bits,
            middle=middle,
            coarse=coarse,
            phrase_keys=phrase_keys,
            phrase_kinds=phrase_kinds,
            phrase_index=index_keys(phrase_keys, phrase_bits),
            phrase_shift=32 - phrase_bits,
        )
