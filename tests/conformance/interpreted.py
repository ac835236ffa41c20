"""A pytest plugin that imports the project's modules from their sources, passing over what was compiled of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


class _Sources:
    """Finds `indexer.…` and `search.…` as `.py` files."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        del target
        if name.partition(".")[0] not in ("indexer", "search"):
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is None or spec.origin is None or spec.origin.endswith(".py"):
            return spec
        return spec_from_file_location(name, Path(spec.origin).parent / f"{name.rpartition('.')[2]}.py")


def pass_over_compiled() -> None:
    """Find modules as their sources from here on. Not on import, for tests are imported to be collected."""
    sys.meta_path.insert(0, _Sources)  # type: ignore[arg-type]


def pytest_configure() -> None:
    """End the run where the codec is compiled all the same: its tests would prove nothing."""
    pass_over_compiled()
    from indexer.format.codec import compiled

    if compiled():
        raise pytest.UsageError("the codec runs compiled")
