# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Characters to tokens and to what features need of each: the twin of `tokens.tokenize`, over an article at once.

`classify` looks every character up, `cut` finds the tokens, `describe` fills the first columns of their rows (see
`layout`). All run compiled and, the same, as they stand. The caller allocates; n characters have at most n tokens.
The text of an article is that of its paragraphs with nothing between them.
"""

from __future__ import annotations

import cython

from indexer.entities import characters
from indexer.entities.tagger import layout

SPACE = cython.declare(cython.int, characters.SPACE)
UPPER = cython.declare(cython.int, characters.UPPER)
LETTER = cython.declare(cython.int, characters.LETTER)
DIGIT = cython.declare(cython.int, characters.DIGIT)
WORD_MARK = cython.declare(cython.int, characters.MARK)
TABLE_SIZE = cython.declare(cython.uint, characters.TABLE_SIZE)
N_COLUMNS = cython.declare(cython.Py_ssize_t, layout.N_COLUMNS)
PADDING = cython.declare(cython.Py_ssize_t, layout.PADDING)
# Declared, because Cython takes a literal above 2**31 - 1 for a Python number.
LOW_BITS = cython.declare(cython.uint, 0xFFFFFFFF)
FNV_START = cython.declare(cython.uint, 2166136261)
FNV_PRIME = cython.declare(cython.uint, 16777619)


def classify(
    text: cython.uint[::1], classes: cython.uchar[::1], folds: cython.uint[::1], table: characters.CharacterTable
) -> None:
    """Write the class and the folded form of every code point of `text` to `classes` and `folds`, of its length."""
    known: cython.uchar[::1] = table.classes
    folded: cython.uint[::1] = table.folds
    at: cython.Py_ssize_t
    code: cython.uint
    for at in range(len(text)):
        code = text[at]
        if code < TABLE_SIZE:
            if known[code] == 0:
                table.learn(code)
            classes[at] = known[code]
            folds[at] = folded[code]
        else:
            classes[at] = characters.class_of(code)
            folds[at] = characters.fold_of(code)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_word(kind: cython.int) -> cython.bint:
    return UPPER <= kind <= WORD_MARK


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_letter(kind: cython.int) -> cython.bint:
    return kind in (UPPER, LETTER)


@cython.cfunc
@cython.exceptval(check=False)
def _address_stop(
    text: cython.uint[::1], classes: cython.uchar[::1], at: cython.Py_ssize_t, size: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Return where an address that begins at `at` ends, or `at` if none does."""
    stop: cython.Py_ssize_t = at
    code: cython.uint
    if size - at < 8 or text[at + 1] != 116 or text[at + 2] != 116 or text[at + 3] != 112:  # http
        return at
    stop = at + 5 if text[at + 4] == 115 else at + 4
    if size - stop < 4 or text[stop] != 58 or text[stop + 1] != 47 or text[stop + 2] != 47:  # ://
        return at
    stop += 3
    begin: cython.Py_ssize_t = stop
    while stop < size and classes[stop] != SPACE:
        code = text[stop]
        if code == 34 or code == 0x201C or code == 0x201D or code == 60 or code == 62:
            break
        stop += 1
    return at if stop == begin else stop


@cython.cfunc
@cython.exceptval(check=False)
def _dotted_stop(
    text: cython.uint[::1],
    classes: cython.uchar[::1],
    at: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    abbreviations: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Return where an acronym, an initial or an abbreviation with its full stop ends, or `at`.

    `abbreviations` holds the listed words, each behind a byte with its length.
    """
    stop: cython.Py_ssize_t = at
    while stop + 1 < size and _is_letter(classes[stop]) and text[stop + 1] == 46:
        stop += 2
    if stop - at >= 4 or (stop - at == 2 and classes[at] == UPPER):
        return stop
    if classes[at] != UPPER:
        return at
    stop = at
    while stop < size and stop - at < 6 and _is_letter(classes[stop]):
        stop += 1
    if stop >= size or text[stop] != 46:
        return at
    entry: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    length: cython.Py_ssize_t
    while entry < len(abbreviations):
        length = abbreviations[entry]
        if length == stop - at:
            i = 0
            while i < length and abbreviations[entry + 1 + i] == text[at + i]:
                i += 1
            if i == length:
                return stop + 1
        entry += length + 1
    return at


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _joins(
    text: cython.uint[::1], classes: cython.uchar[::1], at: cython.Py_ssize_t, size: cython.Py_ssize_t
) -> cython.bint:
    """Whether the character at `at`, behind a word, joins it to the word that follows."""
    code: cython.uint = text[at]
    if at + 1 >= size:
        return False
    after: cython.int = classes[at + 1]
    if code == 39 or code == 0x2019:
        if after != UPPER and after != LETTER:
            return False
        if text[at + 1] == 115 or text[at + 1] == 83:
            return at + 2 < size and _is_word(classes[at + 2])
        return True
    if code == 38:
        return after in (UPPER, LETTER, DIGIT)
    if code == 45:
        return after == DIGIT
    if code == 46 or code == 44 or code == 58 or code == 47:
        return after == DIGIT and classes[at - 1] == DIGIT
    return False


@cython.cfunc
@cython.exceptval(check=False)
def _possessive_stop(
    text: cython.uint[::1], classes: cython.uchar[::1], at: cython.Py_ssize_t, size: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Return where the possessive that begins at `at` ends, or `at` if none does."""
    code: cython.uint = text[at]
    if (code != 39 and code != 0x2019) or at + 1 >= size or (text[at + 1] != 115 and text[at + 1] != 83):
        return at
    return at if at + 2 < size and _is_word(classes[at + 2]) else at + 2


@cython.cfunc
@cython.exceptval(check=False)
def _token_stop(
    text: cython.uint[::1],
    classes: cython.uchar[::1],
    at: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    abbreviations: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Return where the token that begins at `at` (no space) ends; the rules are those of `tokens.TOKEN_PATTERN`."""
    code: cython.uint = text[at]
    stop: cython.Py_ssize_t = at
    if _is_letter(classes[at]):
        if code == 104:
            stop = _address_stop(text, classes, at, size)
            if stop > at:
                return stop
        stop = _dotted_stop(text, classes, at, size, abbreviations)
        if stop > at:
            return stop
    if _is_word(classes[at]):
        while True:
            while stop < size and _is_word(classes[stop]):
                stop += 1
            if stop >= size or not _joins(text, classes, stop, size):
                return stop
            stop += 1
    stop = _possessive_stop(text, classes, at, size)
    if stop > at:
        return stop
    if code == 46 or code == 45:
        while stop < size and text[stop] == code:
            stop += 1
        return stop
    return at + 1


@cython.cfunc
@cython.exceptval(check=False)
def _kind(
    text: cython.uint[::1], classes: cython.uchar[::1], start: cython.Py_ssize_t, stop: cython.Py_ssize_t
) -> cython.uint:
    """Return the KIND_ of a token."""
    n_upper: cython.Py_ssize_t = 0
    n_small: cython.Py_ssize_t = 0
    n_digits: cython.Py_ssize_t = 0
    n_marks: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t
    for at in range(start, stop):
        if classes[at] == UPPER:
            n_upper += 1
        elif classes[at] == LETTER:
            n_small += 1
        elif classes[at] == DIGIT:
            n_digits += 1
        elif text[at] == 47:
            n_marks += 1
    if n_upper + n_small == 0:
        return 8 if n_digits else 10  # number, mark
    if n_marks > 1:
        return 14  # address
    if text[stop - 1] == 46:
        if n_upper + n_small == 1:
            return 6  # initial
        return 7 if text[start + 1] == 46 else 11  # acronym, abbreviation
    if n_digits:
        return 9
    if classes[start] == 6:
        return 12  # possessive: no other word begins with a mark
    return _word_kind(n_upper, n_small, classes[start] == UPPER)


@cython.cfunc
@cython.exceptval(check=False)
def _word_kind(n_upper: cython.Py_ssize_t, n_small: cython.Py_ssize_t, is_capital: cython.bint) -> cython.uint:
    """Return the KIND_ of a word of letters alone."""
    if n_upper == 0:
        return 1
    if not is_capital:
        return 13  # iPhone
    if n_small == 0:
        return 4 if n_upper == 1 else 3
    return 2 if n_upper == 1 else 5


@cython.cfunc
@cython.exceptval(check=False)
def _describe(
    text: cython.uint[::1],
    classes: cython.uchar[::1],
    folds: cython.uint[::1],
    start: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    columns: cython.uint[::1],
    row: cython.Py_ssize_t,
) -> cython.void:
    """Fill hashes, shape and kind of the token from `start` to `stop` in the row that begins at `row`."""
    low: cython.uint = FNV_START
    shape: cython.uint = FNV_START
    suffix: cython.uint = FNV_START
    letter: cython.uint
    last: cython.uint = 0
    length: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t
    i: cython.Py_ssize_t
    for at in range(start, stop):
        if classes[at] == WORD_MARK:
            continue
        low = ((low ^ folds[at]) * FNV_PRIME) & LOW_BITS
        length += 1
        if 2 <= length <= 4:
            columns[row + length + 1] = low
        letter = folds[at]
        if classes[at] == UPPER:
            letter = 88
        elif classes[at] == LETTER:
            letter = 120
        if letter != last:
            shape = ((shape ^ letter) * FNV_PRIME) & LOW_BITS
            last = letter
    columns[row + 2] = low
    for i in range(length + 1, 5):
        if i >= 2:
            columns[row + i + 1] = low
    columns[row + 10] = shape
    columns[row + 11] = _kind(text, classes, start, stop)
    i = 0
    at = stop - 1
    while at >= start and i < 4:
        if classes[at] != WORD_MARK:
            suffix = ((suffix ^ folds[at]) * FNV_PRIME) & LOW_BITS
            columns[row + 6 + i] = suffix
            i += 1
        at -= 1
    while i < 4:
        columns[row + 6 + i] = low
        i += 1


def cut(
    text: cython.uint[::1],
    classes: cython.uchar[::1],
    abbreviations: cython.uchar[::1],
    ends: cython.uint[::1],
    starts: cython.uint[::1],
    stops: cython.uint[::1],
    borders: cython.uint[::1],
) -> cython.Py_ssize_t:
    """Cut the paragraphs of `text` into tokens; return how many. The twin of `tokens.tokenize`.

    `ends` says where each paragraph ends, `classes` comes from `classify`, and `abbreviations` holds
    `tokens.ABBREVIATIONS`, each behind a byte with its length. Tokens go to `starts` and `stops`, which have room for
    one a character; `borders`, one longer than `ends`, is told the first row of each paragraph and the end of all
    rows, `layout.PADDING` boundary rows before, between and behind the paragraphs counted.
    """
    at: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t
    p: cython.Py_ssize_t
    n_tokens: cython.Py_ssize_t = 0
    borders[0] = PADDING
    for p in range(len(ends)):
        size = ends[p]
        borders[p + 1] = borders[p] + PADDING
        while at < size:
            if classes[at] == SPACE:
                at += 1
                continue
            starts[n_tokens] = at
            at = _token_stop(text, classes, at, size, abbreviations)
            stops[n_tokens] = at
            borders[p + 1] += 1
            n_tokens += 1
    return n_tokens


def describe(
    text: cython.uint[::1],
    classes: cython.uchar[::1],
    folds: cython.uint[::1],
    ends: cython.uint[::1],
    starts: cython.uint[::1],
    stops: cython.uint[::1],
    borders: cython.uint[::1],
    columns: cython.uint[::1],
) -> None:
    """Fill the first columns of the row of every token; the arguments are those of `cut`, which has filled them.

    `columns` holds zeros, which is what a boundary row is; START and STOP are counted from the paragraph's beginning.
    """
    p: cython.Py_ssize_t
    token: cython.Py_ssize_t = 0
    row: cython.Py_ssize_t
    begin: cython.Py_ssize_t = 0
    before: cython.Py_ssize_t
    ended: cython.bint
    _row: cython.Py_ssize_t
    for p in range(len(ends)):
        row = borders[p] * N_COLUMNS
        ended = True
        before = -1
        for _row in range(borders[p], borders[p + 1] - PADDING):
            _describe(text, classes, folds, starts[token], stops[token], columns, row)
            columns[row] = starts[token] - begin
            columns[row + 1] = stops[token] - begin
            columns[row + 12] = (0 if starts[token] == before else 1) | (2 if ended else 0)
            ended = _ends_sentence(columns[row + 11], folds[starts[token]], ended)
            before = stops[token]
            token += 1
            row += N_COLUMNS
        begin = ends[p]


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _ends_sentence(kind: cython.uint, code: cython.uint, ended: cython.bint) -> cython.bint:
    """Whether a sentence has ended behind a token of `kind` that begins with `code`; `ended` says so of before it."""
    if kind != 10:
        return False
    if code == 46 or code == 33 or code == 63:  # . ! ?
        return True
    return ended and (code == 34 or code == 39 or code == 41 or code == 40 or code == 93 or code == 91)
