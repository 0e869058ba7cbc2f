"""The growth rule that analysts publish, beside what it finds in a year without war."""

from dataclasses import dataclass

import polars as pl

from sinews.core.periods import Window
from sinews.diversion.change import year_before
from sinews.diversion.flows import Flows
from sinews.diversion.goods import Goods
from sinews.diversion.roles import NEIGHBOURS, TARGET
from sinews.errors import UsageError

MARKET = ("reporter", "partner", "product")


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
        Columns reporter, partner, product, base_eur, now_eur; largest first.
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
    parts = [
        rule.goods.keep(flows.within(w)).group_by(MARKET).agg(pl.col("exports_eur").sum().alias(n))
        for w, n in ((window, "now_eur"), (base, "base_eur"))
    ]
    markets = (
        parts[0]
        .join(parts[1], on=MARKET, how="left", nulls_equal=True)
        .with_columns(pl.col("base_eur").fill_null(0))
        .filter(
            (pl.col("now_eur") > rule.min_eur)
            & (pl.col("now_eur") > (1 + rule.min_growth) * pl.col("base_eur"))
        )
        .sort("now_eur", *MARKET, descending=[True, False, False, False])
        .select(*MARKET, "base_eur", "now_eur")
    )
    return Flagged(window=window, base=base, markets=markets)
