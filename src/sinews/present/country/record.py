"""The record of one donor: which published figures tell about it, and which it does not have."""

import fnmatch
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.diversion.published.counted import WAR
from sinews.support.groups import list_members
from sinews.support.replace import BURDENS, DEFINITIONS

YEARS: Final = ("y2022", "y2023", "y2024", "y2025", "y2026", "last_12m", "to_date")
TYPES: Final = ("military", "financial", "humanitarian")
WEAPONS: Final = ("tank", "ifv", "howitzer", "mrl", "air_defence")
_OWN_SPEED: Final = {
    "DE": "de_military",
    "GB": "gb_military",
    "US": "us_military",
    "eu_institutions": "eu_institutions_financial",
}
"""Donors whose packages suffice for a curve and an interval of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRecord:
    """Ids of published figures about one donor; None or absent where there is no such figure.

    Attributes
    ----------
    donor, key
        Code of the donor, and as ids of figures write it.
    group
        Base group of the donor.
    pledged, allocated
        All types, to date.
    year, trend
        Military allocations of the last twelve months, and their change on 2022 to 2024.
    share, share_alone, rank, of
        Share of GDP with and without the share in EU institutions, place, and among how many.
    years
        One row of ids for each line of the table by year.
    speed, speed_is
        Share of pledges allocated within a year; ``own`` with an interval, ``drawn`` towards all
        European donors, or ``none``.
    open, age
        Pledged and not allocated, and its mean age.
    burdens
        Definition and key to what is asked a year and the effort then.
    trade
        What was exported to the neighbours: ``before``, ``now``, ``excess_positive``, ``count``.
    corridors
        Largest excess first.
    claims
        Ids of the statements that concern it.
    """

    donor: str
    key: str
    group: str
    pledged: str
    allocated: str
    year: str
    trend: str | None
    share: str | None
    share_alone: str | None
    rank: str | None
    of: int
    years: tuple[tuple[str, tuple[str, ...]], ...]
    speed: str | None
    speed_is: str
    open: str
    age: str | None
    weapons: Mapping[str, str]
    burdens: Mapping[tuple[str, str], tuple[str, str]]
    trade: Mapping[str, str]
    corridors: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def asked(self) -> str | None:
        """What replacing American military support asks of it a year, shared by GDP."""
        found = self.burdens.get(("d1", "gdp"))
        return found[0] if found else None

    def figures(self) -> tuple[str, ...]:
        """Return the ids of all figures of the record, each once."""
        numbers = (self.pledged, self.allocated, self.year, self.trend, self.share, self.open)
        single = [*numbers, self.share_alone, self.rank, self.speed, self.age]
        rows = [id for _, ids in self.years for id in ids]
        pairs = [id for pair in self.burdens.values() for id in pair]
        many = [*rows, *self.weapons.values(), *pairs, *self.trade.values(), *self.corridors]
        return tuple(dict.fromkeys([id for id in single if id] + many))


def read_record(figures: Mapping[str, Figure], donors: pl.DataFrame, donor: str) -> CountryRecord:
    """Return the record of one donor.

    Parameters
    ----------
    figures
        Every published figure by id.
    donors
        The compiled table `donors`.
    donor
        Code of a donor, as `support.groups.find_donor` returns it.
    """
    key = donor.lower()

    def known(id: str) -> str | None:
        return id if id in figures else None

    def named(ids: Mapping[str, str]) -> dict[str, str]:
        return {name: id for name, id in ids.items() if id in figures}

    speed = f"support.conversion.{_OWN_SPEED.get(donor, key)}.share_12m"
    share, asked = f"support.gdp_share.{key}", "support.replace.us"
    exporter = f"diversion.exporter.{key}"
    sums = ("before", "now", "excess_positive", "count")
    pairs = {(d, k): f"{asked}.{d}.burden.{k}.{key}" for d in DEFINITIONS.ids for k in BURDENS}
    corridors = [i for i in figures if i.startswith(f"{exporter}.") and f".excess.{WAR}" in i]
    return CountryRecord(
        donor=donor,
        key=key,
        group=str(donors.filter(pl.col("donor") == donor)["base_group"][0]),
        pledged=f"support.committed.{key}.total.to_date",
        allocated=f"support.allocated.{key}.total.to_date",
        year=f"support.allocated.{key}.military.last_12m",
        trend=known(f"support.trend.{key}.military"),
        share=known(f"{share}.with_eu_share.to_date"),
        share_alone=known(f"{share}.bilateral.to_date"),
        rank=known(f"{share}.with_eu_share.rank"),
        of=len(fnmatch.filter(figures, "support.gdp_share.*.bilateral.rank")),
        years=_rows(key),
        speed=known(speed),
        speed_is="none" if speed not in figures else "own" if donor in _OWN_SPEED else "drawn",
        open=f"support.open.{key}.eur_bn",
        age=known(f"support.open.{key}.mean_age_months"),
        weapons=named({w: f"support.weapons.{key}.{w}" for w in WEAPONS}),
        burdens={pair: (id, f"{id}.then_pct_gdp") for pair, id in pairs.items() if id in figures},
        trade=named({s: f"{exporter}.{s}.{WAR}" for s in sums}),
        corridors=tuple(sorted(corridors, key=lambda i: (-figures[i].value, i))),
        claims=claims_about(donor, donors),
    )


def _rows(key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = [(t, f"support.allocated.{key}.{t}") for t in TYPES]
    lines += [(f"{b}_total", f"support.{b}.{key}.total") for b in ("allocated", "committed")]
    return tuple((name, tuple(f"{stem}.{w}" for w in YEARS)) for name, stem in lines)


def claims_about(donor: str, donors: pl.DataFrame) -> tuple[str, ...]:
    """Return the ids of the statements of the article that concern a donor, in their order."""
    members = list_members(donors)
    return tuple(
        claim for claim, names in _concerns().items() if any(donor in members[n][1] for n in names)
    )


@cache
def _concerns() -> dict[str, list[str]]:
    text = (files("sinews.present.country") / "concerns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
