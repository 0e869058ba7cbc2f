"""Block 3, equipment: fielded and stored tanks, fighting vehicles and guns of both sides."""

from math import exp, log

from sinews.campaign.model.sides import KIT
from sinews.engine import aux, flow, stock

fielded_ru_kit = stock("unit", "fielded_ru_start_kit", doc="Russian {kit}s in the field.", each=KIT)
stored_ru_kit = stock("unit", "stored_ru_start_kit", doc="Usable Russian {kit}s stored.", each=KIT)
fielded_ua_kit = stock("unit", "fielded_ua_start_kit", doc="Ukrainian {kit}s fielded.", each=KIT)


@flow("unit/week", out_of="stored_ru_kit", into="fielded_ru_kit", each=KIT)
def withdraw_kit(
    stored_ru_kit: float,
    stored_ru_start_kit: float,
    refurbish_cap_kit: float,
    depletion_gamma: float,
    workshop_time: float,
) -> float:
    """Refurbish stored {kit}s: fewer as the good hulls go."""
    left = max(stored_ru_kit / stored_ru_start_kit, 0.001)
    pace = refurbish_cap_kit * exp(depletion_gamma * log(left))
    return min(pace, stored_ru_kit / workshop_time)


@flow("unit/week", into="fielded_ru_kit", each=KIT)
def build_kit(
    build_start_kit: float, build_growth: float, years: float, goods_high: float
) -> float:
    """Build new {kit}s; high-end parts are needed."""
    return build_start_kit * (1 + build_growth * years) * goods_high


@aux("unit/week", each=KIT)
def added_ru_kit(withdraw_kit: float, build_kit: float) -> float:
    """Refurbished and new {kit}s that reach Russian forces."""
    return withdraw_kit + build_kit


@flow("unit/week", into="fielded_ua_kit", each=KIT)
def receive_kit(
    money_armour: float, share_kit: float, unit_price_kit: float, home_made_kit: float
) -> float:
    """Receive {kit}s from partners, and make, repair or capture others."""
    return money_armour * share_kit / unit_price_kit + home_made_kit


@flow("unit/week", out_of="fielded_ru_kit", each=KIT)
def lose_ru_kit(
    fielded_ru_kit: float,
    fielded_ru_start_kit: float,
    loss_start_ru_kit: float,
    loss_factor_ru_kit: float,
    loss_eta: float,
    one_week: float,
) -> float:
    """Lose Russian {kit}s: log-linear in exposure, never more than there are."""
    left = fielded_ru_kit / fielded_ru_start_kit + 0.01
    rate = loss_start_ru_kit / fielded_ru_start_kit * exp((loss_eta - 1) * log(left))
    return fielded_ru_kit * (1 - exp(-rate * loss_factor_ru_kit * one_week)) / one_week


@flow("unit/week", out_of="fielded_ua_kit", each=KIT)
def lose_ua_kit(
    fielded_ua_kit: float,
    fielded_ua_start_kit: float,
    loss_start_ua_kit: float,
    loss_factor_ua_kit: float,
    loss_eta: float,
    one_week: float,
) -> float:
    """Lose Ukrainian {kit}s, by the same equation."""
    left = fielded_ua_kit / fielded_ua_start_kit + 0.01
    rate = loss_start_ua_kit / fielded_ua_start_kit * exp((loss_eta - 1) * log(left))
    return fielded_ua_kit * (1 - exp(-rate * loss_factor_ua_kit * one_week)) / one_week


@aux("1")
def armour_ratio(
    fielded_ru_tank: float,
    fielded_ru_afv: float,
    fielded_ua_tank: float,
    fielded_ua_afv: float,
    afv_worth: float,
) -> float:
    """Ratio of Russian to Ukrainian armour, a fighting vehicle counting as part of a tank."""
    russia = fielded_ru_tank + afv_worth * fielded_ru_afv
    return russia / (fielded_ua_tank + afv_worth * fielded_ua_afv)


@aux("1")
def armour_ratio_start(
    fielded_ru_start_tank: float,
    fielded_ru_start_afv: float,
    fielded_ua_start_tank: float,
    fielded_ua_start_afv: float,
    afv_worth: float,
) -> float:
    """The same ratio at the start."""
    russia = fielded_ru_start_tank + afv_worth * fielded_ru_start_afv
    return russia / (fielded_ua_start_tank + afv_worth * fielded_ua_start_afv)


@aux("month")
def rebuild_months(
    fielded_ru_tank: float,
    prewar_tanks: float,
    added_ru_tank: float,
    weeks_per_month: float,
) -> float:
    """Months to rebuild the pre-war tank force at current output: the renewed-attack clock."""
    return max(0, prewar_tanks - fielded_ru_tank) / added_ru_tank / weeks_per_month
