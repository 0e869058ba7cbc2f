"""What a measure would cut once uncertainty and displacement are counted."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.detect import Detection
from sinews.diversion.evidence.volume import draw_amounts
from sinews.diversion.measures.lists import (
    Budget,
    Market,
    Measure,
    choose_greedily,
    trace_frontier,
)
from sinews.diversion.panel.panel import TARGET

TextArray = NDArray[np.str_]
DISPLACED: Final = (0.0, 0.5, 1.0)
"""Shares of blocked value that look for another corridor: none, half, all (assumed)."""


def build_market(found: Detection) -> Market:
    """Return pairs of a screen as matrices: expected diverted value and the rest of the trade."""
    s, panel = found.screen, found.assembly.panel
    partners, products = np.unique(s.partner), np.unique(s.product)
    shape = (products.size, partners.size)
    at = (np.searchsorted(products, s.product), np.searchsorted(partners, s.partner))
    diverted, observed = np.zeros(shape), np.zeros(shape)
    diverted[at], observed[at] = s.expected_eur, s.cells.observed
    return Market(
        products=tuple(panel.products[k] for k in products),
        partners=tuple(panel.partners[p] for p in partners),
        diverted=diverted,
        legitimate=np.maximum(observed - diverted, 0.0),
    )


def draw_diverted(found: Detection, *, draws: int, seed: int) -> FloatArray:
    """Return draws of diverted value by pair, shape (draws, n), in the order of the screen.

    A pair is diverted with its posterior; if so, by an amount drawn by how well the rest of its
    exports then fits (evidence/volume.py).
    """
    s = found.screen
    rng = stream(seed, "diversion.measure")
    draw, pair = np.nonzero(rng.random((draws, len(s.cells))) < s.posterior)
    diverted = np.zeros((draws, len(s.cells)))
    diverted[draw, pair] = draw_amounts(s.cells.take(pair), rng.random(pair.size))
    return diverted


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A measure with the market and the budget it was chosen for."""

    market: Market
    budget: Budget
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Designed:
    """A measure with its effect and the frontier that it is on."""

    measure: Measure
    effect: "Effect"
    frontier: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a measure blocks over posterior draws, and what is left after displacement.

    Attributes
    ----------
    low_eur, median_eur, high_eur
        90 % interval and median of the value blocked.
    kept
        For each good, the share of draws in which it is on the best list of that draw.
    displaced
        Share that looks for another corridor, and the net cut in euro: what moves goes to
        countries not named in proportion to what they already pass on of the same goods, up to
        doubling it.
    chp_before, chp_after
        Common high-priority supply index before and after: direct exports and expected diverted
        value over direct exports before the war.
    """

    low_eur: float
    median_eur: float
    high_eur: float
    kept: dict[str, float]
    displaced: tuple[tuple[float, float], ...]
    chp_before: float | None
    chp_after: float | None


def read_priority(evidence: Evidence) -> frozenset[str]:
    """Return the HS6 of the common high-priority list."""
    return frozenset(evidence.frame("goods_high_priority")["hs6"].to_list())


def measure_effect(
    found: Detection,
    plan: Plan,
    *,
    priority: frozenset[str],
    draws: int = 200,
    seed: int = 0,
) -> Effect:
    """Return the effect of a measure over posterior draws."""
    measure = plan.measure
    sampled = draw_diverted(found, draws=draws, seed=seed)
    s, panel = found.screen, found.assembly.panel
    products, partners = np.array(panel.products)[s.product], np.array(panel.partners)[s.partner]
    named = np.isin(products, measure.goods) & np.isin(partners, measure.countries)
    blocked = sampled[:, named].sum(1)
    low, median, high = np.quantile(blocked, [0.05, 0.5, 0.95])
    before, after = _priority_index(found, priority, products, named)
    return Effect(
        low_eur=float(low),
        median_eur=float(median),
        high_eur=float(high),
        kept=_how_often(found, plan, sampled[: min(draws, 50)]),
        displaced=tuple((d, _after_displacement(plan.market, measure, d)) for d in DISPLACED),
        chp_before=before,
        chp_after=after,
    )


def design_measure(
    evidence: Evidence, found: Detection, market: Market, budget: Budget, best: Measure
) -> Designed:
    """Return a list chosen within a budget with its effect and the frontier that it is on."""
    plan, priority = Plan(market=market, budget=budget, measure=best), read_priority(evidence)
    return Designed(
        measure=best,
        effect=measure_effect(found, plan, priority=priority),
        frontier=trace_frontier(market, budget, points=12),
    )


def _how_often(found: Detection, plan: Plan, sampled: FloatArray) -> dict[str, float]:
    market, measure, budget = plan.market, plan.measure, plan.budget
    s, panel = found.screen, found.assembly.panel
    row = {p: i for i, p in enumerate(market.products)}
    column = {p: i for i, p in enumerate(market.partners)}
    product = np.array([row.get(panel.products[k], -1) for k in s.product])
    partner = np.array([column.get(panel.partners[p], -1) for p in s.partner])
    here = (product >= 0) & (partner >= 0)
    at = (product[here], partner[here])
    total = market.diverted + market.legitimate
    counts = dict.fromkeys(measure.goods, 0)
    for drawn_pairs in sampled[:, here]:
        diverted = np.zeros(total.shape)
        diverted[at] = drawn_pairs
        drawn = Market(
            products=market.products,
            partners=market.partners,
            diverted=diverted,
            legitimate=np.maximum(total - diverted, 0.0),
        )
        for g in choose_greedily(drawn, budget).goods:
            if g in counts:
                counts[g] += 1
    return {g: n / len(sampled) for g, n in counts.items()}


def _after_displacement(market: Market, measure: Measure, share: float) -> float:
    goods = np.isin(market.products, measure.goods)
    named = np.isin(market.partners, measure.countries)
    blocked = market.diverted[np.ix_(goods, named)].sum(1)
    room = market.diverted[np.ix_(goods, ~named)].sum(1)
    return float((blocked - np.minimum(share * blocked, room)).sum())


def _priority_index(
    found: Detection, priority: frozenset[str], products: TextArray, named: BoolArray
) -> tuple[float | None, float | None]:
    """Return the supply index of high-priority goods before and after the measure."""
    s, panel = found.screen, found.assembly.panel
    if TARGET not in panel.partners:
        return None, None
    goods = np.isin(panel.products, list(priority))
    one = s.partner == s.partner[0]
    here = np.isin(products, list(priority))
    lost = float(s.cells.lost[one & here].sum())
    direct = float(panel.exports[0][goods][:, -found.months :].sum())
    past = direct + lost
    if past <= 0:
        return None, None
    expected = s.expected_eur
    before = (direct + float(expected[here].sum())) / past
    after = (direct + float(expected[here & ~named].sum())) / past
    return before, after
