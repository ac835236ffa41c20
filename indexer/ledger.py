"""The ledger: which file gave which articles, so that only what changed is read again.

An SQLite file in the index folder. It is written after each commit of the index and never before: a process killed in
between leaves files that look unread, which the next run reads and replaces.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEDGER_VERSION: Final = 1

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS state (generation INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS roots (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS excluded (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    n_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    extractor TEXT NOT NULL,
    reject TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS articles (
    key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    hash TEXT NOT NULL,
    n_paragraphs INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_by_path ON articles (path);
"""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was when it was last read. `reject` is the reason it gave nothing, else empty."""

    path: str
    root: str
    n_bytes: int
    modified_ns: int
    extractor: str
    reject: str = ""


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article of the index and the file it came from."""

    key: str
    path: str
    hash: str
    n_paragraphs: int


class LedgerError(Exception):
    """The ledger cannot be read; the message says what to do."""


class Ledger:
    """The book of one index folder. All changes wait for `save`.

    >>> ledger = Ledger(":memory:")
    >>> ledger.put_article(ArticleEntry("a.txt", "/news/a.txt", "f00d", 3))
    >>> ledger.put_file(FileEntry("/news/a.txt", "/news", 120, 0, "rules 1"))
    >>> ledger.article("a.txt").n_paragraphs, [entry.path for entry in ledger.files()]
    (3, ['/news/a.txt'])
    >>> ledger.close()
    """

    def __init__(self, path: Path | str) -> None:
        """Open or begin the ledger at `path`; raise `LedgerError` when the file is no ledger of this version."""
        self._path = path
        with ExitStack() as on_fault:
            try:
                self._database = sqlite3.connect(path)
                on_fault.callback(self._database.close)
                self._begin()
            except sqlite3.DatabaseError as error:
                raise LedgerError(
                    f"{path} is damaged ({error}); delete it and run `indexer update` to read all again"
                ) from None
            on_fault.pop_all()

    def _begin(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, LEDGER_VERSION):
            raise LedgerError(f"{self._path} is a ledger of version {version}; build the index anew")
        self._database.executescript(_TABLES)
        self._database.execute(f"PRAGMA user_version = {LEDGER_VERSION}")

    def close(self) -> None:
        """Close the file; what was not saved is given up."""
        self._database.close()

    def save(self, generation: int) -> None:
        """Make all changes lasting; they speak of the index as it is at `generation`."""
        self._database.execute("DELETE FROM state")
        self._database.execute("INSERT INTO state VALUES (?)", (generation,))
        self._database.commit()

    def generation(self) -> int:
        """Return the generation of the index this ledger speaks of, -1 for a new ledger."""
        row = self._database.execute("SELECT generation FROM state").fetchone()
        return -1 if row is None else int(row[0])

    def clear(self) -> None:
        """Forget files and articles, not the roots and what is excluded."""
        self._database.execute("DELETE FROM files")
        self._database.execute("DELETE FROM articles")

    def roots(self) -> list[str]:
        """Return the folders and files that were given to be indexed, in the order they were first given."""
        return [row[0] for row in self._database.execute("SELECT path FROM roots ORDER BY rowid")]

    def put_root(self, path: str) -> None:
        """Remember a folder or file that was given to be indexed."""
        self._database.execute("INSERT OR IGNORE INTO roots VALUES (?)", (path,))

    def drop_root(self, path: str) -> None:
        """Forget a folder or file that was given to be indexed, not its articles."""
        self._database.execute("DELETE FROM roots WHERE path = ?", (path,))

    def exclude(self, name: str) -> None:
        """Remember a file's path or an article's key that was removed by hand and is to stay away."""
        self._database.execute("INSERT OR IGNORE INTO excluded VALUES (?)", (name,))

    def admit(self, name: str) -> None:
        """Forget that `name`, or anything in the folder `name`, was to stay away."""
        inside = (f"{name.rstrip('/')}/", f"{name.rstrip('/')}0")  # "0" is the character after "/"
        self._database.execute("DELETE FROM excluded WHERE name = ? OR (name >= ? AND name < ?)", (name, *inside))

    def excluded(self) -> frozenset[str]:
        """Return the paths and keys that are to stay away."""
        return frozenset(row[0] for row in self._database.execute("SELECT name FROM excluded"))

    def file(self, path: str) -> FileEntry | None:
        """Return the entry of a file, None if it was never read."""
        row = self._database.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else FileEntry(*row)

    def files(self) -> Iterator[FileEntry]:
        """Yield the entries of all files, by path."""
        with closing(self._database.execute("SELECT * FROM files ORDER BY path")) as rows:
            for row in rows.fetchall():
                yield FileEntry(*row)

    def article(self, key: str) -> ArticleEntry | None:
        """Return the entry of an article, None if it is not in the index."""
        row = self._database.execute("SELECT * FROM articles WHERE key = ?", (key,)).fetchone()
        return None if row is None else ArticleEntry(*row)

    def articles_of(self, path: str) -> list[ArticleEntry]:
        """Return the articles a file gave, by key."""
        rows = self._database.execute("SELECT * FROM articles WHERE path = ? ORDER BY key", (path,))
        return [ArticleEntry(*row) for row in rows]

    def n_articles(self) -> int:
        """Return how many articles are in the index."""
        return int(self._database.execute("SELECT count(*) FROM articles").fetchone()[0])

    def keys(self) -> frozenset[str]:
        """Return the keys of all articles in the index."""
        return frozenset(row[0] for row in self._database.execute("SELECT key FROM articles"))

    def put_file(self, file: FileEntry) -> None:
        """Enter a file that has been read to its end, in place of what stood there before."""
        values = (file.path, file.root, file.n_bytes, file.modified_ns, file.extractor, file.reject)
        self._database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", values)

    def put_article(self, article: ArticleEntry) -> None:
        """Enter an article, in place of what stood under its key before."""
        values = (article.key, article.path, article.hash, article.n_paragraphs)
        self._database.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", values)

    def drop_article(self, key: str) -> None:
        """Forget an article."""
        self._database.execute("DELETE FROM articles WHERE key = ?", (key,))

    def drop_file(self, path: str) -> None:
        """Forget a file and the articles it gave."""
        self._database.execute("DELETE FROM files WHERE path = ?", (path,))
        self._database.execute("DELETE FROM articles WHERE path = ?", (path,))
