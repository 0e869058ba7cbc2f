"""Exports by partner, HS6 and month: from files, from the store, or as shipped."""

from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.evidence import Evidence
from sinews.diversion.aggregate import aggregate_exports, list_reported
from sinews.diversion.flows import LEAST_SHARE, late_in_goods, say_passed_over
from sinews.diversion.late import Late, find_late
from sinews.diversion.roles import INTERMEDIARIES
from sinews.diversion.trade_files import list_trade_files
from sinews.errors import ProvenanceError

_WINDOW_MONTHS: Final = 9
BULK_TABLES: Final = ("comext_bulk_monthly", "comext_monthly")


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
        return Rows(
            frame=aggregate_exports(paths, without=late),
            sources=(f"file:{data.name}",),
            shipped=False,
            late=late,
            masked=True,
        )
    stored = _stored_rows(evidence, last) if raw else None
    table = evidence.table("trade_sanctioned_hs6_monthly")
    passed_over = _why_shipped(evidence, stored, table.frame, last) if stored else ""
    if stored and not passed_over:
        return stored
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
    """Return totals less mineral fuels less sanctioned goods, of the vintage of the goods."""
    totals = evidence.frame("trade_totals_monthly").filter(pl.col("flow") == "export")
    totals = totals.filter(pl.col("vintage") == pl.col("vintage").min())
    sign = pl.when(pl.col("product") == "TOTAL").then(1).otherwise(-1)
    rest = totals.group_by("partner", "month").agg(rest=(pl.col("value_eur") * sign).sum())
    goods = sanctioned.group_by("partner", "month").agg(pl.col("exports_eur").sum())
    return rest.join(goods, on=["partner", "month"], how="inner").select(
        "partner", "month", others_eur=pl.col("rest") - pl.col("exports_eur")
    )


def _stored_rows(evidence: Evidence, last: date) -> Rows | None:
    """Return the store's Comext tables; of two that hold a month, the newer one counts."""
    if evidence.store is None or evidence.mode == "shipped":
        return None
    vintages = [v for v in evidence.store.vintages() if v.kind == "raw"]
    for name in BULK_TABLES:
        here = sorted((v for v in vintages if v.table == name), key=lambda v: v.age)
        if not here:
            continue
        chosen, reported, seen = [], [], set[date]()
        for v in reversed(here):
            path = evidence.store.path(v)
            if _digest(path) != v.sha256:
                raise ProvenanceError(
                    f"{path.name} ({v.id}) is damaged; run `sinews data verify --repair` and add "
                    "the file again."
                )
            new = ~pl.col("month").is_in(list(seen))
            given = list_reported([path]).filter(new)
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
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as f:
        return file_digest(f, "sha256").hexdigest()
