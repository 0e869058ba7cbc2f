"""The Russian war economy in published figures: the lowest and highest of each year."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import Fact, find_fact
from sinews.errors import EvidenceError

YEAR_DAYS: Final = 365.25
_TO_YEAR: Final = {"year": 1.0, "month": 12.0, "day": YEAR_DAYS}


@cache
def list_indicators() -> tuple[dict[str, str], ...]:
    """Return the selection: which facts speak for which indicator and year."""
    with (files("sinews.materiel") / "economy.csv").open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


def scale_fact(fact: Fact, unit: str) -> tuple[float, float]:
    """Return low and high of a fact in the unit of its indicator.

    Raises
    ------
    EvidenceError
        The unit of the fact cannot be carried over.
    """
    kind, _, time = fact.unit.partition("/")
    wanted = unit.partition("/")[0]
    if unit == "% of GDP" and kind == "share":
        factor = 100.0
    elif time in _TO_YEAR and (kind == wanted or (wanted == "units" and kind == "missiles")):
        factor = _TO_YEAR[time]
    else:
        raise EvidenceError(f"{fact.fact} is in {fact.unit}, not to be read as {unit}.")
    low = fact.value if fact.low is None else fact.low
    high = fact.value if fact.high is None else fact.high
    return factor * low, factor * high


def tabulate_economy(evidence: Evidence) -> pl.DataFrame:
    """Return indicator, label, year, unit, low, high, facts: the range of what was published.

    Sources disagree and some describe capacity, others output; the range shows it, and no middle
    is formed.
    """
    found: dict[tuple[str, str, int, str], list[tuple[float, float, str]]] = {}
    for row in list_indicators():
        low, high = scale_fact(find_fact(evidence, row["fact"]), row["unit"])
        key = (row["indicator"], row["label"], int(row["year"]), row["unit"])
        found.setdefault(key, []).append((low, high, row["fact"]))
    return pl.DataFrame(
        [
            {
                "indicator": indicator,
                "label": label,
                "year": year,
                "unit": unit,
                "low": min(v[0] for v in values),
                "high": max(v[1] for v in values),
                "facts": " ".join(v[2] for v in values),
            }
            for (indicator, label, year, unit), values in found.items()
        ]
    )


def compare_recruits(evidence: Evidence) -> pl.DataFrame:
    """Return year, recruits and losses a year (low, high), and claimed losses, in persons.

    Losses are killed and wounded; a part of the wounded returns, so the two do not balance.
    """
    table = tabulate_economy(evidence)
    claims = (
        evidence.frame("losses_monthly")
        .filter(pl.col("category") == "personnel")
        .group_by(pl.col("month").dt.year().cast(pl.Int64).alias("year"))
        .agg(
            pl.col("claimed").sum().alias("claimed_losses_persons"),
            pl.len().alias("months_claimed"),
        )
    )
    wide = [
        table.filter(pl.col("indicator") == name).select(
            "year",
            pl.col("low").alias(f"{name}_low_persons"),
            pl.col("high").alias(f"{name}_high_persons"),
        )
        for name in ("recruits", "casualties")
    ]
    return (
        wide[0]
        .join(wide[1], on="year", how="left")
        .join(claims, on="year", how="left")
        .sort("year")
    )
