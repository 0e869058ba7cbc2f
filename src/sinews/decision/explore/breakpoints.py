"""Where a ranking turns in the reader's weights of the theories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.theories import HYPOTHESES
from sinews.errors import EstimationError


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightTurn:
    """The least mass of weight to move before the order of two strategies turns.

    Attributes
    ----------
    moved
        Mass moved, between 0 and 1.
    weights
        The weights at which they tie, shape (n_theories,).
    """

    moved: float
    weights: FloatArray


class TurnCells(TypedDict):
    """A turn as commands print it."""

    moved: float | None
    weights: dict[str, float] | None
    text: str


def turn_weights(differences: FloatArray, weights: FloatArray) -> WeightTurn | None:
    """Return the nearest weights at which the order turns, or None when no weights turn it.

    Parameters
    ----------
    differences
        Mean difference of the two strategies under each theory, shape (n_theories,).
    weights
        The reader's weights, shape (n_theories,), summing to one.
    """
    from scipy.optimize import linprog

    k = differences.size
    delta = -differences if weights @ differences < 0 else differences
    if delta.min() > 0:
        return None
    eye = np.eye(k)
    result = linprog(
        np.concatenate([np.zeros(k), np.ones(k)]),
        A_ub=np.vstack(
            [
                np.hstack([eye, -eye]),
                np.hstack([-eye, -eye]),
                np.concatenate([delta, np.zeros(k)])[None],
            ]
        ),
        b_ub=np.concatenate([weights, -weights, [0.0]]),
        A_eq=np.concatenate([np.ones(k), np.zeros(k)])[None],
        b_eq=[1.0],
        bounds=[(0, 1)] * (2 * k),
    )
    if not result.success:
        raise EstimationError(f"The search for the turning weights failed: {result.message}")
    return WeightTurn(moved=float(result.fun / 2), weights=np.asarray(result.x[:k]))


def describe_turn(means: Sequence[float], weights: FloatArray) -> TurnCells:
    """Return the nearest weights at which the order of two strategies turns, as a record.

    Parameters
    ----------
    means
        Mean difference under each theory, in the order of the theories.
    """
    turn = turn_weights(np.array(means), weights)
    if turn is None:
        return {"moved": None, "weights": None, "text": "No choice of weights turns the order."}
    found = {h: round(float(w), 4) for h, w in zip(HYPOTHESES.ids, turn.weights, strict=True)}
    listed = ", ".join(f"{h} {100 * w:.0f}" for h, w in found.items())
    text = (
        f"Moving {100 * turn.moved:.0f} of 100 points of weight turns the order. With weights of "
        f"{listed} points the two tie in the model."
    )
    return {"moved": turn.moved, "weights": found, "text": text}
