"""Countries by ISO 3166 code and producers' names, blocs with dated members, areas of trade tables.

Trade tables mix countries with their own sums ("World", "Africa", "EU27") and with goods whose
destination is not told (stores, secret trade). Adding them up double counts; so every label is
resolved to an id and a kind, and tables keep sums apart from members.
"""

import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from sinews.errors import UnknownNameError

AreaKind = Literal["country", "territory", "residual", "stores", "undisclosed", "aggregate"]

_UNIONS: Final = {
    "eu": "EU",
    "ea": "EA",
    "euro area": "EA",
    "eurozone": "EA",
    "zone euro": "EA",
    "euroraum": "EA",
    "european union": "EU",
    "union européenne": "EU",
    "ue": "EU",
    "europäische union": "EU",
}
_UNION = re.compile(
    rf"(?P<name>{'|'.join(sorted(_UNIONS, key=len, reverse=True))})"
    r"(?:\s*[-–]?\s*(?P<n>\d\d)(?:\s*(?:countries|pays|länder))?)?(?P<note>[_ ].*)?"
)
"""The Union or the euro area with its number of members: both change, their forms do not."""
_SIDE = re.compile(
    r"(?:(?P<before>extra|intra|ext|int)[-_ ](?P<of>.*)|(?P<to>.*)_(?P<after>extra|intra))"
)
_NOTE = re.compile(r"\s*\((?:incl\.|excl\.|from|depuis|à partir de)\s.*\)$")


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
        Nothing is known by that name. The fix for a new spelling of a producer is one line in
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One partner or reporter: an ISO alpha-2 code, or an id of areas.csv with its kind."""

    id: str
    kind: AreaKind

    @property
    def is_sum(self) -> bool:
        """True when the area is made of others in the same table."""
        return self.kind == "aggregate"


@cache
def find_area(label: str) -> Area:
    """Return the area that a producer's label, ISO code or Comext code names.

    Producers' history notes at the end of a label, such as "(incl. Luxembourg 'LU' -> 1998)", do
    not change the area.

    Raises
    ------
    UnknownNameError
        Nothing is known by that label.
    """
    for text in (_fold(label), _fold(_NOTE.sub("", label.strip()))):
        if text in _areas():
            return _areas()[text]
        try:
            return Area(id=find_country(text), kind="country")
        except UnknownNameError:
            continue
    if union := _find_union(_fold(label)):
        return Area(id=union, kind="aggregate")
    known = [*(c.name for c in countries().values()), *_areas()]
    raise UnknownNameError("country or area", label, known)


@cache
def find_comtrade_area(code: int) -> Area:
    """Return the area of a UN Comtrade code: M49 but for the exceptions in comtrade_codes.csv.

    Raises
    ------
    UnknownNameError
        Neither list has the code.
    """
    with (files("sinews.core") / "comtrade_codes.csv").open(encoding="utf-8") as f:
        exceptions = {int(r["code"]): r["id"] for r in csv.DictReader(f)}
    if code in exceptions:
        return find_area(exceptions[code])
    m49 = {int(c.m49): c.iso2 for c in countries().values() if c.m49}
    if code in m49:
        return Area(id=m49[code], kind="country")
    raise UnknownNameError("UN Comtrade code", str(code), map(str, [*m49, *exceptions]))


@cache
def _areas() -> dict[str, Area]:
    found: dict[str, Area] = {}
    with (files("sinews.core") / "areas.csv").open(encoding="utf-8") as f:
        for row in csv.DictReader(f):
            area = Area(id=row["id"], kind=row["kind"])  # type: ignore[arg-type]
            found[_fold(row["alias"])] = area
            found[_fold(row["id"])] = area
    return found


def _find_union(text: str) -> str | None:
    """Return the id of the Union or the euro area, or of what is inside or outside of it.

    ``EA21``, ``Euro area - 21 countries (AT, BE, ...)``, ``Extra-euro area - 21 countries``; the
    members of a bracket without a number do not count, only a first year: ``EU27_2007``.
    """
    if side := _SIDE.fullmatch(text):
        inner = _find_union(side["of"] or side["to"] or "")
        which = (side["before"] or side["after"])[:3]
        return f"{inner}_{'EXTRA' if which == 'ext' else 'INTRA'}" if inner else None
    match = _UNION.fullmatch(text)
    if match is None or (match["note"] and not re.match(r"_\d{4}$| \(", match["note"])):
        return None
    id = _UNIONS[match["name"]] + (match["n"] or "_V")
    if id.startswith("EA"):
        return id
    since = re.search(r"(?:_|\(|from |depuis |ab )(20\d\d)", match["note"] or "")
    return id if not since or since[1] == "2020" else f"{id}_{since[1]}"


def _fold(label: str) -> str:
    return re.sub(r"\s+", " ", label.replace("’", "'")).strip().casefold()


EU27 = bloc_members("EU", date(2022, 2, 24))
"""The 27 member states of the whole war so far."""

EUROPE31 = EU27 | {"GB", "NO", "CH", "IS"}
"""EU27 with the United Kingdom, Norway, Switzerland and Iceland."""
