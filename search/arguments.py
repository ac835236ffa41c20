"""Telling the words of a question from the options of the command, so that `search sanctions -covid` is a question.

A command line parser takes anything with a leading hyphen for options. In a question a leading hyphen leaves a word
out. What cannot be options of ours is therefore taken as words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

END_OF_OPTIONS = "--"


class SlipError(ValueError):
    """A long option with one hyphen: it could be a word to leave out, but hardly is."""


def divide(arguments: Iterable[str], flags: Collection[str], valued: Collection[str]) -> list[str]:
    """Return the arguments with all options first, then `--` and the words of the question in their order.

    `flags` are the names of options without a value, `valued` of those with one, as they are written (`-n`,
    `--limit`). What starts with two hyphens is an option, known or not, unless it has a space in it; what starts with
    one is an option when it is a bundle of known ones, or a single letter. Raises `SlipError` for the name of a long
    option after a single hyphen.

    >>> divide(["sanctions", "-n", "5", "-covid", "-lc"], {"-l", "-c"}, {"-n"})
    ['-n', '5', '-lc', '--', 'sanctions', '-covid']
    >>> divide(["-n5", "--", "-l"], {"-l"}, {"-n"})
    ['-n5', '--', '-l']
    """
    options: list[str] = []
    words: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == END_OF_OPTIONS:
            words += remaining
        elif not _is_option(argument, flags, valued):
            words.append(argument)
        else:
            options.append(argument)
            if _takes_next(argument, flags, valued):
                options += [value for value in (next(remaining, None),) if value is not None]
    return [*options, END_OF_OPTIONS, *words]


def _is_option(argument: str, flags: Collection[str], valued: Collection[str]) -> bool:
    if not argument.startswith("-") or argument == "-":
        return False
    name = argument.partition("=")[0]
    if any(char.isspace() for char in name):
        return False
    if argument.startswith("--"):
        return True
    if len(argument) == 2:
        return argument[1].isalpha() or argument in flags or argument in valued
    if f"-{name}" in flags or f"-{name}" in valued:
        raise SlipError(f"there is no option {name}; did you mean -{name}? (-- {name} leaves the word out)")
    return _is_bundle(argument, flags, valued)


def _is_bundle(argument: str, flags: Collection[str], valued: Collection[str]) -> bool:
    for position, letter in enumerate(argument[1:], 2):
        if f"-{letter}" in valued:
            return argument[position:].lstrip("=").isdigit() or position == len(argument)
        if f"-{letter}" not in flags:
            return False
    return True


def _takes_next(argument: str, flags: Collection[str], valued: Collection[str]) -> bool:
    if argument.startswith("--"):
        return argument in valued
    return f"-{argument[-1]}" in valued and all(f"-{letter}" in flags for letter in argument[1:-1])
