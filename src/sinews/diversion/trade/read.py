"""EU exports that a user brought: tidy Parquet, partitions of bulk files, or the store."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.vintage import list_usable
from sinews.diversion.panel.panel import NEIGHBOURS, TARGET
from sinews.diversion.trade.files import list_trade_files
from sinews.diversion.trade.late_reporters import find_late
from sinews.diversion.trade.schema import COLUMNS, Flows
from sinews.errors import EvidenceError

NEAR: Final = frozenset((TARGET, *NEIGHBOURS))
"""Partners that are read unless others are named: all partners of full Comext do not fit in
memory, and the published comparisons know these seven."""
STORED_TABLES: Final = ("comext_bulk_monthly", "comext_monthly")
"""Tables of the store that hold exports by month, the wider one first."""


def read_tidy(path: Path, partners: Collection[str] = NEAR) -> Flows:
    """Return exports from tidy Parquet: one file, or a folder of them.

    The columns of `list_trade_files`, and quantity_kg where weights are known. Headings and totals
    beside finer codes are left out: they contain them.

    Raises
    ------
    UsageError
        There is no such file, or the folder holds none.
    EvidenceError
        A file or column is not what it should be, or the rows are whole years.
    """
    lazy = pl.scan_parquet(list(list_trade_files(path)))
    names = lazy.collect_schema().names()
    month = (
        pl.col("month").cast(pl.Date)
        if "month" in names
        else (pl.col("period").cast(pl.String) + "-01").str.to_date()
    )
    lazy = lazy.filter(pl.col("flow").cast(pl.String) == "export")
    texts = [pl.col(c).cast(pl.String) for c in ("reporter", "partner", "product")]
    weight = pl.col("quantity_kg") if "quantity_kg" in names else pl.lit(None)
    rows = lazy.select(
        *texts,
        month=month,
        exports_eur=pl.col("value_eur"),
        quantity_kg=weight.cast(pl.Float64),
    )
    return _from_rows(rows, partners, sources=(f"file:{path.name}",))


def read_stored(evidence: Evidence, partners: Collection[str] = NEAR) -> Flows | None:
    """Return monthly exports of the user's store, None where it holds none."""
    for name in STORED_TABLES:
        if (found := merge_stored(evidence, name)) is not None:
            return _from_rows(found[0].lazy(), partners, sources=found[1])
    return None


def merge_stored(evidence: Evidence, table: str) -> tuple[pl.DataFrame, tuple[str, ...]] | None:
    """Return the exports of one table of the store and their releases, None where it has none.

    A month of a bulk file replaces that month of older releases as a whole; workbooks and answers
    of the API hold some goods only, so theirs replace cell by cell.
    """
    if evidence.store is None or evidence.mode == "shipped":
        return None
    raw = list_usable(table, evidence.store.vintages())
    parts: list[pl.DataFrame] = []
    for v in raw:
        new = _exports(evidence.store.read(v))
        parts = [_superseded(old, new, by_month=table == STORED_TABLES[0]) for old in parts]
        parts.append(new)
    if not parts:
        return None
    return pl.concat(parts), tuple(sorted({r.key for v in raw for r in v.releases}))


def _exports(frame: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("quantity_kg") if "quantity_kg" in frame.columns else pl.lit(None)
    return frame.filter(pl.col("flow") == "export").select(
        "reporter",
        "partner",
        "product",
        "month",
        exports_eur=pl.col("value_eur"),
        quantity_kg=weight.cast(pl.Float64),
    )


def _superseded(old: pl.DataFrame, new: pl.DataFrame, *, by_month: bool) -> pl.DataFrame:
    """Return the rows of an older release that a newer one does not replace."""
    on = ["month"] if by_month else ["reporter", "partner", "product", "month"]
    return old.join(new.select(on).unique(), on=on, how="anti", maintain_order="left")


def _from_rows(rows: pl.LazyFrame, partners: Collection[str], *, sources: tuple[str, ...]) -> Flows:
    """Keep member states, named partners and the finest level; mark late reporters from all rows.

    Raises
    ------
    EvidenceError
        The rows have no month: whole years cannot be cut to a window.
    """
    given = rows.filter(
        pl.col("reporter").is_in(sorted(EU27)) & pl.col("exports_eur").is_not_null()
    )
    seen = given.group_by("reporter", "month").agg(values=pl.len()).collect()
    if seen.height and seen["month"].null_count() == seen.height:
        raise EvidenceError(f"{', '.join(sources)} holds whole years; months are needed.")
    goods = given.filter(
        (pl.col("product") != "TOTAL") & pl.col("partner").is_in(sorted(partners))
    ).collect()
    length = pl.col("product").str.len_chars()
    digits = int(goods.select(length.max()).item() or 0)
    return Flows(
        frame=goods.filter(length == digits).select(COLUMNS),
        digits=digits,
        windows_only=False,
        late=find_late(seen),
        sources=sources,
        passed_over=_say_orphans(goods["product"].unique().to_list(), digits),
    )


def _say_orphans(products: list[str], digits: int) -> str:
    """Return what is said of codes above the level compared that contain none of it."""
    above = {p[:n] for p in products if len(p) == digits for n in (2, 4, 6)}
    alone = sorted(p for p in products if len(p) < digits and p not in above)
    if not alone:
        return ""
    shown = ", ".join([*alone[:6], *(["..."] if len(alone) > 6 else [])])
    return (
        f"codes of {digits} digits are compared; {len(alone)} shorter codes with none of them at "
        f"hand ({shown}) are left out"
    )
