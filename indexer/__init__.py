"""What an index is, and how one is made from a folder of news.

    import indexer

    report = indexer.build(["seeds"], index="news.idx")
    print(report)                                   # 36 added, 0 updated, 0 deleted, 0 skipped, 0 failed

The names below are loaded when they are first used: a search imports `indexer.format` and must not pay for NLTK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.api import (
        IndexStats,
        NothingToIndexError,
        build,
        check,
        compiled,
        list_entities,
        list_proposals,
        remove,
        stats,
        update,
        use_entity_ledger,
    )
    from indexer.format.errors import IndexFaultError
    from indexer.format.version import __version__
    from indexer.report import Progress, Report

_HOMES = {
    "IndexFaultError": "indexer.format.errors",
    "IndexStats": "indexer.api",
    "NothingToIndexError": "indexer.api",
    "Progress": "indexer.report",
    "Report": "indexer.report",
    "__version__": "indexer.format.version",
    "build": "indexer.api",
    "check": "indexer.api",
    "compiled": "indexer.api",
    "list_entities": "indexer.api",
    "list_proposals": "indexer.api",
    "use_entity_ledger": "indexer.api",
    "remove": "indexer.api",
    "stats": "indexer.api",
    "update": "indexer.api",
}

__all__ = [
    "IndexFaultError",
    "IndexStats",
    "NothingToIndexError",
    "Progress",
    "Report",
    "__version__",
    "build",
    "check",
    "compiled",
    "list_entities",
    "list_proposals",
    "remove",
    "stats",
    "update",
    "use_entity_ledger",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
