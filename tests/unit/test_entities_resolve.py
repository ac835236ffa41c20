"""Who is meant within one article, whatever found the names: spans are marked by hand as [name/type]."""

from __future__ import annotations

import re
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import Merge, Resolution, Span
from indexer.entities.aliases import alias_table
from indexer.entities.folding import key
from indexer.entities.persons import known_surnames
from indexer.entities.resolve import resolve
from indexer.model import ENTITY_TYPES, EntityType, Kind, Paragraph

_MARK = re.compile(r"\[([^\]/]+)/(person|org|place|group)\]")


def marked(*paragraphs: str | tuple[Kind, str]) -> Resolution:
    """Resolve an article whose names are marked; a paragraph that is not body text is a pair of kind and text."""
    article, spans = [], []
    for number, item in enumerate(paragraphs, 1):
        kind, source = ("body", item) if isinstance(item, str) else item
        text, found, before = "", [], 0
        for match in _MARK.finditer(source):
            text += source[before : match.start()]
            found.append(Span(len(text), len(text) + len(match[1]), cast(EntityType, match[2])))
            text += match[1]
            before = match.end()
        article.append(Paragraph("a.txt", number, cast(Kind, kind), text + source[before:]))
        spans.append(found)
    return resolve(article, spans)


def names(resolution: Resolution) -> list[list[str]]:
    return [[mention.name for mention in mentions] for mentions in resolution.mentions]


def reason(resolution: Resolution, variant: str) -> str:
    (merge,) = [merge for merge in resolution.merges if merge.variant == variant]
    return merge.reason


def test_a_surname_goes_to_the_full_name_before_it() -> None:
    """A bare surname is the person the article has named in full."""
    found = marked("[Ingrid Solberg/person] spoke.", "Then [Solberg/person] left.")
    assert names(found) == [["Ingrid Solberg"], ["Ingrid Solberg"]]
    assert found.merges == (Merge("person", "Solberg", "Ingrid Solberg", "surname"),)


def test_a_headline_s_surname_goes_to_the_full_name_after_it() -> None:
    """The headline names nobody in full, and means the one the story does."""
    found = marked(("headline", "[Solberg/person] wins"), "[Ingrid Solberg/person] won on Sunday.")
    assert names(found)[0] == ["Ingrid Solberg"]


def test_two_people_of_one_surname_are_kept_apart() -> None:
    """A bare surname of two people is the one named in full last before it, and the reason says so."""
    found = marked(
        ("headline", "[Okafor/person] resigns"),
        "[Grace Okafor/person] resigned. [Okafor/person] thanked her brother.",
        "[Daniel Okafor/person] stays, and [Okafor/person] said why.",
    )
    assert names(found) == [["Grace Okafor"], ["Grace Okafor", "Grace Okafor"], ["Daniel Okafor", "Daniel Okafor"]]
    assert {merge.reason for merge in found.merges} == {"surname, nearest before", "surname, first after"}


def test_father_and_son_are_kept_apart() -> None:
    """A bare surname is not the Jr. while there is one without it; with the suffix it is."""
    found = marked(
        "[Paul Ames/person] came with [Paul Ames Jr./person], and [Ames/person] spoke before [Ames Jr./person] did."
    )
    assert names(found) == [["Paul Ames", "Paul Ames Jr.", "Paul Ames", "Paul Ames Jr."]]


def test_middle_names_initials_and_short_given_names_are_one_person() -> None:
    """The fullest form stands for all forms it fits."""
    found = marked(
        "[Bill Harcourt/person], [William T. Harcourt/person], [W. Harcourt/person] and [William Harcourt/person]"
    )
    assert set(names(found)[0]) == {"William T. Harcourt"}
    assert reason(found, "Bill Harcourt") == "longer form"


def test_different_middle_initials_are_different_people() -> None:
    """What contradicts is not merged, and what fits both goes to the one named last before."""
    found = marked("[Anna B. Roth/person]. [Anna C. Roth/person]. [Anna Roth/person].")
    assert names(found) == [["Anna B. Roth", "Anna C. Roth", "Anna C. Roth"]]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("President Ingrid Solberg", "Ingrid Solberg"),
        ("Sen. Ingrid Solberg", "Ingrid Solberg"),
        ("Secretary of State Ingrid Solberg", "Ingrid Solberg"),
        ("Ingrid Solberg’s", "Ingrid Solberg"),
        ("“Ingrid Solberg,”", "Ingrid Solberg"),
        ("Pope Francis", "Pope Francis"),
        ("Paul Ames Jr.", "Paul Ames Jr."),
    ],
)
def test_titles_possessives_and_marks_are_no_part_of_a_name(written: str, kept: str) -> None:
    """The mention's characters are the name alone."""
    ((mention,),) = marked(f"Then [{written}/person] left.").mentions
    assert (mention.text, mention.name) == (kept, kept)


def test_a_surname_of_several_words_is_found() -> None:
    """Particles belong to the surname; the bare last word is found too."""
    found = marked("[Ursula von der Leyen/person] met. [Von der Leyen/person] said so; [Leyen/person] too.")
    assert set(names(found)[0]) == {"Ursula von der Leyen"}


def test_a_surname_that_stands_first_is_found_when_one_person_bears_it() -> None:
    """Xi is Xi Jinping: a bare first word goes to its only bearer."""
    found = marked("[Xi Jinping/person] met [Xi/person]'s guests.")
    assert names(found) == [["Xi Jinping", "Xi Jinping"]]
    assert reason(found, "Xi") == "given name"


def test_a_given_name_of_two_people_is_nobody_s() -> None:
    """Nobody is guessed."""
    found = marked("[Maria Lund/person] and [Maria Berg/person] met. [Maria/person] left.")
    assert names(found)[0][2] == "Maria"


def test_a_bare_surname_alone_stays_as_it_is() -> None:
    """An article that names nobody in full completes nobody whose surname others have as well."""
    assert names(marked("[Clinton/person] spoke to [Bush/person].")) == [["Clinton", "Bush"]]


def test_a_surname_known_everywhere_is_completed_where_the_article_names_no_other() -> None:
    """Putin alone is Vladimir Putin, however the name is spelt; Oleg Putin's article has its own."""
    found = marked("[Putin/person] met [Zelensky/person] and [PUTIN/person].")
    assert names(found) == [["Vladimir Putin", "Volodymyr Zelenskyy", "Vladimir Putin"]]
    assert reason(found, "Putin") == "known surname"
    assert names(marked("[Oleg Putin/person] ran. [Putin/person] fell.")) == [["Oleg Putin", "Oleg Putin"]]


def test_the_listed_surnames_are_those_of_the_names_they_stand_for() -> None:
    """Each ends its name, and the name is the one the table shows."""
    for surname, name in known_surnames().items():
        assert key(name).endswith(surname)
        assert alias_table().name("person", name) in (None, name)
        assert alias_table().name("person", surname) in (None, name.rsplit(" ", 1)[-1])


def test_spellings_of_one_surname_meet() -> None:
    """Zelensky and Zelenskyy are one, with a full name in the article and without."""
    assert names(marked("[Volodymyr Zelenskyy/person] spoke. [Zelensky/person] left."))[0][1] == "Volodymyr Zelenskyy"
    assert names(marked("[Zelensky/person] spoke.")) == names(marked("[Zelenskyy/person] spoke."))


@pytest.mark.parametrize("written", ["U.S.", "US", "the United States", "USA", "the U.S.’", "America", "United States"])
def test_the_united_states_are_one_place(written: str) -> None:
    """Every spelling of the table is one canonical place."""
    assert names(marked(f"In [{written}/place] today.")) == [["United States"]]


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("place", "Kiev", "Kyiv"),
        ("place", "Britain", "U.K."),
        ("org", "UN", "United Nations"),
        ("org", "U.N.", "United Nations"),
        ("org", "EU", "the European Union"),
        ("org", "North Atlantic Treaty Organization", "NATO"),
        ("org", "Acme Corp.", "Acme"),
        ("group", "Russians", "Russian"),
        ("person", "Joseph R. Biden Jr.", "Joe Biden"),
        ("person", "Enrique Peña Nieto", "ENRIQUE PENA NIETO"),
        ("person", "J. K. Rowling", "J.K. Rowling"),
        ("place", "Saint Petersburg", "St. Petersburg"),
    ],
)
def test_variants_of_different_articles_meet(type_: str, one: str, other: str) -> None:
    """Two articles that never saw each other give the same canonical name."""
    assert names(marked(f"Say [{one}/{type_}] here.")) == names(marked(f"Say [{other}/{type_}] here."))


def test_an_acronym_goes_to_the_long_form_in_brackets_or_by_its_initials() -> None:
    """Before or after, in brackets or far away."""
    found = marked(
        "The [Baltic Fishing Research Institute/org] ([BFRI/org]) and [NLC/org].",
        "[BFRI/org] works with the [Northern Lights Council/org].",
    )
    assert names(found) == [
        ["Baltic Fishing Research Institute", "Baltic Fishing Research Institute", "Northern Lights Council"],
        ["Baltic Fishing Research Institute", "Northern Lights Council"],
    ]
    assert reason(found, "NLC") == "acronym"


def test_the_article_s_long_form_outweighs_the_table() -> None:
    """NRA is what the article says it is."""
    found = marked("The [National Restaurant Association/org] ([NRA/org]) met. [NRA/org] voted.")
    assert set(names(found)[0]) == {"National Restaurant Association"}
    assert names(marked("The [NRA/org] met.")) == [["National Rifle Association"]]


def test_a_country_is_not_the_union_with_its_initials() -> None:
    """What the table knows as a place is no acronym of the article's."""
    assert names(marked("The [United Steelworkers/org] of the [US/place]."))[0][1] == "United States"


def test_a_short_form_goes_to_the_only_longer_name() -> None:
    """The beginning or end of a longer name is that name; with two to choose from it is neither."""
    found = marked("The [Gabelli Institute/org] said. [Gabelli/org] added.")
    assert names(found) == [["Gabelli Institute", "Gabelli Institute"]]
    torn = marked("[Russian Defense Ministry/org], [Polish Defense Ministry/org], [Defense Ministry/org]")
    assert names(torn)[0][2] == "Defense Ministry"


def test_a_credit_s_names_are_not_mixed_with_the_story_s() -> None:
    """A reporter called Lund does not make Lund a reporter, nor the other way round."""
    found = marked(
        "[Lund/person] spoke.",
        ("credit", "By [Oleg Lund/person]; [Solberg/person] contributed."),
        ("caption", "[Solberg/person] speaks. (AP/[Ingrid Solberg/person])"),
    )
    assert names(found) == [["Lund"], ["Oleg Lund", "Ingrid Solberg"], ["Solberg", "Ingrid Solberg"]]


def test_a_listed_name_has_the_type_of_the_list() -> None:
    """The Kremlin is an organisation wherever a finder takes it for a place; persons are left alone."""
    ((kremlin, paris),) = marked("The [Kremlin/place] called [Paris/person].").mentions
    assert (kremlin.type, paris.type) == ("org", "person")


def test_a_surname_taken_for_a_place_is_the_person() -> None:
    """What the article tells of a name corrects a finder that saw one sentence."""
    ((_,), (mention,)) = marked("[Ingrid Solberg/person] spoke.", "[Solberg/place] left.").mentions
    assert (mention.type, mention.name) == ("person", "Ingrid Solberg")


NEVER = (
    "I he He she She it It they They we We you his Her their who Who this That Monday Friday Sunday January May "
    "December Jan. Sept. today Today Thanksgiving Christmas Easter God Internet COVID-19 CEO TV Mr. Mrs. 2022 -- ."
).split()


@pytest.mark.parametrize("word", NEVER)
@pytest.mark.parametrize("type_", ENTITY_TYPES)
def test_what_is_never_a_name_is_dropped_whoever_found_it(word: str, type_: str) -> None:
    """Pronouns, days, months, feasts, numbers and marks are no entities."""
    assert names(marked(f"So [{word}/{type_}] went on.")) == [[]]


@pytest.mark.parametrize("word", ["Meanwhile", "However", "Officials", "Sanctions", "Yesterday", "Although"])
def test_a_common_word_that_opens_a_sentence_is_dropped(word: str) -> None:
    """A capital that the sentence gave is no sign of a name."""
    assert names(marked(f"It was so. [{word}/org] they went on.")) == [[]]


def test_may_is_a_person_where_the_article_names_her_in_full() -> None:
    """A month's name is kept as a surname only with a full name as evidence."""
    found = marked("[Theresa May/person] left in [May/place]. [May/person] spoke.")
    assert names(found) == [["Theresa May", "Theresa May"]]
    assert names(marked("[May/person] spoke.")) == [[]]


def test_overlapping_and_outlying_spans_leave_a_valid_paragraph() -> None:
    """A careless finder costs a name, never a crash."""
    text = "Ingrid Solberg spoke."
    spans = [Span(0, 14, "person"), Span(7, 14, "person"), Span(15, 99, "org"), Span(40, 50, "org"), Span(3, 3, "org")]
    found = resolve([Paragraph("a.txt", 1, "body", text)], [spans])
    assert names(found) == [["Ingrid Solberg"]]


@given(
    st.lists(
        st.tuples(
            st.text("Aa .'’s-UNJr/()éб\u0000\n0", max_size=30),
            st.lists(st.tuples(st.integers(-3, 35), st.integers(-3, 35), st.sampled_from(ENTITY_TYPES)), max_size=5),
        ),
        max_size=4,
    )
)
def test_any_spans_over_any_text_give_sorted_disjoint_mentions(
    source: list[tuple[str, list[tuple[int, int, EntityType]]]],
) -> None:
    """Mentions are sorted, do not overlap, are what the text says there, and have a name."""
    article = [Paragraph("a.txt", number, "body", text) for number, (text, _) in enumerate(source, 1)]
    found = resolve(article, [[Span(*span) for span in spans] for _, spans in source])
    assert len(found.mentions) == len(article)
    for paragraph, mentions in zip(article, found.mentions, strict=True):
        stop = 0
        for mention in mentions:
            assert stop <= mention.start < mention.stop <= len(paragraph.text)
            assert paragraph.text[mention.start : mention.stop] == mention.text
            assert mention.name.strip()
            stop = mention.stop
