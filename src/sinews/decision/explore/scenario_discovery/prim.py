"""Scenario discovery: in which futures does a strategy fail? A box of few inputs (PRIM)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

_PEEL: Final = 0.05
_LEAST_MASS: Final = 0.05
_MOST_INPUTS: Final = 4
_LEAST_SHARE: Final = 0.05
_ERRORS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A region of the inputs in which an outcome of interest is frequent.

    Coverage and density are measured on the half of the futures that did not choose the box.

    Attributes
    ----------
    limits
        (input, low, high) for the inputs that are restricted, at most four.
    coverage
        Share of the cases of interest that lie in the box.
    density
        Share of the futures in the box that are of interest.
    base
        Share of all futures that are of interest.
    mass
        Share of futures in the box.
    """

    limits: tuple[tuple[str, float, float], ...]
    coverage: float
    density: float
    base: float
    mass: float


def find_box(inputs: FloatArray, names: Sequence[str], interest: FloatArray) -> Box | None:
    """Return the box in which the outcome of interest is most frequent, or None.

    None means that no box of at most four inputs is denser than the base by three standard errors
    on futures that did not choose it.

    Parameters
    ----------
    inputs
        Shape (n_futures, n_inputs). Of inputs that cut equally well the later is taken, so put
        named sums and ratios last.
    interest
        True where the future is of interest, shape (n_futures,).

    Raises
    ------
    EstimationError
        Fewer than 5 or more than 95 % of futures are of interest: a box would describe chance.

    Notes
    -----
    Patient rule induction (Friedman and Fisher 1999), peeling only, as used for scenarios by
    Bryant and Lempert (2010); peel 5 %, least mass 5 %.
    """
    hit = interest.astype(bool)
    check_share(hit)
    chosen = np.arange(len(hit)) % 2 == 0
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    low, high = _peel(inputs[chosen], hit[chosen], low.copy(), high.copy())
    low, high = _relax(inputs[chosen], hit[chosen], low, high)
    return measure_box(inputs[~chosen], hit[~chosen], names, (low, high), inputs)


def check_share(hit: FloatArray) -> None:
    """Refuse an outcome that is too rare or too frequent for a region to describe.

    Raises
    ------
    EstimationError
        Fewer than 5 or more than 95 % of futures are of interest.
    """
    base = float(hit.mean())
    if not _LEAST_SHARE <= base <= 1 - _LEAST_SHARE:
        raise EstimationError(
            f"{100 * base:.1f} % of futures are of interest; a box needs 5 to 95 %. Choose another "
            "threshold or more futures."
        )


def _inside(x: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    return np.asarray(((x >= low) & (x <= high)).all(axis=1))


def _peel(
    x: FloatArray, hit: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Cut 5 % off the side where the density gains most, until it gains less than its error."""
    touched: set[int] = set()
    while True:
        inside = _inside(x, low, high)
        if inside.mean() * (1 - _PEEL) < _LEAST_MASS:
            return low, high
        now = hit[inside].mean()
        error = np.sqrt(max(now * (1 - now), 1e-4) / inside.sum())
        # A peel without any case of interest must pass even where few futures make errors wide.
        best, gain = None, float(min(error, now * _PEEL / 2))
        for j in range(x.shape[1]):
            if len(touched) >= _MOST_INPUTS and j not in touched:
                continue
            values = x[inside, j]
            for side, cut in ((0, np.quantile(values, _PEEL)), (1, np.quantile(values, 1 - _PEEL))):
                kept = values > cut if side == 0 else values < cut
                if not 0 < kept.sum() < kept.size:
                    continue
                rise = hit[inside][kept].mean() - now
                if rise >= gain - 1e-12:
                    edge = values[kept].min() if side == 0 else values[kept].max()
                    best, gain = (j, side, edge), rise
        if best is None:
            return low, high
        j, side, edge = best
        touched.add(j)
        (low if side == 0 else high)[j] = edge


def _relax(
    x: FloatArray, hit: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Drop every limit whose removal costs less than a standard error of the density."""
    first, last = x.min(axis=0), x.max(axis=0)
    for j in range(x.shape[1]):
        if low[j] <= first[j] and high[j] >= last[j]:
            continue
        inside = _inside(x, low, high)
        density = hit[inside].mean()
        error = np.sqrt(density * (1 - density) / inside.sum())
        wide_low, wide_high = low.copy(), high.copy()
        wide_low[j], wide_high[j] = first[j], last[j]
        if hit[_inside(x, wide_low, wide_high)].mean() >= density - error:
            low, high = wide_low, wide_high
    return low, high


def measure_box(
    x: FloatArray,
    hit: FloatArray,
    names: Sequence[str],
    ends: tuple[FloatArray, FloatArray],
    everything: FloatArray,
) -> Box | None:
    """Return a box measured on futures that did not choose it, or None if it is no denser.

    Parameters
    ----------
    x, hit
        The futures that did not choose it, shapes (n, n_inputs) and (n,).
    ends
        Low and high of every input, shape (n_inputs,) each.
    everything
        All futures: an end at their smallest or largest value is open.
    """
    low, high = ends
    first, last = everything.min(axis=0), everything.max(axis=0)
    cut = [j for j in range(x.shape[1]) if low[j] > first[j] or high[j] < last[j]]
    inside = _inside(x[:, cut], low[cut], high[cut]) if cut else np.ones(len(x), dtype=bool)
    base = float(hit.mean())
    if not cut or not inside.any():
        return None
    density = float(hit[inside].mean())
    error = float(np.sqrt(base * (1 - base) / inside.sum()))
    if density <= base + _ERRORS * error:
        return None
    return Box(
        limits=tuple((names[j], float(low[j]), float(high[j])) for j in cut),
        coverage=float(hit[inside].sum() / hit.sum()),
        density=density,
        base=base,
        mass=float(inside.mean()),
    )
