"""Block 2, shells: what exists, what money buys, what the stock allows to fire."""

from math import exp, log, sqrt

from sinews.engine import aux, flow, stock

shells_ua = stock("k rounds", "shells_ua_start", doc="Ukrainian stock of artillery rounds.")
shells_ru = stock("k rounds", "shells_ru_start", doc="Usable Russian stock of artillery rounds.")
world_market = stock("k rounds", "world_market_start", doc="Rounds for sale outside the EU and US.")
nk_reserve = stock("k rounds", "nk_reserve_start", doc="What North Korea can still send.")
eu_capacity = stock("k rounds/week", "eu_capacity_start", doc="European output of 155 mm rounds.")
ru_capacity = stock("k rounds/week", "ru_capacity_start", doc="Russian output and refurbishment.")


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


@flow("k rounds/week/week", into="ru_capacity")
def ramp_ru(
    ru_capacity_start: float, ru_goal_ratio: float, ru_capacity: float, ru_ramp_time: float
) -> float:
    """Approach the Russian plateau."""
    return (ru_capacity_start * ru_goal_ratio - ru_capacity) / ru_ramp_time


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


@aux("EUR m/k rounds")
def shell_price(
    shell_price_base: float, money_shells: float, shell_offer: float, price_scarcity: float
) -> float:
    """Price of a round: it rises when money asks for more rounds than exist."""
    asked = max(1, money_shells / shell_price_base / shell_offer)
    return shell_price_base * exp(price_scarcity * log(asked))


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
def make_shells_ua(home_output_ua: float, disruption_ua: float) -> float:
    """Make rounds in Ukraine, fewer under strikes."""
    return home_output_ua * (1 - disruption_ua)


@flow("k rounds/week", out_of="shells_ua")
def fire_ua(
    fire_wanted_ua: float,
    fielded_ua_gun: float,
    rounds_per_gun: float,
    shells_ua: float,
    ration_ua: float,
) -> float:
    """Fire what is wanted, what the guns can fire, or what the stock allows."""
    return min(fire_wanted_ua, fielded_ua_gun * rounds_per_gun, shells_ua / ration_ua)


@flow("k rounds/week", into="shells_ru")
def make_shells_ru(
    ru_capacity: float, goods_shells: float, disruption_on_output: float, disruption_ru: float
) -> float:
    """Make and refurbish rounds in Russia."""
    return ru_capacity * goods_shells * (1 - disruption_on_output * disruption_ru)


@flow("k rounds/week", into="nk_reserve")
def make_shells_nk(nk_output: float) -> float:
    """Make rounds for export in North Korea."""
    return nk_output


@flow("k rounds/week", out_of="nk_reserve", into="shells_ru")
def import_shells_nk(
    nk_reserve: float, nk_pressure: float, nk_pressure_effect: float, nk_time: float
) -> float:
    """Send rounds from North Korea; deliveries fall by themselves as the reserve empties."""
    return nk_reserve * (1 - nk_pressure * nk_pressure_effect) / nk_time


@flow("k rounds/week", out_of="shells_ru")
def fire_ru(
    fire_wanted_ru: float,
    tempo: float,
    fielded_ru_gun: float,
    rounds_per_gun: float,
    shells_ru: float,
    ration_ru: float,
    disruption_on_fire: float,
    disruption_ru: float,
) -> float:
    """Fire the least of want, guns and stock, times what supply lines carry."""
    carried = 1 - disruption_on_fire * disruption_ru
    wanted = fire_wanted_ru * sqrt(tempo)
    return min(wanted, fielded_ru_gun * rounds_per_gun, shells_ru / ration_ru) * carried


@aux("1")
def fire_ratio(fire_ru: float, fire_ua: float, fire_floor: float) -> float:
    """Ratio of Russian to Ukrainian fire."""
    return (fire_ru + fire_floor) / (fire_ua + fire_floor)


@aux("days")
def supply_days_ua(shells_ua: float, fire_wanted_ua: float, days_per_week: float) -> float:
    """Days of wanted fire in the Ukrainian stock."""
    return shells_ua / fire_wanted_ua * days_per_week
