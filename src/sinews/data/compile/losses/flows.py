"""Claimed losses by day: differences less revisions, with doubtful days marked."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import polars as pl

from sinews.data.sources.losses.claims import FIRST_DAY
from sinews.errors import ContradictionError, EvidenceError

_JUMP: Final = 10
"""A day's losses above this many times the largest day before are no losses of one day (assumed;
the largest real ratio from 2022 to 2025 is 4.5, special equipment on 2024-09-28)."""
_LEAST_JUMP: Final = 50
"""Jumps of fewer items are left alone: rare counters have no largest day."""
_HISTORY_DAYS: Final = 30
_NEAR: Final = 0.02
"""Largest share by which a counter moves in a day and still goes on as itself."""
INPUTS: Final = ("losses_equipment_daily", "losses_personnel_daily", "losses_corrections")
_MOST_BREAKS: Final = 5
"""More unexplained days than this in one month are no revisions: the counter is another one."""


@cache
def load_categories() -> tuple[dict[str, str], ...]:
    """Return the categories with their first day, use and breaks (loss_categories.csv)."""
    path = files("sinews.data.compile.losses") / "loss_categories.csv"
    with path.open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


def daily_flows(totals: pl.DataFrame, revisions: pl.DataFrame, category: str) -> pl.DataFrame:
    """Return date, total, difference, revision, days and flow of one category.

    The first total is a flow where the category was counted from the first day of the war, else
    only a starting value. A day on which the total falls, or jumps, beyond what the file of
    revisions explains is a revision of unknown origin: its flow is null, its revision the whole
    difference. The same holds for the first report after a gap that crosses a month's end.

    Parameters
    ----------
    totals
        date and total, sorted.

    Raises
    ------
    EvidenceError
        A revision falls on no day, or a month has more unexplained days than revisions explain.
    """
    days = (pl.col("date") - pl.col("date").shift(1)).dt.total_days()
    crosses = pl.col("date").dt.truncate("1mo") != pl.col("date").shift(1).dt.truncate("1mo")
    daily = (
        totals.join(revisions, on="date", how="left")
        .with_columns(
            difference=pl.col("total") - pl.col("total").shift(1),
            revision=pl.col("revision").fill_null(0),
            days=days.fill_null(1),
            split=crosses.fill_null(value=False) & (days > 1),
        )
        .with_columns(flow=pl.col("difference") - pl.col("revision"))
    )
    if counted_from_start(category):
        first = pl.col("date") == daily["date"][0]
        whole = [pl.when(first).then("total").otherwise(n).alias(n) for n in ("difference", "flow")]
        daily = daily.with_columns(whole)
    daily = daily.filter(pl.col("difference").is_not_null())
    _check_revisions(daily, revisions, category)
    unknown = (pl.col("flow") < 0) | _find_jumps(daily["flow"]) | pl.col("split")
    marked = daily.with_columns(unexplained=unknown)
    _check_breaks(marked, category)
    return marked.with_columns(
        revision=pl.when("unexplained").then("difference").otherwise("revision"),
        flow=pl.when(~pl.col("unexplained")).then("flow"),
    ).drop("split", "unexplained")


def _find_jumps(flow: pl.Series) -> pl.Series:
    """Return where a day's flow lies beyond all that the counter has done before."""
    highest = 0.0
    found = []
    for i, value in enumerate(flow):
        jumps = i >= _HISTORY_DAYS and value > max(_JUMP * highest, _LEAST_JUMP)
        found.append(jumps)
        highest = highest if jumps else max(highest, value)
    return pl.Series(found, dtype=pl.Boolean)


def counted_from_start(category: str) -> bool:
    """Return whether the category was counted from the first day of the war."""
    return any(
        c["category"] == category and c["first_day"] == FIRST_DAY.isoformat()
        for c in load_categories()
    )


def _check_revisions(daily: pl.DataFrame, revisions: pl.DataFrame, category: str) -> None:
    days = set(daily["date"])
    lost = [d for d, r in revisions.rows() if r and d not in days and d <= max(days)]
    if lost:
        raise EvidenceError(
            f"Claimed losses, {category}: the revision of {lost[0]} falls on a day without data."
        )


def _check_breaks(daily: pl.DataFrame, category: str) -> None:
    found = daily.filter("unexplained")
    by_month = found.group_by(pl.col("date").dt.truncate("1mo").alias("month")).len()
    worst = by_month.sort("len", "month").tail(1)
    if not worst.is_empty() and worst["len"][0] > _MOST_BREAKS:
        day, change = found.select("date", "difference").row(0)
        raise ContradictionError(
            f"Claimed losses, {category}: {worst['len'][0]} days of {worst['month'][0]:%Y-%m} fall "
            f"or jump without a revision (first {day}: {change:+,}). This is no running total of "
            "one counter: the file is damaged, or its unit changed. Get all three files again.",
            tables=INPUTS,
        )


def check_swaps(totals: Mapping[str, pl.DataFrame]) -> None:
    """Raise where two counters go on as each other from one day to the next.

    Raises
    ------
    ContradictionError
        Two counters are swapped from some day on.
    """
    for (a, one), (b, other) in combinations(totals.items(), 2):
        both = one.join(other, on="date", suffix="_b").sort("date")
        before = both.select(x=pl.col("total").shift(1), y=pl.col("total_b").shift(1))
        near_x = (both["total"] - before["y"]).abs() <= before["y"] * _NEAR
        near_y = (both["total_b"] - before["x"]).abs() <= before["x"] * _NEAR
        apart = (before["x"] - before["y"]).abs() > 5 * _NEAR * (before["x"] + before["y"])
        swapped = both.filter((near_x & near_y & apart).fill_null(value=False))
        if not swapped.is_empty():
            raise ContradictionError(
                f"Claimed losses: from {swapped['date'][0]} on the counters {a} and {b} are "
                "swapped. Get the file again from the producer.",
                tables=INPUTS,
            )
