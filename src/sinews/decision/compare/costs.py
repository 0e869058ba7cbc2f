"""What outcomes cost each donor group, and when both preconditions of the article hold."""

from dataclasses import dataclass
from typing import Final

from sinews.campaign.strategy import Strategy
from sinews.decision.compare.study import Answer, say_interval
from sinews.decision.integrate.outcomes import (
    COSTS,
    MONTHS,
    OUTCOMES,
    Measured,
)
from sinews.decision.report.sentences import describe_base_rate, format_to_interval

PER: Final = {
    "chance_of_end": 10.0,
    "chance_not_russian": 10.0,
    "ground_km2": 1000.0,
    "casualties_ua_k": 100.0,
}
"""Amount of each outcome, in spoken units, for which a price is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a donor group pays more than under the baseline for some of an outcome.

    Attributes
    ----------
    value, low, high
        EUR bn for `PER` of the outcome: mean over mean, and at the ends of the outcome's
        simultaneous interval.
    """

    group: Measured
    outcome: Measured
    value: float
    low: float
    high: float


def price_outcomes(found: Answer, strategy: Strategy) -> tuple[Price, ...]:
    """Return the price of every outcome that a strategy is ahead on, for each group that pays more.

    There is no price where the weighted difference is not separated from zero, where the strategy
    is behind, or where a group pays no more than under the baseline.
    """
    c, weights = found.comparison, found.question.weights
    i = c.strategies.index(strategy.id)
    prices = []
    for group in COSTS.values():
        paid = float(c.mixed_differences(group.id, found.baseline, weights).mean[i])
        for o in OUTCOMES:
            d = c.mixed_differences(o.id, found.baseline, weights)
            mean, low, high = say_interval(d, i, o)
            if paid <= 0 or low <= 0:
                continue
            value, cheap, dear = (PER[o.id] * paid / gain for gain in (mean, high, low))
            prices.append(Price(group=group, outcome=o, value=value, low=cheap, high=dear))
    return tuple(prices)


def describe_costs(found: Answer, strategy: Strategy) -> str:
    """Return what a strategy costs each donor group, the price of its gains, and the time."""
    c, weights = found.comparison, found.question.weights
    i, base = c.strategies.index(strategy.id), found.question.strategies[0]
    parts = []
    for group in COSTS.values():
        d = c.mixed_differences(group.id, found.baseline, weights)
        mean = float(d.mean[i])
        size = format_to_interval(abs(mean), float(d.low[i]), float(d.high[i]))
        to = group.label.removeprefix("cost to ")
        parts.append(f"EUR {size} bn {'more' if mean >= 0 else 'less'} to {to}")
    text = [
        f"With the weights chosen by the reader {strategy.label} costs {', '.join(parts[:-1])} and "
        f"{parts[-1]} than {base.label}, until the end or the horizon (assumed)."
    ]
    prices = price_outcomes(found, strategy)
    text += [_describe_price(p) for p in prices]
    if any(p.outcome.id.startswith("chance") for p in prices):
        text.append(describe_base_rate(found.base_rate))
    a, b = (100 * share_reached(found, s.id) for s in (strategy, base))
    text.append(
        f"Under {strategy.label} both preconditions of the article hold at once in {a:.0f} of 100 "
        f"futures before the horizon, under {base.label} in {b:.0f} (assumed)."
    )
    return " ".join(text)


def _describe_price(p: Price) -> str:
    to = p.group.label.removeprefix("cost to ")
    half = max(p.high - p.low, p.value / 10)
    size = format_to_interval(p.value, p.value - half, p.value + half)
    return (
        f"With these weights that is EUR {size} bn to {to} for each {PER[p.outcome.id]:,.0f} "
        f"{p.outcome.spoken} gained on {p.outcome.label} (assumed)."
    )


def share_reached(found: Answer, strategy: str) -> float:
    """Return the share of futures in which both preconditions hold before the horizon."""
    c = found.comparison
    months = c.values[MONTHS.id][0, c.strategies.index(strategy)]
    return float((months <= found.horizon).mean())


def record_prices(found: Answer) -> list[dict[str, object]]:
    """Return all prices as a record."""
    return [
        {
            "id": s.id,
            "group": p.group.id,
            "outcome": p.outcome.id,
            "for_each": PER[p.outcome.id],
            "unit": p.outcome.spoken,
            "eur_bn": {"value": p.value, "low": p.low, "high": p.high},
        }
        for s in found.question.strategies[1:]
        for p in price_outcomes(found, s)
    ]
