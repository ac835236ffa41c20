"""The kernels compiled and interpreted: the same rows, hashes, sums and tags from both."""

from __future__ import annotations

import importlib.util
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.entities.tagger import Span, compiled, load_tagger, reader, tagging
from indexer.entities.tagger import __file__ as package_file
from indexer.entities.tagger.reader import Rows

KERNELS = ("scan", "context", "features", "memory", "decode")

pytestmark = pytest.mark.skipif(not compiled(), reason="the kernels are not compiled here, so there is one form only")

WORDS = """
    Vladimir Putin the U.S. - Russia ’s said in GENEVA NATO Council of and Mr. Smith Lt. Gen. John F. Kelly AT&T F-35
    talks on Thursday . , ( ) " “ ” NEW YORK The officials 2,000 Kyiv Saint-Denis al-Assad Zürich Путин 中国
    \u0301 \x00 🙂
"""
NEWS = st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join)
ARTICLES = st.lists(NEWS | st.text(max_size=40), max_size=4)


def interpreted(name: str) -> ModuleType:
    """Return kernel `name` run from its source."""
    path = Path(package_file).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"interpreted_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plain() -> Iterator[dict[str, ModuleType]]:
    """Every kernel run from its source."""
    return {name: interpreted(name) for name in KERNELS}


def tag_with(kernels: dict[str, ModuleType], article: list[str]) -> tuple[list[list[Span]], Rows, array[int]]:
    """Return the tags of an article, its rows, and its feature hashes, by the given kernels."""
    with pytest.MonkeyPatch.context() as patch:
        for name, module in kernels.items():
            for user in (reader, tagging):
                if hasattr(user, name):
                    patch.setattr(user, name, module)
        tagger = load_tagger()
        rows = tagger.reader.read(article)
        return tagger.tag(article), rows, reader.extract(rows.columns, rows.loud)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ARTICLES)
def test_both_forms_give_the_same(plain: dict[str, ModuleType], article: list[str]) -> None:
    """An article has the same rows, feature hashes and names from both forms."""
    assert tag_with(plain, article) == tag_with({}, article)


def test_the_forms_are_two(plain: dict[str, ModuleType]) -> None:
    """What is called interpreted is source, and what is called compiled is not."""
    assert all(str(module.__file__).endswith(".py") for module in plain.values())
    assert not str(reader.scan.__file__).endswith(".py")
