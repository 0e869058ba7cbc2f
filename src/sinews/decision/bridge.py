"""From an ensemble of the campaign model to the states that termination hypotheses read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.ensemble import Ensemble
from sinews.core.estimate import FloatArray
from sinews.core.periods import count_months
from sinews.decision.state import State
from sinews.decision.termination.parameters import draw_thresholds
from sinews.engine import draw_parameters
from sinews.errors import EstimationError

WAR_BEGAN: Final = date(2022, 2, 1)
_TREND_MONTHS: Final = 6
_SHIFT_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """States of several strategies on the futures that all of them kept.

    Attributes
    ----------
    kept
        Index of the futures that stayed in the model's range under every strategy.
    dropped
        Share of futures that did not.
    states
        Strategy id to its states, (n_kept, n_months).
    ground, casualties_ru, casualties_ua
        Strategy id to cumulative outcomes, (n_kept, n_months).
    """

    months: tuple[date, ...]
    kept: NDArray[np.intp]
    dropped: float
    states: Mapping[str, State]
    ground: Mapping[str, FloatArray]
    casualties_ru: Mapping[str, FloatArray]
    casualties_ua: Mapping[str, FloatArray]


def build_futures(ensemble: Ensemble, *, start: date, seed: int) -> Futures:
    """Return states from a month on; the war can end from that month.

    Raises
    ------
    EstimationError
        The ensemble has no month after `start`, or no future was kept.
    """
    first = next((i for i, m in enumerate(ensemble.months) if m >= start), None)
    if first is None:
        raise EstimationError(f"The runs end before {start}; choose an earlier start.")
    inside = np.all([~np.isfinite(o.left) for o in ensemble.outcomes.values()], axis=0)
    kept = np.flatnonzero(inside)
    if kept.size == 0:
        raise EstimationError("Every future left the range of the model; nothing can be compared.")
    reader = _Reader(ensemble, kept, first, seed)
    ids = list(ensemble.outcomes)
    return Futures(
        months=ensemble.months[first:],
        kept=kept,
        dropped=1 - kept.size / inside.size,
        states={s: reader.state(s) for s in ids},
        ground={s: reader.later(s, "cum_net_gain") for s in ids},
        casualties_ru={s: reader.later(s, "cum_casualties_ru") for s in ids},
        casualties_ua={s: reader.later(s, "cum_casualties_ua") for s in ids},
    )


class _Reader:
    """Reads monthly paths of the kept futures."""

    def __init__(self, ensemble: Ensemble, kept: NDArray[np.intp], first: int, seed: int) -> None:
        self.ensemble, self.kept, self.first = ensemble, kept, first
        n = ensemble.study.runs
        model, sampling = ensemble.study.model, ensemble.study.sampling
        values = draw_parameters(model, sampling, 0, n)[:, kept]
        names = [p.name for p in model.parameters]
        self.start_balance = values[names.index("advantage_start")][:, None]
        self.limits = {
            k: v[kept]
            for h in ("exhaustion", "commitment", "bargaining")
            for k, v in draw_thresholds(h, n, seed).items()
        }

    def path(self, strategy: str, name: str) -> FloatArray:
        """Return the whole path from the start of the model, (n_kept, n_all_months)."""
        return np.asarray(self.ensemble.outcomes[strategy].path(name)[:, self.kept].T)

    def later(self, strategy: str, name: str) -> FloatArray:
        """Return the path from the first month that counts on."""
        return self.path(strategy, name)[:, self.first :]

    def state(self, s: str) -> State:
        """Return the state of one strategy."""
        limits, first = self.limits, self.first
        balance = self.start_balance + self.path(s, "now_advantage")
        ground = _trend(self.path(s, "cum_net_gain"))
        strain = self.later(s, "now_strain")
        losses, recruits = self.later(s, "now_losses_ru"), self.later(s, "now_recruits_ru")
        months = self.ensemble.months[first:]
        age = np.array([count_months(WAR_BEGAN, m) for m in months], dtype=float)
        shape = strain.shape
        russia = _scarcest(
            self.later(s, "end_men_ru") / limits["floor_men_russia"],
            self.later(s, "end_tanks_ru") / limits["floor_tanks_russia"],
            (1 - strain) / limits["floor_reserves"],
        )
        ukraine = _scarcest(
            self.later(s, "end_men_ua") / limits["floor_men_ukraine"],
            self.later(s, "now_supply_days") / limits["floor_supply_days"],
        )
        return State(
            ground=ground[:, first:],
            balance=balance[:, first:],
            losses_per_recruit=losses / recruits,
            fiscal=strain,
            pressure=self.later(s, "end_pressure"),
            belief=self.later(s, "end_belief"),
            durability=self.later(s, "now_durability"),
            guarantee=np.broadcast_to(limits["guarantee_level"], shape).copy(),
            shift=_change(balance, _SHIFT_MONTHS)[:, first:] / limits["shift_unit"],
            means_russia=russia,
            means_ukraine=ukraine,
            news=_news(ground)[:, first:] / limits["news_unit"],
            age_months=np.broadcast_to(age, shape).copy(),
        )


def _trend(total: FloatArray) -> FloatArray:
    """Return the mean gain a month over the last six months."""
    padded = np.concatenate([np.zeros((len(total), 1)), total], axis=1)
    months = np.arange(1, padded.shape[1])
    before = np.maximum(months - _TREND_MONTHS, 0)
    return np.asarray((padded[:, months] - padded[:, before]) / (months - before))


def _change(values: FloatArray, months: int) -> FloatArray:
    """Return how far values moved over some months, at most one."""
    index = np.arange(values.shape[1])
    before = np.maximum(index - months, 0)
    return np.asarray(np.minimum(np.abs(values - values[:, before]), 1.0))


def _news(ground: FloatArray) -> FloatArray:
    index = np.arange(ground.shape[1])
    return np.asarray(ground - ground[:, np.maximum(index - _TREND_MONTHS, 0)])


def _scarcest(*ratios: FloatArray) -> FloatArray:
    return np.asarray(np.minimum.reduce(list(ratios)))
