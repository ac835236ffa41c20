"""What every test run needs to know: a module that is compiled here is not collected a second time as source."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out a source whose compiled form stands beside it: doctests would import it under the same name."""
    if collection_path.suffix != ".py":
        return None
    suffixes = importlib.machinery.EXTENSION_SUFFIXES
    return True if any(collection_path.with_suffix(suffix).exists() for suffix in suffixes) else None
