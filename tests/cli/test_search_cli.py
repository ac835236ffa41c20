"""The `search` command as a shell sees it: streams, exit codes, forms, terminals, signals."""

import csv
import fcntl
import inspect
import io
import json
import os
import pty
import re
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import indexer
from indexer.format.lock import write_lock
from indexer.model import Mention, Paragraph, PartialDate
from indexer.sinks.local import LocalSink
from search.api import Engine
from search.arguments import SlipError, divide
from search.cli import MODE_OPTIONS, MODES, QUESTION_OPTIONS, main

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))

ARTICLES = {
    "2021/call.txt": """\
 date 2021-12-31

LEADERS SPEAK BY TELEPHONE

WILMINGTON, Del. -- President Joe Biden told Vladimir Putin that new sanctions would follow an invasion of Ukraine.

Vladimir Putin answered that sanctions would break off ties between Russia and the United States.

Talks between the two countries open in Geneva on Jan. 9.
""",
    "2022/clinic.txt": """\
 date 2022-02-11

BOSTON -- A clinic in Boston ran out of covid tests after sanctions on a supplier, its director said.
""",
}

EVIL = "\x1b]0;owned\x07\x1b[31mred\x1b[0m\x9b2J\u202eturned"
HOSTILE = Paragraph(
    article=f"2022/odd{EVIL}.txt",
    number=1,
    kind="body",
    text=f"A sanctions list with {EVIL} text was found by {EVIL}.",
    title=f"A list {EVIL}",
    date=PartialDate(2022, 3, 1),
    source=EVIL,
    authors=(f"=1+1{EVIL}",),
    mentions=(Mention(2, 11, "person", "sanctions", f"Mr. {EVIL}"),),
)
"""A paragraph as no source of ours gives it: somebody else may have made the index."""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An index of three articles, one of them hostile, and of one long enough to fill a pipe."""
    folder = tmp_path_factory.mktemp("news")
    for name, text in ARTICLES.items():
        path = folder / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    paragraphs = "\n\n".join(f"Parliament sat for day {number} of its long debate on fish." for number in range(1, 601))
    (folder / "articles" / "long.txt").write_text(f" date 2020-05-05\n\n{paragraphs}\n", encoding="utf-8")
    path = folder / "news.idx"
    indexer.build(folder / "articles", path, processes=1)
    with write_lock(path), LocalSink(path, "none") as sink:
        sink.add([HOSTILE])
        sink.commit()
    return path


@pytest.fixture
def environment(index):
    """The environment of a shell with nothing set but the index."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATELINE_INDEX": str(index), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def process(environment):
    """Run `search` as a process of its own; returns exit code, stdout, stderr."""

    def run(*words, **changes):
        command = [sys.executable, "-m", "search", *words]
        done = subprocess.run(command, env={**environment, **changes}, capture_output=True)
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.fixture
def search(index):
    """Run `search` in this process, which is quicker; returns exit code, stdout, stderr."""

    def run(*words, stdin=b"", **changes):
        result = CliRunner().invoke(main, words, input=stdin, env={"DATELINE_INDEX": str(index), **changes})
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout_bytes.decode(), result.stderr_bytes.decode()

    return run


@pytest.fixture
def on_terminal(environment):
    """Run `search` on a terminal of its own; returns exit code and all that is shown."""

    def run(*words, **changes):
        ours, theirs = pty.openpty()
        env = {**environment, "TERM": "xterm-256color", "LINES": "500", **changes}
        process = subprocess.Popen(
            [sys.executable, "-m", "search", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(ours)
        return process.wait(), shown.decode().replace("\r\n", "\n")

    return run


def test_found_is_exit_code_0_with_hits_on_stdout_and_silence_on_stderr(process):
    """Three articles hold the word; a pipe gets plain text."""
    code, out, err = process("sanctions")
    assert (code, err) == (0, "")
    assert out.startswith("4 paragraphs in 3 articles\n")
    assert "2021/call.txt#" in out
    assert "\x1b" not in out


def test_nothing_found_is_exit_code_1_with_a_word_on_stderr(process):
    """Stdout stays empty."""
    code, out, err = process("sanctions", "--since", "2023")
    assert (code, out) == (1, "")
    assert "nothing found" in err


def test_a_misspelt_word_gets_a_suggestion(search):
    """What to ask instead goes to stderr."""
    code, out, err = search("snctions")
    assert (code, out) == (1, "")
    assert "did you mean: sanctions" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "search: nothing to search for"),
        ([""], "search: nothing to search for"),
        (["x", "--sinse", "2022"], "--since"),
        (["x", "-z"], "search: No such option"),
        (["x", "-json"], "did you mean --json?"),
        (["x", "--facet", "colour"], "search: --facet: there is no facet 'colour'"),
        (["x", "--limit", "20000"], "search: --limit: a page holds"),
        (["x", "--page", "0"], "search: --page: "),
        (["x", "--kind", "poem"], "search: --kind: "),
        (["x", "--person", ""], "search: --person: "),
        (["x", "--since", "2021-02-30"], "2021-02-30"),
        (["x", "--json", "--csv"], "one form at a time"),
        (["x", "--null"], "--null goes with --paths"),
        (["x", "-lc"], "--count-only prints no hits"),
        (["x", "--index", "nowhere.idx"], "nowhere.idx"),
        (["x", "--index", str(ROOT / "search")], "search: "),
        (['"open', "--strict"], "error: "),
    ],
)
def test_what_is_at_fault_is_exit_code_2_and_named(search, words, message):
    """A wrong option, value, index or question: a line on stderr that names it, nothing on stdout."""
    code, out, err = search(*words)
    assert (code, out) == (2, "")
    assert message in err


def test_a_question_that_is_not_understood_is_searched_and_reported(search):
    """Without --strict an open quotation mark is a remark on stderr, with carets, and no failure."""
    code, out, err = search('"sanctions')
    assert code == 0
    assert out
    remark, question, carets = err.splitlines()
    assert remark.startswith("warning: ")
    assert question[carets.index("^")] == '"'


def test_words_may_start_with_a_hyphen(search):
    """-covid leaves a word out wherever it stands: bare, quoted with others, after --."""
    _, everything, _ = search("-l", "sanctions")
    assert "2022/clinic.txt" in everything
    for words in (
        ["sanctions", "-covid"],
        ["-covid", "sanctions"],
        ["sanctions -covid"],
        ["--", "-covid", "sanctions"],
    ):
        code, out, err = search("-l", *words)
        assert (code, err) == (0, "")
        assert set(out.split()) == set(everything.split()) - {"2022/clinic.txt"}


@pytest.mark.parametrize(
    ("arguments", "divided"),
    [
        (["--person", "-Putin", "x"], ["--person", "-Putin", "--", "x"]),
        (["--person=-Putin", "x"], ["--person=-Putin", "--", "x"]),
        (["-n", "-5"], ["-n", "-5", "--"]),
        (["-ln3", "x"], ["-ln3", "--", "x"]),
        (["-nato", "x"], ["--", "-nato", "x"]),
        (["-", "x"], ["--", "-", "x"]),
        (["--x -y", "-2022"], ["--", "--x -y", "-2022"]),
        (["-n"], ["-n", "--"]),
    ],
)
def test_words_and_options_are_told_apart(arguments, divided):
    """Known options, alone or in a bundle, are options; the rest are words."""
    assert divide(arguments, {"-l", "-c"}, {"-n", "--person"}) == divided


def test_a_long_option_with_one_hyphen_is_a_slip():
    """It is asked about, not searched without a word."""
    with pytest.raises(SlipError, match="--json"):
        divide(["-json"], {"--json"}, set())


def test_the_question_may_come_from_standard_input(search):
    """A single hyphen reads it, line breaks and odd bytes included."""
    code, out, _ = search("-", "-l", stdin=b"vladimir\nputin \xff\n")
    assert code in {0, 1}
    code, out, _ = search("-", "-l", stdin=b"vladimir\nputin\n")
    assert (code, out) == (0, "2021/call.txt\n")


def test_filters_and_facets_reach_the_engine(search):
    """A filter narrows, a facet counts, a page turns."""
    code, out, _ = search("sanctions", "--until", "2021", "--facet", "date:year", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["total"]["articles"] == 1
    assert answer["facets"]["date"]["counts"][0]["value"] == "2021"
    _, out, _ = search("debate", "-n", "1", "--page", "3", "--json")
    assert json.loads(out)["hits"][0]["rank"] == 3


def test_real_answers_follow_the_schema(search):
    """JSON and JSON Lines of the engine validate, with and without counts, hits and snippets."""
    validator = Draft202012Validator(SCHEMA)
    facets = ["--facet", "person", "--facet", "mentioned:year", "--facet", "person,date", "--related", "org"]
    for extra in ([], ["--no-count"], ["--no-snippets"], ["-c", *facets], ["-n", "0"]):
        _, out, _ = search("sanctions", "--json", *extra)
        validator.validate(json.loads(out))
    _, out, _ = search("sanctions", "--jsonl")
    assert [json.loads(line)["type"] for line in out.splitlines()] == ["hit"] * 4 + ["summary"]


def test_nothing_found_is_still_whole_json_and_a_table_with_a_head(search):
    """Programs need no special case; the exit code tells."""
    code, out, _ = search("zyxwv", "--json")
    assert code == 1
    Draft202012Validator(SCHEMA).validate(json.loads(out))
    code, out, _ = search("zyxwv", "--csv")
    assert (code, out.count("\n")) == (1, 1)


def test_tables_are_read_back_by_a_csv_reader(search):
    """csv, tsv and the mark that Excel wants."""
    _, out, _ = search("sanctions", "--csv")
    assert len(list(csv.DictReader(io.StringIO(out)))) == 4
    _, out, _ = search("sanctions", "--tsv")
    assert len(list(csv.DictReader(io.StringIO(out), delimiter="\t"))) == 4
    _, out, _ = search("sanctions", "--csv", "--encoding", "utf-8-sig")
    assert out.startswith("\ufeffrank,")
    _, out, _ = search("sanctions", "--csv", "-c", "--facet", "date:year")
    assert out.splitlines()[:2] == [
        "facet,value,second,paragraphs,articles,all_paragraphs,share,expected,score",
        "total,,,4,3,,,,",
    ]
    assert [line.split(",")[:5] for line in out.splitlines()[2:]] == [
        ["date", "2021", "", "2", "1"],
        ["date", "2022", "", "2", "2"],
    ]


def test_facets_left_out_of_a_form_are_remarked_on(search):
    """Who asks for counts and a table of hits is told how to get both."""
    code, _, err = search("sanctions", "--csv", "--facet", "date")
    assert code == 0
    assert "--count-only" in err


def test_paths_are_once_each_and_may_end_with_null(search):
    """-l for people, -0 for xargs."""
    _, out, _ = search("-l0", "sanctions")
    assert sorted(out.split("\0")) == ["", "2021/call.txt", "2022/clinic.txt", HOSTILE.article]


def test_count_only_prints_totals_and_facets(search):
    """No hit is printed, and the exit code tells as ever."""
    code, out, _ = search("-c", "sanctions")
    assert (code, out) == (0, "4 paragraphs in 3 articles\n")
    assert search("-c", "zyxwv")[0] == 1


def test_a_filter_or_a_facet_is_question_enough(search):
    """Without words the filters choose, or everything counts."""
    assert search("--since", "2022", "-l")[1].split() != []
    assert search("-c", "--facet", "date:year")[1].splitlines()[0].endswith("paragraphs in 4 articles")


def test_articles_are_ranked_and_shown_with_their_paragraphs(search):
    """By article the headline counts articles, each has its best paragraphs, and JSON has the groups."""
    _, out, _ = search("sanctions", "--by", "article", "--per-article", "1")
    assert out.startswith("3 articles with 4 paragraphs\n")
    assert "1 of 2 matching paragraphs" in out
    _, out, _ = search("sanctions", "--by", "article", "-n", "1", "--page", "2", "--json")
    answer = json.loads(out)
    Draft202012Validator(SCHEMA).validate(answer)
    (group,) = answer["groups"]
    assert group["rank"] == 2
    assert [hit["id"] for hit in answer["hits"]] == group["hits"]
    assert {hit["rank"] for hit in answer["hits"]} == {2}
    assert search("sanctions", "--by", "article", "-n", "1")[1].startswith("1 of 3 articles with 4 paragraphs\n")


def test_context_shows_the_neighbours_of_a_hit(search):
    """Text has the paragraphs around, JSON has them apart."""
    _, out, _ = search("director", "--context", "1")
    assert "ran out of covid tests" in out
    _, out, _ = search("geneva", "--context", "2", "--json")
    answer = json.loads(out)
    Draft202012Validator(SCHEMA).validate(answer)
    hit = answer["hits"][0]
    assert [each["paragraph"] for each in hit["before"]] == [hit["paragraph"] - 2, hit["paragraph"] - 1]
    assert "after" not in hit


def test_an_article_is_opened_by_its_key_or_a_paragraph(search):
    """All paragraphs are printed, the matching ones behind a sign; JSON follows its schema."""
    code, out, _ = search("--open", "2021/call.txt#3", "geneva")
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[1] for line in lines if line.startswith("> ")] == ["3", "4"]
    _, out, _ = search("geneva", "--open", "2021/call.txt", "--json")
    article = json.loads(out)
    Draft202012Validator({**SCHEMA["$defs"]["article"], "$defs": SCHEMA["$defs"]}).validate(article)
    assert (article["matches"], article["opened"], len(article["paragraphs"])) == ([4], None, 4)
    code, out, err = search("--open", "2021/nothing.txt")
    assert (code, out) == (2, "")
    assert err.startswith("search: --open: no article and no paragraph")
    assert "not as csv" in search("--open", "2021/call.txt", "--csv")[2]
    assert "one at a time" in search("--open", "2021/call.txt", "--why", "2021/call.txt", "geneva")[2]


def test_a_key_with_an_undecodable_byte_is_no_fault(search):
    """A file name that is no UTF-8 reaches the filter and --open as it is, and is in no index."""
    assert search("--article", "\udcff")[0] == 1
    assert search("--open", "\udcff")[0] == 2


def test_an_opened_article_steers_no_terminal(search):
    """Whatever an index holds, what is printed has no control character of its own."""
    _, out, _ = search("--open", HOSTILE.article, "list")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)


def test_the_options_are_the_keywords_of_the_engine():
    """Everything that can be asked from Python can be asked from the shell, with the same name and default."""
    signature = inspect.signature(Engine.search).parameters
    keywords = {name: each.default for name, each in signature.items() if name not in {"self", "query", "today"}}
    options = {each.name: each for each in main.params if isinstance(each, click.Option)}
    presentation = {"form", "count_only", "null", "encoding", "color", "pager", "index", "version", "help"}
    presentation.add("completion")
    presentation |= {f"as_{form}" for form in ("json", "jsonl", "csv", "tsv", "paths")}
    assert set(QUESTION_OPTIONS) == set(keywords)
    assert set(options) == set(keywords) | presentation | {*MODES, *MODE_OPTIONS}
    seen = {}
    probe = click.Command("probe", params=main.params, callback=lambda **values: seen.update(values))
    CliRunner().invoke(probe, ["x"], catch_exceptions=False)
    assert {name: seen[name] for name in keywords} == keywords


def test_the_examples_of_the_help_run(search):
    """Each is a question that the command understands."""
    help_text = CliRunner().invoke(main, ["--help"]).output
    examples = re.findall(r"^    search (.*)$", help_text, re.MULTILINE)
    assert len(examples) >= 6
    for example in examples:
        code, _, err = search(*shlex.split(example))
        assert code in {0, 1}, err


def test_colour_is_for_terminals(on_terminal, process):
    """On a terminal matches are painted; NO_COLOR, TERM=dumb and --color=never stop that, FORCE_COLOR paints a pipe."""
    painted = "\x1b[1;31msanctions\x1b[0m"
    assert painted in on_terminal("sanctions")[1]
    assert "\x1b" not in on_terminal("sanctions", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal("sanctions", TERM="dumb")[1]
    assert "\x1b" not in on_terminal("sanctions", "--color", "never")[1]
    assert painted in process("sanctions", FORCE_COLOR="1")[1]
    assert painted in process("sanctions", "--color", "always")[1]


def test_an_index_cannot_steer_the_terminal(on_terminal, search):
    """Escape sequences of an index are shown in every form; only our own colours are obeyed."""
    for form in ([], ["--facet", "person"], ["--json"], ["--jsonl"], ["--csv"], ["--tsv"], ["--paths"]):
        code, shown = on_terminal("list found", *form)
        shown = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\t", " ")
        assert code == 0
        assert "owned" in shown
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown), form
    assert "\x1b" not in search("list found")[1]


def test_a_long_answer_goes_through_the_pager_and_a_short_one_does_not(on_terminal, tmp_path):
    """DATELINE_PAGER gets what is longer than the screen, unless --no-pager or a missing program say otherwise."""
    paged = tmp_path / "paged"
    pager = f"cat > {paged}"
    code, shown = on_terminal("debate", "-n", "40", DATELINE_PAGER=pager, LINES="24")
    assert (code, shown) == (0, "")
    assert "1–40 of 600 paragraphs" in paged.read_text(encoding="utf-8")
    paged.unlink()
    assert "1 of 600" in on_terminal("debate", "-n", "1", DATELINE_PAGER=pager, LINES="24")[1]
    assert "1–40 of" in on_terminal("debate", "-n", "40", "--no-pager", DATELINE_PAGER=pager, LINES="24")[1]
    assert not paged.exists()
    assert "1–40 of" in on_terminal("debate", "-n", "40", DATELINE_PAGER="no-such-program-here", LINES="24")[1]
    assert on_terminal("debate", "-n", "40", DATELINE_PAGER="true", LINES="24")[0] == 0


def test_a_closed_pipe_is_no_noise(environment):
    """`search … | head -1`: the reader goes away in the middle, nobody complains."""
    process = subprocess.Popen(
        [sys.executable, "-m", "search", "debate", "-n", "600", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_message(environment):
    """What could not be written is said, once, with exit code 2."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "search", "sanctions"], stdout=full, stderr=subprocess.PIPE, env=environment
        )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "No space left" in done.stderr.decode()


def _n_unread(pipe):
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"))[0]


def test_ctrl_c_is_exit_code_130(environment):
    """An interrupted command ends at once and without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "search", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background ignores it
    )
    process.stdin.write(b"sanc")
    process.stdin.flush()
    while _n_unread(process.stdin):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.strip() == b""


def test_a_terminal_without_unicode_gets_ascii(process):
    """Frames fall back, and letters that the encoding lacks are escaped, not lost."""
    code, out, _ = process("list found", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert code == 0
    assert out.isascii()
    assert "\\u241b" in out


def test_the_nearest_index_upward_is_used(index, environment, tmp_path):
    """Without --index and DATELINE_INDEX a .dateline folder above the working folder is found."""
    (tmp_path / ".dateline").symlink_to(index)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    del environment["DATELINE_INDEX"]
    done = subprocess.run(
        [sys.executable, "-m", "search", "-c", "sanctions"], cwd=below, env=environment, capture_output=True
    )
    assert done.stdout == b"4 paragraphs in 3 articles\n"


def test_no_index_anywhere_says_how_to_make_one(environment, tmp_path):
    """A first user learns of `indexer build`."""
    del environment["DATELINE_INDEX"]
    environment["HOME"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "search", "sanctions"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "indexer build" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["sanctions", "--json"], ["sanctions", "--facet", "person"]])
def test_a_question_never_imports_what_only_indexing_needs(environment, words):
    """nltk costs a third of a second; the way of a query does without it, and without the tagger and its like."""
    script = f"""
import sys
from search.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print([name for name in sys.modules if name.startswith(("nltk", "yaml", "charset_normalizer", "indexer.entities"))])
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
