"""Taking articles out of an index by folder, file or key, so that they stay out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.ledger import Ledger
from indexer.report import Report
from indexer.sinks.base import Sink
from indexer.sources import Reject


def remove_names(ledger: Ledger, sink: Sink, names: Iterable[str]) -> Report:
    """Delete what each name stands for from `sink` and `ledger`; the caller commits both.

    A name is a folder or file that was indexed, or the key of an article. One that is in neither is a reject.
    """
    report = Report()
    for name in names:
        removed = _remove_path(ledger, sink, str(Path(name).resolve())) or _remove_article(ledger, sink, name)
        report.deleted += removed
        if not removed:
            report.rejects.append(Reject(name, "neither a file nor an article of this index has this name", "unknown"))
    return report


def _remove_path(ledger: Ledger, sink: Sink, path: str) -> int:
    inside = f"{path.rstrip('/')}/"
    ledger.drop_root(path)
    for root in ledger.roots():
        if root.startswith(inside):
            ledger.drop_root(root)
    n_removed = 0
    for entry in ledger.files():
        if entry.path != path and not entry.path.startswith(inside):
            continue
        for article in ledger.articles_of(entry.path):
            sink.delete(article.key)
            n_removed += 1
        ledger.drop_file(entry.path)
    if n_removed and any(path.startswith(f"{root.rstrip('/')}/") for root in ledger.roots()):
        ledger.exclude(path)
    return n_removed


def _remove_article(ledger: Ledger, sink: Sink, key: str) -> int:
    entry = ledger.article(key)
    if entry is None:
        return 0
    sink.delete(key)
    ledger.drop_article(key)
    ledger.exclude(key)
    return 1
