"""Outcomes of a strategy over the whole run: what is published, with unit, label and grade."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

import numpy as np

from sinews.campaign.base_path import FAMILIES
from sinews.campaign.run.paths import (
    BLOCK,
    WORKERS,
    Paths,
    find_stopped,
    list_blocks,
    run_block,
)
from sinews.campaign.run.setting import Setting
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.estimate import FloatArray

Layer = Literal["accounted", "assumed"]
FIRST: Final = 2
"""Months before March 2024, from when strategies differ; rates are means from then on."""
DAYS: Final = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One outcome: accounted from sources, or the base path moved by assumed elasticities."""

    id: str
    label: str
    unit: str
    layer: Layer


_ACCOUNTED: Final = (
    ("total_cost_us", "Cost to the United States", "EUR bn"),
    ("total_cost_europe", "Cost to Europe", "EUR bn"),
    ("total_cost_other", "Cost to other donors", "EUR bn"),
    ("total_allocated", "Cost to all donors", "EUR bn"),
    ("total_delivered", "Support that became materiel", "EUR bn"),
    ("rounds_received", "Rounds received", "k rounds"),
    ("rounds_a_day_ua", "Rounds fired by Ukraine", "rounds/day"),
    ("rounds_a_day_ru", "Rounds fired by Russia", "rounds/day"),
    ("interceptors_received", "Interceptors", "units"),
    ("stopped_oneway", "One-way drones stopped", "share"),
    ("stopped_cruise", "Cruise missiles stopped", "share"),
    ("stopped_ballistic", "Ballistic missiles stopped", "share"),
    ("drones_ua", "Battlefield drones of Ukraine", "k units"),
    ("end_supply_days", "Days of wanted fire in stock", "days"),
)
_ASSUMED: Final = (
    ("net_ground_km2", "Net Russian ground", "km2"),
    ("total_casualties_ru", "Russian casualties", "k persons"),
    ("total_casualties_ua", "Ukrainian casualties", "k persons"),
)
OUTCOMES: Final = (
    *(Outcome(id=i, label=name, unit=u, layer="accounted") for i, name, u in _ACCOUNTED),
    *(Outcome(id=i, label=name, unit=u, layer="assumed") for i, name, u in _ASSUMED),
)


def measure_outcomes(setting: Setting, paths: Paths) -> dict[str, FloatArray]:
    """Return every outcome from March 2024 to the last month, (n_futures,) each."""
    a, e = paths.account, paths.effects
    later = slice(min(FIRST, len(setting.months) - 1), None)
    days = DAYS * len(setting.months[later])
    found = {
        f"total_cost_{g}": a[f"cost_{g}"][later].sum(axis=0) / 1000
        for g in ("us", "europe", "other")
    }
    found["total_allocated"] = np.sum(list(found.values()), axis=0)
    found |= {
        "total_delivered": a["delivered"][later].sum(axis=0) / 1000,
        "rounds_received": a["rounds"][later].sum(axis=0),
        "rounds_a_day_ua": 1000 * a["fire_ua"][later].sum(axis=0) / days,
        "rounds_a_day_ru": 1000 * a["fire_ru"][later].sum(axis=0) / days,
        "interceptors_received": a["interceptors"][later].sum(axis=0),
        "drones_ua": a["drones_ua"][later].sum(axis=0),
        "end_supply_days": a["supply_days"][-1],
        "net_ground_km2": e.ground[later].sum(axis=0),
        "total_casualties_ru": e.casualties_ru[later].sum(axis=0),
        "total_casualties_ua": e.casualties_ua[later].sum(axis=0),
    }
    launched, stopped = find_stopped(paths)
    for f in FAMILIES:
        down = (stopped[f][later] * launched[f][later]).sum(axis=0)
        found[f"stopped_{f}"] = down / launched[f][later].sum(axis=0)
    return {o.id: found[o.id] for o in OUTCOMES}


def measure_block(
    setting: Setting, strategies: Sequence[Strategy]
) -> dict[str, dict[str, FloatArray]]:
    """Return the ends of all futures of a setting; a pure function that any machine may compute."""
    found = run_block(setting, strategies)
    return {s: measure_outcomes(setting, p) for s, p in found.items()}


def read_ends(
    setting: Setting, strategies: Sequence[Strategy], executor: Executor | None = None
) -> dict[str, dict[str, FloatArray]]:
    """Return strategy to outcome to its value at the end in every future, (n_futures,).

    Parameters
    ----------
    executor
        Where blocks of futures are computed; threads of this process when left out.
    """
    blocks = [
        replace(setting, draws=setting.draws.select(slice(first, first + BLOCK)))
        for first in list_blocks(setting)
    ]
    with nullcontext(executor) if executor else ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(partial(measure_block, strategies=strategies), blocks))
    return {
        s.id: {o: np.concatenate([p[s.id][o] for p in parts]) for o in parts[0][s.id]}
        for s in strategies
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A paired difference of one outcome to what was given: 5, 50 and 95 % of futures."""

    outcome: Outcome
    low: float
    median: float
    high: float


def compare_with_base(
    setting: Setting, strategy: Strategy, executor: Executor | None = None
) -> tuple[Difference, ...]:
    """Return the paired differences of a strategy to what was given, outcome by outcome."""
    base = shipped_strategies()[BASELINE]
    ends, found = read_ends(setting, [base, strategy], executor), []
    for o in OUTCOMES:
        moved = ends[strategy.id][o.id] - ends[base.id][o.id]
        low, median, high = (float(q) for q in np.quantile(moved, [0.05, 0.5, 0.95]))
        found.append(Difference(outcome=o, low=low, median=median, high=high))
    return tuple(found)
