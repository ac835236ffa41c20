"""What a shell is offered when somebody presses Tab; the finding is in `search.shells`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click

from search.cli.command import FOUND
from search.shells import BASH, MAX_OFFERED, Typed

Offer = Callable[[click.Context, click.Parameter, str], list[Any]]


def offer(find: Callable[[Typed, str], list[str]]) -> Offer:
    """Return what a shell is offered from the index."""

    def offered(context: click.Context, _: click.Parameter, begun: str) -> list[Any]:
        words = [str(each) for each in context.params.get("words") or ()]
        return find(Typed(context.params.get("index"), os.environ, words), begun)[:MAX_OFFERED]

    return offered


def one_of(choices: Iterable[str]) -> Offer:
    """Return what a shell is offered of a few choices."""
    return lambda _, __, begun: [choice for choice in choices if choice.startswith(begun)]


def path_of(kind: str) -> Offer:
    """Return what has the shell complete a path itself: of a `file` or a folder (`dir`)."""

    def offered(*_: Any) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem("", type=kind)]

    return offered


def print_script(context: click.Context, _: click.Parameter, shell: str | None) -> None:
    """Print the script that sets completion up in a shell, and end."""
    if not shell or context.resilient_parsing:
        return
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if shell == "bash" or complete is None:
        script = BASH
    else:
        script = complete(context.command, {}, "search", "_SEARCH_COMPLETE").source()
    click.echo(script, nl=not script.endswith("\n"))
    context.exit(FOUND)
