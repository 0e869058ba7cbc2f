"""Sums whose last bit does not depend on which thread comes first."""

import polars as pl


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
