"""Value per kilogram in two windows: whether goods became dearer, or only more.

Diverted goods tend to carry a mark-up. A mix of goods changes its value per kilogram without any
price moving, so the change over several markets is a Törnqvist index over the markets
(reporter x partner x product) whose weight is known in both windows (Törnqvist 1936). Missing
weights stay missing: they are never estimated.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.data.compile.sums import sum_exactly

MARKET: Final = ("reporter", "partner", "product")
COLUMNS: Final = ("base_eur_kg", "now_eur_kg", "unit_value_change_pct")
UNKNOWN: Final = (
    "No weights in these data: whether goods became dearer per kilogram is not known "
    "(bulk files of Comext have them: `sinews data bulk`)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitValue:
    """Value per kilogram in a window and its base, over markets with weights in both.

    Attributes
    ----------
    base_eur_kg, now_eur_kg
        Value over weight of these markets; their ratio moves with the mix of goods.
    change_pct
        Change at a constant mix, per cent; equal to the change of the ratio in a single market.
    covered
        Share of the window's value that lies in these markets and has a weight, 0 to 1.
    """

    base_eur_kg: float
    now_eur_kg: float
    change_pct: float
    covered: float


def weigh_markets(now: pl.DataFrame, base: pl.DataFrame) -> pl.DataFrame:
    """Return one row a market of `now`, sorted, with value and weight in both windows.

    Returns
    -------
    DataFrame
        Market, now_eur (all of it), now_known_eur and now_kg (rows with a weight above 0; null
        where there is none), base_known_eur and base_kg.
    """
    here = _weigh(now, "now")
    return here.join(
        _weigh(base, "base").drop("base_eur"), on=MARKET, how="left", nulls_equal=True
    ).sort(MARKET)


def _weigh(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    kg = pl.col("quantity_kg")
    known = kg > 0
    weight = sum_exactly(pl.when(known).then(kg), decimals=3)
    return rows.group_by(MARKET).agg(
        sum_exactly(pl.col("exports_eur"), decimals=2).alias(f"{name}_eur"),
        sum_exactly(pl.when(known).then("exports_eur"), decimals=2).alias(f"{name}_known_eur"),
        pl.when(known.any()).then(weight).alias(f"{name}_kg"),
    )


def unit_value_columns(weighed: pl.DataFrame) -> pl.DataFrame:
    """Return market and `COLUMNS`; null where a weight is missing."""
    per_kg = {n: pl.col(f"{n}_known_eur") / pl.col(f"{n}_kg") for n in ("base", "now")}
    return weighed.select(
        *MARKET, base_eur_kg=per_kg["base"], now_eur_kg=per_kg["now"]
    ).with_columns(unit_value_change_pct=100 * (pl.col("now_eur_kg") / pl.col("base_eur_kg") - 1))


def compare_unit_values(weighed: pl.DataFrame) -> UnitValue | None:
    """Return the change over all markets of a table of `weigh_markets`; None without weights."""
    both = weighed.filter(
        pl.all_horizontal(
            pl.col(c) > 0 for c in ("now_kg", "base_kg", "now_known_eur", "base_known_eur")
        )
    )
    if both.is_empty():
        return None
    now, base, now_kg, base_kg = (
        both[c].to_numpy().astype(float)
        for c in ("now_known_eur", "base_known_eur", "now_kg", "base_kg")
    )
    share: FloatArray = (now / now.sum() + base / base.sum()) / 2
    logs = np.log(now / now_kg) - np.log(base / base_kg)
    return UnitValue(
        base_eur_kg=float(base.sum() / base_kg.sum()),
        now_eur_kg=float(now.sum() / now_kg.sum()),
        change_pct=100 * float(np.expm1((share * logs).sum())),
        covered=float(now.sum() / weighed["now_eur"].sum()),
    )


def find_unit_value(now: pl.DataFrame, base: pl.DataFrame) -> UnitValue | None:
    """Return the change of value per kilogram between two sets of rows of exports."""
    if now["quantity_kg"].null_count() == now.height:
        return None
    return compare_unit_values(weigh_markets(now, base))
