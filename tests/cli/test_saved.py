"""Saved questions: what is new and what is gone, as a shell and a cron job see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import indexer
from indexer.format.questions import SavedQuestionError, check_name
from search.api import open_index
from search.cli import main
from search.request import RequestError

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))

OLD = " date 2022-01-10\n\nSanctions on a bank were lifted.\n\nThe weather held.\n"
NEW = " date 2022-02-11\n\nNew sanctions on a supplier, its director said.\n"


@pytest.fixture
def news(tmp_path):
    """A folder of one article, indexed."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "old.txt").write_text(OLD, encoding="utf-8")
    indexer.build(folder, tmp_path / "news.idx", extractor="rules", processes=1)
    return folder


@pytest.fixture
def ask(news):
    """Run `search` over the folder's index; returns exit code, stdout, stderr."""

    def run(*words):
        environment = {"DATELINE_INDEX": str(news.parent / "news.idx"), "XDG_CONFIG_HOME": str(news.parent / "config")}
        result = CliRunner().invoke(main, words, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout_bytes.decode(), result.stderr_bytes.decode()

    return run


def _add(news, name="new.txt", text=NEW):
    (news / name).write_text(text, encoding="utf-8")
    indexer.update(news.parent / "news.idx", processes=1)


def test_a_rerun_tells_what_is_new_once(ask, news):
    """Nothing at first, the new paragraph after an update, nothing again: exit codes 1, 0, 1."""
    code, out, err = ask("sanctions", "--save", "bank-news")
    assert code == 0
    assert out.startswith("1 paragraph in 1 article")
    assert "saved as bank-news, which found 1; --rerun bank-news" in err
    assert ask("--rerun", "bank-news")[:2] == (1, "")
    _add(news)
    code, out, _ = ask("--rerun", "bank-news")
    assert code == 0
    assert out.startswith("bank-news: new since ")
    assert "new.txt#1" in out
    assert "old.txt" not in out
    code, out, err = ask("--rerun", "bank-news")
    assert (code, out) == (1, "")
    assert "nothing new for bank-news (nothing was indexed since)" in err


def test_what_is_gone_is_told(ask, news):
    """A removed article's paragraph is named; nothing is new, so that the exit code is 1."""
    _add(news)
    ask("sanctions", "--save", "s")
    (news / "old.txt").unlink()
    indexer.update(news.parent / "news.idx", processes=1)
    code, out, err = ask("--rerun", "s", "--no-update")
    assert code == 1
    assert out == "no longer found: 1 paragraph\n   old.txt#1\n"
    code, out, err = ask("--rerun", "s", "--csv")
    assert (code, len(out.splitlines())) == (1, 1)
    assert "no longer found: 1 paragraph" in err


def test_without_update_it_is_new_again(ask, news):
    """--no-update leaves the saved question as it was."""
    ask("sanctions", "--save", "s")
    _add(news)
    assert ask("--rerun", "s", "--no-update")[0] == 0
    assert ask("--rerun", "s", "--no-update")[0] == 0
    assert ask("--rerun", "s")[0] == 0
    assert ask("--rerun", "s")[0] == 1


def test_every_form_holds_the_new_hits_alone(ask, news):
    """JSON tells of new and gone ids beside the hits; a table and a list of paths hold the new ones, all of them."""
    ask("sanctions", "--save", "s", "-n", "1")
    for number in range(12):
        _add(news, f"new{number}.txt", NEW)
    keys = {f"new{number}.txt" for number in range(12)}
    answer = json.loads(ask("--rerun", "s", "--no-update", "--json")[1])
    Draft202012Validator(SCHEMA).validate(answer)
    assert set(answer["rerun"]["new"]) == {hit["id"] for hit in answer["hits"]} == {f"{key}#1" for key in keys}
    assert (answer["rerun"]["gone"], answer["rerun"]["same_index"]) == ([], False)
    *hits, summary = [json.loads(line) for line in ask("--rerun", "s", "--no-update", "--jsonl")[1].splitlines()]
    assert (len(hits), summary["rerun"]["name"]) == (12, "s")
    assert set(ask("--rerun", "s", "--no-update", "-l")[1].split()) == keys
    assert len(ask("--rerun", "s", "--no-update", "--csv")[1].splitlines()) == 13


def test_options_and_relative_dates_are_kept_as_written(ask, news):
    """The file holds the words, not the day they meant; --saved lists them."""
    ask("sanctions", "--since", "10 years ago", "--kind=-caption", "--save", "s", "--sort", "date")
    file = news.parent / "news.idx" / "questions" / "s.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["options"] == {"since": "10 years ago", "kind": ["-caption"], "sort": "date"}
    assert content["index"]["generation"] == 1
    code, out, _ = ask("--saved")
    assert code == 0
    assert out.startswith("s  ")
    assert "sanctions since=10 years ago kind=-caption sort=date" in " ".join(out.split())
    assert json.loads(ask("--saved", "--json")[1])["questions"][0]["options"] == content["options"]


def test_a_name_is_taken_once_and_can_be_forgotten(ask):
    """Saving over a question is refused, so that no list of ids is lost; forgetting makes room."""
    ask("sanctions", "--save", "s")
    code, _, err = ask("weather", "--save", "s")
    assert code == 2
    assert "kept already" in err
    assert ask("--forget", "s")[0] == 0
    assert ask("--forget", "s")[0] == 2
    assert ask("weather", "--save", "s")[0] == 0


@pytest.mark.parametrize("name", ["../s", "/etc/passwd", ".hidden", "a/b", "", " ", "a\\b", "-x", "x" * 65, "a\n"])
def test_no_name_leads_out_of_the_folder(ask, news, name):
    """What is no plain name is refused for saving, asking and forgetting, and no file is made."""
    before = sorted(news.parent.rglob("*"))
    assert ask("sanctions", f"--save={name}")[0] == (0 if not name else 2)
    for option in ("--rerun", "--forget"):
        assert ask(f"{option}={name}")[0] == 2
    assert sorted(news.parent.rglob("*")) == before


@given(st.text(max_size=70))
def test_names_are_single_parts_of_a_path(name):
    """Whatever name passes is one part of a path, not hidden, and no option."""
    try:
        check_name(name)
    except SavedQuestionError:
        return
    assert Path(name).name == name
    assert name[0] not in ".-"


def test_damage_is_found_and_named(ask, news):
    """A changed, broken or foreign file is a fault of `--rerun` and of `indexer check`, never a traceback."""
    ask("sanctions", "--save", "s")
    index = news.parent / "news.idx"
    file = index / "questions" / "s.json"
    sound = file.read_text(encoding="utf-8")
    assert indexer.check(index) == []
    for broken in (
        "",
        "{",
        "[]",
        "{}",
        sound.replace("old.txt#1", "old.txt#2"),
        sound.replace('"s"', '"t"'),
        "[" * 9999,
    ):
        file.write_text(broken, encoding="utf-8")
        code, out, err = ask("--rerun", "s")
        assert (code, out) == (2, "")
        assert "--forget s" in err
        (fault,) = indexer.check(index)
        assert "s.json" in fault
    wrong = json.loads(sound)
    wrong["options"] = {"limit": "many"}
    file.write_text(json.dumps(wrong), encoding="utf-8")
    assert ask("--rerun", "s")[0] == 2


def test_a_rebuild_keeps_the_questions(ask, news):
    """An index made anew in its folder still knows what was saved, and says what changed."""
    ask("sanctions", "--save", "s")
    (news / "new.txt").write_text(NEW, encoding="utf-8")
    indexer.build(news, news.parent / "news.idx", processes=1)
    assert ask("--rerun", "s")[0] == 0


def test_where_the_index_cannot_be_written_to_the_user_s_settings_hold_it(ask, news):
    """A questions folder that cannot be made, and the question lies in the user's settings, for this index alone."""
    blocked = news.parent / "news.idx" / "questions"
    blocked.write_text("in the way")
    assert ask("sanctions", "--save", "s")[0] == 0
    assert len(list((news.parent / "config" / "dateline" / "questions").rglob("s.json"))) == 1
    _add(news)
    assert ask("--rerun", "s")[0] == 0
    assert ask("--forget", "s")[0] == 0


def test_a_rerun_takes_no_question(ask):
    """Words and filters beside --rerun are a fault: the saved question is asked as it is."""
    assert ask("sanctions", "--rerun", "s")[0] == 2
    assert ask("--since", "2022", "--rerun", "s")[0] == 2


def test_python_saves_and_reruns(news):
    """The same from Python: what is new are hits, what is gone are ids."""
    index = news.parent / "news.idx"
    with open_index(index) as engine:
        saved = engine.save("s", "sanctions", sort="date")
        assert saved.ids == ("old.txt#1",)
        with pytest.raises(RequestError):
            engine.save("s", "weather")
    _add(news)
    (news / "old.txt").write_text(OLD.replace("Sanctions", "Limits"), encoding="utf-8")
    indexer.update(index, processes=1)
    with open_index(index) as engine:
        rerun = engine.rerun("s")
        assert [hit.id for hit in rerun.new] == ["new.txt#1"]
        assert rerun.new[0].snippet.spans
        assert rerun.gone == ("old.txt#1",)
        assert [each.name for each in engine.saved()] == ["s"]
        assert engine.rerun("s").new == ()
        engine.forget("s")
        assert engine.saved() == ()
