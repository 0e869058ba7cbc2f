"""Rounds of both sides: what exists, what money buys, what the stock allows to fire."""

from math import exp, log

from sinews.engine import aux, flow, stock

shells_ua = stock("k rounds", "shells_ua_start", doc="Ukrainian stock of artillery rounds.")
shells_ru = stock("k rounds", "shells_ru_start", doc="Usable Russian stock of artillery rounds.")
world_market = stock("k rounds", "world_market_start", doc="Rounds for sale outside the EU and US.")
nk_reserve = stock("k rounds", "nk_reserve_start", doc="What North Korea can still send.")
eu_capacity = stock("k rounds/week", "eu_capacity_start", doc="European output of 155 mm rounds.")


@flow("k rounds/week/week", into="eu_capacity")
def ramp_eu(
    eu_capacity_start: float,
    eu_goal_ratio: float,
    eu_shell_goal: float,
    eu_capacity: float,
    eu_ramp_time: float,
    eu_shell_speed: float,
) -> float:
    """Close the distance to the goal at a constant rate."""
    goal = eu_capacity_start * eu_goal_ratio * eu_shell_goal
    return (goal - eu_capacity) / eu_ramp_time * eu_shell_speed


@aux("k rounds/week")
def world_offer(world_market: float, world_time: float) -> float:
    """Rounds that can be bought on the world market, fewer as it empties."""
    return world_market / world_time


@aux("k rounds/week")
def shell_offer(
    eu_share: float,
    eu_capacity: float,
    us_output_open: float,
    us_share: float,
    us_capacity: float,
    world_offer: float,
) -> float:
    """Rounds that exist for Ukraine: European and US output, and the world market."""
    return eu_share * eu_capacity + us_output_open * us_share * us_capacity + world_offer


@aux("ratio")
def rounds_asked(money_shells: float, shell_price_base: float, shell_offer: float) -> float:
    """Rounds that the money asks for over rounds on offer: above 1 rounds bind, below 1 money."""
    return money_shells / shell_price_base / shell_offer


@aux("EUR m/k rounds")
def shell_price(
    shell_price_base: float, rounds_asked: float, price_scarcity: float, scarcity: float
) -> float:
    """Price of a round: it rises when money asks for more rounds than exist."""
    return shell_price_base * exp(scarcity * price_scarcity * log(max(1, rounds_asked)))


@aux("k rounds/week")
def shells_delivered(shell_offer: float, money_shells: float, shell_price: float) -> float:
    """Rounds delivered: money or rounds, whichever binds."""
    return min(shell_offer, money_shells / shell_price)


@aux("EUR m/week")
def money_left(money_shells: float, shells_delivered: float, shell_price: float) -> float:
    """Shell money that finds no shells; it buys drones in Ukraine."""
    return money_shells - shells_delivered * shell_price


@flow("k rounds/week", out_of="world_market", into="shells_ua")
def buy_world(shells_delivered: float, world_offer: float, shell_offer: float) -> float:
    """Take the world market's part of what is delivered."""
    return shells_delivered * world_offer / shell_offer


@flow("k rounds/week", into="shells_ua")
def receive_new(shells_delivered: float, buy_world: float) -> float:
    """Receive rounds from European and US output."""
    return shells_delivered - buy_world


@flow("k rounds/week", into="shells_ua")
def make_shells_ua(home_output_ua: float) -> float:
    """Make rounds in Ukraine."""
    return home_output_ua


@flow("k rounds/week", out_of="shells_ua")
def fire_ua(fire_wanted_ua: float, shells_ua: float, ration_ua: float) -> float:
    """Fire what is wanted or what the stock allows."""
    return min(fire_wanted_ua, shells_ua / ration_ua)


@flow("k rounds/week", into="shells_ru")
def make_shells_ru(ru_output: float, goods_shells: float) -> float:
    """Make and refurbish rounds in Russia."""
    return ru_output * goods_shells


@flow("k rounds/week", out_of="nk_reserve", into="shells_ru")
def import_shells_nk(
    nk_reserve: float, nk_pressure: float, nk_pressure_effect: float, nk_time: float
) -> float:
    """Send rounds from North Korea; deliveries fall by themselves as the reserve empties."""
    return nk_reserve * (1 - nk_pressure * nk_pressure_effect) / nk_time


@flow("k rounds/week", out_of="shells_ru")
def fire_ru(fire_wanted_ru: float, shells_ru: float, ration_ru: float) -> float:
    """Fire what is wanted or what the stock allows."""
    return min(fire_wanted_ru, shells_ru / ration_ru)


@aux("days")
def supply_days_ua(shells_ua: float, fire_wanted_ua: float, days_per_week: float) -> float:
    """Days of wanted fire in the Ukrainian stock."""
    return shells_ua / fire_wanted_ua * days_per_week


@aux("ratio")
def rounds_needed_ua(fire_wanted_ua: float, shells_ua: float, ration_ua: float) -> float:
    """Fire that Ukraine wants over what the stock allows: above 1 the stock limits fire."""
    return fire_wanted_ua / (shells_ua / ration_ua)


@aux("ratio")
def rounds_needed_ru(fire_wanted_ru: float, shells_ru: float, ration_ru: float) -> float:
    """Fire that Russia wants over what the stock allows: above 1 the stock limits fire."""
    return fire_wanted_ru / (shells_ru / ration_ru)
