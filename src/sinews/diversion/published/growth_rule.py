"""The growth rule that analysts publish, beside what it finds in a year without war."""

from dataclasses import dataclass
from math import isfinite

import polars as pl

from sinews.core.periods import Window
from sinews.diversion.corridors.unit_values import COLUMNS as UNIT_COLUMNS
from sinews.diversion.corridors.unit_values import MARKET, unit_value_columns, weigh_markets
from sinews.diversion.panel.panel import NEIGHBOURS, TARGET
from sinews.diversion.published.change import year_before
from sinews.diversion.trade.goods import Goods
from sinews.diversion.trade.harmonise import Joined
from sinews.diversion.trade.schema import Flows
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

    def __post_init__(self) -> None:
        if not (isfinite(self.min_eur) and self.min_eur >= 0 and isfinite(self.min_growth)):
            raise UsageError("A rule needs an amount from 0 and a growth, both finite.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Markets that a rule flags in one pair of windows.

    Attributes
    ----------
    markets
        Columns reporter, partner, product, base_eur, now_eur, base_eur_kg, now_eur_kg,
        unit_value_change_pct (null where no weight is known), new_code (nobody traded the code
        in the base: it may be a renumbered one); largest first.
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
            "with_new_code": int(self.markets["new_code"].sum()),
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
        .with_columns(
            pl.col("base_eur").fill_null(0),
            new_code=~pl.col("product").is_in(earlier["product"].unique().to_list()),
        )
        .filter(
            (pl.col("now_eur") > rule.min_eur)
            & (pl.col("now_eur") > (1 + rule.min_growth) * pl.col("base_eur"))
        )
        .join(unit_value_columns(weighed), on=MARKET, how="left", nulls_equal=True)
        .sort("now_eur", *MARKET, descending=[True, False, False, False])
        .select(*MARKET, "base_eur", "now_eur", *UNIT_COLUMNS, "new_code")
    )
    return Flagged(window=window, base=base, markets=markets)


def compare_codes(published: Flagged, joined: Flagged, families: Joined) -> pl.DataFrame:
    """Return the flagged markets with what joining codes to families makes of each.

    Returns
    -------
    DataFrame
        Columns of `Flagged.markets`; `family` (codes of the market's family joined by +, null
        where it is alone); `flagged_joined`: whether the family is flagged as well.
    """
    of = {code: name for name, codes in families.members.items() for code in codes}
    still = set(joined.markets.select(MARKET).iter_rows())
    markets = published.markets.select(MARKET).rows()
    names = [(r, p, of.get(k, k)) for r, p, k in markets]
    return published.markets.with_columns(
        pl.Series(
            "family",
            [
                families.codes(n) if k in of else None
                for (*_, k), (*_, n) in zip(markets, names, strict=True)
            ],
            dtype=pl.String,
        ),
        pl.Series("flagged_joined", [n in still for n in names], dtype=pl.Boolean),
    )
