"""What a panel does not show: member states that are late, partners that are not named."""

from collections.abc import Container

import polars as pl

from sinews.core.periods import Window
from sinews.core.places import EU27, countries
from sinews.diversion.panel.rows import Rows
from sinews.diversion.trade.late_reporters import name_late


def describe_unseen(rows: Rows, treated: Container[str], window: Window) -> tuple[str, ...]:
    """Return a note on late reporters and one on trade whose partner is no country."""
    notes = []
    if rows.passed_over:
        notes.append(rows.passed_over)
    months = set(window.months())
    if rows.masked and rows.late:
        notes.append(
            f"late, left out of that month in every year: {name_late(rows.late)}; the excess is "
            "that of the others"
        )
    elif late := tuple((r, m) for r, m in rows.late if m in months):
        usual = (
            f" (EUR {rows.late_usual_eur / 1e6:,.1f} m a month to the intermediaries the year "
            "before)"
            if rows.late_usual_eur
            else ""
        )
        notes.append(
            f"not reported at the time, missing and not zero: {name_late(late)}{usual}; the table "
            "holds sums, from which no reporter can be taken out, so the excess is understated"
        )
    unnamed, outside = _sum_unnamed(rows, treated, window)
    if unnamed > 0:
        notes.append(
            f"EUR {unnamed / 1e6:,.1f} m of the banned goods ({unnamed / outside:.1%} of exports "
            "outside the Union) went to stores, secret or undetermined partners, which are "
            "neither scored nor controls"
        )
    return tuple(notes)


def _sum_unnamed(rows: Rows, treated: Container[str], window: Window) -> tuple[float, float]:
    """Return exports of treated goods in the window to partners without a name, and to all."""
    here = rows.frame.filter(pl.col("month").is_between(window.start, window.end))
    sums = here.group_by("partner", "product").agg(pl.col("exports_eur").sum())
    goods = [k for k in sums["product"].unique() if k in treated]
    sums = sums.filter(
        pl.col("product").is_in(goods) & ~pl.col("partner").is_in(sorted(EU27))
    ).sort("partner", "product")
    named = sums["partner"].is_in(sorted(countries()))
    return float(sums.filter(~named)["exports_eur"].sum()), float(sums["exports_eur"].sum())
