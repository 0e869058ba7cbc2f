"""Air defence and systems: interceptors, cheap defence, aircraft, armour, long range."""

from sinews.engine import aux, flow, stock

interceptors = stock("unit", "interceptors_start", doc="Ukrainian stock of interceptor missiles.")
lowcost_defence = stock(
    "EUR m",
    "(air_defence_home_money+lowcost_share*realised_share*allocated_before*share_air_defence)"
    "*lowcost_life",
    doc="Guns, jammers and interceptor drones in service, at cost, started in steady state.",
)
aircraft = stock("unit", 0, doc="Western combat aircraft in service.")
long_range = stock("unit", "long_range_start", doc="Ukrainian stock of long-range missiles.")
armour_ua = stock("unit", "armour_start", doc="Ukrainian tanks, vehicles and guns in service.")


@aux("unit/week")
def missiles(missiles_base: float, goods_high: float) -> float:
    """Missiles launched at Ukraine: those of the base path, fewer when critical goods are cut."""
    return missiles_base * goods_high


@aux("unit/week")
def interceptors_wanted(interceptors_per_missile: float, missiles: float) -> float:
    """Interceptors that the attacks of the week call for."""
    return interceptors_per_missile * missiles


@flow("unit/week", out_of="interceptors")
def fire_interceptors(interceptors_wanted: float, interceptors: float, ration_ua: float) -> float:
    """Fire what is wanted or what the stock allows."""
    return min(interceptors_wanted, interceptors / ration_ua)


@aux("unit/week")
def interceptors_bought(
    money_air_defence: float, lowcost_share: float, interceptor_price: float
) -> float:
    """Interceptors that partners' money asks for."""
    return money_air_defence * (1 - lowcost_share) / interceptor_price


@flow("unit/week", into="interceptors")
def receive_interceptors(interceptors_bought: float, interceptor_offer: float) -> float:
    """Receive interceptors: money or world output, whichever binds."""
    return min(interceptors_bought, interceptor_offer)


@aux("1")
def interceptors_met(fire_interceptors: float, interceptors_wanted: float) -> float:
    """Interceptors fired for each that is wanted."""
    return fire_interceptors / interceptors_wanted


@flow("EUR m/week", into="lowcost_defence")
def buy_lowcost(
    money_air_defence: float,
    lowcost_share: float,
    air_defence_home_money: float,
    aircraft: float,
    lowcost_per_aircraft: float,
) -> float:
    """Buy guns, jammers and interceptor drones; aircraft in service add to them."""
    return (
        money_air_defence * lowcost_share + air_defence_home_money + aircraft * lowcost_per_aircraft
    )


@flow("EUR m/week", out_of="lowcost_defence")
def wear_lowcost(lowcost_defence: float, lowcost_life: float) -> float:
    """Wear out."""
    return lowcost_defence / lowcost_life


@flow("unit/week", into="aircraft")
def receive_aircraft(aircraft_delivered: float) -> float:
    """Receive combat aircraft."""
    return aircraft_delivered


@flow("unit/week", out_of="aircraft")
def lose_aircraft(aircraft_loss: float, aircraft: float) -> float:
    """Lose aircraft in service."""
    return aircraft_loss * aircraft


@flow("unit/week", into="long_range")
def receive_long_range(money_long_range: float, long_range_price: float) -> float:
    """Receive long-range missiles."""
    return money_long_range / long_range_price


@flow("unit/week", out_of="long_range")
def use_long_range(long_range: float, long_range_time: float) -> float:
    """Use the stock of long-range missiles at a steady pace."""
    return long_range / long_range_time


@flow("unit/week", into="armour_ua")
def receive_armour(money_armour: float, armour_price: float, armour_home: float) -> float:
    """Receive vehicles and guns from partners, own output, repair and capture."""
    return money_armour / armour_price + armour_home


@flow("unit/week", out_of="armour_ua")
def lose_armour(armour_ua: float, armour_loss: float) -> float:
    """Lose vehicles and guns in proportion to those in service."""
    return armour_ua * armour_loss
