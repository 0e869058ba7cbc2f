"""Blocks 7 and 8, balance, tempo and ground: one log balance against its start."""

from math import exp, log, sqrt, tanh

from sinews.engine import (
    aux,
    flow,
    series,
    stock,
)

tempo = stock("1", 1, doc="Tempo of Russian attacks, 1 at the start.")
occupied = stock("km2", "occupied_start", doc="Ukrainian land held by Russia.")
fortification = stock("1", "fortification_start", doc="Depth of Ukrainian positions, 0 to 1.")

knot_1 = series("1", doc="Weight of half-year step 1: 0 before, 1 after.", source="calendar")
knot_2 = series("1", doc="Weight of half-year step 2.", source="calendar")
knot_3 = series("1", doc="Weight of half-year step 3.", source="calendar")
knot_4 = series("1", doc="Weight of half-year step 4.", source="calendar")
knot_5 = series("1", doc="Weight of half-year step 5.", source="calendar")
knot_6 = series("1", doc="Weight of half-year step 6.", source="calendar")
knot_7 = series("1", doc="Weight of half-year step 7.", source="calendar")
knot_8 = series("1", doc="Weight of half-year step 8.", source="calendar")
knot_9 = series("1", doc="Weight of half-year step 9.", source="calendar")
knot_10 = series("1", doc="Weight of half-year step 10.", source="calendar")
knot_11 = series("1", doc="Weight of half-year step 11.", source="calendar")
knot_12 = series("1", doc="Weight of half-year step 12.", source="calendar")


@aux("1")
def adaptation_early(
    adapt_1: float,
    knot_1: float,
    adapt_2: float,
    knot_2: float,
    adapt_3: float,
    knot_3: float,
    adapt_4: float,
    knot_4: float,
    adapt_5: float,
    knot_5: float,
    adapt_6: float,
    knot_6: float,
) -> float:
    """Sum the first six half-yearly steps of the adaptation race."""
    first = adapt_1 * knot_1 + adapt_2 * knot_2 + adapt_3 * knot_3
    return first + adapt_4 * knot_4 + adapt_5 * knot_5 + adapt_6 * knot_6


@aux("1")
def adaptation_late(
    adapt_7: float,
    knot_7: float,
    adapt_8: float,
    knot_8: float,
    adapt_9: float,
    knot_9: float,
    adapt_10: float,
    knot_10: float,
    adapt_11: float,
    knot_11: float,
    adapt_12: float,
    knot_12: float,
) -> float:
    """Sum the last six half-yearly steps."""
    first = adapt_7 * knot_7 + adapt_8 * knot_8 + adapt_9 * knot_9
    return first + adapt_10 * knot_10 + adapt_11 * knot_11 + adapt_12 * knot_12


@aux("1")
def adaptation(adaptation_size: float, adaptation_early: float, adaptation_late: float) -> float:
    """Tactics, jamming, links: a latent walk that the stocks do not explain; always shown."""
    return adaptation_size * (adaptation_early + adaptation_late)


@aux("1")
def balance_men(
    power_men: float, men_ru: float, men_ua: float, men_start_ua: float, men_start_ru: float
) -> float:
    """Change of the log ratio of men, weighted."""
    return power_men * log(men_ru / men_ua * (men_start_ua / men_start_ru))


@aux("1")
def balance_fire(power_fire: float, fire_ratio: float, fire_ratio_start: float) -> float:
    """Change of the log ratio of fire, weighted."""
    return power_fire * log(fire_ratio / fire_ratio_start)


@aux("1")
def balance_drones(power_drones: float, drones_on_ua: float, drones_on_ru: float) -> float:
    """Change of the log ratio of battlefield drones, weighted."""
    return power_drones * (drones_on_ua - drones_on_ru)


@aux("1")
def balance_armour(power_armour: float, armour_ratio: float, armour_ratio_start: float) -> float:
    """Change of the log ratio of armour, weighted."""
    return power_armour * log(armour_ratio / armour_ratio_start)


@aux("1")
def balance_disruption(
    power_disruption: float,
    disruption_ru: float,
    disruption_ua: float,
    disruption_start_ru: float,
    disruption_start_ua: float,
) -> float:
    """Change of the log ratio of supply still working, weighted: the deep-strike term."""
    now = log((1 - disruption_ru) / (1 - disruption_ua))
    return power_disruption * (now - log((1 - disruption_start_ru) / (1 - disruption_start_ua)))


@aux("1")
def advantage(
    balance_men: float,
    balance_fire: float,
    balance_drones: float,
    balance_armour: float,
    balance_disruption: float,
    power_aircraft: float,
    aircraft: float,
    aircraft_half: float,
    power_fortification: float,
    fortification: float,
    fortification_start: float,
    adaptation: float,
) -> float:
    """Change of the log balance since the start, Russia over Ukraine."""
    stocks = balance_men + balance_fire + balance_drones + balance_armour + balance_disruption
    air = power_aircraft * aircraft / (aircraft + aircraft_half)
    ground = power_fortification * (fortification - fortification_start)
    return stocks - air - ground + adaptation


@aux("1")
def chance_ru(advantage_start: float, advantage: float, chance_width: float) -> float:
    """Chance that a Russian attack gains."""
    return (1 + tanh((advantage_start + advantage) / chance_width)) / 2


@aux("1")
def chance_ua(
    advantage_start: float, advantage: float, defence_edge: float, chance_width: float
) -> float:
    """Chance that a Ukrainian attack gains against prepared positions."""
    return (1 + tanh((-advantage_start - advantage - defence_edge) / chance_width)) / 2


@aux("1")
def act_ua(posture: float, fire_ua: float, fire_wanted_ua: float, attack_fire: float) -> float:
    """Ukrainian attack effort: posture without shells is no attack."""
    return posture * min(1, fire_ua / (attack_fire * fire_wanted_ua))


@aux("km2/week")
def gain_ru(
    ground_scale: float,
    tempo: float,
    chance_ru: float,
    ground_limit: float,
    occupied: float,
    ground_taper: float,
) -> float:
    """Ground that Russia takes; tapered near the limit of the model."""
    left = min(1, max(0, ground_limit - occupied) / ground_taper)
    return ground_scale * tempo * chance_ru * left


@aux("km2/week")
def gain_ua(
    ground_scale: float, act_ua: float, chance_ua: float, occupied: float, retake_taper: float
) -> float:
    """Ground that Ukraine takes back; tapered as none is left."""
    return ground_scale * act_ua * chance_ua * min(1, occupied / retake_taper)


@flow("km2/week", into="occupied")
def take_ground(gain_ru: float) -> float:
    """Add what Russia takes."""
    return gain_ru


@flow("km2/week", out_of="occupied")
def retake_ground(gain_ua: float) -> float:
    """Subtract what Ukraine takes back."""
    return gain_ua


@aux("1")
def tempo_wanted(
    season_size: float,
    season: float,
    tempo_belief: float,
    belief: float,
    belief_start: float,
    tempo_men: float,
    men_ru: float,
    men_start_ru: float,
    suppress_drones: float,
    drones_on_ru: float,
    suppress_fire: float,
    fire_on_ru: float,
) -> float:
    """Tempo that Russia aims at: season, belief, men; held down by drones and fire."""
    will = tempo_belief * (belief - belief_start) + tempo_men * log(men_ru / men_start_ru)
    held = suppress_drones * drones_on_ru + suppress_fire * fire_on_ru
    return (1 + season_size * season) * exp(will - held)


@flow("1/week", into="tempo")
def adjust_tempo(
    tempo_wanted: float,
    fire_ru: float,
    attack_fire_ru: float,
    fire_wanted_ru: float,
    tempo: float,
    tempo_time: float,
) -> float:
    """Adjust to the wanted tempo as far as shells allow."""
    allowed = sqrt(min(1, fire_ru / (attack_fire_ru * fire_wanted_ru)))
    return (tempo_wanted * allowed - tempo) / tempo_time


@flow("1/week", into="fortification")
def dig_in(act_ua: float, fortification: float, fortification_time: float) -> float:
    """Dig in where Ukraine does not attack: the channel of a defensive strategy."""
    return (max(0, 1 - 2 * act_ua) - fortification) / fortification_time
