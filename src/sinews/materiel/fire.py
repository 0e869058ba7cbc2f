"""Fire rates as published, in families by who counted, and the ratio between the sides."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence

FAMILIES: Final[Mapping[str, str]] = {
    "ukrainian_command": "Ukrainian armed forces",
    "rusi_nato": "RUSI, NATO and Estonian estimates",
    "other": "other statements",
}
"""Who counted, not who printed: what RUSI passes on of the armed forces is the armed forces' own.

The first two disagree up to seven times for the same months: two series, never one.
"""
SIDES: Final = ("RU", "UA")
_MONTH_DAYS: Final = 365.25 / 12


def list_fire_rates(evidence: Evidence) -> pl.DataFrame:
    """Return every published fire rate in rounds a day, one row a fact.

    Columns fact, side, family, first_day, last_day, low/central/high_rounds_per_day, is_peak,
    publisher, source_day. Totals over a period are divided by its days. A peak or a ceiling is no
    rate of its period: it is listed, and compared with nothing but its like.
    """
    facts = evidence.frame("facts").filter(
        (pl.col("theme") == "fires")
        & pl.col("series").is_not_null()
        & pl.col("side").is_in(SIDES)
        & pl.col("unit").is_in(["rounds/day", "rounds/month", "rounds"])
    )
    days = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    scale = (
        pl.when(pl.col("unit") == "rounds/month")
        .then(1 / _MONTH_DAYS)
        .when(pl.col("unit") == "rounds")
        .then(1 / days)
        .otherwise(1.0)
    )
    named = [(pl.col(c) * scale).alias(f"{c}_rounds_per_day") for c in ("low", "central", "high")]
    return facts.select(
        "fact",
        "side",
        pl.col("series").alias("family"),
        "first_day",
        "last_day",
        *named,
        pl.col("quantity").str.contains("peak fire|peak artillery|ceiling").alias("is_peak"),
        "publisher",
        "source_day",
    ).sort("family", "side", "first_day", "fact")


def pair_sides(evidence: Evidence) -> pl.DataFrame:
    """Return the fire ratio of the sides wherever one publisher gave both for the same period.

    Columns family, first_day, last_day, russian, ukrainian (facts), ratio_ru_to_ua. Ratios that
    were published as such stand with no Ukrainian fact.
    """
    rates = list_fire_rates(evidence)
    keys = ["family", "first_day", "last_day", "publisher"]
    value = "central_rounds_per_day"
    ru, ua = (
        rates.filter(pl.col("side") == s).select(
            *keys, pl.col("fact").alias(s), pl.col(value).alias(f"{s}_rate")
        )
        for s in SIDES
    )
    paired = ru.join(ua, on=keys).with_columns(ratio_ru_to_ua=pl.col("RU_rate") / pl.col("UA_rate"))
    direct = evidence.frame("facts").filter(
        (pl.col("theme") == "fires") & (pl.col("unit") == "ratio RU:UA")
    )
    stated = direct.select(
        pl.col("series").alias("family"),
        "first_day",
        "last_day",
        "publisher",
        pl.col("fact").alias("RU"),
        pl.lit(None, dtype=pl.String).alias("UA"),
        pl.col("central").alias("ratio_ru_to_ua"),
    )
    columns = ["family", "first_day", "last_day", "publisher", "RU", "UA", "ratio_ru_to_ua"]
    both = pl.concat([paired.select(columns), stated.select(columns)])
    return both.rename({"RU": "russian", "UA": "ukrainian"}).sort("first_day", "family", "russian")


def compare_families(evidence: Evidence) -> pl.DataFrame:
    """Return how far the two families lie apart for the same side and overlapping periods.

    Columns side, high (fact), low (fact), first_day, last_day, quotient: Ukrainian armed forces
    over RUSI, NATO and Estonian estimates.
    """
    rates = list_fire_rates(evidence).filter(~pl.col("is_peak"))
    rates = rates.select(
        "fact", "side", "family", "first_day", "last_day", "central_rounds_per_day"
    )
    high = rates.filter(pl.col("family") == "ukrainian_command")
    low = rates.filter(pl.col("family") == "rusi_nato")
    both = high.join(low, on="side", suffix="_low")
    start = pl.max_horizontal("first_day", "first_day_low")
    end = pl.min_horizontal("last_day", "last_day_low")
    return (
        both.with_columns(start=start, end=end)
        .filter(pl.col("start") <= pl.col("end"))
        .select(
            "side",
            pl.col("fact").alias("high"),
            pl.col("fact_low").alias("low"),
            pl.col("start").alias("first_day"),
            pl.col("end").alias("last_day"),
            quotient=pl.col("central_rounds_per_day") / pl.col("central_rounds_per_day_low"),
        )
        .sort("side", "first_day", "high", "low")
    )
