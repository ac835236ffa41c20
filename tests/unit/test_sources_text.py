"""Plain text: encodings, headers, hard wraps."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from indexer.model import Article
from indexer.sources import Note, Record, Reject, read_file
from indexer.sources.decode import decode
from indexer.sources.wraps import blocks

LONG = "The talks in Geneva went on into the night, and nobody would say what had been agreed."


def read(folder: Path, data: bytes | str, name: str = "a.txt") -> list[Record]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_file(path, name))


def article_of(folder: Path, data: bytes | str, name: str = "a.txt") -> Article:
    (article,) = (record for record in read(folder, data, name) if isinstance(record, Article))
    return article


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def test_the_newsroom_layout_is_read(tmp_path: Path) -> None:
    """A first line ` date 2021-12-31 `, then paragraphs with any number of blank lines between them."""
    article = article_of(tmp_path, f" date 2021-12-31 \n\n\n\n{LONG}\n\n\n\n\nNATO: NO APPETITE\n\nNobody moved.\n\n\n")
    assert (str(article.date), article.date_origin) == ("2021-12-31", "header")
    assert texts(article) == [LONG, "NATO: NO APPETITE", "Nobody moved."]
    assert article.key == "a.txt"


@pytest.mark.parametrize(
    ("first", "date"),
    [
        ("date 2021-12", "2021-12"),
        ("DATE: 2021", "2021"),
        ("date December 31, 2021", "2021-12-31"),
        ("December 31, 2021", "2021-12-31"),
        ("Friday, 31 December 2021", "2021-12-31"),
        ("Published: Fri, 31 Dec 2021 23:30:00 -0500", "2021-12-31"),
        ("date unknown", "None"),
    ],
)
def test_a_first_line_that_is_a_date_is_the_date(tmp_path: Path, first: str, date: str) -> None:
    """Such a line dates the article, at its precision, and is no paragraph."""
    article = article_of(tmp_path, f"{first}\n\n{LONG}\n")
    assert (str(article.date), texts(article)) == (date, [LONG])


def test_header_lines_tell_the_fields(tmp_path: Path) -> None:
    """`Key: value` lines, with blank lines between them or not, fill the article and are no paragraphs."""
    header = (
        "Headline: Talks open: a beginning\nBy: Ann Poe and John Roe\nPublished: Dec. 31, 2021\nSource: Herald\n\n"
        "URL: https://n.example/a\nLanguage: EN\nDateline: Geneva\nSection: World\n"
    )
    article = article_of(tmp_path, f"{header}\n{LONG}\n")
    assert article.title == "Talks open: a beginning"
    assert article.authors == ("Ann Poe", "John Roe")
    assert (str(article.date), article.date_origin) == ("2021-12-31", "header")
    assert (article.source, article.url, article.language) == ("Herald", "https://n.example/a", "en")
    assert (article.dateline, texts(article)) == ("Geneva", [LONG])


@pytest.mark.parametrize(
    "first",
    [
        "Question: will the talks go on?",
        "Source: a minister who would not be named said the talks were over.",
        "Date night is back.",
        "December 31, 2021 was a cold day in Geneva.",
        "By Friday nobody had come.",
        f"Title: {LONG * 4}",
    ],
)
def test_an_ordinary_first_paragraph_is_not_eaten(tmp_path: Path, first: str) -> None:
    """A colon or a date in the first paragraph makes it no header."""
    assert texts(article_of(tmp_path, f"{first}\n\n{LONG}\n")) == [first, LONG]


def test_updated_stands_in_for_a_missing_date(tmp_path: Path) -> None:
    """The publication date wins over `Updated:`, whatever the order."""
    both = article_of(tmp_path, f"Updated: 2022-01-02\nPublished: 2021-12-31\n\n{LONG}")
    alone = article_of(tmp_path, f"Updated: 2022-01-02\n\n{LONG}")
    assert (str(both.date), str(alone.date)) == ("2021-12-31", "2022-01-02")


def test_an_impossible_date_leaves_the_article_undated_and_is_noted(tmp_path: Path) -> None:
    """The article is indexed all the same; the note names the file."""
    records = read(tmp_path, f" date 2021-02-30 \n\n{LONG}")
    note, article = records
    assert isinstance(note, Note)
    assert (note.file, note.code) == ("a.txt", "bad-date")
    assert isinstance(article, Article)
    assert article.date is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"some text\0 and more", "binary"),
        (b"%PDF-1.4 text", "binary"),
        (bytes(range(1, 32)) * 9, "binary"),
        (b" date 2021-12-31 \n", "no-paragraphs"),
        (b"Title: Talks open\nDate: 2021-12-31\n\n* * *\n", "no-paragraphs"),
    ],
)
def test_what_is_no_article_is_rejected_with_its_reason(tmp_path: Path, data: bytes, code: str) -> None:
    """Empty, binary and wordless files are one reject each."""
    (reject,) = read(tmp_path, data)
    assert isinstance(reject, Reject)
    assert (reject.file, reject.code) == ("a.txt", code)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read_without_a_note(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without a mark, UTF-16 and UTF-32 with one."""
    (article,) = read(tmp_path, "“Nein”, sagte Müller in Zürich.".encode(encoding))
    assert isinstance(article, Article)
    assert texts(article) == ["“Nein”, sagte Müller in Zürich."]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Nein”, sagte Müller – in Zürich, für 5 €.", "cp1252"),
        ("Le président a déclaré que l’été était fini.", "cp1252"),
        ("Президент России Владимир Путин заявил, что переговоры продолжатся в Женеве в январе этого года.", "cp1251"),
    ],
)
def test_older_encodings_are_guessed_and_noted(tmp_path: Path, text: str, encoding: str) -> None:
    """The text comes out as it was, with a note that it was a guess."""
    note, article = read(tmp_path, f"{text}\n\n{text}\n".encode(encoding))
    assert isinstance(note, Note)
    assert note.code == "decoded-as"
    assert isinstance(article, Article)
    assert texts(article) == [text, text]


def test_a_damaged_byte_does_not_turn_utf8_into_another_encoding() -> None:
    """Most of the text is UTF-8, so it is read as that, and the stray byte as Windows-1252."""
    decoded = decode("Müller, Žižek, Łódź ".encode() + b"caf\xe9")
    assert (decoded.text, decoded.is_certain) == ("Müller, Žižek, Łódź café", False)


def test_control_characters_never_pass(tmp_path: Path) -> None:
    """Escape sequences, bidirectional controls, soft hyphens and C0 characters are gone from text and title."""
    data = f"Title: Ta\x1b[31mlks\u202e open\n\n{LONG}\n\nIn Gene\u00adva\x07 and Be\ufeffrn, \x9ba\u200bb."
    article = article_of(tmp_path, data)
    assert article.title == "Talks open"
    assert texts(article) == [LONG, "In Geneva and Bern, ›ab."]


def test_gzip_is_unpacked_and_a_broken_one_rejected(tmp_path: Path) -> None:
    """`.txt.gz` is read; cut short, or not gzip at all, it is a reject."""
    packed = gzip.compress(f" date 2021-12-31 \n\n{LONG}".encode())
    assert texts(article_of(tmp_path, packed, "a.txt.gz")) == [LONG]
    for data in (packed[:-20], b"no gzip"):
        (reject,) = read(tmp_path, data, "b.txt.gz")
        assert isinstance(reject, Reject)
        assert reject.code == "broken-gzip"


def test_a_paragraph_of_ten_megabytes_is_indexed_in_pieces_without_losing_a_word(tmp_path: Path) -> None:
    """It is cut at spaces, and a note says so."""
    words = [f"word{number}" for number in range(1_000_000)]
    note, article = read(tmp_path, " ".join(words))
    assert isinstance(note, Note)
    assert note.code == "split-paragraph"
    assert isinstance(article, Article)
    assert max(map(len, texts(article))) <= 1_000_000
    assert " ".join(texts(article)).split() == words


def test_the_hash_changes_with_what_is_indexed_and_with_nothing_else(tmp_path: Path) -> None:
    """The same words in another file have the same hash; another date, title or word has not."""
    same = {article_of(tmp_path, f"date 2021-12-31\n\n{LONG}\n", name).hash for name in ("a.txt", "b.txt")}
    others = {
        article_of(tmp_path, data).hash
        for data in (f"date 2021-12-30\n\n{LONG}\n", f"Title: Talks\n\n{LONG}\n", f"date 2021-12-31\n\n{LONG} No.")
    }
    assert len(same) == 1
    assert len(same | others) == 4
    assert len(next(iter(same))) == 64


WRAPPED = """\
President Joe Biden told Russian President Vladimir
Putin that the United States and its allies would
respond decisively. The two men spoke for fifty
minutes, the White House said on Thursday, in the
U.S.
"""


def test_hard_wrapped_lines_are_joined_with_a_space() -> None:
    """A name at a line's end is whole again: Vladimir Putin, the U.S."""
    (text,) = blocks(WRAPPED)
    assert "Russian President Vladimir Putin that" in text
    assert text.endswith("Thursday, in the U.S.")


def test_wrapped_paragraphs_stay_apart() -> None:
    """Blank lines, and short last lines before a new indent, end a wrapped paragraph."""
    assert len(blocks(f"{WRAPPED}\n{WRAPPED}")) == 2
    indented = "".join(f"   {line}\n" if n == 0 else f"{line}\n" for n, line in enumerate(WRAPPED.splitlines()))
    assert len(blocks(indented * 3)) == 3


def test_lines_that_are_paragraphs_stay_apart() -> None:
    """Long lines without blank ones between them are a paragraph each."""
    lines = [f"{LONG} And so on, {'and on ' * n}until the end." for n in range(1, 6)]
    assert blocks("\n".join(lines)) == lines


def test_short_lines_stay_apart() -> None:
    """A name above a paper's name, or a list, is not prose that was wrapped."""
    assert blocks("Ann Poe\nThe Daily Herald\n\nNothing moved.") == ["Ann Poe", "The Daily Herald", "Nothing moved."]
    assert blocks("Agreed were:\n• a date\n• a place") == ["Agreed were:", "• a date", "• a place"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a long-\nterm plan for the whole of the con-\ntinent", "a long-term plan for the whole of the con-tinent"),
        ("the govern-\nment fell, and a new government came", "the government fell, and a new government came"),
        ("the Anglo-\nIrish agreement", "the Anglo-Irish agreement"),
        ("the soft\u00ad\nware", "the software"),
        ("it fell --\nand rose", "it fell -- and rose"),
    ],
)
def test_hyphens_at_the_end_of_a_line_are_kept_unless_the_text_spells_the_word(text: str, joined: str) -> None:
    """Only a word that stands whole elsewhere loses its hyphen; no part is ever dropped."""
    padded = text + " and more words so that the line is long enough to be prose\nthat goes on in the next line."
    assert blocks(padded)[0].startswith(joined)


def test_windows_and_old_mac_line_ends_are_line_ends(tmp_path: Path) -> None:
    """CR LF, CR, form feed and the Unicode separators part lines and paragraphs."""
    for break_ in ("\r\n\r\n", "\r\r", "\f", "\u2029"):
        assert texts(article_of(tmp_path, f"{LONG}{break_}Nobody moved.")) == [LONG, "Nobody moved."]
