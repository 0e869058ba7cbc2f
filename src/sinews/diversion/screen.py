"""The screen: every treated product x intermediary with excess, posterior and q-value."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray, Grade
from sinews.diversion.counterfactual.candidates import FLOOR_EUR, Candidates, join_candidates
from sinews.diversion.counterfactual.expected_exports import Method, choose_method
from sinews.diversion.evidence.evidence_weights import (
    Planting,
    Weights,
    add_diversion,
    learn_weights,
    plant,
    plant_bypass,
)
from sinews.diversion.evidence.null_calibration import (
    Calibration,
    NullSource,
    even,
    prepare_sources,
)
from sinews.diversion.evidence.posterior import (
    UNSEEN,
    Curves,
    estimate_prior,
    share_false,
    shipped_curves,
)
from sinews.diversion.evidence.volume import expect_amount
from sinews.diversion.panel.panel import Panel, Role
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
        Candidates whose exports pass the floor; the others have posterior 0 and q-value 1.
    log_odds
        Log likelihood ratio of diversion above the floor against none.
    posterior
        Probability of diversion above the floor; 0 below it, and at most one half where exports
        show no excess.
    capped
        What is expected to be diverted if anything is, euro: not above the excess, the product's
        lost direct exports, nor what the noise of a large flow leaves credible.
    prior
        Logit of the share of diversion before a cell's own evidence, estimated in the panel; NaN
        where the cell is not judged.
    q_value
        Share of false flags to expect among all pairs that are at least as likely; 1 without
        excess.
    """

    partner: NDArray[np.intp]
    product: NDArray[np.intp]
    cells: Candidates
    judged: NDArray[np.bool_]
    log_odds: FloatArray
    posterior: FloatArray
    capped: FloatArray
    q_value: FloatArray
    prior: FloatArray
    weights: Weights
    calibration: Calibration
    sources: tuple[NullSource, ...]
    method: Method
    why: str

    @property
    def grade(self) -> Grade:
        """`estimated` with control partners and untreated goods, else `assumed`.

        Without them demand of a whole region cannot be told from diversion.
        """
        return "estimated" if self.method == "three_way" else "assumed"

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Candidates with an excess whose q-value is within the nominal rate."""
        return (self.q_value <= FDR) & (self.capped > 0)

    @property
    def expected_eur(self) -> FloatArray:
        """Posterior times capped excess: what is expected to have been diverted."""
        return self.posterior * self.capped


def screen_panel(
    panel: Panel,
    *,
    cut: int,
    window: NDArray[np.intp],
    seed: int = 0,
    planting: Planting | None = None,
    curves: Curves | None = None,
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
    curves
        From log odds to posterior; the shipped ones when None.

    Raises
    ------
    EstimationError
        The panel has no target, no intermediary or no treated good, or is too short for a null.
    """
    _check(panel)
    method, why = choose_method(panel)
    ready, calibration, sources = prepare_sources(panel, cut, window, seed, method)
    here = np.isin(ready.partner, panel.rows("intermediary")) & panel.treated[ready.product]
    judged = calibration.apply(ready, here)
    _check_finite(judged, calibration)
    weights, log_odds = _weigh(judged, sources, np.random.default_rng([seed, 7]), planting)
    large = judged.observed >= FLOOR_EUR
    amount = np.zeros(len(judged))
    amount[large] = expect_amount(judged.take(large))
    curves, reported = curves or shipped_curves(), np.isfinite(judged.arrived_after)
    prior = np.where(large, curves.prior_of_panel(log_odds[large], method), np.nan)
    told = large & reported
    ratio = curves.ratio(log_odds, method, reported)[told]
    prior[told] = estimate_prior(ratio, ready.partner[here][told], ready.product[here][told])
    found = curves.posterior(log_odds, method, reported, prior)
    found = np.where(large, np.where(amount > 0, found, UNSEEN * found), 0.0)
    return Screen(
        partner=ready.partner[here],
        product=ready.product[here],
        cells=judged,
        judged=large,
        log_odds=log_odds,
        posterior=found,
        capped=amount,
        q_value=share_false(found, amount > 0),
        prior=prior,
        weights=weights,
        calibration=calibration,
        sources=sources,
        method=method,
        why=why,
    )


def _check_finite(judged: Candidates, calibration: Calibration) -> None:
    if not (np.isfinite(judged.expected).all() and np.isfinite(calibration.tau)):
        raise EstimationError("The counterfactual is not finite; the panel holds too little trade.")


def _check(panel: Panel) -> None:
    lacking = [r for r in _NEEDED if panel.rows(r).size == 0]
    if lacking or not panel.treated.any():
        what = " and ".join([*lacking, *([] if panel.treated.any() else ["treated good"])])
        raise EstimationError(f"The panel holds no {what}; bring in the trade that is judged.")


def _weigh(
    judged: Candidates,
    sources: tuple[NullSource, ...],
    rng: np.random.Generator,
    planting: Planting | None,
) -> tuple[Weights, FloatArray]:
    """Learn what the evidence is worth by planting, and return the log odds of the judged."""
    planted, innocent = [], []
    for s in sources:
        changed, amount = plant(join_candidates([s.cells] * 2), rng, planting or Planting())
        planted.append(changed.take((amount > FLOOR_EUR) & (changed.observed >= FLOOR_EUR)))
        changed, amount = plant_bypass(s.cells, rng)
        innocent.append(changed.take((amount > FLOOR_EUR / 3) & (changed.observed >= FLOOR_EUR)))
    material = [s.material for s in sources]
    weights = learn_weights(
        join_candidates(material + innocent),
        join_candidates(planted),
        null_weight=np.concatenate(
            [*(even(c) for c in material), *(_INNOCENT_SHARE * even(c) for c in innocent)]
        ),
        planted_weight=np.concatenate([even(c) for c in planted]),
    )
    return weights, weights.log_odds(judged)


AMOUNTS_EUR: Final = (1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8)
SEEN: Final = 0.5
_LEAST_CELLS: Final = 10
_ARRIVES: Final = 0.5


def measure_power(panel: Panel, screen: Screen) -> dict[str, float | None]:
    """Return by intermediary the smallest planted amount that is seen in half of its markets.

    Amounts are planted into the partner's own null cells, half of them arriving and the arrivals
    going on to Russia; seen means a posterior above one half. None where no amount of the grid is
    seen, or where the partner has too few cells whose lost direct trade could hold it.
    """
    sources = [s for s in screen.sources if s.id == "calm"] or list(screen.sources[-1:])
    out: dict[str, float | None] = {}
    hubs = screen.partner
    for p in panel.rows("intermediary"):
        cells = sources[0].cells
        rows = np.flatnonzero(hubs == p)
        own = cells.take(rows) if len(cells) == hubs.size else cells
        known = screen.prior[rows][np.isfinite(screen.prior[rows])]
        prior = float(np.median(known)) if known.size else np.nan
        out[panel.partners[p]] = next(
            (a for a in AMOUNTS_EUR if _share_seen(screen, own, a, prior) >= SEEN), None
        )
    return out


def _share_seen(screen: Screen, cells: Candidates, amount: float, prior: float) -> float:
    room = cells.take(cells.lost >= amount)
    if len(room) < _LEAST_CELLS:
        return 0.0
    flat = np.full(room.sent_months.shape, 1.0 / room.sent_months.shape[1])
    part = np.full(len(room), _ARRIVES)
    planted = add_diversion(room, np.full(len(room), amount), flat, part, part)
    found = shipped_curves().posterior(
        screen.weights.log_odds(planted),
        screen.method,
        np.isfinite(planted.arrived_after),
        prior,
    )
    seen = (found > SEEN) & (planted.observed >= FLOOR_EUR) & (planted.excess > 0)
    return float(seen.mean())
