"""Support: allocations, two delivery lines, and money by class."""

from sinews.engine import aux, flow, stock

donor_stockpile = stock(
    "EUR m", "donor_stockpile_start", doc="What donors would still give from their own stocks."
)
fast_1 = stock(
    "EUR m",
    "allocated_before*fast_share*fast_lag/2",
    doc="First stage of the line from donors' stocks, started in steady state.",
)
fast_2 = stock(
    "EUR m", "allocated_before*fast_share*fast_lag/2", doc="Second stage of the line from stocks."
)
slow_1 = stock(
    "EUR m",
    "allocated_before*(1-fast_share)*slow_lag/2",
    doc="First stage of the procurement line, started in steady state.",
)
slow_2 = stock(
    "EUR m",
    "allocated_before*(1-fast_share)*slow_lag/2",
    doc="Second stage of the procurement line.",
)


@aux("EUR m/week")
def cost_us(allocated_us: float) -> float:
    """Military allocations of the United States."""
    return allocated_us


@aux("EUR m/week")
def cost_europe(allocated_europe: float, forecast_europe: float, outlook_europe: float) -> float:
    """Military allocations of Europe; what of them is forecast follows the run's own draw."""
    return max(0, allocated_europe + forecast_europe * (outlook_europe - 1))


@aux("EUR m/week")
def cost_other(allocated_other: float, forecast_other: float, outlook_other: float) -> float:
    """Military allocations of all other donors, likewise."""
    return max(0, allocated_other + forecast_other * (outlook_other - 1))


@aux("EUR m/week")
def allocated(cost_us: float, cost_europe: float, cost_other: float) -> float:
    """Sum the military allocations of all donor groups."""
    return cost_us + cost_europe + cost_other


@flow("EUR m/week", out_of="donor_stockpile", into="fast_1")
def draw_stockpile(
    allocated: float,
    fast_share: float,
    stock_draw: float,
    donor_stockpile: float,
    stockpile_time: float,
) -> float:
    """Give from stock what was allocated so, limited by what is left and can be released."""
    return min(allocated * min(1, fast_share * stock_draw), donor_stockpile / stockpile_time)


@flow("EUR m/week", into="donor_stockpile")
def refill_stockpile(stockpile_refill: float, weeks_per_year: float) -> float:
    """Release more from stock as the donors' own orders arrive."""
    return stockpile_refill / weeks_per_year


@flow("EUR m/week", into="slow_1")
def order_new(allocated: float, draw_stockpile: float) -> float:
    """Order from industry what is not given from stock."""
    return allocated - draw_stockpile


@aux("1/week")
def fast_rate(delivery_speed: float, fast_lag: float) -> float:
    """Rate of each of two equal stages (Erlang) of the line from stocks."""
    return 2 * delivery_speed / fast_lag


@aux("1/week")
def slow_rate(delivery_speed: float, slow_lag: float) -> float:
    """Rate of each of two equal stages (Erlang) of the procurement line."""
    return 2 * delivery_speed / slow_lag


@flow("EUR m/week", out_of="fast_1", into="fast_2")
def pass_fast(fast_rate: float, fast_1: float) -> float:
    """Pass to the second stage."""
    return fast_rate * fast_1


@flow("EUR m/week", out_of="fast_2")
def arrive_fast(fast_rate: float, fast_2: float) -> float:
    """Arrive from stocks, at face value."""
    return fast_rate * fast_2


@flow("EUR m/week", out_of="slow_1", into="slow_2")
def pass_slow(slow_rate: float, slow_1: float) -> float:
    """Pass to the second stage."""
    return slow_rate * slow_1


@flow("EUR m/week", out_of="slow_2")
def arrive_slow(slow_rate: float, slow_2: float) -> float:
    """Arrive from industry, at face value."""
    return slow_rate * slow_2


@aux("EUR m/week")
def delivered(realised_share: float, arrive_fast: float, arrive_slow: float) -> float:
    """Count what becomes materiel in the field: face value is not materiel."""
    return realised_share * (arrive_fast + arrive_slow)


@aux("1")
def weight_total(
    share_shells: float,
    tilt_shells: float,
    share_armour: float,
    tilt_armour: float,
    share_air_defence: float,
    tilt_air_defence: float,
    share_long_range: float,
    tilt_long_range: float,
    share_drones: float,
    tilt_drones: float,
) -> float:
    """Sum of weights: a tilt takes from other classes, the total of money is fixed."""
    shells = share_shells * (tilt_shells - 1)
    armour = share_armour * (tilt_armour - 1)
    air = share_air_defence * (tilt_air_defence - 1)
    reach = share_long_range * (tilt_long_range - 1)
    return 1 + shells + armour + air + reach + share_drones * (tilt_drones - 1)


@aux("EUR m/week")
def money_shells(
    delivered: float, share_shells: float, tilt_shells: float, weight_total: float
) -> float:
    """Money for shells."""
    return delivered * share_shells * tilt_shells / weight_total


@aux("EUR m/week")
def money_armour(
    delivered: float, share_armour: float, tilt_armour: float, weight_total: float
) -> float:
    """Money for tanks, fighting vehicles and guns."""
    return delivered * share_armour * tilt_armour / weight_total


@aux("EUR m/week")
def money_air_defence(
    delivered: float, share_air_defence: float, tilt_air_defence: float, weight_total: float
) -> float:
    """Money for air defence."""
    return delivered * share_air_defence * tilt_air_defence / weight_total


@aux("EUR m/week")
def money_long_range(
    delivered: float, share_long_range: float, tilt_long_range: float, weight_total: float
) -> float:
    """Money for long-range missiles."""
    return delivered * share_long_range * tilt_long_range / weight_total


@aux("EUR m/week")
def money_drones(
    delivered: float, share_drones: float, tilt_drones: float, weight_total: float
) -> float:
    """Money for drones bought in Ukraine."""
    return delivered * share_drones * tilt_drones / weight_total
