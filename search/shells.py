"""Completion in a shell: what the command offers for what is typed so far, and the script for bash.

The shell calls the command with the words typed; only values that are in the index open it. A value is offered when it
begins as typed: a shell replaces the word, and would take `put` for a slip where it reads `Vladimir Putin`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.format.errors import IndexFaultError
from indexer.format.locate import locate_index

if TYPE_CHECKING:
    from search.api import Engine
    from search.completion import Completion

SHELLS: Final = ("bash", "zsh", "fish")

MAX_OFFERED: Final = 30

BASH: Final = """\
_search_completion() {
    local kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case "$kind" in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("$(printf %q "$value")") ;;
        esac
    done < <(
        IFS=$'\\n'
        COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _SEARCH_COMPLETE=bash_complete "$1" 2>/dev/null
    )
    # A field waits for its value: no space after its colon.
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o nosort -F _search_completion search
"""
"""What bash reads. The script that comes with click splits `Vladimir Putin` in two."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Where a completion is asked for: the index that is named, the environment, the words before."""

    index: str | None
    environ: Mapping[str, str]
    words: Sequence[str] = field(default=())

    def values(self, name: str, begun: str) -> list[str]:
        """Return values of a field that begin as typed."""
        return [each.text for each in self._asked(f"{name}:{begun}") if _begins(each.text, begun)]

    def query_words(self, begun: str) -> list[str]:
        """Return how a word of the question may go on: fields, words, names; after a field its values, in quotes.

        bash gives `person:put` as three words, zsh and fish as one.
        """
        named, colon, value = begun.rpartition(":")
        if begun == ":":
            named = self.words[-1] if self.words else ""
        elif not colon and list(self.words[-1:]) == [":"] and len(self.words) > 1:
            named, colon = self.words[-2], ":"
        is_one_word = colon and begun.startswith(f"{named}:") and bool(named)
        if colon:
            found = (each for each in self._asked(f"{named}:{value}") if _begins(each.text, value))
            offered = [each.query.partition(":")[2] for each in found]
            return [f"{named}:{each}" for each in offered] if is_one_word else offered
        found = (each for each in self._asked(begun) if each.field == "field" or _begins(each.text, begun))
        return [each.query if each.field == "field" else each.text for each in found]

    def questions(self, begun: str) -> list[str]:
        """Return the names of saved questions that begin as typed."""
        names: list[str] = []
        with suppress(IndexFaultError, OSError, ValueError), self._engine() as engine:
            names = [each.name for each in engine.saved() if each.name.startswith(begun)]
        return names

    def _asked(self, prefix: str) -> list[Completion]:
        found: list[Completion] = []
        with suppress(IndexFaultError, OSError), self._engine() as engine:
            found = list(engine.complete(prefix, limit=MAX_OFFERED * 4))
        return found

    def _engine(self) -> Engine:
        from search.api import open_index  # options are completed without it

        return open_index(locate_index(self.index, self.environ, Path.cwd()))


def _begins(text: str, begun: str) -> bool:
    return text.casefold().startswith(begun.casefold())
