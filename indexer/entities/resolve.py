"""Who is meant: the spans of an article in, its mentions with canonical names and the reasons out.

Everything that is decided here follows from the article and the shipped table, so it does not depend on what else is
indexed, in which order, or by how many processes. Merges that need the whole corpus are proposed to the editor instead
(`indexer.entities.proposals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.entities.aliases import AliasTable, alias_table
from indexer.entities.drafts import Draft, draft
from indexer.entities.folding import bare, plain
from indexer.entities.lexicon import common_words, lexicon
from indexer.entities.organisations import name_acronyms, name_short_forms, organisation_name
from indexer.entities.persons import Roster, person_name
from indexer.entities.resolution import Resolution
from indexer.entities.spans import Span
from indexer.model import Mention, Paragraph

_FARTHEST_MARK: Final = 8  # characters of quotes and brackets between a full stop and a name

RESOLVER_VERSION: Final = 3
"""Raised whenever the same spans may get other names; the lists have a version of their own."""


def resolve(article: Sequence[Paragraph], spans: Sequence[Sequence[Span]]) -> Resolution:
    """Return the mentions of an article; `spans[i]` are those found in its i-th paragraph.

    >>> texts = "Sanctions worry Putin", "President Vladimir Putin spoke."
    >>> article = [Paragraph("a.txt", number, "body", text) for number, text in enumerate(texts, 1)]
    >>> resolution = resolve(article, [[Span(16, 21, "person")], [Span(0, 24, "person")]])
    >>> [mention.name for mentions in resolution.mentions for mention in mentions]
    ['Vladimir Putin', 'Vladimir Putin']
    >>> resolution.merges
    (Merge(type='person', variant='Putin', name='Vladimir Putin', reason='surname'),)
    """
    texts = [paragraph.text for paragraph in article]
    scopes = draft(article, spans)
    mentions: list[list[Mention]] = [[] for _ in article]
    for drafts in (scopes.story, scopes.credit):
        for named in _name(drafts, texts):
            reason = named.reason if bare(named.text) != named.name else ""
            mentions[named.paragraph].append(
                Mention(named.start, named.stop, named.type, named.text, named.name, reason)
            )
    return Resolution(tuple(tuple(sorted(found, key=_start)) for found in mentions))


def _start(mention: Mention) -> int:
    return mention.start


def _name(drafts: list[Draft], texts: Sequence[str]) -> list[Draft]:
    """Name the drafts of one scope in place and return those that are names."""
    table = alias_table()
    _settle_types(drafts, table)
    name_acronyms(drafts, texts, table)
    name_short_forms(drafts, table)
    roster = Roster(drafts, table)
    groups = {draft.key for draft in drafts if draft.type == "group"}
    opening = _OpeningWords(drafts, texts, roster)
    kept = []
    for place, draft_ in enumerate(drafts):
        if not draft_.name:
            _name_alone(draft_, place, roster, groups, table)
        if not opening.has(draft_):
            kept.append(draft_)
    return kept


def _settle_types(drafts: list[Draft], table: AliasTable) -> None:
    """Give a listed name the type of the list, so that the Kremlin is not a place in one paragraph and an
    organisation in the next. Persons are left alone, for Jordan and Paris are given names too, unless the name is
    listed as an organisation's alone and the article has nobody of that surname."""
    surnames = {draft_.key.rsplit(" ", 1)[-1] for draft_ in drafts if draft_.type == "person" and " " in draft_.key}
    for draft_ in drafts:
        types = table.types_of.get(draft_.key, ())
        if draft_.type == "person":
            if types == ("org",) and draft_.key not in surnames:
                draft_.type = "org"
            continue
        if types and draft_.type not in types and types != ("person",):
            draft_.type = next(type_ for type_ in types if type_ != "person")


def _name_alone(draft_: Draft, place: int, roster: Roster, groups: set[str], table: AliasTable) -> None:
    if draft_.type != "person" and roster.has_surname(draft_.key) and table.listed(draft_) is None:
        draft_.type = "person"
    if draft_.type == "person":
        found = roster.bearer(draft_, place)
        if found is not None:
            draft_.decide(*found)
            return
    listed = table.listed(draft_)
    if listed is not None:
        draft_.decide(listed, "table")
    elif draft_.type == "org":
        draft_.decide(organisation_name(draft_.text, table), "spelling")
    elif draft_.type == "group" and draft_.key.endswith("s") and draft_.key[:-1] in groups:
        draft_.decide(plain(draft_.text[:-1]), "plural")
    else:
        draft_.decide(person_name(draft_.text) if draft_.type == "person" else plain(draft_.text), "spelling")


class _OpeningWords:
    """The common words of a scope that are large only because they open sentences."""

    def __init__(self, drafts: Sequence[Draft], texts: Sequence[str], roster: Roster) -> None:
        self._texts = texts
        self._roster = roster
        common = common_words()
        self._names = {draft.key for draft in drafts if draft.key in common and self._before(draft).isalpha()}

    def has(self, draft: Draft) -> bool:
        """Say whether a draft is one of them: common, opening a sentence, and nowhere a name within one."""
        if draft.key not in common_words() or draft.text.isupper() or draft.key in self._names:
            return False
        if self._before(draft) not in ("", *".!?:;…—"):
            return False
        is_listed = alias_table().types(draft.text) or draft.text in lexicon().given_names
        return not is_listed and not self._roster.has_surname(draft.key)

    def _before(self, draft: Draft) -> str:
        """Return the last character before a draft that is no space, quote or bracket; empty at the start."""
        start = max(0, draft.start - _FARTHEST_MARK)
        return self._texts[draft.paragraph][start : draft.start].rstrip(" \"'“‘([")[-1:]
