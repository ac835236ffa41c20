"""The tables of a Zstandard dictionary: what frames that repeat them are decoded by (RFC 8878, sections 4.1, 4.2, 5).

A dictionary begins with four tables, for literals and for the three codes of a sequence, and with three offsets; what
it has seen before comes after them. Frames of a few kilobytes nearly all repeat these tables, so that they are made
once for a segment.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final, NamedTuple

_MAGIC: Final = 0xEC30A437
_MOST_BITS: Final = 11  # of a literal
_MOST_WEIGHT_ACCURACY: Final = 6
_MOST_OFFSET_CODE: Final = 24  # so that what a sequence has beside its codes fits 56 bits

_Code = tuple[int, int]
"""What a code of a sequence stands for: the least of its values, and the number of bits to add to it."""


def _codes(first: int, n_plain: int, widths: Sequence[int]) -> list[_Code]:
    codes = [(value, 0) for value in range(first, first + n_plain)]
    least = first + n_plain
    for width in widths:
        codes.append((least, width))
        least += 1 << width
    return codes


_LITERALS: Final = _codes(0, 16, (1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
_OFFSETS: Final = [(1 << code, code) for code in range(_MOST_OFFSET_CODE + 1)]
_MATCHES: Final = _codes(3, 32, (1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))


class Entropy(NamedTuple):
    """Tables to decode by.

    `literals` has for each group of `literal_bits` bits the byte they begin with in its low 8 bits, above these how
    many of them it takes. `literal_lengths`, `offsets` and `match_lengths` have for each state, from the low bits on:
    the least value (32 bits), the state to add bits to (16), how many bits that is (8), how many are added to the value
    (8); a state is of as many bits as `accuracies` tells, of the three in this order. `repeated` are the offsets to
    begin with, none beyond what was seen before, which starts at byte `content` of the dictionary.
    """

    literals: array[int]
    literal_bits: int
    literal_lengths: array[int]
    offsets: array[int]
    match_lengths: array[int]
    accuracies: tuple[int, int, int]
    repeated: tuple[int, int, int]
    content: int


def entropy_of(dictionary: bytes) -> Entropy | None:
    """Return the tables of a dictionary, None for one that cannot be read or that asks for more than is done here.

    >>> entropy_of(b"") is None
    True
    """
    try:
        if int.from_bytes(dictionary[:4], "little") != _MAGIC:
            return None
        literals, literal_bits, at = _literal_table(dictionary, 8)
        offsets, offset_accuracy, at = _table(dictionary, at, _OFFSETS, 8)
        matches, match_accuracy, at = _table(dictionary, at, _MATCHES, 9)
        lengths, length_accuracy, at = _table(dictionary, at, _LITERALS, 9)
        repeated = array("I", dictionary[at : at + 12])
        content = at + 12
        if len(repeated) != 3 or not all(0 < each <= len(dictionary) - content for each in repeated):
            return None
        accuracies = length_accuracy, offset_accuracy, match_accuracy
        first, second, third = repeated
        return Entropy(literals, literal_bits, lengths, offsets, matches, accuracies, (first, second, third), content)
    except (IndexError, ValueError):
        return None


def _distribution(given: bytes, at: int, most_accuracy: int) -> tuple[list[int], int, int]:
    """Return how often each symbol stands in a table, -1 for less than once, its accuracy and where it ends."""
    bits = int.from_bytes(given[at : at + 512], "little")
    accuracy = (bits & 15) + 5
    if accuracy > most_accuracy:
        raise ValueError("accuracy")
    used = 4
    left = (1 << accuracy) + 1
    counts: list[int] = []
    while left > 1:
        # Numbers up to `left`: the low ones take a bit less.
        width = left.bit_length()
        value = bits >> used & ((1 << width) - 1)
        n_short = (1 << width) - 1 - left
        low = value & ((1 << (width - 1)) - 1)
        if low < n_short:
            value, used = low, used + width - 1
        else:
            value, used = value - n_short * (value >= 1 << (width - 1)), used + width
        counts.append(value - 1)
        left -= abs(value - 1)
        if value == 1:
            repeats = 3
            while repeats == 3:
                repeats = bits >> used & 3
                used += 2
                counts.extend([0] * repeats)
        if len(counts) > 256 or used > 4096:
            raise ValueError("symbols")
    if left != 1:
        raise ValueError("counts")
    return counts, accuracy, at + (used + 7 >> 3)


def _states(counts: Sequence[int], accuracy: int) -> list[tuple[int, int, int]]:
    """Return for each state its symbol, the state to add bits to, and how many."""
    size = 1 << accuracy
    symbols = [0] * size
    high = size - 1
    for symbol, n in enumerate(counts):
        if n == -1:
            symbols[high] = symbol
            high -= 1
    place = 0
    for symbol, n in enumerate(counts):
        for _ in range(n):
            symbols[place] = symbol
            place = place + (size >> 1) + (size >> 3) + 3 & size - 1
            while place > high:
                place = place + (size >> 1) + (size >> 3) + 3 & size - 1
    following = [abs(n) for n in counts]
    states = []
    for symbol in symbols:
        n = following[symbol]
        following[symbol] += 1
        width = accuracy + 1 - n.bit_length()
        states.append((symbol, (n << width) - size, width))
    return states


def _table(given: bytes, at: int, codes: Sequence[_Code], most_accuracy: int) -> tuple[array[int], int, int]:
    """Return the table of a code of sequences, its accuracy and where it ends."""
    counts, accuracy, at = _distribution(given, at, most_accuracy)
    table = array("Q")
    for symbol, base, width in _states(counts, accuracy):
        least, extra = codes[symbol]
        table.append(least | base << 32 | width << 48 | extra << 56)
    return table, accuracy, at


def _literal_table(given: bytes, at: int) -> tuple[array[int], int, int]:
    """Return the table of literals, the bits of its longest code and where it ends."""
    n = given[at]
    at += 1
    if n < 128:
        weights = _compressed_weights(given[at : at + n])
        at += n
    else:
        n -= 127
        packed = given[at : at + (n + 1) // 2]
        weights = [half for each in packed for half in (each >> 4, each & 15)][:n]
        at += len(packed)
    total = sum(1 << weight >> 1 for weight in weights)
    bits = total.bit_length()
    rest = (1 << bits) - total
    if not 0 < bits <= _MOST_BITS or rest & rest - 1 or len(weights) > 255:
        raise ValueError("weights")
    weights.append(rest.bit_length())
    table = array("H")
    for weight in range(1, bits + 1):
        for symbol, each in enumerate(weights):
            if each == weight:
                table.extend([symbol | bits + 1 - weight << 8] * (1 << weight >> 1))
    if len(table) != 1 << bits:
        raise ValueError("weights")
    return table, bits, at


def _compressed_weights(given: bytes) -> list[int]:
    """Return weights that two states give in turns, read from the end."""
    counts, accuracy, at = _distribution(given, 0, _MOST_WEIGHT_ACCURACY)
    states = _states(counts, accuracy)
    stream = int.from_bytes(given[at:], "little")
    left = stream.bit_length() - 1  # the highest bit only tells where they begin
    taken = []
    for _ in range(2):
        left -= accuracy
        taken.append(stream >> left & (1 << accuracy) - 1)
    weights: list[int] = []
    turn = 0
    while len(weights) < 256:
        symbol, base, width = states[taken[turn]]
        weights.append(symbol)
        left -= width
        if left < 0:
            weights.append(states[taken[1 - turn]][0])
            return weights
        taken[turn] = base + (stream >> left & (1 << width) - 1)
        turn = 1 - turn
    raise ValueError("weights")
