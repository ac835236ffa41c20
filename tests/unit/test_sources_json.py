"""JSON and JSON Lines: fields, keys, bad records."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from indexer.model import Article
from indexer.sources import Record, Reject, read_file


def read(folder: Path, data: object, name: str = "a.json") -> list[Record]:
    path = folder / name
    if not isinstance(data, (bytes, str)):
        data = json.dumps(data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return list(read_file(path, name))


def codes(records: list[Record]) -> list[str]:
    return [record.key if isinstance(record, Article) else f"{record.file} {record.code}" for record in records]


def only(records: list[Record]) -> Article:
    (article,) = records
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    "record",
    [
        {"title": "T", "date": "2021-12-31", "source": "S", "authors": ["A B"], "url": "u",
         "paragraphs": ["One.", "Two."]},
        {"headline": "T", "published_at": "2021-12-31T23:00:00-05:00", "outlet": "S", "byline": "By A B", "link": "u",
         "body": "One.\n\nTwo."},
        {"Name": "T", "datePublished": 1640995140, "publisher": {"name": "S"}, "creator": [{"name": "A B"}],
         "canonical-url": "u", "content": "<p>One.</p><p>Two.</p>"},
        {"title": {"rendered": "T"}, "timestamp": 1640995140000, "site": "S", "author": {"name": "A B"}, "web_url": "u",
         "text": [{"text": "One."}, {"text": "Two."}], "description": "Not this."},
    ],
)  # fmt: skip
def test_the_usual_field_names_are_understood(tmp_path: Path, record: dict[str, object]) -> None:
    """Whatever the fields are called, the article is the same."""
    article = only(read(tmp_path, record))
    assert (article.title, str(article.date), article.source) == ("T", "2021-12-31", "S")
    assert (article.authors, article.url) == (("A B",), "u")
    assert [block.text for block in article.blocks] == ["One.", "Two."]
    assert article.key == "a.json"


def test_a_summary_is_used_only_where_there_is_no_body(tmp_path: Path) -> None:
    """Half a record is better than none."""
    assert only(read(tmp_path, {"description": "Talks open."})).blocks[0].text == "Talks open."


@pytest.mark.parametrize(
    "wrap", [lambda rs: rs, lambda rs: {"articles": rs}, lambda rs: {"status": "ok", "results": rs}]
)
def test_a_list_of_articles_is_found(tmp_path: Path, wrap: object) -> None:
    """A JSON file may be a list or an object that holds it; keys take the id or the place."""
    records = [
        {"id": "x/1", "text": "One."},
        {"text": "Two."},
        {"id": 7, "text": "Three."},
        {"id": "x/1", "text": "Four."},
    ]
    assert codes(read(tmp_path, wrap(records))) == [  # type: ignore[operator]
        "a.json#x-1",
        "a.json#2",
        "a.json#7",
        "a.json#4 duplicate-id",
    ]


def test_kinds_that_are_given_are_kept(tmp_path: Path) -> None:
    """Paragraph objects may say what they are, in our words or others'."""
    paragraphs = [
        {"type": "heading", "text": "Later"},
        {"kind": "caption", "text": "A harbour"},
        "Text.",
        {"text": ""},
        5,
    ]
    blocks = only(read(tmp_path, {"paragraphs": paragraphs})).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("subhead", "Later"),
        ("caption", "A harbour"),
        (None, "Text."),
        (None, "5"),
    ]


def test_a_bad_line_is_a_reject_and_the_others_go_on(tmp_path: Path) -> None:
    """Every kind of bad record has its line and its code."""
    lines = [
        '{"id": 1, "text": "One."}',
        "{broken",
        "[1, 2]",
        '"text"',
        "null",
        '{"id": 6}',
        '{"id": 7, "text": ["", " ", null]}',
        '{"id": 1, "text": "Again."}',
        "",
        "[" * 100_000,
        '{"id": 11, "text": {"a": {"b": []}}}',
        '{"id": NaN, "date": NaN, "title": 5, "authors": 3, "text": "Twelve."}',
        '{"id": 13, "text": "Lone \\ud800 surrogate \\u0000 and \\u001b[31mred."}',
        "9" * 5_000,
        '{"id": "a b", "text": "Fifteen."}',
        '{"id": "a-b", "text": "Sixteen."}',
        '{"id": "17", "text": "Seventeen."}',
    ]
    records = read(tmp_path, "\n".join(lines), "a.jsonl")
    assert codes(records) == [
        "a.jsonl#1",
        "a.jsonl:2 bad-json",
        "a.jsonl:3 not-an-object",
        "a.jsonl:4 not-an-object",
        "a.jsonl:5 not-an-object",
        "a.jsonl:6 no-paragraphs",
        "a.jsonl:7 no-paragraphs",
        "a.jsonl:8 duplicate-id",
        "a.jsonl:10 nested-too-deeply",
        "a.jsonl:11 no-paragraphs",
        "a.jsonl#12",
        "a.jsonl#13",
        "a.jsonl:14 bad-json",
        "a.jsonl#a-b",
        "a.jsonl#16",
        "a.jsonl#17",
    ]
    by_key = {record.key: record for record in records if isinstance(record, Article)}
    assert by_key["a.jsonl#12"].title == "5"
    assert by_key["a.jsonl#13"].blocks[0].text == "Lone \ufffd surrogate and red."


def test_keys_in_a_file_are_never_the_same(tmp_path: Path) -> None:
    """A record without an id does not take the key of one whose id is its number."""
    lines = ['{"id": "2", "text": "One."}', '{"text": "Two."}', '{"id": "4", "text": "Three."}', '{"text": "Four."}']
    keys = codes(read(tmp_path, "\n".join(lines), "a.jsonl"))
    assert len(set(keys)) == 4


def test_a_gzip_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """The articles up to there are read, then one reject tells where it ended."""
    lines = "\n".join(json.dumps({"id": n, "text": f"Number {n} {'x' * n}."}) for n in range(2_000))
    packed = gzip.compress(lines.encode())
    records = read(tmp_path, packed[: len(packed) // 2], "a.jsonl.gz")
    assert len(records) > 100
    assert isinstance(records[-1], Reject)
    assert records[-1].code == "broken-gzip"
    assert len([r for r in read(tmp_path, packed, "b.jsonl.gz") if isinstance(r, Article)]) == 2_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"{", "bad-json"),
        (b"5", "not-an-object"),
        (b"{}", "no-paragraphs"),
        (b'{"articles": []}', "no-paragraphs"),
        (b"[" * 100_000, "nested-too-deeply"),
        (b"\0\0\0\0", "binary"),
    ],
)
def test_a_file_that_is_no_article_is_one_reject(tmp_path: Path, data: bytes, code: str) -> None:
    """It names the file and says what is wrong."""
    assert codes(read(tmp_path, data)) == [f"a.json {code}"]


def test_an_empty_json_lines_file_is_a_reject(tmp_path: Path) -> None:
    """Nothing in it is told, not passed over."""
    assert codes(read(tmp_path, b"\n\n", "a.jsonl")) == ["a.jsonl empty"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_with_a_byte_order_mark_are_read(tmp_path: Path, encoding: str) -> None:
    """Programs of one system write them."""
    data = '{"id": 1, "text": "Müller."}\n{"id": 2, "text": "Zürich."}\n'.encode(encoding)
    records = read(tmp_path, data, "a.jsonl")
    assert [record.blocks[0].text for record in records if isinstance(record, Article)] == ["Müller.", "Zürich."]


def test_json_in_another_encoding_is_read_and_noted_once(tmp_path: Path) -> None:
    """JSON is UTF-8; where it is not, one note says so, not one a line."""
    data = '{"id": 1, "text": "Müller."}\n{"id": 2, "text": "Zürich."}\n'.encode("cp1252")
    assert codes(read(tmp_path, data, "a.jsonl")) == ["a.jsonl:1 decoded-as", "a.jsonl#1", "a.jsonl#2"]
