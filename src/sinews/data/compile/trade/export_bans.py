"""EU export bans by HS code of 2017 and, carried by the correlation table, of 2022."""

from typing import Final

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.data.sources.trade.goods.correlations import HS_SPEC
from sinews.data.sources.trade.goods.export_bans import GROUPS
from sinews.data.sources.trade.goods.export_bans import SPEC as BANS

CATEGORIES: Final = ("dual_use", "industrial", "luxury")
_MILITARY: Final = ("dual_use", "military_tech", "firearms")
_INDUSTRIAL: Final = ("aviation", "industrial_cap", "oil_exploration", "oil_refining")
DOUBTFUL: Final = ("300693", "8524", "8549", "852990", "854151", "854159")
"""Codes of 2022 that the conversion table alone carries: one of many predecessors, maybe not the
one whose goods matter (methods/trade-context.md)."""
_CARRIED: Final = "carried to 2022 by the conversion table alone: look at the code"
_EARLY: Final = "the source ends the wind-down before the ban; left out"

SPEC: Final = load_spec("eu_export_bans")


def carry_over(bans: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the bans by code of 2022; a code is banned once one of its predecessors is."""
    joined = pairs.join(bans, left_on="hs2017", right_on="hs6", how="left")
    return (
        joined.sort("hs2022", "hs2017")
        .group_by("hs2022", maintain_order=True)
        .agg(
            predecessors=pl.col("hs2017").filter(pl.col("ban_date").is_not_null()).str.join("+"),
            covers_whole_code=pl.col("ban_date").is_not_null().all(),
            ban_date=pl.col("ban_date").min(),
            wind_down_end=pl.col("wind_down_end").min(),
            threshold_eur=pl.col("threshold_eur").max(),
            partly_exempt=pl.col("partly_exempt").max(),
            **{n: pl.col(n).max() for n in GROUPS},
        )
        .filter(pl.col("ban_date").is_not_null())
        .rename({"hs2022": "hs6"})
    )


def build(frames: Frames) -> pl.DataFrame:
    """Return both editions."""
    old = frames[BANS.id].with_columns(predecessors="hs6", covers_whole_code=pl.lit(value=True))
    new = carry_over(frames[BANS.id], frames[HS_SPEC.id])
    both = pl.concat(
        [
            old.with_columns(edition=pl.lit(2017, pl.Int64)),
            new.with_columns(edition=pl.lit(2022, pl.Int64)),
        ],
        how="diagonal",
    )
    carried = (pl.col("edition") == 2022) & pl.any_horizontal(
        pl.col("hs6").str.starts_with(c) for c in DOUBTFUL
    )
    early = (pl.col("wind_down_end") < pl.col("ban_date")).fill_null(value=False)
    military, industrial = pl.any_horizontal(*_MILITARY), pl.any_horizontal(*_INDUSTRIAL)
    return both.with_columns(
        category=pl.when(military)
        .then(pl.lit("dual_use"))
        .when(industrial)
        .then(pl.lit("industrial"))
        .otherwise(pl.lit("luxury")),
        groups=pl.concat_str(
            [pl.when(n).then(pl.lit(n)) for n in GROUPS], separator="+", ignore_nulls=True
        ),
        doubt=pl.when(carried & early)
        .then(pl.lit(f"{_CARRIED}; {_EARLY}"))
        .when(carried)
        .then(pl.lit(_CARRIED))
        .when(early)
        .then(pl.lit(_EARLY)),
        wind_down_end=pl.when(~early).then("wind_down_end"),
    ).select(c.name for c in SPEC.columns)


COMPILED: Final = Compiled(spec=SPEC, inputs=(BANS.id, HS_SPEC.id), build=build)
