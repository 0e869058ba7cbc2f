"""The growth rule that analysts publish, beside what it finds in a year without war."""

from dataclasses import dataclass

import polars as pl

from sinews.core.periods import Window
from sinews.diversion.change import year_before
from sinews.diversion.flow_record import Flows
from sinews.diversion.goods import Goods
from sinews.diversion.roles import NEIGHBOURS, TARGET
from sinews.diversion.unit_values import COLUMNS as UNIT_COLUMNS
from sinews.diversion.unit_values import MARKET, unit_value_columns, weigh_markets
from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A market is flagged when it exceeds an amount and has grown by more than a factor.

    Attributes
    ----------
    min_eur
        Exports in the window must exceed this.
    min_growth
        Growth over the base must exceed this: 1 is a doubling. A market that is new counts.
    """

    goods: Goods
    window: Window
    base: Window
    min_eur: float
    min_growth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Markets that a rule flags in one pair of windows.

    Attributes
    ----------
    markets
        Columns reporter, partner, product, base_eur, now_eur, base_eur_kg, now_eur_kg,
        unit_value_change_pct (null where no weight is known); largest first.
    """

    window: Window
    base: Window
    markets: pl.DataFrame

    def count(self, *partners: str) -> int:
        """Return the number of markets, of all or of the given partners."""
        if not partners:
            return self.markets.height
        return self.markets.filter(pl.col("partner").is_in(partners)).height

    def to_json(self) -> dict[str, object]:
        """Return the counts."""
        return {
            "window": self.window.id,
            "base": self.base.id,
            "markets": self.count(),
            "to_russia": self.count(TARGET),
            "to_six_neighbours": self.count(*NEIGHBOURS),
            "value_eur": float(self.markets["now_eur"].sum() or 0),
        }


def apply_rule(flows: Flows, rule: Rule) -> tuple[Flagged, Flagged | None]:
    """Return what the rule flags, and what it flags with both windows a year earlier.

    The second is None where the data do not reach so far back.
    """
    war = _flag(flows, rule, rule.window, rule.base)
    try:
        calm = _flag(flows, rule, rule.base, year_before(rule.base))
    except UsageError:
        return war, None
    return war, calm


def _flag(flows: Flows, rule: Rule, window: Window, base: Window) -> Flagged:
    now, earlier = (rule.goods.keep(flows.within(w)) for w in (window, base))
    base_eur = earlier.group_by(MARKET).agg(base_eur=pl.col("exports_eur").sum())
    weighed = weigh_markets(now, earlier)
    markets = (
        weighed.select(*MARKET, "now_eur")
        .join(base_eur, on=MARKET, how="left", nulls_equal=True)
        .with_columns(pl.col("base_eur").fill_null(0))
        .filter(
            (pl.col("now_eur") > rule.min_eur)
            & (pl.col("now_eur") > (1 + rule.min_growth) * pl.col("base_eur"))
        )
        .join(unit_value_columns(weighed), on=MARKET, how="left", nulls_equal=True)
        .sort("now_eur", *MARKET, descending=[True, False, False, False])
        .select(*MARKET, "base_eur", "now_eur", *UNIT_COLUMNS)
    )
    return Flagged(window=window, base=base, markets=markets)
