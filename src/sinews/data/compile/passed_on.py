"""Readers' tables that are small enough to ship as they are, under their own name."""

from dataclasses import replace

import polars as pl

from sinews.core.table import TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.sources.front import points
from sinews.data.sources.kiel import disbursements, sourcing, weapons
from sinews.data.sources.register import facts, timeline, wars
from sinews.data.sources.trade.goods import ban_dates, goods_lists


def pass_on(spec: TableSpec, id: str) -> Compiled:
    """Return the compiled table `id` with the rows of a reader's table."""

    def build(frames: Frames) -> pl.DataFrame:
        return frames[spec.id]

    return Compiled(spec=replace(spec, id=id), inputs=(spec.id,), build=build)


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
)
