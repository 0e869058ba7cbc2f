"""Series from the compiled tables, as they were known at an origin where a snapshot says so."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months, last_day
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EvidenceError
from sinews.front.forecast.panel import Column, Panel
from sinews.front.series.registry import SeriesSpec, forecast_ids, list_series

MEAN_MONTH: float = 365.25 / 12
FIRST_MONTH = date(2022, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series, its months without gaps.

    Attributes
    ----------
    start
        Its first month.
    values
        Shape (n_months,), in the unit of the specification.
    low, high
        Published bounds, not a number where there are none.
    partial
        Whether a month is incomplete or of another definition, (n_months,).
    vintage
        Date on which the data stood so; a later one than the origin is said to be later.
    sources
        Release keys.
    """

    spec: SeriesSpec
    start: date
    values: FloatArray
    low: FloatArray
    high: FloatArray
    partial: tuple[bool, ...]
    vintage: str
    sources: tuple[str, ...]

    @property
    def months(self) -> tuple[date, ...]:
        """First days of its months."""
        return tuple(add_months(self.start, i) for i in range(self.values.size))

    @property
    def last(self) -> date:
        """Its last month."""
        return add_months(self.start, self.values.size - 1)

    def at(self, month: date) -> float:
        """Return the value of a month, not a number outside."""
        i = count_months(self.start, month) - 1
        return float(self.values[i]) if 0 <= i < self.values.size else float("nan")


def read_series(evidence: Evidence, id: str, origin: date | None = None) -> Series:
    """Return one series up to an origin (all months where it is None).

    Raises
    ------
    UnknownNameError
        There is no such series.
    EvidenceError
        Its tables hold no month of it up to the origin, or lack a month in between.
    """
    spec = list_series()[id]
    parts = [_read_part(evidence, p, origin) for p in spec.parts]
    frame = parts[0]
    for other in parts[1:]:
        frame = _combine(frame, other)
    if spec.over:
        whole = _read_part(evidence, spec.over, origin).select("month", whole="value")
        frame = frame.join(whole, on="month").filter(pl.col("whole") > 0)
        frame = frame.with_columns(pl.col("value", "low", "high") / pl.col("whole"))
    frame = frame.filter(pl.col("month") >= FIRST_MONTH).sort("month")
    if spec.scale != "natural" or spec.family == "ground":
        frame = frame.filter(~(pl.col("short")))
    if frame.is_empty():
        raise EvidenceError(f"Series {id!r} has no month up to {origin or 'the end of the data'}.")
    months = frame["month"].to_list()
    if count_months(months[0], months[-1]) != len(months):
        raise EvidenceError(f"Series {id!r} lacks a month between {months[0]} and {months[-1]}.")
    table = "losses_vintages" if spec.parts[0].startswith("claims:") else "front_monthly"
    low, high = (frame[c].fill_null(np.nan).to_numpy() for c in ("low", "high"))
    return Series(
        spec=spec,
        start=months[0],
        values=frame["value"].to_numpy().astype(np.float64),
        low=low,
        high=high,
        partial=tuple(frame["partial"]),
        vintage=str(frame["vintage"].max()),
        sources=evidence.table(table).sources,
    )


def _read_part(evidence: Evidence, part: str, origin: date | None) -> pl.DataFrame:
    """Return month, value, low, high, partial, short and vintage of one part."""
    kind, _, name = part.partition(":")
    known = pl.col("month") <= (origin or date.max)
    if kind == "claims":
        return read_claims(evidence, name, origin).filter(known)
    rows = evidence.frame("front_monthly").filter((pl.col("series") == name) & known).sort("month")
    released = max(r.retrieved for r in evidence.table("front_monthly").releases)
    partial = pl.col("coverage") != "complete"
    # The last month of a series that grows by weeks or days may lack some of them.
    newest = (
        pl.col("month")
        == evidence.frame("front_monthly").filter(pl.col("series") == name)["month"].max()
    )
    first = pl.col("month") == pl.col("month").min()
    return rows.select(
        "month",
        "value",
        "low",
        "high",
        partial=partial,
        short=(pl.col("coverage") == "partial") & (newest | first),
        vintage=pl.lit(str(released)),
    )


def _combine(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the sum of two parts; a month that only the left has keeps its value.

    The right part may begin later (drones lost to jamming are told from 2024-08).
    """
    both = left.join(right, on="month", how="left", suffix="_2")
    zero = pl.col("value_2").fill_null(0.0)
    return both.select(
        "month",
        value=pl.col("value") + zero,
        low=pl.lit(None, dtype=pl.Float64),
        high=pl.lit(None, dtype=pl.Float64),
        partial=pl.col("partial") | pl.col("partial_2").fill_null(value=False),
        short=pl.col("short"),
        vintage="vintage",
    )


def read_claims(evidence: Evidence, category: str, origin: date | None) -> pl.DataFrame:
    """Return the claims of a category in the first snapshot that holds the whole origin month.

    Without an origin, or where no snapshot reaches it, in the newest that there is.
    """
    rows = evidence.frame("losses_vintages").filter(pl.col("category") == category)
    whole = pl.col("days_covered") == pl.col("month").dt.month_end().dt.day()
    rows = rows.filter(whole)
    reach = rows.group_by("vintage").agg(last=pl.col("month").max()).sort("vintage")
    enough = reach.filter(pl.col("last") >= origin)["vintage"] if origin else None
    chosen = enough[0] if enough is not None and enough.len() else reach["vintage"][-1]
    empty = pl.lit(None, dtype=pl.Float64)
    return (
        rows.filter(pl.col("vintage") == chosen)
        .sort("month")
        .select(
            "month",
            value="claimed",
            low=empty,
            high=empty,
            partial=pl.lit(value=False),
            short=pl.lit(value=False),
            vintage=pl.col("vintage").cast(pl.String),
        )
    )


def last_month(evidence: Evidence) -> date:
    """Return the last month that any series that is forecast holds."""
    return max(read_series(evidence, id).last for id in forecast_ids())


def read_panel(evidence: Evidence, origin: date, horizon: int) -> tuple[Panel, dict[str, Series]]:
    """Return the panel of all series that are forecast, up to an origin, and the series."""
    axis = min(list_series()[id].begin for id in forecast_ids())
    n_months = count_months(axis, origin)
    ahead = [add_months(axis, k) for k in range(n_months + horizon + 24)]
    lengths = np.array([last_day(m).day for m in ahead]) / MEAN_MONTH
    columns, found = [], {}
    for id in forecast_ids():
        try:
            series = read_series(evidence, id, origin)
        except EvidenceError:
            continue
        spec = series.spec
        skip = max(count_months(series.start, spec.begin) - 1, 0)
        values = series.values[skip:]
        if values.size == 0:
            continue
        found[id] = series
        columns.append(
            Column(
                id=id,
                family=spec.family,
                scale=spec.scale,
                start=count_months(axis, add_months(series.start, skip)) - 1,
                values=values,
                days=lengths if spec.by_day else np.ones(lengths.size),
                guide=spec.guide,
            )
        )
    return Panel(columns=tuple(columns), n_months=n_months), found
