"""Block 11 and what is read from a run: levels are for checks, differences are published."""

from math import sqrt

from sinews.engine import aux, bounds, outcome


@aux("km2/week")
def net_gain(gain_ru: float, gain_ua: float) -> float:
    """Net ground that Russia takes."""
    return gain_ru - gain_ua


@aux("1")
def both_conditions(pressure: float, belief: float) -> float:
    """Smaller of pressure at home and lost belief: both preconditions of the article at once."""
    return min(pressure, 1 - belief)


@aux("ratio")
def rounds_asked(money_shells: float, shell_price_base: float, shell_offer: float) -> float:
    """Rounds that the money asks for over rounds on offer: above 1 rounds bind, below 1 money."""
    return money_shells / shell_price_base / shell_offer


@aux("share")
def fire_met(fire_ua: float, fire_wanted_ua: float) -> float:
    """Share of wanted Ukrainian fire that is fired."""
    return fire_ua / fire_wanted_ua


@aux("ratio")
def rounds_needed_ua(
    fire_wanted_ua: float,
    fielded_ua_gun: float,
    rounds_per_gun: float,
    shells_ua: float,
    ration_ua: float,
) -> float:
    """Fire that Ukraine wants and has guns for, over what the stock allows: above 1 it binds."""
    return min(fire_wanted_ua, fielded_ua_gun * rounds_per_gun) / (shells_ua / ration_ua)


@aux("ratio")
def rounds_needed_ru(
    fire_wanted_ru: float,
    tempo: float,
    fielded_ru_gun: float,
    rounds_per_gun: float,
    shells_ru: float,
    ration_ru: float,
) -> float:
    """Fire that Russia wants and has guns for, over what the stock allows: above 1 it binds."""
    wanted = fire_wanted_ru * sqrt(tempo)
    return min(wanted, fielded_ru_gun * rounds_per_gun) / (shells_ru / ration_ru)


@aux("ratio")
def money_needed_ru(reserve_draw: float, reserves: float, reserve_time: float) -> float:
    """Draw on Russian reserves over what can still be drawn: above 1 money binds."""
    return reserve_draw / (reserves / reserve_time)


@aux("ratio")
def men_needed_ua(
    irrecoverable_ua: float, leave_ua: float, recruits_ua: float, mobilise_ua: float
) -> float:
    """Ukrainian losses and leavers over those who join: above 1 the force shrinks."""
    return (irrecoverable_ua + leave_ua) / (recruits_ua + mobilise_ua)


@aux("ratio")
def men_needed_ru(
    irrecoverable_ru: float, theatre_share_ru: float, recruits_ru: float, mobilise_ru: float
) -> float:
    """Russian losses over those who reach the theatre: above 1 the force shrinks."""
    return irrecoverable_ru / (theatre_share_ru * recruits_ru + mobilise_ru)


net_ground_km2 = outcome("net_gain", "total", doc="Net ground taken by Russia.")
rounds_received = outcome("shells_delivered", "total", doc="Rounds received by Ukraine.")
rounds_fired_ua = outcome("fire_ua", "total", doc="Rounds fired by Ukraine.")
rounds_fired_ru = outcome("fire_ru", "total", doc="Rounds fired by Russia.")
mean_fire_ratio = outcome("fire_ratio", "mean", doc="Mean ratio of fire, Russia over Ukraine.")
end_supply_days = outcome("supply_days_ua", "end", doc="Days of wanted fire in stock at the end.")
end_tanks_ru = outcome("fielded_ru_tank", "end", doc="Russian tanks fielded at the end.")
end_tanks_stored_ru = outcome("stored_ru_tank", "end", doc="Usable Russian tanks stored.")
end_tanks_ua = outcome("fielded_ua_tank", "end", doc="Ukrainian tanks fielded at the end.")
end_men_ru = outcome("men_ru", "end", doc="Russian people in the theatre at the end.")
end_men_ua = outcome("men_ua", "end", doc="Ukrainian combat strength at the end.")
total_casualties_ru = outcome("casualties_ru", "total", doc="Russian killed and wounded.")
total_casualties_ua = outcome("casualties_ua", "total", doc="Ukrainian killed and wounded.")
total_missiles_leaked = outcome("missiles_leaked", "total", doc="Missiles that got through.")
total_drones_leaked = outcome("drones_leaked", "total", doc="One-way drones that got through.")
end_disruption_ua = outcome("disruption_ua", "end", doc="Ukrainian output out of action.")
end_disruption_ru = outcome("disruption_ru", "end", doc="Russian supply out of action.")
end_belief = outcome("belief", "end", doc="Belief that force still pays, at the end.")
end_pressure = outcome("pressure", "end", doc="Pressure at home in Russia, at the end.")
most_both_conditions = outcome(
    "both_conditions", "highest", doc="Closest that both preconditions came at once."
)
total_allocated = outcome("allocated", "total", doc="Military allocations of all donors.")
total_cost_us = outcome("cost_us", "total", doc="Military allocations of the United States.")
total_cost_europe = outcome("cost_europe", "total", doc="Military allocations of Europe.")
total_cost_other = outcome("cost_other", "total", doc="Military allocations of other donors.")
end_rebuild_months = outcome(
    "rebuild_months", "end", doc="Months to rebuild the pre-war tank force after a ceasefire."
)

range_men_ua = bounds(
    "men_ua",
    low=150,
    high=900,
    doc="Outside, a collapse or a build-up that history does not inform.",
)
range_advantage = bounds("advantage", low=-2.5, high=2.5, doc="Balance beyond what was matched.")
