"""How well a fit did: acceptance, autocorrelation, effective sample, contraction of each prior."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.materiel.depletion.fit import Fit
from sinews.materiel.depletion.structures import PARAMETERS

NOT_IDENTIFIED: Final = 0.65
"""A parameter that keeps more than this share of its prior spread is not identified."""
_WINDOW = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the data said about one parameter.

    Attributes
    ----------
    contraction
        Posterior over prior standard deviation, on the mapped line.
    autocorrelation_steps
        Integrated autocorrelation time of the ensemble, in steps.
    effective_draws
        Draws of the chain over that time.
    """

    category: str
    parameter: str
    contraction: float
    autocorrelation_steps: float
    effective_draws: float
    acceptance: float

    @property
    def identified(self) -> bool:
        """False where the posterior is mostly the prior."""
        return self.contraction <= NOT_IDENTIFIED


def autocorrelation_time(chain: FloatArray) -> float:
    """Return the integrated autocorrelation time of one parameter, in steps.

    Autocovariances are averaged over walkers and summed to the first window of five times the
    estimate (Sokal 1997; Goodman and Weare 2010).

    Parameters
    ----------
    chain
        Shape (n_steps, n_walkers).
    """
    n = len(chain)
    centred = chain - chain.mean(axis=0)
    spectrum = np.fft.rfft(centred, 2 * n, axis=0)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=0)[:n].mean(axis=1)
    if covariance[0] <= 0:
        return float(n)
    tau = 2.0 * np.cumsum(covariance / covariance[0]) - 1.0
    inside = np.arange(n) < _WINDOW * tau
    return float(tau[int(np.argmin(inside)) if not inside.all() else n - 1])


def diagnose(fit: Fit) -> tuple[Diagnosis, ...]:
    """Return the diagnosis of every free parameter."""
    problem, chain = fit.problem, fit.chain
    steps, walkers, _ = chain.draws.shape
    found = []
    for j, position in enumerate(problem.free):
        time = max(autocorrelation_time(chain.draws[:, :, j]), 1.0)
        found.append(
            Diagnosis(
                category=problem.category,
                parameter=PARAMETERS[position],
                contraction=float(chain.draws[:, :, j].std() / problem.prior[position, 1]),
                autocorrelation_steps=time,
                effective_draws=steps * walkers / time,
                acceptance=chain.acceptance,
            )
        )
    return tuple(found)
