"""Corridors: reporter x partner x product by excess, with range, posterior and concentration."""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import Window
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.unit_values import COLUMNS as UNIT_COLUMNS
from sinews.diversion.corridors.unit_values import unit_value_columns, weigh_markets
from sinews.diversion.detect import Detection
from sinews.diversion.panel.panel import NEIGHBOURS, TARGET
from sinews.diversion.published.change import year_before
from sinews.diversion.published.claim import war_window
from sinews.diversion.trade.exports import open_flows
from sinews.diversion.trade.families import official_links
from sinews.diversion.trade.goods import EVERY, Goods, parse_goods
from sinews.diversion.trade.harmonise import Joined, join_families
from sinews.diversion.trade.schema import Flows

KEY: Final = ("reporter", "partner", "product")
_BINS: Final = (0.0, 1e4, 1e5, 1e6, 1e7, np.inf)
_SMALL_EUR: Final = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridors:
    """All corridors of a window.

    Attributes
    ----------
    table
        reporter, partner, product, base_eur (mean of the two years before), now_eur, excess_eur,
        excess_low, excess_high (90 %, by the changes of a year without war), lost_eur (the
        reporter's lost direct exports of the product to Russia), replaced (excess over lost),
        born (the code has no trade at all before the window), base_eur_kg (over both years
        before), now_eur_kg, unit_value_change_pct (null where no weight is known).
    """

    table: pl.DataFrame
    window: Window
    goods: Goods
    sources: tuple[str, ...]


def rank_corridors(flows: Flows, goods: Goods, window: Window) -> Corridors:
    """Return corridors to the six neighbours, largest excess first."""
    one, two = year_before(window), year_before(year_before(window))
    wide = _sums(flows, goods, (window, one, two))
    table = wide.with_columns(
        base_eur=(pl.col("y1") + pl.col("y2")) / 2, now_eur=pl.col("y0").cast(pl.Float64)
    )
    born = (
        table.group_by("product")
        .agg(before=(pl.col("y1") + pl.col("y2")).sum())
        .select("product", born=pl.col("before") == 0)
    )
    lost = table.filter(pl.col("partner") == TARGET).select(
        "reporter", "product", lost_eur=(pl.col("base_eur") - pl.col("now_eur")).clip(0)
    )
    near = table.filter(pl.col("partner").is_in(NEIGHBOURS))
    low, high = _placebo_range(near)
    near = near.with_columns(pl.Series("low", low), pl.Series("high", high))
    ranked = (
        near.join(lost, on=["reporter", "product"], how="left")
        .join(born, on="product", how="left")
        .with_columns(
            excess_eur=pl.col("now_eur") - pl.col("base_eur"),
            excess_low=pl.col("now_eur") - pl.col("high"),
            excess_high=pl.col("now_eur") - pl.col("low"),
        )
        .with_columns(
            replaced=pl.when(pl.col("lost_eur") > 0).then(pl.col("excess_eur") / pl.col("lost_eur"))
        )
        .join(_unit_values(flows, goods, (window, one, two)), on=list(KEY), how="left")
        .sort("excess_eur", *KEY, descending=[True, False, False, False])
    )
    columns = ["base_eur", "now_eur", "excess_eur", "excess_low", "excess_high", "lost_eur"]
    return Corridors(
        table=ranked.select(*KEY, *columns, "replaced", "born", *UNIT_COLUMNS),
        window=window,
        goods=goods,
        sources=flows.sources,
    )


def split_corridors(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of a ranking by what they can be compared with.

    ``corridors`` go to the five neighbours and have a past; ``without_past`` have none, so no
    growth and no range; ``belarus`` is itself under sanctions: a target, no neighbour that passes
    goods on.
    """
    belarus, new = pl.col("partner") == "BY", pl.col("base_eur") <= 0
    return {
        "corridors": table.filter(~belarus & ~new),
        "without_past": table.filter(~belarus & new),
        "belarus": table.filter(belarus),
    }


def war_corridors(evidence: Evidence) -> Corridors:
    """Return the corridors of March to November 2022 from the shipped tables, kept once made."""
    return evidence.once(
        "diversion.corridors",
        lambda: rank_corridors(war_flows(evidence).flows, EVERY, war_window(evidence)),
    )


def war_flows(evidence: Evidence) -> Joined:
    """Return the exports behind `war_corridors`, codes joined to families, kept once made."""

    def join() -> Joined:
        flows = open_flows(evidence, [war_window(evidence)], raw=False)
        return join_families(flows, parse_goods("sanctioned", evidence), official_links(evidence))

    return evidence.once("diversion.flows", join)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorRow:
    """One corridor as pages list it; `calm_ratio` is its change a year before the window."""

    reporter: str
    partner: str
    product: str
    base_eur: float
    now_eur: float
    excess_eur: float
    excess_low: float
    excess_high: float
    replaced: float | None
    born: bool
    calm_ratio: float | None

    @property
    def caution(self) -> str:
        """Why it may be no diversion: ``born``, ``belarus``, ``repair``, ``fuel`` or ``none``."""
        if self.born:
            return "born"
        if self.partner == "BY":
            return "belarus"
        starts = (("8411", "repair"), ("27", "fuel"))
        return next((name for code, name in starts if self.product.startswith(code)), "none")


def add_calm(table: pl.DataFrame, flows: Flows, window: Window) -> pl.DataFrame:
    """Return corridors with `calm_ratio`: the same change a year before, without war.

    Null where nothing was exported in the year it is compared with.
    """
    one = year_before(window)
    for name, span in (("calm", one), ("past", year_before(one))):
        sums = flows.within(span).group_by(KEY).agg(pl.col("exports_eur").sum().alias(name))
        table = table.join(sums, on=list(KEY), how="left", maintain_order="left")
    ratio = pl.when(pl.col("past") > 0).then(pl.col("calm").fill_null(0) / pl.col("past"))
    return table.with_columns(calm_ratio=ratio).drop("calm", "past")


def list_corridors(table: pl.DataFrame) -> tuple[CorridorRow, ...]:
    """Return the rows of a ranking with `calm_ratio` as records."""
    columns = [f.name for f in fields(CorridorRow)]
    return tuple(CorridorRow(**r) for r in table.select(columns).iter_rows(named=True))


def add_posterior(table: pl.DataFrame, found: Detection | None) -> pl.DataFrame:
    """Return corridors with `posterior`, that of the EU27's exports of the HS6 to the partner.

    Null for partners that are not scored (Belarus), for goods that were not screened, and
    throughout where the trade is too little for a screen (None).
    """
    if found is None:
        return table.with_columns(posterior=pl.lit(None, dtype=pl.Float64))
    name = {c: found.assembly.families.get(c, c) for c in table["product"].str.head(6).unique()}
    hs6 = pl.col("product").str.head(6).replace_strict(name, return_dtype=pl.String)
    screened = found.table.select("partner", "posterior", hs6="product")
    return (
        table.with_columns(hs6=hs6)
        .join(screened, on=["partner", "hs6"], how="left", maintain_order="left")
        .drop("hs6")
    )


def _sums(flows: Flows, goods: Goods, windows: tuple[Window, ...]) -> pl.DataFrame:
    parts = [
        goods.keep(flows.within(w))
        .group_by(KEY)
        .agg(pl.col("exports_eur").sum())
        .with_columns(year=pl.lit(f"y{i}"))
        for i, w in enumerate(windows)
    ]
    long = pl.concat(parts)
    wide = long.pivot(on="year", index=list(KEY), values="exports_eur")
    # goods of a new code have no trade at all in the years before
    empty = [f"y{i}" for i in range(len(windows)) if f"y{i}" not in wide.columns]
    nothing = pl.lit(0, dtype=long.schema["exports_eur"])
    return wide.with_columns(nothing.alias(y) for y in empty).fill_null(0)


def _unit_values(flows: Flows, goods: Goods, windows: tuple[Window, ...]) -> pl.DataFrame:
    now, *before = (goods.keep(flows.within(w)) for w in windows)
    return unit_value_columns(weigh_markets(now, pl.concat(before)))


def _placebo_range(near: pl.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the 90 % range of what the window would hold, by the changes of a calm year.

    Corridors of one size class moved between the two years before the war by factors whose 5 and
    95 % quantiles bound the range; a corridor without past gets the range in euro of its class.
    """
    past, calm = near["y2"].to_numpy().astype(float), near["y1"].to_numpy().astype(float)
    base = (past + calm) / 2
    low, high = np.zeros(base.size), np.zeros(base.size)
    for a, b in pairwise(_BINS):
        before, now = (past >= a) & (past < b), (base >= a) & (base < b)
        if before.sum() < 20 or not now.any():
            low[now], high[now] = 0.0, 2 * base[now]
            continue
        factors = np.log((calm[before] + _SMALL_EUR) / (past[before] + _SMALL_EUR))
        bounds = np.exp(np.quantile(factors, [0.05, 0.95]))
        low[now] = np.maximum((base[now] + _SMALL_EUR) * bounds[0] - _SMALL_EUR, 0.0)
        high[now] = (base[now] + _SMALL_EUR) * bounds[1] - _SMALL_EUR
    return np.minimum(low, base), np.maximum(high, base)


def concentration(values: FloatArray) -> float:
    """Return the Herfindahl-Hirschman index of positive values, 0 to 10,000."""
    positive = values[values > 0]
    if positive.size == 0:
        return 0.0
    shares = positive / positive.sum()
    return float(1e4 * (shares**2).sum())


def summarise_corridors(found: Corridors) -> dict[str, float]:
    """Return counts, sums, shares of the largest, and concentration by each dimension."""
    t = found.table
    excess = t["excess_eur"].to_numpy()
    positive = t.filter(pl.col("excess_eur") > 0)
    total = float(positive["excess_eur"].sum())
    out = {
        "corridors_positive": float(positive.height),
        "excess_positive_eur": total,
        "excess_net_eur": float(excess.sum()),
        "top25_share": float(positive["excess_eur"].head(25).sum()) / total,
        "top100_share": float(positive["excess_eur"].head(100).sum()) / total,
        "born_share": float(positive.filter(pl.col("born"))["excess_eur"].sum()) / total,
        "hhi_corridors": concentration(excess),
    }
    for column in KEY:
        sums = positive.group_by(column).agg(pl.col("excess_eur").sum())["excess_eur"]
        out[f"hhi_{column}"] = concentration(sums.to_numpy())
    return out


def list_elsewhere(flows: Flows, goods: Goods, window: Window, reporter: str) -> pl.DataFrame:
    """Return the reporter's exports of the goods to Russia and the neighbours: partner, year."""
    parts = []
    for span in (year_before(year_before(window)), year_before(window), window):
        rows = goods.keep(flows.within(span)).filter(pl.col("reporter") == reporter)
        sums = rows.group_by("partner").agg(pl.col("exports_eur").sum())
        parts.append(sums.with_columns(year=pl.lit(span.start.year)))
    keep = pl.col("partner").is_in([TARGET, *NEIGHBOURS])
    return pl.concat(parts).filter(keep).sort("partner", "year")


def list_codes(
    flows: Flows, goods: Goods, window: Window, reporter: str, partner: str
) -> pl.DataFrame:
    """Return the codes of the corridor, in the window and before, there and to Russia, euro."""

    def sums(span: Window, to: str, name: str) -> pl.DataFrame:
        rows = goods.keep(flows.within(span)).filter(
            (pl.col("reporter") == reporter) & (pl.col("partner") == to)
        )
        return rows.group_by("product").agg(pl.col("exports_eur").sum().alias(name))

    base = year_before(window)
    return (
        sums(window, partner, "now_eur")
        .join(sums(base, partner, "base_eur"), on="product", how="left")
        .join(sums(base, TARGET, "russia_base_eur"), on="product", how="left")
        .join(sums(window, TARGET, "russia_now_eur"), on="product", how="left")
        .fill_null(0)
        .sort("now_eur", "product", descending=[True, False])
        .select("product", "base_eur", "now_eur", "russia_base_eur", "russia_now_eur")
    )
