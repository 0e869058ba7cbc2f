"""Plans scored from the decision date on: the past is run once for all of them."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sinews.campaign.levers import WeeklyInputs
from sinews.campaign.run.paths import total_costs
from sinews.campaign.run.setting import open_setting, strategy_inputs
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.study import build_evaluator
from sinews.decision.integrate.evaluate import AS_THEY_ARE, Block, Evaluator
from sinews.decision.integrate.outcomes import COSTS, Measured
from sinews.errors import UsageError

LEAD: int = 12
"""Months before the decision that trends look back on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """From when plans differ and the war can end, to when; and on which futures."""

    start: date
    until: date
    futures: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One plan on the futures of a search.

    Attributes
    ----------
    values
        The outcome under each theory in each future, (k, n).
    cost, months
        Military allocations of all donors from the decision on until the end or the horizon,
        EUR bn, and months of war to come: means over futures, (k,).
    """

    values: FloatArray
    cost: FloatArray
    months: FloatArray


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """Where the base path is at the decision date, and what plans are scored with.

    Attributes
    ----------
    inputs
        Weekly inputs of the base path of plans.
    spent
        Mean allocations of all donors before the decision, EUR bn.
    """

    whole: Evaluator
    inputs: WeeklyInputs
    outcome: Measured
    baseline: Strategy
    block: Block
    spent: float

    def score(self, plan: Strategy) -> Scored:
        """Return what a plan gives; it must leave the weeks before the decision as they were."""
        joined = replace(plan, settings={**self.baseline.settings, **plan.settings})
        followed = self.block.follow(self.block.run(joined))
        found = self.block.integrate(followed, AS_THEY_ARE).values
        cost = np.sum([found[o.id].mean(axis=1) for o in COSTS.values()], axis=0) - self.spent
        return Scored(
            values=found[self.outcome.id], cost=cost, months=found["months_of_war"].mean(axis=1)
        )


def look_ahead(
    evidence: Evidence, baseline: Strategy, horizon: Horizon, outcome: Measured
) -> Ahead:
    """Return where a baseline is at the decision date.

    Raises
    ------
    UsageError
        The decision lies less than a year after the start of the model.
    """
    setting = open_setting(
        evidence, futures=horizon.futures, seed=horizon.seed, until=horizon.until
    )
    inputs = strategy_inputs(setting, baseline)
    whole = build_evaluator(evidence, setting, horizon.start)
    if whole.span.first < LEAD:
        raise UsageError(f"A search can start from January 2025 on, not from {horizon.start}.")
    weeks = setting.calendar.week_of(horizon.start)
    common = {k: bool((v[:weeks] == setting.inputs[k][:weeks]).all()) for k, v in inputs.items()}
    block = whole.open_block(0, futures=horizon.futures, weeks=weeks if all(common.values()) else 0)
    before = total_costs(block.account(baseline))
    spent = float(np.sum([x[whole.span.first - 1].mean() for x in before.values()]))
    return Ahead(
        whole=whole, inputs=inputs, outcome=outcome, baseline=baseline, block=block, spent=spent
    )
