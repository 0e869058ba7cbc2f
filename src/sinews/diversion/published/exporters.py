"""Published figures of single exporters: banned goods to the neighbours, and their corridors."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.core.places import countries
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.ranking import Corridors, split_corridors, war_corridors
from sinews.diversion.published.counted import WAR, counted
from sinews.diversion.trade.exports import late_in_goods

SHOWN: Final = 5
"""Corridors of one exporter that have figures of their own, largest excess first."""
_GOODS: Final = (
    "Reporter x partner x CN8 of banned goods to Armenia, Georgia, Kazakhstan, Kyrgyzstan and "
    "Uzbekistan"
)
_SUMS: Final = f"{_GOODS}; all routes, also those without trade before. More is not diversion."
_METHOD: Final = (
    f"{_GOODS}; excess is exports less the mean of the same months of 2020 and 2021. Routes "
    "without trade in those months are left out. Excess is not diversion."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.exporter.<reporter>.<sum or corridor>.<window>``."""
    found = war_corridors(evidence)
    table = found.table.filter(pl.col("partner") != "BY")
    late = late_in_goods(evidence)
    return tuple(
        figure
        for (reporter,), own in table.group_by("reporter", maintain_order=True)
        for figure in _exporter(found, str(reporter), own, say_late(late, str(reporter)))
    )


def say_late(late: Iterable[tuple[str, date]], reporter: str) -> str:
    """Return which months a reporter lacks, or nothing: its sums then miss them."""
    missing = ", ".join(f"{month:%Y-%m}" for who, month in late if who == reporter)
    return f" {reporter} had not reported {missing}: missing, not zero." if missing else ""


def _exporter(found: Corridors, reporter: str, own: pl.DataFrame, late: str) -> list[Figure]:
    rising = split_corridors(own)["corridors"].filter(pl.col("excess_eur") > 0)
    values = {
        "before": ("exports in a mean year before", "EUR m", float(own["base_eur"].sum()) / 1e6),
        "now": ("exports", "EUR m", float(own["now_eur"].sum()) / 1e6),
        "excess_positive": ("sum of the excess", "EUR m", float(rising["excess_eur"].sum()) / 1e6),
        "count": ("corridors above their past", "count", float(rising.height)),
    }
    name, common = countries()[reporter].name, _common(found)
    sums = [
        counted(
            f"diversion.exporter.{reporter.lower()}.{id}.{WAR}",
            f"{name}, banned goods to five neighbours: {label}, {found.window.id}",
            value,
            unit,
            method=f"{_SUMS if id in ('before', 'now') else _METHOD}{late}",
            rows=f"trade_sanctioned_cn8_windows, reporter {reporter}, five neighbours",
            **common,
        )
        for id, (label, unit, value) in values.items()
    ]
    return [*sums, *(_corridor(found, row) for row in rising.head(SHOWN).iter_rows(named=True))]


def _corridor(found: Corridors, row: dict[str, object]) -> Figure:
    reporter, partner, code = (str(row[k]) for k in ("reporter", "partner", "product"))
    to, low, high = (float(str(row[k])) / 1e6 for k in ("excess_eur", "excess_low", "excess_high"))
    return Figure(
        id=f"diversion.exporter.{reporter.lower()}.{partner.lower()}_{code.lower()}.excess.{WAR}",
        label=f"{countries()[reporter].name} to {countries()[partner].name}, {code}: "
        f"exports above their past, {found.window.id}",
        value=to,
        low=min(low, to),
        high=max(high, to),
        unit="EUR m",
        grade="estimated",
        method=f"{_METHOD} The interval holds 90 % of what corridors of this size did in a year "
        "without war.",
        rows=f"trade_sanctioned_cn8_windows, reporter {reporter}, partner {partner}, cn8 {code}",
        **_common(found),  # type: ignore[arg-type]
    )


def _common(found: Corridors) -> dict[str, object]:
    return {"as_of": last_day(found.window.end), "sources": found.sources}


EXPORTERS: Final = FigureFamily(
    id="diversion.exporter", label="Exporters of banned goods and their corridors", build=build
)
