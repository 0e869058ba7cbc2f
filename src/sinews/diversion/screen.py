"""The screen: every treated product x intermediary with excess, posterior and q-value."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray, Grade
from sinews.diversion.counterfactual.candidates import Cells, join_cells
from sinews.diversion.counterfactual.expected_exports import Method, choose_method
from sinews.diversion.evidence.evidence_weights import (
    Planting,
    Weights,
    adjust_bh,
    empirical_p,
    estimate_prior,
    learn_weights,
    plant,
    plant_bypass,
    posterior,
)
from sinews.diversion.evidence.null_calibration import (
    FLOOR_EUR,
    Calibration,
    NullSource,
    even,
    prepare_sources,
)
from sinews.diversion.panel.panel import Cube, Role
from sinews.errors import EstimationError

FDR = 0.2
"""Nominal false-discovery rate of a flag."""
_NEEDED: tuple[Role, ...] = ("target", "intermediary")
_INNOCENT_SHARE = 0.1
"""Weight of planted hub bypass among the null cells (assumed: one innocent case in ten)."""


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
    ready, calibration, sources = prepare_sources(cube, cut, window, seed, method)
    here = np.isin(ready.partner, cube.rows("intermediary")) & cube.treated[ready.product]
    judged = calibration.apply(ready).take(here)
    if not (np.isfinite(judged.expected).all() and np.isfinite(calibration.tau)):
        raise EstimationError("The counterfactual is not finite; the panel holds too little trade.")
    weights, log_odds = _weigh(judged, sources, np.random.default_rng([seed, 7]), planting)
    p, large = _p_values(judged, log_odds, sources, weights), judged.observed >= FLOOR_EUR
    prior = estimate_prior(log_odds[large])
    q = np.ones(len(judged))
    q[large] = adjust_bh(p[large])
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


AMOUNTS_EUR: Final = (1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8)
SEEN: Final = 0.5
_LEAST_CELLS: Final = 10
_ARRIVES: Final = 0.5


def measure_power(cube: Cube, screen: Screen) -> dict[str, float | None]:
    """Return by intermediary the smallest planted amount that is seen in half of its markets.

    Amounts are planted into the partner's own null cells, half of them arriving and the arrivals
    going on to Russia; seen means a posterior above one half. None where no amount of the grid is
    seen, or where the partner has too few cells whose lost direct trade could hold it.
    """
    threshold = float(np.log((1 - screen.prior) / screen.prior))
    sources = [s for s in screen.sources if s.id == "calm"] or list(screen.sources[-1:])
    out: dict[str, float | None] = {}
    hubs = screen.partner
    for p in cube.rows("intermediary"):
        cells = sources[0].cells
        rows = np.flatnonzero(hubs == p)
        own = cells.take(rows) if len(cells) == hubs.size else cells
        out[cube.partners[p]] = next(
            (a for a in AMOUNTS_EUR if _share_seen(screen, own, a, threshold) >= SEEN), None
        )
    return out


def _share_seen(screen: Screen, cells, amount: float, threshold: float) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    room = cells.take(cells.lost >= amount)
    if len(room) < _LEAST_CELLS:
        return 0.0
    gone: FloatArray = np.full(len(room), amount)
    planted = replace(
        room,
        observed=room.observed + gone,
        late_share=(room.observed * room.late_share + gone * 0.75)
        / np.maximum(room.observed + gone, 1.0),
        sent_after=room.sent_after + gone,
        arrived_after=room.arrived_after + gone * _ARRIVES,
        onward_after=room.onward_after + gone * _ARRIVES,
    )
    seen = (screen.weights.log_odds(planted) > threshold) & (planted.observed >= FLOOR_EUR)
    return float(seen.mean())
