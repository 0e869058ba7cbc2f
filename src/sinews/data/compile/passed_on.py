"""Tables that are shipped as readers made them, and one that is a theme of the register."""

from dataclasses import replace

import polars as pl

from sinews.core.table import TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.data.sources.front import points
from sinews.data.sources.kiel import disbursements, sourcing, weapons
from sinews.data.sources.register import facts, timeline, wars
from sinews.data.sources.trade.comtrade import car_extracts
from sinews.data.sources.trade.goods import ban_dates, correlations, goods_lists
from sinews.data.sources.trade.national import armenia_monthly, yearly_by_partner

GDP_SPEC = load_spec("gdp_yearly")


def build_gdp(frames: Frames) -> pl.DataFrame:
    """Return the register's rows of nominal GDP in US dollars."""
    rows = frames["facts"].filter(theme="gdp", quantity="GDP nominal", unit="USD bn")
    return rows.select(
        place=pl.col("side").replace({"EU": "EU27"}),
        year=pl.col("first_day").dt.year().cast(pl.Int64),
        gdp_usd_bn="central",
        fact="fact",
    )


def pass_on(spec: TableSpec, id: str, *, min_rows: int | None = None) -> Compiled:
    """Return the compiled table `id` with the rows of a reader's table.

    Parameters
    ----------
    min_rows
        Rows known to exist, where a file of the reader may hold fewer.
    """

    def build(frames: Frames) -> pl.DataFrame:
        return frames[spec.id]

    own = replace(spec, id=id, min_rows=spec.min_rows if min_rows is None else min_rows)
    return Compiled(spec=own, inputs=(spec.id,), build=build)


COMPILED = (
    pass_on(disbursements.SPEC, "budget_support_disbursed"),
    pass_on(sourcing.SPEC, "sourcing_monthly"),
    pass_on(weapons.SPEC, "weapons_by_donor"),
    pass_on(facts.SPEC, "facts"),
    pass_on(points.SPEC, "front_points"),
    pass_on(timeline.SPEC, "timeline"),
    pass_on(wars.SPEC, "wars"),
    pass_on(ban_dates.SPEC, "ban_dates"),
    pass_on(goods_lists.SPEC, "goods_high_priority"),
    pass_on(correlations.CN_SPEC, "cn8_correlation", min_rows=2_770),
    pass_on(correlations.HS_SPEC, "hs2022_hs2017", min_rows=5_848),
    pass_on(armenia_monthly.SPEC, "trade_armenia_monthly", min_rows=28_367),
    pass_on(yearly_by_partner.PARTNERS, "trade_national_yearly", min_rows=14_206),
    pass_on(yearly_by_partner.GOODS, "trade_kyrgyz_goods_yearly", min_rows=980),
    pass_on(yearly_by_partner.CHAPTERS, "trade_russia_chapters", min_rows=288),
    pass_on(car_extracts.SPEC, "trade_cars_monthly", min_rows=8_575),
    Compiled(spec=GDP_SPEC, inputs=("facts",), build=build_gdp),
)
