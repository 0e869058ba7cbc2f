"""How much of a comparison rests on assumptions: variance by grade, the theory among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sinews.campaign.matching.draws import draw_prior
from sinews.campaign.run.ensemble import plan_study
from sinews.campaign.run.grades import group_parameters
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.sensitivity import VarianceShares, split_variance
from sinews.data.evidence.evidence import Evidence
from sinews.decision.integrate.evaluate import evaluate, find_span
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.theories.draws import draw_theories
from sinews.decision.theories.historical_record import BaseRate

THEORY = "theory"
"""Thresholds of the hypotheses and the hazard of wars of this age, all assumed in use."""


_BOTH = "assumed and theory"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What the variance of one difference rests on.

    Attributes
    ----------
    groups
        Shares of each grade, of the latent walk and of the theory.
    alone
        Share that assumed inputs and the theory together explain on their own.
    rests
        Share that assumed inputs and the theory carry, alone or together with the rest: what would
        be left if everything else were known.
    """

    groups: VarianceShares
    alone: float
    rests: float


def split_comparison(
    setting: Setting, strategy: Strategy, baseline: Strategy, *, n_draws: int, seed: int
) -> Mapping[str, Split]:
    """Return variance shares of each outcome's mixed difference.

    Computed on prior draws, where groups are independent. A group's draws are taken from a second
    set while all others stay (pick-freeze); the theory has its own seed. Assumed inputs and the
    theory are frozen once more as one group.
    """
    a, b = draw_prior(n_draws, seed), draw_prior(n_draws, seed + 1)
    run = _Run(setting, (baseline, strategy), n_draws, seed)
    rows = {"a": run.differences(a, seed), "b": run.differences(b, seed + 1)}
    for group, columns in group_parameters().items():
        mixed = a.copy()
        mixed[:, columns] = b[:, columns]
        rows[group] = run.differences(mixed, seed)
        if group == "assumed":
            rows[_BOTH] = run.differences(mixed, seed + 1)
    rows[THEORY] = run.differences(a, seed + 1)
    kept = np.isfinite(np.stack(list(rows.values()))).all(axis=(0, 1))
    return {o.id: _split({g: y[i, kept] for g, y in rows.items()}) for i, o in enumerate(OUTCOMES)}


def _split(rows: dict[str, FloatArray]) -> Split:
    a, b, both = rows.pop("a"), rows.pop("b"), rows.pop(_BOTH)
    joined = split_variance(a, b, {_BOTH: both})
    return Split(
        groups=split_variance(a, b, rows),
        alone=float(np.clip(joined.closed[_BOTH], 0, 1)),
        rests=float(np.clip(joined.total[_BOTH], 0, 1)),
    )


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
