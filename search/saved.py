"""Questions that are kept: asked again, they tell what is new and what is gone.

A question is kept in the folder of its index, so that all who use the index share it; where that cannot be written to,
in the user's own settings, apart for each index.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from indexer.format.questions import (
    QUESTIONS_NAME,
    IndexState,
    SavedQuestion,
    SavedQuestionError,
    check_name,
    delete_question,
    question_names,
    read_question,
    write_question,
)
from search.request import FacetRequest, RequestError, SearchRequest
from search.results import Hit

MAX_IDS: Final = 100_000
"""Paragraphs a saved question may find: a list that nobody reads need not be kept."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """A saved question asked again. `new` are the hits that were not there before, in the order of the question, `gone`
    the ids that are no longer found; `after` is the question as it is to be kept now."""

    before: SavedQuestion
    after: SavedQuestion
    new: tuple[Hit, ...]
    gone: tuple[str, ...]

    @property
    def is_same_index(self) -> bool:
        """Whether nothing was indexed, changed or removed since."""
        return self.before.index == self.after.index


class Shelf:
    """The saved questions of one index. `folders` are where they may lie, the first that can be written to is used."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def names(self) -> list[str]:
        """Return the names of all saved questions, in order."""
        return sorted({name for folder in self._folders for name in question_names(folder)})

    def find(self, name: str, option: str) -> SavedQuestion:
        """Return a saved question; raise `RequestError` for `option` where there is none or its file is damaged."""
        found = self.get(name, option)
        if found is None:
            known = ", ".join(self.names()) or "none yet"
            raise RequestError(option, f"no question is saved as {name!r}; there is {known}")
        return found

    def get(self, name: str, option: str) -> SavedQuestion | None:
        """Return a saved question or None; raise `RequestError` for `option` where its file is damaged."""
        try:
            found = (read_question(folder, name) for folder in self._folders)
            return next((question for question in found if question is not None), None)
        except SavedQuestionError as error:
            raise RequestError(option, str(error)) from None

    def put(self, question: SavedQuestion) -> Path:
        """Keep a question where one of its name lies already, else where there is leave to write; return its file.

        Raises `OSError` where it can be kept nowhere.
        """
        lying = [folder for folder in self._folders if question.name in question_names(folder)]
        for folder in lying or self._folders[:-1]:
            try:
                return write_question(folder, question)
            except OSError:
                continue
        return write_question(self._folders[-1], question)

    def drop(self, name: str) -> None:
        """Delete a saved question, damaged or not; raise `RequestError` where there is none."""
        try:
            is_gone = [delete_question(folder, name) for folder in self._folders]
        except SavedQuestionError as error:
            raise RequestError("forget", str(error)) from None
        if not any(is_gone):
            self.find(name, "forget")


def question_folders(index: Path, environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return where the questions of an index may lie: in the index, and in the user's settings.

    >>> [str(each) for each in question_folders(Path("/data/news.idx"), {"XDG_CONFIG_HOME": "/home/ann/.config"})]
    ['/data/news.idx/questions', '/home/ann/.config/dateline/questions/c7eb87c8c6e4c11e']
    """
    config = environ.get("XDG_CONFIG_HOME", "")
    home = Path(config) if config.startswith("/") else Path(environ.get("HOME") or Path.home()) / ".config"
    key = hashlib.sha256(str(index.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return index / QUESTIONS_NAME, home / "dateline" / QUESTIONS_NAME / key


def kept(name: str, request: SearchRequest, index: IndexState, ids: tuple[str, ...]) -> SavedQuestion:
    """Return a question as it is to be kept, with the time of now.

    Raises `RequestError` for a name that is none, and where too much is found.
    """
    try:
        check_name(name)
    except SavedQuestionError as error:
        raise RequestError("save", str(error)) from None
    if len(ids) > MAX_IDS:
        message = f"the question finds {len(ids):,} paragraphs; {MAX_IDS:,} at most are kept, ask for less"
        raise RequestError("save", message)
    saved = datetime.now(UTC).isoformat(timespec="seconds")
    return SavedQuestion(name, request.query, options_of(request), saved, index, ids)


def options_of(request: SearchRequest) -> dict[str, Any]:
    """Return the options of a request that are not at their defaults, as plain values; never `today`.

    >>> options_of(SearchRequest.of("talks", since="last week", person="Joe Biden", facets=["date:week"]))
    {'since': 'last week', 'person': ['Joe Biden'], 'facets': ['date:week']}
    """
    default = SearchRequest(today=request.today)
    options: dict[str, Any] = {}
    for each in fields(request):
        value = getattr(request, each.name)
        if each.name not in ("query", "today") and value != getattr(default, each.name):
            options[each.name] = [_plain(one) for one in value] if isinstance(value, tuple) else value
    return options


def _plain(value: Any) -> Any:
    if not isinstance(value, FacetRequest):
        return value
    return ",".join(f"{part.field}:{part.step}" if part.step else part.field for part in value.parts)


def request_of(question: SavedQuestion) -> SearchRequest:
    """Return the request of a saved question, relative dates counted from now.

    Raises `RequestError` where its options are none that this version knows.
    """
    try:
        return SearchRequest.of(question.query, **question.options)
    except (TypeError, AttributeError) as error:
        raise RequestError("rerun", f"the question saved as {question.name!r} cannot be asked: {error}") from None
