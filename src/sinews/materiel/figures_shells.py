"""Published figures of fire, shells and the Russian war economy."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.core.figure import Figure, figure_of
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import find_fact, grade_facts
from sinews.materiel import economy, fire, shells

_ENDS: Final = ("low", "high")


def build_shells(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.shells.<side>.y<year>.<quantity>``."""
    return tuple(
        figure_of(e, as_of=date(year, 12, 31), rows=f"Fact register, rows {', '.join(e.sources)}.")
        for side in shells.SIDES
        for year in shells.YEARS
        for e in shells.balance_shells(evidence, side, year).estimates()
    )


def build_ratios(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.fire_ratio.<family>.<fact>``, and the lowest and highest of all."""
    rows = fire.pair_sides(evidence).iter_rows(named=True)
    found = sorted((_ratio(evidence, r) for r in rows), key=lambda f: f.value)
    ends = {"lowest": found[0], "highest": found[-1]}
    return (*found, *(_end(name, f, found) for name, f in ends.items()))


def _end(name: str, end: Figure, found: Sequence[Figure]) -> Figure:
    return replace(
        end,
        id=f"materiel.fire_ratio.{name}",
        label=f"Russian rounds fired for each Ukrainian one, {name} of {len(found)} statements",
        method="Of all pairs of rates that one publisher gave for both sides and the same period, "
        "and all ratios published as such.",
        inputs=tuple(f.id for f in found),
    )


def _ratio(evidence: Evidence, row: dict[str, Any]) -> Figure:
    facts = tuple(f for f in (row["russian"], row["ukrainian"]) if f)
    return Figure(
        id=f"materiel.fire_ratio.{row['family']}.{row['russian'].lower()}",
        label=f"Russian rounds fired for each Ukrainian one, {row['first_day']:%Y-%m} to "
        f"{row['last_day']:%Y-%m} ({fire.FAMILIES[row['family']]})",
        value=row["ratio_ru_to_ua"],
        unit="ratio",
        grade=grade_facts(evidence, facts),
        as_of=row["last_day"],
        sources=facts,
        method="Both sides' rates by the same publisher for the same period."
        if len(facts) > 1
        else "The ratio was published as such.",
        rows=f"Fact register, rows {' and '.join(facts)}.",
    )


def build_gaps(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.fire_gap.<side>``: the widest distance of the two families."""
    gaps = fire.compare_families(evidence)
    found = []
    for side in fire.SIDES:
        rows = gaps.filter(pl.col("side") == side).sort("quotient", descending=True)
        top = rows.row(0, named=True)
        found.append(
            Figure(
                id=f"materiel.fire_gap.{side.lower()}",
                label=f"Highest over lowest published fire rate for the same months, "
                f"{shells.SIDES[side]}",
                value=top["quotient"],
                unit="ratio",
                grade=grade_facts(evidence, (top["high"], top["low"])),
                as_of=top["last_day"],
                sources=(top["high"], top["low"]),
                method="Ukrainian command over RUSI, NATO and Estonian estimates where their "
                "periods overlap; the widest such pair.",
                rows=f"Fact register, rows {top['high']} and {top['low']}: theme fires, series "
                "ukrainian_command over rusi_nato, peaks and ceilings left out.",
            )
        )
    return tuple(found)


def build_economy(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.economy.<indicator>.y<year>.low`` and ``.high``."""
    return tuple(
        Figure(
            id=f"materiel.economy.{row['indicator']}.y{row['year']}.{end}",
            label=f"Russia: {row['label']}, {row['year']}, {end}est published",
            value=row[end],
            unit=row["unit"],
            grade=grade_facts(evidence, row["facts"].split()),
            as_of=max(find_fact(evidence, f).last_day for f in row["facts"].split()),
            sources=tuple(row["facts"].split()),
            method="The range of what was published for the year, a month times 12, a day times "
            "365.25; a range counts with its ends. Capacity and output differ.",
            rows=f"Fact register, rows {', '.join(row['facts'].split())}.",
        )
        for row in economy.tabulate_economy(evidence).iter_rows(named=True)
        for end in _ENDS
    )


SHELLS = FigureFamily(id="materiel.shells", label="Mass balance of rounds", build=build_shells)
RATIOS = FigureFamily(
    id="materiel.fire_ratio", label="Russian to Ukrainian fire", build=build_ratios
)
GAPS = FigureFamily(
    id="materiel.fire_gap", label="Distance of the families of fire rates", build=build_gaps
)
ECONOMY = FigureFamily(
    id="materiel.economy", label="Russian output, recruits and spending", build=build_economy
)
