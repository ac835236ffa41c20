"""Random queries of every construct against a reading of each paragraph that knows no index and no parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from query_index import found, ram_index

from indexer.format.analysis import stem, words
from indexer.model import PartialDate
from search.query import parse

TODAY = date(2022, 3, 17)
VOCABULARY = ("gas", "prices", "price", "pricing", "pries", "sanctions", "sanctioned", "the", "F-35", "U.S.", "Erdoğan")
NAMES = ("Vladimir Putin", "Joe Biden", "Hunter Biden", "Recep Tayyip Erdoğan", "U.N.")
DATES = (None, "2021", "2021-12", "2021-12-31", "2022-01", "2022-01-01")
MENTIONED = ("2014", "2014-03", "2014-03-05", "2021-12-31")

Places = list[tuple[int, int]]


@dataclass(frozen=True)
class Asked:
    """A query: its `text`, whether a paragraph `matches`, and its `places` in the words of one, where it has any."""

    text: str
    matches: Callable[[dict], bool]
    places: Callable[[list[str]], Places] | None = None


def _placed(text: str, places: Callable[[list[str]], Places]) -> Asked:
    return Asked(text, lambda paragraph: bool(places(words(paragraph["text"]))), places)


def _where(wanted: list[str], form: Callable[[str], str]) -> Callable[[list[str]], Places]:
    size = len(wanted)

    def places(terms: list[str]) -> Places:
        formed = [form(term) for term in terms]
        return [(at, at + size) for at in range(len(formed)) if formed[at : at + size] == wanted]

    return places


def word(text: str) -> Asked:
    return _placed(text, _where([stem(term) for term in words(text)], stem))


def exact(text: str) -> Asked:
    return _placed(f"={text}", _where(words(text), str))


def phrase(parts: list[str]) -> Asked:
    text = " ".join(parts)
    return _placed(f'"{text}"', _where(words(text), str))


def wildcard(text: str) -> Asked:
    fits = re.compile(text.replace("*", ".*").replace("?", ".")).fullmatch
    return _placed(text, lambda terms: [(at, at + 1) for at, term in enumerate(terms) if fits(term)])


def fuzzy(text: str, distance: int) -> Asked:
    def places(terms: list[str]) -> Places:
        return [(at, at + 1) for at, t in enumerate(terms) if t[0] == text[0] and _edits(text, t) <= distance]

    return _placed(f"{text}~{distance}", places)


@cache
def _edits(left: str, right: str) -> int:
    if not left or not right:
        return len(left) + len(right)
    cost = min(
        _edits(left[1:], right) + 1, _edits(left, right[1:]) + 1, _edits(left[1:], right[1:]) + (left[0] != right[0])
    )
    if left[:2] == right[1::-1] and len(left) > 1 and len(right) > 1:
        cost = min(cost, _edits(left[2:], right[2:]) + 1)
    return cost


def together(parts: list[str], distance: int) -> Asked:
    wanted = words(" ".join(parts))
    most = max(distance, len(wanted) - 1)

    def places(terms: list[str]) -> Places:
        options = [[at for at, term in enumerate(terms) if term == each] for each in wanted]
        chosen = (c for c in product(*options) if len(set(c)) == len(c) and max(c) - min(c) <= most)
        return [(min(c), max(c) + 1) for c in chosen]

    return _placed(f'"{" ".join(parts)}"~{distance}', places)


def near(left: Asked, right: Asked, distance: int, ordered: bool) -> Asked:
    def places(terms: list[str]) -> Places:
        pairs = product(left.places(terms), right.places(terms))
        return [
            (min(a[0], b[0]), max(a[1], b[1]))
            for a, b in pairs
            if a[1] <= b[0] < a[1] + distance or (not ordered and b[1] <= a[0] < b[1] + distance)
        ]

    return _placed(f"({left.text} {'PRE' if ordered else 'NEAR'}/{distance} {right.text})", places)


def any_of(parts: list[Asked]) -> Asked:
    text = f"({' OR '.join(part.text for part in parts)})"
    if all(part.places for part in parts):
        return _placed(text, lambda terms: [place for part in parts for place in part.places(terms)])
    return Asked(text, lambda p: any(part.matches(p) for part in parts))


def all_of(parts: list[Asked], joint: str) -> Asked:
    return Asked(f"({joint.join(part.text for part in parts)})", lambda p: all(part.matches(p) for part in parts))


def negated(part: Asked, sign: str) -> Asked:
    return Asked(f"{sign}({part.text})", lambda p: not part.matches(p))


def name(text: str, whole: bool) -> Asked:
    wanted = words(text)

    def matches(paragraph: dict) -> bool:
        values = map(words, paragraph["person"])
        return any(v == wanted if whole else _where(wanted, str)(v) for v in values)

    return Asked(f'person:{"=" if whole else ""}"{text}"', matches)


def titled(text: str) -> Asked:
    wanted = [stem(term) for term in words(text)]
    return Asked(f"title:{text}", lambda p: bool(_where(wanted, stem)(words(p["title"]))))


def dated(field: str, first: str, last: str) -> Asked:
    lower = PartialDate.parse(first).first_day if first else -(10**9)
    upper = PartialDate.parse(last).last_day if last else 10**9

    def inside(value: str) -> bool:
        day = PartialDate.parse(value)
        return lower <= day.first_day and day.last_day <= upper

    def matches(paragraph: dict) -> bool:
        values = paragraph["mentioned"] if field == "mentioned" else filter(None, [paragraph["date"]])
        return any(map(inside, values))

    text = first if first == last else f"{first}..{last}"
    return Asked(f"{field}:{text}", matches)


vocabulary = st.sampled_from(VOCABULARY)
some_words = st.lists(vocabulary, min_size=2, max_size=3)
small = st.integers(1, 4)
clusters = st.builds(together, st.lists(st.sampled_from(VOCABULARY[:4]), min_size=2, max_size=3), st.integers(1, 5))
placed_leaves = st.one_of(
    st.builds(word, vocabulary),
    st.builds(exact, vocabulary),
    st.builds(phrase, some_words),
    st.builds(wildcard, st.sampled_from(["pri*", "*s", "pric?s", "g?s", "*ct*on*"])),
    st.builds(fuzzy, st.sampled_from(["price", "gsa", "sanctoins"]), st.integers(1, 2)),
)
placed = st.recursive(
    placed_leaves,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(any_of), st.builds(near, parts, parts, small, st.booleans())
    ),
    max_leaves=4,
)
ranges = st.sampled_from(
    [("2021", "2021"), ("2021-12", "2022-01"), ("2021-12-31", ""), ("", "2021-12"), ("2014-03", "2014-03")]
)
leaves = st.one_of(
    placed,
    clusters,
    st.builds(name, st.sampled_from(["putin", "biden", "joe biden", "tayyip Erdogan", "UN", "jo"]), st.booleans()),
    st.builds(titled, vocabulary),
    st.builds(lambda field, span: dated(field, *span), st.sampled_from(["date", "mentioned"]), ranges),
)
queries = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(any_of),
        st.builds(all_of, st.lists(parts, min_size=2, max_size=3), st.sampled_from([" ", " AND "])),
        st.builds(negated, parts, st.sampled_from(["-", "NOT "])),
    ),
    max_leaves=6,
)
paragraphs = st.fixed_dictionaries(
    {
        "text": st.lists(vocabulary, min_size=1, max_size=9).map(" ".join),
        "title": st.lists(vocabulary, max_size=3).map(" ".join),
        "date": st.sampled_from(DATES),
        "person": st.lists(st.sampled_from(NAMES), max_size=2),
        "mentioned": st.lists(st.sampled_from(MENTIONED), max_size=2),
    }
)


@settings(max_examples=100, deadline=None)
@given(st.lists(paragraphs, min_size=1, max_size=8), queries, st.integers(1, 3))
def test_a_query_finds_what_its_words_say(corpus, asked, segments):
    """The tree finds, over any number of segments, the paragraphs a reading finds, and no diagnostic is given."""
    parsed = parse(asked.text, today=TODAY)
    assert not [each for each in parsed.diagnostics if each.severity != "info"]
    expected = [number for number, paragraph in enumerate(corpus, 1) if asked.matches(paragraph)]
    assert found(ram_index(corpus, segments), parsed.tree) == expected


@settings(max_examples=30, deadline=None)
@given(st.lists(vocabulary, min_size=1, max_size=9).map(" ".join), some_words, st.integers(1, 5))
def test_words_together_may_stand_in_any_order(text, parts, distance):
    """`"a b c"~n` finds the same whatever the order of its words."""
    index = ram_index([{"text": text}])
    each = {tuple(found(index, parse(f'"{" ".join(p)}"~{distance}', today=TODAY).tree)) for p in permutations(parts)}
    assert len(each) == 1
