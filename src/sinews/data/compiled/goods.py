"""Lists of goods: the common high-priority items."""

import polars as pl

from sinews.core.table import TableSpec
from sinews.data.compile import Compiled, Frames
from sinews.data.sources.trade.goods_lists import SPEC as LIST

HIGH_PRIORITY = TableSpec(
    id="goods_high_priority",
    description="The 50 common high-priority HS6 codes of 23 February 2024, with tier and edition",
    key=LIST.key,
    columns=LIST.columns,
    min_rows=50,
)


def build(frames: Frames) -> pl.DataFrame:
    """Return the list as it is."""
    return frames[LIST.id]


COMPILED = Compiled(spec=HIGH_PRIORITY, inputs=(LIST.id,), build=build)
