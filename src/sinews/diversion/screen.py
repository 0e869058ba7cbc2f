"""The screen: every treated product x intermediary with excess, posterior and q-value."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray, Grade
from sinews.diversion.cells import Cells, join_cells
from sinews.diversion.cube import Cube, Role
from sinews.diversion.fdr import adjust_bh, empirical_p, estimate_prior, posterior
from sinews.diversion.mirror_sums import mirror_sums
from sinews.diversion.null import FLOOR_EUR, Calibration, calibrate
from sinews.diversion.passes import Method, calm_window, choose_method, run_pass
from sinews.diversion.prepare import Prepared, lost_direct, prepare_cells
from sinews.diversion.weights import Planting, Weights, learn_weights, plant, plant_bypass
from sinews.errors import EstimationError

FDR = 0.2
"""Nominal false-discovery rate of a flag."""
_NEEDED: tuple[Role, ...] = ("target", "intermediary")
_INNOCENT_SHARE = 0.1
"""Weight of planted hub bypass among the null cells (assumed: one innocent case in ten)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NullSource:
    """Cells that hold no diversion, and whether they belong to the intermediaries."""

    id: str
    cells: Cells
    of_hubs: bool

    @property
    def material(self) -> Cells:
        """Those that pass the floor."""
        return self.cells.take(self.cells.observed >= FLOOR_EUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The result over all treated products x intermediaries, shape (n,) each.

    Attributes
    ----------
    partner, product
        Indices into the panel.
    judged
        Cells whose exports pass the floor; the others have posterior 0 and q-value 1.
    log_odds
        Log likelihood ratio of diversion above the floor against none.
    prior
        Share of judged cells with diversion, estimated.
    grade
        `estimated` with control partners and untreated goods, `assumed` without: then demand of a
        whole region cannot be told from diversion.
    """

    partner: NDArray[np.intp]
    product: NDArray[np.intp]
    cells: Cells
    judged: NDArray[np.bool_]
    log_odds: FloatArray
    posterior: FloatArray
    p_value: FloatArray
    q_value: FloatArray
    weights: Weights
    calibration: Calibration
    sources: tuple[NullSource, ...]
    prior: float
    method: Method
    grade: Grade
    why: str

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Cells whose q-value is within the nominal rate."""
        return self.q_value <= FDR

    @property
    def expected_eur(self) -> FloatArray:
        """Posterior times capped excess: what is expected to have been diverted."""
        return self.posterior * self.cells.capped


def screen_cube(
    cube: Cube,
    *,
    cut: int,
    window: NDArray[np.intp],
    seed: int = 0,
    planting: Planting | None = None,
) -> Screen:
    """Judge every treated product x intermediary of a panel.

    Parameters
    ----------
    cut
        Month index from which cells count as treated.
    window
        Month indices that are judged.
    seed
        Of the folds and of the planted cells.

    Raises
    ------
    EstimationError
        The panel has no target, no intermediary or no treated good, or is too short for a null.
    """
    _check(cube)
    method, why = choose_method(cube)
    war = run_pass(cube, cut=cut, window=window, seed=seed, method=method)
    lost = lost_direct(cube, war)
    ready = prepare_cells(cube, war, lost=lost, mirror=mirror_sums(cube, war))
    calm = _prepare_calm(cube, cut, window, seed, method, lost)
    hub = np.isin(ready.partner, cube.rows("intermediary"))
    treated = cube.treated[ready.product]
    here = hub & treated
    if method == "three_way":
        own = borrow_lost(cube, lost, cut, seed)
        calibration, sources = _null_with_controls(cube, ready, calm, own)
    elif calm is None:
        raise EstimationError(
            f"Without controls ({why}) the null is the year before the war, and the panel does not "
            "reach 18 months back; bring in more months with `sinews data add`."
        )
    else:
        calibration = calibrate([(calm, here)])
        sources = (NullSource(id="calm", cells=calibration.apply(calm).take(here), of_hubs=True),)
    judged = calibration.apply(ready).take(here)
    weights, log_odds = _weigh(judged, sources, np.random.default_rng([seed, 7]), planting)
    p, large = _p_values(judged, log_odds, sources, weights), judged.observed >= FLOOR_EUR
    prior = estimate_prior(log_odds[large])
    q = np.ones(len(judged))
    q[large] = adjust_bh(p[large], null_share=1 - prior)
    return Screen(
        partner=ready.partner[here],
        product=ready.product[here],
        cells=judged,
        judged=large,
        log_odds=log_odds,
        posterior=np.where(large, posterior(log_odds, prior), 0.0),
        p_value=p,
        q_value=q,
        weights=weights,
        calibration=calibration,
        sources=sources,
        prior=prior,
        method=method,
        grade="estimated" if method == "three_way" else "assumed",
        why=why,
    )


def _check(cube: Cube) -> None:
    lacking = [r for r in _NEEDED if cube.rows(r).size == 0]
    if lacking or not cube.treated.any():
        what = " and ".join([*lacking, *([] if cube.treated.any() else ["treated good"])])
        raise EstimationError(f"The panel holds no {what}; bring in the trade that is judged.")


def _prepare_calm(
    cube: Cube, cut: int, window: NDArray[np.intp], seed: int, method: Method, lost: FloatArray
) -> Prepared | None:
    """Return the cells of the year before the war, judged as if it were the war."""
    span = calm_window(cut, window)
    if span is None:
        return None
    done = run_pass(cube, cut=span[0], window=span[1], seed=seed, method=method)
    return prepare_cells(cube, done, lost=lost, mirror=mirror_sums(cube, done))


def _null_with_controls(
    cube: Cube, ready: Prepared, calm: Prepared | None, own_lost: FloatArray
) -> tuple[Calibration, tuple[NullSource, ...]]:
    """Return how the intermediaries' trade strays, and the null cells of all sources."""
    hub = np.isin(ready.partner, cube.rows("intermediary"))
    control = np.isin(ready.partner, cube.rows("control"))
    treated = cube.treated[ready.product]
    of_controls = calibrate([(ready, control & treated)])
    parts = [(ready, hub & ~treated)] + ([] if calm is None else [(calm, hub & treated)])
    of_hubs = calibrate(parts)
    untreated = of_hubs.apply(ready)
    untreated = replace(untreated, lost=own_lost[ready.product]).take(hub & ~treated)
    sources = [
        NullSource(
            id="control", cells=of_controls.apply(ready).take(control & treated), of_hubs=False
        ),
        NullSource(id="untreated", cells=untreated, of_hubs=True),
    ]
    if calm is not None:
        cells = of_hubs.apply(calm).take(hub & treated)
        sources.append(NullSource(id="calm", cells=cells, of_hubs=True))
    return of_hubs, tuple(sources)


def borrow_lost(cube: Cube, lost: FloatArray, cut: int, seed: int) -> FloatArray:
    """Return for each product the loss of a treated product of like size, shape (K,).

    Untreated goods lost no direct trade to a ban; to serve as a null they are judged as if they
    had lost what one of the ten treated goods nearest in size did.
    """
    size = cube.exports[:, :, :cut].sum((0, 2))
    treated = np.flatnonzero(cube.treated)
    ranked = treated[np.argsort(size[treated])]
    at = np.searchsorted(size[ranked], size)
    shift = np.random.default_rng([seed, 11]).integers(-5, 6, size.size)
    pick = ranked[np.clip(at + shift, 0, ranked.size - 1)]
    return np.where(cube.treated, lost, lost[pick])


def _weigh(
    judged: Cells,
    sources: tuple[NullSource, ...],
    rng: np.random.Generator,
    planting: Planting | None,
) -> tuple[Weights, FloatArray]:
    """Learn what the evidence is worth by planting, and return the log odds of the judged."""
    planted, innocent = [], []
    for s in sources:
        changed, amount = plant(join_cells([s.cells] * 2), rng, planting or Planting())
        planted.append(changed.take((amount > FLOOR_EUR) & (changed.observed >= FLOOR_EUR)))
        changed, amount = plant_bypass(s.cells, rng)
        innocent.append(changed.take((amount > FLOOR_EUR / 3) & (changed.observed >= FLOOR_EUR)))
    material = [s.material for s in sources]
    weights = learn_weights(
        join_cells(material + innocent),
        join_cells(planted),
        null_weight=np.concatenate(
            [*(even(c) for c in material), *(_INNOCENT_SHARE * even(c) for c in innocent)]
        ),
        planted_weight=np.concatenate([even(c) for c in planted]),
    )
    return weights, weights.log_odds(judged)


def _p_values(
    judged: Cells, log_odds: FloatArray, sources: tuple[NullSource, ...], weights: Weights
) -> FloatArray:
    """Return the larger of the p-values against controls and against the intermediaries' own."""
    p = np.zeros(len(judged))
    for of_hubs in (False, True):
        null = [s.material for s in sources if s.of_hubs == of_hubs]
        if null:
            share = np.concatenate([even(c) for c in null])
            scores = weights.log_odds(join_cells(null))
            p = np.maximum(p, empirical_p(log_odds, scores, share))
    return np.where(judged.observed >= FLOOR_EUR, p, 1.0)


def even(cells: Cells) -> FloatArray:
    """Return equal weights that add up to 1: every source of cells counts the same."""
    return np.full(len(cells), 1.0 / max(len(cells), 1))
