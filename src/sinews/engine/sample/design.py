"""Designs: the uniforms behind every run, and the parameters that follow from them.

Row i depends on the seed and on i alone, so runs can be computed in any order, anywhere. Strategies
share rows, so that their differences carry no sampling noise of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.engine.declare.declarations import Correlation
from sinews.engine.declare.distributions import Empirical, Fixed
from sinews.engine.declare.model import Model
from sinews.engine.sample.sobol import BITS, draw_sobol
from sinews.errors import UnknownNameError, UsageError

Design = Literal["sobol", "philox"]
DESIGNS: Final[tuple[Design, ...]] = ("sobol", "philox")
PHILOX_WORDS: Final = 4
"""Numbers that one step of the Philox counter yields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the unknowns of a study are drawn.

    Attributes
    ----------
    design
        ``sobol``: scrambled low-discrepancy points (Owen 1995), whose averages settle faster;
        ``philox``: independent draws, one stream a parameter name (Salmon et al. 2011), so that a
        parameter that is added leaves the draws of the others as they were.
    tables
        Table to column to equally likely joint draws, for `Empirical` parameters; each column
        has shape (n_rows,), and all columns of a table the same rows.
    fixed
        Parameters held at a value in all runs.
    """

    seed: int
    design: Design = "sobol"
    tables: Mapping[str, Mapping[str, FloatArray]] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.design not in DESIGNS:
            raise UnknownNameError("design", self.design, DESIGNS)
        if self.seed < 0:
            raise UsageError(f"A seed is not negative; {self.seed} is.")
        for table, columns in self.tables.items():
            if len({len(c) for c in columns.values()}) != 1:
                raise UsageError(f"The columns of the table {table!r} differ in length.")


def draw_uniforms(sampling: Sampling, names: tuple[str, ...], first: int, count: int) -> FloatArray:
    """Return uniforms in (0, 1) of shape (n_names, count) for runs first, first + 1, ..."""
    if not names or not count:
        return np.empty((len(names), count))
    if sampling.design == "philox":
        return np.stack([_draw_philox(sampling.seed, n, first, count) for n in names])
    return draw_sobol(sampling.seed, len(names), first, count) + 0.5**BITS / 2


def _draw_philox(seed: int, name: str, first: int, count: int) -> FloatArray:
    generator = stream(seed, f"engine.parameter.{name}")
    skipped, offset = divmod(first, PHILOX_WORDS)
    generator.bit_generator.advance(skipped)  # type: ignore[attr-defined]
    u: FloatArray = generator.random(offset + count)[offset:]
    return np.clip(u, 2.0**-54, None)


def draw_parameters(model: Model, sampling: Sampling, first: int, count: int) -> FloatArray:
    """Return parameters of shape (n_parameters, count), in the order of ``model.parameters``.

    Raises
    ------
    UsageError
        A table or column is missing, or a fixed name is not a parameter.
    """
    check_sampling(model, sampling)
    given = sampling.fixed
    free = [p for p in model.parameters if p.name not in given]
    drawn = [p for p in free if not isinstance(p.distribution, Fixed | Empirical)]
    joint = dict.fromkeys(
        p.distribution.table for p in free if isinstance(p.distribution, Empirical)
    )
    names = (*(p.name for p in drawn), *(f"table {t}" for t in joint))
    u = dict(zip(names, draw_uniforms(sampling, names, first, count), strict=True))
    for correlation in model.correlations:
        _correlate(correlation, u)
    out = np.empty((len(model.parameters), count))
    for row, p in zip(out, model.parameters, strict=True):
        if p.name in given:
            row[:] = given[p.name]
        elif isinstance(p.distribution, Empirical):
            column = np.asarray(sampling.tables[p.distribution.table][p.distribution.column])
            index = (u[f"table {p.distribution.table}"] * len(column)).astype(np.intp)
            row[:] = column[index]
        else:
            row[:] = p.distribution.quantile(u.get(p.name, row))
    return out


def check_sampling(model: Model, sampling: Sampling) -> None:
    """Refuse a sampling that does not fit the model.

    Raises
    ------
    UsageError
        A table or column is missing, or a fixed name is not a parameter.
    """
    known = [p.name for p in model.parameters]
    for name in sampling.fixed:
        if name not in known:
            raise UnknownNameError("parameter", name, known)
    for p in model.parameters:
        if isinstance(p.distribution, Empirical) and p.name not in sampling.fixed:
            if p.distribution.table not in sampling.tables:
                raise UnknownNameError("table of draws", p.distribution.table, sampling.tables)
            columns = sampling.tables[p.distribution.table]
            if p.distribution.column not in columns:
                what = f"column of {p.distribution.table}"
                raise UnknownNameError(what, p.distribution.column, columns)


def _correlate(correlation: Correlation, u: dict[str, FloatArray]) -> None:
    """Replace the uniforms of a group by those of its Gaussian copula, in place."""
    from scipy.special import ndtr, ndtri

    held = [k for k, n in enumerate(correlation.names) if n in u]
    matrix = np.array(correlation.matrix)[np.ix_(held, held)]
    scores = np.linalg.cholesky(matrix) @ ndtri(np.stack([u[correlation.names[k]] for k in held]))
    for k, row in zip(held, ndtr(scores), strict=True):
        u[correlation.names[k]] = np.clip(row, 2.0**-54, 1 - 2.0**-53)


def draw_noise(model: Model, seed: int, n_periods: int, first: int, count: int) -> FloatArray:
    """Return standard normals of shape (n_noises, n_periods, count).

    Each depends on the seed, the run, the period and the name of the noise alone.
    """
    from scipy.special import ndtri

    out = np.empty((len(model.noises), n_periods, count))
    skipped, offset = divmod(first, PHILOX_WORDS)
    for k, noise in enumerate(model.noises):
        for w in range(n_periods):
            generator = stream(seed, f"engine.noise.{noise.name}.{w}")
            generator.bit_generator.advance(skipped)  # type: ignore[attr-defined]
            out[k, w] = generator.random(offset + count)[offset:]
    normal: FloatArray = ndtri(np.clip(out, 2.0**-54, None))
    return normal
