"""Published figures of single donors: trend, and heavy weapons."""

from dataclasses import replace
from typing import Final

from sinews.core.figure import Figure
from sinews.core.periods import add_months, describe_months
from sinews.core.query import Cells, Query, Solver
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.support.replace import BASE_SPAN, BASE_YEARS, NOW
from sinews.support.tables import last_month

TYPES: Final = ("total", "military")
_CLASSES: Final = {
    "air_defence": "Air-defence systems",
    "howitzer": "Howitzers",
    "ifv": "Infantry fighting vehicles",
    "mrl": "Rocket launchers",
    "tank": "Tanks",
}


def build_trend(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.trend.<donor>.<type>``: the last twelve months on the mean of 2022 to 2024.

    A donor that allocated nothing in those years has none: nothing can be divided by it.
    """
    table, solver = evidence.table("support_by_donor"), Solver(evidence.frame)
    last = last_month(evidence, "support_monthly")
    period = describe_months(add_months(last.replace(day=1), -11), last.replace(day=1))
    found = []
    for donor, name in evidence.frame("donors").sort("donor").select("donor", "name").rows():
        for type in TYPES:
            query = _on_base(donor, type)
            if solver.solve(replace(query, formula="base")) <= 0:
                continue
            found.append(
                Figure(
                    id=f"support.trend.{donor.lower()}.{type}",
                    label=f"Change of {'' if type == 'total' else f'{type} '}allocations of {name}:"
                    f" {period} against a mean year of {BASE_SPAN}",
                    value=solver.solve(query),
                    unit="%",
                    grade="counted",
                    as_of=last,
                    sources=table.sources,
                    method="Allocations of the last twelve months over a third of those of "
                    f"{BASE_SPAN}, less one; current prices. Packages are booked whole, so that "
                    "one of them can move a small donor's year.",
                    rows=query.describe(),
                    query=query,
                )
            )
    return tuple(found)


def _on_base(donor: str, type: str) -> Query:
    now, base = (
        Cells(
            table="support_by_donor",
            column="allocated_eur_bn",
            where=(("donor", (donor,)), ("type", (type,)), ("window", windows)),
        )
        for windows in ((NOW,), BASE_YEARS)
    )
    formula = f"100 * ({len(BASE_YEARS)} * now / base - 1)"
    return Query(terms=(("now", now), ("base", base)), formula=formula)


def build_weapons(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.weapons.<donor>.<class>``: heavy weapons allocated, in units."""
    table = evidence.table("weapons_by_donor")
    names = dict(evidence.frame("donors").select("donor", "name").rows())
    return tuple(
        Figure(
            id=f"support.weapons.{donor.lower()}.{kind}",
            label=f"{_CLASSES[kind]} allocated by {names[donor]}",
            value=float(units),
            unit="units",
            grade="counted",
            as_of=last_month(evidence, "support_monthly"),
            sources=table.sources,
            method="Heavy weapons that the tracker lists for the donor. It gives no dates and does "
            "not tell delivered from pending; a class without a line is not known to be zero.",
            rows=f"Table weapons_by_donor, donor {donor}, weapon_class {kind}",
        )
        for donor, kind, units in table.frame.select("donor", "weapon_class", "units").rows()
    )


TREND = FigureFamily(
    id="support.trend", label="The last twelve months of each donor on its mean", build=build_trend
)
WEAPONS = FigureFamily(
    id="support.weapons", label="Heavy weapons allocated by donor and class", build=build_weapons
)
