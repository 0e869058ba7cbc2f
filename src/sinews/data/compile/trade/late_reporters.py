"""Late reporters: member states that have not reported a month at all."""

from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec

SPEC: Final = load_spec("late_reporters", reporter=tuple(sorted(EU27)))


def mark_late_reporters(cells: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Return the reporter-months that were asked for and hold no value of any product or partner.

    Totals count as values: a small state may export none of the goods asked for and still have
    reported. A month that nobody has reported is not yet published, and nobody is late in it.

    Parameters
    ----------
    cells
        Columns ``reporter``, ``month``; one row a value.
    grid
        Columns ``reporter``, ``month``; one row a reporter-month asked for.
    """
    asked = grid.select("reporter", "month").filter(pl.col("reporter").is_in(sorted(EU27)))
    given = cells.select("reporter", "month").unique()
    published = given.select("month").unique()
    return (
        asked.unique()
        .join(given, on=["reporter", "month"], how="anti")
        .join(published, on="month", how="semi")
        .sort("month", "reporter")
    )


def build(frames: Frames) -> pl.DataFrame:
    """Return the late reporters of both vintages."""
    first = frames["comext_monthly"]
    second = frames["easy_comext_monthly"].filter(pl.col("flow") == "export")
    grid = (
        second.filter(pl.col("reporter").is_in(sorted(EU27)))
        .select("reporter")
        .unique()
        .join(second.select("month").unique(), how="cross")
    )
    parts = ((first, frames["comext_grid"]), (second, grid))
    late = [
        mark_late_reporters(cells, asked).with_columns(vintage=pl.lit(cells["release"][0]))
        for cells, asked in parts
    ]
    return pl.concat(late)


COMPILED = Compiled(
    spec=SPEC,
    inputs=("comext_monthly", "comext_grid", "easy_comext_monthly"),
    build=build,
    dated=True,
)
