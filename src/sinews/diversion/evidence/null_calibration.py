"""The null: what the same statistics look like where there is no diversion.

Three sources: control partners x treated goods in the war window (predicted out of sample),
intermediaries x untreated goods in the war window, and intermediaries x treated goods in the same
months of the year before the war. The first alone is too kind: intermediaries are noisier and
their region boomed, so the others set how wide the predictive of intermediaries is.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import FLOOR_EUR, Candidates
from sinews.diversion.counterfactual.expected_exports import (
    LEAST_UNTREATED,
    Method,
    expect_exports,
    year_without_war,
)
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.counterfactual.predictive import (
    Predictive,
    calibrate_drift,
    standard_score,
    window_variance,
)
from sinews.diversion.counterfactual.prepare import (
    Prepared,
    lost_direct,
    mirror_sums,
    prepare_cells,
)
from sinews.diversion.panel.panel import Panel
from sinews.errors import EstimationError

_BINS: Final = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
_LEAST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Spread of undiverted trade around its expected value.

    Attributes
    ----------
    tau
        Drift of a pair's level, as a share of it.
    edges
        Bounds of the size classes of expected exports, euro.
    z_low, z_high
        Standard scores that hold 90 % of null cells, by size class.
    cells
        Null cells behind it.
    """

    tau: float
    edges: FloatArray
    z_low: FloatArray
    z_high: FloatArray
    cells: int

    def apply(self, prepared: Prepared, rows: BoolArray) -> Candidates:
        """Return the named cells with the calibrated predictive, and with their months."""
        cells = prepared.take(rows)
        variance = window_variance(
            cells.expected,
            prepared.phi[rows],
            self.tau,
            months=prepared.months,
            history=prepared.history,
        )
        at = np.searchsorted(self.edges, cells.expected) - 1
        at = np.clip(at, 0, self.z_low.size - 1)
        found = Predictive(
            mean=cells.expected, variance=variance, z_low=self.z_low[at], z_high=self.z_high[at]
        )
        return replace(cells, predictive=found)


def calibrate(sources: list[tuple[Prepared, BoolArray]]) -> Calibration:
    """Calibrate drift and bounds on null cells.

    Parameters
    ----------
    sources
        Passes with the rows of theirs that hold no diversion; the bounds are the widest
        that any source needs.
    """
    picked = [(p.cells.observed[rows], p.cells.expected[rows], p.phi[rows]) for p, rows in sources]
    obs, mean, phi = (np.concatenate(x) for x in zip(*picked, strict=True))
    months, history = sources[0][0].months, sources[0][0].history
    tau = calibrate_drift(obs, mean, phi, months=months, history=history)
    edges = np.quantile(mean, _BINS)
    low, high = np.full(len(_BINS) - 1, -0.1), np.full(len(_BINS) - 1, 0.1)
    for o, m, f in picked:
        z = standard_score(o, m, window_variance(m, f, tau, months=months, history=history))
        for i in range(low.size):
            inside = z[(m >= edges[i]) & (m <= edges[i + 1])]
            if inside.size >= _LEAST:
                bounds = np.quantile(inside, [0.05, 0.95])
                low[i], high[i] = min(low[i], bounds[0]), max(high[i], bounds[1])
    low, high = np.where(low == -0.1, -1.6449, low), np.where(high == 0.1, 1.6449, high)
    return Calibration(tau=tau, edges=edges, z_low=low, z_high=high, cells=obs.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class NullSource:
    """Candidates that hold no diversion, and whether they belong to the intermediaries."""

    id: str
    cells: Candidates
    of_hubs: bool

    @property
    def material(self) -> Candidates:
        """Those that pass the floor."""
        return self.cells.take(self.cells.observed >= FLOOR_EUR)


def prepare_sources(
    panel: Panel, cut: int, window: NDArray[np.intp], seed: int, method: Method
) -> tuple[Prepared, Calibration, tuple[NullSource, ...]]:
    """Return the cells of the war, how the intermediaries' trade strays, and the null cells.

    Raises
    ------
    EstimationError
        There is no control, and the panel is too short for a year without war.
    """
    war = expect_exports(panel, cut=cut, window=window, seed=seed, method=method)
    lost = lost_direct(panel, war)
    ready = prepare_cells(panel, war, lost=lost, mirror=mirror_sums(panel, war))
    calm = _prepare_calm(panel, cut, window, seed, method, lost)
    if method == "three_way":
        own = borrow_lost(panel, lost, cut, seed)
        return ready, *_null_with_controls(panel, ready, calm, own)
    if calm is None:
        raise EstimationError(
            "Without control partners the null is the year before the war, and the panel does not "
            "reach 18 months back; bring in more months with `sinews data add`."
        )
    return ready, *_null_without_controls(panel, ready, calm, borrow_lost(panel, lost, cut, seed))


def _null_without_controls(
    panel: Panel, ready: Prepared, calm: Prepared, own_lost: FloatArray
) -> tuple[Calibration, tuple[NullSource, ...]]:
    """Return the year before the war, and unbanned goods where there are enough of them."""
    hub, treated = np.isin(calm.partner, panel.rows("intermediary")), panel.treated[calm.product]
    free = hub & ~treated
    enough = int((~panel.treated).sum()) >= LEAST_UNTREATED
    parts = [(calm, hub & treated)] + ([(ready, free)] if enough else [])
    calibration = calibrate(parts)
    sources = [NullSource(id="calm", cells=calibration.apply(calm, hub & treated), of_hubs=True)]
    if enough:
        cells = replace(calibration.apply(ready, free), lost=own_lost[ready.product[free]])
        sources.append(NullSource(id="untreated", cells=cells, of_hubs=True))
    return calibration, tuple(sources)


def _prepare_calm(
    panel: Panel, cut: int, window: NDArray[np.intp], seed: int, method: Method, lost: FloatArray
) -> Prepared | None:
    """Return the cells of the year before the war, judged as if it were the war."""
    span = year_without_war(cut, window)
    if span is None:
        return None
    done = expect_exports(panel, cut=span[0], window=span[1], seed=seed, method=method)
    return prepare_cells(panel, done, lost=lost, mirror=mirror_sums(panel, done))


def _null_with_controls(
    panel: Panel, ready: Prepared, calm: Prepared | None, own_lost: FloatArray
) -> tuple[Calibration, tuple[NullSource, ...]]:
    """Return how the intermediaries' trade strays, and the null cells of all sources."""
    hub = np.isin(ready.partner, panel.rows("intermediary"))
    control = np.isin(ready.partner, panel.rows("control"))
    treated = panel.treated[ready.product]
    of_controls = calibrate([(ready, control & treated)])
    parts = [(ready, hub & ~treated)] + ([] if calm is None else [(calm, hub & treated)])
    of_hubs = calibrate(parts)
    free = hub & ~treated
    untreated = replace(of_hubs.apply(ready, free), lost=own_lost[ready.product[free]])
    sources = [
        NullSource(id="control", cells=of_controls.apply(ready, control & treated), of_hubs=False),
        NullSource(id="untreated", cells=untreated, of_hubs=True),
    ]
    if calm is not None:
        cells = of_hubs.apply(calm, hub & treated)
        sources.append(NullSource(id="calm", cells=cells, of_hubs=True))
    return of_hubs, tuple(sources)


def borrow_lost(panel: Panel, lost: FloatArray, cut: int, seed: int) -> FloatArray:
    """Return for each product the loss of a treated product of like size, shape (K,).

    Untreated goods lost no direct trade to a ban; to serve as a null they are judged as if they
    had lost what one of the ten treated goods nearest in size did.
    """
    size = panel.exports[:, :, :cut].sum((0, 2))
    treated = np.flatnonzero(panel.treated)
    ranked = treated[np.argsort(size[treated])]
    at = np.searchsorted(size[ranked], size)
    shift = np.random.default_rng([seed, 11]).integers(-5, 6, size.size)
    pick = ranked[np.clip(at + shift, 0, ranked.size - 1)]
    return np.where(panel.treated, lost, lost[pick])


def even(cells: Candidates) -> FloatArray:
    """Return equal weights that add up to 1: every source of cells counts the same."""
    return np.full(len(cells), 1.0 / max(len(cells), 1))
