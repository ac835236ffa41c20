"""The dateline, the place a story opens with: `WILMINGTON, Del. -- `, `MOSCOW (AP) — `, `KYIV, Ukraine —`."""

from __future__ import annotations

import re
from typing import Final

from indexer.dates.written import MONTH

_MONTH: Final = f"(?i:{MONTH})"
_CAPITALS: Final = r"(?:[A-Z]|Mc(?=[A-Z])|Mac(?=[A-Z])|St\. |d'|al-)[A-ZÀ-ÖØ-Þ.'’-]+"
_CITY: Final = rf"{_CAPITALS}(?: (?:de |da |do |del |la |el |and |of )?{_CAPITALS}){{0,4}}"
_REGION: Final = r"(?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*|of|and|the)){0,4}"
_ON: Final = rf"(?:,? {_MONTH}\.? \d{{1,2}}(?:, \d{{4}})?)"
_BY: Final = r"(?: ?\([A-Z][\w .&/’'-]{1,40}\))"
_AGENCY: Final = (
    r"(?:AP|AFP|ANI|BBC|CBS|CNN|CNS|DPA|EFE|IANS|IPS|JTA|KHN|NBC|NPR|PTI|RNS|TASS|UPI|Bloomberg|Reuters|Xinhua)"
)
_DASH: Final = r"\s*(?:--+|—|–|―|\s-(?=\s))\s*"

_DATELINE: Final = re.compile(
    rf"(?P<place>{_CITY}(?:/{_CITY}){{0,2}}(?:, (?!{_MONTH}){_REGION})?){_ON}?{_BY}?{_ON}?(?P<dash>{_DASH})"
    # In small letters only an agency in parentheses tells it from the start of a sentence.
    rf"|(?P<quiet>{_REGION}(?:, {_REGION})?){_ON}? ?\({_AGENCY}\)(?:{_DASH})"
)
_ALONE: Final = re.compile(
    rf"{_CITY}(?:, {_REGION})?(?:{_ON}{_BY}?|{_BY}{_ON}?)[\s:.—–-]*$|{_CITY}(?:, {_REGION})?\s*(?:--+|—|–)$"
)

# What stands in capitals before a dash and is no place.
_NO_PLACE: Final = frozenset({
    "ADVERTISEMENT", "ANALYSIS", "BREAKING", "COMMENTARY", "CORRECTION", "EDITORIAL", "EXCLUSIVE", "FILE", "LIVE",
    "MORE", "NEWS", "NOTE", "OPINION", "PHOTO", "PHOTOS", "PLUS", "READ", "RELATED", "REVIEW", "SPOILER",
    "UPDATE", "UPDATED", "VIDEO", "WARNING", "WATCH", "WHO", "WHAT", "WHEN", "WHERE", "WHY", "HOW", "I", "A", "THE",
    "AND", "BUT", "NO", "YES", "OK", "TRUMP", "OBAMA", "BIDEN", "CLINTON", "ABC", "BBC", "CBS", "CNN", "FOX",
    "MSNBC", "NBC", "NPR", "PBS", "AP", "AFP", "UPI", "Q", "COVID-19",
})  # fmt: skip
_LONGEST: Final = 160


def dateline_place(text: str) -> str:
    """Return the place a paragraph's dateline names, as written; `""` where it has none.

    >>> dateline_place("WILMINGTON, Del. -- Presidents spoke."), dateline_place("Washington (CNN) — The House voted.")
    ('WILMINGTON, Del.', 'Washington')
    >>> dateline_place("UPDATE -- The talks are over.")
    ''
    """
    match = _DATELINE.match(text[:_LONGEST].lstrip())
    if match is None:
        return ""
    place = match.group("place") or match.group("quiet")
    return place if _is_place(place) else ""


def is_only_dateline(text: str) -> bool:
    """Where and when, and nothing else: "MOSCOW, Dec. 31 (Reuters) -" on a line of its own."""
    match = _ALONE.match(text) if len(text) <= _LONGEST else None
    return match is not None and _is_place(text)


def _is_place(written: str) -> bool:
    words = re.findall(r"[\w-]+", written)
    return words[0] not in _NO_PLACE and words != ["NEW"]
