"""How a strategy's effect on ground and casualties comes about: the formula with its numbers."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sinews.campaign.effects import GROUND, apply_effects, measure_pace
from sinews.campaign.elasticities import load_elasticities
from sinews.campaign.run.paths import compare_accounts, run_account
from sinews.campaign.run.setting import Setting
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One driver: what the strategy has over the base path, times its elasticity.

    Attributes
    ----------
    ratio
        The strategy over the base path, as a plain ratio; posture as it is.
    """

    driver: str
    ratio: float
    elasticity: str
    value: float
    low: float
    high: float
    product: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Means over futures in the months of one year, elasticities at their middle.

    Attributes
    ----------
    terms
        Their products sum to `advantage`.
    pace
        Russian gains that effects apply to, km2 a month.
    attack, retaken
        Posture of attack, and the ground that it retakes, km2 a month.
    ground, casualties_ru, casualties_ua
        Base path and strategy, km2 and thousand a month.
    """

    strategy: str
    first: date
    last: date
    terms: tuple[Term, ...]
    advantage: float
    pace: float
    attack: float
    retaken: float
    ground: tuple[float, float]
    casualties_ru: tuple[float, float]
    casualties_ua: tuple[float, float]


def explain_strategy(setting: Setting, strategy: Strategy, year: int) -> Explanation:
    """Return the numbers of the formula in a year, elasticities at their middle.

    Raises
    ------
    ValueError
        The setting holds no month of that year.
    """
    draws, modes = setting.draws, load_elasticities()
    middle = {k: np.array([e.mode]) for k, e in modes.items()}
    base_account = run_account(setting, draws, None)
    drivers = compare_accounts(run_account(setting, draws, strategy), base_account)
    front = setting.front.select(draws.front)
    effects = apply_effects(front, drivers, middle, setting.without)
    rows = np.array([m.year == year for m in setting.months])
    if not rows.any():
        raise ValueError(f"The run holds no month of {year}.")
    quiet = "deep_strikes" in setting.without
    values = {
        "fire": drivers.fire_ua - drivers.fire_ru,
        "drones": drivers.drones_ua - drivers.drones_ru,
        "armour": drivers.armour,
        "strikes": drivers.strikes * (0.0 if quiet else 1.0),
        "works": np.broadcast_to(drivers.works[:, None], drivers.armour.shape),
    }
    calm = sum(middle[GROUND[k]] * v for k, v in values.items())
    values["people"] = (effects.advantage - calm) / middle[GROUND["people"]]
    terms = tuple(_term(k, float(values[k][rows].mean())) for k in GROUND)
    months = [m for m, there in zip(setting.months, rows, strict=True) if there]
    pace = measure_pace(np.ascontiguousarray(front.ground.T), middle["gains_floor"])

    held = front.ground.T + pace * np.expm1(-effects.advantage)

    def both(base: FloatArray, moved: FloatArray) -> tuple[float, float]:
        return float(base.T[rows].mean()), float(moved[rows].mean())

    return Explanation(
        strategy=strategy.label,
        first=months[0],
        last=months[-1],
        terms=terms,
        advantage=float(effects.advantage[rows].mean()),
        pace=float(pace[rows].mean()),
        attack=float(drivers.attack[rows].mean()),
        retaken=float((held - effects.ground)[rows].mean()),
        ground=both(front.ground, effects.ground),
        casualties_ru=both(front.casualties_ru, effects.casualties_ru),
        casualties_ua=both(front.casualties_ua, effects.casualties_ua),
    )


def _term(driver: str, mean: float) -> Term:
    e = load_elasticities()[GROUND[driver]]
    return Term(
        driver=driver,
        ratio=mean if driver == "works" else float(np.exp(mean)),
        elasticity=e.id,
        value=e.mode,
        low=e.low,
        high=e.high,
        product=e.mode * mean,
    )
