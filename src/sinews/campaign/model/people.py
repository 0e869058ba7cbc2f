"""Blocks 5 and 6, people and losses: recruits, leavers, casualties, and what drives them."""

from math import exp, log, tanh

from sinews.campaign.model.sides import SIDE
from sinews.engine import aux, flow, stock

men_own = stock("k persons", "men_start_own", doc="People in the theatre.", each=SIDE)
pool_own = stock("k persons", "recruits_start_own*pool_time", doc="Willing recruits.", each=SIDE)


@aux("1")
def tempo_load_ru(tempo: float, attack_cost: float, act_ua: float, act_ua_start: float) -> float:
    """Log of Russian exposure: own tempo and Ukrainian attacks, over the start."""
    return log((tempo + attack_cost * act_ua) / (1 + attack_cost * act_ua_start))


@aux("1")
def tempo_load_ua(
    tempo: float, attack_cost: float, attack_exposes: float, act_ua: float, act_ua_start: float
) -> float:
    """Log of Ukrainian exposure: attacking costs the attacker more."""
    cost = attack_cost * attack_exposes
    return log((tempo + cost * act_ua) / (1 + cost * act_ua_start))


@aux("1", each=SIDE)
def fire_on_own(fire_other: float, fire_start_other: float, fire_floor: float) -> float:
    """Log of enemy fire over its level at the start."""
    return log((fire_other + fire_floor) / (fire_start_other + fire_floor))


@aux("1", each=SIDE)
def drones_on_own(drones_other: float, drones_start_other: float) -> float:
    """Log of enemy battlefield drones over their level at the start."""
    return log(drones_other / drones_start_other)


@aux("1", each=SIDE)
def loss_factor_own_tank(
    tempo_on_vehicles: float,
    tempo_load_own: float,
    fire_on_vehicles: float,
    fire_on_own: float,
    drones_on_vehicles_own: float,
    drones_on_own: float,
) -> float:
    """Multiple of the loss rate of tanks at the start."""
    drones = drones_on_vehicles_own * drones_on_own
    return exp(tempo_on_vehicles * tempo_load_own + fire_on_vehicles * fire_on_own + drones)


@aux("1", each=SIDE)
def loss_factor_own_afv(loss_factor_own_tank: float) -> float:
    """Multiple for other fighting vehicles: as for tanks."""
    return loss_factor_own_tank


@aux("1", each=SIDE)
def loss_factor_own_gun(
    tempo_on_guns: float,
    tempo_load_own: float,
    fire_on_guns: float,
    fire_on_own: float,
    drones_on_guns: float,
    drones_on_own: float,
) -> float:
    """Multiple of the loss rate of guns at the start."""
    drones = drones_on_guns * drones_on_own
    return exp(tempo_on_guns * tempo_load_own + fire_on_guns * fire_on_own + drones)


@aux("k persons/week", each=SIDE)
def casualties_own(
    men_own: float,
    casualties_start_own: float,
    tempo_on_people: float,
    tempo_load_own: float,
    fire_on_people: float,
    fire_on_own: float,
    drones_on_people: float,
    drones_on_own: float,
    one_week: float,
) -> float:
    """Killed and wounded: log-linear, never more than the force."""
    drones = drones_on_people * drones_on_own
    factor = exp(tempo_on_people * tempo_load_own + fire_on_people * fire_on_own + drones)
    return men_own * (1 - exp(-casualties_start_own * factor / men_own * one_week)) / one_week


@aux("k persons/week", each=SIDE)
def irrecoverable_own(irrecoverable_share: float, casualties_own: float) -> float:
    """Casualties that do not return: killed, missing, lasting wounds."""
    return irrecoverable_share * casualties_own


@flow("k persons/week", out_of="men_own", each=SIDE)
def lose_men_own(irrecoverable_own: float) -> float:
    """Lose people for good."""
    return irrecoverable_own


@flow("k persons/week", out_of="men_ua")
def leave_ua(leavers_ua: float, men_ua: float) -> float:
    """Leave without permission or by discharge, net of returns."""
    return leavers_ua * men_ua


@aux("k persons/week")
def recruits_ru(pool_ru: float, pool_time: float, bonus_cut: float, strain: float) -> float:
    """Recruits in Russia: fewer when reserves no longer pay the bonuses."""
    return pool_ru / pool_time * (1 - bonus_cut * strain)


@aux("k persons/week")
def recruits_ua(pool_ua: float, pool_time: float) -> float:
    """Recruits for combat in Ukraine."""
    return pool_ua / pool_time


@flow("k persons/week", out_of="pool_own", each=SIDE)
def recruit_own(recruits_own: float) -> float:
    """Use up willing recruits."""
    return recruits_own


@flow("k persons/week", into="pool_own", each=SIDE)
def renew_pool_own(pool_renewal_own: float, recruits_start_own: float) -> float:
    """Renew the pool; money and politics decide how far."""
    return pool_renewal_own * recruits_start_own


@flow("k persons/week", into="men_ru")
def reach_theatre_ru(theatre_share_ru: float, recruits_ru: float) -> float:
    """Reach the theatre: not every contract does."""
    return theatre_share_ru * recruits_ru


@flow("k persons/week", into="men_ua")
def reach_theatre_ua(recruits_ua: float) -> float:
    """Join combat units."""
    return recruits_ua


@aux("k persons/week")
def mobilise_ru(
    adverse_reply: float,
    mobilise_most_ru: float,
    gain_ua: float,
    gain_ru: float,
    mobilise_ground: float,
) -> float:
    """Mobilise in answer to losing ground, as in September 2022."""
    lost = max(0, gain_ua - gain_ru) / mobilise_ground
    return adverse_reply * mobilise_most_ru * tanh(lost)


@aux("k persons/week")
def mobilise_ua(
    adverse_reply: float,
    mobilise_most_ua: float,
    gain_ru: float,
    gain_ua: float,
    gain_start: float,
    mobilise_ground: float,
) -> float:
    """Widen mobilisation in answer to losing ground faster than at the start."""
    lost = max(0, gain_ru - gain_ua - gain_start) / mobilise_ground
    return adverse_reply * mobilise_most_ua * tanh(lost)


@flow("k persons/week", into="men_own", each=SIDE)
def call_up_own(mobilise_own: float) -> float:
    """Send the mobilised to the theatre."""
    return mobilise_own
