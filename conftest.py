"""What every test run needs to know of modules that are compiled: they are collected once, and are not out of date."""

from __future__ import annotations

import importlib.machinery
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("indexer", "search")
WITHOUT_SOURCE = frozenset(("indexer/_cython",))
"""What the compiler makes of no source of ours."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out a source whose compiled form stands beside it: doctests would import it under the same name."""
    if collection_path.suffix != ".py":
        return None
    suffixes = importlib.machinery.EXTENSION_SUFFIXES
    return True if any(collection_path.with_suffix(suffix).exists() for suffix in suffixes) else None


def pytest_configure() -> None:
    """Refuse to test what was compiled of other sources than those that stand here now."""
    if stale := ", ".join(sorted(_stale())):
        advice = "run pip install -e '.[dev]' again, and delete those that have no source any more"
        raise pytest.UsageError(f"compiled modules are older than their sources: {stale}; {advice}")


def _stale() -> Iterator[str]:
    root = Path(__file__).parent
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    for compiled in (path for package in PACKAGES for path in (root / package).rglob(f"*{suffix}")):
        stem = compiled.with_name(compiled.name.removesuffix(suffix))
        if stem.relative_to(root).as_posix() in WITHOUT_SOURCE:
            continue
        source, declared = stem.with_suffix(".py"), stem.with_suffix(".pxd")
        changed = [each.stat().st_mtime for each in (source, declared) if each.exists()]
        if not source.exists() or max(changed) > compiled.stat().st_mtime:
            yield str(stem.relative_to(root))
