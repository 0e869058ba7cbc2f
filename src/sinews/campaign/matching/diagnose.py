"""How well the matching went: convergence, what history taught, what the prior allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sinews.campaign.matching.draws import draw_prior
from sinews.campaign.matching.history import History
from sinews.campaign.matching.match import Matched
from sinews.campaign.model.declared import campaign_model
from sinews.core.estimate import FloatArray

LEARNED = 0.95
"""A parameter whose spread falls below this share of its prior's is said to have been informed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The record that is shipped beside the matched draws.

    Attributes
    ----------
    effective
        Effective sample size over all populations.
    largest_rhat
        Largest ratio of pooled to within-population spread over the parameters (Gelman and Rubin
        1992): 1 when independent populations agree.
    prior_inside
        Block to share of prior draws that lie in all its bands.
    matched_inside
        Band to share of matched draws that lie in it.
    spread
        Parameter to its spread over that of the prior, in positions of the unit cube.
    """

    draws: int
    effective: float
    largest_rhat: float
    acceptance: float
    steps: int
    prior_inside: Mapping[str, float]
    matched_inside: Mapping[str, float]
    spread: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the record with numbers rounded to four digits."""
        return {k: _rounded(v) for k, v in asdict(self).items()}


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def diagnose(populations: Sequence[Matched], history: History, *, seed: int) -> Diagnosis:
    """Return the diagnosis of independent populations that were matched to one history."""
    pooled = pool(populations)
    names = [p.name for p in campaign_model().parameters]
    prior = history.inside(draw_prior(4096, seed))
    blocks = {b.block for b in history.bands}
    together = {
        block: float(
            np.prod([prior[b.id] for b in history.bands if b.block == block], axis=0).mean()
        )
        for block in sorted(blocks)
    }
    spread = pooled.std(axis=0) * np.sqrt(12)
    return Diagnosis(
        draws=len(pooled),
        effective=sum(p.effective for p in populations),
        largest_rhat=float(rhat([p.uniform for p in populations]).max()),
        acceptance=float(np.mean([p.acceptance[-1] for p in populations])),
        steps=max(len(p.temperatures) for p in populations),
        prior_inside=together,
        matched_inside={k: float(v.mean()) for k, v in history.inside(pooled).items()},
        spread={n: float(s) for n, s in zip(names, spread, strict=True)},
    )


def pool(populations: Sequence[Matched]) -> FloatArray:
    """Return the draws of all populations, interleaved, shape (n_draws, n_parameters)."""
    stacked = np.stack([p.uniform for p in populations], axis=1)
    return stacked.reshape(-1, stacked.shape[-1])


def rhat(populations: Sequence[FloatArray]) -> FloatArray:
    """Return the ratio of pooled to within spread, one value a parameter."""
    within = np.mean([p.var(axis=0, ddof=1) for p in populations], axis=0)
    between = np.var([p.mean(axis=0) for p in populations], axis=0, ddof=1)
    return np.asarray(np.sqrt((within + between) / within))
