"""How much of a difference rests on what grade of input: variance shares and named assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.matching.draws import LATENT, draw_prior, to_values
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import run_values
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.sensitivity import VarianceShares, split_variance
from sinews.data.evidence.evidence import Evidence
from sinews.engine import Fixed, Grid

GROUPS: Final = ("assumed", "estimated", "counted", "latent")
NOTABLE: Final = 0.1
"""An assumption that moves a difference by more than this part of its spread is named."""


@dataclass(frozen=True)
class Contrast:
    """Two strategies on given draws; returns paired differences of some outcomes."""

    evidence: Evidence
    strategy: Strategy
    baseline: Strategy
    until: date

    def differences(self, uniform: FloatArray, outcomes: tuple[str, ...]) -> FloatArray:
        """Return differences at the end, shape (n_outcomes, n_draws); nan where censored."""
        calendar = Calendar(until=self.until)
        base = build_base_path(self.evidence, calendar)
        values = to_values(uniform)
        grid = Grid(read_at=(calendar.n_weeks,))
        runs = [
            run_values(campaign_model(), values, stack_inputs(s.apply(base, calendar)), grid)
            for s in (self.strategy, self.baseline)
        ]
        return np.stack([runs[0].last(o) - runs[1].last(o) for o in outcomes])


def group_parameters() -> Mapping[str, tuple[int, ...]]:
    """Return the columns of each group: grade, with the latent walk apart."""
    groups: dict[str, list[int]] = {g: [] for g in GROUPS}
    for i, p in enumerate(campaign_model().parameters):
        groups["latent" if p.name in LATENT else p.grade or "assumed"].append(i)
    return {k: tuple(v) for k, v in groups.items()}


def split_by_grade(
    contrast: Contrast, outcomes: tuple[str, ...], *, n_draws: int, seed: int
) -> Mapping[str, VarianceShares]:
    """Return variance shares of each paired difference by group of inputs.

    Computed on the prior, where the groups are independent; draws that leave the model's range
    under either strategy are left out everywhere.
    """
    a, b = draw_prior(n_draws, seed), draw_prior(n_draws, seed + 1)
    ya, yb = (contrast.differences(u, outcomes) for u in (a, b))
    swapped = {}
    for group, columns in group_parameters().items():
        mixed = a.copy()
        mixed[:, columns] = b[:, columns]
        swapped[group] = contrast.differences(mixed, outcomes)
    kept = np.isfinite(np.stack([ya, yb, *swapped.values()])).all(axis=(0, 1))
    return {
        o: split_variance(ya[i, kept], yb[i, kept], {g: y[i, kept] for g, y in swapped.items()})
        for i, o in enumerate(outcomes)
    }


def name_assumptions(
    uniform: FloatArray, difference: FloatArray, *, most: int = 8
) -> tuple[tuple[str, float], ...]:
    """Return the assumed parameters that move a difference most.

    Parameters
    ----------
    uniform
        Positions of the draws, shape (n_draws, n_parameters).
    difference
        Shape (n_draws,); nan where censored.

    Returns
    -------
    tuple of (name, part)
        `part` is how far the mean difference moves between the lower and the upper half of the
        parameter, in spreads (standard deviations) of the difference; only parts above `NOTABLE`.
    """
    kept = np.isfinite(difference)
    d, u = difference[kept], uniform[kept]
    spread = d.std()
    if spread == 0:
        return ()
    parts = []
    for i, p in enumerate(campaign_model().parameters):
        if p.grade != "assumed" or isinstance(p.distribution, Fixed) or np.ptp(u[:, i]) == 0:
            continue
        upper = u[:, i] > np.median(u[:, i])
        if upper.any() and not upper.all():
            parts.append((p.name, float((d[upper].mean() - d[~upper].mean()) / spread)))
    parts.sort(key=lambda x: -abs(x[1]))
    return tuple((n, v) for n, v in parts[:most] if abs(v) > NOTABLE)
