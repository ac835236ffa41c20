"""Which index is meant when none is named.

In this order: the one that is named, the environment variable `DATELINE_INDEX`, the nearest folder `.dateline` in the
working folder or above it, the user's data folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from indexer.format.errors import IndexMissingError

INDEX_VARIABLE: Final = "DATELINE_INDEX"
FOLDER_NAME: Final = ".dateline"


def locate_index(named: str | None, environ: Mapping[str, str], start: Path) -> str:
    """Return where the index is: a folder, or an address with `://` in it.

    `start` is the folder to look upward from. A place that is `named` or in the environment is returned as it is,
    whether there is something or not; raises `IndexMissingError` where there is no index in the other places either.

    >>> locate_index(None, {"DATELINE_INDEX": "news.idx"}, Path("."))
    'news.idx'
    """
    given = named or environ.get(INDEX_VARIABLE)
    if given:
        return given
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / FOLDER_NAME).is_dir():
            return str(folder / FOLDER_NAME)
    home = user_index(environ)
    if home.is_dir():
        return str(home)
    raise IndexMissingError(
        home,
        f"there is no index: no {FOLDER_NAME} in this folder or above it, and no {home}; "
        f"make one with `indexer build`, or name one with --index or {INDEX_VARIABLE}",
    )


def index_for_writing(named: str | None, environ: Mapping[str, str], start: Path) -> str:
    """Return where an index is to be made: where `locate_index` finds one, else a folder `.dateline` in `start`."""
    try:
        return locate_index(named, environ, start)
    except IndexMissingError:
        return str(start / FOLDER_NAME)


def user_index(environ: Mapping[str, str]) -> Path:
    """Return the folder of the user's own index, whether it exists or not.

    >>> str(user_index({"XDG_DATA_HOME": "/data"}))
    '/data/dateline/index'
    """
    data = environ.get("XDG_DATA_HOME", "")
    # The base directory specification has relative paths ignored.
    folder = Path(data) if data.startswith("/") else Path(environ.get("HOME") or Path.home()) / ".local" / "share"
    return folder / "dateline" / "index"
