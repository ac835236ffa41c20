"""Real news, where it is at hand: what an index of it counts is what reading every paragraph counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import indexer
import search
from indexer.format.analysis import stems
from indexer.model import Article
from indexer.paragraphs import split
from indexer.sources import Reject, read_file, walk

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
EVERY = 8
"""One file of so many is indexed: all of them take minutes, and a slice shows the same."""

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="no ../shared with real news beside the project")


@pytest.fixture(scope="module")
def slice_of_news(tmp_path_factory):
    """Every eighth file of two corpora, in two folders, and an index over both."""
    folder = tmp_path_factory.mktemp("news")
    roots = []
    for name in ("plain-text", "markdown"):
        files = [found for found in walk(CORPORA / name) if not isinstance(found, Reject)]
        for path, key in files[::EVERY]:
            (folder / name / key).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / key).symlink_to(path)
        roots.append(folder / name)
    report = indexer.build(roots, folder / "news.idx")
    paragraphs = []
    for root in roots:
        for path, key in (found for found in walk(root) if not isinstance(found, Reject)):
            for record in read_file(path, key):
                if isinstance(record, Article):
                    paragraphs.extend(split(record))
    return folder / "news.idx", report, paragraphs


def test_every_file_is_indexed_or_explained(slice_of_news):
    """Each file gives an article or a reject that says why not."""
    _, report, paragraphs = slice_of_news
    assert report.added + report.failed == report.added + len(report.rejects)
    assert report.added == len({paragraph.article for paragraph in paragraphs})
    assert {reject.code for reject in report.rejects} <= {"no-paragraphs"}


@pytest.mark.parametrize("word", ["sanctions", "government", "zyzzyva"])
def test_counts_are_those_of_reading(slice_of_news, word):
    """Totals, months, people and places of the matches are those counted by reading every paragraph."""
    index, _, paragraphs = slice_of_news
    (wanted,) = stems(word)
    expected = {paragraph.id: paragraph for paragraph in paragraphs if wanted in stems(paragraph.text)}
    with search.open_index(index) as engine:
        results = engine.search(word, facets=["person", "place", "date"], facet_limit=100_000, limit=10_000)
    assert {hit.id for hit in results} == expected.keys()
    assert results.total.paragraphs == len(expected)
    assert results.total.articles == len({paragraph.article for paragraph in expected.values()})
    months = Counter(str(paragraph.date)[:7] for paragraph in expected.values() if paragraph.date)
    assert {each.value: each.paragraphs for each in results.facets["date"] if each.paragraphs} == months
    for field in ("person", "place"):
        named = Counter(name for hit in results for name in set(hit.names(field)))
        articles = Counter(name for name, _ in {(name, hit.article) for hit in results for name in hit.names(field)})
        counted = {each.value: (each.paragraphs, each.articles) for each in results.facets[field]}
        assert counted == {name: (number, articles[name]) for name, number in named.items()}
