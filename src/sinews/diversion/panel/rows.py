"""Exports by partner, HS6 and month: from files, from the store, or as shipped."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.store import Store
from sinews.data.store.vintage import Vintage, list_usable
from sinews.diversion.panel.aggregate import aggregate_exports, list_reported
from sinews.diversion.panel.panel import INTERMEDIARIES
from sinews.diversion.trade.exports import LEAST_SHARE, late_in_goods, say_passed_over
from sinews.diversion.trade.files import list_trade_files
from sinews.diversion.trade.late_reporters import Late, find_late
from sinews.diversion.trade.read import STORED_TABLES, merge_stored
from sinews.errors import ProvenanceError

_WINDOW_MONTHS: Final = 9
_SAME_GOODS: Final = 0.5
_SAME_VALUE: Final = 1 / 3
_LEAST_OTHERS: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Exports of the EU27 by partner, HS6 and month, and where they come from.

    Attributes
    ----------
    others
        Exports of all other goods but mineral fuels by partner and month (others_eur), where the
        panel holds sanctioned goods alone.
    late
        Member state and month without any export: missing, not zero.
    masked
        True where late reporters are left out in that month of every year.
    late_usual_eur
        What the late reporters, where they cannot be left out, sent to the intermediaries in an
        average month of the same window a year before.
    passed_over
        Why the store's trade was not used, empty where it was or where there is none.
    """

    frame: pl.DataFrame
    sources: tuple[str, ...]
    shipped: bool
    others: pl.DataFrame | None = None
    late: Late = ()
    masked: bool = False
    late_usual_eur: float | None = None
    passed_over: str = ""


def read_rows(
    evidence: Evidence, data: Path | None = None, *, raw: bool = True, last: date = date.max
) -> Rows:
    """Return EU27 exports by partner, HS6 and month from the widest source at hand.

    A file or folder given comes first, then Comext tables in the store, then the shipped table,
    which has seven partners and sanctioned goods only. The store's tables are passed over where the
    shipped one reaches as far and holds clearly more. Who is late is left out in that month of
    every year, but for the shipped table, which holds sums.

    Parameters
    ----------
    last
        Last month that is used: who is late after it is not left out.

    Raises
    ------
    UsageError
        The path holds no Parquet file.
    EvidenceError
        A file or column is not what it should be.
    """
    if data is not None:
        paths = list_trade_files(data)
        late = _until(find_late(list_reported(paths)), last)
        frame = aggregate_exports(paths, without=late)
        return Rows(
            frame=frame,
            sources=(f"file:{data.name}",),
            shipped=False,
            others=find_other_goods(evidence, frame.filter(pl.col("month") <= last)),
            late=late,
            masked=True,
        )
    stored = _stored_rows(evidence, last) if raw else None
    table = evidence.table("trade_sanctioned_hs6_monthly")
    passed_over = _why_shipped(evidence, stored, table.frame, last) if stored else ""
    if stored and not passed_over:
        kept = stored.frame.filter(pl.col("month") <= last)
        return replace(stored, others=find_other_goods(evidence, kept))
    frame = table.frame.select(
        "partner",
        pl.col("hs6").alias("product"),
        "month",
        pl.col("exports_eur").cast(pl.Float64),
    )
    late = late_in_goods(evidence)
    return Rows(
        frame=frame,
        sources=table.sources,
        shipped=True,
        others=_other_goods(evidence, frame),
        late=late,
        late_usual_eur=_usual_of(evidence, late),
        passed_over=passed_over,
    )


def _why_shipped(evidence: Evidence, stored: Rows, shipped: pl.DataFrame, last: date) -> str:
    """Return why the shipped panel is used rather than the store's; empty where it is not."""
    reach = shipped["month"].max()
    if evidence.mode == "store" or not isinstance(reach, date) or last > reach:
        return ""
    pairs = shipped.select("partner", product="hs6").unique()
    here = stored.frame.select("partner", "product").unique().join(pairs, on=["partner", "product"])
    if here.height >= LEAST_SHARE * pairs.height:
        return ""
    return say_passed_over(stored.sources, here.height, pairs.height)


def _usual_of(evidence: Evidence, late: Late) -> float:
    """Return the monthly exports of late reporters to the intermediaries in the window of 2021."""
    rows = evidence.frame("trade_sanctioned_cn8_windows").filter(
        pl.col("reporter").is_in(sorted({r for r, _ in late}))
        & (pl.col("window") == "mar_nov_2021")
        & pl.col("partner").is_in(INTERMEDIARIES)
    )
    return float(rows["exports_eur"].sum()) / _WINDOW_MONTHS


def _until(late: Late, last: date) -> Late:
    return tuple((r, m) for r, m in late if m <= last)


def _other_goods(evidence: Evidence, sanctioned: pl.DataFrame) -> pl.DataFrame:
    """Return totals less mineral fuels less the goods of a panel, of the vintage of the goods."""
    totals = evidence.frame("trade_totals_monthly").filter(pl.col("flow") == "export")
    totals = totals.filter(pl.col("vintage") == pl.col("vintage").min())
    sign = pl.when(pl.col("product") == "TOTAL").then(1).otherwise(-1)
    rest = totals.group_by("partner", "month").agg(rest=(pl.col("value_eur") * sign).sum())
    goods = sanctioned.group_by("partner", "month").agg(pl.col("exports_eur").sum())
    return rest.join(goods, on=["partner", "month"], how="inner").select(
        "partner", "month", others_eur=pl.col("rest") - pl.col("exports_eur")
    )


def find_other_goods(evidence: Evidence, frame: pl.DataFrame) -> pl.DataFrame | None:
    """Return what partners took of all goods that a panel does not hold, from shipped totals.

    None where the panel is not the trade that the totals count: its goods that are shipped too
    differ by more than a third, or it holds most of the trade itself, or other months.
    """
    shipped = evidence.frame("trade_sanctioned_hs6_monthly").select(
        "partner", "month", product="hs6", known="exports_eur"
    )
    both = frame.join(shipped, on=["partner", "product", "month"], how="inner")
    here, there = float(both["exports_eur"].sum()), float(both["known"].sum())
    if here <= 0 or there < _SAME_GOODS * float(shipped["known"].sum()):
        return None
    if abs(here / there - 1) > _SAME_VALUE:
        return None
    rest = _other_goods(evidence, frame)
    goods = frame.group_by("partner", "month").agg(pl.col("exports_eur").sum())
    joined = goods.join(rest, on=["partner", "month"], how="inner").filter(pl.col("others_eur") > 0)
    covered = joined["month"].n_unique() == frame["month"].n_unique()
    most = float(joined["others_eur"].sum()) < _LEAST_OTHERS * float(joined["exports_eur"].sum())
    return None if most or not covered else rest


def _stored_rows(evidence: Evidence, last: date) -> Rows | None:
    """Return the store's exports: of bulk files where it has any, else of workbooks and answers."""
    if evidence.store is None or evidence.mode == "shipped":
        return None
    bulk, parts = STORED_TABLES
    if here := list_usable(bulk, evidence.store.vintages()):
        return _stored_months(evidence.store, here, last)
    found = merge_stored(evidence, parts)
    return None if found is None else _stored_cells(*found, last)


def _stored_months(store: Store, here: list[Vintage], last: date) -> Rows:
    """Return bulk files' exports; of two releases that hold a month, the newer one counts."""
    chosen, reported, seen = [], [], set[date]()
    for v in reversed(here):
        path = store.path(v)
        if _digest(path) != v.sha256:
            raise ProvenanceError(
                f"{path.name} ({v.id}) is damaged; run `sinews data verify --repair` and add "
                "the file again."
            )
        given = list_reported([path]).filter(~pl.col("month").is_in(list(seen)))
        chosen.append((path, given["month"].unique()))
        reported.append(given)
        seen |= set(given["month"])
    late = _until(find_late(pl.concat(reported)), last)
    parts = [
        aggregate_exports([path], without=late).filter(pl.col("month").is_in(months.to_list()))
        for path, months in chosen
    ]
    return Rows(
        frame=pl.concat(parts),
        sources=tuple(sorted({r.key for v in here for r in v.releases})),
        shipped=False,
        late=late,
        masked=True,
    )


def _stored_cells(cells: pl.DataFrame, sources: tuple[str, ...], last: date) -> Rows | None:
    """Return exports of parts of the trade; None where they hold headings and totals alone."""
    given = cells.filter(
        pl.col("reporter").is_in(sorted(EU27)) & pl.col("exports_eur").is_not_null()
    )
    late = _until(find_late(given.group_by("reporter", "month").agg(values=pl.len())), last)
    length = pl.col("product").str.len_chars()
    digits = given.select(length.max()).item()
    if digits not in (6, 8):
        return None
    named = pl.format("{} {}", "reporter", pl.col("month").dt.month())
    frame = (
        given.filter((length == digits) & ~named.is_in([f"{r} {m.month}" for r, m in late]))
        .group_by("partner", pl.col("product").str.head(6), "month")
        .agg(pl.col("exports_eur").sum().cast(pl.Float64))
        .sort("partner", "product", "month")
    )
    return Rows(frame=frame, sources=sources, shipped=False, late=late, masked=True)


def _digest(path: Path) -> str:
    with path.open("rb") as f:
        return file_digest(f, "sha256").hexdigest()
