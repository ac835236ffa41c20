"""From files to the index: read, split, tag, write; one run from a plan to a report.

Articles go through in the order of the files. What is written is committed every `COMMIT_PARAGRAPHS` paragraphs and at
the end, each time the index first and then the ledger, so that a run that is killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from indexer.analyse import BATCH_ARTICLES, BATCH_CHARACTERS, analyser
from indexer.format.directory import open_paragraphs
from indexer.ledger import ArticleEntry, FileEntry, Ledger
from indexer.model import Article, Paragraph
from indexer.plan import Plan, Task
from indexer.report import Progress, ProgressCallback, Report
from indexer.sinks.base import Sink
from indexer.sources import SKIPPED_CODES, Note, Reject, read_file

COMMIT_PARAGRAPHS: Final = 20_000
"""A killed run loses at most the work on this many paragraphs."""


@dataclass(slots=True)
class _FileState:
    """What is known of a file while it is read."""

    task: Task
    before: list[ArticleEntry]
    seen: set[str] = field(default_factory=set)
    n_waiting: int = 0
    rejects: list[Reject] = field(default_factory=list)
    is_read: bool = False


class Run:
    """One run of the indexer over a plan; `execute` does it and returns the report."""

    def __init__(
        self,
        plan: Plan,
        ledger: Ledger,
        sink: Sink,
        index: Path,
        extractor: str,
        processes: int = 1,
        progress: ProgressCallback | None = None,
    ) -> None:
        """`extractor` is the name and version of what finds entities; `index` the folder the sink writes to."""
        self._plan = plan
        self._ledger = ledger
        self._sink = sink
        self._index = index
        self._extractor = extractor
        self._processes = processes
        self._progress = progress or (lambda _: None)
        self._report = Report()
        self._excluded = ledger.excluded()
        self._waiting: dict[str, _FileState] = {}
        self._done_bytes = 0
        self._total_bytes = plan.total_bytes
        self._uncommitted = 0
        # After a crash between the two commits the index may hold articles the ledger does not know.
        self._stored = self._stored_keys() if self._is_out_of_step() else frozenset[str]()

    def execute(self) -> Report:
        """Carry out the plan. What has been committed stays when an exception ends the run."""
        report = self._report
        for reject in self._plan.rejects:
            (report.ignored if reject.code in SKIPPED_CODES else report.rejects).append(reject)
        report.skipped += len(report.ignored)
        for entry in self._plan.vanished:
            self._delete(self._ledger.articles_of(entry.path))
            self._ledger.drop_file(entry.path)
        for entry in self._plan.unchanged:
            report.skipped += len(self._ledger.articles_of(entry.path))
            if entry.reject:
                report.rejects.append(Reject(entry.path, entry.reject, "as-before"))
        self._read_tasks()
        self._delete_orphans()
        self._sink.finish()
        self._save()
        return report

    def _read_tasks(self) -> None:
        with analyser(self._extractor.partition(" ")[0], self._processes) as analyse:
            for articles, analysed in analyse(self._batches()):
                for article, paragraphs in zip(articles, analysed, strict=True):
                    self._write(article, paragraphs)

    def _batches(self) -> Iterator[list[Article]]:
        """Read the files; yield the articles that are new or changed, in batches."""
        batch: list[Article] = []
        n_characters = 0
        for task in self._plan.tasks:
            state = _FileState(task, self._ledger.articles_of(task.file))
            for record in read_file(task.path, task.key):
                if not isinstance(record, Article):
                    self._remember(record, state)
                elif self._is_wanted(record, state):
                    self._waiting[record.key] = state
                    state.n_waiting += 1
                    batch.append(record)
                    n_characters += sum(len(block.text) for block in record.blocks)
                if len(batch) >= BATCH_ARTICLES or n_characters >= BATCH_CHARACTERS:
                    yield batch
                    batch, n_characters = [], 0
            state.is_read = True
            self._finish(state)
        yield batch

    def _remember(self, record: Reject | Note, state: _FileState) -> None:
        if isinstance(record, Note):
            self._report.notes.append(record)
            return
        self._report.rejects.append(record)
        state.rejects.append(record)

    def _is_wanted(self, article: Article, state: _FileState) -> bool:
        if article.key in self._excluded:
            return False
        if article.key in state.seen:
            self._report.rejects.append(Reject(article.key, "the file has this article twice", "duplicate-id"))
            return False
        state.seen.add(article.key)
        known = self._ledger.article(article.key)
        if known is not None and known.hash == self._hash(article) and known.path == state.task.file:
            self._report.skipped += 1
            return False
        return True

    def _hash(self, article: Article) -> str:
        return f"{article.hash} {self._extractor}"

    def _write(self, article: Article, paragraphs: tuple[Paragraph, ...]) -> None:
        state = self._waiting.pop(article.key)
        if self._ledger.article(article.key) is not None:
            self._sink.delete(article.key)
            self._report.updated += 1
        else:
            if article.key in self._stored:
                self._sink.delete(article.key)
            self._report.added += 1
        self._sink.add(paragraphs)
        path = state.task.file
        self._ledger.put_article(ArticleEntry(article.key, path, self._hash(article), len(paragraphs)))
        self._report.paragraphs += len(paragraphs)
        self._uncommitted += len(paragraphs)
        state.n_waiting -= 1
        self._finish(state)
        if self._uncommitted >= COMMIT_PARAGRAPHS:
            self._commit()

    def _finish(self, state: _FileState) -> None:
        """Enter a file once it is read and all its articles are written, and take out what it holds no more."""
        if not state.is_read or state.n_waiting:
            return
        task = state.task
        if not state.rejects:  # what could not be read now may still be an article: it stays as it was
            self._delete([entry for entry in state.before if entry.key not in state.seen])
        reason = next((reject.reason for reject in state.rejects if reject.file == task.key), "")
        self._ledger.put_file(FileEntry(task.file, task.root, task.n_bytes, task.modified_ns, self._extractor, reason))
        self._done_bytes += task.n_bytes
        self._progress(Progress(self._done_bytes, self._total_bytes, self._report.paragraphs))

    def _delete(self, entries: list[ArticleEntry]) -> None:
        for entry in entries:
            self._sink.delete(entry.key)
            self._ledger.drop_article(entry.key)
            self._report.deleted += 1

    def _commit(self) -> None:
        self._sink.commit()
        self._save()

    def _save(self) -> None:
        """Save the ledger beside what was committed."""
        self._ledger.save(open_paragraphs(self._index).manifest.generation)
        self._uncommitted = 0

    def _is_out_of_step(self) -> bool:
        return self._ledger.generation() != open_paragraphs(self._index).manifest.generation

    def _stored_keys(self) -> frozenset[str]:
        with open_paragraphs(self._index).reader() as reader:
            return frozenset(key.decode("utf-8") for key in reader.lexicon("article"))

    def _delete_orphans(self) -> None:
        """Take out articles that the index holds and no file stands for."""
        for key in sorted(self._stored - self._ledger.keys()):
            self._sink.delete(key)
