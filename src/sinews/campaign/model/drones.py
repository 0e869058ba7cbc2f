"""Drones: battlefield drones of both sides, long-range drones of Ukraine."""

from sinews.engine import aux, each, flow, stock

SIDE = each(own=("ru", "ua"))

drones_own = stock(
    "k units/week", "drones_start", doc="Battlefield drones made and used a week.", each=SIDE
)


@aux("k units/week")
def drone_ceiling_ua(
    drone_home: float, money_drones: float, money_left: float, drone_price: float
) -> float:
    """Drones that Ukraine can afford: its own money, partners' money, and unspent shell money."""
    return drone_home + (money_drones + money_left) / drone_price


@aux("k units/week")
def drone_ceiling_ru(drone_home: float, goods_high: float) -> float:
    """Drones that Russia can make: money and high-end parts."""
    return drone_home * goods_high


@flow("k units/week/week", into="drones_own", each=SIDE)
def grow_drones_own(drone_growth: float, drones_own: float, drone_ceiling_own: float) -> float:
    """Grow towards the ceiling (logistic)."""
    return drone_growth * drones_own * (1 - drones_own / drone_ceiling_own)


@aux("unit/week")
def deep_strikes(
    use_long_range: float,
    long_range_permission: float,
    oneway_ua: float,
    oneway_worth: float,
) -> float:
    """Strikes on supply far behind the front, in long-range missiles of usual leave to use."""
    return use_long_range * long_range_permission + oneway_ua * oneway_worth


@aux("1")
def oneway_carried(goods_high: float, iran_pressure: float, iran_share: float) -> float:
    """Russian one-way drones for each of the base path."""
    return goods_high * (1 - iran_pressure * iran_share)
