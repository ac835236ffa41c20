"""The traps of docs/traps.md: each question and each behaviour is as the page says."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path

import pytest

import search
from indexer.format.directory import create_index, open_paragraphs
from indexer.format.lock import write_lock
from indexer.model import Mention, Paragraph, PartialDate
from indexer.sinks.local import LocalSink

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
TODAY = datetime.date(2022, 3, 17)


def _rows(n_columns):
    cells = ([cell.strip() for cell in line[1:-1].split("|")] for line in PAGE.splitlines() if line.startswith("|"))
    numbered = (row for row in cells if row[0].isdigit())
    return [row for row in numbered if len(row) == n_columns]


QUESTIONS = [row for row in _rows(6) if row[1].startswith("`") and int(row[0]) <= 21]
BEHAVIOURS = [row for row in _rows(6) if int(row[0]) > 21]


def _index(path, *paragraphs):
    create_index(path, "none")
    with LocalSink(path, "none") as sink:
        for paragraph in paragraphs:
            sink.add([paragraph])
        sink.commit()
    return path


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """The paragraphs of the page, indexed."""
    paragraphs = []
    for number, date, person, text in _rows(4):
        mentions = (Mention(0, 1, "person", text[0], person),) if person else ()
        day = PartialDate.parse(date) if date else None
        paragraphs.append(Paragraph(number, 1, "body", text, date=day, mentions=mentions))
    with search.open_index(_index(tmp_path_factory.mktemp("traps") / "i", *paragraphs)) as opened:
        yield opened


def test_the_page_holds_them_all():
    """There are twenty-five traps at least, numbered without a gap."""
    numbers = [int(row[0]) for row in QUESTIONS + BEHAVIOURS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 25


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row[1])
def test_question(engine, row):
    """The question finds the paragraphs of the page and comes with the remark of the page."""
    _, asked, _, _, finds, told = row
    results = engine.search(asked.strip("`"), today=TODAY, limit=100)
    assert sorted(hit.article for hit in results) == re.findall(r"\d", finds)
    assert [remark.code for remark in results.diagnostics if remark.start >= 0][:1] == told.split()


def test_every_behaviour_has_its_test():
    """Each behaviour of the page names a test of this file."""
    named = {row[5].strip("`") for row in BEHAVIOURS}
    assert named == set(re.findall(r"`(test_\w+)`", PAGE)) <= globals().keys()


def _marked(engine, query):
    return [[hit.text[span.start : span.stop] for span in hit.spans] for hit in engine.search(query)]


def test_only_the_phrase_is_marked(tmp_path):
    """A phrase marks its own places, not its words elsewhere."""
    text = "the HOUSE WHITE as snow, but the White House said, and a house"
    with search.open_index(_index(tmp_path / "i", Paragraph("a", 1, "body", text))) as engine:
        assert _marked(engine, '"white house"') == [["White House"]]


def test_the_words_are_marked_where_they_stand(tmp_path):
    """Two words far apart are marked as themselves, in the text and in the snippet."""
    text = "A quick fox. " + "Filler of no use here. " * 40 + "A lazy dog."
    with search.open_index(_index(tmp_path / "i", Paragraph("a", 1, "body", text))) as engine:
        assert _marked(engine, "fox dog") == [["fox", "dog"]]
        snippet = engine.search("fox dog").hits[0].snippet
        assert {snippet.text[span.start : span.stop] for span in snippet.spans} <= {"fox", "dog"}
        assert snippet.spans


def test_a_failed_commit_frees_the_lock(tmp_path, monkeypatch):
    """After a commit that cannot write, the index is as before and the next writer goes on."""
    path = _index(tmp_path / "i", Paragraph("a", 1, "body", "First."))

    def full(*_):
        raise OSError(28, "No space left on device")

    def write(key):
        with write_lock(path), LocalSink(path, "none") as sink:
            sink.add([Paragraph(key, 1, "body", "Second.")])
            sink.commit()

    with monkeypatch.context() as patch:
        patch.setattr("indexer.format.directory.write_manifest", full)
        with pytest.raises(OSError, match="No space"):
            write("b")
    assert open_paragraphs(path).manifest.n_paragraphs == 1
    write("c")
    assert open_paragraphs(path).manifest.n_paragraphs == 2


def test_a_page_past_the_end_is_empty(engine):
    """Past the last page there are no hits, and the totals are those of every page."""
    results = engine.search("sanctions", limit=2, page=99)
    assert (len(results), results.total.paragraphs) == (0, 4)


def test_a_weight_on_a_wildcard_counts(engine):
    """A weighted wildcard scores by its weight."""
    (plain,), (weighted,) = (engine.search(query, article="1").hits for query in ("sanct*", "sanct*^3"))
    assert weighted.score == pytest.approx(3 * plain.score)


def test_importing_warns_of_nothing():
    """Python, told to take warnings for errors, imports everything."""
    code = "import indexer.api, search.api, search.cli, search.query.parser"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True)
