"""Markdown: front matter, what becomes a block, what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model import Article
from indexer.sources import Note, Record, Reject, read_file
from indexer.sources.markdown import markdown_blocks
from indexer.sources.markup import is_markup, markup_blocks


def read(folder: Path, text: str) -> list[Record]:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    return list(read_file(path, "a.md"))


def article_of(folder: Path, text: str) -> Article:
    (article,) = (record for record in read(folder, text) if isinstance(record, Article))
    return article


def kinds(text: str) -> list[tuple[str | None, str]]:
    return [(block.kind, " ".join(block.text.split())) for block in markdown_blocks(text)]


def test_yaml_front_matter_tells_the_fields(tmp_path: Path) -> None:
    """Title, date as written, authors and source come from the front matter."""
    front = (
        "---\ntitle: 'Talks: open'\ndate: 2021-12-31 23:30:00 -0500\nauthors:\n  - Ann Poe\n  - John Roe\n"
        "source: Herald\nlanguage: en\nurl: https://n.example/a\nexpirydate: 2025-01-01\n---\n\nNothing moved.\n"
    )
    article = article_of(tmp_path, front)
    assert (article.title, str(article.date), article.date_origin) == ("Talks: open", "2021-12-31", "metadata")
    assert (article.authors, article.source) == (("Ann Poe", "John Roe"), "Herald")
    assert [block.text for block in article.blocks] == ["Nothing moved."]


def test_toml_front_matter_is_read_too(tmp_path: Path) -> None:
    """Between `+++` lines, with its own dates, in their own calendar day."""
    article = article_of(tmp_path, '+++\ntitle = "Talks open"\ndate = 2021-12-31T23:30:00-05:00\n+++\nNothing moved.')
    assert (article.title, str(article.date)) == ("Talks open", "2021-12-31")


def test_yaml_does_not_reinterpret_what_was_written(tmp_path: Path) -> None:
    """A headline `No` is no boolean, and 30 February a note and no crash."""
    note, article = read(tmp_path, "---\ntitle: No\ndate: 2021-02-30\n---\nNothing moved.")
    assert isinstance(note, Note)
    assert note.code == "bad-date"
    assert isinstance(article, Article)
    assert (article.title, article.date) == ("No", None)


def test_broken_front_matter_is_read_line_by_line_and_noted(tmp_path: Path) -> None:
    """An unquoted colon does not cost the article its title and date."""
    note, article = read(tmp_path, '---\ntitle: Talks: open: "yes\ndate: 2021-12-31\n\t- x\n---\nNothing moved.')
    assert isinstance(note, Note)
    assert note.code == "broken-front-matter"
    assert isinstance(article, Article)
    assert (str(article.date), article.title.startswith("Talks: open")) == ("2021-12-31", True)


def test_front_matter_that_is_never_closed_is_read_to_the_first_empty_line(tmp_path: Path) -> None:
    """It is noted, its fields count, and none of them is text; a rule above a paragraph is no front matter."""
    note, article = read(tmp_path, "---\ntitle: Talks open\ndate: 2021-12-31\n\nNothing moved.\n\nNobody spoke.")
    assert note.code == "broken-front-matter"
    assert (article.title, str(article.date)) == ("Talks open", "2021-12-31")
    assert [block.text for block in article.blocks] == ["Nothing moved.", "Nobody spoke."]
    assert "Nothing moved." in article_of(tmp_path, "---\nNothing moved.\n\nNobody spoke.").blocks[0].text


def test_the_first_heading_is_the_title_where_none_is_given(tmp_path: Path) -> None:
    """And only then; it is not repeated among the blocks."""
    article = article_of(tmp_path, "# Talks open\n\nNothing moved.\n\n## Later\n\nNobody spoke.")
    assert article.title == "Talks open"
    assert [(block.kind, block.text) for block in article.blocks] == [
        (None, "Nothing moved."),
        ("subhead", "Later"),
        (None, "Nobody spoke."),
    ]


def test_a_post_of_nothing_but_a_summary_is_its_summary(tmp_path: Path) -> None:
    """A page that points elsewhere still says something; one that says nothing is rejected."""
    assert article_of(tmp_path, "---\ntitle: T\nsummary: Talks open.\n---\n").blocks[0].text == "Talks open."
    (reject,) = read(tmp_path, "---\ntitle: Talks open\n---\n\n{{< tweet 1 >}}\n")
    assert isinstance(reject, Reject)
    assert reject.code == "no-paragraphs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They [open](https://a.example/x_y 'T') *now*, **really** `now`.", [(None, "They open now, really now.")]),
        ("Hard\nwrapped Vladimir\nPutin", [(None, "Hard wrapped Vladimir Putin")]),
        ("- one\n- two\n  - three", [(None, "one"), (None, "two"), (None, "three")]),
        ("1. one\n2. two", [(None, "one"), (None, "two")]),
        ("> They said\n> no.\n\nYes.", [(None, "They said no."), (None, "Yes.")]),
        ("```\ncode\n```\n\nText.", [(None, "Text.")]),
        ("    indented text is text\n", [(None, "indented text is text")]),
        ("AT&amp;T &mdash; &ldquo;no&rdquo;", [(None, "AT&T — “no”")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", [(None, "a | b"), (None, "1 | 2")]),
        ("## Talks {#talks}\n\nOpen.", [("subhead", "Talks"), (None, "Open.")]),
        ("![A soldier rests near the line](a.jpg)", [("caption", "A soldier rests near the line")]),
        ("![logo](a.jpg) Text.", [(None, "Text.")]),
        ('Text {{< img src="a.jpg" alt="A soldier rests near the line" >}} on.', [
            (None, "Text on."), ("caption", "A soldier rests near the line"),
        ]),
        ('A [link]({{< ref "a.md" >}} "Title") {{% note %}}and{{% /note %}} on.', [(None, "A link and on.")]),
        ("<p>One <b>bold</b></p><div>Two<br>lines</div>", [(None, "One bold"), (None, "Two lines")]),
        ("<script>alert(1)</script>Text <!-- no --> on.", [(None, "Text on.")]),
        ("**Contact—**A list", [(None, "Contact—A list")]),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(text: str, expected: list[tuple[str | None, str]]) -> None:
    """Marks, tags, shortcodes and code are gone; every block of the page is one."""
    assert kinds(text) == expected


def test_two_rules_around_a_paragraph_are_no_front_matter(tmp_path: Path) -> None:
    """What is not a list of fields is text."""
    article = article_of(tmp_path, "---\nNothing moved.\n---\n\nNobody spoke.")
    assert "Nobody spoke." in [block.text for block in article.blocks]
    assert any("Nothing moved." in text for text in [article.title, *(block.text for block in article.blocks)])


@pytest.mark.parametrize(
    "text", ["<p", "<![x", "<!-- open", "</p></p>", "<p><p><li>", "&#xD800;&#0;", "<a <b <c", "<!DOCTYPE [<x"]
)
def test_broken_html_is_read_as_far_as_it_goes(text: str) -> None:
    """No tag that does not close costs the text around it, and nothing raises."""
    assert "Nothing moved." in " ".join(block.text for block in markup_blocks(f"<p>Nothing moved.</p>{text}"))


def test_two_line_breaks_part_paragraphs() -> None:
    """Pages without <p> are told apart by <br><br>."""
    assert [block.text for block in markup_blocks("One<br/>line<br> <br />Two")] == ["One\nline", "Two"]


def test_comparison_signs_and_ampersands_are_no_markup() -> None:
    """Plain text with < or & is left as it is."""
    assert not is_markup("AT&T is < 5 and > 3; x<y, R&D; <unknown>")
