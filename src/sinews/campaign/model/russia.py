"""Blocks 9 and 10, Russia: critical goods, money, belief in force, pressure at home."""

from math import exp, log

from sinews.engine import (
    aux,
    flow,
    shorthand,
    stock,
)

replaced = stock("share", 0, doc="Part of critical goods cut by enforcement that others refill.")
parts_store = stock("week", "parts_store_start", doc="Weeks of critical goods in store.")
reserves = stock("EUR m", "reserves_start", doc="Liquid fiscal reserves.")
durability = stock("index", "durability_start", doc="Support that Moscow expects to last.")
belief = stock("index", "belief_start", doc="Belief that force still improves the position.")
pressure = stock("index", "pressure_start", doc="Pressure at home on the Russian leadership.")


@shorthand
def logistic(x: float) -> float:
    """Return a value between 0 and 1."""
    return 1 / (1 + exp(-x))


@shorthand
def logit(p: float) -> float:
    """Return the inverse of the logistic curve."""
    return log(p / (1 - p))


@aux("share")
def goods_cut(enforcement: float, enforcement_effect: float, diverted_share: float) -> float:
    """Share of critical goods that enforcement removes."""
    return enforcement * enforcement_effect * diverted_share


@flow("share/week", into="replaced")
def replace_goods(
    replaced_most: float, goods_cut: float, replaced: float, replace_time: float
) -> float:
    """Refill from other suppliers, up to a share of what was cut."""
    return (replaced_most * goods_cut - replaced) / replace_time


@aux("share")
def goods_inflow(goods_cut: float, replaced: float) -> float:
    """Inflow of critical goods relative to need."""
    return 1 - goods_cut + replaced


@aux("share")
def goods_use(goods_inflow: float, parts_store: float, store_time: float) -> float:
    """Use of critical goods relative to need: parts in store bridge a gap."""
    return min(1, goods_inflow + parts_store / store_time)


@flow("1", into="parts_store")
def fill_store(goods_inflow: float, goods_use: float) -> float:
    """Fill or empty the store."""
    return goods_inflow - goods_use


@aux("1")
def goods_high(goods_use: float, goods_elasticity_high: float) -> float:
    """Output of missiles, drones, optics and new armour, relative to full supply."""
    return exp(goods_elasticity_high * log(goods_use))


@aux("1")
def goods_shells(goods_use: float, goods_elasticity_shells: float) -> float:
    """Output of shells, relative to full supply: machine tools only."""
    return exp(goods_elasticity_shells * log(goods_use))


@aux("share")
def strain(reserves: float, reserves_start: float) -> float:
    """Share of the reserves used up."""
    return max(0, 1 - reserves / reserves_start)


@aux("EUR m/week")
def reserve_draw(
    draw_start: float,
    draw_growth: float,
    years: float,
    weeks_per_year: float,
    recruit_cost: float,
    recruits_start_ru: float,
    pool_ru: float,
    pool_time: float,
    goods_premium: float,
    replaced: float,
    diverted_share: float,
    disruption_cost: float,
    disruption_ru: float,
    disruption_start_ru: float,
) -> float:
    """Draw on reserves: the war budget, dearer recruits, dearer goods, damage."""
    budget = draw_start * (1 + draw_growth * years) / weeks_per_year
    scarcity = max(0, recruits_start_ru * pool_time / pool_ru - 1)
    people = recruit_cost * recruits_start_ru * scarcity
    goods = goods_premium * replaced / diverted_share
    return budget + people + goods + disruption_cost * max(0, disruption_ru - disruption_start_ru)


@flow("EUR m/week", out_of="reserves")
def spend_reserves(reserve_draw: float, reserves: float, reserve_time: float) -> float:
    """Spend reserves, slower as they run out."""
    return min(reserve_draw, reserves / reserve_time)


@flow("1/week", into="durability")
def watch_support(
    words_weight: float,
    durability_signal: float,
    delivered: float,
    realised_share: float,
    delivered_enough: float,
    durability: float,
    durability_time: float,
) -> float:
    """Learn from words and deliveries how long support will last."""
    seen = min(1, delivered / realised_share / delivered_enough)
    signal = words_weight * durability_signal + (1 - words_weight) * seen
    return (signal - durability) / durability_time


@flow("1/week", into="belief")
def learn_belief(
    belief_start: float,
    belief_ground: float,
    gain_ru: float,
    gain_ua: float,
    gain_start: float,
    belief_ground_unit: float,
    belief_balance: float,
    advantage: float,
    belief_durability: float,
    durability: float,
    durability_start: float,
    belief: float,
    belief_time: float,
) -> float:
    """Learn from ground, balance and expected support whether force still pays."""
    ground = belief_ground * (gain_ru - gain_ua - gain_start) / belief_ground_unit
    outlook = belief_balance * advantage - belief_durability * (durability - durability_start)
    return (logistic(logit(belief_start) + ground + outlook) - belief) / belief_time


@flow("1/week", into="pressure")
def build_pressure(
    pressure_start: float,
    pressure_losses: float,
    irrecoverable_ru: float,
    recruits_ru: float,
    theatre_share_ru: float,
    losses_reference: float,
    pressure_fiscal: float,
    strain: float,
    pressure_setback: float,
    setback: float,
    pressure_mobilisation: float,
    mobilise_ru: float,
    pressure: float,
    pressure_time: float,
) -> float:
    """Build pressure at home from losses over recruits, strain, setbacks and mobilisation."""
    losses = pressure_losses * log(
        irrecoverable_ru / (theatre_share_ru * recruits_ru) / losses_reference
    )
    other = pressure_fiscal * strain + pressure_setback * setback
    drive = losses + other + pressure_mobilisation * mobilise_ru
    return (logistic(logit(pressure_start) + drive) - pressure) / pressure_time


@aux("1")
def setback(
    gain_ua: float,
    gain_ru: float,
    setback_ground: float,
    disruption_ru: float,
    disruption_start_ru: float,
) -> float:
    """Visible setbacks: ground lost and damage at home."""
    return max(0, gain_ua - gain_ru) / setback_ground + disruption_ru - disruption_start_ru
