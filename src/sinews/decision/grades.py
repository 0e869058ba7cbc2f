"""How much of a comparison rests on assumptions: variance by grade, the theory among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sinews.campaign.draws import draw_prior
from sinews.campaign.ensemble import plan_study
from sinews.campaign.grades import group_parameters
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.sensitivity import VarianceShares, split_variance
from sinews.data.evidence import Evidence
from sinews.decision.baserate import BaseRate
from sinews.decision.evaluate import evaluate, find_span
from sinews.decision.outcomes import OUTCOMES
from sinews.decision.theories import draw_theories

THEORY = "theory"
"""Thresholds of the hypotheses and the hazard of wars of this age, all assumed in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What two strategies are compared on.

    Attributes
    ----------
    start
        Month from which the war can end.
    weights
        Weights of the theories, in their order.
    """

    evidence: Evidence
    base: BaseRate
    until: date
    start: date
    weights: FloatArray


def split_comparison(
    setting: Setting, strategy: Strategy, baseline: Strategy, *, n_draws: int, seed: int
) -> Mapping[str, VarianceShares]:
    """Return variance shares of each outcome's mixed difference.

    Computed on prior draws, where groups are independent. A group's draws are taken from a second
    set while all others stay (pick-freeze); the theory has its own seed.
    """
    a, b = draw_prior(n_draws, seed), draw_prior(n_draws, seed + 1)
    run = _Run(setting, (baseline, strategy), n_draws, seed)
    rows = {"a": run.differences(a, seed), "b": run.differences(b, seed + 1)}
    for group, columns in group_parameters().items():
        mixed = a.copy()
        mixed[:, columns] = b[:, columns]
        rows[group] = run.differences(mixed, seed)
    rows[THEORY] = run.differences(a, seed + 1)
    kept = np.isfinite(np.stack(list(rows.values()))).all(axis=(0, 1))
    return {
        o.id: split_variance(
            rows["a"][i, kept],
            rows["b"][i, kept],
            {g: y[i, kept] for g, y in rows.items() if g not in ("a", "b")},
        )
        for i, o in enumerate(OUTCOMES)
    }


def assumed_share(shares: VarianceShares) -> float:
    """Return the share that would go if all assumptions and the theory were settled.

    The larger of what both groups explain alone and what is left without the others.
    """
    alone = shares.closed.get("assumed", 0.0) + shares.closed.get(THEORY, 0.0)
    others = sum(shares.total.get(g, 0.0) for g in ("estimated", "measured", "latent"))
    return float(np.clip(max(alone, 1 - others), 0.0, 1.0))


class _Run:
    """Runs both strategies on given draws and returns mixed differences."""

    def __init__(
        self, setting: Setting, pair: tuple[Strategy, Strategy], n_draws: int, seed: int
    ) -> None:
        self.setting, self.pair, self.n, self.seed = setting, pair, n_draws, seed

    def differences(self, uniform: FloatArray, theory_seed: int) -> FloatArray:
        """Return differences, (n_outcomes, n_draws); nan where a future was not kept."""
        s = self.setting
        study, months = plan_study(
            s.evidence, self.pair, futures=self.n, seed=self.seed, until=s.until, uniform=uniform
        )
        theories = draw_theories(s.base, self.n, theory_seed)
        found = evaluate(study, find_span(months, s.start), theories)
        out = np.full((len(OUTCOMES), self.n), np.nan)
        for i, o in enumerate(OUTCOMES):
            mixed = found.raw.mixture(o.id, s.weights)
            out[i, found.kept] = mixed[:, 1] - mixed[:, 0]
        return out
