"""EU exports at hand, as one long table whatever they come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.periods import Window
from sinews.core.places import EU27
from sinews.data.evidence import Evidence
from sinews.errors import EvidenceError, UsageError

SHIPPED_YEARS: Final = (2020, 2021, 2022)
_RAW_TABLES: Final = ("comext_monthly",)
_COLUMNS: Final = ("reporter", "partner", "product", "month", "exports_eur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Exports by reporter, partner, product and month.

    Attributes
    ----------
    frame
        Columns reporter (null where summed over the EU), partner, product, month, exports_eur;
        one product level only.
    digits
        Length of the product codes: 8 (CN) or 6 (HS); 0 for totals.
    windows_only
        True where `month` stands for March to November of its year.
    late
        Reporter and month of member states that had not reported: missing, not zero.
    sources
        Release keys.
    """

    frame: pl.DataFrame
    digits: int
    windows_only: bool
    late: tuple[tuple[str, date], ...]
    sources: tuple[str, ...]

    @property
    def as_of(self) -> date:
        """The last month of the data."""
        if self.windows_only:
            return date(SHIPPED_YEARS[-1], 11, 1)
        last = self.frame["month"].max()
        if not isinstance(last, date):
            raise EvidenceError("The trade at hand holds no row.")
        return last

    def within(self, window: Window) -> pl.DataFrame:
        """Return the rows of a window.

        Raises
        ------
        UsageError
            The data do not cover it.
        """
        months = [window.start] if self.windows_only else list(window.months())
        rows = self.frame.filter(pl.col("month").is_in(months))
        if rows.is_empty():
            first = str(self.frame["month"].min())
            raise UsageError(
                f"No exports in {window.id}: the data run from {first} to {self.as_of}."
            )
        return rows

    def late_in(self, window: Window) -> tuple[str, ...]:
        """Return who had not reported some month of a window, as ``NL 2022-11``."""
        months = set(window.months())
        return tuple(f"{r} {m:%Y-%m}" for r, m in self.late if m in months)


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
) -> Flows:
    """Return exports of goods that cover the windows, from the finest source at hand.

    A file given comes first, then trade in the user's store, then the shipped tables: member
    states and CN8 for March to November of 2020 to 2022, else EU27 and HS6 by month.

    Parameters
    ----------
    raw
        False for published figures: compiled tables only, whose releases the manifest names.

    Raises
    ------
    UsageError
        Member states are asked for in a window that the shipped tables do not hold.
    """
    if data is not None:
        return read_tidy(data)
    if raw and (stored := _stored(evidence)):
        return stored
    wanted = list(windows)
    if all(is_shipped_window(w) for w in wanted):
        return _shipped_windows(evidence)
    if reporters:
        raise UsageError(
            "The shipped tables hold member states and CN8 codes for March to November of 2020, "
            "2021 and 2022 only; give one of these windows, leave out the reporter, or bring the "
            "months in with `sinews data add FILE`."
        )
    return _shipped_months(evidence)


def open_totals(evidence: Evidence) -> Flows:
    """Return exports of all goods by member state and month, the newest vintage."""
    table = evidence.table("trade_totals_monthly")
    rows = table.frame.filter((pl.col("product") == "TOTAL") & (pl.col("flow") == "export"))
    newest = (
        rows.group_by("vintage").agg(pl.col("month").max(), pl.len()).sort("month")["vintage"][-1]
    )
    frame = rows.filter(pl.col("vintage") == newest).rename({"value_eur": "exports_eur"})
    return Flows(
        frame=frame.select(_COLUMNS),
        digits=0,
        windows_only=False,
        late=_late(evidence, str(newest)),
        sources=table.sources,
    )


def read_tidy(path: Path) -> Flows:
    """Return exports from tidy Parquet: one file, or a folder of them.

    Columns reporter, partner, product, flow, value_eur and period (``2022-03``) or month (date).
    Headings and totals beside finer codes are left out: they contain them.

    Raises
    ------
    EvidenceError
        Columns are missing.
    """
    lazy = pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path)
    names = lazy.collect_schema().names()
    needed = {"reporter", "partner", "product", "value_eur"}
    if missing := needed - set(names):
        raise EvidenceError(f"{path.name} has no column {', '.join(sorted(missing))}.")
    month = (
        pl.col("month").cast(pl.Date)
        if "month" in names
        else (pl.col("period").cast(pl.String) + "-01").str.to_date()
    )
    if "flow" in names:
        lazy = lazy.filter(pl.col("flow").cast(pl.String) == "export")
    texts = [pl.col(c).cast(pl.String) for c in ("reporter", "partner", "product")]
    frame = lazy.select(*texts, month=month, exports_eur=pl.col("value_eur")).collect()
    return _from_cells(frame, sources=(f"file:{path.name}",))


def _stored(evidence: Evidence) -> Flows | None:
    """Return monthly trade that the user brought in, the newest vintage of each release."""
    if evidence.store is None or evidence.mode == "shipped":
        return None
    here = [v for v in evidence.store.vintages() if v.kind == "raw" and v.table in _RAW_TABLES]
    if not here:
        return None
    parts = [evidence.store.read(v) for v in here]
    cells = pl.concat(
        [
            p.filter(pl.col("flow") == "export").select(
                "reporter", "partner", "product", "month", exports_eur=pl.col("value_eur")
            )
            for p in parts
        ]
    ).unique(["reporter", "partner", "product", "month"], keep="last", maintain_order=True)
    sources = tuple(sorted({r.key for v in here for r in v.releases}))
    return _from_cells(cells, sources=sources)


def _from_cells(frame: pl.DataFrame, *, sources: tuple[str, ...]) -> Flows:
    """Keep member states and the finest level; mark late reporters from all rows."""
    members = frame.filter(pl.col("reporter").is_in(sorted(EU27)))
    given = members.filter(pl.col("exports_eur").is_not_null())
    late = find_late(given)
    length = pl.col("product").str.len_chars()
    goods = given.filter(pl.col("product") != "TOTAL")
    digits = int(goods.select(length.max()).item() or 0)
    return Flows(
        frame=goods.filter(length == digits).select(_COLUMNS),
        digits=digits,
        windows_only=False,
        late=late,
        sources=sources,
    )


def find_late(given: pl.DataFrame) -> tuple[tuple[str, date], ...]:
    """Return reporter-months without a single value although others reported the month."""
    seen = given.select("reporter", "month").unique()
    asked = seen.select("reporter").unique().join(seen.select("month").unique(), how="cross")
    missing = asked.join(seen, on=["reporter", "month"], how="anti").sort("month", "reporter")
    return tuple((r, m) for r, m in missing.iter_rows())


def _late(evidence: Evidence, vintage: str) -> tuple[tuple[str, date], ...]:
    rows = evidence.frame("late_reporters").filter(pl.col("vintage") == vintage)
    return tuple((r, m) for r, m in rows.select("reporter", "month").iter_rows())


def _shipped_windows(evidence: Evidence) -> Flows:
    table = evidence.table("trade_sanctioned_cn8_windows")
    year = pl.col("window").str.tail(4).cast(pl.Int32)
    frame = table.frame.with_columns(product=pl.col("cn8"), month=pl.date(year, 3, 1)).select(
        _COLUMNS
    )
    return Flows(
        frame=frame,
        digits=8,
        windows_only=True,
        late=_goods_late(evidence),
        sources=table.sources,
    )


def _shipped_months(evidence: Evidence) -> Flows:
    table = evidence.table("trade_sanctioned_hs6_monthly")
    frame = table.frame.with_columns(
        product=pl.col("hs6"), reporter=pl.lit(None, dtype=pl.String)
    ).select(_COLUMNS)
    return Flows(
        frame=frame,
        digits=6,
        windows_only=False,
        late=_goods_late(evidence),
        sources=table.sources,
    )


def _goods_late(evidence: Evidence) -> tuple[tuple[str, date], ...]:
    """Late reporters of the vintage behind the tables of goods: the oldest."""
    vintages = evidence.frame("late_reporters")["vintage"].unique().sort()
    return _late(evidence, str(vintages[0]))
