"""From runs of the campaign model to the states that termination hypotheses read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.periods import count_months
from sinews.decision.integrate.state import State
from sinews.decision.theories.draws import Theories
from sinews.engine import Model, Outcomes

WAR_BEGAN: Final = date(2022, 2, 1)
READ: Final = (
    "cum_net_gain",
    "cum_casualties_ua",
    "cum_rounds",
    "now_advantage",
    "now_strain",
    "now_losses_ru",
    "now_recruits_ru",
    "now_supply_days",
    "now_durability",
    "end_men_ru",
    "end_men_ua",
    "end_tanks_ru",
    "end_pressure",
    "end_belief",
)
"""Outcomes of the campaign model that theories and comparisons read."""
_TREND_MONTHS: Final = 6
_SHIFT_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """States under one strategy on some futures.

    Attributes
    ----------
    ground, casualties_ua
        Cumulative outcomes, (n_futures, n_months).
    """

    state: State
    ground: FloatArray
    casualties_ua: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Months of the readings and the first of them in which the war can end."""

    months: tuple[date, ...]
    first: int

    @property
    def counted(self) -> tuple[date, ...]:
        """Months in which the war can end."""
        return self.months[self.first :]


def keep_inside(runs: Sequence[Outcomes]) -> NDArray[np.intp]:
    """Return the index of the futures that stayed in the model's range under every strategy."""
    return np.flatnonzero(np.all([~np.isfinite(o.left) for o in runs], axis=0))


def start_balance(model: Model, drawn: FloatArray) -> FloatArray:
    """Return the balance at the start of the model, (n,), from parameters (n_parameters, n)."""
    names = [p.name for p in model.parameters]
    return np.asarray(drawn[names.index("advantage_start")])


def read_futures(
    outcomes: Outcomes,
    span: Span,
    theories: Theories,
    start_balance: FloatArray,
    kept: NDArray[np.intp],
    *,
    early: Outcomes | None = None,
) -> Futures:
    """Return the states of the kept futures from the first month that counts.

    Parameters
    ----------
    early
        Readings of the same outcomes before those of `outcomes`.
    theories, start_balance
        Of the kept futures; the balance at the start of the model has shape (n_kept,).
    """
    reader = _Reader(outcomes, early, span, kept)
    return Futures(
        state=_read_state(reader, theories, start_balance[:, None]),
        ground=reader.later("cum_net_gain"),
        casualties_ua=reader.later("cum_casualties_ua"),
    )


class _Reader:
    """Reads monthly paths of the kept futures."""

    def __init__(
        self, outcomes: Outcomes, early: Outcomes | None, span: Span, kept: NDArray[np.intp]
    ) -> None:
        self.outcomes, self.early, self.span, self.kept = outcomes, early, span, kept
        # trends look back six months and news another six; nothing looks further
        self.lead = min(span.first, 2 * _TREND_MONTHS)

    def path(self, name: str, first: int) -> FloatArray:
        """Return a path from a month on, (n_kept, n_months)."""
        known = 0 if self.early is None else len(self.early.read_at)
        months = self.outcomes.path(name)[max(first - known, 0) :]
        if self.early is not None and first < known:
            months = np.concatenate([self.early.path(name)[first:], months])
        whole = self.kept.size == months.shape[1]
        return np.ascontiguousarray((months if whole else months[:, self.kept]).T)

    def with_lead(self, name: str) -> FloatArray:
        """Return the path with the months before that trends look back on."""
        return self.path(name, self.span.first - self.lead)

    def later(self, name: str) -> FloatArray:
        """Return the path from the first month that counts on."""
        return self.path(name, self.span.first)


def _read_state(read: _Reader, theories: Theories, start_balance: FloatArray) -> State:
    limits = {
        k: v
        for h in ("exhaustion", "commitment", "bargaining")
        for k, v in theories.thresholds[h].items()
    }
    lead, later = read.lead, read.later
    balance = start_balance + read.with_lead("now_advantage")
    ground = _trend(read.with_lead("cum_net_gain"))
    strain = later("now_strain")
    age = np.array([count_months(WAR_BEGAN, m) for m in read.span.counted], dtype=float)
    russia = _scarcest(
        later("end_men_ru") / limits["floor_men_russia"],
        later("end_tanks_ru") / limits["floor_tanks_russia"],
        (1 - strain) / limits["floor_reserves"],
    )
    ukraine = _scarcest(
        later("end_men_ua") / limits["floor_men_ukraine"],
        later("now_supply_days") / limits["floor_supply_days"],
    )
    return State(
        ground=ground[:, lead:],
        balance=balance[:, lead:],
        losses_per_recruit=later("now_losses_ru") / later("now_recruits_ru"),
        fiscal=strain,
        pressure=later("end_pressure"),
        belief=later("end_belief"),
        durability=later("now_durability"),
        guarantee=np.broadcast_to(limits["guarantee_level"], strain.shape),
        shift=_change(balance, _SHIFT_MONTHS)[:, lead:] / limits["shift_unit"],
        means_russia=russia,
        means_ukraine=ukraine,
        news=_news(ground)[:, lead:] / limits["news_unit"],
        age_months=np.broadcast_to(age, strain.shape),
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
