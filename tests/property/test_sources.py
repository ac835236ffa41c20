"""What holds for any file, any text and any date, however odd."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import tempfile
from datetime import date as CalendarDate
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.dates import DateError, mentioned_dates, publication_date, read_date, read_value
from indexer.model import Article, Block, PartialDate
from indexer.paragraphs import split
from indexer.sources import Note, Reject, read_file
from indexer.sources.clean import clean, one_line, safe_key
from indexer.sources.decode import decode
from indexer.sources.draft import break_long
from indexer.sources.header import read_header
from indexer.sources.markdown import markdown_blocks
from indexer.sources.markup import markup_blocks
from indexer.sources.wraps import blocks

DATES = st.dates(CalendarDate(1700, 1, 1), CalendarDate(2199, 12, 31))
PARTIAL = st.one_of(
    st.none(),
    DATES.map(PartialDate.of),
    DATES.map(lambda date: PartialDate(date.year, date.month)),
    DATES.map(lambda date: PartialDate(date.year)),
)
WORDS = st.sampled_from(
    "Thursday Monday next last this year month in of May March Jan. Feb. 9-10 30 31 2014 2,014 2009-10 12/31/2021 until"
    " will said yesterday tomorrow early Dec. 2021-02-30 0 99 , . ( ) -- the The troops 1900s U.S. \n \n\n GENEVA (AP)"
    " By Ann".split(" ")
)
PROSE = st.lists(WORDS, max_size=40).map(" ".join)
TEXT = st.one_of(PROSE, st.text(max_size=200))
MARKS = (
    "< > </ <p> </p> <br> <b <!-- --> <![ ]]> & &amp; &#0; ` ``` * ** _ # [a](b) ![ ]( {{< >}} {# } | --- \n text"
).split(" ")
MARKED = st.lists(st.sampled_from(MARKS), max_size=40).map(" ".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "title", "date", "text", "paragraphs", "body", "authors", "source", "url", "articles", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(
    DATES,
    st.sampled_from(
        ["%Y-%m-%d", "%d %B %Y", "%b. %d, %Y", "%A, %B %d, %Y", "%Y%m%d", "%d.%m.%Y", "%a, %d %b %Y %H:%M:%S"]
    ),
)
def test_a_date_written_in_any_form_reads_back(date: CalendarDate, form: str) -> None:
    """Writing and reading are inverse."""
    assert read_date(date.strftime(form)).date == PartialDate.of(date)


@given(st.one_of(TEXT, JSON))
def test_a_date_field_is_a_date_or_a_date_error(value: object) -> None:
    """Nothing else comes out of the reader, whatever goes in."""
    with contextlib.suppress(DateError):
        assert read_value(value).date.year >= 1605


@given(TEXT, st.one_of(TEXT, JSON), TEXT, TEXT)
def test_publication_dates_never_raise(header: str, metadata: object, name: str, url: str) -> None:
    """There is a date with its origin, or neither."""
    published = publication_date(header=header, metadata=metadata, name=name, url=url)
    assert (published.date is None) == (published.origin is None)


@given(TEXT, PARTIAL)
def test_mentions_lie_in_the_text_in_order(text: str, published: PartialDate | None) -> None:
    """Spans are half open, not empty, within the text and apart from each other."""
    found = mentioned_dates(text, published)
    assert all(0 <= start < stop <= len(text) for start, stop, _ in found)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(found))


@given(DATES, st.sampled_from(["Monday", "Friday", "Sunday"]))
def test_a_weekday_is_within_a_week_of_the_publication(published: CalendarDate, weekday: str) -> None:
    """The day said, and the day found, have the same name."""
    ((_, _, date),) = mentioned_dates(f"They met on {weekday}.", PartialDate.of(published))
    found = CalendarDate(date.year, date.month, date.day)
    assert found.strftime("%A") == weekday
    assert 0 <= (published - found).days < 7


@given(st.lists(TEXT, max_size=6), st.text(max_size=30), PARTIAL)
def test_paragraphs_keep_every_block_as_it_is(texts: list[str], title: str, date: PartialDate | None) -> None:
    """Numbered from 1, the text untouched; only the headline is added."""
    paragraphs = split(Article("a", tuple(Block(text) for text in texts), title=title, date=date))
    assert [paragraph.number for paragraph in paragraphs] == list(range(1, len(paragraphs) + 1))
    kept = [paragraph.text for paragraph in paragraphs]
    assert kept in (texts, [title, *texts])


@given(st.one_of(TEXT, st.lists(st.text("ab .\n-", max_size=80), max_size=10).map("\n".join)))
def test_joining_lines_loses_nothing_but_white_space_and_hyphens(text: str) -> None:
    """The letters of the blocks are the letters of the text, in order."""
    assert re.sub(r"[\s\u00ad-]", "", "".join(blocks(text))) == re.sub(r"[\s\u00ad-]", "", text)


@given(st.text(max_size=300), st.integers(1, 20))
def test_pieces_of_a_long_text_make_it_whole(text: str, longest: int) -> None:
    """No piece is too long, and together they are the text but for the spaces cut at."""
    pieces = list(break_long(text, longest))
    assert all(len(piece) <= longest for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@given(st.text())
def test_clean_text_is_safe_and_stays_clean(text: str) -> None:
    """No control, no surrogate, no bidirectional override; cleaning twice changes nothing."""
    cleaned = clean(text)
    assert not re.search("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cleaned)
    assert clean(cleaned) == cleaned
    assert one_line(one_line(text)) == one_line(text)
    assert safe_key(text).isprintable() or not text.isprintable()
    safe_key(text).encode()


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_text_decodes_to_itself(text: str, encoding: str) -> None:
    """What Unicode encodings hold is never guessed at."""
    if re.search("[\x00-\x08\x0b\x0e-\x1f]", text) or text.startswith(("\ufeff", "{\\rtf", "%PDF-")):
        return
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.is_certain) == (text, True)


@given(st.lists(TEXT, max_size=8))
def test_a_header_takes_lines_from_the_top_only(lines: list[str]) -> None:
    """It says how many lines it took, and no field is empty."""
    header = read_header(lines)
    assert 0 <= header.n_lines <= len(lines)
    assert all(header.fields.values())


@given(st.one_of(MARKED, st.text(max_size=200)))
def test_markup_of_any_kind_is_read(text: str) -> None:
    """HTML and Markdown readers never raise and give no empty block."""
    assert all(block.text.strip() for block in markup_blocks(text))
    markdown_blocks(text)


@given(
    st.one_of(
        st.binary(max_size=300),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.lists(JSON, max_size=5).map(lambda values: "\n".join(map(json.dumps, values)).encode()),
        MARKED.map(str.encode),
        TEXT.map(lambda text: f"---\n{text}\n---\n{text}".encode("utf-8", "surrogatepass")),
    ),
    st.sampled_from(["a.txt", "a.md", "a.json", "a.jsonl", "a.txt.gz", "a.jsonl.gz"]),
)
def test_any_file_gives_records_and_never_an_error(data: bytes, name: str) -> None:
    """Whatever is in it: an article or a reject at least, no key twice, nothing a terminal would obey."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        records = list(read_file(path, name))
    articles = [record for record in records if isinstance(record, Article)]
    assert articles or any(isinstance(record, Reject) for record in records) or data.strip() == b"[]"
    assert len({article.key for article in articles}) == len(articles)
    for article in articles:
        assert article.blocks
        assert len(article.hash) == 64
        assert all(block.text == one_line(block.text) != "" for block in article.blocks)
    assert all(record.code and record.file.startswith(name) for record in records if isinstance(record, (Reject, Note)))
    assert not any("cannot be read (" in record.reason for record in records if isinstance(record, Reject))
