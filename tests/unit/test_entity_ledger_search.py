"""The editor's ledger at work: facets, filters, clauses and hits follow it at once, and no article is read again."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import indexer
import search
from indexer.cli import main
from indexer.format.directory import create_index
from indexer.model import Mention, Paragraph
from indexer.sinks.local import LocalSink

NAMED = [
    ("uk/1.txt", [("person", "Boris Johnson", "Johnson"), ("org", "Kremlin", "Kremlin")]),
    ("uk/2.txt", [("person", "B. Johnson", "B. Johnson"), ("person", "Boris Johnson", "Johnson")]),
    ("us/1.txt", [("person", "John Smith", "Smith"), ("place", "Camp David", "Camp David")]),
    ("us/2.txt", [("person", "John Smith", "Smith"), ("place", "London", "London")]),
]


@pytest.fixture
def index(tmp_path):
    """An index of four paragraphs with the names above."""
    path = tmp_path / "news.idx"
    create_index(path, "none")
    with LocalSink(path, "none") as sink:
        for article, names in NAMED:
            text = " met ".join(form for _, _, form in names)
            mentions = [
                Mention(
                    text.index(form), text.index(form) + len(form), kind, form, name, "" if form == name else "surname"
                )
                for kind, name, form in names
            ]
            sink.add([Paragraph(article, 1, "body", text, mentions=tuple(mentions))])
        sink.commit()
    return path


def _ask(index, query="", **options):
    with search.open_index(index) as engine:
        return engine.search(query, **options)


def _ids(index, query="", **options):
    return sorted(hit.article for hit in _ask(index, query, **options))


def _facet(index, field, **options):
    return {
        each.value: (each.paragraphs, each.articles) for each in _ask(index, facets=[field], **options).facets[field]
    }


def _edit(index, text):
    (index / "entities.toml").write_text(text, encoding="utf-8")


def test_a_form_finds_its_entity(index):
    """Without a ledger, a written form finds the entity it stands for, and a name its bearer alone."""
    assert _ids(index, "person:smith") == ["us/1.txt", "us/2.txt"]
    assert _ids(index, person="Boris Johnson") == ["uk/1.txt", "uk/2.txt"]
    assert _ids(index, person="B. Johnson") == ["uk/2.txt"]


def test_merged_names_are_one(index):
    """A merge is followed by facet, filter, clause and hit; a paragraph with both names counts once."""
    _edit(index, '[[merge]]\nnames = ["B. Johnson", "Boris Johnson"]\ninto = "Alexander Johnson"\n')
    assert _facet(index, "person") == {"Alexander Johnson": (2, 2), "John Smith": (2, 2)}
    assert _ids(index, person="Alexander Johnson") == ["uk/1.txt", "uk/2.txt"]
    assert _ids(index, "person:alexander") == _ids(index, "person:boris") == ["uk/1.txt", "uk/2.txt"]
    assert {m.name for hit in _ask(index, "kremlin") for m in hit.entities if m.type == "person"} == {
        "Alexander Johnson"
    }


def test_a_renamed_entity_is_found_by_both_names(index):
    """A new name is shown, and the old one still finds it."""
    _edit(index, '[[rename]]\nname = "John Smith"\nto = "Jane Smith"\n')
    assert _facet(index, "person")["Jane Smith"] == (2, 2)
    assert _ids(index, "person:jane") == _ids(index, "person:john") == ["us/1.txt", "us/2.txt"]


def test_a_retyped_entity_moves_to_the_other_facet(index):
    """A place that is an organisation counts and is found as one, and no more as a place."""
    _edit(index, '[[retype]]\nname = "Kremlin"\nto = "place"\n')
    assert _facet(index, "org") == {}
    assert _facet(index, "place")["Kremlin"] == (1, 1)
    assert (_ids(index, "place:kremlin"), _ids(index, "org:kremlin")) == (["uk/1.txt"], [])


def test_a_hidden_entity_is_gone(index):
    """A hidden name is in no facet, found by no clause, and in no hit; the words stay."""
    _edit(index, '[[hide]]\nname = "Kremlin"\n')
    assert _facet(index, "org") == {}
    assert _ids(index, "org:kremlin") == []
    (hit,) = _ask(index, "kremlin")
    assert [mention.type for mention in hit.entities] == ["person"]


def test_a_split_entity_depends_on_the_article(index):
    """Two who share a name are told apart by the article's key, in facets and in filters."""
    _edit(index, '[[split]]\nname = "John Smith"\narticle = "us/2*"\ninto = "John Smith (senator)"\n')
    assert _facet(index, "person")["John Smith"] == (1, 1)
    assert _facet(index, "person")["John Smith (senator)"] == (1, 1)
    assert _ids(index, person="John Smith") == ["us/1.txt"]
    assert _ids(index, "person:senator") == ["us/2.txt"]
    assert _ids(index, "person:smith") == ["us/1.txt", "us/2.txt"]


def test_excluding_a_merged_name_excludes_all_of_it(index):
    """`-name` leaves out the paragraphs of every name that is merged into it."""
    _edit(index, '[[merge]]\nnames = ["B. Johnson", "Boris Johnson"]\ninto = "Alexander Johnson"\n')
    assert _ids(index, person="-Alexander Johnson") == ["us/1.txt", "us/2.txt"]
    assert _ids(index, "-person:alexander") == ["us/1.txt", "us/2.txt"]


def test_an_empty_ledger_changes_nothing(index):
    """An empty file is a ledger without entries."""
    before = _facet(index, "person")
    _edit(index, "")
    assert _facet(index, "person") == before


def test_a_ledger_that_cannot_be_followed_is_said(index):
    """A circle of merges is refused with its line, by Python and by the command, and nothing else is at fault."""
    _edit(index, '[[rename]]\nname = "A"\nto = "B"\n[[rename]]\nname = "B"\nto = "A"\n')
    with pytest.raises(search.IndexFaultError, match="circle"):
        search.open_index(index)
    done = CliRunner().invoke(main, ["entities", "--index", str(index)])
    assert done.exit_code == 2
    assert "circle" in done.stderr


def test_the_command_lists_counts_forms_and_reasons(index):
    """`indexer entities` counts under the ledger, shows the forms, and with --reasons why they stand for the name."""
    (index.parent / "mine.toml").write_text(
        '[[merge]]\nnames = ["B. Johnson"]\ninto = "Boris Johnson"\n[[hide]]\nname = "Nobody"\n'
    )
    arguments = ["entities", "--index", str(index), "--type", "person", "--reasons"]
    done = CliRunner().invoke(main, [*arguments, "--entities", str(index.parent / "mine.toml")], catch_exceptions=False)
    lines = done.stdout.splitlines()
    assert lines[1].split() == ["2", "2", "person", "Boris", "Johnson", "(B.", "Johnson,", "Johnson)"]
    assert [line.strip() for line in lines[2:4]] == ["B. Johnson: ledger", "Johnson: surname"]
    assert "Nobody" in done.stderr
    assert indexer.list_entities(index)[0].name == "Boris Johnson"


def test_a_bad_ledger_is_not_put_in_place(index):
    """A file with a mistake leaves the ledger that was there."""
    _edit(index, "")
    (index.parent / "bad.toml").write_text("[[merge]]\nnames = 3\n")
    done = CliRunner().invoke(main, ["entities", "--index", str(index), "--entities", str(index.parent / "bad.toml")])
    assert done.exit_code == 2
    assert (index / "entities.toml").read_text() == ""
