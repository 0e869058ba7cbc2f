"""Published figures: what Europe needs to replace the United States."""

from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.figure_family import FigureFamily
from sinews.support.replace import DEFINITIONS, Replacement, measure_replacement
from sinews.support.tables import last_month

_PARTS = {
    "increment": "added to Europe's mean of 2022 to 2024",
    "level": "needed in all",
    "missing": "still missing against the last twelve months",
}
_SENSITIVITY = (
    "Current prices; drawdowns from American stocks at American valuation; loans at face value; "
    "GDP of 2021 of the 31 countries. Allocated is not delivered."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return increment, level and what is missing under the three definitions."""
    answers = [measure_replacement(evidence, "US", d) for d in DEFINITIONS]
    return tuple(f for a in answers for f in _figures(evidence, a))


def _figures(evidence: Evidence, a: Replacement) -> list[Figure]:
    values = {"increment": a.increment, "level": a.level, "missing": a.missing}
    bases = {
        "pct_gdp": (a.pct_of_gdp, "31 countries"),
        "pct_gdp_eu27": (a.pct_of_gdp_eu27, "EU27"),
    }
    figures = []
    for part, value in values.items():
        figures.append(_figure(evidence, a, f"{part}_eur_bn_year", part, value, "EUR bn/year"))
        figures += [
            _figure(evidence, a, f"{part}_{b}", f"{part}, {who}", share(value), "% of GDP")
            for b, (share, who) in bases.items()
        ]
    return figures


def _figure(
    evidence: Evidence, a: Replacement, id: str, what: str, value: float, unit: str
) -> Figure:
    part = what.split(",")[0]
    return Figure(
        id=f"support.replace.us.{a.definition.id}.{id}",
        label=f"Replace the United States, {a.definition.id.upper()}: {what}",
        value=value,
        unit=unit,
        grade="counted",
        as_of=last_month(evidence, "support_monthly"),
        sources=evidence.table("donors").sources[:1],
        method=f"{a.definition.label[0].upper()}{a.definition.label[1:]}: {_PARTS[part]}. "
        f"Europe is 31 countries and the EU institutions. {_SENSITIVITY}",
        rows="support_by_donor: windows y2022, y2023, y2024 and last_12m, type "
        f"{a.definition.type}; donors: gdp_2021_eur_bn",
    )


FAMILY = FigureFamily(
    id="support.replace", label="What it takes to replace the United States", build=build
)
