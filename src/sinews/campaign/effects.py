"""What a strategy would have to do at the front: one short formula in NumPy, no engine.

Every driver is a logarithm of what a strategy has over what the base path has, so the base path
itself comes out unchanged, to the last bit. With t in months:

    advantage = ground_fire * fire + ground_drones * drones + ground_armour * armour
                + ground_strikes * strikes + ground_works * works + ground_people * people
    ground    = base + pace * (exp(-advantage) - 1)
                - ground_attack * attack * max(0, 1 - attack_edge * exp(-advantage))
    pace      = mean of the base path's gains over six months, at least gains_floor
    casualties_ru = base * exp(casualties_fire * fire_ua + casualties_drones * drones_ua
                    - casualties_tempo * advantage) * (1 + casualties_attack * attack)
    casualties_ua = base * exp(casualties_fire * fire_ru + casualties_drones * drones_ru
                    - casualties_tempo * tempo_ua * advantage)
                    * (1 + 2 * casualties_attack * attack)
    people    = ln(Ukrainian over Russian people) from the losses of earlier months
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.campaign.base_path import BasePath
from sinews.core.estimate import FloatArray

PACE_MONTHS: Final = 6
LIMIT: Final = 2.0
"""Largest advantage that the formula is used for, a ratio of 7.4: beyond lies a collapse."""
LEAST_MEN: Final = 0.2
"""Share of the people of the base path that no effect goes below."""
GROUND: Final = {
    "fire": "ground_fire",
    "drones": "ground_drones",
    "armour": "ground_armour",
    "strikes": "ground_strikes",
    "works": "ground_works",
    "people": "ground_people",
}
"""Driver of ground to its elasticity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What a strategy has over the base path, month by month.

    Attributes
    ----------
    fire_ua, fire_ru, drones_ua, drones_ru, armour, strikes
        Logarithms of ratios to the base path, (n_months, n_futures).
    attack, works
        Posture raised over and held back from the base path, 0 to 1, (n_months,).
    """

    fire_ua: FloatArray
    fire_ru: FloatArray
    drones_ua: FloatArray
    drones_ru: FloatArray
    armour: FloatArray
    strikes: FloatArray
    attack: FloatArray
    works: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Ground, casualties and people under a strategy, (n_months, n_futures) each.

    Attributes
    ----------
    ground
        Net Russian gain, km2 a month.
    casualties_ru, casualties_ua
        Thousand a month.
    men_ru, men_ua
        Thousand, at the end of the month.
    advantage
        Sum of elasticities times drivers, positive for Ukraine.
    """

    ground: FloatArray
    casualties_ru: FloatArray
    casualties_ua: FloatArray
    men_ru: FloatArray
    men_ua: FloatArray
    advantage: FloatArray


def measure_pace(ground: FloatArray, floor: FloatArray) -> FloatArray:
    """Return the pace of Russian gains, (n_months, n_futures), km2 a month."""
    total = np.cumsum(ground, axis=0)
    months = np.arange(1, len(ground) + 1)
    before = np.concatenate([np.zeros((1, ground.shape[1])), total])[
        np.maximum(months - PACE_MONTHS, 0)
    ]
    mean = (total - before) / np.minimum(months, PACE_MONTHS)[:, None]
    return np.asarray(np.maximum(mean, floor))


def sum_advantage(
    d: Drivers, p: Mapping[str, FloatArray], without: tuple[str, ...] = ()
) -> FloatArray:
    """Return elasticities times drivers, people left out, (n_months, n_futures)."""
    strikes = 0.0 if "deep_strikes" in without else p["ground_strikes"]
    return np.asarray(
        p["ground_fire"] * (d.fire_ua - d.fire_ru)
        + p["ground_drones"] * (d.drones_ua - d.drones_ru)
        + p["ground_armour"] * d.armour
        + strikes * d.strikes
        + p["ground_works"] * d.works[:, None]
    )


def apply_effects(
    base: BasePath, d: Drivers, p: Mapping[str, FloatArray], without: tuple[str, ...] = ()
) -> Effects:
    """Return ground, casualties and people under a strategy.

    Parameters
    ----------
    base
        The base path with one draw a future.
    p
        Elasticities and constants by id, (n_futures,) or (1,).
    without
        Switches turned off: ``mobilisation``, ``deep_strikes``.
    """
    months, n = len(base.months), len(base.ground)
    calm = sum_advantage(d, p, without)
    ground0 = np.ascontiguousarray(base.ground.T)
    pace = measure_pace(ground0, p["gains_floor"])
    loss_ru = base.casualties_ru.T * np.exp(
        p["casualties_fire"] * d.fire_ua + p["casualties_drones"] * d.drones_ua
    )
    loss_ua = base.casualties_ua.T * np.exp(
        p["casualties_fire"] * d.fire_ru + p["casualties_drones"] * d.drones_ru
    )
    kept = 0.0 if "mobilisation" in without else 1.0
    gone_ru = p["irrecoverable"] * (1 - kept * p["replaced_ru"])
    gone_ua = p["irrecoverable"] * (1 - kept * p["replaced_ua"])
    shape = (months, n)
    out = {k: np.empty(shape) for k in Effects.__dataclass_fields__}
    men_ru, men_ua = np.broadcast_to(p["men_ru"], n), np.broadcast_to(p["men_ua"], n)
    tempo_ua = p["casualties_tempo"] * p["tempo_ua"]
    for t in range(months):
        people = np.log(men_ua / p["men_ua"]) - np.log(men_ru / p["men_ru"])
        adv = np.clip(calm[t] + p["ground_people"] * people, -LIMIT, LIMIT)
        ratio, attack = np.exp(-adv), d.attack[t]
        retaken = p["ground_attack"] * attack * np.maximum(0.0, 1 - p["attack_edge"] * ratio)
        exposed = p["casualties_attack"] * attack
        out["ground"][t] = ground0[t] + pace[t] * (ratio - 1) - retaken
        ru = loss_ru[t] * np.exp(-p["casualties_tempo"] * adv) * (1 + exposed)
        ua = loss_ua[t] * np.exp(-tempo_ua * adv) * (1 + 2 * exposed)
        men_ru = np.maximum(
            men_ru - gone_ru * (ru - base.casualties_ru[:, t]), LEAST_MEN * p["men_ru"]
        )
        men_ua = np.maximum(
            men_ua - gone_ua * (ua - base.casualties_ua[:, t]), LEAST_MEN * p["men_ua"]
        )
        out["casualties_ru"][t], out["casualties_ua"][t] = ru, ua
        out["men_ru"][t], out["men_ua"][t], out["advantage"][t] = men_ru, men_ua, adv
    return Effects(**out)
