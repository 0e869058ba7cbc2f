"""Block 4, drones and strikes: battlefield drones, one-way drones, missiles, air defence, leaks."""

from math import sqrt

from sinews.campaign.model.sides import SIDE
from sinews.engine import aux, flow, stock

drones_own = stock(
    "k units/week", "drones_start_own", doc="Battlefield drones made and used a week.", each=SIDE
)
oneway_own = stock(
    "unit/week", "oneway_start_own", doc="One-way drones launched a week.", each=SIDE
)
interceptors = stock("unit", "interceptors_start", doc="Ukrainian stock of interceptor missiles.")
lowcost_defence = stock(
    "unit/week", "lowcost_start", doc="One-way drones a week that low-cost defence can meet."
)
long_range = stock("unit", "long_range_start", doc="Ukrainian stock of long-range missiles.")
aircraft = stock("unit", 0, doc="Western combat aircraft in service.")
disruption_ua = stock(
    "share", "disruption_start_ua", doc="Share of Ukrainian output out of action."
)
disruption_ru = stock(
    "share", "disruption_start_ru", doc="Share of Russian supply and output out of action."
)


@aux("k units/week")
def drone_ceiling_ua(
    drone_home_money_ua: float,
    money_drones: float,
    money_left: float,
    drone_price: float,
    disruption_ua: float,
) -> float:
    """Drones that Ukraine can afford: its own money, partners' money, and unspent shell money."""
    bought = (money_drones + money_left) / drone_price
    return (drone_home_money_ua + bought) * (1 - disruption_ua)


@aux("k units/week")
def drone_ceiling_ru(drone_home_money_ru: float, goods_high: float) -> float:
    """Drones that Russia can make: money and high-end parts."""
    return drone_home_money_ru * goods_high


@flow("k units/week/week", into="drones_own", each=SIDE)
def grow_drones_own(drone_growth_own: float, drones_own: float, drone_ceiling_own: float) -> float:
    """Grow towards the ceiling (logistic)."""
    return drone_growth_own * drones_own * (1 - drones_own / drone_ceiling_own)


@flow("unit/week/week", into="oneway_ru")
def grow_oneway_ru(
    oneway_growth_ru: float,
    drone_takeoff: float,
    oneway_ru: float,
    oneway_ceiling_ru: float,
    goods_high: float,
    iran_pressure: float,
    iran_share: float,
) -> float:
    """Grow Russian one-way drones from the dated take-off towards the ceiling of output."""
    ceiling = oneway_ceiling_ru * goods_high * (1 - iran_pressure * iran_share)
    return oneway_growth_ru * drone_takeoff * oneway_ru * (1 - oneway_ru / ceiling)


@flow("unit/week/week", into="oneway_ua")
def grow_oneway_ua(
    oneway_growth_ua: float, oneway_ua: float, oneway_ceiling_ua: float, disruption_ua: float
) -> float:
    """Grow Ukrainian one-way drones towards the ceiling of output."""
    ceiling = oneway_ceiling_ua * (1 - disruption_ua)
    return oneway_growth_ua * oneway_ua * (1 - oneway_ua / ceiling)


@aux("unit/week")
def missiles(
    missiles_start: float,
    missile_growth: float,
    years: float,
    goods_high: float,
    disruption_on_output: float,
    disruption_ru: float,
) -> float:
    """Launch what is produced: no stock is identified."""
    carried = 1 - disruption_on_output * disruption_ru
    return missiles_start * (1 + missile_growth * years) * goods_high * carried


@aux("unit/week")
def interceptors_wanted(
    interceptors_per_missile: float,
    missiles: float,
    interceptors_per_drone: float,
    oneway_ru: float,
) -> float:
    """Interceptors that the attacks of the week call for."""
    return interceptors_per_missile * missiles + interceptors_per_drone * oneway_ru


@flow("unit/week", out_of="interceptors")
def fire_interceptors(
    interceptors_wanted: float, interceptors: float, interceptor_ration: float
) -> float:
    """Fire what is wanted or what the stock allows."""
    return min(interceptors_wanted, interceptors / interceptor_ration)


@flow("unit/week", into="interceptors")
def receive_interceptors(
    money_air_defence: float,
    lowcost_share: float,
    interceptor_price: float,
    interceptors_other: float,
) -> float:
    """Receive interceptors from partners' money and from other routes."""
    return money_air_defence * (1 - lowcost_share) / interceptor_price + interceptors_other


@aux("unit/week")
def missiles_leaked(
    missiles: float, kill_chance: float, fire_interceptors: float, interceptors_wanted: float
) -> float:
    """Missiles that get through."""
    return missiles * (1 - kill_chance * fire_interceptors / interceptors_wanted)


@flow("unit/week/week", into="lowcost_defence")
def grow_lowcost(
    lowcost_growth: float,
    lowcost_defence: float,
    lowcost_ceiling: float,
    money_air_defence: float,
    air_defence_home_money: float,
    air_defence_money_ref: float,
    lowcost_per_aircraft: float,
    aircraft: float,
) -> float:
    """Grow guns, jammers and interceptor drones; the ceiling follows money and aircraft."""
    money = (money_air_defence + air_defence_home_money) / air_defence_money_ref
    ceiling = lowcost_ceiling * sqrt(money) + lowcost_per_aircraft * aircraft
    return lowcost_growth * lowcost_defence * (1 - lowcost_defence / ceiling)


@aux("share")
def share_stopped(stop_most: float, lowcost_defence: float, oneway_ru: float) -> float:
    """Share of one-way drones stopped: low-cost defence saturates."""
    return stop_most * lowcost_defence / (lowcost_defence + oneway_ru)


@aux("unit/week")
def drones_leaked(oneway_ru: float, share_stopped: float) -> float:
    """One-way drones that get through."""
    return oneway_ru * (1 - share_stopped)


@flow("unit/week", into="long_range")
def receive_long_range(money_long_range: float, long_range_price: float) -> float:
    """Receive long-range missiles."""
    return money_long_range / long_range_price


@flow("unit/week", out_of="long_range")
def use_long_range(long_range: float, long_range_time: float) -> float:
    """Use the stock of long-range missiles at a steady pace."""
    return long_range / long_range_time


@flow("unit/week", into="aircraft")
def receive_aircraft(aircraft_delivered: float) -> float:
    """Receive combat aircraft."""
    return aircraft_delivered


@flow("unit/week", out_of="aircraft")
def lose_aircraft(aircraft_loss: float, aircraft: float) -> float:
    """Lose aircraft in service."""
    return aircraft_loss * aircraft


@flow("share/week", into="disruption_ua")
def disrupt_ua(
    missile_damage: float,
    missiles_leaked: float,
    drone_damage: float,
    drones_leaked: float,
    disruption_ua: float,
) -> float:
    """Put Ukrainian output out of action by what leaks through."""
    damage = missile_damage * missiles_leaked + drone_damage * drones_leaked
    return damage * (1 - disruption_ua)


@flow("share/week", out_of="disruption_ua")
def repair_ua(disruption_ua: float, repair_time_ua: float) -> float:
    """Repair Ukrainian output."""
    return disruption_ua / repair_time_ua


@flow("share/week", into="disruption_ru")
def disrupt_ru(
    deep_strike_channel: float,
    long_range_damage: float,
    use_long_range: float,
    long_range_permission: float,
    oneway_damage: float,
    oneway_ua: float,
    disruption_ru: float,
    disruption_cap: float,
) -> float:
    """Put Russian supply out of action by deep strikes: one aggregate factor behind a cap."""
    reach = long_range_damage * use_long_range * long_range_permission + oneway_damage * oneway_ua
    return deep_strike_channel * reach * max(0, 1 - disruption_ru / disruption_cap)


@flow("share/week", out_of="disruption_ru")
def repair_ru(disruption_ru: float, repair_time_ru: float) -> float:
    """Repair Russian supply."""
    return disruption_ru / repair_time_ru
