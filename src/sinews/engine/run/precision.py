"""Monte Carlo error: how far a mean or quantile of finitely many runs may be off."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Stop a study once an outcome is known well enough in every strategy.

    Attributes
    ----------
    outcome
        Its name; it is read at the last period.
    error
        The standard error to reach, in the unit of the outcome.
    quantile
        Which quantile; None for the mean.
    """

    outcome: str
    error: float
    quantile: float | None = None

    def is_reached(self, values: FloatArray) -> bool:
        """Return whether the runs so far suffice."""
        return estimate_error(values, self.quantile) <= self.error


def estimate_error(values: FloatArray, quantile: float | None = None) -> float:
    """Return the Monte Carlo standard error of a mean or quantile of independent values.

    The quantile's is half the distance of the order statistics one binomial standard deviation to
    either side, which assumes no shape (David and Nagaraja 2003, section 7.1). For scrambled Sobol
    points both are too large rather than too small.

    Parameters
    ----------
    values
        Shape (n_runs,); missing ones are left out.
    """
    known = np.sort(values[~np.isnan(values)])
    n = known.size
    if n < 30:
        return float("inf")
    if quantile is None:
        return float(known.std(ddof=1) / np.sqrt(n))
    spread = np.sqrt(n * quantile * (1 - quantile))
    places = np.clip(n * quantile + np.array([-spread, spread]), 0, n - 1)
    low, high = known[np.floor(places[0]).astype(int)], known[np.ceil(places[1]).astype(int)]
    return float(high - low) / 2
