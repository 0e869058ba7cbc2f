"""What partners report, from UN Comtrade tables in the store: arrivals, onward flow, bypass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.places import EU27
from sinews.data.compile.sums import sum_exactly
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.vintage import list_usable, sort_by_age
from sinews.diversion.panel.panel import TARGET, MirrorFlows

BoolArray = NDArray[np.bool_]
LEAST_SHARE: Final = 0.5
"""An importer's period below this share of its usual size is not whole (as for national files)."""
_MATERIAL_EUR: Final = 1e5
_WHOLE_SHARE: Final = 0.5
_FLOW_SHARE: Final = 0.3
_LEAST_CODES: Final = 5
_BLOC: Final = ("EU27", "EU27_2020", "EU")


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorRows:
    """Mirror flows as a long table.

    Attributes
    ----------
    frame
        Columns kind (arrivals, onward, bypass), partner, product (HS6), start (month), months
        (1 or 12), value_eur.
    incomplete
        Partner and period that failed the completeness test; left out.
    """

    frame: pl.DataFrame
    incomplete: tuple[str, ...]
    sources: tuple[str, ...]


def read_mirror(evidence: Evidence) -> MirrorRows | None:
    """Return mirror flows of the store, None where there are none.

    Months are used where the store has any, else years. Dollars become euros at the yearly rates
    of the shipped mirror table; a ratio of the same pair over time is what is read from them.
    """
    if evidence.store is None or evidence.mode == "shipped":
        return None
    here = evidence.store.vintages()
    for period, months in (("month", 1), ("year", 12)):
        names = (f"comtrade_{period}ly", f"comtrade_sums_{period}ly")
        chosen = sort_by_age(v for n in names for v in list_usable(n, here))
        if chosen:
            raw = pl.concat([_select(evidence.store.read(v), period) for v in chosen])
            frame = _shape(raw.unique(_KEY, keep="last", maintain_order=True), evidence, months)
            frame, incomplete = drop_incomplete(frame)
            sources = tuple(sorted({r.key for v in chosen for r in v.releases}))
            if not frame.is_empty():
                return MirrorRows(frame=frame, incomplete=incomplete, sources=sources)
    return None


_KEY: Final = ["reporter", "partner", "product", "flow", "start"]


def _select(frame: pl.DataFrame, period: str) -> pl.DataFrame:
    start = pl.col("month") if period == "month" else pl.date(pl.col("year"), 1, 1)
    return frame.filter(pl.col("product").str.len_chars() == 6).select(
        "reporter", "partner", "product", "flow", start=start, value_usd="value_usd"
    )


def _shape(raw: pl.DataFrame, evidence: Evidence, months: int) -> pl.DataFrame:
    """Return the three flows; sums over the EU stand in where members are not given."""
    rates = read_rates(evidence)
    last = max(rates)
    year = pl.col("start").dt.year().clip(min(rates), last)
    eur = pl.col("value_usd") / year.replace_strict(rates, return_dtype=pl.Float64)
    members = (pl.col("flow") == "import") & pl.col("partner").is_in(sorted(EU27))
    bloc = (pl.col("flow") == "import") & pl.col("partner").is_in(_BLOC)
    kinds = (
        pl.when(members | bloc)
        .then(pl.lit("arrivals"))
        .when((pl.col("flow") == "import") & (pl.col("partner") == TARGET))
        .then(pl.lit("bypass"))
        .when((pl.col("flow") == "export") & (pl.col("partner") == TARGET))
        .then(pl.lit("onward"))
    )
    found = raw.with_columns(kind=kinds, of_bloc=bloc, value_eur=eur).filter(
        pl.col("kind").is_not_null()
    )
    summed = found.group_by(
        "kind", pl.col("reporter").alias("partner"), "product", "start", "of_bloc"
    ).agg(sum_exactly(pl.col("value_eur"), decimals=2))
    return (
        summed.sort("of_bloc")
        .unique(["kind", "partner", "product", "start"], keep="first", maintain_order=True)
        .select("kind", "partner", "product", "start", "value_eur", months=pl.lit(months))
    )


def read_rates(evidence: Evidence) -> Mapping[int, float]:
    """Return US dollars a euro by year, of the shipped mirror table."""
    rows = evidence.frame("trade_mirror_yearly").select("year", "usd_per_eur").unique()
    return {int(y): float(r) for y, r in rows.iter_rows()}


def drop_incomplete(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Leave out an importer's periods whose total is far below its own median period.

    A file cut short imitates goods that vanished on the way.
    """
    totals = (
        frame.filter(pl.col("kind") == "arrivals")
        .group_by("partner", "start")
        .agg(sum_exactly(pl.col("value_eur"), decimals=2).alias("total"))
    )
    bad = totals.filter(
        pl.col("total") < LEAST_SHARE * 0.5 * pl.col("total").median().over("partner")
    )
    names = tuple(f"{p} {s:%Y-%m}" for p, s in bad.select("partner", "start").sort(pl.all()).rows())
    keep = frame.join(bad.select("partner", "start"), on=["partner", "start"], how="anti")
    return keep, names


def fill_mirror(
    rows: MirrorRows,
    partners: tuple[str, ...],
    products: Mapping[str, int],
    months: tuple[date, ...],
    traded: FloatArray,
) -> MirrorFlows:
    """Return the flows as arrays; what the reports at hand do not cover is NaN.

    A code without a row is no trade only where the reports cover it (`find_covered`).

    Parameters
    ----------
    products
        HS6 code to its position in the panel; several codes may share one.
    traded
        What the Union sent of each product in the whole panel, euro, shape (P, K).
    """
    at = {m: i for i, m in enumerate(months)}
    frame = rows.frame.filter(
        pl.col("start").is_in(list(months)) & pl.col("partner").is_in(list(partners))
    )
    periods = sorted({(s, n) for s, n in frame.select("start", "months").unique().iter_rows()})
    index = {s: i for i, (s, _) in enumerate(periods)}
    starts = np.array([at[s] for s, _ in periods], dtype=np.int64)
    ends = np.array([at[s] + n - 1 for s, n in periods], dtype=np.int64)
    size = (*traded.shape, len(periods))
    who = {p: i for i, p in enumerate(partners)}
    known = frame.filter(pl.col("product").is_in(list(products))).select(
        "kind",
        pl.col("partner").replace_strict(who, return_dtype=pl.Int64).alias("p"),
        pl.col("product").replace_strict(dict(products), return_dtype=pl.Int64).alias("k"),
        pl.col("start").replace_strict(index, return_dtype=pl.Int64).alias("s"),
        "value_eur",
    )
    chapters = np.unique([_chapter_of(products, k) for k in range(size[1])], return_inverse=True)[1]
    seen, arrays = dict[str, BoolArray](), dict[str, FloatArray]()
    for kind in ("arrivals", "onward", "bypass"):
        part = known.filter(pl.col("kind") == kind)
        cell = tuple(part[c].to_numpy() for c in ("p", "k", "s"))
        values, seen[kind] = np.zeros(size), np.zeros(size, dtype=bool)
        np.add.at(values, cell, part["value_eur"].to_numpy())
        seen[kind][cell] = True
        covered = find_covered(seen[kind], seen["arrivals"], traded, chapters)
        arrays[kind] = np.where(covered, values, np.nan)
    keep = ends < len(months)
    return MirrorFlows(
        starts=starts[keep],
        ends=ends[keep],
        arrivals=arrays["arrivals"][:, :, keep],
        onward=arrays["onward"][:, :, keep],
        bypass=arrays["bypass"][:, :, keep],
    )


def _chapter_of(products: Mapping[str, int], position: int) -> str:
    return min(code for code, at in products.items() if at == position)[:2]


def find_covered(
    seen: BoolArray, arrivals: BoolArray, traded: FloatArray, chapters: NDArray[np.intp]
) -> BoolArray:
    """Return where a missing row means no trade, shape (P, K, S).

    Answers do not say what was asked. A code is covered in the periods its partner reports at all
    when it has a row in some period. The other codes of its chapter are covered too when the
    chapter is whole: at least half of the codes that the Union sent (above EUR 100,000) have
    arrivals; and, for trade with Russia, when the partner's rows spread over at least 30 % of such
    chapters.
    Chapters without such codes are whole where the partner's other chapters are, taken together.
    A chapter that usually has five codes or more is not covered in a period without any.

    Parameters
    ----------
    seen, arrivals
        Candidates with a row, of this flow and of arrivals, shape (P, K, S).
    traded
        Euro, shape (P, K).
    chapters
        Index of each product's chapter, shape (K,).
    """
    member = np.eye(chapters.max() + 1, dtype=np.int64)[chapters]
    ever, arrived = seen.any(2), arrivals.any(2)
    sent = traded >= _MATERIAL_EUR
    there, due, came = ever @ member, sent @ member, (arrived & sent) @ member
    everywhere = came.sum(1) >= np.maximum(_WHOLE_SHARE * due.sum(1), 1)
    of_sent = np.where(due > 0, came >= _WHOLE_SHARE * due, everywhere[:, None])
    broad = (of_sent & (there > 0)).sum(1) >= np.maximum(_FLOW_SHARE * of_sent.sum(1), 2)
    whole = np.asarray(of_sent & (broad[:, None] | (seen is arrivals)))
    code = ever | whole[:, chapters]
    spoken = np.einsum("pks,kc->pcs", seen.astype(np.int64), member)
    usual = spoken.sum(2) / np.maximum((spoken > 0).sum(2), 1)
    silent: BoolArray = np.logical_and(spoken == 0, (usual >= _LEAST_CODES)[:, :, None])
    reports: BoolArray = np.any(seen, axis=1, keepdims=True)
    return np.asarray(code[:, :, None] & reports & ~silent[:, chapters])
