"""Pure functions from the readers' tables to rows of `front_monthly`."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import polars as pl

from sinews.data.sources.front.ground import OBSERVERS
from sinews.data.sources.front.photographed import TYPES
from sinews.data.sources.front.strikes import FAMILIES

COLUMNS: Final[Mapping[str, pl.DataType]] = {
    "series": pl.String(),
    "observer": pl.String(),
    "month": pl.Date(),
    "value": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "unit": pl.String(),
    "grade": pl.String(),
    "coverage": pl.String(),
    "note": pl.String(),
}
MOST_DAYS_EARLY: Final = 3
"""A level this many days before the month's end still counts as the level of the month's end."""
FIRST_DAY: Final = date(2022, 2, 24)
FIRST_JAMMED: Final = date(2024, 8, 1)
"""From here on the bulletins tell how many were lost to jamming."""
_BREAK: Final = pl.lit("break")
INCOMPLETE_MONTHS: Final = 6
"""Named dead of the last months are incomplete (README of the data: the last six)."""
_REDEFINED: Final = {
    date(2023, 5, 1): "the map was redefined (-3,399 km2 against -48 on the other two)",
    date(2024, 3, 1): "the map was redefined (-16,529 km2 against 86 and 90 on the other two)",
    date(2024, 8, 1): "1,570 km2 against 343 to 396 on the other three: a redefinition or an error",
}
_DEATHS: Final = {
    "named": "a floor: only those known by name, and names of recent months are still found",
    "excess": "deaths above the usual number in the probate register",
    "assembled": "excess with those missing and not in the register; predicted from 2025-07-13 on",
}
_SHORT: Final = {
    "ballistic": "S-300 launches at ground targets are probably under-recorded: the share stopped "
    "is an upper bound",
}


def _finish(frame: pl.DataFrame, **constants: str | None) -> pl.DataFrame:
    """Return the frame with all columns of `front_monthly`, missing ones null."""
    given = [pl.lit(v, dtype=pl.String).alias(n) for n, v in constants.items()]
    frame = frame.with_columns(given)
    rest = [pl.lit(None, dtype=t).alias(n) for n, t in COLUMNS.items() if n not in frame.columns]
    return frame.with_columns(rest).select(pl.col(n).cast(t) for n, t in COLUMNS.items())


def ground_levels(areas: pl.DataFrame, observer: str) -> pl.DataFrame:
    """Return month, level and `ends`: whether the level is that of the month's end.

    The level is that of the last day drawn in the month; it counts as the month's end up to three
    days before it.
    """
    column = f"{observer}_km2"
    drawn = areas.select("date", level=column).drop_nulls().sort("date")
    end = pl.col("date").dt.month_end()
    early = pl.duration(days=MOST_DAYS_EARLY)
    return drawn.group_by(month=pl.col("date").dt.truncate("1mo"), maintain_order=True).agg(
        level=pl.col("level").last(), ends=(pl.col("date") >= end - early).last()
    )


def ground_rows(areas: pl.DataFrame) -> pl.DataFrame:
    """Return the net change by month and the level at each month's end, km2, for every map."""
    parts = []
    for observer in OBSERVERS:
        levels = ground_levels(areas, observer).with_columns(
            net=(pl.col("level") - pl.col("level").shift(1)).round(2),
            whole=pl.col("ends") & pl.col("ends").shift(1),
            follows=pl.col("month").shift(1).dt.offset_by("1mo") == pl.col("month"),
            note=_explain_breaks(observer),
        )
        net = levels.filter("follows").select(
            "month",
            "note",
            value="net",
            coverage=pl.when(pl.col("note").is_null()).then(_judge("whole")).otherwise(_BREAK),
        )
        level = levels.select("month", value="level", coverage=_judge("ends"))
        parts += [
            _finish(net, series=f"ground.{observer}", observer=observer, unit="km2/month"),
            _finish(level, series=f"ground_level.{observer}", observer=observer, unit="km2"),
        ]
    return pl.concat(parts).with_columns(grade=pl.lit("estimated"))


def _explain_breaks(observer: str) -> pl.Expr:
    breaks = _REDEFINED if observer == "nzz" else {}
    return pl.col("month").replace_strict(breaks, default=None, return_dtype=pl.String)


def _judge(whole: str) -> pl.Expr:
    return pl.when(whole).then(pl.lit("complete")).otherwise(pl.lit("partial"))


def strike_days(wide: pl.DataFrame) -> pl.DataFrame:
    """Return day, family, launched, stopped and jammed; jammed is null before it was told."""
    parts = [
        wide.select(
            day="date",
            family=pl.lit(family),
            launched=f"{family}_launched",
            stopped=f"{family}_stopped",
            jammed=pl.when(
                (pl.col("date") >= FIRST_JAMMED) | (pl.col(f"{family}_jammed") > 0)
            ).then(f"{family}_jammed"),
        )
        for family in FAMILIES
    ]
    return pl.concat(parts).sort("day", "family")


def strike_rows(days: pl.DataFrame) -> pl.DataFrame:
    """Return launched, stopped and jammed by family and month.

    A day without a row is one without launches told, not a gap. A month in which a count of some
    day is unknown is partial, and so is the first month, which begins on its 28th.
    """
    first = days["day"].min()
    month = pl.col("day").dt.truncate("1mo").alias("month")
    parts = []
    for family in FAMILIES:
        own = days.filter(family=family)
        for fate in ("launched", "stopped", "jammed"):
            told = own.filter(pl.col("day") >= FIRST_JAMMED) if fate == "jammed" else own
            sums = told.group_by(month).agg(
                value=pl.col(fate).sum(),
                whole=pl.col(fate).is_not_null().all() & (pl.col("day").min() != first),
            )
            rows = sums.with_columns(coverage=_judge("whole"), series=pl.lit(f"{family}.{fate}"))
            note = _SHORT.get(family)
            parts.append(
                _finish(
                    rows, observer="ua_air_force", unit="units/month", grade="stated", note=note
                )
            )
    return pl.concat(parts)


def weeks_to_months(weeks: pl.DataFrame, names: list[str], first_day: date) -> pl.DataFrame:
    """Return the sums by month, each week shared out evenly over its days, and the days covered.

    Parameters
    ----------
    weeks
        `date`, the last day of the week, and the columns to sum.
    first_day
        Days before it get nothing: the first week of the war is shared over its four days.
    """
    days = (
        weeks.select("date", *names)
        .drop_nulls()
        .join(pl.DataFrame({"back": range(7)}), how="cross")
        .with_columns(day=pl.col("date") - pl.duration(days=pl.col("back")))
        .filter(pl.col("day") >= first_day)
        .with_columns(pl.col(names) / pl.len().over("date"))
    )
    return (
        days.group_by(month=pl.col("day").dt.truncate("1mo"))
        .agg(pl.col(names).sum(), days=pl.len(), last=pl.col("day").max())
        .sort("month")
    )


def death_rows(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return Russian deaths by month: named, excess by probate, and assembled with the missing.

    Bounds of weeks are added up, as if their errors were one: the widest reading.
    """
    predicted = weeks.filter(pl.col("excess").is_null())["date"].min()
    end = pl.col("month").dt.month_end()
    whole = pl.col("last") == end
    last = pl.col("last").max()
    kept = last.dt.truncate("1mo").dt.offset_by(f"-{INCOMPLETE_MONTHS - 1}mo")
    rules = {"named": whole & (pl.col("month") < kept), "excess": whole, "assembled": whole}
    if isinstance(predicted, date):
        first_week = predicted - timedelta(days=6)
        rules["assembled"] = whole & (end < first_week)
    parts = []
    for name, note in _DEATHS.items():
        bounds = [n for n in (f"{name}_low", f"{name}_high") if n in weeks.columns]
        months = weeks_to_months(weeks, [name, *bounds], FIRST_DAY)
        rows = months.with_columns(whole=rules[name]).rename(
            {name: "value"} | {n: n.rpartition("_")[2] for n in bounds}
        )
        grade = "counted" if name == "named" else "estimated"
        rows = rows.with_columns(coverage=_judge("whole"), series=pl.lit(f"ru_deaths.{name}"))
        told = {"observer": "meduza_mediazona", "unit": "persons/month"}
        parts.append(_finish(rows, **told, grade=grade, note=note))
    return pl.concat(parts)


def named_rows(named: pl.DataFrame) -> pl.DataFrame:
    """Return named dead and missing of both sides by month of death."""
    series = {
        "ru_named_dead": "mediazona",
        "ua_named_dead": "ualosses",
        "ua_named_missing": "ualosses",
    }
    first = pl.col("month").max().dt.offset_by(f"-{INCOMPLETE_MONTHS - 1}mo")
    note = "a floor: only those known by name; the last six months are incomplete"
    parts = []
    for name, observer in series.items():
        rows = named.select(month=pl.col("date").dt.truncate("1mo"), value=name)
        rows = rows.with_columns(whole=pl.col("month") < first)
        rows = rows.with_columns(coverage=_judge("whole"))
        told = {"series": name, "observer": observer, "note": note}
        parts.append(_finish(rows, **told, unit="persons/month", grade="counted"))
    return pl.concat(parts)


def photographed_rows(photographed: pl.DataFrame) -> pl.DataFrame:
    """Return photographed Russian losses by type and month of loss."""
    first = pl.col("month").max().dt.offset_by(f"-{INCOMPLETE_MONTHS - 1}mo")
    note = "a floor: only what was photographed; losses of recent months are still found"
    parts = []
    for name in TYPES:
        rows = photographed.select(month=pl.col("date").dt.truncate("1mo"), value=name)
        rows = rows.with_columns(whole=pl.col("month") < first)
        rows = rows.with_columns(coverage=_judge("whole"))
        told = {"series": f"photographed.{name}", "observer": "warspotting", "note": note}
        parts.append(_finish(rows, **told, unit="units/month", grade="counted"))
    return pl.concat(parts)


def reserve_rows(fund: pl.DataFrame) -> pl.DataFrame:
    """Return the liquid part of the National Wealth Fund on the first of each month."""
    rows = fund.select(
        month="date",
        value=pl.col("liquid_rub_m") / 1000,
        coverage=pl.lit("complete"),
    )
    told = {"series": "nwf.liquid_rub_bn", "observer": "ru_minfin", "unit": "RUB bn"}
    return _finish(rows, **told, grade="counted", note="a level on the first of the month")
