"""EU exports at hand, from the finest source that covers a question."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.periods import Window
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.trade.read import NEAR, read_stored, read_tidy
from sinews.diversion.trade.schema import COLUMNS, SHIPPED_YEARS, Flows
from sinews.errors import UsageError

LEAST_SHARE: Final = 0.9
"""Of the shipped markets that the store must hold to be used (assumed: revisions add and drop a
few cells; a corridor or a chapter is far below)."""
_NO_WEIGHT = pl.lit(None, dtype=pl.Float64)


def is_shipped_window(window: Window) -> bool:
    """Return whether a window is March to November of 2020, 2021 or 2022."""
    year = window.start.year
    whole = window.start.month == 3 and window.end == date(year, 11, 1)
    return whole and year in SHIPPED_YEARS


def open_flows(
    evidence: Evidence,
    windows: Iterable[Window],
    *,
    data: Path | None = None,
    reporters: bool = True,
    raw: bool = True,
    partners: Collection[str] = NEAR,
) -> Flows:
    """Return exports of goods that cover the windows, from the finest source at hand.

    A file given comes first, then trade in the user's store unless the shipped tables hold clearly
    more of these windows, then the shipped tables: member states and CN8 for March to November of
    2020 to 2022, else EU27 and HS6 by month.

    Parameters
    ----------
    raw
        False for published figures: compiled tables only, whose releases the manifest names.
    partners
        Whom to read from full trade data; the shipped tables hold Russia and its neighbours.

    Raises
    ------
    UsageError
        Member states are asked for in a window that the shipped tables do not hold.
    """
    if data is not None:
        return read_tidy(data, partners)
    wanted = list(windows)
    stored = read_stored(evidence, partners) if raw else None
    if stored is not None:
        return _wider(evidence, stored, wanted, reporters=reporters) or stored
    if all(is_shipped_window(w) for w in wanted):
        return evidence.once("diversion.flows.windows", lambda: _shipped_windows(evidence))
    if reporters:
        raise UsageError(
            "The shipped tables hold member states and CN8 codes for March to November of 2020, "
            "2021 and 2022 only; give one of these windows, leave out the reporter, or bring the "
            "months in with `sinews data add FILE`."
        )
    return evidence.once("diversion.flows.months", lambda: _shipped_months(evidence))


def _wider(
    evidence: Evidence, stored: Flows, windows: list[Window], *, reporters: bool
) -> Flows | None:
    """Return the shipped trade where the store holds clearly less of the windows, else None.

    One corridor that was fetched must not stand for the trade of the Union.
    """
    if evidence.mode == "store":
        return None
    if all(is_shipped_window(w) for w in windows):
        shipped = evidence.once("diversion.flows.windows", lambda: _shipped_windows(evidence))
    else:
        shipped = evidence.once("diversion.flows.months", lambda: _shipped_months(evidence))
        first = shipped.frame["month"].min()
        reach = all(w.start >= first and w.end <= shipped.as_of for w in windows)  # type: ignore[operator]
        if reporters or not reach:
            return None
    here, there = (_count_markets(f, windows, shipped) for f in (stored, shipped))
    if here >= LEAST_SHARE * there:
        return None
    said = say_passed_over(stored.sources, here, there)
    return replace(shipped, passed_over=said)


def _count_markets(flows: Flows, windows: list[Window], like: Flows) -> int:
    """Return the number of markets by HS6 with trade in any of the windows."""
    known = like.frame["reporter"].null_count() < like.frame.height
    key = [*(["reporter"] if known else []), "partner", pl.col("product").str.head(6)]
    rows = pl.concat([flows.inside(w) for w in windows])
    near = rows.filter(pl.col("partner").is_in(sorted(NEAR)))
    return near.select(key).n_unique()


def say_passed_over(sources: tuple[str, ...], here: int, there: int) -> str:
    """Return why the store's trade was not used."""
    return (
        f"the store's trade ({', '.join(sources)}) holds {here:,} of the {there:,} markets that "
        "the shipped tables hold in these months, so those were used; SINEWS_EVIDENCE=store takes "
        "it all the same"
    )


def open_totals(evidence: Evidence) -> Flows:
    """Return exports of all goods by member state and month, the newest vintage."""
    table = evidence.table("trade_totals_monthly")
    rows = table.frame.filter((pl.col("product") == "TOTAL") & (pl.col("flow") == "export"))
    newest = (
        rows.group_by("vintage").agg(pl.col("month").max(), pl.len()).sort("month")["vintage"][-1]
    )
    frame = rows.filter(pl.col("vintage") == newest).rename({"value_eur": "exports_eur"})
    return Flows(
        frame=frame.with_columns(quantity_kg=_NO_WEIGHT).select(COLUMNS),
        digits=0,
        windows_only=False,
        late=_late(evidence, str(newest)),
        sources=table.sources,
    )


def _late(evidence: Evidence, vintage: str) -> tuple[tuple[str, date], ...]:
    rows = evidence.frame("late_reporters").filter(pl.col("vintage") == vintage)
    return tuple((r, m) for r, m in rows.select("reporter", "month").iter_rows())


def _shipped_windows(evidence: Evidence) -> Flows:
    table = evidence.table("trade_sanctioned_cn8_windows")
    year = pl.col("window").str.tail(4).cast(pl.Int32)
    frame = table.frame.with_columns(
        product=pl.col("cn8"), month=pl.date(year, 3, 1), quantity_kg=_NO_WEIGHT
    ).select(COLUMNS)
    return Flows(
        frame=frame,
        digits=8,
        windows_only=True,
        late=late_in_goods(evidence),
        sources=table.sources,
    )


def _shipped_months(evidence: Evidence) -> Flows:
    table = evidence.table("trade_sanctioned_hs6_monthly")
    frame = table.frame.with_columns(
        product=pl.col("hs6"), reporter=pl.lit(None, dtype=pl.String), quantity_kg=_NO_WEIGHT
    ).select(COLUMNS)
    return Flows(
        frame=frame,
        digits=6,
        windows_only=False,
        late=late_in_goods(evidence),
        sources=table.sources,
    )


def late_in_goods(evidence: Evidence) -> tuple[tuple[str, date], ...]:
    """Late reporters of the vintage behind the tables of goods: the oldest."""
    vintages = evidence.frame("late_reporters")["vintage"].unique().sort()
    return _late(evidence, str(vintages[0]))
