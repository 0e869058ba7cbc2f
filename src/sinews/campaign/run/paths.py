"""Strategies run: the accounting model week by week, then the formula of effects, by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.base_path import FAMILIES, MISSILES, BasePath
from sinews.campaign.effects import Drivers, Effects, apply_effects
from sinews.campaign.inputs import DONOR_GROUPS
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.setting import Draws, Setting, stack_inputs, strategy_inputs
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.engine import Grid, Outcomes, Part, Saved, advance

BLOCK: Final = 512
"""Futures that go through all steps together: their arrays fit into the cache of a core."""
WORKERS: Final = 2
AMOUNTS: Final = {
    "cost_us": "cost_us_total",
    "cost_europe": "cost_europe_total",
    "cost_other": "cost_other_total",
    "delivered": "delivered_total",
    "rounds": "rounds_received",
    "fire_ua": "rounds_fired_ua",
    "fire_ru": "rounds_fired_ru",
    "interceptors": "interceptors_received",
    "interceptors_fired": "interceptors_fired",
    "interceptors_wanted": "interceptors_asked",
    "lowcost": "lowcost_total",
    "drones_ua": "drones_total_ua",
    "drones_ru": "drones_total_ru",
    "armour": "armour_total",
    "strikes": "strikes_total",
    "oneway_carried": "oneway_total",
    "missiles_carried": "missiles_total",
}
"""Monthly amount to the running total of the model that it is taken from."""
LEVELS: Final = {
    "supply_days": "supply_days",
    "rounds_asked": "rounds_asked_now",
    "rounds_short_ua": "rounds_short_ua",
    "rounds_short_ru": "rounds_short_ru",
    "interceptors_met": "interceptors_met_now",
}
"""Level at the end of a month to the outcome that it is read from."""
READ: Final = (*AMOUNTS.values(), *LEVELS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a strategy buys in some futures: `AMOUNTS` and `LEVELS`, (n_months, n_futures) each."""

    rows: Mapping[str, FloatArray]
    posture: FloatArray
    words: FloatArray

    def __getitem__(self, name: str) -> FloatArray:
        return self.rows[name]

    def select(self, futures: NDArray[np.intp]) -> "Account":
        """Return the account of some futures, in their order."""
        rows = {k: v[:, futures] for k, v in self.rows.items()}
        return Account(rows=rows, posture=self.posture, words=self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Some futures under one strategy, month by month, (n_months, n_futures) each.

    Attributes
    ----------
    account
        Money, rounds, interceptors, drones: accounted.
    effects
        Ground, casualties, people: the base path moved by elasticities.
    base, base_account
        The base path of these futures.
    """

    account: Account
    effects: Effects
    base: BasePath
    base_account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The base path of the accounting model up to a week, to go on from under many plans."""

    saved: Saved
    outcomes: Outcomes


def run_account(
    setting: Setting, draws: Draws, strategy: Strategy | None, history: History | None = None
) -> Account:
    """Return what a strategy buys in some futures; the base path's account where it is None.

    Parameters
    ----------
    history
        Where strategies have the same inputs up to its week; it is not run again.
    """
    inputs = strategy_inputs(setting, strategy or _NOTHING)
    ends = tuple(w for _, w in setting.calendar.month_ends())
    begun = 0 if history is None else history.saved.periods
    part = Part(
        grid=Grid(read_at=tuple(w for w in ends if w > begun)),
        names=READ,
        saved=None if history is None else history.saved,
    )
    found, _ = advance(campaign_model(), draws.parameters, stack_inputs(inputs), part)
    earlier = None if history is None else history.outcomes
    paths = {
        n: found.path(n) if earlier is None else np.concatenate([earlier.path(n), found.path(n)])
        for n in READ
    }
    rows = {k: np.diff(paths[n], axis=0, prepend=0.0) for k, n in AMOUNTS.items()}
    return Account(
        rows=rows | {k: paths[n] for k, n in LEVELS.items()},
        posture=setting.calendar.means(inputs["posture"]),
        words=setting.calendar.means(inputs["durability_signal"]),
    )


_NOTHING: Final = Strategy(
    id="base", label="Base path", rationale="-", proponents=(), sources=(), settings={}
)


def run_history(setting: Setting, draws: Draws, weeks: int) -> History:
    """Return the base path of the accounting model up to the last month end within some weeks."""
    ends = tuple(w for _, w in setting.calendar.month_ends() if w <= weeks)
    part = Part(grid=Grid(read_at=ends), names=READ)
    inputs = stack_inputs(strategy_inputs(setting, _NOTHING))
    outcomes, saved = advance(campaign_model(), draws.parameters, inputs, part)
    return History(saved=saved, outcomes=outcomes)


def compare_accounts(account: Account, base: Account) -> Drivers:
    """Return the drivers of effects: logarithms of what a strategy has over the base path."""

    def gap(name: str) -> FloatArray:
        return np.log(account[name] / base[name])

    moved = account.posture - base.posture
    return Drivers(
        fire_ua=gap("fire_ua"),
        fire_ru=gap("fire_ru"),
        drones_ua=gap("drones_ua"),
        drones_ru=gap("drones_ru"),
        armour=gap("armour"),
        strikes=gap("strikes"),
        attack=np.maximum(moved, 0.0),
        works=np.maximum(-moved, 0.0),
    )


def find_stopped(paths: Paths) -> tuple[Mapping[str, FloatArray], Mapping[str, FloatArray]]:
    """Return launches and shares stopped by family under a strategy.

    With r times the interceptors a missile, a share that leaks falls from q to q**r: each
    interceptor has the chance that the front measured. Low-cost defence does the same for one-way
    drones. At r = 1 the shares are those of the base path, to the last bit.
    """
    account, base_account, base = paths.account, paths.base_account, paths.base
    met = account["interceptors_fired"] / account["interceptors_wanted"]
    met0 = base_account["interceptors_fired"] / base_account["interceptors_wanted"]
    carried = account["oneway_carried"] / base_account["oneway_carried"]
    missiles = account["missiles_carried"] / base_account["missiles_carried"]
    ratio = dict.fromkeys(MISSILES, met / met0)
    ratio["oneway"] = account["lowcost"] / base_account["lowcost"] / carried
    launched, stopped = {}, {}
    for family in FAMILIES:
        leak = np.clip(1 - base.stopped[family].T, 1e-6, 1.0)
        stopped[family] = base.stopped[family].T + leak * (1 - leak ** (ratio[family] - 1))
        factor = carried if family == "oneway" else missiles
        launched[family] = base.launched[family].T * factor
    return launched, stopped


def join_paths(setting: Setting, draws: Draws, account: Account, base: Account) -> Paths:
    """Return the paths of a strategy from its account and that of the base path."""
    front = setting.front.select(draws.front)
    drivers = compare_accounts(account, base)
    return Paths(
        account=account,
        effects=apply_effects(front, drivers, draws.effects, setting.without),
        base=front,
        base_account=base,
    )


def run_block(
    setting: Setting, strategies: Sequence[Strategy], first: int = 0, count: int | None = None
) -> dict[str, Paths]:
    """Run some futures under every strategy.

    Future i is the same in any run of one seed: blocks and threads change no bit.

    Parameters
    ----------
    first, count
        Futures first to first + count - 1; all when left out.
    """
    last = setting.futures if count is None else min(first + count, setting.futures)
    draws = setting.draws.select(slice(first, last))
    base = run_account(setting, draws, None)
    return {
        s.id: join_paths(
            setting, draws, base if not s.settings else run_account(setting, draws, s), base
        )
        for s in strategies
    }


def list_blocks(setting: Setting) -> list[int]:
    """Return the first future of every block."""
    return list(range(0, setting.futures, BLOCK))


def total_costs(account: Account) -> dict[str, FloatArray]:
    """Return what each donor group allocated up to each month, EUR bn, (n_months, n_futures)."""
    groups = [g.removeprefix("allocated_") for g in DONOR_GROUPS]
    return {f"cost_{g}": np.cumsum(account[f"cost_{g}"], axis=0) / 1000 for g in groups}
