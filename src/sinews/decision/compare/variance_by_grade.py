"""How much of a comparison rests on assumptions: variance by grade, the theory among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sinews.campaign.run.grades import OTHER_SEED, draw_pair, list_grades, mix_draws
from sinews.campaign.run.setting import Draws
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.integrate.evaluate import Evaluator, evaluate
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.theories.draws import draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.engine.sample.variance import VarianceShares, split_variance

THEORY: Final = "theory"
"""Thresholds and indices of the theories and the hazard of wars of this age, assumed in use."""
_BOTH: Final = "assumed and theory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What the variance of one difference rests on.

    Attributes
    ----------
    groups
        Shares of each grade and of the theory.
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
    evidence: Evidence,
    whole: Evaluator,
    pair: Sequence[Strategy],
    weights: FloatArray,
    *,
    n_draws: int,
) -> Mapping[str, Split]:
    """Return variance shares of each outcome's mixed difference, the first being the baseline.

    A group's draws are taken from a second set while all others stay (pick-freeze); the theory has
    its own seed. Assumed inputs and the theory are frozen once more as one group.
    """
    setting, rate = whole.setting, compute_base_rate(evidence.frame("wars"))
    a, b = draw_pair(setting, n_draws)
    theories = {k: draw_theories(rate, n_draws, setting.seed + k) for k in (0, OTHER_SEED)}

    def run(draws: Draws, theory: int) -> FloatArray:
        moved = replace(whole, setting=replace(setting, draws=draws), theories=theories[theory])
        found = evaluate(moved, pair).raw
        mixed = [found.mixture(o.id, weights) for o in OUTCOMES]
        return np.stack([m[:, 1] - m[:, 0] for m in mixed])

    rows = {"a": run(a, 0), "b": run(b, OTHER_SEED), THEORY: run(a, OTHER_SEED)}
    for grade in list_grades():
        rows[grade] = run(mix_draws(a, b, grade), 0)
    rows[_BOTH] = run(mix_draws(a, b, "assumed"), OTHER_SEED)
    return {o.id: _split({g: y[i] for g, y in rows.items()}) for i, o in enumerate(OUTCOMES)}


def _split(rows: dict[str, FloatArray]) -> Split:
    a, b, both = rows.pop("a"), rows.pop("b"), rows.pop(_BOTH)
    joined = split_variance(a, b, {_BOTH: both})
    return Split(
        groups=split_variance(a, b, rows),
        alone=float(np.clip(joined.closed[_BOTH], 0, 1)),
        rests=float(np.clip(joined.total[_BOTH], 0, 1)),
    )
