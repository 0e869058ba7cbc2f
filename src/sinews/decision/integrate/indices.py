"""From paths of the campaign to what theories look at: indices with assumed weights.

Pressure at home, belief in force, durability of support and the balance of force are measured by
no series. They are computed here from paths that are, with weights of theories/parameters.csv.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sinews.campaign.run.paths import Paths
from sinews.core.estimate import FloatArray
from sinews.core.periods import count_months
from sinews.decision.integrate.state import State
from sinews.decision.theories.draws import Theories
from sinews.decision.theories.hypothesis import Thresholds
from sinews.decision.theories.shapes import logistic
from sinews.errors import EstimationError

WAR_BEGAN: Final = date(2022, 2, 1)
_TREND_MONTHS: Final = 6
_SHIFT_MONTHS: Final = 12
_LEAST: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Months of a run and the first of them in which the war can end."""

    months: tuple[date, ...]
    first: int

    @property
    def counted(self) -> tuple[date, ...]:
        """Months in which the war can end."""
        return self.months[self.first :]


def find_span(months: tuple[date, ...], start: date) -> Span:
    """Return the months with the first in which the war can end.

    Raises
    ------
    EstimationError
        No month lies at or after `start`.
    """
    first = next((i for i, m in enumerate(months) if m >= start), None)
    if first is None:
        raise EstimationError(f"The runs end before {start}; choose an earlier start.")
    return Span(months=months, first=first)


def read_state(paths: Paths, irrecoverable: FloatArray, span: Span, theories: Theories) -> State:
    """Return what theories look at from the first month that counts, (n_futures, n_months) each.

    Parameters
    ----------
    irrecoverable
        Share of casualties that does not come back, (n_futures,).
    theories
        Draws for the same futures.
    """
    p, e, a = theories.indices, paths.effects, paths.account
    ground = _trend(e.ground)
    strain = np.clip(1 - paths.base.reserves.T, 0.0, 1.0)
    lost = irrecoverable * e.casualties_ru / np.maximum(paths.base.recruits_ru.T, _LEAST)
    durability = index_durability(a["delivered"], a.words, p)
    limits = theories.thresholds["exhaustion"]
    commitment, bargaining = theories.thresholds["commitment"], theories.thresholds["bargaining"]
    balance = _row(p, "balance_ground") * ground / _row(p, "balance_pace")
    russia = np.minimum(
        e.men_ru / _row(limits, "floor_men_russia"), (1 - strain) / _row(limits, "floor_reserves")
    )
    ukraine = np.minimum(
        e.men_ua / _row(limits, "floor_men_ukraine"),
        a["supply_days"] / _row(limits, "floor_supply_days"),
    )
    age = np.array([count_months(WAR_BEGAN, m) for m in span.months], dtype=float)

    def counted(values: FloatArray) -> FloatArray:
        whole = np.broadcast_to(values, ground.shape)
        return np.ascontiguousarray(whole[span.first :].T)

    return State(
        ground=counted(ground),
        balance=counted(balance),
        losses_per_recruit=counted(lost),
        fiscal=counted(strain),
        pressure=counted(index_pressure(lost, strain, e.ground, p)),
        belief=counted(index_belief(e.ground, durability, p)),
        durability=counted(durability),
        guarantee=counted(_row(commitment, "guarantee_level")),
        shift=counted(_change(balance) / _row(commitment, "shift_unit")),
        means_russia=counted(russia),
        means_ukraine=counted(ukraine),
        news=counted((ground - _before(ground, _TREND_MONTHS)) / _row(bargaining, "news_unit")),
        age_months=counted(age[:, None]),
    )


def index_durability(delivered: FloatArray, words: FloatArray, p: Thresholds) -> FloatArray:
    """Return how long support is expected to last, from words and deliveries, (months, n)."""
    seen = np.minimum(1.0, delivered / _row(p, "delivered_enough"))
    weight = _row(p, "words_weight")
    return _learn(weight * words[:, None] + (1 - weight) * seen, p, "durability")


def index_belief(ground: FloatArray, durability: FloatArray, p: Thresholds) -> FloatArray:
    """Return the belief that force still pays, from ground and expected support."""
    start = _row(p, "belief_start")
    drive = _row(p, "belief_ground") * (ground - ground[:1]) / _row(p, "belief_unit")
    drive = drive - _row(p, "belief_durability") * (durability - _row(p, "durability_start"))
    return _learn(logistic(_logit(start) + drive), p, "belief")


def index_pressure(
    lost: FloatArray, strain: FloatArray, ground: FloatArray, p: Thresholds
) -> FloatArray:
    """Return pressure at home from losses over recruits, strained finances and setbacks."""
    drive = _row(p, "pressure_losses") * np.log(
        np.maximum(lost, _LEAST) / _row(p, "losses_reference")
    )
    drive = drive + _row(p, "pressure_fiscal") * strain
    drive = drive + _row(p, "pressure_setback") * np.maximum(-ground, 0.0) / _row(p, "setback_unit")
    return _learn(logistic(_logit(_row(p, "pressure_start")) + drive), p, "pressure")


def _learn(target: FloatArray, p: Thresholds, name: str) -> FloatArray:
    """Return an index that closes the distance to its target at a constant rate, in [0, 1]."""
    pace = 1 - np.exp(-1 / _row(p, f"{name}_time"))
    now = np.broadcast_to(_row(p, f"{name}_start"), target.shape[1:])
    out = np.empty(target.shape)
    for t in range(len(target)):
        now = now + pace * (target[t] - now)
        out[t] = now
    return np.clip(out, 0.0, 1.0)


def _row(p: Thresholds, name: str) -> FloatArray:
    """Return a parameter as a row over futures, (n_futures,)."""
    return p[name][:, 0]


def _logit(x: FloatArray) -> FloatArray:
    return np.asarray(np.log(x / (1 - x)))


def _trend(ground: FloatArray) -> FloatArray:
    """Return the mean gain a month over the last six months, (months, n)."""
    total = np.concatenate([np.zeros((1, ground.shape[1])), np.cumsum(ground, axis=0)])
    months = np.arange(1, len(total))
    before = np.maximum(months - _TREND_MONTHS, 0)
    return np.asarray((total[months] - total[before]) / (months - before)[:, None])


def _before(values: FloatArray, months: int) -> FloatArray:
    return np.asarray(values[np.maximum(np.arange(len(values)) - months, 0)])


def _change(values: FloatArray) -> FloatArray:
    """Return how far values moved over a year, at most one."""
    return np.asarray(np.minimum(np.abs(values - _before(values, _SHIFT_MONTHS)), 1.0))
