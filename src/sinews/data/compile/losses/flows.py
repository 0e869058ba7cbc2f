"""Claimed losses by day: differences less revisions, with doubtful days marked."""

import csv
from collections import deque
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import polars as pl

from sinews.data.sources.losses.claims import FIRST_DAY
from sinews.errors import ContradictionError

_JUMP: Final = 5
"""A day above this many times the largest of the last reports is no day's losses (assumed; the
largest real ratio of a day beyond `_BURST` is 4.5, special equipment on 2024-09-28)."""
_RECENT: Final = 90
"""The last reports with which a day is compared."""
_BURST: Final = 1.5
"""What the counter reached before, times this, may come again after a quiet time: salvoes of
cruise missiles are 6.3 times the last reports and 1.17 times an earlier salvo (assumed)."""
_LEAST_JUMP: Final = 50
"""Jumps of fewer items are left alone: rare counters have no largest day."""
_HISTORY_DAYS: Final = 30
"""Reports before a counter is judged; these first ones, of 2022, are no measure of later ones."""
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
    difference. The same holds for the first report after a gap that crosses a month's end (`gap`).
    A revision of a day without a report is inside the next report and is booked there.

    Parameters
    ----------
    totals
        date and total, sorted.

    Raises
    ------
    EvidenceError
        A month has more unexplained days than revisions explain.
    """
    days = (pl.col("date") - pl.col("date").shift(1)).dt.total_days()
    crosses = pl.col("date").dt.truncate("1mo") != pl.col("date").shift(1).dt.truncate("1mo")
    daily = (
        totals.join(_book_revisions(revisions, totals["date"]), on="date", how="left")
        .with_columns(
            difference=pl.col("total") - pl.col("total").shift(1),
            revision=pl.col("revision").fill_null(0),
            days=days.fill_null(1),
            gap=crosses.fill_null(value=False) & (days > 1),
        )
        .with_columns(flow=pl.col("difference") - pl.col("revision"))
    )
    if counted_from_start(category):
        first = pl.col("date") == daily["date"][0]
        whole = [pl.when(first).then("total").otherwise(n).alias(n) for n in ("difference", "flow")]
        daily = daily.with_columns(whole)
    daily = daily.filter(pl.col("difference").is_not_null())
    jumps = _find_jumps(daily["flow"] / daily["days"])
    unknown = (pl.col("flow") < 0) | jumps | pl.col("gap")
    marked = daily.with_columns(unexplained=unknown)
    _check_breaks(marked, category)
    return marked.with_columns(
        revision=pl.when("unexplained").then("difference").otherwise("revision"),
        flow=pl.when(~pl.col("unexplained")).then("flow"),
    ).drop("unexplained")


def _book_revisions(revisions: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """Return the revisions by the report that holds them: that of their day, or the next one."""
    reports = pl.DataFrame({"date": days, "report": days}).sort("date")
    booked = revisions.sort("date").join_asof(reports, on="date", strategy="forward")
    return booked.group_by(date="report").agg(pl.col("revision").sum()).drop_nulls("date")


def _find_jumps(rate: pl.Series) -> pl.Series:
    """Return where losses a day lie beyond what the counter did lately, and ever did."""
    recent: deque[float] = deque(maxlen=_RECENT)
    highest = 0.0
    found = []
    for i, value in enumerate(rate):
        judged = i >= _HISTORY_DAYS
        jumps = judged and value > max(_JUMP * max(recent), _BURST * highest, _LEAST_JUMP)
        found.append(jumps)
        if not jumps:
            recent.append(value)
            highest = max(highest, value) if judged else 0.0
    return pl.Series(found, dtype=pl.Boolean)


def counted_from_start(category: str) -> bool:
    """Return whether the category was counted from the first day of the war."""
    return any(
        c["category"] == category and c["first_day"] == FIRST_DAY.isoformat()
        for c in load_categories()
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
