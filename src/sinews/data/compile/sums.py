"""Sums over the windows of published figures, and sums that are exact to the last bit."""

from datetime import date

import polars as pl

from sinews.core.periods import Window, parse_window


def sum_exactly(expr: pl.Expr, *, decimals: int) -> pl.Expr:
    """Return the sum of decimal figures, added as whole numbers; 0 of nothing but nulls.

    Parameters
    ----------
    decimals
        Places after the point that count: 2 for euro and cent, 3 for kilogram and gram. Further
        places are rounded off before adding.
    """
    scale = 10**decimals
    whole: pl.Expr = (expr * scale).round().cast(pl.Int64)
    return whole.sum() / pl.lit(scale)


def list_windows(first: date, last: date) -> tuple[Window, ...]:
    """Return to_date, each year that has begun, and the last twelve months.

    The last year ends with the data: a window never promises months that are not there.
    """
    years = [f"y{y}" for y in range(first.year, last.year + 1)]
    windows = [parse_window(t, first=first, last=last) for t in ("to_date", *years, "last_12m")]
    return tuple(Window(id=w.id, start=max(w.start, first), end=min(w.end, last)) for w in windows)


def sum_windows(frame: pl.DataFrame, by: list[str], values: list[str]) -> pl.DataFrame:
    """Return the sums of `values` by window and keys, over the column month.

    Windows without a row of a key are left out.
    """
    months = frame["month"].drop_nulls().to_list()
    parts = [
        frame.filter(pl.col("month").is_between(w.start, w.end))
        .group_by(by)
        .agg(pl.col(values).sum())
        .with_columns(window=pl.lit(w.id))
        for w in list_windows(min(months), max(months))
    ]
    return pl.concat(parts)
