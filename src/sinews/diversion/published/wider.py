"""Published figures of totals: growth against all partners, onward flow, cars, and anchors."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.published.counted import ARRIVAL_ROWS, counted
from sinews.diversion.totals.arrivals import BASE_YEARS, THREE, list_arrivals, measure_gap
from sinews.diversion.totals.books import list_cars, list_goods, list_onward
from sinews.diversion.totals.permutation import SHOWN, TABLE, WINDOW, find_standing
from sinews.diversion.totals.product_mirror import measure_product_mirror

_FIRST_YEAR: Final = 2019
_YEAR: Final = 12
GHOSTS: Final = (("base_2021", (2021,)), ("base_2019_2021", BASE_YEARS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A published result that ours can be compared with."""

    id: str
    quantity: str
    partner: str
    value: float
    unit: str
    source: str


@cache
def read_anchors() -> tuple[Anchor, ...]:
    """Return the published anchors (anchors.csv)."""
    with (files("sinews.diversion.published") / "anchors.csv").open(encoding="utf-8") as f:
        return tuple(Anchor(**{**r, "value": float(r["value"])}) for r in csv.DictReader(f))  # type: ignore[arg-type]


def build_totals(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.totals.<partner>.<what>``: rise beyond the median partner, rank and p."""
    found = []
    sources = evidence.table(TABLE).sources
    for p in SHOWN:
        s = find_standing(evidence, p)
        calm = ", ".join(f"{v:+.2f} in {n}" for n, v in s.placebos.items())
        for name, value, unit in (
            ("rise", s.beyond_median_pct, "%"),
            ("rank", float(s.rank), "count"),
            ("p_value", s.p_value, "probability"),
        ):
            found.append(
                counted(
                    f"diversion.totals.{p.lower()}.{name}",
                    f"EU exports of all goods to {p}, {WINDOW[0]}-{WINDOW[1]}, beyond the median "
                    f"partner: {name.replace('_', ' ')}",
                    value,
                    unit,
                    as_of=date(WINDOW[1], 12, 31),
                    sources=sources,
                    method=f"Log of mean exports of {WINDOW[0]}-{WINDOW[1]} over the three years "
                    f"before, less the median of {s.partners} countries (EUR 10 m and more in each "
                    "of those three years, some exports since; Russia and Belarus among them); "
                    "rank "
                    f"and share of countries that rose as much. Before the war: {calm}.",
                    rows=f"Table {TABLE}, column exports_eur, partner_kind country.",
                )
            )
    return tuple(found)


def build_ghosts(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.ghosts.<whose>.<base>``: 2022 and 2023 together, Armenia included."""
    rows = list_arrivals(evidence)
    tables = ("trade_mirror_yearly", "trade_totals_monthly", "trade_armenia_monthly")
    sources = tuple(s for t in tables for s in evidence.table(t).sources)
    return tuple(
        counted(
            f"diversion.ghosts.{name}.{label}.y2022_2023",
            f"Part of the additional EU exports of 2022 and 2023 to {', '.join(importers)} that "
            f"importers did not see arrive ({label.replace('_', ' ')})",
            100 * measure_gap(rows, importers, years=WINDOW, base=base).share,
            "%",
            as_of=date(WINDOW[1], 12, 31),
            sources=sources,
            method="Exports times each pair's own past ratio, less arrivals, over exports less "
            "those of the base years. Armenia's 2023 is from its monthly books, imports by "
            "consignment: its yearly file is cut short.",
            rows=f"Importers {', '.join(importers)}, complete years; {ARRIVAL_ROWS}",
        )
        for name, importers in (("three", THREE), ("kg", ("KG",)))
        for label, base in GHOSTS
    )


def build_onward(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.onward.<country>.y<year>``: exports to Russia by own books, USD m."""
    tables = ("trade_national_yearly", "trade_armenia_monthly")
    sources = tuple(s for t in tables for s in evidence.table(t).sources)
    return tuple(
        counted(
            f"diversion.onward.{r.country.lower()}.y{r.year}",
            f"Exports of {r.country} to Russia, all goods, by its own books, {r.year}",
            r.to_russia_usd / 1e6,
            "USD m",
            as_of=date(r.year, 12, 31),
            sources=sources,
            method="As the national office publishes it; inside the customs union a survey.",
            rows=f"Table trade_national_yearly, flow export, reporter {r.country}, partner RU, "
            f"{r.year}; of Armenia table trade_armenia_monthly, column exports_kusd, partner RU, "
            f"the months of {r.year}.",
        )
        for r in list_onward(evidence)
        if r.year >= _FIRST_YEAR
    )


def build_cars(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.cars.<country>.<flow>.y<year>``: cars (HS 8703), USD m."""
    table = evidence.table("trade_cars_monthly")
    return tuple(
        counted(
            f"diversion.cars.{c.country.lower()}.{c.flow}.y{c.year}",
            f"Cars (HS 8703), {c.country}, {c.flow.replace('_', ' ')}, {c.year}"
            + ("" if c.months == 12 else f", {c.months} months"),
            c.value_usd / 1e6,
            "USD m",
            as_of=date(c.year, 12, 31),
            sources=table.sources,
            method=f"Sum of {c.months} months as reported to UN Comtrade.",
            rows=f"Table trade_cars_monthly, column value_usd, product 8703, reporter {c.country}, "
            f"{c.flow.replace('_', ' ')}, the months of {c.year}.",
        )
        for c in list_cars(evidence)
    )


def build_goods(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.books.<country>.<good>.y<year>``: imports by own books, USD m."""
    tables = {"KG": "trade_kyrgyz_goods_yearly", "RU": "trade_russia_chapters"}
    return tuple(
        counted(
            f"diversion.books.{g.country.lower()}.{_name_good(g.good)}.y{g.year}",
            f"Imports of {g.country} from all origins, {_say_good(g.good)}, by its own books, "
            f"{g.year}",
            g.imports_usd / 1e6,
            "USD m",
            as_of=date(g.year, 12, 31),
            sources=evidence.table(tables[g.country]).sources,
            method="As the national statistical office or customs service publishes it.",
            rows=f"Table {tables[g.country]}, {_WHICH[g.country]} {g.good}, year {g.year}",
        )
        for g in list_goods(evidence)
    )


def _say_good(good: str) -> str:
    return f"chapter {good}" if good.isdecimal() else "all goods" if good == "TOTAL" else good


def _name_good(good: str) -> str:
    name = good.lower().replace(" ", "_")
    return f"chapter_{name}" if name.isdecimal() else name


_WHICH: Final = {"KG": "good", "RU": "flow import, chapter"}
"""The columns that name a row of importers' books, by country."""
_WHOSE_CARS: Final = {"AM KG KZ": "AM", "other land borders": "GE"}
"""Whose books of cars are shipped, by group of importers."""


def build_product_mirror(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.product_mirror.<importer>.cars.y<year>.<what>``: arrived over sent."""
    tables = ("trade_cars_monthly", "trade_sanctioned_hs6_monthly", "eu_export_bans")
    sources = tuple(s for t in tables for s in evidence.table(t).sources)
    return tuple(
        counted(
            f"diversion.product_mirror.{who.lower()}.cars.y{m.year}.{name}",
            f"Cars (HS 8703): imports reported by {who} over EU exports, {what}, {m.year}"
            + ("" if m.months == _YEAR else f", {m.months} months"),
            value,
            "ratio",
            as_of=date(m.year, m.months, 28),
            sources=sources,
            method="Importer's over exporters' reports by product and year, in logs (Chupilkin, "
            f"Javorcik, Peeva and Plekhanov 2025, Figure 3), {what} of {m.products} products; "
            "months that both sides report, products of at least EUR 10,000, dollars at the "
            "rate of the year (usd_per_eur of trade_mirror_yearly).",
            rows=f"Table trade_cars_monthly, reporter {who}, flow import, partners of the EU27; "
            f"table trade_sanctioned_hs6_monthly, partner {who}; products of eu_export_bans, "
            f"category luxury; {m.year}",
        )
        for m in measure_product_mirror(evidence, raw=False)
        if m.ban == "luxury"
        for who in (_WHOSE_CARS[m.importers],)
        for name, what, value in (
            ("median", "median", float(np.exp(m.median_log))),
            ("pooled", "sum over sum", m.pooled),
        )
        if m.products > 1 or name == "pooled"
    )


WIDER: Final = (
    FigureFamily(id="diversion.totals", label="All goods, all partners", build=build_totals),
    FigureFamily(id="diversion.ghosts", label="What never arrived, 2022-23", build=build_ghosts),
    FigureFamily(id="diversion.onward", label="Onward flow to Russia", build=build_onward),
    FigureFamily(id="diversion.cars", label="Cars through two neighbours", build=build_cars),
    FigureFamily(id="diversion.books", label="Goods in importers' books", build=build_goods),
    FigureFamily(
        id="diversion.product_mirror", label="Arrived over sent, cars", build=build_product_mirror
    ),
)
