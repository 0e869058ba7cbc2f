"""Countries by ISO 3166 code and by the names producers use; blocs with dated membership."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sinews.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One country; `m49` is the United Nations number (as text), empty where none exists."""

    iso2: str
    iso3: str
    m49: str
    name: str


@cache
def countries() -> dict[str, Country]:
    """Return all countries by ISO alpha-2 code."""
    with (files("sinews.core") / "places.csv").open(encoding="utf-8") as f:
        return {r["iso2"]: Country(**r) for r in csv.DictReader(f)}


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for c in countries().values():
        for n in (c.iso2, c.iso3, c.name):
            names[n.replace("’", "'").casefold()] = c.iso2
        if c.m49:
            names[c.m49] = c.iso2
    with (files("sinews.core") / "place_aliases.csv").open(encoding="utf-8") as f:
        for row in csv.DictReader(f):
            names[row["alias"].casefold()] = row["iso2"]
    return names


def find_country(name: str) -> str:
    """Return the ISO alpha-2 code of a country named by code or by any known name.

    Raises
    ------
    UnknownNameError
        Nothing is known by that name. The remedy for a new spelling of a producer is one line in
        ``core/place_aliases.csv``.
    """
    try:
        return _names()[name.replace("’", "'").strip().casefold()]
    except KeyError:
        known = [c.name for c in countries().values()]
        raise UnknownNameError("country", name, known) from None


@cache
def _blocs() -> dict[str, list[dict[str, object]]]:
    text = (files("sinews.core") / "blocs.toml").read_text(encoding="utf-8")
    return {k: v["members"] for k, v in tomllib.loads(text).items()}


def bloc_members(bloc: str, on: date) -> frozenset[str]:
    """Return the members of a bloc on a day, as ISO alpha-2 codes.

    Raises
    ------
    UnknownNameError
        No bloc has that id.
    """
    if bloc not in _blocs():
        raise UnknownNameError("bloc", bloc, _blocs())
    return frozenset(
        str(m["iso2"])
        for m in _blocs()[bloc]
        if m.get("from", date.min) <= on < m.get("until", date.max)  # type: ignore[operator]
    )


EU27 = bloc_members("EU", date(2022, 2, 24))
"""The 27 member states of the whole war so far."""

EUROPE31 = EU27 | {"GB", "NO", "CH", "IS"}
"""EU27 with the United Kingdom, Norway, Switzerland and Iceland."""
