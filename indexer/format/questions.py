"""Saved questions: a question, the state of the index it was asked of and what it found, one JSON file for each.

They lie in the folder `questions` of an index. A rebuild keeps them, and `indexer check` reads them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from indexer.format.manifest import Manifest

QUESTIONS_NAME: Final = "questions"
"""The folder of an index that holds them."""

QUESTION_VERSION: Final = 1

_MAGIC: Final = "dateline saved question"
_SUFFIX: Final = ".json"
_NAME: Final = re.compile(r"[^\W_][\w.-]{0,63}")
"""A letter or digit first: no path, no hidden file, nothing that a command takes for an option."""

_STATE: Final = ("generation", "format_version", "schema_version", "analysis_version")


class SavedQuestionError(ValueError):
    """A name that no saved question can have, or a file that is none."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which state of an index was asked: it has another `generation` after every commit."""

    generation: int
    format_version: int
    schema_version: int
    analysis_version: int
    extractor: str
    paragraphs: int

    @classmethod
    def of(cls, manifest: Manifest) -> IndexState:
        """Return the state a manifest tells of."""
        return cls(
            manifest.generation,
            manifest.format_version,
            manifest.schema_version,
            manifest.analysis_version,
            manifest.extractor,
            manifest.n_paragraphs,
        )


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question with the `options` it was asked with, and the ids of all paragraphs it found, in their order.

    Options are strings, numbers, truths or lists of strings, by the names of `search.request.SearchRequest`; relative
    dates stand as they were written. `saved` is an ISO time in UTC.
    """

    name: str
    query: str
    options: Mapping[str, Any]
    saved: str
    index: IndexState
    ids: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the ids, a line each, in hexadecimal."""
        return hashlib.sha256("".join(f"{each}\n" for each in self.ids).encode("utf-8", "surrogatepass")).hexdigest()


def check_name(name: str) -> str:
    """Return a name that is fit for a saved question; raise `SavedQuestionError` for any other.

    >>> check_name("sanctions-2022")
    'sanctions-2022'
    >>> check_name("../manifest")
    Traceback (most recent call last):
        ...
    indexer.format.questions.SavedQuestionError: '../manifest' is no name: take letters, digits, - _ and . (64 at most)
    """
    if not _NAME.fullmatch(name):
        raise SavedQuestionError(f"{name!r} is no name: take letters, digits, - _ and . (64 at most)")
    return name


def question_names(folder: Path) -> list[str]:
    """Return the names of the questions saved in a folder, in order; none where there is no such folder."""
    try:
        found = [entry.name.removesuffix(_SUFFIX) for entry in folder.iterdir() if entry.name.endswith(_SUFFIX)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for name in found if _NAME.fullmatch(name))


def write_question(folder: Path, question: SavedQuestion) -> Path:
    """Write a question into a folder, which is made, in place of one of the same name; return its file.

    Raises `OSError` where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (check_name(question.name) + _SUFFIX)
    temporary = folder / f".{question.name}.{os.getpid()}"
    try:
        temporary.write_text(_to_json(question), encoding="utf-8")
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return file


def read_question(folder: Path, name: str) -> SavedQuestion | None:
    """Return the question of a name in a folder, None where there is none.

    Raises `SavedQuestionError` for a file that is damaged or was not written by us.
    """
    file = folder / (check_name(name) + _SUFFIX)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise SavedQuestionError(f"{file} cannot be read ({error}); {_how_to_mend(name)}") from None
    except OSError as error:
        raise SavedQuestionError(f"{file} cannot be read ({error.strerror}); check its permissions") from None
    try:
        question = _of_json(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SavedQuestionError(f"{file} is damaged or no saved question; {_how_to_mend(name)}") from None
    if question.name != name or question.digest != content["ids_sha256"]:
        raise SavedQuestionError(f"{file} was changed by hand; {_how_to_mend(name)}")
    return question


def delete_question(folder: Path, name: str) -> bool:
    """Delete a saved question; return whether there was one. Raises `OSError` where it cannot be deleted."""
    try:
        (folder / (check_name(name) + _SUFFIX)).unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def check_questions(path: Path) -> list[str]:
    """Read every saved question of the index folder `path`; return a line for each that is damaged."""
    faults = []
    folder = path / QUESTIONS_NAME
    for name in question_names(folder):
        try:
            read_question(folder, name)
        except SavedQuestionError as error:
            faults.append(str(error))
    return faults


def _how_to_mend(name: str) -> str:
    return f"`search --forget {name}` deletes it"


def _to_json(question: SavedQuestion) -> str:
    state = question.index
    content = {
        "magic": _MAGIC,
        "version": QUESTION_VERSION,
        "name": question.name,
        "query": question.query,
        "options": dict(question.options),
        "saved": question.saved,
        "index": {name: getattr(state, name) for name in (*_STATE, "extractor", "paragraphs")},
        "ids_sha256": question.digest,
        "ids": list(question.ids),
    }
    return json.dumps(content, indent=1) + "\n"


def _of_json(content: Any) -> SavedQuestion:
    if content["magic"] != _MAGIC or content["version"] != QUESTION_VERSION:
        raise ValueError("magic")
    return SavedQuestion(
        name=_text(content["name"]),
        query=_text(content["query"]),
        options=MappingProxyType({_text(name): _option(value) for name, value in content["options"].items()}),
        saved=_text(content["saved"]),
        index=_state_of(content["index"]),
        ids=tuple(map(_text, content["ids"])),
    )


def _state_of(content: Any) -> IndexState:
    generation, format_version, schema_version, analysis_version = (int(content[name]) for name in _STATE)
    return IndexState(
        generation,
        format_version,
        schema_version,
        analysis_version,
        extractor=_text(content["extractor"]),
        paragraphs=int(content["paragraphs"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _option(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_text, value))
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return value
