"""Published figures: what Europe needs to replace the United States."""

from dataclasses import replace

from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EstimationError
from sinews.support.prices import BASIS, LAST_YEAR
from sinews.support.replace import (
    BASE_SPAN,
    BASE_YEARS,
    DEFINITIONS,
    NOW,
    Replacement,
    follow_gap,
    measure_replacement,
    share_burden,
)
from sinews.support.tables import assumed, last_month

_PARTS = {
    "increment": f"added to Europe's mean of {BASE_SPAN}",
    "level": "needed in all",
    "missing": "still missing against the last twelve months",
}
_AIMS = {
    "d1": "To replace American military support",
    "d2": "To replace all American support",
    "d3": "To hold the military support of all donors",
}
_SHORT = "what Europe is still short of"
_WHATS = {
    "increment": "what Europe would add to its own mean",
    "level": "what Europe would allocate in all",
    "missing": _SHORT,
}
_KEYS = {
    "gdp": "by size of economy",
    "current": "by what each allocated in the last twelve months",
    "gdp_cap": f"by size of economy, nobody beyond {assumed('cap_pct_gdp'):g} % of GDP",
}
_SENSITIVITY = (
    "A computation on booked sums, not a count. Military is what the tracker books as military: "
    "the loan of EUR 90 bn of the European Union is booked as financial, though EUR 60 bn of it "
    "is meant for the military (F033); American weapons that others pay for (PURL, F029) count as "
    "theirs. Current prices; drawdowns from American stocks at American valuation; loans at face "
    "value; GDP of 2021 of the 31 countries. Allocated is not delivered."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return increment, level and what is missing under the three definitions."""
    answers = [measure_replacement(evidence, "US", d) for d in DEFINITIONS]
    parts = (_figures, _ranges, _burdens)
    return tuple(f for a in answers for part in parts for f in part(evidence, a))


def _burdens(evidence: Evidence, a: Replacement) -> list[Figure]:
    """Return what the gap asks of each European country under each key, and its effort then.

    A key under which the countries cannot pay all has no figures.
    """
    plain = _figure(evidence, a, "missing_eur_bn_year", "missing", a.missing, "EUR bn/year")
    found = []
    for key, words in _KEYS.items():
        try:
            shares = share_burden(evidence, a, key)
        except EstimationError:
            continue
        for row in shares.iter_rows(named=True):
            cc, aim = row["donor"].lower(), _AIMS[a.definition.id]
            own = replace(
                plain,
                id=f"support.replace.us.{a.definition.id}.burden.{key}.{cc}",
                label=f"{aim}: what {row['name']} would be asked for, {words}",
                value=row["extra_eur_bn"],
                grade="assumed" if key == "gdp_cap" else "counted",
                method=f"What is still missing, shared {words} among the 31 countries; EU "
                f"institutions pay no tax and are asked nothing. {_SENSITIVITY}",
                inputs=(plain.id,),
            )
            now = f"support.allocated.{cc}.{a.definition.type}.{NOW}"
            then = replace(
                own,
                id=f"{own.id}.then_pct_gdp",
                label=f"{aim}: yearly effort of {row['name']} then, {words}",
                value=row["then_pct_gdp"],
                unit="% of GDP",
                method="What it allocated in the last twelve months and what it would be asked, "
                f"over its gross domestic product of 2021. {own.method}",
                inputs=(now, own.id),
            )
            found += [own, then]
    return found


def _ranges(evidence: Evidence, a: Replacement) -> list[Figure]:
    """Return the gap in constant prices, and its least and most over the windows of a year."""
    current, real = (follow_gap(evidence, a.definition, real=r) for r in (False, True))
    values = current["missing_eur_bn_year"].to_list()
    windows = "windows of twelve months that ended in the last twelve months"
    cases = {
        "missing_real": (
            real["missing_eur_bn_year"][-1],
            f"{_SHORT}, in prices of {LAST_YEAR}",
            f"In prices of {LAST_YEAR} ({BASIS}); months after {LAST_YEAR} at their own prices.",
        ),
        "missing_least": (min(values), f"{_SHORT} at least, over the {windows}", f"The {windows}."),
        "missing_most": (max(values), f"{_SHORT} at most, over the {windows}", f"The {windows}."),
    }
    plain = _figure(evidence, a, "missing_eur_bn_year", "missing", a.missing, "EUR bn/year")
    return [
        replace(
            plain,
            id=f"support.replace.us.{a.definition.id}.{name}_eur_bn_year",
            label=f"{_AIMS[a.definition.id]}: {words}",
            value=value,
            method=f"{plain.method} {said}",
            inputs=(),
            rows=f"support_monthly: months of 2022 to 2024 and the last 23, type "
            f"{a.definition.type}",
        )
        for name, (value, words, said) in cases.items()
    ]


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
        label=f"{_AIMS[a.definition.id]}: {what.replace(part, _WHATS[part])}",
        value=value,
        unit=unit,
        grade="counted",
        as_of=last_month(evidence, "support_monthly"),
        sources=evidence.table("donors").sources[:1],
        method=f"{a.definition.label[0].upper()}{a.definition.label[1:]}: {_PARTS[part]}. "
        f"Europe is 31 countries and the EU institutions. {_SENSITIVITY}",
        rows="support_by_donor: windows y2022, y2023, y2024 and last_12m, type "
        f"{a.definition.type}; donors: gdp_2021_eur_bn",
        inputs=_inputs(a, part),
    )


def _inputs(a: Replacement, part: str) -> tuple[str, ...]:
    """Return the published sums that a part of the answer is computed from."""
    type, wide = a.definition.type, a.definition.hold_all
    gained = [("all" if wide else "us", w) for w in BASE_YEARS]
    own = [] if part == "increment" and not wide else [("europe", w) for w in BASE_YEARS]
    if wide:
        own = own if part == "increment" else []
        own += [("all", NOW), ("europe", NOW)]
    elif part == "missing":
        own.append(("europe", NOW))
    return tuple(f"support.allocated.{who}.{type}.{w}" for who, w in (*gained, *own))


FAMILY = FigureFamily(
    id="support.replace", label="What it takes to replace the United States", build=build
)
