"""Distributions as inverse cumulative functions, so that any uniform design can drive them."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, Protocol

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import ModelError, suggest


class Distribution(Protocol):
    """What a parameter needs of its distribution."""

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the values at cumulative probabilities u, element by element."""
        ...


def _require(ordered: bool, kind: str, *values: float) -> None:
    if not (ordered and all(np.isfinite(values))):
        raise ModelError(f"{kind}{values} is not a distribution: its values are out of order.")


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value."""

    value: float

    def __post_init__(self) -> None:
        _require(True, "fixed", self.value)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the value everywhere."""
        return np.full_like(u, self.value)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Equally likely between two ends."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(self.low < self.high, "uniform", self.low, self.high)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return low + u (high - low)."""
        return self.low + u * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Most likely at the mode, falling in straight lines to two hard ends."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        ordered = self.low <= self.mode <= self.high and self.low < self.high
        _require(ordered, "triangular", self.low, self.mode, self.high)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the inverse of the two parabolas."""
        span, left = self.high - self.low, self.mode - self.low
        rising = self.low + np.sqrt(u * (span * left))
        falling = self.high - np.sqrt((1 - u) * (span * (span - left)))
        return np.where(u * span < left, rising, falling)


@dataclass(frozen=True, slots=True)
class Normal:
    """Gaussian by median and standard deviation, cut at hard ends where given."""

    mean: float
    sd: float
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        _require(self.sd > 0 and self.low < self.high, "normal", self.mean, self.sd)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the inverse of the cut cumulative function."""
        from scipy.special import ndtr, ndtri

        below, above = ndtr((np.array([self.low, self.high]) - self.mean) / self.sd)
        inside: FloatArray = self.mean + self.sd * ndtri(below + u * (above - below))
        return inside.clip(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Beta:
    """Beta on [low, high], by its two shape parameters."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        _require(self.a > 0 < self.b and self.low < self.high, "beta", self.a, self.b)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the inverse of the regularised incomplete beta function, scaled."""
        from scipy.special import betaincinv

        inside: FloatArray = betaincinv(self.a, self.b, u)
        return self.low + (self.high - self.low) * inside


@dataclass(frozen=True, slots=True)
class InLog:
    """Another distribution, of the natural logarithm."""

    of_log: Distribution

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the exponential of the inner quantile."""
        return np.exp(self.of_log.quantile(u))


@dataclass(frozen=True, slots=True)
class Listed:
    """Equally likely values in a given order, for example draws that another estimate handed over.

    A table's row says ``draws``, and the values are given to `read_parameters`.
    """

    name: str
    values: tuple[float, ...] = field(repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        _require(len(self.values) > 0, f"draws of {self.name} ", *self.values)
        content = np.array(self.values, dtype="<f8").tobytes()
        object.__setattr__(self, "digest", sha256(content).hexdigest()[:16])

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the value at position u of the list."""
        n = len(self.values)
        return np.array(self.values)[np.minimum((u * n).astype(np.intp), n - 1)]


@dataclass(frozen=True, slots=True)
class Empirical:
    """One column of a table of equally likely joint draws, for example a posterior.

    All columns of a table are read at the same row in one run, so their dependence is kept. The
    draws travel with the study (`Study.tables`), not with the model.
    """

    table: str
    column: str

    def quantile(self, u: FloatArray) -> FloatArray:  # noqa: ARG002
        """Refuse: a joint draw is read by its row, not by a quantile."""
        raise ModelError(f"{self.table}.{self.column} is read by row; give Study.tables.")


Form = Literal[
    "fixed", "uniform", "loguniform", "triangular", "logtriangular", "normal", "lognormal"
]
FORMS: tuple[Form, ...] = Form.__args__  # type: ignore[attr-defined]
SIGMAS_IN_90 = 3.289707253902945
"""Width of the central 90 % of a Gaussian in standard deviations."""


def distribution(form: str, low: float, mode: float, high: float) -> Distribution:
    """Return a distribution written as a row of a table: form, low, mode, high.

    ``low`` and ``high`` are hard ends of uniform and triangular forms and the 5 % and 95 %
    quantiles of normal forms, whose median is ``mode``; the log forms are those of the logarithm.

    Raises
    ------
    ModelError
        The form is unknown, or the values do not fit it.
    """
    if form not in FORMS:
        raise ModelError(f"No distribution has the form {form!r}.{suggest(form, FORMS)}")
    if form.startswith("log"):
        if low <= 0:
            raise ModelError(f"{form} needs positive values; low is {low}.")
        logs = (float(np.log(x)) for x in (low, mode, high))
        return InLog(distribution(form.removeprefix("log"), *logs))
    match form:
        case "fixed":
            return Fixed(mode)
        case "uniform":
            return Uniform(low, high)
        case "triangular":
            return Triangular(low, mode, high)
    if not np.isclose(high - mode, mode - low):
        raise ModelError(f"{form} {low, mode, high}: the mode must lie half-way (in logs for log).")
    return Normal(mode, (high - low) / SIGMAS_IN_90)
