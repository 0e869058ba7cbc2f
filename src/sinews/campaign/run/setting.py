"""What all strategies of a comparison have in common: calendar, base path, draws, switches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.base_path import BasePath
from sinews.campaign.elasticities import Ranges, narrow
from sinews.campaign.inputs import build_inputs, read_base_path
from sinews.campaign.instruments import SAME_DRAW
from sinews.campaign.levers import WeeklyInputs
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError

SWITCHES: Final = ("mobilisation", "refill", "scarcity", "deep_strikes")
"""Feedbacks that a reader can turn off: people, goods, price of rounds, strikes on ground."""
IN_MODEL: Final = ("refill", "scarcity")
"""Switches that the accounts read; the others act in the formula of effects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """The unknowns of every future; what strategies share.

    Attributes
    ----------
    parameters
        Of the accounting model, (n_parameters, n_futures).
    effects
        Elasticities and constants by id, (n_futures,) each.
    front
        Draw of the base path, (n_futures,).
    """

    parameters: FloatArray
    effects: Mapping[str, FloatArray]
    front: NDArray[np.intp]

    def select(self, rows: slice | NDArray[np.intp]) -> "Draws":
        """Return the unknowns of some futures."""
        return Draws(
            parameters=np.ascontiguousarray(self.parameters[:, rows]),
            effects={k: v[rows] for k, v in self.effects.items()},
            front=self.front[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything of a run but the strategy.

    Attributes
    ----------
    inputs
        Weekly inputs of the base path.
    front
        The base path's draws, as the front instrument gives them.
    without
        Switches turned off.
    """

    calendar: Calendar
    inputs: WeeklyInputs
    front: BasePath
    draws: Draws
    seed: int
    ranges: Ranges = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @property
    def futures(self) -> int:
        """Number of futures."""
        return self.draws.front.size

    @property
    def months(self) -> tuple[date, ...]:
        """First of each month."""
        return self.front.months

    def name_run(self, strategies: Sequence[Strategy]) -> str:
        """Return the digest of what decides the numbers of some strategies."""
        digest = sha256(campaign_model().kernel_id.encode())
        key = (self.futures, self.seed, self.calendar.until, sorted(self.ranges.items()))
        digest.update(repr((key, self.without)).encode())
        digest.update(self.draws.parameters.tobytes())
        digest.update(self.front.ground.tobytes())
        for s in strategies:
            inputs = strategy_inputs(self, s)
            digest.update(s.id.encode() + b"".join(inputs[k].tobytes() for k in sorted(inputs)))
        return digest.hexdigest()[:16]


def strategy_inputs(setting: Setting, strategy: Strategy) -> WeeklyInputs:
    """Return every weekly input under a strategy, with the switches."""
    inputs = dict(strategy.apply(setting.inputs, setting.calendar))
    weeks = setting.calendar.n_weeks
    return inputs | {s: np.zeros(weeks) for s in IN_MODEL if s in setting.without}


def stack_inputs(inputs: WeeklyInputs) -> FloatArray:
    """Return the inputs in the order of the model, shape (n_inputs, n_weeks)."""
    return np.stack([inputs[i.name] for i in campaign_model().inputs])


def open_setting(
    evidence: Evidence,
    *,
    futures: int,
    seed: int,
    until: date,
    ranges: Ranges | None = None,
    without: Sequence[str] = (),
) -> Setting:
    """Return the setting of a comparison.

    Parameters
    ----------
    ranges
        A reader's ranges of elasticities; the published ones where they name none.
    without
        Switches to turn off.

    Raises
    ------
    UnknownNameError
        There is no such elasticity or switch.
    UsageError
        A range is not in order, or the last day is outside the model's horizon.
    """
    for name in without:
        if name not in SWITCHES:
            raise UnknownNameError("switch", name, SWITCHES)
    calendar = Calendar(until=until)
    front = read_base_path(tuple(m for m, _ in calendar.month_ends()))
    return Setting(
        calendar=calendar,
        inputs=build_inputs(evidence, calendar, front),
        front=front,
        draws=draw_unknowns(futures, seed, ranges or {}, len(front.ground)),
        seed=seed,
        ranges=dict(ranges or {}),
        without=tuple(s for s in SWITCHES if s in without),
    )


def draw_unknowns(futures: int, seed: int, ranges: Ranges, n_front: int) -> Draws:
    """Return the unknowns of all futures; those of a future depend on seed and index alone."""
    parameters = campaign_model().parameters
    positions = {p.name: stream(seed, f"campaign.{p.name}").random(futures) for p in parameters}
    rows = [p.distribution.quantile(positions[SAME_DRAW.get(p.name, p.name)]) for p in parameters]
    return Draws(
        parameters=np.ascontiguousarray(np.stack(rows)),
        effects={k: e.draw(futures, seed) for k, e in narrow(ranges).items()},
        front=stream(seed, "campaign.front").integers(0, n_front, futures),
    )
