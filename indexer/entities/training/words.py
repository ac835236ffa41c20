"""The lexicon built: clusters, case and lists of every word worth knowing, phrases of several words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from indexer.entities.tagger import layout
from indexer.entities.tagger.lexicon import Lexicon, hash_phrase, hash_word
from indexer.entities.training import corpus, gazetteers, sources
from indexer.entities.training.clusters import Clusters, cluster

# Small words and marks that stand inside names: Bank of England, Abd al-Rahman, Johnson & Johnson.
CONNECTORS: Final = "of the and for de du la le al el - & ' ’ bin ibn van von der da dos di ul ud / on in to".split()
PHRASE_KINDS: Final = {"country": 1, "city": 2, "region": 3}
_RATIO_STEPS: Final = (0.01, 0.05, 0.25, 0.6, 0.9, 0.99)
_LONGEST_PHRASE: Final = 5
_LABELLED_REPEATS: Final = 3


class _Sentences:
    """Folded sentences for word vectors, as often as they are asked for: the corpora once, labelled text thrice."""

    def __init__(self, corpora: Path, labelled: list[list[str]]) -> None:
        self._corpora = corpora
        self._labelled = labelled

    def __iter__(self) -> Iterator[list[str]]:
        for text in corpus.paragraphs(self._corpora):
            tokens = corpus.words(text)
            if len(tokens) >= 4:
                yield corpus.folded(tokens)
        for _ in range(_LABELLED_REPEATS):
            yield from self._labelled


def _labelled_text(ner: Path) -> list[list[str]]:
    """Return the words of the training sets; of the development part not even the text is looked at."""
    training, _ = sources.split_worldwide(sources.read_worldwide(ner))
    fields = ("politics", "ai", "literature", "music", "science")
    articles = [*training, *sources.read_wikigold(ner)]
    articles += [article for field in fields for article in sources.read_crossner(ner, field)]
    sentences = [corpus.folded(corpus.words(p.text)) for article in articles for p in article.paragraphs]
    return [*sentences, *_gmb_text(ner)]


def _gmb_text(ner: Path) -> Iterator[list[str]]:
    text = (ner / "gmb" / "gmb.bio").read_text("utf-8", "replace")
    for sentence in text.split("\n\n"):
        yield corpus.folded([line.split()[0] for line in sentence.splitlines() if line.strip()])


def build_lexicon(ner: Path, corpora: Path, tell: Callable[[str], None]) -> Lexicon:
    """Count, cluster and list; about a quarter of an hour on one core, most of it word vectors."""
    case = corpus.CaseCounts()
    for text in corpus.paragraphs(corpora):
        case.add(corpus.words(text))
    tell(f"case counted: {len(case.small) + len(case.capital):,} words")
    clusters = cluster(_Sentences(corpora, _labelled_text(ner)))
    tell(f"words clustered: {len(clusters.fine):,}")
    return assemble(case, clusters)


def assemble(case: corpus.CaseCounts, clusters: Clusters) -> Lexicon:
    """Join counts, clusters and lists into one lexicon."""
    payloads: defaultdict[int, int] = defaultdict(int)
    for word, number in clusters.fine.items():
        payloads[hash_word(word)] |= number
    for word in {*case.small, *case.capital, *case.capitals}:
        share = case.share_small(word)
        if share is not None:
            step = 1 + sum(share >= edge for edge in _RATIO_STEPS)
            payloads[hash_word(word)] |= step << layout.LEXICON_RATIO_SHIFT
            payloads[hash_word(word)] |= layout.LEXICON_CAPITALS if case.mostly_capitals(word) else 0
    for word in CONNECTORS:
        payloads[hash_word(word)] |= layout.LEXICON_CONNECTOR
    phrases: dict[int, int] = {}
    for kind, name in (*gazetteers.places(), *gazetteers.people()):
        tokens = corpus.words(name)
        bit = 1 << (layout.LEXICON_LISTS_SHIFT + layout.LEXICON_LISTS.index(kind))
        if len(tokens) == 1 and len(name) > 2:
            payloads[hash_word(name)] |= bit
        elif 1 < len(tokens) <= _LONGEST_PHRASE:
            phrases.setdefault(hash_phrase(tokens), PHRASE_KINDS[kind])
    return Lexicon.of(payloads, phrases, clusters.middle, clusters.coarse)
