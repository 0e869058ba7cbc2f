"""Where the order of two strategies turns: in the weights, and along assumed parameters."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final

import numpy as np

from sinews.campaign.matching.draws import LATENT
from sinews.campaign.run.grades import name_assumptions
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.study import Answer, answer
from sinews.decision.explore.breakpoints import ParameterTurn, turn_parameter, turn_weights
from sinews.decision.integrate.outcomes import Measured
from sinews.decision.integrate.unknowns import pin, read_positions, value_at
from sinews.decision.report.names import plain_name
from sinews.decision.report.sentences import format_to_interval
from sinews.decision.theories import HYPOTHESES

POSITIONS: Final = np.linspace(0.02, 0.98, 9)
"""Where an assumed parameter is pinned, in positions of its prior."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """One assumed parameter and where along its range the sign turns.

    Attributes
    ----------
    part
        How far the parameter moves the difference, in its spreads.
    low, high
        Ends of the values that were tried.
    turn
        None when there is no root in the range.
    ahead
        The strategy that is ahead over the whole range when there is no root.
    """

    parameter: str
    part: float
    low: float
    high: float
    turn: ParameterTurn | None
    ahead: str

    def sentence(self) -> str:
        """Return the finding in words; no root in the range is one."""
        name, tried = plain_name(self.parameter), f"{self.low:.3g} to {self.high:.3g} tried"
        if self.turn is None:
            return (
                f"If {name} takes any value tried (assumed; {tried}), the model keeps {self.ahead} "
                "ahead: no root in the range."
            )
        t = self.turn
        root, low, high = (format_to_interval(v, t.low, t.high) for v in (t.root, t.low, t.high))
        return (
            f"If {name} passes {root} (assumed; {tried}), the model turns the order; sampling "
            f"error alone gives {low} to {high}, and {100 * t.found:.0f} of 100 resamples have a "
            "root."
        )


def turn_by_weights(found: Answer, outcome: Measured) -> dict[str, Any]:
    """Return the nearest weights at which the order of the two strategies turns, as a record."""
    contrast = found.contrast(found.question.strategies[1], outcome)
    means = np.array([m for m, _, _ in contrast.per_theory.values()])
    turn = turn_weights(means, found.question.weights)
    if turn is None:
        return {"moved": None, "weights": None, "text": "No choice of weights turns the order."}
    weights = {h: round(float(w), 4) for h, w in zip(HYPOTHESES.ids, turn.weights, strict=True)}
    listed = ", ".join(f"{h} {100 * w:.0f}" for h, w in weights.items())
    text = (
        f"Moving {100 * turn.moved:.0f} points of weight turns the order. With weights of {listed} "
        "points the two tie in the model."
    )
    return {"moved": turn.moved, "weights": weights, "text": text}


def turn_by_parameters(
    evidence: Evidence,
    found: Answer,
    outcome: Measured,
    *,
    most: int = 4,
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[Turning, ...]:
    """Return where each of the top assumed parameters turns the sign of the paired difference."""
    q = found.question
    positions = read_positions(q.futures, q.seed)[found.kept]
    ranked = name_assumptions(positions, difference(found, outcome), most=most + len(LATENT))
    named = [(n, part) for n, part in ranked if n not in LATENT][:most]
    turnings = []
    for name, part in named:
        turnings.append(_turn_one(evidence, found, outcome, name, part))
        on_step(name)
    return tuple(turnings)


def difference(found: Answer, outcome: Measured) -> FloatArray:
    """Return the mixed paired difference of the kept futures, positive favouring the second."""
    mixed = found.comparison.mixture(outcome.id, found.question.weights)
    return np.asarray(outcome.sign * (mixed[:, 1] - mixed[:, 0]))


def _turn_one(
    evidence: Evidence, found: Answer, outcome: Measured, name: str, part: float
) -> Turning:
    q = found.question
    runs = [answer(evidence, replace(q, uniform=pin(name, p))) for p in POSITIONS]
    common = reduce(np.intersect1d, [r.kept for r in runs])
    rows = np.stack([difference(r, outcome)[np.isin(r.kept, common)] for r in runs])
    values = np.array([value_at(name, p) for p in POSITIONS])
    turn = turn_parameter(values, rows, stream(q.seed, f"decision.turn.{name}"))
    ahead = q.strategies[1 if rows.mean() > 0 else 0].label
    return Turning(
        parameter=name,
        part=part,
        low=float(values[0]),
        high=float(values[-1]),
        turn=turn,
        ahead=ahead,
    )


def to_record(turning: Turning) -> dict[str, Any]:
    """Return the record that the command prints."""
    t = turning.turn
    return {
        "parameter": turning.parameter,
        "grade": "assumed",
        "part": turning.part,
        "tried": {"low": turning.low, "high": turning.high},
        "root": None if t is None else {"value": t.root, "low": t.low, "high": t.high},
        "found": None if t is None else t.found,
        "text": turning.sentence(),
    }
